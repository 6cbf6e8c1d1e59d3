"""The layout is a matter of the terminal's size."""

from __future__ import annotations

import pytest

from certiplan.tui.desk.layouts import LAYOUTS, Layout, layout_of


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((60, 20), "single"),
        ((80, 24), "single"),
        ((80, 45), "stacked"),
        ((100, 24), "beside"),
        ((140, 45), "pinned"),
        ((200, 60), "columns"),
        ((200, 20), "columns"),
    ],
)
def test_sizes(size: tuple[int, int], layout: Layout) -> None:
    assert layout_of(*size) == layout


def test_every_size_has_one_of_the_layouts() -> None:
    assert {layout_of(w, h) for w in range(10, 300, 7) for h in range(5, 80, 5)} == set(LAYOUTS)

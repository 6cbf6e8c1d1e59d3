"""Pictures in the terminal: everything said, nothing wider than the terminal, nothing by colour alone."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from certiplan.pictures import Gantt, Page, Picture, RouteMap, picture_view, to_terminal
from tests.pictures.examples import EXPECTED_TEXTS, GANTT, HARMFUL, MAP, PAGE, PICTURES


def shown(content: Page | Picture, width: int = 100, *, colour: bool = False) -> str:
    console = Console(
        file=StringIO(), width=width, color_system="truecolor" if colour else None, force_terminal=colour
    )
    with console.capture() as capture:
        console.print(to_terminal(content) if isinstance(content, Page) else picture_view(content))
    return capture.get()


def test_everything_is_there() -> None:
    text = " ".join(shown(PAGE, 160).split())
    for expected in EXPECTED_TEXTS:
        assert expected in text
    assert HARMFUL in text


@pytest.mark.parametrize("width", [40, 60, 100, 200])
def test_fits(width: int) -> None:
    assert max(cell_len(line) for line in shown(PAGE, width).splitlines()) <= width


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: type(picture).__name__)
def test_without_colour_no_escapes(picture: Picture) -> None:
    assert "\x1b" not in shown(picture)


def test_bars_lie_where_they_are() -> None:
    mill, lathe, axis = shown(GANTT, 60).splitlines()[1:4]
    assert mill.index("Job 1") < mill.index("Job 2")
    # The lathe waits until the mill is done with job 1.
    assert lathe.index("[") == mill.index("][") + 1
    assert axis.split()[0] == "0"


def test_bars_keep_their_labels_in_colour() -> None:
    text = shown(GANTT, 80, colour=True)
    assert "\x1b[" in text and "Job 1" in text


def test_a_map_numbers_its_places() -> None:
    text = shown(MAP)
    assert "car: Denver (1) → Medford (2) → Portland (3) → Denver (1)" in text
    lines = text.splitlines()
    row = {number: next(k for k, line in enumerate(lines) if number in line) for number in "123"}
    assert row["3"] < row["2"] < row["1"], "north is up"


def test_nothing_to_draw() -> None:
    assert "empty" in shown(Gantt(title="empty", lanes=(), bars=()))
    assert "nowhere" in shown(RouteMap(title="nowhere", places=(), routes=()))

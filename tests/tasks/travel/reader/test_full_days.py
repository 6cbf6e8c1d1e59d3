from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("We like full days", True),
        ("Every meal should be planned", True),
        ("We want breakfast, lunch, and dinner", True),
        ("We do not need all meals", False),
        ("We stay 3 full days", False),
        ("We take a full day tour", False),
        ("We like food", False),
    ],
)
def test_whether_complete_days_are_wished_for(wish: str, expected: bool, read: Callable[[str], Read]) -> None:
    request = read(f"Boston to Denver, March 3-5, 2022, 2 people. {wish}.").request
    assert request.complete_days is expected
    assert ("complete_days" in request.quotes) is expected

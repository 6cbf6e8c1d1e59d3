from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

CHILDREN = (
    ("Our kids are 6 and 8", True),
    ("Our kids are 12 and 14", False),
    ("Our kids are aged 4, 7 and 12", True),
    ("We bring our children (ages 9 and 11)", True),
    ("We have a 6-year-old daughter", True),
    ("We have an 11-year-old son", False),
    ("We have two teenagers", False),
    ("We travel with children under the age of 10", True),
    ("Children below ten years of age must be accepted", True),
    ("We travel with children over 10", False),
    ("An 8-month-old baby comes along", True),
    ("We have two grown children", False),
    ("No children", False),
    ("We will visit the Children's Museum", False),
)


@pytest.mark.parametrize(("statement", "expected"), CHILDREN)
def test_whether_children_under_10_come_along(
    statement: str, expected: bool, read: Callable[[str], Read]
) -> None:
    result = read(f"Boston to Denver, March 13-15, 2022, family of four, $1,900. {statement}.")
    assert ("children under 10" in result.request.house_rules) is expected


def test_children_without_an_age_are_presumed_to_be_young_and_that_is_said(
    read: Callable[[str], Read],
) -> None:
    result = read("Boston to Denver, March 13-15, 2022, 2 adults and 3 kids, $1,900.")
    assert result.request.people == 5
    assert result.request.house_rules == ("children under 10",)
    assert "No age was given for 'kids': taken to be under 10." in result.assumptions

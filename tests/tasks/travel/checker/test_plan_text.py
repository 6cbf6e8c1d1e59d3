from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.tasks.travel.checker._plan_text import Place, from_to, kind_of, place_of, without_state


@pytest.mark.parametrize(
    ("text", "name", "city"),
    [
        ("Soup Bar, Elm", "Soup Bar", "Elm"),
        ("Soup, Salad & Co., Elm", "Soup, Salad & Co.", "Elm"),
        ("Soup Bar, Elm(Ohio)", "Soup Bar", "Elm"),
        ("Soup Bar, Elm (Ohio)", "Soup Bar", "Elm"),
        ("Soup Bar (old), Elm", "Soup Bar (old)", "Elm"),
        ("Soup\nBar, Elm", "Bar", "Elm"),
        ("Soup Bar", "-", "-"),
        ("Soup Bar,", "-", "-"),
    ],
)
def test_a_place_is_split_at_the_last_comma(text: str, name: str, city: str) -> None:
    assert place_of(text) == Place(name=name, city=city)


@given(st.text(alphabet="ab ,(\n)"))
def test_places_are_read_as_by_the_pattern_of_the_benchmark(text: str) -> None:
    match = re.search(r"(.*?),\s*([^,]+)$", text)
    expected = (
        Place(name=match[1].strip(), city=without_state(match[2].strip()).strip())
        if match
        else Place(name="-", city="-")
    )
    assert place_of(text) == expected


def test_the_cities_of_a_leg() -> None:
    assert from_to("Flight Number: F1, from St. Paul to Fort Dodge, Departure Time: 1") == (
        "St. Paul",
        "Fort Dodge",
    )
    assert from_to("from Elm to") is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Flight Number: F1", "Flight"),
        ("self-driving, from A to B", "Self-driving"),
        ("taxi to the flight", "Taxi"),
        ("Train", None),
    ],
)
def test_the_means_of_transport(text: str, kind: str | None) -> None:
    assert kind_of(text) == kind

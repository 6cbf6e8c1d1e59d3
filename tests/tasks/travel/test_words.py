"""Requirements in words."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.request import (
    ExtraConstraint,
    ExtraWish,
    HouseRule,
    RoomWish,
    TransportRule,
    Wish,
)
from certiplan.tasks.travel.words import (
    conflict_words,
    date_span,
    dollars,
    phrases,
    requirement_id,
    wish_phrases,
)
from tests.tasks.travel.tiny_worlds import hotel, request, world

TRIP = request(
    text="Two of us, 400 dollars, please no flights",
    budget_usd=400,
    transport=("no flight",),
    cuisines=("French",),
    complete_days=True,
    quotes={"budget": "400 dollars", "transport": "no flights", "people": "not said"},
)


def test_a_conflict_in_few_words() -> None:
    assert conflict_words(TRIP, ["budget", "transport_no_flight"]) == "budget $400 · no flights"
    assert conflict_words(TRIP, ["min_nights"]) == "minimum nights of accommodations"
    assert conflict_words(TRIP, ["something_else"]) == "something_else"
    assert conflict_words(TRIP, []) == ""


def test_every_requirement_of_a_document_has_words() -> None:
    trip = TRIP.model_copy(update={"room": "entire room", "house_rules": ("pets", "parties")})
    document = state_trip(trip, world(cities=["Elm"], hotels=[hotel("Inn", "Elm", 5)])).document
    assert list(document.elements.requirements) == list(phrases(trip))


def test_every_wish_has_words() -> None:
    trip = request(
        budget_usd=9,
        cuisines=("French", "Thai", "French"),
        room="shared room",
        house_rules=get_args(HouseRule),
        transport=get_args(TransportRule),
        complete_days=True,
        extras=(ExtraWish(name="museum", quote="a museum", constraints=(ExtraConstraint(that="1 <= 2"),)),),
    )
    found = wish_phrases(trip)
    assert {phrase.wish for phrase in found} == set(get_args(Wish))
    assert len({phrase.requirement for phrase in found}) == len(found)
    for room in get_args(RoomWish):
        assert wish_phrases(request(room=room))[-1].label


def test_names_of_requirements() -> None:
    assert requirement_id("budget") == "budget"
    assert requirement_id("house_rules", "children under 10") == "house_rules_children_under_10"
    assert requirement_id("transport", "no self-driving") == "transport_no_self_driving"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (dt.date(2022, 3, 16), dt.date(2022, 3, 18), "Mar 16–18, 2022"),
        (dt.date(2022, 3, 30), dt.date(2022, 4, 3), "Mar 30 – Apr 3, 2022"),
        (dt.date(2022, 12, 30), dt.date(2023, 1, 2), "Dec 30, 2022 – Jan 2, 2023"),
    ],
)
def test_spans_of_dates(start: dt.date, end: dt.date, words: str) -> None:
    assert date_span(start, end) == words


def test_amounts() -> None:
    assert dollars(1234567) == "$1,234,567"
    assert dollars(-5) == "-$5"

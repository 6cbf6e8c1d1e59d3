"""Evidence that requirements are met, and that broken ones are seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from certiplan.tasks.travel.evidence import Evidence, evidence
from certiplan.tasks.travel.itinerary import Itinerary, TripDay
from certiplan.tasks.travel.world import Attraction
from tests.tasks.travel.tiny_worlds import HOME, flight, hotel, request, restaurant, road, world

FACTS = world(cities=["Elm", "Fir"])
TRIP = request(
    text="a trip",
    budget_usd=400,
    cuisines=("Thai",),
    room="private room",
    house_rules=("pets",),
    transport=("no taxi",),
    complete_days=True,
)
INN = hotel("Inn", "Elm", 50, house_rules=("No smoking",), min_nights=2)
MEALS = [restaurant(f"R{k}", "Elm", 10, "Thai") for k in range(6)]
SIGHTS = [Attraction(name=f"A{k}", city="Elm") for k in range(3)]
DATES = TRIP.dates
PLAN = Itinerary(
    people=2,
    days=(
        TripDay(
            number=1,
            date=DATES[0],
            origin=HOME,
            city="Elm",
            transport=road("Self-driving", HOME, "Elm", 100),
            dinner=MEALS[0],
            hotel=INN,
        ),
        TripDay(
            number=2,
            date=DATES[1],
            origin="Elm",
            city="Elm",
            breakfast=MEALS[1],
            lunch=MEALS[2],
            dinner=MEALS[3],
            attractions=(SIGHTS[0],),
            hotel=INN,
        ),
        TripDay(
            number=3,
            date=DATES[2],
            origin="Elm",
            city=HOME,
            transport=road("Self-driving", "Elm", HOME, 100),
            breakfast=MEALS[4],
            attractions=(SIGHTS[1],),
        ),
    ),
)


def found(plan: Itinerary, **wishes: object) -> dict[str, Evidence]:
    trip = TRIP.model_copy(update=wishes)
    return {entry.phrase.requirement: entry for entry in evidence(plan, trip, FACTS)}


def changed(number: int, **fields: object) -> Itinerary:
    days = tuple(
        replace(day, **fields) if day.number == number else day  # type: ignore[arg-type]  # fields by name
        for day in PLAN.days
    )
    return replace(PLAN, days=days)


def test_a_good_plan_shows_everything() -> None:
    entries = found(PLAN)
    assert all(entry.holds for entry in entries.values()), entries
    assert entries["budget"].shown_by == "$210 in all, $190 left"
    assert entries["cities"].shown_by == "2 nights in Elm"
    assert entries["cuisines_thai"].shown_by == "dinner on day 1, R0"
    assert entries["transport_no_taxi"].shown_by == "you go by own car"
    assert entries["house_rules_pets"].shown_by == "the house rules are only: No smoking"
    assert entries["min_nights"].shown_by == "nights taken of those needed: 2 of 2"
    assert entries["filled"].shown_by == "11 of 18 entries"
    assert "cheapest" not in entries


@pytest.mark.parametrize(
    ("requirement", "plan"),
    [
        ("origin", changed(3, city="Fir")),
        ("destination", changed(1, city="Nowhere")),
        ("dates", changed(1, date=DATES[2])),
        ("people", replace(PLAN, people=3)),
        ("cities", changed(2, city="Fir")),
        ("budget", changed(2, hotel=replace(INN, price_usd=500))),
        ("transport_no_taxi", changed(1, transport=road("Taxi", HOME, "Elm", 100))),
        ("room", changed(1, hotel=replace(INN, room_type="Shared room"))),
        ("house_rules_pets", changed(1, hotel=replace(INN, house_rules=("No pets",)))),
        ("complete_days", changed(1, dinner=None)),
        ("complete_days", changed(3, breakfast=None)),
        ("meals", changed(2, lunch=None)),
        ("meals", changed(2, lunch=MEALS[0])),
        ("travel_meals", changed(1, dinner=restaurant("Far", "Fir", 10))),
        ("sights", changed(2, attractions=())),
        ("min_nights", changed(2, hotel=hotel("Other", "Elm", 50))),
        ("own_car", changed(3, transport=flight("F1", "Elm", HOME, 3, 50))),
    ],
)
def test_what_is_not_met_is_seen(requirement: str, plan: Itinerary) -> None:
    assert not found(plan)[requirement].holds


def test_a_cuisine_that_is_not_served() -> None:
    entry = found(PLAN, cuisines=("Greek",))["cuisines_greek"]
    assert (entry.holds, entry.shown_by) == (False, "at no meal")


def test_a_plan_that_says_little() -> None:
    empty = changed(2, breakfast=None, lunch=None, dinner=None, attractions=())
    assert not found(empty)["filled"].holds


def test_a_city_as_the_destination() -> None:
    wishes = {"destination": "Elm", "destination_is_state": False}
    assert found(PLAN, **wishes)["destination"].holds
    assert not found(PLAN, **{**wishes, "destination": "Fir"})["destination"].holds

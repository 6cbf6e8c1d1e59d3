"""What may be changed about a trip, what it costs, and the request after it."""

from __future__ import annotations

import datetime as dt

import pytest

from certiplan.tasks.travel.request import ExtraConstraint, ExtraWish
from certiplan.tasks.travel.trip_changes import (
    CHANGE_KINDS,
    DAY_MORE_OR_LESS_COST_USD,
    SHIFT_COST_A_DAY_USD,
    TripChange,
    change_words,
    changed_request,
    changed_world,
    given_up,
    other_dates,
    raised_budget,
)
from certiplan.tasks.travel.words import phrases
from tests.tasks.travel.tiny_worlds import START, hotel, request, world

FULL = request(
    day_count=5,
    city_count=2,
    budget_usd=1200,
    cuisines=("Thai", "Greek"),
    room="private room",
    house_rules=("pets", "children under 10"),
    transport=("no flight", "no taxi"),
    complete_days=True,
)


@pytest.mark.parametrize(
    ("requirement", "field", "after", "words"),
    [
        ("transport_no_flight", "transport", ("no taxi",), "allow flights"),
        ("room", "room", None, "accept another kind of room"),
        (
            "house_rules_children_under_10",
            "house_rules",
            ("pets",),
            "accept places where children under 10 are not welcome",
        ),
        ("cuisines_thai", "cuisines", ("Greek",), "do without Thai food"),
        (
            "complete_days",
            "complete_days",
            False,
            "do without dinner after arriving or breakfast before leaving",
        ),
    ],
)
def test_wishes_given_up(requirement: str, field: str, after: object, words: str) -> None:
    change = given_up(requirement, FULL, 100)
    assert change is not None
    assert change.cost_usd == 100
    assert change_words(change, FULL) == words
    narrower = changed_request(FULL, [change])
    assert narrower is not None
    assert getattr(narrower, field) == after
    assert narrower.model_dump(exclude={field}) == FULL.model_dump(exclude={field})


@pytest.mark.parametrize("requirement", ["origin", "destination", "dates", "people", "budget", "meals"])
def test_some_requirements_are_not_given_up(requirement: str) -> None:
    assert requirement in phrases(FULL)
    assert given_up(requirement, FULL, 1) is None


def test_the_number_of_cities_is_only_given_up_where_there_are_several() -> None:
    change = given_up("cities", FULL, 1000)
    assert change is not None and change.before == 2
    assert change_words(change, FULL) == "visit another number of cities"
    assert given_up("cities", request(destination="Ames", destination_is_state=False), 1000) is None


def test_a_higher_budget_costs_what_it_is_higher() -> None:
    change = raised_budget(FULL, 110)
    assert change.cost_usd == 110
    assert change_words(change, FULL) == "raise the budget from $1,200 to $1,310"
    after = changed_request(FULL, [change])
    assert after is not None and after.budget_usd == 1310


def test_minimum_nights_change_the_world_and_not_the_request() -> None:
    facts = world(cities=["Ames"], hotels=[hotel("Inn", "Ames", 50, min_nights=4)])
    change = given_up("min_nights", FULL, 2000)
    assert change is not None
    assert changed_request(FULL, [change]) == FULL
    assert changed_world(facts, [change]).hotels[0].min_nights == 1
    assert changed_world(facts, []) is facts


def test_other_dates_come_cheapest_first() -> None:
    changes = list(other_dates(FULL))
    assert [change.cost_usd for change in changes] == sorted(change.cost_usd for change in changes)
    shifts = {change.after: change.cost_usd for change in changes if change.kind == "dates"}
    assert shifts == {
        START + dt.timedelta(days=days): abs(days) * SHIFT_COST_A_DAY_USD for days in (-3, -2, -1, 1, 2, 3)
    }
    lengths = {change.after: change.cost_usd for change in changes if change.kind == "days"}
    assert lengths == {4: DAY_MORE_OR_LESS_COST_USD, 6: DAY_MORE_OR_LESS_COST_USD}
    for change in changes:
        after = changed_request(FULL, [change])
        assert after is not None
        assert (after.start, after.day_count) in {(change.after, 5), (START, change.after)}


def test_no_trip_is_moved_before_the_earliest_day() -> None:
    starts = [change.after for change in other_dates(FULL, earliest=START) if change.kind == "dates"]
    assert starts == [START + dt.timedelta(days=days) for days in (1, 2, 3)]
    # A trip that is in the past already may be moved freely.
    late = START + dt.timedelta(days=1)
    assert sum(change.kind == "dates" for change in other_dates(FULL, earliest=late)) == 6


def test_dates_in_words() -> None:
    words = {change_words(change, FULL) for change in other_dates(FULL)}
    assert "leave 1 day later, on Tue Jun 2" in words
    assert "leave 3 days earlier, on Fri May 29" in words
    assert "make the trip 1 day longer, 6 days in all" in words
    assert "make the trip 1 day shorter, 4 days in all" in words


def test_a_change_that_makes_no_request() -> None:
    short = request(day_count=3, city_count=2)
    shorter = next(change for change in other_dates(short) if change.kind == "days" and change.after == 2)
    assert changed_request(short, [shorter]) is None


def test_every_kind_has_words() -> None:
    cities = TripChange(kind="cities", before=2, after=1, requirement="cities", cost_usd=1000)
    assert change_words(cities, FULL) == "visit 1 city instead of 2"
    museum = ExtraWish(name="museum", quote="a museum", constraints=(ExtraConstraint(that="1 <= 2"),))
    full = FULL.model_copy(update={"extras": (museum,)})
    offered = {change.kind for change in other_dates(full)} | {"budget", "min_nights"}
    offered |= {change.kind for name in phrases(full) if (change := given_up(name, full, 1)) is not None}
    assert offered == set(CHANGE_KINDS)

"""Conflicts and ways out of tiny trips, against trying every change and every plan."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.model import Model, NoSolution
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.infeasible.asking import Asking
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.relaxing import Relaxing, RelaxingOptions
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import (
    TripChange,
    changed_request,
    changed_world,
    given_up,
    other_dates,
)
from certiplan.tasks.travel.trip_conflict import TripConflict
from certiplan.tasks.travel.words import wish_phrases
from certiplan.tasks.travel.world import Attraction, World
from tests.tasks.travel.tiny_worlds import (
    HOME,
    flight,
    hotel,
    least_cost,
    request,
    requests,
    restaurant,
    road,
    world,
    worlds,
)

SLOW_DRAWS = [HealthCheck.too_slow, HealthCheck.data_too_large]
COSTS = {"cities": 1000, "min_nights": 2000, "complete_days": 50, "cuisines": 100}


def relaxing(trip: TravelRequest, facts: World, options: RelaxingOptions | None = None) -> Relaxing | None:
    """The explanation of a trip; None for one that can be had."""
    model = state_trip(trip, facts)
    answer = Model(model.document).solve(solver="highs")
    if not isinstance(answer, NoSolution):
        return None
    return Relaxing(model, answer, facts, options=options or RelaxingOptions(confirm=False))


def explained(trip: TravelRequest, facts: World, options: RelaxingOptions | None = None) -> TripConflict:
    found = relaxing(trip, facts, options)
    assert found is not None
    return found.conflict()


def iowa(**more: object) -> World:
    """A city with what a trip of three days needs, by car for $20 or by plane for $100 there and back."""
    fields: dict[str, object] = {
        "cities": ["Ames"],
        "flights": [flight("F1", HOME, "Ames", 1, 50), flight("F2", "Ames", HOME, 3, 50)],
        "roads": [road("Self-driving", HOME, "Ames", 200), road("Self-driving", "Ames", HOME, 200)],
        "hotels": [
            hotel("Plain", "Ames", 40),
            hotel("Fine", "Ames", 90, room_type="Entire home/apt", house_rules=("No pets",)),
            hotel("Long", "Ames", 30, room_type="Shared room", min_nights=3),
        ],
        "restaurants": [restaurant(f"R{k}", "Ames", 10 + k, "Thai") for k in range(6)],
        "attractions": [Attraction(name=f"A{k}", city="Ames") for k in range(4)],
        **more,
    }
    return world(**fields)  # type: ignore[arg-type]  # fields by name


# ---------------------------------------------------------------- examples


def test_the_least_budget_and_the_numbers() -> None:
    least = least_cost(request(), iowa())
    assert least == 20 + 2 * 40 + 2 * (10 + 11 + 12)
    found = explained(request(budget_usd=100), iowa())
    assert found.minimal
    assert {"budget", "people"} <= set(found.requirements)
    assert "min_nights" not in found.requirements
    assert found.ways[0].cost_usd == least - 100
    assert [change.after for change in found.ways[0].changes] == [least]
    assert found.ways[0].total_usd == least
    assert found.ways[0].optimal and found.ways[0].proved_least
    assert found.budget is not None
    parts = {part.name: part.extreme for part in found.budget.parts}
    assert parts == {"transport_cost": 20, "hotel_cost": 80, "meal_cost": 66}
    assert found.budget.together == least


def test_one_cuisine_is_named_and_not_all() -> None:
    found = explained(request(cuisines=("Thai", "Greek")), iowa())
    assert found.requirements == ("cuisines_greek",)
    assert [change.item for change in found.ways[0].changes] == ["Greek"]
    assert found.ways[0].cost_usd == 100
    assert found.budget is None


def test_a_room_with_a_house_rule_that_it_never_has() -> None:
    found = explained(request(room="entire room", house_rules=("pets",)), iowa())
    assert set(found.requirements) >= {"room", "house_rules_pets"}
    offered = {tuple(change.requirement for change in way.changes) for way in found.ways}
    assert {("room",), ("house_rules_pets",)} <= offered


def test_minimum_nights_are_named_and_may_be_talked_over() -> None:
    found = explained(request(room="shared room"), iowa())
    assert {"room", "min_nights"} <= set(found.requirements)
    ways = {way.changes[0].kind: way for way in found.ways if len(way.changes) == 1}
    assert ways["room"].cost_usd == 200
    refusing = explained(
        request(room="shared room"),
        iowa(),
        RelaxingOptions(confirm=False, never=frozenset({"room", "dates", "days"})),
    )
    assert [change.kind for change in refusing.ways[0].changes] == ["min_nights"]
    plan = refusing.ways[0].trip.itinerary
    assert plan is not None and plan.days[0].hotel is not None and plan.days[0].hotel.name == "Long"


def test_a_longer_stay_meets_minimum_nights() -> None:
    facts = iowa(flights=[])
    found = explained(request(room="shared room"), facts)
    longer = [way for way in found.ways if [change.kind for change in way.changes] == ["days"]]
    assert [way.trip.model.request.day_count for way in longer] == [4]


def test_transport_that_is_needed() -> None:
    facts = iowa(flights=[])
    found = explained(request(transport=("no self-driving", "no taxi")), facts)
    assert "transport_no_self_driving" in found.requirements
    assert "transport_no_taxi" not in found.requirements
    assert found.ways[0].changes[0].item == "no self-driving"


def test_another_day_when_planes_fly() -> None:
    late = iowa(roads=[], flights=[flight("F1", HOME, "Ames", 2, 50), flight("F2", "Ames", HOME, 4, 50)])
    found = explained(request(), late)
    assert {"origin", "dates"} <= set(found.requirements)
    assert [change.kind for change in found.ways[0].changes] == ["dates"]
    assert found.ways[0].cost_usd == 150
    # Both the day and what the plane costs.
    poor = explained(request(budget_usd=100), late)
    assert [change.kind for change in poor.ways[0].changes] == ["dates", "budget"]
    # Refused, nothing is left.
    never = RelaxingOptions(confirm=False, never=frozenset({"dates", "days"}))
    assert explained(request(), late, never).ways == ()


def test_too_many_cities() -> None:
    facts = iowa()
    found = explained(request(city_count=2), facts)
    assert found.requirements == ("cities",) or "cities" in found.requirements
    first = found.ways[0]
    assert [(change.kind, change.after) for change in first.changes] == [("cities", 1)]
    assert first.trip.model.request.city_count == 1


def test_a_number_and_a_wish_together() -> None:
    facts = iowa()
    # Greek food is nowhere, and the budget is too low by itself.
    found = explained(request(cuisines=("Greek",), budget_usd=100), facts)
    first = found.ways[0]
    assert {change.kind for change in first.changes} == {"budget", "cuisines"}
    least = least_cost(request(), facts)
    assert least is not None
    assert first.cost_usd == 100 + least - 100


def test_a_second_solver_proves_it_again() -> None:
    found = explained(request(cuisines=("Greek",)), iowa(), RelaxingOptions())
    assert found.confirmed_by is not None
    assert found.confirmed_by != found.proved_by


# ---------------------------------------------------------------- against trying everything


def cheapest_changes(trip: TravelRequest, facts: World) -> int | None:
    """The cost of the cheapest changes, by trying them all on all plans, without a model or a solver."""
    best: int | None = None
    droppable: list[TripChange] = []
    wishes = {phrase.requirement: str(phrase.wish) for phrase in wish_phrases(trip)}
    for name, wish in (*wishes.items(), ("min_nights", "min_nights")):
        change = given_up(name, trip, COSTS.get(wish, 200))
        if change is not None:
            droppable.append(change)
    for dates in (None, *other_dates(trip)):
        for size in range(len(droppable) + 1):
            for dropped in itertools.combinations(droppable, size):
                changes = [*([] if dates is None else [dates]), *dropped]
                before = sum(change.cost_usd for change in changes)
                if best is not None and before >= best:
                    continue
                for count in _city_counts(trip, facts, dropped):
                    after = changed_request(
                        trip.model_copy(update={"budget_usd": None, "city_count": count}),
                        [change for change in changes if change.kind != "cities"],
                    )
                    least = None if after is None else least_cost(after, changed_world(facts, changes))
                    if least is not None:
                        over = 0 if trip.budget_usd is None else max(0, least - trip.budget_usd)
                        best = before + over if best is None else min(best, before + over)
    return best


def _city_counts(trip: TravelRequest, facts: World, dropped: tuple[TripChange, ...]) -> list[int]:
    if all(change.kind != "cities" for change in dropped):
        return [trip.city_count]
    return list(range(1, min(trip.day_count - 1, len(facts.cities_in["Iowa"])) + 1))


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW_DRAWS)
@given(
    facts=worlds(cities=["A"], days=3, hotels=2, restaurants=4, attractions=3),
    trip=requests(days=3, city_count=1),
)
def test_the_first_way_out_is_the_cheapest_of_all(facts: World, trip: TravelRequest) -> None:
    found = relaxing(trip, facts)
    expected = cheapest_changes(trip, facts)
    if found is None:
        assert expected == 0
        return
    ways, unsettled = found.ways_out()
    assert not unsettled
    assert (ways[0].cost_usd if ways else None) == expected
    for way in ways:
        after = changed_request(trip, way.changes)
        assert after is not None and way.trip.itinerary is not None
        assert after.budget_usd is None or way.total_usd <= after.budget_usd
        for reading in ("benchmark", "plain"):
            rows = way.trip.itinerary.to_travelplanner()
            assert check_plan(rows, after, way.world, reading=reading).passes
    asking = Asking(trip, facts)
    core = found.core()
    assert core.minimal
    assert not asking.possible(core.requirements)
    assert all(asking.possible(core.requirements - {name}) for name in core.requirements)


# ---------------------------------------------------------------- unknown is never infeasible


class Ticking:
    """A time that passes only when it is looked at, so that a limit strikes at any point of a run."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 1.0
        return self.seconds


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW_DRAWS)
@given(
    facts=worlds(cities=["A"], days=3, hotels=2, restaurants=4, attractions=3),
    trip=requests(days=3, city_count=1),
    limit_s=st.integers(0, 60),
)
def test_a_limit_at_any_point_leads_to_nothing_wrong(facts: World, trip: TravelRequest, limit_s: int) -> None:
    now = Ticking()
    limits = Limits(time_limit_s=float(limit_s))
    options = RelaxingOptions(
        confirm=False,
        clock=Clock(limits, now=now),
        new_clock=lambda share: Clock(share, now=now),
    )
    explanation = relaxing(trip, facts, options)
    if explanation is None:
        return
    found = explanation.conflict()
    asking = Asking(trip, facts)
    kept = frozenset(found.requirements)
    assert not asking.possible(kept)
    if found.minimal:
        assert all(asking.possible(kept - {name}) for name in kept)
    full = relaxing(trip, facts)
    assert full is not None
    every, _ = full.ways_out()
    if not found.unsettled:
        assert [way.cost_usd for way in found.ways] == [way.cost_usd for way in every]
    for way in found.ways:
        after = changed_request(trip, way.changes)
        assert after is not None and way.trip.itinerary is not None
        assert way.cost_usd >= every[0].cost_usd
        assert after.budget_usd is None or way.total_usd <= after.budget_usd
        rows = way.trip.itinerary.to_travelplanner()
        assert check_plan(rows, after, way.world, reading="plain").passes


@pytest.mark.parametrize("limit_s", [0.0, 0.001, 0.01])
def test_tiny_limits(limit_s: float) -> None:
    options = RelaxingOptions(clock=Clock(Limits(time_limit_s=limit_s)))
    found = explained(request(budget_usd=100), iowa(), options)
    asking = Asking(request(budget_usd=100), iowa())
    assert not asking.possible(found.requirements)
    assert not found.minimal or all(
        asking.possible(set(found.requirements) - {name}) for name in found.requirements
    )
    assert found.ways or found.unsettled

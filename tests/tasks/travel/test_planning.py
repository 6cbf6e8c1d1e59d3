"""Plans against the checker, against trying every plan, and at the edges of the rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.model.loading import LoadedDocument
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.planning import PlannedTrip, plan_trip
from certiplan.tasks.travel.request import TravelRequest
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


def solve(document: LoadedDocument) -> Answer:
    return Model(document).solve(solver="highs")


def planned(trip: TravelRequest, facts: World) -> Itinerary:
    """The plan, which must be proved cheapest and pass the checker in both readings."""
    result = plan_trip(trip, facts, solve=solve)
    assert isinstance(result.answer, Solved), result.answer
    assert result.answer.optimal
    assert result.itinerary is not None
    assert result.answer.objectives == (result.itinerary.total_usd,)
    for reading in ("benchmark", "plain"):
        report = check_plan(result.itinerary.to_travelplanner(), trip, facts, reading=reading)
        assert report.passes, report.failures
    return result.itinerary


def conflict(trip: TravelRequest, facts: World) -> NoSolution:
    result = plan_trip(trip, facts, solve=solve)
    assert isinstance(result.answer, NoSolution)
    assert result.itinerary is None
    return result.answer


def town(name: str, *, hotel_usd: int = 50, sights: int = 5, **more: Any) -> dict[str, Any]:
    """Ordinary places in a town."""
    return {
        "hotels": [hotel(f"{name} Inn", name, hotel_usd, **more)],
        "restaurants": [restaurant(f"{name} R{k}", name, 10 + k) for k in range(9)],
        "attractions": [Attraction(name=f"{name} A{k}", city=name) for k in range(sights)],
    }


def places(*towns: dict[str, Any]) -> dict[str, Any]:
    return {kind: [row for part in towns for row in part[kind]] for kind in towns[0]}


def both_ways(one: str, other: str, km: int) -> list[Any]:
    return [road("Self-driving", one, other, km), road("Self-driving", other, one, km)]


# ---------------------------------------------------------------- trying every plan


@settings(max_examples=8, deadline=None, suppress_health_check=SLOW_DRAWS)
@given(st.data())
def test_one_city_costs_what_trying_every_plan_finds(data: st.DataObject) -> None:
    days = data.draw(st.integers(2, 3))
    trip = data.draw(requests(days=days, city_count=1))
    facts = data.draw(worlds(cities=["Elm", "Fir"], days=days, hotels=2, restaurants=4, attractions=3))
    assert cost(plan_trip(trip, facts, solve=solve)) == least_cost(trip, facts)


@settings(max_examples=6, deadline=None, suppress_health_check=SLOW_DRAWS)
@given(st.data())
def test_two_cities_cost_what_trying_every_plan_finds(data: st.DataObject) -> None:
    trip = data.draw(requests(days=4, city_count=2))
    facts = data.draw(worlds(cities=["Elm", "Fir"], days=4, hotels=2, restaurants=3, attractions=3))
    assert cost(plan_trip(trip, facts, solve=solve)) == least_cost(trip, facts)


def cost(result: PlannedTrip) -> int | None:
    assert isinstance(result.answer, Solved | NoSolution)
    return None if result.itinerary is None else result.itinerary.total_usd


# ---------------------------------------------------------------- the shape of trips


@pytest.mark.parametrize(
    ("days", "cities"), [(2, 1), (3, 1), (3, 2), (4, 1), (4, 3), (5, 2), (6, 2), (7, 3), (9, 1)]
)
def test_any_number_of_days_and_cities(days: int, cities: int) -> None:
    names = ["Elm", "Fir", "Oak"]
    ways = [
        way
        for k, one in enumerate((HOME, *names))
        for other in names[k:]
        for way in both_ways(one, other, 100)
    ]
    more = [restaurant(f"{name} S{k}", name, 30) for name in names for k in range(12)]
    parts = places(*(town(name, sights=9) for name in names))
    facts = world(cities=names, roads=ways, **{**parts, "restaurants": parts["restaurants"] + more})
    plan = planned(request(day_count=days, city_count=cities), facts)
    assert len({day.city for day in plan.days} - {HOME}) == cities
    assert sum(day.origin != day.city for day in plan.days) == cities + 1


def test_the_solver_divides_the_nights() -> None:
    facts = world(
        cities=["Elm", "Fir"],
        roads=[*both_ways(HOME, "Elm", 20), *both_ways("Elm", "Fir", 20), *both_ways(HOME, "Fir", 20)],
        **places(town("Elm", hotel_usd=90), town("Fir", hotel_usd=40)),
    )
    plan = planned(request(day_count=5, city_count=2), facts)
    assert [day.city for day in plan.days].count("Fir") == 3


def test_the_order_of_cities_follows_the_ways() -> None:
    facts = world(
        cities=["Elm", "Fir"],
        flights=[
            flight("F1", HOME, "Fir", 1, 50),
            flight("F2", "Fir", "Elm", 3, 50),
            flight("F3", "Elm", HOME, 4, 50),
        ],
        **places(town("Elm"), town("Fir")),
    )
    plan = planned(request(day_count=4, city_count=2), facts)
    assert [day.city for day in plan.days] == ["Fir", "Fir", "Elm", HOME]


def test_a_fixed_city_is_visited_though_another_is_cheaper() -> None:
    facts = world(
        cities=["Elm", "Fir"],
        roads=[*both_ways(HOME, "Elm", 100), *both_ways(HOME, "Fir", 20)],
        **places(town("Elm", hotel_usd=90), town("Fir")),
    )
    plan = planned(request(destination="Elm", destination_is_state=False), facts)
    assert plan.days[0].city == "Elm"


# ---------------------------------------------------------------- rules


def test_a_cheap_hotel_is_not_taken_for_fewer_nights_than_it_asks_for() -> None:
    inn = [hotel("Week Inn", "Elm", 5, min_nights=3), hotel("Night Inn", "Elm", 30)]
    facts = world(cities=["Elm"], roads=both_ways(HOME, "Elm", 20), **{**town("Elm"), "hotels": inn})
    assert {d.hotel.name for d in planned(request(day_count=3), facts).days if d.hotel} == {"Night Inn"}
    assert {d.hotel.name for d in planned(request(day_count=4), facts).days if d.hotel} == {"Week Inn"}


def test_minimum_nights_can_make_a_trip_impossible() -> None:
    facts = world(cities=["Elm"], roads=both_ways(HOME, "Elm", 20), **town("Elm", min_nights=3))
    assert "min_nights" in conflict(request(day_count=3), facts).requirements


def test_the_own_car_is_not_left_behind() -> None:
    facts = world(
        cities=["Elm"],
        roads=[road("Self-driving", HOME, "Elm", 20), road("Taxi", HOME, "Elm", 90)],
        flights=[flight("F1", "Elm", HOME, 3, 60)],
        **town("Elm"),
    )
    plan = planned(request(people=1), facts)
    assert [getattr(day.transport, "mode", "Flight") for day in plan.days if day.transport] == [
        "Taxi",
        "Flight",
    ]


def test_costs_are_counted_by_vehicles_rooms_and_people() -> None:
    facts = world(
        cities=["Elm"],
        roads=[road("Self-driving", HOME, "Elm", 59), road("Self-driving", "Elm", HOME, 59)],
        **town("Elm", sleeps=4),
    )
    plan = planned(request(people=6), facts)
    assert plan.transport_usd == 2 * 2 * 2  # two cars, two dollars each, there and back
    assert plan.hotels_usd == 2 * 2 * 50  # two rooms, two nights
    assert plan.meals_usd == 6 * (10 + 11 + 12)


def test_a_meal_on_a_travel_day_serves_a_cuisine() -> None:
    parts = town("Elm")
    parts["restaurants"] = [
        *(restaurant(f"R{k}", "Elm", 10) for k in range(3)),
        restaurant("Siam", "Elm", 12, "Thai"),
        restaurant("Dear", "Elm", 90, "Greek"),
    ]
    facts = world(cities=["Elm"], roads=both_ways(HOME, "Elm", 20), **parts)
    plan = planned(request(cuisines=("Thai", "Greek"), people=1), facts)
    assert plan.meals_usd == 12 + 90 + 10
    assert {"Siam", "Dear"} <= {meal.name for day in plan.days for meal in day.meals}


def test_travel_days_have_an_attraction_where_the_city_has_enough() -> None:
    facts = world(cities=["Elm"], roads=both_ways(HOME, "Elm", 20), **town("Elm", sights=2))
    plan = planned(request(day_count=3), facts)
    # Two attractions for three days: the full day has one, and half of the plan's values need a meal.
    assert [len(day.attractions) for day in plan.days] == [1, 1, 0]


def test_complete_days_have_dinner_on_arrival_and_breakfast_before_leaving() -> None:
    facts = world(
        cities=["Elm", "Fir"],
        roads=[*both_ways(HOME, "Elm", 20), *both_ways("Elm", "Fir", 20), *both_ways(HOME, "Fir", 20)],
        **places(town("Elm"), town("Fir")),
    )
    trip = request(day_count=5, city_count=2, complete_days=True)
    plan = planned(trip, facts)
    assert all(day.dinner for day in plan.days[:-1])
    assert all(day.breakfast for day in plan.days[1:])
    assert plan.meals_usd > planned(trip.model_copy(update={"complete_days": False}), facts).meals_usd


def test_meals_grow_dearer_over_the_day() -> None:
    facts = world(cities=["Elm"], roads=both_ways(HOME, "Elm", 20), **town("Elm"))
    for day in planned(request(day_count=4), facts).days:
        prices = [meal.price_usd for meal in day.meals]
        assert prices == sorted(prices)


# ---------------------------------------------------------------- conflicts


@pytest.mark.parametrize(
    ("wishes", "named"),
    [
        ({"budget_usd": 50}, "budget"),
        ({"transport": ("no self-driving",)}, "transport_no_self_driving"),
        ({"room": "entire room"}, "room"),
        ({"house_rules": ("pets",)}, "house_rules_pets"),
        ({"cuisines": ("Thai",)}, "cuisines_thai"),
        ({"city_count": 2}, "cities"),
    ],
)
def test_a_wish_that_cannot_be_met_is_named(wishes: dict[str, Any], named: str) -> None:
    facts = world(
        cities=["Elm"], roads=both_ways(HOME, "Elm", 20), **town("Elm", house_rules=("No pets", "No parties"))
    )
    planned(request(), facts)
    assert named in conflict(request(**wishes), facts).requirements

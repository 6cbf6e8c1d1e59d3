from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from certiplan.tasks.travel.checker import Reading, Report, check_plan
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.world import World

Judge = Callable[..., Report]
READINGS: tuple[Reading, ...] = ("benchmark", "plain")
DRIVE = "Self-driving, from Oakton to Elm, duration: 4 hours, distance: 419 km"


def outcome(report: Report, constraint: str) -> str:
    return next(v.outcome for v in report.verdicts if v.constraint == constraint)


def why(report: Report, constraint: str) -> str:
    return next(v.why for v in report.verdicts if v.constraint == constraint)


@pytest.mark.parametrize("reading", READINGS)
def test_the_good_plan_passes_everything(judge: Judge, reading: Reading) -> None:
    report = judge(reading=reading)
    assert report.failures == ()
    assert report.passes
    assert len(report.verdicts) == 13


# Each case: the edits, the constraint, whether it passes as the benchmark scores and as its rules read.
CASES = {
    # 1 route
    "starts elsewhere": ({(1, "current_city"): "from Fir to Elm"}, "reasonable_city_route", False, False),
    "ends elsewhere": ({(5, "current_city"): "from Fir to Elm"}, "reasonable_city_route", False, False),
    "returns to a city": ({(4, "current_city"): "Elm"}, "reasonable_city_route", False, False),
    "city unknown": (
        {
            (3, "current_city"): "from Elm to Oz",
            (4, "current_city"): "Oz",
            (5, "current_city"): "from Oz to Oakton",
        },
        "reasonable_city_route",
        False,
        False,
    ),
    "city in another state": (
        {
            (3, "current_city"): "from Elm to Pine",
            (4, "current_city"): "Pine",
            (5, "current_city"): "from Pine to Oakton",
        },
        "reasonable_city_route",
        False,
        False,
    ),
    "city unreadable": ({(1, "current_city"): "from Oakton"}, "reasonable_city_route", False, False),
    "state in brackets": ({(2, "current_city"): "Elm(Ohio)"}, "reasonable_city_route", True, True),
    "state after a space": ({(2, "current_city"): "Elm (Ohio)"}, "reasonable_city_route", False, True),
    "starts with a stay †": (
        {(1, "current_city"): "Oakton", (2, "current_city"): "from Oakton to Elm"},
        "reasonable_city_route",
        False,
        False,
    ),
    # 2 and 3 diversity
    "restaurant twice": ({(1, "dinner"): "Soup Bar, Elm"}, "diverse_restaurants", False, False),
    "restaurant twice, once with its state †": (
        {(1, "dinner"): "Soup Bar, Elm(Ohio)"},
        "diverse_restaurants",
        True,
        False,
    ),
    "attraction twice": ({(3, "attraction"): "Lake, Fir;"}, "diverse_attractions", False, False),
    "attraction twice, unterminated †": (
        {(3, "attraction"): "Lake, Fir"},
        "diverse_attractions",
        True,
        False,
    ),
    # 4 transportation
    "no transportation on day 1": (
        {(1, "transportation"): "-"},
        "non_conflicting_transportation",
        False,
        False,
    ),
    "own car and flight": ({(1, "transportation"): DRIVE}, "non_conflicting_transportation", False, False),
    # 5 current city
    "transport between other cities": (
        {(3, "transportation"): "Taxi, from Fir to Oakton, duration: 4 hours"},
        "within_current_city",
        False,
        False,
    ),
    "meal elsewhere": ({(1, "dinner"): "Fir Cafe, Fir"}, "within_current_city", False, False),
    "attraction elsewhere": ({(1, "attraction"): "Lake, Fir;"}, "within_current_city", False, False),
    "bed elsewhere": ({(3, "accommodation"): "Elm Inn, Elm"}, "within_current_city", False, False),
    "meal elsewhere on a stay day †": (
        {(2, "dinner"): "Noodle Bar, Fir"},
        "within_current_city",
        True,
        False,
    ),
    "city only in the name of a restaurant †": (
        {(1, "dinner"): "Elm Diner, Fir"},
        "within_current_city",
        True,
        False,
    ),
    "transport on a stay day †": (
        {(2, "transportation"): "Taxi, from Elm to Fir"},
        "within_current_city",
        True,
        False,
    ),
    # 6 sandbox
    "no such flight": (
        {(1, "transportation"): "Flight Number: F9, from Oakton to Elm,"},
        "within_sandbox",
        False,
        False,
    ),
    "flight between other cities": (
        {(1, "transportation"): "Flight Number: F2, from Oakton to Elm,"},
        "within_sandbox",
        False,
        False,
    ),
    "flight on another day †": (
        {(1, "transportation"): "Flight Number: F3, from Oakton to Elm,"},
        "within_sandbox",
        True,
        False,
    ),
    "drive of more than a day": (
        {(1, "transportation"): "Self-driving, from Oakton to Pine, duration: 1 day 2 hours"},
        "within_sandbox",
        False,
        False,
    ),
    "no such road": ({(3, "transportation"): "Taxi, from Fir to Elm"}, "within_sandbox", False, False),
    "transport in other words †": (
        {(3, "transportation"): "Train, from Elm to Fir"},
        "within_sandbox",
        True,
        False,
    ),
    "no such restaurant": ({(1, "dinner"): "Nowhere, Elm"}, "within_sandbox", False, False),
    "part of a name †": ({(1, "dinner"): "Diner Del, Elm"}, "within_sandbox", True, False),
    "no comma": ({(1, "dinner"): "Elm Diner"}, "within_sandbox", False, False),
    "no such attraction": ({(2, "attraction"): "Castle, Elm;"}, "within_sandbox", False, False),
    "no such attraction, unterminated †": (
        {(2, "attraction"): "Elm Park, Elm;Castle, Elm"},
        "within_sandbox",
        True,
        False,
    ),
    "no such accommodation": ({(3, "accommodation"): "Palace, Fir"}, "within_sandbox", False, False),
    # 7 minimum nights
    "too few nights": (
        {(1, "accommodation"): "Tower, Elm", (2, "accommodation"): "Tower, Elm"},
        "minimum_nights",
        False,
        False,
    ),
    "too few nights of a name within another †": (
        {(2, "accommodation"): "-"},
        "minimum_nights",
        True,
        False,
    ),
    # 8 complete information
    "no attraction on a stay day": ({(2, "attraction"): "-"}, "complete_information", False, False),
    "no lunch on a stay day": ({(4, "lunch"): "-"}, "complete_information", False, False),
    "no transport on a travel day": ({(5, "transportation"): "-"}, "complete_information", False, False),
    "no bed": ({(3, "accommodation"): "-"}, "complete_information", False, False),
    "another number of cities": (
        {(4, "current_city"): "Elm", (5, "current_city"): "from Elm to Oakton", (3, "current_city"): "Elm"},
        "complete_information",
        False,
        False,
    ),
    "null for a meal †": ({(4, "lunch"): None}, "complete_information", True, False),
    "days misnumbered †": ({(4, "days"): 3}, "complete_information", True, False),
}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", CASES)
def test_constraint(judge: Judge, name: str, reading: Reading) -> None:
    edits, constraint, benchmark, plain = CASES[name]
    report = judge(edits, reading=reading)
    passes = benchmark if reading == "benchmark" else plain
    assert outcome(report, constraint) == ("passed" if passes else "failed"), why(report, constraint)
    assert bool(why(report, constraint)) != passes


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    "key", ["transportation", "breakfast", "attraction", "lunch", "dinner", "accommodation"]
)
def test_every_key_must_be_present(
    world: World, trip: TravelRequest, good_plan: list[dict[str, Any]], key: str, reading: Reading
) -> None:
    del good_plan[4][key]
    assert outcome(check_plan(good_plan, trip, world, reading=reading), "complete_information") == "failed"


def test_days_beyond_the_trip_count_only_in_the_plain_reading(
    world: World, trip: TravelRequest, good_plan: list[dict[str, Any]]
) -> None:
    plan = [*good_plan, {"days": 6, "current_city": "Oakton"}]
    assert check_plan(plan, trip, world).passes
    assert outcome(check_plan(plan, trip, world, reading="plain"), "complete_information") == "failed"
    assert outcome(check_plan(good_plan[:4], trip, world), "complete_information") == "failed"


@pytest.mark.parametrize("reading", READINGS)
def test_own_car_all_the_way_and_flight_with_taxi_are_fine(judge: Judge, reading: Reading) -> None:
    cars = {
        (day, "transportation"): f"Self-driving, from {a} to {b}, duration: x"
        for day, a, b in ((1, "Oakton", "Elm"), (3, "Elm", "Fir"), (5, "Fir", "Oakton"))
    }
    assert judge(cars, reading=reading).passes


def three_days(
    city: str, out: str, back: str, hotel: str, meals: tuple[str, str, str]
) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(["breakfast", "lunch", "dinner", "attraction", "accommodation"], "-")
    sight = {"Pine": "Lighthouse, Pine;", "Elm": "Elm Park, Elm;"}[city]
    return [
        nothing
        | {
            "days": 1,
            "current_city": f"from Oakton to {city}",
            "transportation": out,
            "accommodation": hotel,
        },
        {"days": 2, "current_city": city, "transportation": "-", "attraction": sight, "accommodation": hotel}
        | dict(zip(("breakfast", "lunch", "dinner"), meals, strict=True)),
        nothing | {"days": 3, "current_city": f"from {city} to Oakton", "transportation": back},
    ]


def test_the_destination_of_short_trips_is_checked_only_in_the_plain_reading(
    world: World, trip: TravelRequest
) -> None:
    short = {"destination": "Elm", "destination_is_state": False, "day_count": 3, "city_count": 1}
    request = TravelRequest.model_validate(trip.model_dump() | short)
    plan = three_days(
        "Pine",
        "Flight Number: F4, from Oakton to Pine,",
        "Flight Number: F5, from Pine to Oakton,",
        "Pine Hut, Pine",
        ("Pine Bar, Pine", "Pine Cafe, Pine", "Pine Grill, Pine"),
    )
    assert check_plan(plan, request, world).passes
    plain = check_plan(plan, request, world, reading="plain")
    assert outcome(plain, "reasonable_city_route") == "failed"
    assert "Pine is not Elm" in why(plain, "reasonable_city_route")


def test_the_benchmark_counts_the_day_and_its_city_as_information(world: World, trip: TravelRequest) -> None:
    short = {"destination": "Elm", "destination_is_state": False, "day_count": 3, "city_count": 1}
    request = TravelRequest.model_validate(trip.model_dump() | short)
    plan = three_days(
        "Elm",
        "Flight Number: F1, from Oakton to Elm,",
        "Flight Number: F6, from Elm to Oakton,",
        "Elm Inn, Elm",
        ("Soup Bar, Elm", "Taco, Hut, Elm", "Grill, Elm"),
    )
    assert check_plan(plan, request, world).passes
    plain = check_plan(plan, request, world, reading="plain")
    assert "only 8 of 18" in why(plain, "complete_information")
    plan[0]["dinner"] = "Elm Diner Deluxe, Elm"
    assert check_plan(plan, request, world, reading="plain").passes


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    "plan", [[], [{}] * 5, [{"current_city": None}] * 5, [{"dinner": ["x"]}] * 5, [1, "x"]]
)
def test_any_rubbish_is_judged_and_fails(
    world: World, trip: TravelRequest, plan: Any, reading: Reading
) -> None:
    report = check_plan(plan, trip, world, reading=reading)
    assert not report.passes
    assert not report.hard_is_judged


def test_a_day_that_says_it_is_none_is_not_counted(judge: Judge) -> None:
    words = "You don't need to fill in the information for this or later days."
    report = judge({(4, "current_city"): words})
    assert why(report, "complete_information") == "expected 5 days, found 4"

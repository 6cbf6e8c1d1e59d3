from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from certiplan.tasks.travel.checker import Reading, Report, applicable_hard
from certiplan.tasks.travel.request import TravelRequest

Judge = Callable[..., Report]
READINGS: tuple[Reading, ...] = ("benchmark", "plain")

# Three people: flights 3·(100 + 120), a taxi of 59 km, meals 3·(30 + 12 + 8 + 15 + 9 + 11 + 13 + 17),
# two nights in two rooms of $100 for two, two nights in a room of $80 for four.
FLIGHTS, TAXI, MEALS, NIGHTS = 660, 59, 345, 560
COST = FLIGHTS + TAXI + MEALS + NIGHTS


def outcome(report: Report, constraint: str) -> str:
    return next(v.outcome for v in report.hard if v.constraint == constraint)


@pytest.mark.parametrize("reading", READINGS)
def test_budget(judge: Judge, reading: Reading) -> None:
    assert judge(reading=reading).cost_usd == COST
    assert outcome(judge(reading=reading, budget_usd=COST), "budget") == "passed"
    report = judge(reading=reading, budget_usd=COST - 1)
    assert outcome(report, "budget") == "failed"
    assert [failure.why for failure in report.failures] == [
        f"the trip costs ${COST:,}, $1 more than the budget of ${COST - 1:,}"
    ]
    assert outcome(judge(reading=reading, budget_usd=None), "budget") == "not_applicable"


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(("people", "cars", "taxis"), [(4, 1, 1), (5, 1, 2), (6, 2, 2)])
def test_kilometres_are_charged_per_vehicle_in_whole_dollars(
    judge: Judge, reading: Reading, people: int, cars: int, taxis: int
) -> None:
    edits = {
        (day, key): "-" for day in range(1, 6) for key in ("breakfast", "lunch", "dinner", "accommodation")
    }
    legs = ((1, "Oakton", "Elm"), (3, "Elm", "Fir"), (5, "Fir", "Oakton"))
    by_car = {(day, "transportation"): f"Self-driving, from {a} to {b}" for day, a, b in legs}
    assert judge(edits | by_car, reading=reading, people=people).cost_usd == (20 + 2 + 20) * cars
    by_taxi = {(day, "transportation"): f"Taxi, from {a} to {b}" for day, a, b in legs}
    assert judge(edits | by_taxi, reading=reading, people=people).cost_usd == (419 + 59 + 400) * taxis


def test_the_benchmark_charges_the_first_row_that_contains_the_name(judge: Judge) -> None:
    edits = {(1, "dinner"): "Elm Diner, Elm"}
    assert judge(edits).cost_usd == COST
    assert judge(edits, reading="plain").cost_usd == COST - 3 * 20


Case = tuple[dict[tuple[int, str], str], dict[str, Any], str, bool, bool]

# Each case: the edits, the wishes, the constraint, whether it passes as scored and as the rules read.
CASES: dict[str, Case] = {
    "pets at a place without": ({}, {"house_rules": ["pets"]}, "house_rule", False, False),
    "smoking at a place without": ({}, {"house_rules": ["smoking"]}, "house_rule", False, False),
    "visitors as a second rule": ({}, {"house_rules": ["visitors"]}, "house_rule", False, False),
    "parties are fine": ({}, {"house_rules": ["parties"]}, "house_rule", True, True),
    "children are fine": ({}, {"house_rules": ["children under 10"]}, "house_rule", True, True),
    "children at the dorm": (
        {(4, "accommodation"): "Fir Dorm, Fir"},
        {"house_rules": ["children under 10"]},
        "house_rule",
        False,
        False,
    ),
    "entire room": ({}, {"room": "entire room"}, "room_type", True, True),
    "entire room asked, private given": (
        {(4, "accommodation"): "Cabin, Fir"},
        {"room": "entire room"},
        "room_type",
        False,
        False,
    ),
    "private room asked, entire given": ({}, {"room": "private room"}, "room_type", False, False),
    "not shared": ({}, {"room": "not shared room"}, "room_type", True, True),
    "not shared asked, shared given": (
        {(4, "accommodation"): "Fir Dorm, Fir"},
        {"room": "not shared room"},
        "room_type",
        False,
        False,
    ),
    "shared asked, entire given": ({}, {"room": "shared room"}, "room_type", False, False),
    "cuisines served": ({}, {"cuisines": ["French", "Indian", "Tea"]}, "cuisine", True, True),
    "cuisine not served": ({}, {"cuisines": ["French", "Italian"]}, "cuisine", False, False),
    "cuisine at home only": (
        {(5, "dinner"): "Home Kitchen, Oakton"},
        {"cuisines": ["Mediterranean"]},
        "cuisine",
        False,
        False,
    ),
    "cuisine after a meal at home †": (
        {(3, "breakfast"): "Home Kitchen, Oakton"},
        {"cuisines": ["Cafe"]},
        "cuisine",
        False,
        True,
    ),
    "no flight": ({}, {"transport": ["no flight"]}, "transportation", False, False),
    "no own car": ({}, {"transport": ["no self-driving"]}, "transportation", True, True),
    "no taxi": ({}, {"transport": ["no taxi"]}, "transportation", False, False),
    "no taxi in small letters †": (
        {(3, "transportation"): "taxi, from Elm to Fir"},
        {"transport": ["no taxi"]},
        "transportation",
        True,
        False,
    ),
}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", CASES)
def test_wish(judge: Judge, name: str, reading: Reading) -> None:
    edits, wishes, constraint, benchmark, plain = CASES[name]
    report = judge(edits, reading=reading, **wishes)
    passes = benchmark if reading == "benchmark" else plain
    assert outcome(report, constraint) == ("passed" if passes else "failed")


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("constraint", ["house_rule", "room_type", "cuisine", "transportation"])
def test_what_was_not_asked_for_is_not_judged(judge: Judge, constraint: str, reading: Reading) -> None:
    assert outcome(judge(reading=reading), constraint) == "not_applicable"


def test_applicable_constraints(trip: TravelRequest) -> None:
    assert applicable_hard(trip) == ("budget",)
    wishes = {"budget_usd": None, "room": "shared room", "cuisines": ["French"]}
    assert applicable_hard(TravelRequest.model_validate(trip.model_dump() | wishes)) == (
        "room_type",
        "cuisine",
    )


@pytest.mark.parametrize("edits", [{(1, "dinner"): "Nowhere, Elm"}, {(2, "attraction"): "-"}])
def test_hard_verdicts_count_only_for_complete_plans_of_things_that_exist(
    judge: Judge, edits: dict[tuple[int, str], str]
) -> None:
    report = judge(edits)
    assert outcome(report, "budget") == "passed"
    assert not report.hard_is_judged
    assert not report.passes_hard

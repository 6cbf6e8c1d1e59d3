"""Plans for the benchmark's own queries, from their structured fields and reference information."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from certiplan.solvers.model import Model, Solved
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.planning import plan_trip
from certiplan.tasks.travel.travelplanner import Case, find_data, load_database, load_split

CHECKOUT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("CERTIPLAN_DATA", CHECKOUT.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (DATA / "travelplanner").is_dir(),
    reason="neither CERTIPLAN_DATA nor ../shared/data holds travelplanner/",
)
SPLITS = ("train_45", "validation_odd_90")
A_FEW = 9  # every so many of a split


def cases(stem: str) -> tuple[Case, ...]:
    if not (find_data(DATA) / f"{stem}.jsonl").is_file():
        pytest.skip(f"the data has no {stem}.jsonl")
    return load_split(DATA, stem)


def failures(case: Case) -> list[str]:
    facts = case.reference_world()
    trip = plan_trip(case.request, facts, solve=lambda document: Model(document).solve(solver="highs"))
    if not isinstance(trip.answer, Solved) or trip.itinerary is None:
        return [f"{case.id}: {trip.answer}"]
    plan = trip.itinerary.to_travelplanner()
    reports = [check_plan(plan, case.request, facts, reading=reading) for reading in ("benchmark", "plain")]
    found = [f"{case.id}: {verdict}" for report in reports for verdict in report.failures]
    if not (trip.answer.optimal and trip.answer.objectives[0] == reports[0].cost_usd):
        found.append(f"{case.id}: {trip.answer.objectives} is not proved or not the cost")
    return found


@pytest.mark.parametrize("stem", SPLITS)
def test_some_plans_pass_in_both_readings_and_are_proved_cheapest(stem: str) -> None:
    assert not [problem for case in cases(stem)[::A_FEW] for problem in failures(case)]


@pytest.mark.slow
@pytest.mark.parametrize("stem", SPLITS)
def test_all_plans_pass_in_both_readings_and_are_proved_cheapest(stem: str) -> None:
    assert not [problem for case in cases(stem) for problem in failures(case)]


def test_a_free_choice_among_the_cities_of_a_state() -> None:
    database = load_database(DATA)
    case = next(case for case in cases("train_45") if case.id == "train_45/38")
    facts = case.sandbox(database)
    trip = plan_trip(case.request, facts, solve=lambda document: Model(document).solve(solver="highs"))
    assert trip.itinerary is not None
    assert check_plan(trip.itinerary.to_travelplanner(), case.request, facts, reading="plain").passes
    assert trip.itinerary.total_usd == 1070

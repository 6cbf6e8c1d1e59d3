from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from certiplan.errors import UsageError
from certiplan.tasks.travel.suite import Attempt, CaseResult, run_suite
from certiplan.tasks.travel.travelplanner import Case, load_database, load_split
from certiplan.tasks.travel.world import World

TABLES = {
    "citySet_with_states.txt": "Oakton\tIowa\nElm\tOhio",
    "flights.csv": "Flight Number,Price,DepTime,ArrTime,FlightDate,OriginCityName,DestCityName\n",
    "distance.csv": (
        "origin,destination,cost,duration,distance\nOakton,Elm,,4 hours,419 km\nElm,Oakton,,4 hours,421 km\n"
    ),
    "accommodations.csv": (
        "NAME,room type,price,minimum nights,review rate number,house_rules,maximum occupancy,city\n"
        "Inn,Private room,50.0,2.0,4.0,No pets,2,Elm\n"
    ),
    "restaurants.csv": (
        "Name,City,Cuisines,Average Cost,Aggregate Rating\n"
        "A,Elm,Tea,10,1.0\nB,Elm,Tea,11,1.0\nC,Elm,Tea,12,1.0\nD,Elm,Tea,13,1.0\n"
    ),
    "attractions.csv": "Name,Latitude,Longitude,City\nPark,1.0,1.0,Elm\n",
}
WISHES = {"house rule": None, "cuisine": None, "room type": None, "transportation": None}
COST = 20 + 21 + 2 * 50 + 2 * (10 + 11 + 12 + 13)


def plan_for(case: Case) -> list[dict[str, Any]]:
    nothing = dict.fromkeys(
        ["transportation", "breakfast", "lunch", "dinner", "attraction", "accommodation"], "-"
    )
    return [
        nothing
        | {
            "days": 1,
            "current_city": "from Oakton to Elm",
            "transportation": "Self-driving, from Oakton to Elm",
            "dinner": "D, Elm",
            "accommodation": "Inn, Elm",
        },
        {
            "days": 2,
            "current_city": "Elm",
            "transportation": "-",
            "breakfast": "A, Elm",
            "lunch": "B, Elm",
            "dinner": "C, Elm",
            "attraction": "Park, Elm;",
            "accommodation": "Inn, Elm",
        },
        nothing
        | {
            "days": 3,
            "current_city": "from Elm to Oakton",
            "transportation": "Self-driving, from Elm to Oakton",
        },
    ]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with (tmp_path / "split.jsonl").open("w", encoding="utf-8") as file:
        for budget in (COST, COST - 1, COST):
            query = {
                "org": "Oakton",
                "dest": "Elm",
                "days": 3,
                "visiting_city_number": 1,
                "date": ["2024-05-01", "2024-05-02", "2024-05-03"],
                "people_number": 2,
                "local_constraint": WISHES,
                "budget": budget,
                "query": f"Three days for ${budget}",
                "level": "easy",
                "reference_information": {},
            }
            file.write(f"{json.dumps(query)}\n")
    return tmp_path


@pytest.fixture
def cases(data_dir: Path) -> tuple[Case, ...]:
    return load_split(data_dir, "split")


@pytest.fixture
def database(data_dir: Path) -> World:
    return load_database(data_dir)


def mixed(case: Case) -> Attempt:
    """Plans the first two cases, the second beyond its budget, and fails at the third."""
    if case.id == "split/3":
        raise KeyError("no idea")
    return Attempt(
        outcome="plan", plan=plan_for(case), cost_usd=COST, optimal=True, value=COST, bound=float("-inf")
    )


def test_a_run_is_scored_and_survives_a_crash(cases: tuple[Case, ...], database: World) -> None:
    seen: list[CaseResult] = []
    ticks = count()
    summary = run_suite(
        cases, mixed, database=database, on_case=seen.append, clock=lambda: float(next(ticks))
    )
    assert summary["cases"] == 3
    assert summary["delivery_rate"] == 2 / 3
    assert summary["commonsense_macro_rate"] == 2 / 3
    assert summary["final_pass_rate"] == 1 / 3
    assert summary["plain"]["final_pass_rate"] == 1 / 3
    assert summary["outcomes"] == {"plan": 2, "error": 1}
    assert summary["proved_optimal"] == 2
    assert summary["not_passed"] == ["split/2", "split/3"]
    assert (summary["seconds_median"], summary["seconds_max"]) == (1, 1)
    assert [result.case.id for result in seen] == ["split/1", "split/2", "split/3"]
    assert seen[2].attempt.message == "KeyError: 'no idea'"
    assert seen[0].reports["benchmark"].cost_usd == COST
    assert json.loads(json.dumps(summary)) == summary


def test_every_case_leaves_a_record(cases: tuple[Case, ...], database: World, tmp_path: Path) -> None:
    path = tmp_path / "runs" / "records.jsonl"
    run_suite(cases, mixed, database=database, records_path=path)
    first, second, third = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert first["case"] == "split/1"
    assert first["request"]["budget_usd"] == COST
    assert first["plan"] == plan_for(cases[0])
    assert first["bound"] is None
    assert first["passes"] == {"benchmark": True, "plain": True}
    assert first["verdicts"]["plain"]["budget"] == {"outcome": "passed", "why": ""}
    assert second["passes"] == {"benchmark": False, "plain": False}
    assert "$1 more than" in second["verdicts"]["benchmark"]["budget"]["why"]
    assert (third["outcome"], third["plan"], third["verdicts"]) == ("error", None, {})


def test_records_are_there_as_soon_as_the_case_is(
    cases: tuple[Case, ...], database: World, tmp_path: Path
) -> None:
    path = tmp_path / "records.jsonl"
    lines: list[int] = []

    def look(result: CaseResult) -> None:
        lines.append(len(path.read_text(encoding="utf-8").splitlines()))

    run_suite(cases, mixed, database=database, records_path=path, on_case=look)
    assert lines == [1, 2, 3]


def test_without_a_database_plans_are_judged_in_the_reference_information(cases: tuple[Case, ...]) -> None:
    summary = run_suite(cases[:1], mixed)
    assert summary["delivery_rate"] == 1
    assert summary["by_constraint"]["within_sandbox"]["passed"] == 0


@pytest.mark.parametrize("outcome", ["conflict", "question", "unknown"])
def test_other_outcomes_are_counted_and_deliver_nothing(cases: tuple[Case, ...], outcome: Any) -> None:
    summary = run_suite(cases, lambda case: Attempt(outcome=outcome, seconds=0.5, message="so it is"))
    assert summary["outcomes"] == {outcome: 3}
    assert summary["delivery_rate"] == 0
    assert summary["seconds_median"] == 0.5


def test_records_that_cannot_be_written_are_a_usage_error(cases: tuple[Case, ...], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        run_suite(cases, mixed, records_path=tmp_path)

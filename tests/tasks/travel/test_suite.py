from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certiplan.agents.events import Listener
from certiplan.errors import UsageError
from certiplan.tasks.evaluation import (
    Attempt,
    Case,
    DeliveredSuite,
    LocalProcesses,
    Outcome,
    Settings,
    run_suite,
)
from certiplan.tasks.travel.paraphrasing import STYLES
from certiplan.tasks.travel.suite import TravelPlannerSuite

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


def plan_for_elm() -> list[Any]:
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
def settings(tmp_path: Path) -> Settings:
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
    return Settings(data=tmp_path, split="split")


class Mixed(TravelPlannerSuite):
    """Plans the first two cases, the second beyond its budget, and fails at the third."""

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        if case.id == "split/3":
            raise KeyError("no idea")
        return Attempt(
            outcome="plan",
            answer=plan_for_elm(),
            optimal=True,
            value=COST,
            bound=float("-inf"),
            details={"cost_usd": COST},
        )


class Undecided(TravelPlannerSuite):
    """Ends every case without a plan."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        return Attempt(outcome=self.outcome, message="so it is")


def test_a_run_is_scored_by_the_official_metrics(settings: Settings) -> None:
    run = run_suite(Mixed(), settings)
    summary = run.summary
    assert summary["cases"] == 3
    assert summary["delivery_rate"] == 2 / 3
    assert summary["commonsense_macro_rate"] == 2 / 3
    assert summary["commonsense_micro_rate"] == 16 / 24
    assert summary["hard_micro_rate"] == 1 / 3
    assert summary["final_pass_rate"] == 1 / 3
    plain = summary["plain"]
    assert isinstance(plain, dict) and plain["final_pass_rate"] == 1 / 3
    assert summary["outcomes"] == {"plan": 2, "error": 1}
    assert summary["proved_optimal"] == 2
    assert summary["not_passed"] == ["split/2", "split/3"]
    assert json.loads(json.dumps(summary)) == summary


def test_records_hold_both_judgements(settings: Settings) -> None:
    first, second, third = run_suite(Mixed(), settings).records
    assert first.case == "split/1"
    assert isinstance(first.request, dict) and first.request["budget_usd"] == COST
    assert first.answer == plan_for_elm()
    assert first.bound is None
    assert first.passed and first.verdicts["budget"] is True and first.verdicts["cuisine"] is None
    for reading in ("benchmark", "plain"):
        found = first.judged[reading]
        assert isinstance(found, dict)
        assert (found["cost_usd"], found["passes"]) == (COST, True)
    assert not second.passed and second.verdicts["budget"] is False
    assert "$1 more than" in second.why["budget"]
    assert (third.outcome, third.answer, third.error) == ("error", None, "KeyError")
    assert third.message == "KeyError: 'no idea'"
    assert third.verdicts["delivery"] is False


@pytest.mark.parametrize("outcome", ["conflict", "question", "unknown", "timeout", "crash"])
def test_other_outcomes_are_counted_and_deliver_nothing(settings: Settings, outcome: Outcome) -> None:
    summary = run_suite(Undecided(outcome), settings).summary
    assert summary["outcomes"] == {outcome: 3}
    assert summary["delivery_rate"] == 0
    assert summary["hard_micro_rate"] == 0


def test_hard_constraints_count_only_for_what_exists(settings: Settings) -> None:
    class Elsewhere(TravelPlannerSuite):
        def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
            plan = plan_for_elm()
            plan[1] = {**plan[1], "lunch": "Nowhere, Elm"}
            return Attempt(outcome="plan", answer=plan)

    first, *_ = run_suite(Elsewhere(), settings).records
    assert first.verdicts["within_sandbox"] is False
    assert first.verdicts["budget"] is False
    assert first.verdicts["hard_macro"] is False


def test_the_data_are_needed() -> None:
    with pytest.raises(UsageError, match="--data DIR is needed"):
        run_suite(TravelPlannerSuite(), Settings())


def test_another_setting_is_refused(settings: Settings) -> None:
    other = Settings(data=settings.data, split="split", options={"setting": "half"})
    with pytest.raises(UsageError, match="expected one of reference, database"):
        run_suite(TravelPlannerSuite(), other)


def test_plans_of_another_system_are_scored_as_our_own(settings: Settings, tmp_path: Path) -> None:
    suite = TravelPlannerSuite()
    own = run_suite(Mixed(), settings)
    path = tmp_path / "plans.jsonl"
    path.write_text(suite.submission(own.records), encoding="utf-8")
    attempts, oddities = suite.delivered(path, suite.cases(settings))
    assert oddities == ()
    theirs = run_suite(DeliveredSuite(suite, attempts), settings)
    assert theirs.summary["final_pass_rate"] == 1 / 3
    assert [record.verdicts for record in theirs.records] == [record.verdicts for record in own.records]
    with LocalProcesses(1) as executor:
        elsewhere = run_suite(DeliveredSuite(suite, attempts), settings, executor=executor)
    assert [record.passed for record in elsewhere.records] == [True, False, False]


def test_paraphrases_are_cases_of_their_own(settings: Settings) -> None:
    suite = TravelPlannerSuite()
    styled = Settings(data=settings.data, split="split", options={"style": "all"})
    cases = list(suite.cases(styled))
    assert len(cases) == 3 * len(STYLES)
    assert cases[1].id == f"split/1/{list(STYLES)[1]}"
    assert cases[0].metadata["style"] == next(iter(STYLES))
    assert cases[0].request == next(iter(suite.cases(settings))).request
    with pytest.raises(UsageError, match="expected all, or one of formal"):
        list(suite.cases(Settings(data=settings.data, split="split", options={"style": "loud"})))


def test_what_a_reader_got_wrong_is_said(settings: Settings) -> None:
    class Mishears(Mixed):
        def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
            assert isinstance(case.request, dict)
            return Attempt(outcome="question", heard={"request": {**case.request, "people": 3}})

    first, *_ = run_suite(Mishears(), settings).records
    assert first.verdicts["read"] is False
    assert first.why["read"] == "people is 3, and was meant to be 2"

"""The suite of requests that cannot be met: what is scored, and a short run on the embedded world."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from certiplan.tasks import evaluation
from certiplan.tasks.evaluation import Selection, Settings, run_suite
from certiplan.tasks.travel.infeasible import (
    InfeasibleCase,
    InfeasibleTravelSuite,
    Judgement,
    embedded_cases,
    judge_case,
    summarize,
)
from certiplan.tasks.travel.infeasible.judging import Repaired
from certiplan.tasks.travel.infeasible.suite import judgement_data
from certiplan.tasks.travel.infeasible.tightening import is_possible
from tests.tasks.travel.tiny_worlds import request, world

PERFECT = ("detected_rate", "minimal_rate", "complete_rate", "repaired_rate", "least_rate")


def case(**more: object) -> InfeasibleCase:
    fields: dict[str, object] = {
        "id": "tiny",
        "request": request(),
        "world": world(cities=["Ames"]),
        "reasons": ("budget",),
        "refused": frozenset({"budget"}),
        **more,
    }
    return InfeasibleCase(**fields)  # type: ignore[arg-type]  # fields by name


def repaired(truth_usd: int | None, found_usd: int | None, *, sound: bool = True) -> Repaired:
    return Repaired(
        user="open",
        truth_usd=truth_usd,
        found_usd=found_usd,
        ways=1,
        sound=sound,
        problem="" if sound else "bad",
        seconds=0.5,
    )


def judgement(*users: Repaired, **more: object) -> Judgement:
    fields: dict[str, object] = {
        "case": case(),
        "detected": True,
        "minimal": True,
        "complete": True,
        "conflict": ("budget",),
        "conflicts": 1,
        "requirements": 9,
        "users": users,
        "seconds": 0.25,
        "seconds_all": 0.75,
        **more,
    }
    return Judgement(**fields)  # type: ignore[arg-type]  # fields by name


def test_what_counts_as_repaired_and_as_least() -> None:
    assert (repaired(100, 100).repaired, repaired(100, 100).least) == (True, True)
    assert (repaired(100, 150).repaired, repaired(100, 150).least) == (True, False)
    assert not repaired(100, None).repaired
    assert not repaired(None, 100).repaired
    assert repaired(None, None).least
    assert not repaired(100, 100, sound=False).least


def test_the_summary() -> None:
    summary = summarize(
        [
            judgement_data(judgement(repaired(100, 100), repaired(None, None))),
            judgement_data(judgement(repaired(100, 150), repaired(100, None), complete=False)),
        ]
    )
    assert summary["final_pass_rate"] == 0.5
    assert summary["by_reasons"] == {"1": 2}
    assert summary["complete_rate"] == 0.5
    assert summary["repairable"] == 3
    assert summary["repaired_rate"] == pytest.approx(2 / 3)
    assert summary["least_rate"] == pytest.approx(1 / 3)
    assert summary["none_rate"] == 1.0
    assert summary["seconds_one_conflict_by_days"] == {"3": 0.25}
    json.dumps(judgement_data(judgement(repaired(100, 100))))


def test_cases_without_an_answer_fail() -> None:
    summary = summarize([judgement_data(judgement(repaired(100, 100)))], 4)
    assert summary["detected_rate"] == 0.25
    assert summary["final_pass_rate"] == 0.25


def test_a_request_that_can_be_met_is_not_detected() -> None:
    possible = next(iter(embedded_cases(1)))
    free = replace(
        possible,
        request=possible.request.model_copy(
            update={"budget_usd": None, "cuisines": (), "room": None, "house_rules": (), "transport": ()}
        ),
    )
    assert is_possible(free.request, free.world)
    found = judge_case(free)
    assert not found.detected and not found.passes


def test_cases_do_not_depend_on_each_other() -> None:
    first = list(islice(embedded_cases(3), 2))
    again = list(embedded_cases(2))
    assert [each.request for each in first] == [each.request for each in again]
    assert all(not is_possible(each.request, each.world) for each in first)
    assert all(1 <= len(each.reasons) <= 4 for each in first)


class ShortTrips(InfeasibleTravelSuite):
    """Only the trips of three days."""

    def cases(self, settings: Settings) -> Iterator[evaluation.Case]:
        return (each for each in super().cases(settings) if each.metadata["days"] == "3")


def test_ten_cases_of_the_embedded_world() -> None:
    run = run_suite(ShortTrips(), Settings(), selection=Selection(limit=10))
    summary = run.summary
    assert summary["cases"] == 10
    assert summary["not_passed"] == []
    assert {rate: summary[rate] for rate in PERFECT} == dict.fromkeys(PERFECT, 1.0)
    assert summary["outcomes"] == {"conflict": 10}


@pytest.mark.slow
def test_all_cases_of_the_embedded_world() -> None:
    summary = run_suite(InfeasibleTravelSuite(), Settings()).summary
    assert summary["not_passed"] == []
    assert summary["cases"] == 60


@pytest.mark.slow
def test_all_cases_of_the_benchmark() -> None:
    data = Path(os.environ.get("CERTIPLAN_DATA", Path(__file__).parents[5] / "shared" / "data"))
    if not (data / "travelplanner").is_dir():
        pytest.skip("the benchmark's data are not in CERTIPLAN_DATA or ../shared/data")
    summary = run_suite(InfeasibleTravelSuite(), Settings(data=data)).summary
    assert summary["not_passed"] == []
    assert summary["cases"] == 150

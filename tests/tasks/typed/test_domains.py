"""Scheduling, packing, supply against trying all: the truth that ships, fresh seeds, ways out that work."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from typing import Any

import pytest
from pydantic import BaseModel
from rich.console import Console

from certiplan.agents import Conflict, Plan, PlanSettings, find_task
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import NoSolution, Solved
from certiplan.tasks import packing, routing, scheduling, supply
from certiplan.tasks.evaluation import Settings
from certiplan.tasks.packing import suites as packing_suites
from certiplan.tasks.packing import variants as packing_variants
from certiplan.tasks.routing import suites as routing_suites
from certiplan.tasks.scheduling import suites as scheduling_suites
from certiplan.tasks.scheduling import variants as scheduling_variants
from certiplan.tasks.supply import suites as supply_suites
from certiplan.tasks.supply.variants import draw_coffee, draw_facility, draw_workforce
from certiplan.tasks.typed import Domain, TypedTask
from certiplan.tasks.typed.outcome_json import outcome_to_json
from certiplan.tasks.typed.planning import Found
from certiplan.tasks.typed.suite import TypedCase, TypedSuite
from tests.tasks.packing.exhaustive import best_packing
from tests.tasks.scheduling.exhaustive import best_schedule
from tests.tasks.supply.exhaustive import best_coffee, best_facility, best_roster

SETTINGS = PlanSettings(today=dt.date(2026, 1, 1))
LABORIOUS = ("tardiness", "lateness", "completion", "pods", "priced-bins", "bin-packing")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of request of a domain, with how to draw one and how to try all plans of it."""

    name: str
    domain: Domain[Any, Any]
    draw: Callable[[int], BaseModel]
    best: Callable[[Any], Any]


def _kinds() -> Iterator[Kind]:
    for name in scheduling_variants.VARIANTS:
        yield Kind(
            name=name,
            domain=scheduling.DOMAIN,
            draw=lambda seed, name=name: scheduling_variants.draw(name, seed=seed),  # type: ignore[misc]
            best=best_schedule,
        )
    for name in packing_variants.VARIANTS:
        yield Kind(
            name=name,
            domain=packing.DOMAIN,
            draw=lambda seed, name=name: packing_variants.draw(name, seed=seed),  # type: ignore[misc]
            best=best_packing,
        )
    yield Kind(name="coffee", domain=supply.COFFEE_DOMAIN, draw=draw_coffee, best=best_coffee)
    yield Kind(name="facility", domain=supply.FACILITY_DOMAIN, draw=draw_facility, best=best_facility)
    yield Kind(name="workforce", domain=supply.WORKFORCE_DOMAIN, draw=draw_workforce, best=best_roster)


KINDS = list(_kinds())
EMBEDDED: list[tuple[Domain[Any, Any], Callable[[Settings], Iterator[TypedCase]]]] = [
    (scheduling.DOMAIN, scheduling_suites.embedded),
    (packing.DOMAIN, packing_suites.embedded),
    (supply.COFFEE_DOMAIN, partial(supply_suites.embedded, "coffee")),
    (supply.FACILITY_DOMAIN, partial(supply_suites.embedded, "facility")),
    (supply.WORKFORCE_DOMAIN, partial(supply_suites.embedded, "workforce")),
]
SUITES = [
    scheduling_suites.SUITE,
    packing_suites.SUITE,
    supply_suites.COFFEE,
    supply_suites.FACILITY,
    supply_suites.WORKFORCE,
    routing_suites.ROUTING,
]


def compare(kind: Kind, seed: int) -> None:
    """The solver's plan is as good as the best of all, and both say when there is none."""
    request = kind.draw(seed)
    best = kind.best(request)
    stated = kind.domain.state(request)
    answer = kind.domain.solve(stated, SolveOptions(time_limit_s=60))
    if best is None:
        assert isinstance(answer, NoSolution), (kind.name, seed)
        return
    assert isinstance(answer, Solved), (kind.name, seed)
    plan = kind.domain.read(stated, answer.solution)
    verdict = kind.domain.check(request, plan)
    assert verdict.faults == ()
    assert verdict.value == pytest.approx(best[1])
    if isinstance(request, packing.PackingRequest):
        assert packing.ranking(request, plan) == best[2]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_drawn_requests_agree_with_trying_all(kind: Kind) -> None:
    if kind.name in LABORIOUS:
        compare(kind, 50)
        return
    for seed in range(50, 55):
        compare(kind, seed)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_many_drawn_requests_agree_with_trying_all(kind: Kind) -> None:
    for seed in range(100, 110 if kind.name in LABORIOUS else 140):
        compare(kind, seed)


@pytest.mark.parametrize(("domain", "embedded"), EMBEDDED, ids=lambda part: getattr(part, "name", ""))
def test_the_truth_that_ships_is_reached(
    domain: Domain[Any, Any], embedded: Callable[[Settings], Iterator[TypedCase]]
) -> None:
    cases = list(embedded(Settings()))
    assert {case.feasible for case in cases} == {True, False}
    for case in cases:
        stated = domain.state(case.request)
        answer = domain.solve(stated, SolveOptions(time_limit_s=60))
        if case.best is None:
            assert isinstance(answer, NoSolution), case.id
            continue
        assert isinstance(answer, Solved), case.id
        verdict = domain.check(case.request, domain.read(stated, answer.solution))
        assert verdict.faults == (), case.id
        assert verdict.value == pytest.approx(case.best), case.id


@pytest.mark.parametrize(("domain", "embedded"), EMBEDDED, ids=lambda part: getattr(part, "name", ""))
def test_a_request_without_a_plan_has_ways_out_that_work(
    domain: Domain[Any, Any], embedded: Callable[[Settings], Iterator[TypedCase]]
) -> None:
    task = TypedTask(domain)
    case = next(case for case in embedded(Settings()) if not case.feasible)
    text = case.request.model_dump_json()
    outcome = task.plan(text, SETTINGS)
    assert isinstance(outcome, Conflict)
    assert outcome.wishes
    assert outcome.ways_out
    for way in outcome.ways_out:
        after = task.plan(text, replace(SETTINGS, accept=(way.number,)))
        assert isinstance(after, Plan), way.words
        assert float(after.value or 0) == pytest.approx(float(way.value or 0))
        assert "Changed as you accepted" in shown(task, after)
    assert "Ways out" in shown(task, outcome)


def shown(task: TypedTask, outcome: Plan | Conflict) -> str:
    console = Console(width=110, record=True, file=StringIO())
    console.print(task.show(outcome))
    return console.export_text()


@pytest.mark.parametrize(("domain", "embedded"), EMBEDDED, ids=lambda part: getattr(part, "name", ""))
def test_a_plan_is_shown_and_written_down(
    domain: Domain[Any, Any], embedded: Callable[[Settings], Iterator[TypedCase]]
) -> None:
    task = TypedTask(domain)
    case = next(case for case in embedded(Settings()) if case.feasible)
    outcome = task.plan(case.request.model_dump_json(exclude_defaults=True), SETTINGS)
    assert isinstance(outcome, Plan)
    assert isinstance(outcome.content, Found)
    data = outcome_to_json(outcome)
    again = domain.plan_type.model_validate(data["plan"])
    assert domain.check(case.request, again).passes
    assert "rechecked exactly" in shown(task, outcome)
    assert find_task(domain.name).name == domain.name


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_suites_judge_right_and_wrong_answers(suite: TypedSuite) -> None:
    assert pickle.loads(pickle.dumps(suite)).name == suite.name
    cases = list(suite.cases(Settings()))
    assert suite.case_count(Settings()) == len(cases)
    good = next(case for case in cases if isinstance(case.gold, dict) and case.gold["feasible"])
    bad = next(case for case in cases if isinstance(case.gold, dict) and not case.gold["feasible"])
    solved = suite.run(good, Settings(), lambda event: None)
    assert solved.outcome == "plan"
    assert solved.document is not None
    judged = suite.judge(good, solved)
    assert judged.passed
    assert judged.verdicts == {"settled": True, "valid": True, "best": True}
    refused = suite.run(bad, Settings(), lambda event: None)
    assert refused.outcome == "conflict"
    assert suite.judge(bad, refused).passed
    assert not suite.judge(good, refused).passed
    assert not suite.judge(bad, replace(solved, answer=solved.answer)).passed
    assert not suite.judge(good, replace(solved, outcome="timeout", answer=None)).passed


def test_known_optima_of_scheduling() -> None:
    """ft06 takes 55, however it is routed (Fisher and Thompson, 1963)."""
    stated = scheduling.DOMAIN.state(scheduling_variants.FT06)
    answer = scheduling.DOMAIN.solve(stated, SolveOptions(time_limit_s=60))
    assert isinstance(answer, Solved)
    assert answer.optimal
    plan = scheduling.DOMAIN.read(stated, answer.solution)
    assert scheduling.DOMAIN.check(scheduling_variants.FT06, plan).value == 55


def test_every_domain_has_a_schema_for_language_models() -> None:
    for domain in (routing.DOMAIN, *(domain for domain, _ in EMBEDDED)):
        schema = domain.request_type.model_json_schema()
        assert schema["properties"]["quotes"]

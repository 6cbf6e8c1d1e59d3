"""Planning domains as tasks: outcomes, their JSON, and how people see them."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from certiplan.agents import Conflict, Outcome, Plan, PlanSettings, Unknown
from certiplan.errors import DataError, RequestError, UsageError
from certiplan.pictures import to_page
from certiplan.solvers.backend import SolveOptions
from certiplan.tasks.multistep import BLOCKSWORLD, PDDL, MultistepTask, read_pddl, validate_plan
from certiplan.tasks.multistep.outcome import MultistepPlan, with_goals
from tests.tasks.multistep.planning_problems import LAMPS, SWITCHES, lamps

SETTINGS = PlanSettings(today=dt.date(2026, 3, 1), solver="z3")
CLASH = "a is on the table. b is on the table. a should be on b. b should be on a."


def shown(task: MultistepTask, outcome: Outcome) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(task.show(outcome))
    return console.export_text()


def test_a_plan_from_words() -> None:
    outcome = BLOCKSWORLD.plan("a is on b. b is on the table. b should be on a.", SETTINGS)
    assert isinstance(outcome, Plan)
    assert (outcome.value, outcome.optimal) == (4, True)
    assert [wish.quote for wish in outcome.wishes] == ["b should be on a"]
    assert isinstance(outcome.content, MultistepPlan)
    request = outcome.content.request
    assert validate_plan(request.domain_text, request.problem_text, outcome.content.text).valid
    text = shown(BLOCKSWORLD, outcome)
    assert "1 │ unstack a b" in text
    assert "4 actions, and no plan has fewer: z3 proved that 3 are not enough." in text
    page = BLOCKSWORLD.page(outcome)
    assert "4 actions" in page.subtitle and "unstack a b" in to_page(page)
    assert BLOCKSWORLD.calendar(outcome) == ()
    data = json.loads(json.dumps(BLOCKSWORLD.to_json(outcome)))
    assert (data["outcome"], data["value"], data["optimal"]) == ("plan", 4, True)
    assert data["plan"].splitlines()[0] == "(unstack a b)"
    assert [wish["quote"] for wish in data["requirements"]] == ["b should be on a"]


def test_a_conflict_names_the_goals_and_the_ways_out() -> None:
    outcome = BLOCKSWORLD.plan(CLASH, SETTINGS)
    assert isinstance(outcome, Conflict)
    assert sorted(wish.words for wish in outcome.wishes) == ["(on a b)", "(on b a)"]
    assert outcome.minimal
    assert [way.value for way in outcome.ways_out] == [2, 2]
    assert "1. give up (on " in shown(BLOCKSWORLD, outcome)
    page = BLOCKSWORLD.page(outcome)
    assert page.verdict == "conflict" and "give up (on a b)" in to_page(page)
    data = json.loads(json.dumps(BLOCKSWORLD.to_json(outcome)))
    assert data["outcome"] == "conflict"
    assert {wish["id"] for wish in data["requirements"]} == {wish.name for wish in outcome.wishes}
    assert data["ways_out"][0]["steps"][1][0].startswith("(stack")


def test_an_accepted_way_out_is_a_plan() -> None:
    outcome = BLOCKSWORLD.plan(CLASH, replace(SETTINGS, accept=(2,)))
    assert isinstance(outcome, Plan)
    assert len(outcome.changes) == 1
    assert len(outcome.wishes) == 1
    assert outcome.wishes[0].words not in outcome.changes[0].words
    assert isinstance(BLOCKSWORLD.plan(CLASH, replace(SETTINGS, accept_cheapest=True)), Plan)


def test_a_way_out_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no way out 3: choose one of 1 to 2"):
        BLOCKSWORLD.plan(CLASH, replace(SETTINGS, accept=(3,)))
    with pytest.raises(UsageError, match="there is no conflict"):
        BLOCKSWORLD.plan("a is on b. a should be on the table.", replace(SETTINGS, accept=(1,)))


def test_a_limit_is_unknown() -> None:
    stopped = SolveOptions()
    stopped.stop.set()
    outcome = BLOCKSWORLD.plan("a is on b. b should be on a.", replace(SETTINGS, options=stopped))
    assert isinstance(outcome, Unknown)
    assert "No plan was found and none was ruled out" in shown(BLOCKSWORLD, outcome)
    assert json.loads(json.dumps(BLOCKSWORLD.to_json(outcome)))["outcome"] == "unknown"


def test_pddl_in_and_plan_out(tmp_path: Path) -> None:
    outcome = PDDL.plan(LAMPS + SWITCHES, SETTINGS)
    assert isinstance(outcome, Plan)
    assert outcome.value == 5
    (tmp_path / "domain.pddl").write_text(SWITCHES, encoding="utf-8")
    assert PDDL.read(LAMPS, tmp_path).problem == lamps()
    assert PDDL.read(LAMPS, tmp_path / "domain.pddl").problem == lamps()


def test_half_of_a_problem_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"found 0 and 1; the domain may also be given with --data"):
        read_pddl(LAMPS)
    with pytest.raises(DataError, match="the domain cannot be read"):
        read_pddl(LAMPS, tmp_path)


def test_goals_are_replaced_in_the_text() -> None:
    request = read_pddl(SWITCHES + with_goals(LAMPS, lamps().goals[:1]))
    assert request.problem.goals == lamps().goals[:1]

"""The planning suites: cases from files and from a seed, judged by the validator."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from certiplan.errors import DataError, UsageError
from certiplan.tasks.evaluation import Attempt, InThisProcess, Selection, Settings, find_suite, run_suite
from certiplan.tasks.multistep.by_model import least_actions
from certiplan.tasks.multistep.domains import DOMAIN_NAMES, DomainName, domain_text, shipped_domain
from certiplan.tasks.multistep.generators import random_problem
from certiplan.tasks.multistep.pddl import read_problem
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.search import Planned, default_measure, search_plan
from certiplan.tasks.multistep.suite import MULTISTEP, PLANBENCH
from tests.tasks.multistep.breadth_first import fewest_actions, least_cost

WORDS = "b is on top of a. a is on the table. b is clear. Your arm is empty. b should be on the table."
PDDL = (
    "(define (problem p) (:domain blocksworld-4ops) (:objects a b) "
    "(:init (on b a) (ontable a) (clear b) (handempty)) (:goal (and (ontable b))))"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "planbench"
    folder.mkdir()
    record = {"id": "blocksworld/1", "request": WORDS, "pddl": PDDL}
    (folder / "instances.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("reader", ["oracle", "offline"])
def test_an_instance_is_planned_and_judged(data: Path, reader: str) -> None:
    settings = Settings(data=data, solver="z3", reader=reader)  # type: ignore[arg-type]
    (record,) = run_suite(PLANBENCH, settings, executor=InThisProcess()).records
    assert record.passed, record.why
    assert (record.value, record.verdicts) == (2.0, {"valid": True, "optimal": True})


def test_a_plan_that_is_none_fails(data: Path) -> None:
    (case,) = PLANBENCH.cases(Settings(data=data))
    judged = PLANBENCH.judge(case, Attempt(outcome="plan", answer="(pick-up b)\n", optimal=True))
    assert not judged.passed
    assert "needs (ontable b)" in judged.why["valid"]
    longer = "(unstack b a)\n(stack b a)\n(unstack b a)\n(put-down b)\n"
    judged = PLANBENCH.judge(case, Attempt(outcome="plan", answer=longer, optimal=False))
    assert judged.verdicts == {"valid": True, "optimal": False}


def test_a_language_model_is_given_the_rules_and_judged_by_the_number(data: Path) -> None:
    (case,) = PLANBENCH.cases(Settings(data=data, reader="model", model="scripted"))
    assert "(:action unstack" in case.text
    assert WORDS in case.text
    right = PLANBENCH.judge(case, Attempt(outcome="plan", value=2.0, optimal=True))
    assert (right.passed, right.verdicts) == (True, {"valid": True, "optimal": True})
    wrong = PLANBENCH.judge(case, Attempt(outcome="plan", value=3.0, optimal=True))
    assert not wrong.passed
    assert wrong.why == {"valid": "plan 3.0 instead of 2 actions"}


@pytest.mark.parametrize("seed", range(4))
def test_the_number_is_that_of_an_independent_search(seed: int) -> None:
    text = random_problem("blocksworld", Random(seed))
    problem = read_problem(text, shipped_domain("blocksworld"))
    request = PlanningRequest(domain_text=domain_text("blocksworld"), problem_text=text)
    assert least_actions(request) == fewest_actions(problem)


def test_missing_data_is_told(tmp_path: Path, data: Path) -> None:
    with pytest.raises(UsageError, match="--data DIR is needed"):
        list(PLANBENCH.cases(Settings()))
    with pytest.raises(UsageError, match=r"holds no instances.jsonl"):
        list(PLANBENCH.cases(Settings(data=tmp_path / "planbench" / "none")))
    (data / "planbench" / "instances.jsonl").write_text("{}", encoding="utf-8")
    with pytest.raises(
        DataError, match=r"instances.jsonl, line 1: expected an object with id, request and pddl"
    ):
        list(PLANBENCH.cases(Settings(data=data)))


@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_random_problems_are_problems_of_their_domain(domain: DomainName) -> None:
    for seed in range(5):
        text = random_problem(domain, Random(seed))
        assert text == random_problem(domain, Random(seed))
        assert read_problem(text, shipped_domain(domain)).goals


def test_random_cases_are_the_same_for_a_seed() -> None:
    first = [(case.id, case.request) for case in MULTISTEP.cases(Settings(seed=3))]
    assert first == [(case.id, case.request) for case in MULTISTEP.cases(Settings(seed=3))]
    assert first != [(case.id, case.request) for case in MULTISTEP.cases(Settings(seed=4))]
    assert len(first) == 50
    with pytest.raises(UsageError, match="there is no domain 'chess'"):
        list(MULTISTEP.cases(Settings(split="chess")))


def test_a_random_problem_is_planned() -> None:
    settings = Settings(split="movie", solver="z3")
    (record,) = run_suite(MULTISTEP, settings, executor=InThisProcess(), selection=Selection(limit=1)).records
    assert record.passed, record.why


@pytest.mark.slow
@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_random_problems_are_solved_best(domain: DomainName) -> None:
    for case in list(MULTISTEP.cases(Settings(split=domain)))[:4]:
        problem = read_problem(str(case.request), shipped_domain(domain))
        found = search_plan(problem, measure=default_measure(problem))
        assert isinstance(found, Planned) and found.optimal
        best = least_cost(problem) if problem.minimizes_cost else fewest_actions(problem)
        assert found.value == best


def test_the_suites_are_found_by_name() -> None:
    assert find_suite("planbench") is PLANBENCH
    assert find_suite("multistep") is MULTISTEP

"""Plans that are proved shortest or cheapest, and proofs that there is none."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Model
from certiplan.tasks.multistep.document import encode, plan_document
from certiplan.tasks.multistep.domains import domain_text
from certiplan.tasks.multistep.grounding import ground_problem
from certiplan.tasks.multistep.invariants import possible_part
from certiplan.tasks.multistep.pddl import read_domain, read_problem
from certiplan.tasks.multistep.plan_text import plan_text
from certiplan.tasks.multistep.search import (
    Impossible,
    Planned,
    SearchOptions,
    Trial,
    Undecided,
    default_measure,
    search_plan,
)
from certiplan.tasks.multistep.validator import validate_plan
from tests.tasks.multistep.breadth_first import fewest_actions, least_cost
from tests.tasks.multistep.planning_problems import (
    GRIPPER_TEXT,
    LAMPS,
    MOVIE_TEXT,
    SWITCHES,
    WAREHOUSE_TEXT,
    blocks_text,
    lamps,
    problem_of,
)

Z3 = SearchOptions(solver="z3")


@pytest.mark.parametrize(
    ("domain", "text", "best"),
    [
        (domain_text("gripper"), GRIPPER_TEXT, 6),
        (domain_text("movie"), MOVIE_TEXT, 5),
        (SWITCHES, LAMPS, 5),
    ],
    ids=["gripper", "movie", "switches"],
)
def test_the_fewest_actions_are_found_and_proved(domain: str, text: str, best: int) -> None:
    problem = read_problem(text, read_domain(domain))
    assert fewest_actions(problem) == best
    found = search_plan(problem, measure="actions", options=Z3)
    assert isinstance(found, Planned)
    assert found.value == found.bound == best and found.optimal
    assert validate_plan(domain, text, plan_text(found.steps)).valid
    refuted = [trial.steps for trial in found.trials if (trial.question, trial.outcome) == ("plan", "none")]
    assert max(refuted) == best - 1, "a solver proved that one action less is not enough"


def test_random_blocks_agree_with_breadth_first_search() -> None:
    random = Random(11)
    for _ in range(4):
        text = blocks_text(random, 3)
        problem = problem_of("blocksworld", text)
        found = search_plan(problem, measure="actions", options=Z3)
        assert isinstance(found, Planned)
        assert found.value == fewest_actions(problem)
        assert validate_plan(domain_text("blocksworld"), text, plan_text(found.steps)).valid


def test_steps_hold_several_actions() -> None:
    text = GRIPPER_TEXT.replace("(at blue kitchen)", "(at blue hall)", 1).replace(
        "(at blue hall))))", "(at blue kitchen))))"
    )
    found = search_plan(problem_of("gripper", text), measure="steps", options=Z3)
    assert isinstance(found, Planned)
    assert found.value == 3
    assert [len(step) for step in found.steps] == [2, 1, 2]
    assert validate_plan(domain_text("gripper"), text, plan_text(found.steps)).steps == 3


def test_the_least_cost_is_found_and_proved() -> None:
    problem = problem_of("warehouse", WAREHOUSE_TEXT)
    assert default_measure(problem) == "cost"
    found = search_plan(problem, measure="cost", options=SearchOptions(solver="cpsat"))
    assert isinstance(found, Planned)
    assert found.value == 12 and found.optimal
    verdict = validate_plan(domain_text("warehouse"), WAREHOUSE_TEXT, plan_text(found.steps))
    assert verdict.valid and verdict.cost == 12


def test_going_round_for_nothing_does_not_hide_the_optimum() -> None:
    free = WAREHOUSE_TEXT.replace("(distance b c) 1", "(distance b c) 0").replace(
        "(distance c b) 1", "(distance c b) 0"
    )
    problem = problem_of("warehouse", free)
    found = search_plan(problem, measure="cost", options=SearchOptions(solver="cpsat", max_steps=12))
    assert isinstance(found, Planned)
    assert found.optimal and found.value == least_cost(problem) == 10


def test_nothing_to_do_is_a_plan() -> None:
    found = search_plan(lamps("(and (on s2) (not (on s1)))"), measure="actions")
    assert isinstance(found, Planned)
    assert found.steps == () and found.value == 0 and found.optimal


@pytest.mark.parametrize(
    ("goal", "goals", "why"),
    [
        ("(and (on l1) (on l2))", ["(on l2)"], "out of reach"),
        ("(and (on s1) (not (on s1)))", ["(not (on s1))", "(on s1)"], "exclude each other"),
    ],
)
def test_goals_that_cannot_be_met_are_named(goal: str, goals: list[str], why: str) -> None:
    found = search_plan(lamps(goal), measure="actions")
    assert isinstance(found, Impossible)
    assert (sorted(map(str, found.goals)), found.why) == (goals, why)


def test_a_circle_of_blocks_is_impossible() -> None:
    text = (
        "(define (problem circle) (:domain blocksworld-4ops) (:objects a b c) (:init (handempty) (ontable a)"
        " (ontable b) (ontable c) (clear a) (clear b) (clear c)) (:goal (and (on a b) (on b c) (on c a))))"
    )
    problem = problem_of("blocksworld", text)
    assert fewest_actions(problem) is None
    found = search_plan(problem, measure="actions", options=Z3)
    assert isinstance(found, Impossible)
    assert found.why == "no way in"
    priced = search_plan(problem, measure="cost", options=SearchOptions(solver="cpsat"))
    assert isinstance(priced, Impossible)


def test_limits_leave_it_undecided() -> None:
    problem = problem_of("gripper", GRIPPER_TEXT)
    found = search_plan(problem, measure="actions", options=SearchOptions(solver="z3", max_steps=3))
    assert isinstance(found, Undecided)
    assert found.reason == "gave up" and found.bound == 6
    stopped = SolveOptions()
    stopped.stop.set()
    found = search_plan(problem, measure="actions", options=SearchOptions(solver="z3", options=stopped))
    assert isinstance(found, Undecided)
    assert found.reason == "cancelled"


def test_listeners_hear_of_every_document() -> None:
    documents: list[Mapping[str, object]] = []
    trials: list[Trial] = []
    options = SearchOptions(solver="z3", on_document=documents.append, on_trial=trials.append)
    found = search_plan(lamps(), measure="actions", options=options)
    assert isinstance(found, Planned)
    assert tuple(trials) == found.trials
    assert [document["title"] for document in documents] == [
        "lamps: at most 5 steps",
        "lamps: at most 4 steps",
    ]


def test_the_document_has_no_mistakes_and_names_its_goals() -> None:
    task, groups = possible_part(ground_problem(lamps()))
    for question in ("plan", "induction", "cost"):
        for together in (False, True):
            document = plan_document(encode(task, groups), 3, together=together, question=question)
            model = Model.load(document)
            assert not [found for found in model.diagnostics() if found.severity != "note"], question
            assert set(model.elements.requirements) == {"g1", "g2", "g3"}

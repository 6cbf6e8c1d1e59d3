"""Ground tasks, their groups of facts that exclude each other, and bounds, against all reachable states."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from certiplan.errors import DataError
from certiplan.tasks.multistep.document import encode
from certiplan.tasks.multistep.domains import shipped_domain
from certiplan.tasks.multistep.frontier import fewest_actions as frontier_bound
from certiplan.tasks.multistep.grounding import GroundTask, ground_problem
from certiplan.tasks.multistep.invariants import possible_part
from certiplan.tasks.multistep.lower_bounds import fewest_steps, least_cost
from certiplan.tasks.multistep.pddl import Literal, Problem, read_problem
from tests.tasks.multistep.breadth_first import State, fewest_actions, reachable
from tests.tasks.multistep.planning_problems import (
    GRIPPER_TEXT,
    MOVIE_TEXT,
    WAREHOUSE_TEXT,
    blocks_text,
    lamps,
    problem_of,
)

SMALL: dict[str, Problem] = {
    "lamps": lamps(),
    "movie": problem_of("movie", MOVIE_TEXT),
    "gripper": problem_of("gripper", GRIPPER_TEXT),
    "blocks": problem_of("blocksworld", blocks_text(Random(1), 4)),
    "more blocks": problem_of("blocksworld", blocks_text(Random(2), 4, goals=2)),
}


def holds(fact: Literal, state: State) -> bool:
    return (fact.atom in state) == fact.positive


def test_what_cannot_matter_is_left_out() -> None:
    task = ground_problem(lamps())
    names = {action.name for action in task.actions}
    assert "(light s1 l1)" in names
    assert not any("l2" in name for name in names), "a lamp that is broken and is not wanted"
    assert not any(fact.atom.predicate in ("wired", "broken") for fact in task.facts)


def test_denials_are_facts_that_change_along() -> None:
    task = ground_problem(lamps())
    flip = next(action for action in task.actions if action.name == "(flip-on s1)")
    denial = next(fact for fact in task.facts if str(fact) == "(not (on s1))")
    assert denial in flip.needs and denial in flip.deletes
    assert denial in task.initially and denial in task.goals


def test_a_goal_that_is_out_of_reach_is_told() -> None:
    task = ground_problem(lamps("(and (on l2) (on s1))"))
    assert [str(goal) for goal in task.unreachable] == ["(on l2)"]


def test_a_goal_that_holds_throughout_is_no_goal() -> None:
    task = ground_problem(lamps("(and (wired s1 l1) (on l1) (= l1 l1))"))
    assert [str(goal) for goal in task.goals] == ["(on l1)"]
    assert not task.unreachable


def test_a_false_comparison_is_out_of_reach() -> None:
    assert [str(goal) for goal in ground_problem(lamps("(= l1 l2)")).unreachable] == ["(= l1 l2)"]


def test_a_missing_cost_is_told() -> None:
    text = WAREHOUSE_TEXT.replace("(= (distance home a) 2)", "")
    with pytest.raises(DataError, match=r"no value for \(distance home a\)"):
        ground_problem(read_problem(text, shipped_domain("warehouse")))


@pytest.mark.parametrize("name", sorted(SMALL))
def test_groups_hold_in_every_state(name: str) -> None:
    problem = SMALL[name]
    _, groups = possible_part(ground_problem(problem))
    assert groups
    states = reachable(problem)
    for group in groups:
        counts = {sum(holds(fact, state) for fact in group.facts) for state in states}
        assert counts <= ({1} if group.exact else {0, 1}), group.name


def test_blocks_have_the_groups_that_people_name() -> None:
    _, groups = possible_part(ground_problem(SMALL["blocks"]))
    names = {group.name for group in groups}
    assert {"b1: holding, on, ontable", "b1: clear, holding, on", "handempty, holding"} <= names
    assert all(group.exact for group in groups)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_every_fact_is_the_value_of_one_variable(name: str) -> None:
    task, groups = possible_part(ground_problem(SMALL[name]))
    encoding = encode(task, groups)
    assert sorted(map(str, task.facts)) == sorted(
        str(fact) for facts in encoding.variables.values() for fact in facts
    )


def bounds(task: GroundTask) -> tuple[int, Fraction, int]:
    prices = {action.name: Fraction(1) for action in task.actions}
    return fewest_steps(task), least_cost(task, prices), frontier_bound(task, effort=2000)


@pytest.mark.parametrize("name", sorted(SMALL))
def test_bounds_are_bounds(name: str) -> None:
    problem = SMALL[name]
    best = fewest_actions(problem)
    assert best is not None
    task, _ = possible_part(ground_problem(problem))
    steps, cost, frontier = bounds(task)
    assert 0 < steps <= best and 0 < cost <= frontier <= best


def test_bounds_are_bounds_on_random_blocks() -> None:
    random = Random(7)
    for _ in range(12):
        problem = problem_of("blocksworld", blocks_text(random, 4, goals=random.randint(1, 4)))
        best = fewest_actions(problem)
        assert best is not None
        task, _ = possible_part(ground_problem(problem))
        steps, cost, frontier = bounds(task)
        assert steps <= best and cost <= frontier <= best
        assert frontier_bound(task) == best, "the search of a small problem ends with its optimum"

"""The validator: plans that are plans, and everything that can be wrong with one."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from certiplan.tasks.multistep.domains import domain_text
from certiplan.tasks.multistep.validator import validate_plan
from tests.tasks.multistep.breadth_first import bindings, true
from tests.tasks.multistep.planning_problems import LAMPS, SWITCHES, WAREHOUSE_TEXT, blocks_text, problem_of

GOOD = "(flip-on main)\n(flip-on s1)\n(light s1 l1)\n(flip-off s1)\n(flip-off main)\n"


def test_a_plan_is_accepted() -> None:
    verdict = validate_plan(SWITCHES, LAMPS, GOOD + "; cost = 5 (unit cost)\n")
    assert (verdict.valid, verdict.why, verdict.actions, verdict.steps) == (True, "", 5, 5)
    assert verdict.cost == 5


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (
            GOOD.replace("(flip-on main)\n", ""),
            "action 2, (light s1 l1), needs (on main), which does not hold",
        ),
        (GOOD.replace("(flip-off main)\n", ""), "in the end (not (on main)) does not hold"),
        (GOOD.replace("(light s1 l1)", "(light s2 l2)"), "needs (not (broken l2)), which does not hold"),
        (GOOD.replace("(light s1 l1)", "(light s1 l9)"), "names the unknown object 'l9'"),
        (GOOD.replace("(light s1 l1)", "(light l1 l1)"), "has 'l1' where a switch should be"),
        (GOOD.replace("(light s1 l1)", "(light s1)"), "should have 2 arguments"),
        (GOOD.replace("(light s1 l1)", "(glow s1 l1)"), "is no action of the domain"),
        (GOOD.replace("(light s1 l1)", "light s1 l1"), "line 3 of the plan is no action in parentheses"),
        ("", "in the end (on l1) does not hold"),
    ],
)
def test_a_plan_that_is_none_is_rejected(plan: str, why: str) -> None:
    verdict = validate_plan(SWITCHES, LAMPS, plan)
    assert not verdict.valid
    assert why in verdict.why


def test_actions_of_one_step_must_not_interfere() -> None:
    together = "; step 1\n(flip-on main)\n(flip-on s1)\n; step 2\n(light s1 l1)\n; step 3\n"
    assert validate_plan(SWITCHES, LAMPS, together + "(flip-off s1)\n(flip-off main)").steps == 3
    assert validate_plan(SWITCHES, LAMPS, together + "(flip-off s1)\n(flip-off main)").valid
    early = (
        "; step 1\n(flip-on main)\n(flip-on s1)\n; step 2\n(light s1 l1)\n(flip-off s1)\n(flip-off main)\n"
    )
    verdict = validate_plan(SWITCHES, LAMPS, early)
    assert not verdict.valid
    assert "of the same step interfere" in verdict.why


def test_costs_are_added() -> None:
    plan = "(go home b)\n(do t1 t2 b)\n(go b c)\n(do t2 end c)\n(go c home)\n"
    verdict = validate_plan(domain_text("warehouse"), WAREHOUSE_TEXT, plan)
    assert verdict.valid
    assert verdict.cost == Fraction(12)


def test_random_walks_are_plans_and_their_parts_are_judged_alike() -> None:
    """The validator against the tests' own semantics, on random walks with some arbitrary actions."""
    random = Random(3)
    for _ in range(20):
        text = blocks_text(random, 3, goals=1)
        problem = problem_of("blocksworld", text)
        state = problem.initially
        lines: list[str] = []
        valid = True
        for _ in range(6):
            choices = [
                (action, binding)
                for action in problem.domain.actions
                for binding in bindings(problem, action)
                if random.random() < 0.02 or all(true(need, state, binding) for need in action.preconditions)
            ]
            action, binding = random.choice(choices)
            valid = valid and all(true(need, state, binding) for need in action.preconditions)
            lines.append(f"({' '.join((action.name, *binding.values()))})")
            gone = {effect.atom.under(binding) for effect in action.effects if not effect.positive}
            state = (state - gone) | {e.atom.under(binding) for e in action.effects if e.positive}
        reached = valid and all(true(goal, state, {}) for goal in problem.goals)
        verdict = validate_plan(domain_text("blocksworld"), text, "\n".join(lines))
        assert verdict.valid == reached, (lines, verdict.why)

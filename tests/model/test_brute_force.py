from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certiplan.model.evaluator import Evaluator
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.solution import Decision, Solution
from certiplan.model.values import Value
from tests.model.brute_force import BruteForce, enumerate_solutions, freeze, solve_brute_force


def solved(text: str) -> BruteForce:
    document = load_elements(text)
    return solve_brute_force(document.elements, document.tables)


KNAPSACK = """
certiplan: 1
sets: {Item: [a, b, c]}
parameters:
  weight: {over: [Item], value: [2, 3, 4]}
  worth: {over: [Item], value: [3, 4, 5]}
variables: {take: {over: [Item], type: binary}}
constraints: {fits: {that: "sum(weight[i] * take[i] for i in Item) <= 5"}}
objective: {maximize: "sum(worth[i] * take[i] for i in Item)"}
"""


def test_a_knapsack() -> None:
    status, objectives, solutions, optima = solved(KNAPSACK)
    assert (status, objectives, len(solutions)) == ("optimal", (7,), 5)
    assert optima == {freeze({"take": {("a",): 1, ("b",): 1, ("c",): 0}})}


def test_nothing_is_infeasible() -> None:
    found = solved(KNAPSACK.replace("<= 5", "<= -1"))
    assert found == ("infeasible", (), frozenset(), frozenset())


def test_stages_and_slack() -> None:
    text = """
certiplan: 1
variables:
  x: {type: integer, lower: 0, upper: 10}
  y: {type: integer, lower: 0, upper: 10}
constraints: {c: {that: "x + y >= 10"}}
objective: [{minimize: x, slack_abs: 2}, {minimize: y}]
"""
    _, objectives, solutions, optima = solved(text)
    assert objectives == (0, 8)
    assert len(solutions) == 66
    assert optima == {freeze({"x": {(): 2}, "y": {(): 8}})}


def test_reals_on_a_grid() -> None:
    document = load_elements(
        """
certiplan: 1
variables: {x: {type: real, lower: 0.5, upper: 3}}
constraints: {c: {that: "2 * x >= 3"}}
objective: {minimize: "x ** 2"}
"""
    )
    elements, tables = document.elements, document.tables
    assert solve_brute_force(elements, tables).objectives == (4,)
    halves = [Fraction(k, 2) for k in range(10)]
    assert solve_brute_force(elements, tables, grid={"x": halves}).objectives == (Fraction(9, 4),)


def test_choices_and_intervals() -> None:
    text = """
certiplan: 1
sets: {Room: [r1, r2], Task: [p, q]}
variables:
  room: {over: [Task], type: choice, of: Room}
  t: {over: [Task], type: interval, length: 2, end: [0, 4], start: [0, 2], optional: true}
constraints:
  all_done: {for: "i in Task", that: "t[i].present"}
  apart: {that: "implies(room['p'] == room['q'], no_overlap(t[i] for i in Task))"}
objective: {minimize: "max(t[i].end for i in Task) + count(room[i] == 'r2' for i in Task)"}
"""
    found = solved(text)
    assert found.objectives == (3,)
    assert len(found.solutions) == 2 * 9 + 2 * 2
    assert len(found.optima) == 2


def test_what_is_too_much_or_has_no_end_is_refused() -> None:
    document = load_elements("certiplan: 1\nvariables: {x: {type: integer, lower: 0, upper: 999}}")
    with pytest.raises(ValueError, match="too many"):
        solve_brute_force(document.elements, document.tables, limit=100)
    document = load_elements("certiplan: 1\nvariables: {x: {type: integer, lower: 0}}")
    with pytest.raises(ValueError, match="no finite bounds"):
        solve_brute_force(document.elements, document.tables)


# ---------------------------------------------------------------- against trying everything without pruning

ATOMS = (
    "x[1] + x[2] <= 3",
    "x[1] * x[2] == 2",
    "x[2] != x[3]",
    "c == 'b'",
    "cost[c] >= x[1]",
    "limited[c] + x[3] <= 2",
    "d.present",
    "d == c",
    "cost[d] <= 1",
    "twice[2] > 3",
    "all_different(x[i] for i in I)",
    "implies(x[1] == 2, limited[c] == 1)",
    "any(x[i] == 0 for i in I)",
    "y",
)


def _joined(left: str, right: str, how: str) -> str:
    return f"({how.format(left, right)})"


CONSTRAINTS = st.recursive(
    st.sampled_from(ATOMS),
    lambda children: st.builds(
        _joined,
        children,
        children,
        st.sampled_from(["{} and {}", "{} or {}", "implies({}, {})", "iff({}, {})", "{0} if not {1} else y"]),
    ),
    max_leaves=4,
)


def _document(constraints: list[str]) -> LoadedDocument:
    listed = "".join(f'  c{k}: {{that: "{that}"}}\n' for k, that in enumerate(constraints))
    return load_elements(
        f"""
certiplan: 1
sets: {{I: "1..3", C: [a, b, c]}}
parameters:
  cost: {{over: [C], value: [0, 1, 2]}}
  limited: {{for: "i in C if i != 'c'", value: "= 1"}}
variables:
  x: {{over: [I], type: integer, lower: 0, upper: 2}}
  c: {{type: choice, of: C}}
  d: {{type: choice, of: C, optional: true}}
  y: {{type: binary}}
define:
  twice: {{for: "i in I", value: "2 * x[i]"}}
constraints:
{listed}
"""
    )


def _everything() -> list[Solution]:
    found: list[Solution] = []
    for x1, x2, x3, c, d, y in product(range(3), range(3), range(3), "abc", [*"abc", None], range(2)):
        numbers: dict[tuple[Value, ...], Decision] = {(1,): x1, (2,): x2, (3,): x3}
        found.append({"x": numbers, "c": {(): c}, "d": {(): d}, "y": {(): y}})
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(CONSTRAINTS, min_size=1, max_size=3))
def test_pruning_loses_and_invents_nothing(constraints: list[str]) -> None:
    document = _document(constraints)
    evaluator = Evaluator(document.elements, document.tables)
    expected = {freeze(plan) for plan in _everything() if evaluator.judge(plan).satisfied}
    found = [freeze(plan) for plan in enumerate_solutions(document.elements, document.tables)]
    assert set(found) == expected
    assert len(found) == len(expected)

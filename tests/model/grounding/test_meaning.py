"""What documents mean where a first reading may go wrong: small ones with the optimum to expect."""

from __future__ import annotations

import pytest

from certiplan import Model
from certiplan.errors import DocumentError
from certiplan.model.values import Rational
from certiplan.solvers.model import NoSolution, Solved


def optimum(text: str) -> Rational | None:
    """The optimum, or None when there is no solution."""
    answer = Model.load("certiplan: 1\n" + text).solve(solver="highs")
    if isinstance(answer, NoSolution):
        return None
    assert isinstance(answer, Solved), answer
    return answer.objectives[0]


INTERVALS = """
sets: {J: [a, b, c]}
parameters: {gap: {over: [J, J], value: [[0, 3, 3], [3, 0, 3], [3, 3, 0]]}}
variables: {t: {for: "j in J", type: interval, length: 2%s}}
constraints: {c: {that: "%s"}}
objective: {minimize: "max(t[j].end for j in J)"}
"""


@pytest.mark.parametrize(
    ("window", "constraint", "expected"),
    [
        ("", "no_overlap(t[j] for j in J)", 6),
        (", end: [0, 50]", "no_overlap((t[j] for j in J), setup=gap)", 12),
        (", start: [0, 600]", "t['a'].start >= 5", 7),
        ("", "precedes(t['a'], t['b']) and precedes(t['b'], t['c'])", 6),
        (", end: [0, 50]", "precedes(t['a'], t['b'], gap=4)", 8),
        ("", "t['a'].end <= 2", 2),
    ],
)
def test_intervals(window: str, constraint: str, expected: int) -> None:
    assert optimum(INTERVALS % (window, constraint)) == expected


@pytest.mark.parametrize(
    "constraint",
    [
        "no_overlap((t[j] for j in J), setup=gap)",
        "t['a'].start >= 5",
        "not t['a'].start <= 4",
        "precedes(t['a'], t['b'], gap=1)",
        "t['a'].start == 3 or t['b'].start == 4",
        "t['a'].start >= t['b'].end + 1",
    ],
)
def test_what_may_need_more_than_the_default_horizon_is_refused(constraint: str) -> None:
    with pytest.raises(DocumentError, match="horizon"):
        optimum(INTERVALS % ("", constraint))


ABSENT = """
sets: {S: [a, b]}
parameters: {cost: {over: [S], value: {a: 3, b: 5}}}
variables:
  x: {type: choice, of: S, optional: true}
  y: {type: choice, of: S, optional: true}
constraints: {c: {that: "%s"}}
objective: {maximize: "cost[x] + cost[y]"}
"""


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("cost[x] <= 1", 5),
        ("x == 'a'", 8),
        ("x != 'b'", 8),
        ("not x == 'b' and not y.present", 3),
        ("cost[x] == cost[y]", 10),
        ("cost[x] != cost[y]", 8),
        ("x == y and cost[x] <= 3", 6),
        ("not x.present and cost[x] == 0", 5),
        ("cost[x] in (0, 3)", 8),
        ("cost[x] not in (0, 5)", 8),
        ("not x.present and x != 'a'", None),
        ("all_different([x, y])", 8),
    ],
)
def test_absent_choices(constraint: str, expected: int | None) -> None:
    assert optimum(ABSENT % constraint) == expected


TOUR = """
sets: {S: [a, b, c]}
parameters: {far: {over: [S, S], value: [[0, 1, 4], [1, 0, 1], [4, 1, 0]]}}
variables: {after: {over: [S], type: choice, of: S}}
constraints: {c: {that: "%s"}}
objective: {minimize: "sum(far[s, after[s]] for s in S)"}
"""


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("circuit(after[s] for s in S)", 6),
        ("subcircuit(after[s] for s in S)", 0),
        ("path((after[s] for s in S), start='a', end='c')", 2),
        ("path((after[s] for s in S), start='a', end='a')", None),
    ],
)
def test_tours(constraint: str, expected: int | None) -> None:
    assert optimum(TOUR % constraint) == expected


def test_a_range_may_be_written_out() -> None:
    text = """
variables: {x: {for: "r in (1, 3)", type: integer, lower: r, upper: 9}}
objective: {minimize: "sum(x[r] for r in (1, 3))"}
"""
    assert optimum(text) == 4

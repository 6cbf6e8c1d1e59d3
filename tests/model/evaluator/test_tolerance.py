from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.model.evaluator import Evaluator
from certiplan.model.solution import IntervalValue
from certiplan.model.values import Rational
from tests.model.evaluator.worlds import evaluator

TINY = Fraction(1, 10**7)
SMALL = Fraction(1, 10**5)


def judged(that: str, x: Rational, y: Rational = 0, n: int = 0) -> bool:
    """Whether a constraint over reals x, y and the integer n holds."""
    return _world(that).judge({"x": {(): x}, "y": {(): y}, "n": {(): n}}).satisfied


def _world(that: str) -> Evaluator:
    return evaluator(
        f"""
certiplan: 1
sets:
  S: "1..3"
  Many: "1..1000"
variables:
  x: {{type: real, lower: -1000000, upper: 1000000}}
  y: {{type: real, lower: -1000000, upper: 1000000}}
  n: {{type: integer, lower: 0, upper: 100000000}}
define:
  both: {{value: "x + y"}}
constraints:
  it: {{that: "{that}"}}
"""
    )


@pytest.mark.parametrize("that", ["x <= 5", "x == 5", "5 >= x", "0 <= x <= 5", "x - 5 <= 0"])
def test_a_real_constraint_holds_within_tolerance(that: str) -> None:
    assert judged(that, 5)
    assert judged(that, 5 + TINY)
    assert not judged(that, 5 + SMALL)


def test_the_tolerance_grows_with_the_largest_term() -> None:
    # Terms of 100 000: the tolerance is 0.1.
    assert judged("x - y <= 0", 100_000 + Fraction(9, 100), 100_000)
    assert not judged("x - y <= 0", 100_000 + Fraction(11, 100), 100_000)
    assert judged("both <= 0", 100_000 + Fraction(9, 100), -100_000)
    assert judged("sum(i * x for i in S) == 6 * y", 100_000 + TINY, 100_000)
    # Products are multiplied out: the terms of (x + 1) * (y - 1) are up to 1 000 * 1 000.
    assert judged("(x + 1) * (y - 1) <= 1", 1_000, 1 + Fraction(1, 1_000_000))
    assert not judged("(x + 1) * (y - 1) <= 1", 1_000, 1 + Fraction(4, 1000))


def test_the_terms_of_a_sum_of_integers_are_taken_one_by_one() -> None:
    # One term of a million makes a tolerance of 1; a million terms of 1 do not.
    assert judged("n <= 1 + y", 0, 999_998 + Fraction(1, 2), n=1_000_000)
    assert judged("sum(n for i in Many) <= x", 1000 - TINY, n=1)
    assert judged("sum(n - 1 for i in Many) + y <= 1000", 0, 1000 + Fraction(9, 10_000), n=1)
    assert not judged("sum(n for i in Many) + y <= sum(n for i in Many)", 0, SMALL, n=1)


def test_integers_have_no_tolerance() -> None:
    document = evaluator(
        """
certiplan: 1
variables:
  n: {type: integer, lower: 0, upper: 100000000}
constraints:
  it: {that: "n * 0.00000001 <= 0.5"}
"""
    )
    assert document.judge({"n": {(): 50_000_000}}).satisfied
    assert not document.judge({"n": {(): 50_000_001}}).satisfied
    assert not document.judge({"n": {(): Fraction(1, 10**9)}}).satisfied


@pytest.mark.parametrize(
    "that",
    [
        "not x <= 5",
        "not x >= 5",
        "implies(x <= 5, y == 1)",
        "implies(x >= 5, y == 1)",
        "implies(x == 5, False)",
        "iff(x <= 5, y == 0)",
        "iff(x <= 5, y == 1)",
        "xor(x <= 5, y == 0)",
        "x < 5 or y == 1",
        "not (x <= 5 and y == 0)",
        "count(x <= 5 for i in S) == 0",
        "count(x <= 5 for i in S) == 3",
        "sum(x <= 5 for i in S) == 3 * (y == 0)",
        "(1 if x <= 5 else 2) == 1",
        "(1 if x <= 5 else 2) == 2",
        "1 + (x > 5) <= 1",
        "1 + (x >= 5) <= 1",
        "abs(1 - 2 * (x <= 5)) == 1",
        "x != 5",
        "max((x <= 5) * 3, 1) == 1",
        "any(x < 5 for i in S)",
        "all(x < 5 for i in S)",
        "x in (1, 2, 5)",
        "x not in (1, 2, 5)",
        "floor(x) == 5",
        "ceil(x) == 5",
        "floor(x) + ceil(x) == 10",
    ],
)
@pytest.mark.parametrize("x", [Fraction(5), 5 + TINY, 5 - TINY])
def test_near_equality_a_comparison_counts_either_way(that: str, x: Fraction) -> None:
    assert judged(that, x)


@pytest.mark.parametrize(
    ("that", "x"),
    [
        ("not x <= 5", 5 - SMALL),
        ("implies(x <= 5, y == 1)", 5 - SMALL),
        ("iff(x <= 5, y == 1)", 4),
        ("count(x <= 5 for i in S) == 0", 4),
        ("count(x <= 5 for i in S) == 4", 5),
        ("1 + (x <= 5) >= 3", 5),
        ("(1 if x <= 5 else 2) == 3", 5),
        ("x == 5 and y == 1", 5),
        ("x <= 5 and x >= 5 and x == 6", 5),
        ("floor(x) == 4", 5 + SMALL),
    ],
)
def test_but_no_further(that: str, x: Rational) -> None:
    assert not judged(that, x)


def test_each_comparison_is_free_by_itself() -> None:
    assert judged("iff(x <= 5, not x <= 5)", 5)
    assert not judged("iff(x <= 5, not x <= 5)", 4)


def test_a_bound_holds_within_tolerance() -> None:
    assert judged("True", 1_000_000 + Fraction(1, 2))
    assert not judged("True", 1_000_000 + 2)


def test_roots_and_piecewise_functions_end_within_tolerance() -> None:
    assert judged("sqrt(x) <= 1", -TINY)
    assert not judged("sqrt(x) <= 1", -SMALL)
    assert judged("piecewise(x, [(0, 0), (1, 1)]) <= 1", 1 + TINY)
    assert not judged("piecewise(x, [(0, 0), (1, 1)]) <= 9", 1 + SMALL)


def test_objectives_tell_what_they_may_count_as() -> None:
    document = evaluator(
        """
certiplan: 1
variables:
  x: {type: real, lower: 0, upper: 10}
objective: {minimize: "x + 3 * (x < 5) + (x <= 5)"}
"""
    )
    (objective,) = document.judge({"x": {(): Fraction(5)}}).objectives
    assert (objective.value, objective.low, objective.high) == (6, 5, 9)
    (objective,) = document.judge({"x": {(): Fraction(9, 2)}}).objectives
    assert (objective.value, objective.low, objective.high) == (Fraction(17, 2),) * 3


def test_real_times() -> None:
    document = evaluator(
        """
certiplan: 1
sets: {T: [a, b]}
variables:
  t: {over: [T], type: interval, length: 0.5, start: [0, 9], end: [0, 9], time: real}
constraints:
  apart: {that: "no_overlap(t[i] for i in T)"}
  room: {that: "cumulative(((t[i], 1) for i in T), capacity=1)"}
  order: {that: "precedes(t['a'], t['b'])"}
"""
    )

    def satisfied(start: Fraction) -> bool:
        half = Fraction(1, 2)
        times = {"a": Fraction(0), "b": start}
        return document.judge(
            {"t": {(k,): IntervalValue(start=at, length=half, end=at + half) for k, at in times.items()}}
        ).satisfied

    assert satisfied(Fraction(1, 2))
    assert satisfied(Fraction(1, 2) - TINY)
    assert not satisfied(Fraction(1, 2) - SMALL)

"""Logic by polarity: exhaustive over small formulas, and the form that rows take."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from certiplan.model.ir import And, Comparison, Iff, NodeId, Not, Or, Truth
from certiplan.solvers.lowering import AUXILIARY, MissingBoundError, lower
from tests.solvers.ground_models import Builder
from tests.solvers.highs_judge import judged_rightly


def leaves(b: Builder) -> list[NodeId]:
    x, y, p = b.integer(-2, 2), b.integer(0, 3), b.binary()
    return [
        b.is_one(p),
        b.le(b.linear(-1, {x: 2, y: -1})),
        b.eq(b.linear(0, {x: 1, y: -1})),
        b.ge(b.linear(0, {y: 3}), 4),
        b.add(Truth(True)),
        b.eq(b.linear(Fraction(1, 2), {x: 1})),
        b.eq(b.linear(0, {p: 1})),
    ]


CONNECTIVES = {
    "and": lambda b, a, c: b.add(And((a, c))),
    "or": lambda b, a, c: b.add(Or((a, c))),
    "iff": lambda b, a, c: b.add(Iff(a, c)),
    "not both": lambda b, a, c: b.add(Not(b.add(And((a, c))))),
    "neither": lambda b, a, c: b.add(Not(b.add(Or((a, c))))),
    "xor": lambda b, a, c: b.add(Not(b.add(Iff(a, c)))),
    "implies": lambda b, a, c: b.add(Or((b.add(Not(a)), c))),
    "as numbers": lambda b, a, c: b.le(b.linear(1, {}, [(a, 2), (c, -3)])),
    "exactly one": lambda b, a, c: b.eq(b.linear(-1, {}, [(a, 1), (c, 1)])),
}


@pytest.mark.parametrize(("outer", "inner"), list(product(CONNECTIVES, CONNECTIVES)))
def test_nested_connectives(outer: str, inner: str) -> None:
    count = len(leaves(Builder()))
    for i in range(count):
        b = Builder()
        found = leaves(b)
        inside = CONNECTIVES[inner](b, found[i], found[(i + 2) % count])
        b.require(CONNECTIVES[outer](b, inside, found[(i + 3) % count]))
        judged_rightly(b.model(), most=14)


def test_long_clause_of_comparisons() -> None:
    b = Builder()
    x, y = b.integer(0, 9), b.integer(0, 9)
    b.require(b.add(Or(tuple(b.eq(b.linear(-k, {x: 1, y: -k})) for k in range(1, 5)))))
    judged_rightly(b.model(), most=100)


def test_asserted_logic_needs_no_further_columns() -> None:
    b = Builder()
    p, q, x = b.binary(), b.binary(), b.integer(0, 5)
    b.require(b.add(Or((b.is_one(p), b.add(Not(b.is_one(q)))))))
    b.require(b.add(And((b.le(b.x(x), 4), b.add(Not(b.is_one(p)))))))
    b.require(b.add(Or((b.is_one(p), b.le(b.x(x), 2)))))
    b.require(b.add(Iff(b.is_one(p), b.add(Not(b.is_one(q))))))
    assert lower(b.model()).column_count == 3


def test_relaxation_is_as_tight_as_bounds_allow() -> None:
    b = Builder()
    p, x = b.binary(), b.integer(0, 10)
    b.require(b.add(Or((b.is_one(p), b.le(b.x(x), 4)))))
    program = lower(b.model())
    assert sorted(zip(program.indices.tolist(), program.coefs.tolist(), strict=True)) == [(0, -6.0), (1, 1.0)]
    assert program.row_upper.tolist() == [4.0]


def test_relaxation_knows_that_one_of_a_choice_is_taken() -> None:
    b = Builder()
    choice = [b.binary() for _ in range(3)]
    p = b.binary()
    b.require(b.eq(b.linear(-1, dict.fromkeys(choice, 1))))
    cost = b.linear(0, dict(zip([*choice, b.binary()], (50, 70, 90, 10), strict=True)))
    b.require(b.add(Or((b.is_one(p), b.le(cost, 60)))), "budget")
    program = lower(b.model())
    relaxed = program.coefs[(program.indices == p)]
    assert relaxed.tolist() == [-40.0]


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize("left_out", [False, True])
def test_comparison_over_one_choice_needs_no_further_column(optional: bool, left_out: bool) -> None:
    for limit in (-1, 1, 3, 9):
        b = Builder()
        choice = [b.binary() for _ in range(4)]
        p = b.is_one(b.binary())
        once = b.linear(-1, dict.fromkeys(choice, 1))
        b.require(b.le(once) if optional else b.eq(once))
        price = b.linear(-1, dict(zip(choice, (0 if left_out else 1, 2, 5, 4), strict=True)))
        b.require(b.add(Iff(p, b.add(And((b.le(price, limit), b.add(Not(b.eq(price, 1)))))))))
        assert lower(b.model()).column_count == 5
        judged_rightly(b.model(), most=40)


def test_many_values_of_one_column_share_their_indicators() -> None:
    b = Builder()
    x = b.integer(-1, 4)
    flags = [b.binary() for _ in range(6)]
    for flag, value in zip(flags, range(-1, 5), strict=True):
        b.require(b.add(Iff(b.is_one(flag), b.eq(b.linear(0, {x: 2}), 2 * value))))
    b.require(b.add(Not(b.add(And((b.eq(b.x(x), 3), b.is_one(flags[0])))))))
    assert lower(b.model()).column_count == 7 + 6
    taken = [(x, *(int(x == v) for v in range(-1, 5))) for x in range(-1, 5)]
    judged_rightly(b.model(), points=[*taken, (2, 0, 0, 0, 0, 0, 0), (2, 0, 1, 0, 0, 0, 0)])


def test_missing_bound_is_named() -> None:
    b = Builder()
    p, x = b.binary(), b.integer(0, None)
    b.require(b.add(Or((b.is_one(p), b.le(b.x(x), 4)))))
    with pytest.raises(MissingBoundError, match="i1"):
        lower(b.model())


def test_bound_from_structure_is_used_and_from_requirements_only_when_asked() -> None:
    for requirement in ((), ("r1",)):
        b = Builder()
        p, x = b.binary(), b.integer(0, None)
        b.require(b.le(b.x(x), 9), *requirement)
        b.require(b.add(Or((b.is_one(p), b.le(b.x(x), 4)))))
        if requirement:
            with pytest.raises(MissingBoundError):
                lower(b.model())
        program = lower(b.model(), propagated="all" if requirement else "structure")
        assert program.assumed == frozenset({0})
        assert -5.0 in program.coefs


def test_rows_know_their_constraint_and_can_be_left_out() -> None:
    b = Builder()
    x = b.integer(0, 10)
    b.require(b.le(b.x(x), 3), "r1")
    b.require(b.add(Or((b.ge(b.x(x), 5), b.eq(b.x(x), 1)))), "r2")
    program = lower(b.model())
    assert set(program.row_constraint.tolist()) == {AUXILIARY, 0, 1}
    freed = program.without([0])
    assert np.isinf(freed.row_upper[program.row_constraint == 0]).all()
    assert freed.row_count == program.row_count
    assert np.isfinite(program.row_upper[program.row_constraint == 0]).all()


def test_comparison_of_one_binary_is_a_literal() -> None:
    b = Builder()
    p, q = b.binary(), b.binary()
    zero = b.add(Comparison("==", b.linear(0, {p: 1})))
    b.require(b.add(Or((zero, b.is_one(q)))))
    assert lower(b.model()).column_count == 2

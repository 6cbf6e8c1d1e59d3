"""Every numeric node in every position that matters: asserted, under logic, and in an objective."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from certiplan.model.ir import (
    Extreme,
    FloorDivide,
    Function,
    Iff,
    IfThenElse,
    Modulo,
    NodeId,
    Not,
    Or,
    Piecewise,
    Power,
    Product,
    Quotient,
)
from certiplan.solvers.lowering import NotSupportedError, lower
from tests.solvers.ground_models import Builder, grid
from tests.solvers.highs_judge import agrees_with_brute_force, judged_rightly

HALF = Fraction(1, 2)
HILLS = ((-3, 1), (-1, 3), (0, -2), (2, 2), (4, 0))
VALLEY = ((-4, 5), (-1, 0), (1, 0), (4, 9))
DOME = ((-4, -5), (-1, 0), (1, 1), (4, -9))

Maker = Callable[[Builder, NodeId, NodeId, NodeId], NodeId]
"""(builder, x in -3..4, y in 0..2, b in 0..1 as numbers) to a node."""


def is_high(b: Builder, x: NodeId) -> NodeId:
    return b.ge(x, 2)


NODES: dict[str, Maker] = {
    "max of two": lambda b, x, y, c: b.add(Extreme("max", (x, b.linear(1, {}, [(y, 2)])))),
    "min of two": lambda b, x, y, c: b.add(Extreme("min", (x, b.linear(1, {}, [(y, 2)])))),
    "max of three": lambda b, x, y, c: b.add(Extreme("max", (x, y, b.linear(1, {}, [(c, -3)])))),
    "min of three": lambda b, x, y, c: b.add(Extreme("min", (x, y, b.linear(1, {}, [(c, -3)])))),
    "max with a constant": lambda b, x, y, c: b.add(Extreme("max", (x, b.linear(0), b.linear(-1)))),
    "max of max and min": lambda b, x, y, c: b.add(
        Extreme("max", (b.add(Extreme("min", (x, y))), b.add(Extreme("max", (c, b.linear(0))))))
    ),
    "absolute value": lambda b, x, y, c: b.add(Function("abs", b.minus(x, y))),
    "absolute value twice": lambda b, x, y, c: b.linear(
        0, {}, [(b.add(Function("abs", x)), 1), (b.add(Function("abs", y)), -2)]
    ),
    "conditional": lambda b, x, y, c: b.add(IfThenElse(is_high(b, x), b.linear(1, {}, [(y, -1)]), x)),
    "conditional of constants": lambda b, x, y, c: b.add(
        IfThenElse(is_high(b, x), b.linear(-2), b.linear(3))
    ),
    "conditional on a binary": lambda b, x, y, c: b.add(IfThenElse(b.eq(c, 1), x, y)),
    "floor division": lambda b, x, y, c: b.add(FloorDivide(b.linear(1, {}, [(x, 2)]), 3)),
    "floor division by a half": lambda b, x, y, c: b.add(FloorDivide(x, Fraction(3, 2))),
    "remainder": lambda b, x, y, c: b.add(Modulo(b.linear(1, {}, [(x, 2)]), 4)),
    "remainder of a fraction": lambda b, x, y, c: b.add(Modulo(x, Fraction(3, 2))),
    "floor": lambda b, x, y, c: b.add(Function("floor", b.linear(Fraction(1, 3), {}, [(x, HALF)]))),
    "ceiling": lambda b, x, y, c: b.add(Function("ceil", b.linear(Fraction(1, 3), {}, [(x, HALF)]))),
    "round": lambda b, x, y, c: b.add(Function("round", b.linear(0, {}, [(x, HALF), (y, Fraction(1, 3))]))),
    "product of binaries": lambda b, x, y, c: b.add(Product((c, is_high(b, x)))),
    "binary times number": lambda b, x, y, c: b.add(Product((c, b.minus(x, y)))),
    "Boolean times number": lambda b, x, y, c: b.add(Product((is_high(b, x), b.minus(y, x)))),
    "integer times integer": lambda b, x, y, c: b.add(Product((x, b.linear(-1, {}, [(y, 1)])))),
    "wide times wide": lambda b, x, y, c: b.add(Product((b.minus(x, y), b.linear(1, {}, [(x, 7), (y, 1)])))),
    "product of three": lambda b, x, y, c: b.add(Product((x, b.linear(1, {}, [(c, 1)]), y))),
    "square": lambda b, x, y, c: b.add(Product((b.minus(x, y), b.minus(x, y)))),
    "cube": lambda b, x, y, c: b.add(Product((x, x, x))),
    "quotient": lambda b, x, y, c: b.add(Quotient(x, b.linear(1, {}, [(y, 1)]))),
    "quotient by a negative": lambda b, x, y, c: b.add(Quotient(x, b.linear(-1, {}, [(y, -1)]))),
    "sum of quotients": lambda b, x, y, c: b.linear(
        0,
        {},
        [
            (b.add(Quotient(x, b.linear(1, {}, [(y, 1)]))), 1),
            (b.add(Quotient(y, b.linear(2, {}, [(c, 1)]))), 2),
            (c, 1),
        ],
    ),
    "maximum of a quotient": lambda b, x, y, c: b.add(
        Extreme("max", (b.add(Quotient(x, b.linear(1, {}, [(y, 1)]))), b.linear(-1)))
    ),
    "piecewise, neither": lambda b, x, y, c: b.add(Piecewise(x, HILLS)),
    "piecewise, convex": lambda b, x, y, c: b.add(Piecewise(x, VALLEY)),
    "piecewise, concave": lambda b, x, y, c: b.add(Piecewise(x, DOME)),
    "piecewise, too narrow above": lambda b, x, y, c: b.add(Piecewise(x, HILLS[:4])),
    "piecewise, too narrow below": lambda b, x, y, c: b.add(Piecewise(x, HILLS[1:])),
    "piecewise, convex and too narrow": lambda b, x, y, c: b.add(Piecewise(x, VALLEY[1:])),
    "root": lambda b, x, y, c: b.add(Power(b.linear(3, {}, [(x, 1)]), b.linear(HALF))),
    "exponential": lambda b, x, y, c: b.add(Power(b.linear(2), x)),
    "logarithm": lambda b, x, y, c: b.add(Function("log", b.linear(1, {}, [(y, 1)]))),
    "sine": lambda b, x, y, c: b.add(Function("sin", x)),
    "count": lambda b, x, y, c: b.linear(0, {}, [(is_high(b, x), 1), (b.eq(y, 1), 1), (c, 1)]),
}

Position = Callable[[Builder, NodeId, NodeId], NodeId]
"""(builder, node, Boolean column of its own) to a constraint."""

POSITIONS: dict[str, Position] = {
    "at most": lambda b, f, c: b.le(f, 1),
    "at least": lambda b, f, c: b.ge(f, 1),
    "equal": lambda b, f, c: b.eq(f, 1),
    "not at most": lambda b, f, c: b.add(Not(b.le(f, 1))),
    "not equal": lambda b, f, c: b.add(Not(b.eq(f, 1))),
    "at most or": lambda b, f, c: b.add(Or((b.le(f, 0), c))),
    "not at most or": lambda b, f, c: b.add(Or((c, b.add(Not(b.le(f, 0)))))),
    "equal or": lambda b, f, c: b.add(Or((c, b.eq(f, 1)))),
    "not equal or": lambda b, f, c: b.add(Or((c, b.add(Not(b.eq(f, 1)))))),
    "one side or the other": lambda b, f, c: b.add(Or((b.le(f, -1), b.ge(f, 2), b.eq(f, 0)))),
    "iff": lambda b, f, c: b.add(Iff(c, b.le(f, 1))),
    "iff equal": lambda b, f, c: b.add(Iff(b.eq(f, 1), c)),
}


def three(b: Builder) -> tuple[NodeId, NodeId, NodeId]:
    return b.x(b.integer(-3, 4)), b.x(b.integer(0, 2)), b.x(b.binary())


@pytest.mark.parametrize("name", NODES)
def test_in_every_position(name: str) -> None:
    judged = [0, 0]
    for number, position in enumerate(POSITIONS.values()):
        b = Builder()
        node = NODES[name](b, *three(b))
        b.require(position(b, node, b.is_one(b.binary())))
        points = list(grid(b.model()))
        yes, no = judged_rightly(b.model(), points=points[number % 5 :: 5])
        judged[0] += yes
        judged[1] += no
    assert min(judged) >= 10


@pytest.mark.parametrize("name", NODES)
def test_its_value_is_pinned(name: str) -> None:
    b = Builder()
    node = NODES[name](b, *three(b))
    z = b.x(b.integer(-3, 4))
    b.require(b.eq(b.minus(node, z)))
    judged_rightly(b.model(), most=200)


@pytest.mark.parametrize("name", NODES)
def test_definitions_of_a_constraint_left_out_cut_nothing_off(name: str) -> None:
    b = Builder()
    node = NODES[name](b, *three(b))
    c = b.is_one(b.binary())
    b.require(b.eq(node, 1), "r1")
    b.require(b.add(Or((c, b.le(node, 0)))), "r2")
    yes, no = judged_rightly(b.model(), left_out=[0, 1], most=32)
    assert yes >= 32 and no == 0
    judged_rightly(b.model(), left_out=[0], most=24)


@pytest.mark.parametrize("name", NODES)
@pytest.mark.parametrize("sign", [1, -1])
def test_as_an_objective(name: str, sign: int) -> None:
    b = Builder()
    x, y, c = three(b)
    node = b.linear(0, {}, [(NODES[name](b, x, y, c), sign), (x, Fraction(1, 8)), (c, Fraction(1, 5))])
    b.require(b.add(Or((b.eq(c, 1), b.le(b.minus(x, y), 1)))))
    b.minimize(node)
    agrees_with_brute_force(b.model(), supported="log" not in name)
    b.objectives.clear()
    b.maximize(node, slack_abs=1)
    b.minimize(b.linear(0, {}, [(x, 1), (y, 1)]))
    agrees_with_brute_force(b.model())


def test_deep_nesting() -> None:
    b = Builder()
    level = b.linear(0)
    flows = [b.integer(-2, 3) for _ in range(1500)]
    for flow in flows:
        level = b.add(Extreme("min", (b.linear(0, {flow: 1}, [(level, 1)]), b.linear(9))))
    b.require(b.ge(level, 4))
    program = lower(b.model())
    assert program.row_count > len(flows)


def test_what_is_not_supported_is_named() -> None:
    b = Builder()
    x, y = b.real(0, 4), b.real(0, 4)
    b.require(b.le(b.x(x), 3))
    b.require(b.le(b.add(Product((b.x(x), b.x(y)))), 3))
    with pytest.raises(NotSupportedError, match="constraint c1: a product"):
        lower(b.model())

"""Functions, divisions with remainder and piecewise functions in simpler nodes.

Accepts: `Function`, `FloorDivide`, `Modulo`, `Power`, `Piecewise`.
Produces: `Extreme`, `Linear`, and definitions of further columns. What is irrational is exact only as a
table over an integer argument with few values; other uses are not supported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from certiplan.model.ir import (
    Comparison,
    Extreme,
    FloorDivide,
    Function,
    Modulo,
    Node,
    NodeId,
    Piecewise,
    Power,
    Quotient,
    Rational,
)
from certiplan.solvers.bounds import Interval, gcd
from certiplan.solvers.evaluate_ir import function, power
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.milp import NotSupportedError
from certiplan.solvers.lowering.tables import tabulated, values_of

REAL_MARGIN = Fraction(1, 10**6)
"""How far a real number stays from where `round`, `floor` or `ceil` jumps, unless it is on the right side."""


def expand_function(draft: Draft, node: Function) -> NodeId:
    """abs as an `Extreme`; floor, ceil and round as a further integer column; others as a table."""
    x = node.argument
    match node.name:
        case "abs":
            return draft.add(Extreme("max", tuple(sorted((x, draft.scaled(x, -1))))))
        case "floor":
            return _floor(draft, x, 1)
        case "ceil":
            return draft.scaled(_floor(draft, draft.scaled(x, -1), 1), -1)
        case "round":
            return _round(draft, x)
    values = values_of(draft, x)
    if values is None:
        raise NotSupportedError(f"{node.name} of a decision that is not an integer with few values")
    return _table(draft, x, [(value, function(node.name, value)) for value in values])


def expand_power(draft: Draft, node: Power) -> NodeId:
    """A power of which one side is constant and the other an integer with few values, as a table."""
    exponents, bases = values_of(draft, node.exponent), values_of(draft, node.base)
    if exponents is not None and len(exponents) == 1 and bases is not None:
        return _table(draft, node.base, [(b, power(b, exponents[0])) for b in bases])
    if bases is not None and len(bases) == 1 and exponents is not None:
        return _table(draft, node.exponent, [(e, power(bases[0], e)) for e in exponents])
    raise NotSupportedError("a power of a decision that is not an integer with few values")


def _table(draft: Draft, x: NodeId, table: list[tuple[Rational, Rational | None]]) -> NodeId:
    """A table of what is defined; the rest of the domain is required where the function is used."""
    return tabulated(draft, x, [(value, result) for value, result in table if result is not None])


def expand_floor_divide(draft: Draft, node: FloorDivide) -> NodeId:
    """floor(argument / divisor) as a further integer column."""
    return _floor(draft, node.argument, node.divisor)


def expand_modulo(draft: Draft, node: Modulo) -> NodeId:
    """argument - divisor * floor(argument / divisor)."""
    quotient = draft.add(FloorDivide(node.argument, node.divisor))
    return draft.linear(0, None, ((node.argument, 1), (quotient, -node.divisor)))


def _floor(draft: Draft, x: NodeId, divisor: Rational) -> NodeId:
    """The integer q with divisor * q <= x < divisor * (q + 1)."""
    interval, lattice = draft.interval(x), draft.lattice(x)
    low = None if interval.lower is None else math.floor(Fraction(interval.lower) / divisor)
    high = None if interval.upper is None else math.floor(Fraction(interval.upper) / divisor)
    if low is not None and low == high:
        return draft.constant(low)
    quotient = draft.integer(low, high)
    if lattice is None:
        least, most = Fraction(0), divisor - divisor * REAL_MARGIN
    else:
        step = gcd(lattice.step, divisor)
        least = Fraction(lattice.offset) % step
        most = divisor - step + least
    remainder = draft.linear(0, {quotient: -divisor}, ((x, 1),))
    draft.define(draft.at_most(draft.constant(least), remainder))
    draft.define(draft.at_most(remainder, draft.constant(most)))
    return draft.linear(0, {quotient: 1})


def _round(draft: Draft, x: NodeId) -> NodeId:
    """The nearest integer r = 2 * half + odd; of two equally near ones the even one."""
    interval, lattice = draft.interval(x), draft.lattice(x)
    low = None if interval.lower is None else round(interval.lower)
    high = None if interval.upper is None else round(interval.upper)
    if low is not None and low == high:
        return draft.constant(low)
    nearest = draft.integer(low, high)
    half = draft.integer(None if low is None else low // 2, None if high is None else high // 2)
    odd = draft.binary()
    draft.define(draft.add(Comparison("==", draft.linear(0, {nearest: 1, half: -2, odd: -1}))))
    margin = REAL_MARGIN if lattice is None else gcd(lattice.step, lattice.offset, Fraction(1, 2))
    difference = draft.linear(0, {nearest: -1}, ((x, 1),))
    limit = draft.linear(Fraction(1, 2), {odd: -margin})
    draft.define(draft.at_most(difference, limit))
    draft.define(draft.at_most(draft.scaled(difference, -1), limit))
    return draft.linear(0, {nearest: 1})


# ---------------------------------------------------------------- piecewise


PARTIAL = (Piecewise, Quotient, Power, Function)
"""Kinds of nodes that may be undefined somewhere."""


def domain(draft: Draft, node: Node) -> list[NodeId]:
    """What must hold for a node to be defined, besides what its children need.

    Raises:
        MissingBoundError: a divisor that may be 0 has no discrete values.
    """
    match node:
        case Piecewise(argument=argument, points=points):
            first, last = draft.constant(points[0][0]), draft.constant(points[-1][0])
            return [draft.at_most(first, argument), draft.at_most(argument, last)]
        case Quotient(denominator=denominator):
            if draft.interval(denominator).excludes_zero():
                return []
            if draft.lattice(denominator) is None:
                raise draft.missing_bound([denominator], "a divisor that cannot be 0")
            return [draft.negated(draft.equal(denominator, draft.constant(0)))]
        case Function(name="sqrt" | "log", argument=argument):
            values = values_of(draft, argument) or ()
            return _all_but(draft, argument, [v for v in values if function(node.name, v) is None])
        case Power(base=base, exponent=exponent):
            exponents, bases = values_of(draft, exponent) or [], values_of(draft, base) or []
            if len(exponents) == 1:
                return _all_but(draft, base, [v for v in bases if power(v, exponents[0]) is None])
            if len(bases) == 1:
                return _all_but(draft, exponent, [v for v in exponents if power(bases[0], v) is None])
            return []
        case _:
            return []


def _all_but(draft: Draft, number: NodeId, values: Sequence[Rational]) -> list[NodeId]:
    return [draft.negated(draft.equal(number, draft.constant(value))) for value in values]


def expand_piecewise(draft: Draft, node: Piecewise) -> NodeId:
    """A convex or concave function as an `Extreme` of its lines; others choose a segment.

    The result agrees with the function on its domain and is defined beyond it, so that the definition cuts
    nothing off; the domain is required where the function is used.
    """
    points = node.points
    if len(points) == 1:
        return draft.constant(points[0][1])
    slopes = [Fraction(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    rising = all(a <= b for a, b in pairwise(slopes))
    if rising or all(a >= b for a, b in pairwise(slopes)):
        lines = dict.fromkeys(
            draft.linear(y - slope * x, None, ((node.argument, slope),))
            for (x, y), slope in zip(points[:-1], slopes, strict=True)
        )
        return draft.add(Extreme("max" if rising else "min", tuple(lines)))
    low, high = draft.finite(node.argument, "a piecewise function")
    extended = list(points)
    if low < points[0][0]:
        extended.insert(0, (low, points[0][1]))
    if high > points[-1][0]:
        extended.append((high, points[-1][1]))
    return _segments(draft, node.argument, extended)


def _segments(draft: Draft, x: NodeId, points: list[tuple[Rational, Rational]]) -> NodeId:
    """One binary column per segment, and how far into it x lies: the multiple-choice model (tight)."""
    choose: dict[int, Rational] = {}
    start: dict[int, Rational] = {}
    result: dict[int, Rational] = {}
    for (x0, y0), (x1, y1) in pairwise(points):
        segment = draft.binary()
        into = draft.real(Interval(0, x1 - x0))
        draft.define(draft.add(Comparison("<=", draft.linear(0, {into: 1, segment: x0 - x1}))))
        choose[segment] = 1
        start[segment], start[into] = x0, 1
        result[segment], result[into] = y0, Fraction(y1 - y0) / (x1 - x0)
    draft.define(draft.add(Comparison("==", draft.linear(-1, choose))))
    draft.define(draft.equal(x, draft.linear(0, start)))
    return draft.linear(0, result)

"""Nonlinear and stepwise numbers as terms, exactly; what needs further constants declares them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Final, Protocol, assert_never

from certiplan.formalizers.emit import terms as t
from certiplan.formalizers.emit.logic_program import CannotExpressError
from certiplan.formalizers.emit.terms import Sort, Term
from certiplan.model import ir
from certiplan.model.ir import NodeId, Rational
from certiplan.solvers.bounds import Ranges

_LARGEST_POWER: Final = 64
_LARGEST_ROOT: Final = 8
_MOST_CASES: Final = 130


class Encoder(Protocol):
    """What the terms of numbers are made with."""

    nonlinear: bool
    ranges: Ranges

    def declare(self, sort: Sort, hint: str, meaning: str) -> Term:
        """A further constant."""

    def define(self, term: Term, hint: str) -> Term:
        """A name for the term."""

    def require(self, *terms: Term) -> None:
        """What further constants mean."""

    def defined_if(self, condition: Term) -> None:
        """Where the node being entered is defined."""

    def term(self, node: NodeId) -> Term:
        """The term of a child."""

    def common(self, nodes: Iterable[NodeId]) -> Sort:
        """The sort that children share as numbers."""

    def numeric(self, node: NodeId, sort: Sort) -> Term:
        """The term of a child as a number."""

    def constant(self, node: NodeId) -> Rational | None:
        """The value of a child that is a constant number."""


def nonlinear(encoder: Encoder, node: ir.Product | ir.Quotient | ir.Power | ir.Function) -> Term:
    """Products, quotients, powers and functions.

    Raises:
        CannotExpressError: Z3 has no exact form for it.
    """
    match node:
        case ir.Product():
            return _product(encoder, node)
        case ir.Quotient():
            encoder.nonlinear = True
            divisor = encoder.define(encoder.numeric(node.denominator, "Real"), "divisor")
            encoder.defined_if(t.negation(t.related("=", divisor, t.number(0, "Real"))))
            return t.quotient(encoder.numeric(node.numerator, "Real"), divisor)
        case ir.Power():
            base, exponent = encoder.constant(node.base), encoder.constant(node.exponent)
            if exponent is not None:
                return _power(encoder, node.base, exponent)
            if base is None:
                raise CannotExpressError("a power whose base and exponent are both decisions")
            return _exponential(encoder, base, node.exponent)
        case ir.Function():
            return _function(encoder, node)
        case _:
            assert_never(node)


def stepwise(encoder: Encoder, node: ir.Extreme | ir.FloorDivide | ir.Modulo | ir.Piecewise) -> Term:
    """Numbers that are linear in pieces."""
    match node:
        case ir.Extreme():
            return _extreme(encoder, node)
        case ir.FloorDivide():
            return _floor_divide(encoder, node.argument, node.divisor)
        case ir.Modulo():
            return _modulo(encoder, node)
        case ir.Piecewise():
            return _piecewise(encoder, node)
        case _:
            assert_never(node)


def _product(encoder: Encoder, node: ir.Product) -> Term:
    conditions = [encoder.term(f) for f in node.factors if encoder.term(f).sort == "Bool"]
    factors = [f for f in node.factors if encoder.term(f).sort != "Bool"]
    sort = encoder.common(factors)
    if sum(encoder.constant(f) is None for f in factors) > 1:
        encoder.nonlinear = True
    value = t.product([encoder.numeric(f, sort) for f in factors], sort)
    return t.chosen(t.conjunction(conditions), value, t.number(0, sort))


def _power(encoder: Encoder, base: NodeId, exponent: Rational) -> Term:
    whole, root = abs(exponent.numerator), exponent.denominator
    if whole > _LARGEST_POWER or root > _LARGEST_ROOT:
        raise CannotExpressError(f"a power with the exponent {exponent}")
    encoder.nonlinear = True
    sort: Sort = "Int" if exponent >= 0 and root == 1 and encoder.common([base]) != "Real" else "Real"
    argument = encoder.define(encoder.numeric(base, sort), "base")
    if exponent < 0:
        encoder.defined_if(t.negation(t.related("=", argument, t.number(0, sort))))
    power = t.product([argument] * whole, sort)
    if root > 1:
        power = _root(encoder, argument, power, root)
    return power if exponent >= 0 else t.quotient(t.number(1, "Real"), power)


def _root(encoder: Encoder, argument: Term, power: Term, root: int) -> Term:
    """A nonnegative number whose `root`th power is the given power of a nonnegative argument."""
    encoder.nonlinear = True
    zero = t.number(0, "Real")
    encoder.defined_if(t.related(">=", argument, zero))
    found = encoder.declare("Real", "root", f"the nonnegative number whose power {root} is given")
    meaning = [
        t.related(">=", found, zero),
        t.related("=", t.product([found] * root, "Real"), power),
    ]
    encoder.require(t.disjunction([t.related("<", argument, zero), t.conjunction(meaning)]))
    return found


def _exponential(encoder: Encoder, base: Rational, exponent: NodeId) -> Term:
    """A constant to the power of a whole number with few values: one case for each."""
    values = encoder.ranges.values(exponent, most=_MOST_CASES)
    if values is None or not all(
        value.denominator == 1 and -_LARGEST_POWER <= value <= _LARGEST_POWER for value in values
    ):
        raise CannotExpressError("an exponent that is not a whole number within narrow bounds")
    argument = encoder.define(encoder.numeric(exponent, "Int"), "exponent")
    powers: list[tuple[int, Rational]] = []
    for value in values:
        each = int(value)
        if base == 0 and each < 0:
            encoder.defined_if(t.negation(t.related("=", argument, t.number(each, "Int"))))
        else:
            powers.append((each, t.exact(Fraction(base) ** each)))
    sort: Sort = "Int" if all(power.denominator == 1 for _, power in powers) else "Real"
    found = t.number(powers[-1][1] if powers else 0, sort)
    for each, power in reversed(powers[:-1]):
        found = t.chosen(t.related("=", argument, t.number(each, "Int")), t.number(power, sort), found)
    return found


def _function(encoder: Encoder, node: ir.Function) -> Term:
    sort = encoder.common((node.argument,))
    match node.name:
        case "abs":
            argument = encoder.define(encoder.numeric(node.argument, sort), "inner")
            positive = t.related(">=", argument, t.number(0, sort))
            return t.chosen(positive, argument, t.minus(argument))
        case "round" | "floor" | "ceil" if sort == "Int":
            return encoder.numeric(node.argument, "Int")
        case "floor":
            return t.whole_part(encoder.numeric(node.argument, "Real"))
        case "ceil":
            return t.minus(t.whole_part(t.minus(encoder.numeric(node.argument, "Real"))))
        case "round":
            half = t.number(Fraction(1, 2), "Real")
            above = encoder.define(
                t.total([encoder.numeric(node.argument, "Real"), half], "Real"), "half_above"
            )
            rounded = encoder.define(t.whole_part(above), "rounded")
            tie = t.related("=", above, t.real(rounded))
            odd = t.related("=", t.remainder(rounded, 2), t.number(1, "Int"))
            lower = t.total([rounded, t.number(-1, "Int")], "Int")
            return t.chosen(t.conjunction([tie, odd]), lower, rounded)
        case "sqrt":
            argument = encoder.define(encoder.numeric(node.argument, "Real"), "inner")
            return _root(encoder, argument, argument, 2)
        case "exp" | "log" | "sin" | "cos" | "tan":
            raise CannotExpressError(f"the function {node.name}")
        case _:
            assert_never(node.name)


def _extreme(encoder: Encoder, node: ir.Extreme) -> Term:
    """Of two numbers a case; of more, a constant that bounds them all and is one of them."""
    sort = encoder.common(node.arguments)
    word = "least" if node.kind == "min" else "greatest"
    arguments = [encoder.define(encoder.numeric(a, sort), "argument") for a in dict.fromkeys(node.arguments)]
    relation: t.Relation = "<=" if node.kind == "min" else ">="
    if len(arguments) == 1:
        return arguments[0]
    if len(arguments) == 2:
        return t.chosen(t.related(relation, *arguments), *arguments)
    found = encoder.declare(sort, word, f"the {word} of {len(arguments)} numbers")
    encoder.require(*(t.related(relation, found, argument) for argument in arguments))
    encoder.require(t.disjunction([t.related("=", found, argument) for argument in arguments]))
    return found


def _floor_divide(encoder: Encoder, argument: NodeId, divisor: Rational) -> Term:
    if encoder.common([argument]) == "Real":
        return t.whole_part(t.times(1 / Fraction(divisor), encoder.numeric(argument, "Real")))
    scaled = t.times(divisor.denominator, encoder.numeric(argument, "Int"))
    return t.floor_quotient(scaled, divisor.numerator)


def _modulo(encoder: Encoder, node: ir.Modulo) -> Term:
    if encoder.common([node.argument]) != "Real" and node.divisor.denominator == 1:
        return t.remainder(encoder.numeric(node.argument, "Int"), node.divisor.numerator)
    argument = encoder.define(encoder.numeric(node.argument, "Real"), "inner")
    quotient = t.real(_floor_divide(encoder, node.argument, node.divisor))
    return t.total([argument, t.times(-node.divisor, quotient)], "Real")


def _piecewise(encoder: Encoder, node: ir.Piecewise) -> Term:
    argument = encoder.define(encoder.numeric(node.argument, "Real"), "inner")
    points = node.points
    encoder.defined_if(t.related(">=", argument, t.number(points[0][0], "Real")))
    encoder.defined_if(t.related("<=", argument, t.number(points[-1][0], "Real")))
    segments: list[tuple[Rational, Term]] = []
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = t.exact(Fraction(y1 - y0) / (x1 - x0))
        rise = t.times(slope, argument)
        segments.append((x1, t.total([rise, t.number(t.exact(y0 - slope * x0), "Real")], "Real")))
    if not segments:
        return t.number(points[0][1], "Real")
    value = segments[-1][1]
    for end, segment in reversed(segments[:-1]):
        value = t.chosen(t.related("<=", argument, t.number(end, "Real")), segment, value)
    return value


def ceiling(value: Rational, sort: Sort) -> Rational:
    """The least value of the sort that is not below the given one."""
    return math.ceil(value) if sort == "Int" else value

"""Products, extremes, roundings and piecewise functions of whole numbers in CP-SAT."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, assert_never

from certiplan.model.ir import FunctionName, Rational
from certiplan.solvers.cpsat_terms import Literal as Lit
from certiplan.solvers.cpsat_terms import NotSupportedError, Number, Terms

_LARGEST_POWER: Final = 32
_WIDEST_TABLE: Final = 1000


class Arithmetic:
    """Numbers that are defined by constraints on further variables."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def _variable(self, low: int, high: int, scale: int = 1) -> Number:
        variable = self._terms.variable(low, high)
        return self._terms.affine(0, [(variable, Fraction(1, scale))])

    def conditional(self, condition: Lit, then: Number, otherwise: Number) -> Number:
        """`then` where the condition holds, else `otherwise`."""
        terms = self._terms
        if condition in (terms.true, terms.false):
            return then if condition == terms.true else otherwise
        then, otherwise = terms.common([then, otherwise])
        low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
        result = self._variable(low, high, then.scale)
        terms.equal(result, then, (condition,))
        terms.equal(result, otherwise, (~condition,))
        return result

    def product(self, condition: Lit, factors: Sequence[Number]) -> Number:
        """The product of the factors where the condition holds, else 0."""
        terms = self._terms
        if not factors:
            return terms.of(condition)
        result = factors[0]
        for factor in factors[1:]:
            result = self._times(result, factor)
        return self.conditional(condition, result, terms.constant(0))

    def _times(self, left: Number, right: Number) -> Number:
        terms = self._terms
        for one, other in ((left, right), (right, left)):
            if not one.terms:
                return terms.combination(0, [(Fraction(one.const, one.scale), other)])
        corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        low, high = min(corners), max(corners)
        if left == right:
            low = 0 if left.low <= 0 <= left.high else min(left.low**2, left.high**2)
        result = terms.variable(low, high)
        factors = [terms.numerator(terms.simple(part)) for part in (left, right)]
        terms.model.add_multiplication_equality(terms.object(result), factors)
        return terms.affine(0, [(result, Fraction(1, left.scale * right.scale))])

    def power(self, base: Number, exponent: Number) -> Number:
        """A power with a constant whole exponent, or of a constant to a whole number with narrow bounds."""
        terms = self._terms
        if not exponent.terms:
            if exponent.scale != 1 or not 0 <= exponent.const <= _LARGEST_POWER:
                raise NotSupportedError(f"the exponent {Fraction(exponent.const, exponent.scale)}")
            return self.product(terms.true, [base] * exponent.const) if exponent.const else terms.constant(1)
        if base.terms or exponent.scale != 1 or exponent.high - exponent.low > _WIDEST_TABLE:
            raise NotSupportedError("a power with such an exponent")
        if max(-exponent.low, exponent.high) > 2 * _LARGEST_POWER:
            raise NotSupportedError(f"exponents from {exponent.low} to {exponent.high}")
        constant = Fraction(base.const, base.scale)
        defined = [k for k in range(exponent.low, exponent.high + 1) if constant != 0 or k >= 0]
        values = {k: constant**k for k in defined}
        scale = math.lcm(*(value.denominator for value in values.values())) if values else 1
        tops = {k: int(value * scale) for k, value in values.items()}
        if not tops:
            terms.clause([])
            return terms.constant(0)
        result = self._variable(min(tops.values()), max(tops.values()), scale)
        argument = terms.simple(exponent)
        parts = [terms.numerator(argument), terms.numerator(result)]
        terms.model.add_allowed_assignments(parts, list(tops.items()))
        return result

    def extreme(self, kind: Literal["min", "max"], numbers: Sequence[Number]) -> Number:
        """The least or the greatest of the numbers."""
        terms = self._terms
        numbers = terms.common(numbers)
        if len(numbers) == 1:
            return numbers[0]
        choose = min if kind == "min" else max
        low = choose(number.low for number in numbers)
        high = choose(number.high for number in numbers)
        result = self._variable(low, high, numbers[0].scale)
        parts = [terms.numerator(terms.simple(number)) for number in numbers]
        if kind == "min":
            terms.model.add_min_equality(terms.numerator(result), parts)
        else:
            terms.model.add_max_equality(terms.numerator(result), parts)
        return result

    def floor(self, number: Number, divisor: Rational = 1) -> Number:
        """floor(number / divisor), for a positive divisor."""
        terms = self._terms
        top, bottom = divisor.denominator, divisor.numerator * number.scale
        if bottom == 1:
            return terms.combination(0, [(top, number)]) if top > 1 else number
        low, high = (number.low * top) // bottom, (number.high * top) // bottom
        result = self._variable(low, high)
        rest = terms.combination(0, [(top * number.scale, number), (-bottom, result)])
        terms.between(rest, 0, bottom - 1)
        return result

    def function(self, name: FunctionName, number: Number) -> Number:
        """A named function, of those with whole values."""
        terms = self._terms
        match name:
            case "abs":
                result = self._variable(0, max(-number.low, number.high, 0), number.scale)
                terms.model.add_abs_equality(terms.numerator(result), terms.numerator(terms.simple(number)))
                return result
            case "floor":
                return self.floor(number)
            case "ceil":
                negated = self.floor(terms.combination(0, [(-1, number)]))
                return terms.combination(0, [(-1, negated)])
            case "round":
                return self._round(number)
            case "sqrt" | "exp" | "log" | "sin" | "cos" | "tan":
                raise NotSupportedError(f"the function {name}")
            case _:
                assert_never(name)

    def _round(self, number: Number) -> Number:
        """Half to even: half up, less 1 where that is odd and the number lies half-way."""
        terms = self._terms
        if number.scale == 1:
            return number
        shifted = terms.combination(Fraction(1, 2), [(1, number)])
        up = self.floor(shifted)
        half = self.floor(up, 2)
        odd = terms.combination(0, [(1, up), (-2, half)])
        rest = terms.combination(0, [(1, shifted), (-1, up)])
        tie, is_odd, both = terms.literal(), terms.literal(), terms.literal()
        terms.between(rest, 0, 0, (tie,))
        terms.between(rest, 1, None, (~tie,))
        terms.equal(odd, terms.of(is_odd))
        terms.clause([~both, tie])
        terms.clause([~both, is_odd])
        terms.clause([both, ~tie, ~is_odd])
        return terms.combination(0, [(1, up), (-1, terms.of(both))])

    def piecewise(self, number: Number, points: Sequence[tuple[Rational, Rational]]) -> Number:
        """Linear interpolation; the argument lies within the range of the points."""
        terms = self._terms
        first, last = points[0][0], points[-1][0]
        terms.between(terms.combination(-first, [(1, number)]), 0, None)
        terms.between(terms.combination(-last, [(1, number)]), None, 0)
        if len(points) == 1:
            return terms.constant(points[0][1])
        segments = []
        for (x0, y0), (x1, y1) in pairwise(points):
            slope = Fraction(y1 - y0) / (x1 - x0)
            segments.append((x0, x1, terms.combination(y0 - slope * x0, [(slope, number)])))
        scale = math.lcm(*(line.scale for _, _, line in segments))
        heights = [math.floor(y * scale) for _, y in points] + [math.ceil(y * scale) for _, y in points]
        result = self._variable(min(heights), max(heights), scale)
        chosen = [terms.literal() for _ in segments]
        terms.model.add_exactly_one([terms.object(literal) for literal in chosen])
        for literal, (x0, x1, line) in zip(chosen, segments, strict=True):
            terms.between(terms.combination(-x0, [(1, number)]), 0, None, (literal,))
            terms.between(terms.combination(-x1, [(1, number)]), None, 0, (literal,))
            terms.equal(result, line, (literal,))
        return result

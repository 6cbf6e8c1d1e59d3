"""Integer terms and clauses for CP-SAT: exact affine expressions with bounds, checked against overflow.

A variable is its index in the CP-SAT model; a literal is the index of a 0-1 variable, or its complement
`~index`. A number is an affine expression of integer variables divided by a positive scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from ortools.sat.python import cp_model

from certiplan.model.ir import Rational

Literal: TypeAlias = int

# CP-SAT computes in 64 bits and refuses models whose sums could leave them.
LARGEST: Final = 2**61


class NotSupportedError(Exception):
    """The model uses something that CP-SAT cannot express; the message names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """(const + sum(coef * variable)) / scale.

    Attributes:
        terms: (variable, coefficient) pairs, coefficients not 0.
        low, high: bounds of the numerator.
    """

    terms: tuple[tuple[int, int], ...]
    const: int
    scale: int
    low: int
    high: int


class Terms:
    """A CP-SAT model under construction."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self._objects: list[Any] = []
        self._low: list[int] = []
        self._high: list[int] = []
        self.true: Literal = self.variable(1, 1)

    @property
    def false(self) -> Literal:
        """A literal that never holds."""
        return ~self.true

    def variable(self, low: int, high: int) -> int:
        """A new integer variable."""
        if max(-low, high) > LARGEST:
            raise NotSupportedError("numbers beyond 64 bits: they are too large, or have too many decimals")
        number = len(self._objects)
        self._objects.append(self.model.new_int_var(low, high, ""))
        self._low.append(low)
        self._high.append(high)
        return number

    def literal(self) -> Literal:
        """A new Boolean variable."""
        number = len(self._objects)
        self._objects.append(self.model.new_bool_var(""))
        self._low.append(0)
        self._high.append(1)
        return number

    def restrict(self, variable: int, values: Sequence[tuple[int, int]]) -> None:
        """Only values in one of the closed ranges."""
        domain = cp_model.Domain.from_intervals([list(pair) for pair in values])
        self.model.add_linear_expression_in_domain(self._objects[variable], domain)

    def object(self, literal: Literal) -> Any:
        """What CP-SAT's API takes for a literal or a variable."""
        return self._objects[literal] if literal >= 0 else self._objects[~literal].negated()

    def range_of(self, variable: int) -> tuple[int, int]:
        """The bounds that a variable was made with."""
        return self._low[variable], self._high[variable]

    def value_of(self, number: Number, values: Sequence[int]) -> Rational:
        """The number where the variables have the given values."""
        total = number.const + sum(coef * values[variable] for variable, coef in number.terms)
        return total if number.scale == 1 else Fraction(total, number.scale)

    # ------------------------------------------------------------ numbers

    def constant(self, value: Rational) -> Number:
        """A constant."""
        top, scale = value.numerator, value.denominator
        return Number(terms=(), const=top, scale=scale, low=top, high=top)

    def combination(self, const: Rational, parts: Iterable[tuple[Rational, Number]]) -> Number:
        """const + sum(coef * number)."""
        shares = [(Fraction(coef) / part.scale, part) for coef, part in parts if coef]
        scale = math.lcm(const.denominator, *(share.denominator for share, _ in shares))
        total = int(const * scale)
        merged: dict[int, int] = {}
        for share, part in shares:
            factor = int(share * scale)
            total += factor * part.const
            for variable, inner in part.terms:
                merged[variable] = merged.get(variable, 0) + factor * inner
        return self._bounded(total, merged, scale)

    def affine(self, const: Rational, terms: Iterable[tuple[int, Rational]]) -> Number:
        """const + sum(coef * variable), for distinct variables."""
        terms = list(terms)
        scale = math.lcm(const.denominator, *(coef.denominator for _, coef in terms))
        return self._bounded(int(const * scale), {v: int(coef * scale) for v, coef in terms}, scale)

    def _bounded(self, const: int, terms: dict[int, int], scale: int) -> Number:
        low = high = const
        kept = tuple((variable, coef) for variable, coef in terms.items() if coef)
        for variable, coef in kept:
            ends = (coef * self._low[variable], coef * self._high[variable])
            low += min(ends)
            high += max(ends)
        return Number(terms=kept, const=const, scale=scale, low=low, high=high)

    def of(self, literal: Literal) -> Number:
        """1 where the literal holds, else 0."""
        if literal in (self.true, self.false):
            return self.constant(int(literal == self.true))
        return self.affine(0, [(literal, 1)]) if literal >= 0 else self.affine(1, [(~literal, -1)])

    def scaled(self, number: Number, scale: int) -> Number:
        """The same number over a multiple of its scale."""
        factor = scale // number.scale
        if factor == 1:
            return number
        return Number(
            terms=tuple((variable, coef * factor) for variable, coef in number.terms),
            const=number.const * factor,
            scale=scale,
            low=number.low * factor,
            high=number.high * factor,
        )

    def common(self, numbers: Sequence[Number]) -> list[Number]:
        """The numbers over one scale."""
        scale = math.lcm(*(number.scale for number in numbers))
        return [self.scaled(number, scale) for number in numbers]

    def numerator(self, number: Number) -> Any:
        """The number times its scale, as a CP-SAT expression."""
        self._check(number)
        variables = [self._objects[variable] for variable, _ in number.terms]
        coefs = [coef for _, coef in number.terms]
        return cp_model.LinearExpr.weighted_sum(variables, coefs) + number.const

    def simple(self, number: Number) -> Number:
        """An equal number with one variable at most: some of CP-SAT's constraints take nothing else."""
        if len(number.terms) <= 1:
            return number
        variable = self.variable(number.low, number.high)
        self.equal(self.affine(0, [(variable, Fraction(1, number.scale))]), number)
        return self.affine(0, [(variable, Fraction(1, number.scale))])

    def _check(self, number: Number) -> None:
        reach = abs(number.const)
        for variable, coef in number.terms:
            reach += abs(coef) * max(abs(self._low[variable]), abs(self._high[variable]))
        if reach > LARGEST:
            raise NotSupportedError(
                "sums beyond 64 bits: the numbers are too large, or have too many decimals"
            )

    # ------------------------------------------------------------ constraints

    def clause(self, literals: Iterable[Literal]) -> None:
        """Some of the literals hold."""
        kept = [literal for literal in dict.fromkeys(literals) if literal != self.false]
        if self.true not in kept:
            self.model.add_bool_or([self.object(literal) for literal in kept or [self.false]])

    def between(
        self, number: Number, low: int | None, high: int | None, enforcing: Sequence[Literal] = ()
    ) -> None:
        """The numerator lies within bounds wherever all enforcing literals hold."""
        low = number.low if low is None else max(low, number.low)
        high = number.high if high is None else min(high, number.high)
        if low <= number.low and number.high <= high:
            return
        if low > high:
            self.clause([~literal for literal in enforcing])
            return
        # The constant goes to the right side: CP-SAT checks the sum without it.
        self._check(number)
        variables = [self._objects[variable] for variable, _ in number.terms]
        coefs = [coef for _, coef in number.terms]
        expression = cp_model.LinearExpr.weighted_sum(variables, coefs)
        constraint = self.model.add_linear_constraint(expression, low - number.const, high - number.const)
        self.enforce(constraint, enforcing)

    def differs(self, number: Number, enforcing: Sequence[Literal] = ()) -> None:
        """The number is not 0 wherever all enforcing literals hold."""
        if number.low > 0 or number.high < 0:
            return
        if number.low == number.high:
            self.clause([~literal for literal in enforcing])
            return
        ranges = [[low, high] for low, high in ((number.low, -1), (1, number.high)) if low <= high]
        domain = cp_model.Domain.from_intervals(ranges)
        constraint = self.model.add_linear_expression_in_domain(self.numerator(number), domain)
        self.enforce(constraint, enforcing)

    def equal(self, left: Number, right: Number, enforcing: Sequence[Literal] = ()) -> None:
        """Both numbers are the same wherever all enforcing literals hold."""
        self.between(self.combination(0, [(1, left), (-1, right)]), 0, 0, enforcing)

    def enforce(self, constraint: Any, enforcing: Sequence[Literal]) -> None:
        """The constraint is to hold only where all the literals do."""
        if enforcing:
            constraint.only_enforce_if([self.object(literal) for literal in enforcing])

"""Objectives and values of Z3 as numbers of the ground model."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

import z3

from certiplan.model.ir import Rational
from certiplan.solvers.z3_encoding import Z3Objective
from certiplan.solvers.z3_text import LARGEST_ROW

_DIGITS: Final = 30


class Stage:
    """One objective as Z3 terms, to be minimised: `sign` times `scale` times what was asked for."""

    def __init__(self, objective: Z3Objective, marker: Any, context: z3.Context) -> None:
        self._sign = 1 if objective.sense == "minimize" else -1
        self._scale = objective.scale
        self._context = context
        self.whole = objective.sort == "Int"
        self._term = marker.arg(0) if self._sign == 1 else -marker.arg(0)
        self._const = self._sign * objective.const
        self._row: list[tuple[Any, int]] | None = None
        if objective.literals is not None:
            literals = [marker.arg(k) for k in range(1, marker.num_args())]
            signed = [
                (self._sign * coef, literal)
                for (coef, _), literal in zip(objective.literals, literals, strict=True)
            ]
            self._negative = sum(coef for coef, _ in signed if coef < 0)
            row = [(z3.Not(x), -coef) if coef < 0 else (x, coef) for coef, x in signed if coef]
            self._most = sum(coef for _, coef in row)
            self._row = row if self._most <= LARGEST_ROW else None

    @property
    def term(self) -> Any:
        """What is minimised."""
        return self._term

    def original(self, value: Rational) -> Rational:
        """The objective's own value, from the value of the term that is minimised."""
        own = Fraction(self._sign * value, self._scale)
        return own.numerator if own.denominator == 1 else own

    def minimised(self, value: Rational) -> Rational:
        """The other way round."""
        return value * self._sign * self._scale

    def at_most(self, bound: Rational) -> Any:
        """The term is at most the bound."""
        if self._row is None:
            if self.whole:
                return self._term <= z3.IntVal(math.floor(bound), ctx=self._context)
            return self._term <= z3.RealVal(str(Fraction(bound)), ctx=self._context)
        left = math.floor(bound) - self._const - self._negative
        if left < 0 or left >= self._most:
            return z3.BoolVal(left >= 0, ctx=self._context)
        return z3.PbLe(self._row, left)


def approximate(value: Rational) -> float | None:
    """As a float; None beyond its range."""
    try:
        return float(value)
    except OverflowError:
        return None


def exact(value: Any) -> Rational:
    """A Z3 value: exact but for irrational roots, of which 30 digits are kept."""
    if z3.is_int_value(value):
        return int(value.as_long())
    if z3.is_rational_value(value):
        fraction: Fraction = value.as_fraction()
        return fraction.numerator if fraction.denominator == 1 else fraction
    if z3.is_algebraic_value(value):
        return exact(value.approx(_DIGITS))
    return int(z3.is_true(value))

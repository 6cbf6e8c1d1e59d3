"""Exact intervals, and lattices: the numbers offset + step * k that integer expressions live on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from certiplan.model.ir import Rational

Bound: TypeAlias = Rational | None


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `lower` to `upper`; None is no limit."""

    lower: Bound
    upper: Bound

    @property
    def is_finite(self) -> bool:
        """Whether it has both ends."""
        return self.lower is not None and self.upper is not None

    def __neg__(self) -> Interval:
        return Interval(
            None if self.upper is None else -self.upper, None if self.lower is None else -self.lower
        )

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.lower is None or other.lower is None else self.lower + other.lower,
            None if self.upper is None or other.upper is None else self.upper + other.upper,
        )

    def scaled(self, factor: Rational) -> Interval:
        """Every number times the factor."""
        if factor == 0:
            return Interval(0, 0)
        low = None if self.lower is None else self.lower * factor
        high = None if self.upper is None else self.upper * factor
        return Interval(low, high) if factor > 0 else Interval(high, low)

    def __mul__(self, other: Interval) -> Interval:
        corners = [_times(a, b) for a in self._ends() for b in other._ends()]
        low = min(corners)
        high = max(corners)
        return Interval(
            None if low == -math.inf else _rational(low), None if high == math.inf else _rational(high)
        )

    def hull(self, other: Interval) -> Interval:
        """The least interval that holds both."""
        return Interval(
            None if self.lower is None or other.lower is None else min(self.lower, other.lower),
            None if self.upper is None or other.upper is None else max(self.upper, other.upper),
        )

    def meet(self, other: Interval) -> Interval:
        """What both hold; its ends may cross when there is nothing."""
        lower, upper = self.lower, self.upper
        if lower is None or (other.lower is not None and other.lower > lower):
            lower = other.lower
        if upper is None or (other.upper is not None and other.upper < upper):
            upper = other.upper
        return Interval(lower, upper)

    def excludes_zero(self) -> bool:
        """Whether all its numbers have one sign."""
        return (self.lower is not None and self.lower > 0) or (self.upper is not None and self.upper < 0)

    def _ends(self) -> tuple[Rational | float, Rational | float]:
        return (
            -math.inf if self.lower is None else self.lower,
            math.inf if self.upper is None else self.upper,
        )


ANY = Interval(None, None)
TRUTH_VALUES = Interval(0, 1)


def _times(a: Rational | float, b: Rational | float) -> Rational | float:
    return 0 if a == 0 or b == 0 else a * b


def _rational(value: Rational | float) -> Rational:
    assert not isinstance(value, float)
    return value


@dataclass(frozen=True, slots=True)
class Lattice:
    """The numbers offset + step * k for whole k; a step of 0 is the one number `offset`."""

    offset: Rational
    step: Rational

    def at_least(self, value: Rational) -> Rational | None:
        """The least lattice point not below the value, or None when there is none."""
        if self.step == 0:
            return self.offset if self.offset >= value else None
        return self.offset + self.step * math.ceil(Fraction(value - self.offset) / self.step)

    def at_most(self, value: Rational) -> Rational | None:
        """The greatest lattice point not above the value, or None when there is none."""
        if self.step == 0:
            return self.offset if self.offset <= value else None
        return self.offset + self.step * math.floor(Fraction(value - self.offset) / self.step)

    def above(self, value: Rational) -> Rational | None:
        """The least lattice point greater than the value, or None when there is none."""
        if self.step == 0:
            return self.offset if self.offset > value else None
        return self.offset + self.step * (math.floor(Fraction(value - self.offset) / self.step) + 1)

    def below(self, value: Rational) -> Rational | None:
        """The greatest lattice point less than the value, or None when there is none."""
        if self.step == 0:
            return self.offset if self.offset < value else None
        return self.offset + self.step * (math.ceil(Fraction(value - self.offset) / self.step) - 1)

    def contains(self, value: Rational) -> bool:
        """Whether the value is a lattice point."""
        return self.at_least(value) == value

    def divided(self, divisor: Rational) -> Lattice:
        """Every point divided by a number that is not 0."""
        return Lattice(Fraction(self.offset) / divisor, abs(Fraction(self.step) / divisor))

    def union(self, other: Lattice) -> Lattice:
        """A lattice that holds both."""
        return Lattice(self.offset, gcd(self.step, other.step, self.offset - other.offset))


WHOLE = Lattice(0, 1)


def gcd(*values: Rational) -> Rational:
    """The greatest rational of which all values are whole multiples; 0 if all are 0."""
    result: Rational = 0
    for value in values:
        if isinstance(result, int) and isinstance(value, int):
            result = math.gcd(result, value)
        else:
            a, b = Fraction(result), Fraction(value)
            result = Fraction(
                math.gcd(a.numerator * b.denominator, b.numerator * a.denominator),
                a.denominator * b.denominator,
            )
    return int(result) if result == int(result) else result

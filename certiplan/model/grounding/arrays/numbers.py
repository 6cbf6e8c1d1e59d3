"""Exact numbers as arrays: whole numerators over one common denominator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certiplan.model.values import Rational

_LARGEST = 2**53
"""Numerators and denominators stay below: their quotient is then the double nearest to the exact value."""
_MOST_DIVISORS = 1000


class NotAnArrayError(Exception):
    """Something here has no form for arrays; the way over single records takes it, or says what is wrong."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """`values / denominator` for every round, or for all rounds at once (an array without dimension)."""

    values: NDArray[np.int64]
    denominator: int = 1

    @cached_property
    def largest(self) -> int:
        """The largest absolute numerator."""
        if not self.values.size:
            return 0
        return max(int(self.values.max()), -int(self.values.min()))

    @property
    def is_whole(self) -> bool:
        """Whether every value is a whole number."""
        return self.reduced().denominator == 1

    def reduced(self) -> Numbers:
        """The same over the least common denominator."""
        if self.denominator == 1:
            return self
        common = gcd(self.denominator, int(np.gcd.reduce(self.values, axis=None)) if self.values.size else 0)
        return self if common == 1 else Numbers(self.values // common, self.denominator // common)

    def over(self, denominator: int) -> NDArray[np.int64]:
        """The numerators over a multiple of the denominator.

        Raises:
            NotAnArrayError: they would be too large.
        """
        factor = denominator // self.denominator
        if factor == 1:
            return self.values
        _refuse(self.largest * factor)
        return self.values * factor

    def at(self, places: NDArray[Any]) -> Numbers:
        """The values at some rounds."""
        return self if self.values.ndim == 0 else Numbers(self.values[places], self.denominator)

    def __add__(self, other: Numbers) -> Numbers:
        denominator = common_denominator((self.denominator, other.denominator))
        one, two = self.over(denominator), other.over(denominator)
        _refuse(
            self.largest * (denominator // self.denominator)
            + other.largest * (denominator // other.denominator)
        )
        return Numbers(one + two, denominator)

    def __neg__(self) -> Numbers:
        return Numbers(-self.values, self.denominator)

    def __mul__(self, other: Numbers) -> Numbers:
        _refuse(self.largest * other.largest, self.denominator * other.denominator)
        return Numbers(self.values * other.values, self.denominator * other.denominator).reduced()

    def inverse(self) -> Numbers:
        """1 / values.

        Raises:
            NotAnArrayError: one is 0, or they have no small common denominator.
        """
        distinct = np.unique(self.values).tolist()
        if 0 in distinct or len(distinct) > _MOST_DIVISORS:
            raise NotAnArrayError
        common = common_denominator(abs(value) for value in distinct)
        _refuse(self.denominator * common)
        return Numbers(self.denominator * (common // self.values), common).reduced()

    def floor_divided(self, other: Numbers) -> Numbers:
        """The whole part of the quotient."""
        one, two, _ = self._aligned(other)
        return Numbers(one // two)

    def remainder(self, other: Numbers) -> Numbers:
        """What the whole part of the quotient leaves."""
        one, two, denominator = self._aligned(other)
        return Numbers(one % two, denominator)

    def _aligned(self, other: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        if not np.all(other.values):
            raise NotAnArrayError
        denominator = common_denominator((self.denominator, other.denominator))
        return self.over(denominator), other.over(denominator), denominator

    def compared(self, relation: str, other: Numbers) -> NDArray[np.bool_]:
        """The truth of `self relation other`."""
        denominator = common_denominator((self.denominator, other.denominator))
        one, two = self.over(denominator), other.over(denominator)
        found: NDArray[np.bool_] = np.asarray(_RELATIONS[relation](one, two))
        return found


def exactly(value: Rational) -> Numbers:
    """One number for all rounds.

    Raises:
        NotAnArrayError: it is too large.
    """
    exact = Fraction(value)
    _refuse(abs(exact.numerator), exact.denominator)
    return Numbers(np.array(exact.numerator, dtype=np.int64), exact.denominator)


def from_values(values: Iterable[Any]) -> Numbers | None:
    """The numbers among values; None if one is not a number, or too large."""
    found = list(values)
    if all(type(value) is int for value in found):
        numerators, denominator = found, 1
    elif all(isinstance(value, int | Fraction) for value in found):
        denominator = lcm(*{value.denominator for value in found})
        numerators = [value.numerator * (denominator // value.denominator) for value in found]
    else:
        return None
    if denominator > _LARGEST or (numerators and max(max(numerators), -min(numerators)) > _LARGEST):
        return None
    return Numbers(np.array(numerators, dtype=np.int64), denominator)


def common_denominator(denominators: Iterable[int]) -> int:
    """The least common multiple.

    Raises:
        NotAnArrayError: it is too large.
    """
    common = lcm(*denominators)
    _refuse(common)
    return common


def _refuse(*sizes: int) -> None:
    if max(sizes) > _LARGEST:
        raise NotAnArrayError


_RELATIONS = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}

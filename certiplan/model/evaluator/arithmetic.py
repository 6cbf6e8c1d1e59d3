"""Exact arithmetic, with 50 digits where a value is irrational, and a limit to how large numbers grow."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from types import MappingProxyType

import mpmath

from certiplan.model.evaluator.runtime import (
    MAX_BITS,
    Ambiguous,
    EvaluationError,
    Fail,
    Number,
    magnitude,
)
from certiplan.model.values import Rational, whole

_DIGITS = 50
_GUARD_DIGITS = 12
_MAX_ROOT = 64
_MAX_EXP_ARGUMENT = 10_000
_LARGEST = 1 << MAX_BITS
_ROUNDINGS: Mapping[str, Callable[[Rational], int]] = MappingProxyType(
    {"round": lambda x: round(x), "floor": lambda x: math.floor(x), "ceil": lambda x: math.ceil(x)}
)


def too_large(column: int | None) -> EvaluationError:
    """The fault of a number with too many digits."""
    return EvaluationError(
        "this number has too many digits",
        code="too-large",
        column=column,
        expected=f"numbers of at most {MAX_BITS:,} bits",
    )


def limited(value: Rational, column: int | None) -> Rational:
    """The value, if it is not too large.

    Raises:
        EvaluationError: code `too-large`.
    """
    if isinstance(value, int):
        if -_LARGEST < value < _LARGEST:
            return value
    elif -_LARGEST < value.numerator < _LARGEST and value.denominator < _LARGEST:
        return value
    raise too_large(column)


def spread(operation: Callable[..., Rational], *arguments: Number) -> Number:
    """The operation on numbers some of which may be ambiguous; it is monotone in each argument."""
    if not any(isinstance(argument, Ambiguous) for argument in arguments):
        return operation(*arguments)
    ends = [(a.low, a.high) if isinstance(a, Ambiguous) else (a,) for a in arguments]
    corners = [operation(*corner) for corner in product(*ends)]
    nominal = operation(*(a.nominal if isinstance(a, Ambiguous) else a for a in arguments))
    return Ambiguous(nominal, min(corners), max(corners))


class Total:
    """A running sum; numbers of one denominator are added first, which keeps it fast."""

    __slots__ = ("_ambiguous", "_by_denominator", "_column")

    def __init__(self, column: int | None = None) -> None:
        self._by_denominator: dict[int, int] = {}
        self._ambiguous: list[Ambiguous] = []
        self._column = column

    def add(self, value: Number, sign: int = 1) -> None:
        """Add sign * value; the sign is 1 or -1."""
        if isinstance(value, Ambiguous):
            if sign < 0:
                value = Ambiguous(-value.nominal, -value.high, -value.low)
            self._ambiguous.append(value)
        else:
            parts, denominator = self._by_denominator, value.denominator
            parts[denominator] = parts.get(denominator, 0) + sign * value.numerator

    def value(self) -> Number:
        """What was added so far."""
        exact = limited(add_up(self._by_denominator, self._column), self._column)
        if not self._ambiguous:
            return exact
        parts = self._ambiguous
        return Ambiguous(
            exact + sum(part.nominal for part in parts),
            exact + sum(part.low for part in parts),
            exact + sum(part.high for part in parts),
        )


def add_up(numerators: dict[int, int], column: int | None = None) -> Rational:
    """The sum of numerator / denominator over a mapping from denominators to numerators."""
    if len(numerators) == 1 and 1 in numerators:
        return numerators[1]
    if sum(denominator.bit_length() for denominator in numerators) > MAX_BITS:
        raise too_large(column)
    parts = [Fraction(numerator, denominator) for denominator, numerator in numerators.items()]
    while len(parts) > 1:
        parts = [sum(parts[at : at + 2], Fraction(0)) for at in range(0, len(parts), 2)]
    return whole(parts[0]) if parts else 0


def quotient(left: Rational, right: Rational, fail: Fail) -> Rational:
    """left / right."""
    if right == 0:
        raise fail("division by 0")
    return whole(Fraction(left) / right)


def floor_quotient(left: Rational, right: Rational, fail: Fail) -> Rational:
    """left // right."""
    if right == 0:
        raise fail("division by 0")
    return left // right


def remainder(left: Rational, right: Rational, fail: Fail) -> Rational:
    """left % right, of the sign of right."""
    if right == 0:
        raise fail("division by 0")
    return whole(left % right)


def power(base: Rational, exponent: Rational, fail: Fail, column: int | None = None) -> Rational:
    """base ** exponent; exact where the result is rational, else to 50 digits. 0 ** 0 is 1."""
    base, exponent = whole(base), whole(exponent)
    if base == 0:
        if exponent < 0:
            raise fail("a negative power of 0")
        return int(exponent == 0)
    if isinstance(exponent, int):
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if magnitude(base) != 1 and size * magnitude(exponent) > MAX_BITS:
            raise too_large(column)
        return whole(Fraction(base) ** (exponent if magnitude(base) != 1 else exponent % 2))
    if base < 0:
        raise fail("a fractional power of a negative number")
    root = _exact_root(base, exponent.denominator)
    if root is not None:
        return power(root, exponent.numerator, fail, column)
    if magnitude(exponent) * magnitude(_log2(base)) > MAX_BITS:
        raise too_large(column)
    with mpmath.workdps(_DIGITS + _GUARD_DIGITS):
        return _rounded(mpmath.power(_real(base), _real(exponent)))


def _log2(base: Rational) -> int:
    return max(base.numerator.bit_length(), base.denominator.bit_length())


def _exact_root(base: Rational, degree: int) -> Rational | None:
    """The rational root of a positive number, if it has one."""
    if degree > _MAX_ROOT:
        return None
    above, below = (_integer_root(part, degree) for part in (base.numerator, base.denominator))
    if above**degree == base.numerator and below**degree == base.denominator:
        return whole(Fraction(above, below))
    return None


def _integer_root(value: int, degree: int) -> int:
    """The floor of the root, by Newton's method."""
    if degree == 2:
        return math.isqrt(value)
    guess = 1 << -(-value.bit_length() // degree)
    while True:
        following = ((degree - 1) * guess + value // guess ** (degree - 1)) // degree
        if following >= guess:
            return guess
        guess = following


def irrational(name: str, x: Rational, fail: Fail, column: int | None = None) -> Rational:
    """`sqrt exp log sin cos tan`; exact where that is known, else to 50 digits."""
    x = whole(x)
    if name == "sqrt":
        if x < 0:
            raise fail("the square root of a negative number")
        return power(x, Fraction(1, 2), fail, column)
    if name == "log":
        if x <= 0:
            raise fail("the logarithm of a number that is not positive")
        if x == 1:
            return 0
    elif x == 0:
        return 1 if name in ("exp", "cos") else 0
    if name == "exp":
        if x > _MAX_EXP_ARGUMENT:
            raise too_large(column)
        if x < -_MAX_EXP_ARGUMENT:
            return 0
    return _irrational(name, Fraction(x))


@lru_cache(maxsize=4096)
def _irrational(name: str, x: Fraction) -> Rational:
    digits_before_point = math.trunc(x).bit_length() // 3
    with mpmath.workdps(_DIGITS + _GUARD_DIGITS + digits_before_point):
        return _rounded(getattr(mpmath, name)(_real(x)))


@lru_cache(maxsize=2)
def constant(name: str) -> Rational:
    """`pi` or `e`, to 50 digits."""
    with mpmath.workdps(_DIGITS + _GUARD_DIGITS):
        return _rounded(mpmath.pi() if name == "pi" else mpmath.e())


def _real(x: Rational) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


def _rounded(x: mpmath.mpf) -> Rational:
    with mpmath.workdps(_DIGITS):
        sign, mantissa, exponent, _ = (+x)._mpf_
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return whole(-value if sign else value)


def interpolated(x: Rational, points: Sequence[tuple[Rational, Rational]], fail: Fail) -> Rational:
    """The value at x of the function that is linear between points of increasing first coordinates."""
    if len(points) == 1 and x == points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return whole(y0 + Fraction(y1 - y0) / (x1 - x0) * (x - x0))
    raise fail("the argument lies outside the points of this piecewise function")


def product_of(values: Iterable[Number], column: int | None) -> Number:
    """The product; 1 of nothing."""
    result: Number = 1
    for value in values:
        result = spread(lambda a, b: limited(a * b, column), result, value)
    return result


def extreme(name: str, values: Sequence[Number]) -> Number:
    """The least or the greatest of at least one number."""
    pick = min if name == "min" else max
    if not any(isinstance(value, Ambiguous) for value in values):
        return pick(values)  # type: ignore[type-var]  # all are exact here
    triples = [v if isinstance(v, Ambiguous) else Ambiguous(v, v, v) for v in values]
    return Ambiguous(
        pick(t.nominal for t in triples), pick(t.low for t in triples), pick(t.high for t in triples)
    )


def absolute(value: Number) -> Number:
    """The absolute value."""
    if not isinstance(value, Ambiguous):
        return magnitude(value)
    crosses = value.low <= 0 <= value.high
    ends = (magnitude(value.low), magnitude(value.high))
    return Ambiguous(magnitude(value.nominal), 0 if crosses else min(ends), max(ends))


def rounded_off(name: str, value: Number, tolerance: Rational) -> Number:
    """`round floor ceil`, to whole numbers; where the tolerance spans two of them, either may be meant."""
    operation = _ROUNDINGS[name]
    low, high = (value.low, value.high) if isinstance(value, Ambiguous) else (value, value)
    nominal = value.nominal if isinstance(value, Ambiguous) else value
    least, greatest = operation(low - tolerance), operation(high + tolerance)
    if least == greatest:
        return least
    nearest = round(nominal)
    return Ambiguous(
        nearest if magnitude(nominal - nearest) <= tolerance else operation(nominal), least, greatest
    )

"""Functions of constants whose values may be irrational: exact where rational, else to 50 digits."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import isqrt

import mpmath

from certiplan.model.diagnostics import ExpressionError
from certiplan.model.values import Rational, whole

DIGITS = 50
MAX_BITS = 100_000


def _to_fraction(value: mpmath.mpf) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    size = Fraction(int(mantissa)) * Fraction(2) ** exponent
    return Fraction(-size if sign else size)


def bounded(value: Rational) -> Rational:
    """The same number.

    Parameters that multiply each other double their digits with every step: nothing may grow without end.

    Raises:
        ExpressionError: code `too-large`.
    """
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise ExpressionError("this number is out of range", code="too-large", expected="fewer digits")
    return value


@lru_cache(maxsize=2)
def constant_named(name: str) -> Rational:
    """pi or e, to 50 digits."""
    with mpmath.workdps(DIGITS + 5):
        return _to_fraction(+(mpmath.pi if name == "pi" else mpmath.e))


def function(name: str, value: Rational) -> Rational:
    """sqrt, exp, log, sin, cos or tan of a constant.

    Raises:
        ExpressionError: outside the domain, or when the result is too large.
    """
    if name == "sqrt":
        return power(value, Fraction(1, 2))
    if name == "log" and Fraction(value) <= 0:
        raise ExpressionError("the logarithm of a number that is not positive", code="out-of-domain")
    if name == "exp" and abs(Fraction(value)) > 10_000:
        raise ExpressionError("the result of exp is out of range", code="too-large")
    if value == 0:
        return {"exp": 1, "sin": 0, "cos": 1, "tan": 0}[name]
    if name == "log" and value == 1:
        return 0
    with mpmath.workdps(DIGITS + 5):
        argument = mpmath.mpf(Fraction(value).numerator) / Fraction(value).denominator
        return whole(_to_fraction(getattr(mpmath, name)(argument)))


def power(base: Rational, exponent: Rational) -> Rational:
    """base ** exponent, exactly where the result is rational.

    Raises:
        ExpressionError: a negative base with a fractional exponent, 0 with a negative one, or too large.
    """
    base, exponent = Fraction(base), Fraction(exponent)
    if base == 0 and exponent < 0:
        raise ExpressionError("this divides by zero", code="division-by-zero")
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent) * size > MAX_BITS:
        raise ExpressionError("the power is out of range", code="too-large")
    if exponent.denominator == 1:
        return whole(base**exponent.numerator)
    if base < 0:
        raise ExpressionError("a negative number under a root", code="out-of-domain")
    if exponent.denominator == 2:
        top, bottom = isqrt(base.numerator), isqrt(base.denominator)
        if top * top == base.numerator and bottom * bottom == base.denominator:
            return whole(Fraction(top, bottom) ** exponent.numerator)
    if base == 0:
        return 0
    with mpmath.workdps(DIGITS + 5):
        number = mpmath.mpf(base.numerator) / base.denominator
        return whole(
            _to_fraction(mpmath.power(number, mpmath.mpf(exponent.numerator) / exponent.denominator))
        )

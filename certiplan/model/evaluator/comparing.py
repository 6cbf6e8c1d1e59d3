"""Comparisons: exact, or with the tolerance that real decisions have.

The tolerance of a comparison is 1e-6 * max(1, the largest absolute term). Differences within it count
either way. Irrational values are only known to 50 digits: what agrees to 40 of them counts as equal.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, TypeAlias

from certiplan.model.evaluator.arithmetic import Total
from certiplan.model.evaluator.runtime import (
    Absent,
    Ambiguous,
    Either,
    EvaluationError,
    Number,
    Result,
    Truth,
    any_of,
    described,
    magnitude,
    negation,
    number_of,
)
from certiplan.model.evaluator.statics import Grade
from certiplan.model.values import Rational, Row

Order: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]
ORDERS: Mapping[Order, Callable[[Rational, Rational], bool]] = MappingProxyType(
    {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)
_HOLDS_AT_EQUALITY = frozenset(("==", "<=", ">="))
_UNITS: Mapping[Grade, Rational] = MappingProxyType(
    {Grade.EXACT: 0, Grade.IRRATIONAL: Fraction(1, 10**40), Grade.REAL: Fraction(1, 10**6)}
)


def tolerance_of(grade: Grade, largest_term: Rational) -> Rational:
    """How large a difference counts as none."""
    return _UNITS[grade] * max(1, largest_term)


def compare_difference(
    order: Order, difference: Rational, grade: Grade, largest_term: Callable[[], Rational]
) -> Truth:
    """Whether `difference order 0`, where the largest absolute term is only asked for if it matters."""
    if grade is Grade.EXACT:
        return ORDERS[order](difference, 0)
    size = magnitude(difference)
    if size <= _UNITS[grade] or size <= tolerance_of(grade, largest_term()):
        at_equality = order in _HOLDS_AT_EQUALITY
        return Either(at_equality) if grade is Grade.REAL else at_equality
    return ORDERS[order](difference, 0)


def compare_numbers(
    order: Order, left: Number, right: Number, grade: Grade, largest_term: Callable[[], Rational]
) -> Truth:
    """Whether `left order right`; either way where ambiguous numbers leave it open."""
    if not isinstance(left, Ambiguous) and not isinstance(right, Ambiguous):
        return compare_difference(order, left - right, grade, largest_term)
    total = Total()
    total.add(left)
    total.add(right, -1)
    difference = total.value()
    assert isinstance(difference, Ambiguous)
    nominal = bool(compare_difference(order, difference.nominal, grade, largest_term))
    low = compare_difference(order, difference.low, grade, largest_term)
    high = compare_difference(order, difference.high, grade, largest_term)
    if order in ("==", "!="):
        apart = not difference.low <= 0 <= difference.high
        same = difference.low == difference.high
        settled = (same or apart) and low is high and not isinstance(low, Either)
    else:
        settled = low is high and not isinstance(low, Either)
    return low if settled else Either(nominal)


def compare(
    order: Order,
    left: Result,
    right: Result,
    *,
    grade: Grade,
    largest_term: Callable[[], Rational],
    column: int,
) -> Truth:
    """Whether `left order right`, for values of any type.

    Comparisons of an absent choice are false. What is looked up by one is 0; other than with a number,
    comparisons of it are false too.

    Raises:
        EvaluationError: code `type-mismatch`, for values that have no order.
    """
    if _holds_absent(left) or _holds_absent(right):
        return False
    if _is_number(left) and _is_number(right):
        return compare_numbers(order, number_of(left, column), number_of(right, column), grade, largest_term)
    if isinstance(left, Absent) or isinstance(right, Absent):
        return False
    if order == "==":
        return bool(left == right)
    if order == "!=":
        return bool(left != right)
    a, b = _plain(left), _plain(right)
    if _is_number(a) and _is_number(b):
        return compare_numbers(order, number_of(a, column), number_of(b, column), grade, largest_term)
    if isinstance(a, str) and isinstance(b, str):
        return ORDERS[order](int(a > b) - int(a < b), 0)
    if isinstance(a, dt.date) and isinstance(b, dt.date):
        return ORDERS[order](a.toordinal(), b.toordinal())
    raise EvaluationError(
        f"{described(left)} and {described(right)} cannot be compared with {order}",
        code="type-mismatch",
        column=column,
        expected="two numbers, two dates or two texts",
    )


def _is_number(value: Result) -> bool:
    kind = type(value)
    return (
        kind is int
        or kind is Fraction
        or isinstance(value, int | Ambiguous | Either)
        or (value is Absent.LOOKUP)
    )


def _plain(value: Result) -> Result:
    return value.key if isinstance(value, Row) else value


def _holds_absent(value: Result) -> bool:
    if isinstance(value, tuple | list):
        return any(_holds_absent(part) for part in value)
    return value is Absent.CHOICE


def is_member(value: Result, items: tuple[Result, ...] | list[Result], *, grade: Grade, column: int) -> Truth:
    """Whether the value equals one of the items; never for an absent choice."""
    return any_of(
        compare("==", value, item, grade=grade, largest_term=lambda: 1, column=column) for item in items
    )


def not_member(value: Result, found: Truth) -> Truth:
    """The opposite of a membership, except that an absent choice is neither in nor out."""
    return False if _holds_absent(value) else negation(found)

"""Comparisons: exact, or with the tolerance that real decisions have.

The tolerance of a comparison is 1e-6 * max(1, the largest absolute term). Differences within it count
either way. Irrational values are only known to 50 digits: what agrees to 40 of them counts as equal.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, TypeAlias

from certiplan.model.evaluator.arithmetic import Total
from certiplan.model.evaluator.runtime import (
    Absent,
    Ambiguous,
    Either,
    EvaluationError,
    Members,
    Number,
    Result,
    Truth,
    all_of,
    any_of,
    described,
    magnitude,
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


@dataclass(frozen=True, slots=True)
class Precision:
    """How exactly a comparison is made.

    Attributes:
        grade: of the numbers compared.
        largest_term: their largest absolute term, by which the tolerance is measured.
        asserted: only whether the comparison may hold matters, not whether it could also fail.
    """

    grade: Grade
    largest_term: Callable[[], Rational]
    asserted: bool = False


EXACT = Precision(Grade.EXACT, lambda: 1)


def tolerance_of(grade: Grade, largest_term: Rational) -> Rational:
    """How large a difference counts as none."""
    return _UNITS[grade] * max(1, largest_term)


def compare_difference(order: Order, difference: Rational, precision: Precision) -> Truth:
    """Whether `difference order 0`."""
    outcome = ORDERS[order](difference.numerator, 0)
    grade = precision.grade
    if grade is Grade.EXACT or (precision.asserted and outcome):
        return outcome
    size = magnitude(difference)
    if size <= _UNITS[grade] or size <= tolerance_of(grade, precision.largest_term()):
        at_equality = order in _HOLDS_AT_EQUALITY
        return Either(at_equality) if grade is Grade.REAL else at_equality
    return outcome


def compare_numbers(order: Order, left: Number, right: Number, precision: Precision = EXACT) -> Truth:
    """Whether `left order right`; either way where ambiguous numbers leave it open."""
    if not isinstance(left, Ambiguous) and not isinstance(right, Ambiguous):
        return compare_difference(order, left - right, precision)
    total = Total()
    total.add(left)
    total.add(right, -1)
    difference = total.value()
    assert isinstance(difference, Ambiguous)
    low = compare_difference(order, difference.low, precision)
    high = compare_difference(order, difference.high, precision)
    settled = low is high and not isinstance(low, Either)
    if order in ("==", "!=") and difference.low <= 0 <= difference.high:
        settled = settled and difference.low == difference.high
    return low if settled else Either(bool(compare_difference(order, difference.nominal, precision)))


def compare(order: Order, left: Result, right: Result, *, column: int, precision: Precision = EXACT) -> Truth:
    """Whether `left order right`, for values of any type.

    Comparisons of an absent choice are false. What is looked up by one is 0; other than with a number,
    comparisons of it are false too.

    Raises:
        EvaluationError: code `type-mismatch`, for values that have no order.
    """
    if _holds_absent(left) or _holds_absent(right):
        return False
    if _is_number(left) and _is_number(right):
        return compare_numbers(order, number_of(left, column), number_of(right, column), precision)
    if isinstance(left, Absent) or isinstance(right, Absent):
        return False
    if order == "==":
        return bool(left == right)
    if order == "!=":
        return bool(left != right)
    a, b = _plain(left), _plain(right)
    if _is_number(a) and _is_number(b):
        return compare_numbers(order, number_of(a, column), number_of(b, column), precision)
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
    """Whether the value is an absent choice, or a tuple with a part that one leaves."""
    if isinstance(value, tuple | list):
        return any(isinstance(part, Absent) or _holds_absent(part) for part in value)
    return value is Absent.CHOICE


def compare_members(
    relation: Literal["in", "not in"],
    value: Result,
    within: Members | tuple[Result, ...] | list[Result],
    *,
    column: int,
    precision: Precision = EXACT,
) -> Truth:
    """Whether the value equals one of the items, or differs from all; an absent choice does neither."""
    if _holds_absent(value):
        return False
    if isinstance(within, Members):
        if precision is EXACT and not isinstance(value, Ambiguous | Either | Absent):
            return (value in within) is (relation == "in")
        within = within.items
    if relation == "in":
        return any_of(compare("==", value, item, column=column, precision=precision) for item in within)
    return all_of(compare("!=", value, item, column=column, precision=precision) for item in within)

"""Dates that decisions select: moved by days, ordered, and the days from one to another.

Accepts look-ups and fields of dates by choices that are never absent (an order also by those that may be).
Produces: a moved date is a selection of moved dates; an order and a difference are sums of day numbers,
counted from a common day so that no coefficient is larger than the span of the dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import Cases, Code, Constant, Emit, Env, Numeric, Selection
from certiplan.model.grounding.types import DATE
from certiplan.model.values import MISSING, Rational, show

Dated: TypeAlias = Constant | Selection


def as_dated(code: Code) -> Dated | None:
    """Code that is a date for certain, known or selected; else None."""
    return code if isinstance(code, Constant | Selection) and code.type.kind == "date" else None


def days_between(codes: Sequence[Code], column: int) -> Code | None:
    """`days_between(a, b)` where a decision selects one of them or both; None where it is another case."""
    one, other = (as_dated(code) for code in codes)
    if one is None or other is None or (isinstance(one, Constant) and isinstance(other, Constant)):
        return None
    return day_difference(other, one, column)


def day_difference(later: Dated, earlier: Dated, column: int) -> Numeric:
    """The days from one date to another."""
    return Numeric(emit=_difference(later, earlier, column, is_guarded=False))


def order_emit(left: Dated, right: Dated, column: int) -> Emit:
    """What is positive where the left date is later; worth nothing where one of them is absent."""
    return _difference(left, right, column, is_guarded=True)


def moved(code: Selection, days: Callable[[Env], Rational], column: int) -> Selection:
    """A selected date so many days later."""

    def cases(env: Env) -> Cases:
        found, count = code.cases(env), days(env)
        _refuse_absent(found, column)
        return Cases(tuple((moved_date(value, count, column), chosen) for value, chosen in found.pairs))

    return Selection(type=DATE, cases=cases, derived=True)


def moved_date(date: Any, days: Rational, column: int) -> dt.date:
    """A date so many days later.

    Raises:
        ExpressionError: the days are not whole, or the date is beyond the calendar.
    """
    if not isinstance(days, int):
        raise ExpressionError("dates move by whole days", code="type-mismatch", column=column)
    try:
        return _date(date, column) + dt.timedelta(days=days)
    except OverflowError as error:
        raise ExpressionError("this date is out of range", code="too-large", column=column) from error


def _difference(left: Dated, right: Dated, column: int, *, is_guarded: bool) -> Emit:
    def options(code: Dated, env: Env) -> Cases:
        if isinstance(code, Constant):
            return Cases(((code.value(env), -1),))
        found = code.cases(env)
        if not is_guarded:
            _refuse_absent(found, column)
        return found

    def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        sides = [(1, options(left, env)), (-1, options(right, env))]
        days = [_date(value, column).toordinal() for _, cases in sides for value, _ in cases.pairs]
        origin = min(days, default=0)
        for sign, cases in sides:
            for value, chosen in cases.pairs:
                day = sign * scale * (value.toordinal() - origin)
                if chosen < 0:
                    accumulator.const += day
                elif day:
                    accumulator.add_column(chosen, day)

    return emit


def _date(value: Any, column: int) -> dt.date:
    if isinstance(value, dt.date):
        return value
    if value is MISSING:
        raise ExpressionError(
            "a date that is read here is empty",
            code="missing-field",
            column=column,
            expected="`not is_missing(row.field)`",
        )
    raise ExpressionError(f"{show(value)} is not a date", code="type-mismatch", column=column)


def _refuse_absent(cases: Cases, column: int) -> None:
    if cases.present is not None:
        raise ExpressionError(
            "the date of a choice that may be absent is not computed with",
            code="type-mismatch",
            column=column,
            expected="an order of two dates, `h.date >= g.date`, which is false where one is absent",
        )

"""Sets: their operators and functions, and dates, which share the signs + and - with them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from certiplan.model import syntax as s
from certiplan.model.evaluator.runtime import (
    MAX_MEMBERS,
    Absent,
    Ambiguous,
    EvaluationError,
    ExcludedError,
    Frame,
    Members,
    Result,
    Run,
    Scope,
    integer_of,
    mismatch,
    shown,
)
from certiplan.model.values import Row, Value, whole

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter

Signed: TypeAlias = Sequence[tuple[int, Result, int]]
"""Terms of a sum: sign, value, column."""


def members_of(items: Iterable[Result], column: int) -> Members:
    """The items as a set.

    Raises:
        EvaluationError: code `type-mismatch`, where one of them cannot be a member.
    """
    return Members([_member(item, column) for item in items])


def _member(item: Result, column: int) -> Value:
    if isinstance(item, tuple):
        return tuple(_member(part, column) for part in item)
    if isinstance(item, int | str | Row | dt.date):
        return item
    if isinstance(item, Fraction):
        return whole(item)
    raise mismatch(item, "a text, a number, a date, a row or a tuple of these as a member", column)


def integers(first: int, last: int, column: int | None) -> Members:
    """The integers from first to last, both included.

    Raises:
        EvaluationError: code `too-large`.
    """
    return Members(_not_too_many(range(first, last + 1), column))


def _not_too_many(span: range, column: int | None) -> range:
    size = max(0, -((span.start - span.stop) // span.step))
    _refuse_size(size, column)
    return span


def _refuse_size(size: int, column: int | None) -> None:
    if size > MAX_MEMBERS:
        raise EvaluationError(
            f"this set has more than {MAX_MEMBERS:,} members",
            code="too-large",
            column=column,
            expected="a smaller set",
        )


def build_difference(interpreter: Interpreter, expr: s.Sum, scope: Scope) -> Run:
    """`S - T - …`."""
    first = interpreter.members(expr.terms[0][1], scope)
    others = [interpreter.members(term, scope) for _, term in expr.terms[1:]]
    if any(sign > 0 for sign, _ in expr.terms[1:]) or expr.terms[0][0] < 0:
        raise EvaluationError(
            "sets cannot be added", code="type-mismatch", column=expr.column, expected="`S | T`"
        )

    def difference(f: Frame) -> Result:
        without = [other(f) for other in others]
        return Members(item for item in first(f).items if not any(item in other for other in without))

    return difference


def build_operation(interpreter: Interpreter, expr: s.Binary, scope: Scope) -> Run:
    """`S | T`, `S & T`, and `S * T`, whose members are tuples; `S * T * U` has triples."""
    if expr.operator == "*":
        return _build_product(interpreter, expr, scope)
    left, right = interpreter.members(expr.left, scope), interpreter.members(expr.right, scope)

    def union(f: Frame) -> Result:
        return Members((*left(f).items, *right(f).items))

    def intersection(f: Frame) -> Result:
        other = right(f)
        return Members(item for item in left(f).items if item in other)

    return union if expr.operator == "|" else intersection


def _build_product(interpreter: Interpreter, expr: s.Binary, scope: Scope) -> Run:
    factors: list[s.Expr] = [expr.right]
    left = expr.left
    while isinstance(left, s.Binary) and left.operator == "*":
        factors.append(left.right)
        left = left.left
    runs = [interpreter.members(factor, scope) for factor in (left, *reversed(factors))]
    column = expr.column

    def product(f: Frame) -> Result:
        sets = [run(f).items for run in runs]
        size = math.prod(len(items) for items in sets)
        _refuse_size(size, column)
        interpreter.budget.spend(size, column)
        tuples: list[tuple[Value, ...]] = [()]
        for items in sets:
            tuples = [(*start, item) for start in tuples for item in items]
        return Members(tuples)

    return product


def build_range(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`range(stop)`, `range(start, stop)`, `range(start, stop, step)`; the stop is not included."""
    runs = [(interpreter.value(argument, scope), argument.column) for argument in expr.arguments]
    column = expr.column

    def span(f: Frame) -> Result:
        ends = [integer_of(run(f), at) for run, at in runs]
        if len(ends) == 3 and ends[2] == 0:
            raise EvaluationError(
                "the step is 0", code="bad-call", column=column, expected="a step that is not 0"
            )
        return Members(_not_too_many(range(*ends), column))

    return span


def build_subsets(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`subsets(S, k)`: tuples of k members in the order of the set."""
    members = interpreter.members(expr.arguments[0], scope)
    count, column = interpreter.value(expr.arguments[1], scope), expr.column

    def subsets(f: Frame) -> Result:
        items, size = members(f).items, integer_of(count(f), column)
        if size < 0:
            raise EvaluationError("a subset has no negative size", code="bad-call", column=column)
        number = math.comb(len(items), size)
        _refuse_size(number, column)
        interpreter.budget.spend(number, column)
        return Members(combinations(items, size))

    return subsets


def build_len(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`len(S)`."""
    items = interpreter.items(expr.arguments[0], scope)
    return lambda f: len(items(f))


def build_end(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`first(S)`, `last(S)`."""
    items, column = interpreter.items(expr.arguments[0], scope), expr.column
    place = 0 if expr.function == "first" else -1
    name = expr.function

    def end(f: Frame) -> Result:
        found = items(f)
        if not found:
            raise EvaluationError(f"{name} of an empty set", code="bad-index", column=column)
        return found[place]

    return end


def build_neighbour(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`next(S, x)`, `prev(S, x)`, `pos(S, x)` (from 1)."""
    members = interpreter.members(expr.arguments[0], scope)
    subject = interpreter.value(expr.arguments[1], scope)
    column, name = expr.column, expr.function
    fault = ExcludedError if interpreter.statics.decisive(expr.arguments[1]) else EvaluationError
    step = {"next": 1, "prev": -1, "pos": 0}[name]

    def neighbour(f: Frame) -> Result:
        value, found = subject(f), members(f)
        if isinstance(value, Absent):
            return 0 if name == "pos" else Absent.CHOICE
        place = found.position(value)
        if place is None:
            raise fault(f"{shown(value)} is not in the set", code="bad-index", column=column)
        if name == "pos":
            return place + 1
        if not 0 <= place + step < len(found):
            raise fault(
                f"{shown(value)} has no {name} member",
                code="bad-index",
                column=column,
                expected=f"a condition that keeps away from the {'last' if step > 0 else 'first'} member",
            )
        return found.items[place + step]

    return neighbour


def is_date(value: Result) -> bool:
    """Whether the value is a date."""
    return isinstance(value, dt.date)


def shifted_date(terms: Signed, column: int) -> Result:
    """A date plus or minus days, or the days from one date to another."""
    days, dates = 0, [0, 0]
    last = dt.date.min
    for sign, value, at in terms:
        if isinstance(value, dt.date):
            dates[sign > 0] += 1
            days += sign * value.toordinal()
            last = value
        elif isinstance(value, Ambiguous):
            raise mismatch(value, "a whole number of days", at)
        else:
            days += sign * integer_of(value, at)
    if dates == [1, 1]:
        return days
    if dates != [0, 1]:
        raise mismatch(last, "one date and whole numbers of days, or the difference of two dates", column)
    try:
        return dt.date.fromordinal(days)
    except (ValueError, OverflowError) as error:
        raise EvaluationError(
            "this is no date between year 1 and 9999", code="too-large", column=column
        ) from error

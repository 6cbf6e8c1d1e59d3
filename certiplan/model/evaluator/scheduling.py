"""Global constraints over intervals of time. Intervals are half open; absent ones take no part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from certiplan.model import syntax as s
from certiplan.model.evaluator.arithmetic import spread
from certiplan.model.evaluator.comparing import Precision, compare_numbers, tolerance_of
from certiplan.model.evaluator.runtime import (
    Frame,
    Key,
    Number,
    Result,
    Run,
    Scope,
    Truth,
    all_of,
    any_of,
    magnitude,
    mismatch,
    number_of,
    rational_of,
)
from certiplan.model.evaluator.statics import Grade
from certiplan.model.evaluator.tours import build_nodes
from certiplan.model.solution import IntervalValue
from certiplan.model.values import Rational

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter


def _interval(value: Result, column: int) -> IntervalValue:
    if isinstance(value, IntervalValue):
        return value
    raise mismatch(value, "an interval", column)


def _ends_before(first: IntervalValue, second: IntervalValue, gap: Number, grade: Grade) -> Truth:
    """first.end + gap <= second.start."""
    left: Number = first.end
    largest = max(magnitude(first.end), magnitude(second.start))
    return compare_numbers(
        "<=", spread(lambda a, b: a + b, left, gap), second.start, Precision(grade, lambda: largest)
    )


def build_precedes(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`precedes(a, b, gap=0)`: a.end + gap <= b.start if both are present."""
    first, second = (interpreter.value(argument, scope) for argument in expr.arguments)
    columns = [argument.column for argument in expr.arguments]
    keyword = dict(expr.keywords).get("gap")
    gap = None if keyword is None else interpreter.number(keyword, scope)
    parts = (*expr.arguments, *(value for _, value in expr.keywords))
    grade = max(interpreter.statics.grade(part) for part in parts)

    def precedes(f: Frame) -> Truth:
        a, b = _interval(first(f), columns[0]), _interval(second(f), columns[1])
        if not (a.present and b.present):
            return True
        return _ends_before(a, b, 0 if gap is None else gap(f), grade)

    return precedes


def build_no_overlap(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`no_overlap(t[i] for i in S)`, with or without set-up times between any two.

    An interval of length 0 takes no time: without set-up times it overlaps nothing. With them, it has its
    place in the order like any other.
    """
    argument, column = expr.arguments[0], expr.column
    grade = interpreter.statics.grade(argument)
    setup = dict(expr.keywords).get("setup")
    if setup is None:
        items = interpreter.items(argument, scope)
        return lambda f: _apart([_interval(item, column) for item in items(f)], grade)
    nodes = build_nodes(interpreter, argument, scope)
    gap_of = _build_gaps(interpreter, setup, scope)
    grade = max(grade, interpreter.statics.grade(setup))

    def no_overlap(f: Frame) -> Truth:
        present = [
            (node, interval)
            for node, interval in ((node, _interval(value, column)) for node, value in nodes(f))
            if interval.present
        ]
        return all_of(
            any_of(
                (
                    _ends_before(a, b, gap_of(f, node_a, node_b), grade),
                    _ends_before(b, a, gap_of(f, node_b, node_a), grade),
                )
            )
            for k, (node_b, b) in enumerate(present)
            for node_a, a in present[:k]
        )

    return no_overlap


def _build_gaps(interpreter: Interpreter, setup: s.Expr, scope: Scope) -> Callable[[Frame, Key, Key], Number]:
    """The set-up time between two indices: an element of a family, or the same for all."""
    column = setup.column
    if isinstance(setup, s.Name) and interpreter.statics.arity(setup.name):
        family = interpreter.world.family(setup.name)
        assert family is not None
        between = family

        def of_family(f: Frame, first: Key, second: Key) -> Number:
            return number_of(between.find((*first, *second), column, decisive=False), column)

        return of_family
    number = interpreter.number(setup, scope)
    return lambda f, first, second: number(f)


def _apart(intervals: Sequence[IntervalValue], grade: Grade) -> Truth:
    present = sorted(
        (interval for interval in intervals if interval.present and interval.start < interval.end),
        key=lambda interval: (interval.start, interval.end),
    )
    return all_of(_ends_before(a, b, 0, grade) for a, b in pairwise(present))


def build_cumulative(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """`cumulative(((t[i], need[i]) for i in S), capacity=c)`: at every time the needs sum to at most c."""
    argument, column = expr.arguments[0], expr.column
    items = interpreter.items(argument, scope)
    capacity = interpreter.number(dict(expr.keywords)["capacity"], scope)
    grade = max(
        interpreter.statics.grade(argument), interpreter.statics.grade(dict(expr.keywords)["capacity"])
    )

    def cumulative(f: Frame) -> Truth:
        changes: dict[Rational, Rational] = {}
        largest: Rational = 1
        for item in items(f):
            if not isinstance(item, tuple) or len(item) != 2:
                raise mismatch(item, "pairs (interval, need)", column)
            interval, need = _interval(item[0], column), rational_of(item[1], column)
            # Times within tolerance of each other count as equal: what ends barely too late is no overlap.
            end = interval.end - tolerance_of(grade, magnitude(interval.end))
            if interval.present and interval.start < end:
                changes[interval.start] = changes.get(interval.start, 0) + need
                changes[end] = changes.get(end, 0) - need
                largest = max(largest, magnitude(need))
        precision = Precision(grade, lambda: largest)
        load: Rational = 0
        limit = capacity(f)
        verdicts = [compare_numbers("<=", 0, limit, precision)]
        for moment in sorted(changes):
            load += changes[moment]
            verdicts.append(compare_numbers("<=", load, limit, precision))
        return all_of(verdicts)

    return cumulative

"""The functions of the language: aggregates, numbers, logic, texts and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from certiplan.model import syntax as s
from certiplan.model.evaluator import arithmetic, scheduling, sets, tours
from certiplan.model.evaluator.arithmetic import Total, limited
from certiplan.model.evaluator.branching import build_probe
from certiplan.model.evaluator.runtime import (
    Absent,
    Ambiguous,
    Either,
    EvaluationError,
    Frame,
    Members,
    MissingValueError,
    Number,
    Result,
    Run,
    Scope,
    Truth,
    all_of,
    any_of,
    magnitude,
    mismatch,
    negation,
    number_of,
    rational_of,
    same_truth,
    truth_of,
)
from certiplan.model.evaluator.statics import Grade
from certiplan.model.evaluator.units import build_conversion
from certiplan.model.scalars import as_date, as_minutes
from certiplan.model.values import Rational

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter

Builder: TypeAlias = Callable[["Interpreter", s.Call, Scope], Run]


def build_call(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """The closure of a call."""
    return _BUILDERS[expr.function](interpreter, expr, scope)


# ---------------------------------------------------------------- aggregates


def _each(interpreter: Interpreter, expr: s.Expr, scope: Scope) -> Callable[[Frame], Iterable[Result]]:
    """The values of an aggregate's argument, one by one."""
    if not isinstance(expr, s.Comprehension):
        return interpreter.items(expr, scope)
    loops, inner = interpreter.loops(expr.ranges, scope)
    element = interpreter.value(expr.element, inner)

    def each(f: Frame) -> Iterator[Result]:
        for _ in loops(f):
            yield element(f)

    return each


def _build_sum(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    each, column = _each(interpreter, expr.arguments[0], scope), expr.column

    def total(f: Frame) -> Result:
        integers, fractions, others = 0, dict[int, int](), None
        for value in each(f):
            if type(value) is int:
                integers += value
            elif type(value) is Fraction:
                denominator = value.denominator
                fractions[denominator] = fractions.get(denominator, 0) + value.numerator
            else:
                others = others or Total(column)
                others.add(number_of(value, column))
        if not fractions and others is None:
            return limited(integers, column)
        fractions[1] = fractions.get(1, 0) + integers
        exact = limited(arithmetic.add_up(fractions, column), column)
        if others is None:
            return exact
        others.add(exact)
        return others.value()

    return total


def _build_product(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    each, column = _each(interpreter, expr.arguments[0], scope), expr.column
    return lambda f: arithmetic.product_of((number_of(value, column) for value in each(f)), column)


def _build_extreme(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    name, column = expr.function, expr.column
    values: Callable[[Frame], Iterable[Result]]
    if len(expr.arguments) == 1:
        values = _each(interpreter, expr.arguments[0], scope)
    else:
        runs = [interpreter.value(argument, scope) for argument in expr.arguments]

        def values(f: Frame) -> Iterable[Result]:
            return [run(f) for run in runs]

    default = dict(expr.keywords).get("default")
    otherwise = None if default is None else interpreter.value(default, scope)

    def extreme(f: Frame) -> Result:
        found = list(values(f))
        if not found:
            if otherwise is None:
                raise EvaluationError(
                    f"{name} of nothing", code="undefined", column=column, expected="`default=`"
                )
            return otherwise(f)
        if all(isinstance(value, dt.date) for value in found):
            dates = [value for value in found if isinstance(value, dt.date)]
            return min(dates) if name == "min" else max(dates)
        return arithmetic.extreme(name, [number_of(value, column) for value in found])

    return extreme


def _build_quantifier(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    argument, column = expr.arguments[0], expr.column
    each = _each(interpreter, argument, scope)
    join = all_of if expr.function == "all" else any_of
    if interpreter.statics.decisive(argument) and interpreter.statics.may_exclude(argument):
        return lambda f: join([truth_of(value, column) for value in each(f)])
    return lambda f: join(truth_of(value, column) for value in each(f))


def _build_count(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    each, column = _each(interpreter, expr.arguments[0], scope), expr.column

    def count(f: Frame) -> Result:
        true = likely = unlikely = 0
        for value in each(f):
            truth = value if value is True or value is False else truth_of(value, column)
            if truth is True:
                true += 1
            elif truth is Either.LIKELY:
                likely += 1
            elif truth is Either.UNLIKELY:
                unlikely += 1
        open_ = likely + unlikely
        return Ambiguous(true + likely, true, true + open_) if open_ else true

    return count


# ---------------------------------------------------------------- numbers


def _build_abs(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    number = interpreter.number(expr.arguments[0], scope)
    return lambda f: arithmetic.absolute(number(f))


def _build_rounding(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    name, argument = expr.function, expr.arguments[0]
    number, tolerance = interpreter.number(argument, scope), interpreter.tolerance(argument, scope)
    irrational = interpreter.statics.grade(argument) is Grade.IRRATIONAL

    def rounding(f: Frame) -> Number:
        rounded = arithmetic.rounded_off(name, number(f), tolerance(f))
        return rounded.nominal if irrational and isinstance(rounded, Ambiguous) else rounded

    return rounding


def _build_irrational(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    name, argument, column = expr.function, expr.arguments[0], expr.column
    number, tolerance = interpreter.number(argument, scope), interpreter.tolerance(argument, scope)
    fail = interpreter.exclude(expr)

    def irrational(f: Frame) -> Number:
        def at(x: Rational) -> Rational:
            if name == "sqrt" and x < 0 and -x <= tolerance(f):
                return 0
            return arithmetic.irrational(name, x, fail, column)

        return arithmetic.spread(at, number(f))

    return irrational


def _build_piecewise(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    argument, listed = expr.arguments
    number, tolerance = interpreter.number(argument, scope), interpreter.tolerance(argument, scope)
    items, column = interpreter.items(listed, scope), listed.column
    fail = interpreter.exclude(expr)

    def points(f: Frame) -> Sequence[tuple[Rational, Rational]]:
        found = []
        for item in items(f):
            if not isinstance(item, tuple) or len(item) != 2:
                raise mismatch(item, "points (x, y)", column)
            found.append((rational_of(item[0], column), rational_of(item[1], column)))
        if not found or any(found[k][0] >= found[k + 1][0] for k in range(len(found) - 1)):
            raise EvaluationError(
                "these points are not in order",
                code="bad-call",
                column=column,
                expected="one point or more, each further right than the one before",
            )
        return found

    def piecewise(f: Frame) -> Number:
        known = points(f)
        first, last = known[0][0], known[-1][0]

        def at(x: Rational) -> Rational:
            nearest = min(max(x, first), last)
            if nearest != x and magnitude(x - nearest) <= tolerance(f):
                x = nearest
            return arithmetic.interpolated(x, known, fail)

        return arithmetic.spread(at, number(f))

    return piecewise


# ---------------------------------------------------------------- logic


def _build_implies(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    left, right = expr.arguments
    condition, consequence = interpreter.truth(left, scope), interpreter.truth(right, scope)
    probe = build_probe(interpreter, [left], [right], scope)

    def implies(f: Frame) -> Truth:
        truth = condition(f)
        if truth is False:
            if probe is not None:
                probe(f)
            return True
        return any_of((negation(truth), consequence(f)))

    return implies


def _build_equivalence(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    left, right = (interpreter.truth(argument, scope) for argument in expr.arguments)
    if expr.function == "iff":
        return lambda f: same_truth(left(f), right(f))
    return lambda f: negation(same_truth(left(f), right(f)))


# ---------------------------------------------------------------- texts and dates


def _build_constant(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    runs = [interpreter.value(argument, scope) for argument in expr.arguments]
    columns = [argument.column for argument in expr.arguments]
    function = _CONSTANT_FUNCTIONS[expr.function]

    def constant(f: Frame) -> Result:
        values = [run(f) for run in runs]
        if any(isinstance(value, Absent) for value in values):
            return Absent.LOOKUP
        return function(values, columns)

    return constant


def _text(value: Result, column: int) -> str:
    if isinstance(value, str):
        return value
    raise mismatch(value, "a text", column)


def _day(value: Result, column: int) -> dt.date:
    if isinstance(value, dt.date):
        return value
    raise mismatch(value, "a date", column)


def _date(values: Sequence[Result], columns: Sequence[int]) -> Result:
    (value,), (column,) = values, columns
    if isinstance(value, dt.date):
        return value
    found = as_date(_text(value, column))
    if found is None:
        raise EvaluationError(
            f"{value!r} is not a date", code="type-mismatch", column=column, expected="date('2026-03-16')"
        )
    return found


def _time(values: Sequence[Result], columns: Sequence[int]) -> Result:
    (value,), (column,) = values, columns
    if isinstance(value, int):
        return value
    found = as_minutes(_text(value, column))
    if found is None:
        raise EvaluationError(
            f"{value!r} is not a time of day", code="type-mismatch", column=column, expected="time('08:30')"
        )
    return found


def _contains(values: Sequence[Result], columns: Sequence[int]) -> Result:
    whole, part = values
    if isinstance(whole, tuple | list):
        return part in whole
    if isinstance(whole, Members):
        return part in whole
    return _text(part, columns[1]) in _text(whole, columns[0])


_CONSTANT_FUNCTIONS: Mapping[str, Callable[[Sequence[Result], Sequence[int]], Result]] = MappingProxyType(
    {
        "date": _date,
        "time": _time,
        "weekday": lambda values, at: _day(values[0], at[0]).isoweekday(),
        "days_between": lambda values, at: (_day(values[1], at[1]) - _day(values[0], at[0])).days,
        "contains": _contains,
        "lower": lambda values, at: _text(values[0], at[0]).lower(),
        "starts_with": lambda values, at: _text(values[0], at[0]).startswith(_text(values[1], at[1])),
        "matches": lambda values, at: fnmatchcase(_text(values[0], at[0]), _text(values[1], at[1])),
    }
)


def _build_is_missing(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    subject = interpreter.value(expr.arguments[0], scope)

    def is_missing(f: Frame) -> Result:
        try:
            subject(f)
        except MissingValueError:
            return True
        return False

    return is_missing


_BUILDERS: Mapping[str, Builder] = MappingProxyType(
    {
        "sum": _build_sum,
        "prod": _build_product,
        "min": _build_extreme,
        "max": _build_extreme,
        "any": _build_quantifier,
        "all": _build_quantifier,
        "count": _build_count,
        "abs": _build_abs,
        **dict.fromkeys(("round", "floor", "ceil"), _build_rounding),
        **dict.fromkeys(("sqrt", "exp", "log", "sin", "cos", "tan"), _build_irrational),
        "piecewise": _build_piecewise,
        "implies": _build_implies,
        "iff": _build_equivalence,
        "xor": _build_equivalence,
        "len": sets.build_len,
        "first": sets.build_end,
        "last": sets.build_end,
        **dict.fromkeys(("next", "prev", "pos"), sets.build_neighbour),
        "subsets": sets.build_subsets,
        "range": sets.build_range,
        **dict.fromkeys(_CONSTANT_FUNCTIONS, _build_constant),
        "to": build_conversion,
        "is_missing": _build_is_missing,
        "all_different": tours.build_all_different,
        "lex_less": tours.build_lex_less,
        **dict.fromkeys(("circuit", "subcircuit", "path"), tours.build_tour),
        "no_overlap": scheduling.build_no_overlap,
        "cumulative": scheduling.build_cumulative,
        "precedes": scheduling.build_precedes,
    }
)

"""Reading what names stand for: indices, sets, parameters, decisions, definitions, and fields of rows."""

from __future__ import annotations

from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING

from certiplan.model import syntax as s
from certiplan.model.diagnostics import nearest
from certiplan.model.evaluator.arithmetic import constant
from certiplan.model.evaluator.runtime import (
    Absent,
    EvaluationError,
    ExcludedError,
    Frame,
    Key,
    Members,
    MissingValueError,
    Result,
    Run,
    Scope,
    integer_of,
    mismatch,
    shown,
)
from certiplan.model.evaluator.statics import PENALTY
from certiplan.model.functions import CONSTANTS
from certiplan.model.solution import IntervalValue
from certiplan.model.values import MISSING, Row

if TYPE_CHECKING:
    from certiplan.model.evaluator.families import Family
    from certiplan.model.evaluator.interpreter import Interpreter

_PARTS = ("start", "length", "end", "present")


def build_name(interpreter: Interpreter, expr: s.Name, scope: Scope) -> Run:
    """An index, a scalar element, a set, `penalty`, `pi` or `e`."""
    name, column = expr.name, expr.column
    place = scope.place(name)
    if place is not None:
        return itemgetter(place)
    family = interpreter.world.family(name)
    if family is None:
        if name == PENALTY:
            return lambda f: interpreter.world.penalty()
        if name in CONSTANTS:
            value = constant(name)
            return lambda f: value
        known = (*interpreter.world.names(), *scope.names, *CONSTANTS)
        raise EvaluationError(
            f"there is no {name!r} here",
            code="unknown-name",
            column=column,
            expected="an element or an index",
            did_you_mean=nearest(name, known),
        )
    if interpreter.statics.arity(name):
        raise EvaluationError(
            f"{name} is a family", code="bad-index", column=column, expected=f"indices: {name}[…]"
        )
    return _element(family, column)


def _element(family: Family, column: int) -> Run:
    values = family.values

    def element(f: Frame) -> Result:
        try:
            return values[()]
        except KeyError:
            return family.find((), column, decisive=False)

    return element


def build_index(interpreter: Interpreter, expr: s.Index, scope: Scope) -> Run:
    """`x[i, j]` of a family, `S[k]` of a set, `row['any column']`."""
    base = expr.base
    if isinstance(base, s.Name) and scope.place(base.name) is None:
        family = interpreter.world.family(base.name)
        if family is not None and interpreter.statics.arity(base.name):
            return build_family_look_up(interpreter, family, expr.keys, expr.column, scope)
    if len(expr.keys) != 1:
        raise EvaluationError(
            f"{shown_name(base)} has no indices", code="bad-index", column=expr.column, expected="one key"
        )
    subject, key = interpreter.value(base, scope), interpreter.value(expr.keys[0], scope)
    decisive, column = interpreter.statics.decisive(expr), expr.column
    key_column = expr.keys[0].column

    def look_up(f: Frame) -> Result:
        value = subject(f)
        if isinstance(value, Absent):
            return Absent.LOOKUP
        at = key(f)
        if isinstance(value, Members | tuple | list):
            items = value.items if isinstance(value, Members) else value
            if at is Absent.CHOICE or at is Absent.LOOKUP:
                return Absent.LOOKUP
            place = integer_of(at, key_column)
            if 1 <= place <= len(items):
                return items[place - 1]
            fault = ExcludedError if decisive else EvaluationError
            raise fault(
                f"there is no member {place}",
                code="bad-index",
                column=key_column,
                expected=f"a position from 1 to {len(items)}",
            )
        if isinstance(at, str):
            return field_of(value, at, column, decisive=decisive)
        raise mismatch(at, "the name of a field", key_column)

    return look_up


def shown_name(expr: s.Expr) -> str:
    """What the author calls it."""
    return expr.name if isinstance(expr, s.Name) else "this"


def build_family_look_up(
    interpreter: Interpreter, family: Family, keys: tuple[s.Expr, ...], column: int, scope: Scope
) -> Run:
    """An element of a family of values or of sets."""
    values, runs = family.values, [interpreter.value(key, scope) for key in keys]
    decisive = any(interpreter.statics.decisive(key) for key in keys)

    def find(key: Key) -> Result:
        return family.find(key, column, decisive=decisive)

    if len(runs) == 1:
        (only,) = runs

        def with_one(f: Frame) -> Result:
            key = (only(f),)
            try:
                return values[key]
            except (KeyError, TypeError):
                return find(key)

        return with_one
    if len(runs) == 2:
        first, second = runs

        def with_two(f: Frame) -> Result:
            key = (first(f), second(f))
            try:
                return values[key]
            except (KeyError, TypeError):
                return find(key)

        return with_two

    def with_many(f: Frame) -> Result:
        key = tuple([run(f) for run in runs])
        try:
            return values[key]
        except (KeyError, TypeError):
            return find(key)

    return with_many


def build_field(interpreter: Interpreter, expr: s.Field, scope: Scope) -> Run:
    """`row.price`, `interval.start`, `choice.present`."""
    subject, name, column = interpreter.value(expr.base, scope), expr.name, expr.column
    decisive = interpreter.statics.decisive(expr.base)
    variable = interpreter.statics.variable_of(expr.base)
    if name == "present" and variable is not None and variable.kind == "choice" and variable.optional:
        return lambda f: not isinstance(subject(f), Absent)

    def field(f: Frame) -> Result:
        value = subject(f)
        if type(value) is Row:
            found = value.table.columns.get(name)
            if found is not None:
                cell = found[value.position]
                if cell is not MISSING:
                    return cell
        return field_of(value, name, column, decisive=decisive)

    return field


def field_of(value: Result, name: str, column: int, *, decisive: bool) -> Result:
    """The field of a row or the part of an interval.

    Raises:
        EvaluationError: where there is none, or it is missing.
    """
    if isinstance(value, Absent):
        return Absent.LOOKUP
    if isinstance(value, IntervalValue) and name in _PARTS:
        part: int | Fraction | bool = getattr(value, name)
        return part
    if not isinstance(value, Row):
        raise EvaluationError(
            f"only rows and intervals have fields, and this has no {name!r}",
            code="type-mismatch",
            column=column,
            expected="a row of a table or an interval",
        )
    columns = value.table.columns
    if name not in columns:
        raise EvaluationError(
            f"{value.table.name} has no column {name!r}",
            code="unknown-field",
            column=column,
            expected="one of " + ", ".join(columns),
            did_you_mean=nearest(name, columns),
        )
    cell = value.field(name)
    if cell is MISSING:
        kind = ExcludedError if decisive else MissingValueError
        raise kind(
            f"{name} of {value!r} ({shown(value)}) is missing",
            code="missing-field",
            column=column,
            expected="a value in the table, or a condition with is_missing",
        )
    return cell

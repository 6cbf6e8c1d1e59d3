"""Functions of constants to code: sets, dates, texts, units."""

from __future__ import annotations

import datetime as dt
import fnmatch
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.code import FAULTY, Code, Constant, Env
from certiplan.model.grounding.dates import days_between
from certiplan.model.grounding.members import Members, integers
from certiplan.model.grounding.types import ANY, BOOLEAN, DATE, NUMBER, TEXT, Type, set_of, tuple_of
from certiplan.model.units import conversion
from certiplan.model.values import MISSING, show, whole

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope

_TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def compile_is_missing(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    """`is_missing(row.field)`: the only reader that accepts an empty field."""
    argument = expr.arguments[0]
    code = compiler.constant(argument, scope)
    if code is None:
        return FAULTY
    value = code.value

    def missing(env: Env) -> bool:
        try:
            return value(env) is MISSING
        except ExpressionError as error:
            if error.code == "missing-field":
                return True
            raise

    return Constant(type=BOOLEAN, value=missing)


def compile_conversion(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    """`to(x, 'unit')`: a factor known from the declared units."""
    value = compiler.constant(expr.arguments[0], scope, "`to` converts constants")
    number = None if value is None else compiler.constant_number(value, expr.arguments[0].column)
    unit = expr.arguments[1]
    if not isinstance(unit, s.Text):
        return compiler.fault("the unit is not a text", "type-mismatch", unit.column, expected="'minute'")
    if value is None or number is None:
        return FAULTY
    try:
        factor = conversion(compiler.symbols.units, expr.arguments[0], unit.value)
    except ExpressionError as error:
        compiler.faults.append(error)
        return FAULTY
    return Constant(type=NUMBER, value=lambda env: whole(number(env) * factor), known=value.known)


def compile_constant_function(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    """A function of sets, dates or texts: its arguments are constants."""
    compiled = [compiler.compile(argument, scope) for argument in expr.arguments]
    if expr.function == "days_between":
        days = days_between(compiled, expr.column)
        if days is not None:
            return days
    codes = [
        compiler.as_constant(code, argument.column, expected=_without_decisions(expr))
        for code, argument in zip(compiled, expr.arguments, strict=True)
    ]
    if any(code is None for code in codes):
        return FAULTY
    constants = [code for code in codes if code is not None]
    name, at = expr.function, expr.column
    for code, argument, wanted in zip(constants, expr.arguments, _ARGUMENTS[name], strict=False):
        if not _fits(code.type, wanted):
            return compiler.misfit(code, argument.column, wanted)
    values = [code.value for code in constants]
    operate = _CONSTANT_FUNCTIONS[name]

    def value(env: Env) -> Any:
        arguments = [read(env) for read in values]
        try:
            return operate(*arguments)
        except ExpressionError as error:
            error.column = error.column or at
            raise
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ExpressionError(
                f"{name} does not take {', '.join(map(_shown, arguments))}",
                code="type-mismatch",
                column=at,
                expected=" and ".join(_ARGUMENTS[name]),
            ) from error

    return Constant(type=_result(name, constants), value=value, known=all(code.known for code in constants))


def _without_decisions(expr: s.Call) -> str:
    """What to write where a function of constants is given a decision: a parameter that is looked up."""
    source = expr.arguments[0]
    if expr.function in ("pos", "next", "prev") and isinstance(source, s.Name):
        of = source.name
        made = f'at: {{for: "m in {of}", value: "= {expr.function}({of}, m)"}}'
        return f"a parameter that is looked up: `{made}`, and then `at[…]`"
    if expr.function in ("weekday", "contains", "lower", "starts_with", "matches"):
        made = f'found: {{for: "m in S", value: "= {expr.function}(…m…)"}}'
        return f"a parameter that is looked up: `{made}`, and then `found[…]`"
    return "an expression without decisions"


def _fits(type_: Type, wanted: str) -> bool:
    if type_.kind in ("any", "unknown") or wanted == "a member":
        return True
    kinds = {
        "a set": ("set", "list"),
        "a text": ("text", "row"),
        "a text or a list": ("text", "list", "row"),
        "a date": ("date",),
        "a number": ("number",),
        "a whole number": ("number",),
    }
    return type_.kind in kinds[wanted]


_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "len": ("a set",),
    "first": ("a set",),
    "last": ("a set",),
    "next": ("a set", "a member"),
    "prev": ("a set", "a member"),
    "pos": ("a set", "a member"),
    "subsets": ("a set", "a whole number"),
    "range": ("a whole number", "a whole number", "a whole number"),
    "date": ("a text",),
    "time": ("a text",),
    "weekday": ("a date",),
    "days_between": ("a date", "a date"),
    "contains": ("a text or a list", "a text"),
    "lower": ("a text",),
    "starts_with": ("a text", "a text"),
    "matches": ("a text", "a text"),
}


def _result(name: str, codes: list[Constant]) -> Type:
    match name:
        case "first" | "last" | "next" | "prev":
            return codes[0].type.member or ANY
        case "subsets":
            size = codes[1].value([]) if codes[1].known else None
            member = codes[0].type.member or ANY
            return set_of(tuple_of([member] * size) if isinstance(size, int) and 0 < size < 20 else ANY)
        case "range":
            return set_of(NUMBER)
        case "date":
            return DATE
        case "lower":
            return TEXT
        case "contains" | "starts_with" | "matches":
            return BOOLEAN
        case _:
            return NUMBER


def _shown(value: Any) -> str:
    return "a set" if isinstance(value, Members) else show(value)


def _text(value: Any) -> str:
    return show(value)


def _whole_number(value: Any) -> int:
    if not isinstance(value, int):
        raise ExpressionError(f"{show(value)} is not a whole number", code="type-mismatch")
    return value


def _range(*bounds: Any) -> Members:
    numbers_ = [_whole_number(bound) for bound in bounds]
    start, stop, step = (0, numbers_[0], 1) if len(numbers_) == 1 else (*numbers_, 1)[:3]
    if step == 0:
        raise ExpressionError("a range cannot have step 0", code="bad-call")
    return integers(start, stop - (1 if step > 0 else -1), step)


def _date(text: Any) -> dt.date:
    if isinstance(text, dt.date):
        return text
    try:
        return dt.date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ExpressionError(
            f"{show(text)} is not a date", code="type-mismatch", expected="'2026-03-16'"
        ) from error


def _time(text: Any) -> int:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ExpressionError(f"{show(text)} is not a time of day", code="type-mismatch", expected="'08:30'")
    return int(match[1]) * 60 + int(match[2])


def _contains(text: Any, part: Any) -> bool:
    if isinstance(text, tuple):
        return part in text
    return _text(part) in _text(text)


_CONSTANT_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len,
    "first": lambda members: members.at(1),
    "last": lambda members: members.at(len(members)),
    "next": lambda members, value: members.neighbour(value, 1),
    "prev": lambda members, value: members.neighbour(value, -1),
    "pos": lambda members, value: members.position(value),
    "subsets": lambda members, size: members.subsets(_whole_number(size)),
    "range": _range,
    "date": _date,
    "time": _time,
    "weekday": lambda date: date.isoweekday(),
    "days_between": lambda one, two: (two - one).days,
    "contains": _contains,
    "lower": lambda text: _text(text).lower(),
    "starts_with": lambda text, part: _text(text).startswith(_text(part)),
    "matches": lambda text, glob: fnmatch.fnmatchcase(_text(text), _text(glob)),
}

"""`to(x, 'unit')`: from the declared units of what x is made of to another unit of the same dimension."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from certiplan.model import syntax as s
from certiplan.model.elements import Definition, Parameter, Variable
from certiplan.model.evaluator.runtime import (
    EvaluationError,
    Frame,
    Result,
    Run,
    Scope,
    rational_of,
)
from certiplan.model.values import Rational, whole

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter
    from certiplan.model.evaluator.statics import Statics

_KEEPING = frozenset(("abs", "min", "max", "sum", "round", "floor", "ceil"))


def build_conversion(interpreter: Interpreter, expr: s.Call, scope: Scope) -> Run:
    """The closure of `to(x, 'unit')`. What has no declared unit fits every unit and stays as it is."""
    subject, target = expr.arguments
    if not isinstance(target, s.Text):
        raise EvaluationError(
            "the unit must be a text",
            code="bad-call",
            column=target.column,
            expected=expr.function + "(x, 'h')",
        )
    value, column = interpreter.value(subject, scope), subject.column
    source = _unit_of(interpreter.statics, subject)
    if source is None:
        return lambda f: rational_of(value(f), column)
    scale, offset = _conversion(source, target.value, target.column)

    def converted(f: Frame) -> Result:
        return whole(rational_of(value(f), column) * scale + offset)

    return converted


def _unit_of(statics: Statics, expr: s.Expr) -> str | None:
    """The unit of an expression in pint's syntax, or None where no part declares one."""
    match expr:
        case s.Name(name=name) | s.Index(base=s.Name(name=name)):
            element = statics.element(name)
            return element.unit if isinstance(element, Parameter | Variable | Definition) else None
        case s.Field(base=base):
            variable = statics.variable_of(base)
            return None if variable is None else variable.unit
        case s.Sum(terms=terms):
            return _first(_unit_of(statics, term) for _, term in terms)
        case s.Binary(operator="*" | "/" as operator, left=left, right=right):
            units = _unit_of(statics, left), _unit_of(statics, right)
            if units == (None, None):
                return None
            first, second = (f"({unit})" if unit else "1" for unit in units)
            return f"{first} {operator} {second}"
        case s.Binary(operator="**", left=left, right=s.Number(value=exponent)):
            unit = _unit_of(statics, left)
            return None if unit is None else f"({unit}) ** ({exponent})"
        case s.Conditional(then=then, otherwise=otherwise):
            return _first(_unit_of(statics, part) for part in (then, otherwise))
        case s.Comprehension(element=inner):
            return _unit_of(statics, inner)
        case s.ListOf(items=items):
            return _first(_unit_of(statics, item) for item in items)
        case s.Call(function="to", arguments=(_, s.Text(value=unit))):
            return unit
        case s.Call(function=function, arguments=arguments) if function in _KEEPING:
            return _first(_unit_of(statics, argument) for argument in arguments)
        case _:
            return None


def _first(units: Iterable[str | None]) -> str | None:
    return next((unit for unit in units if unit is not None), None)


def _conversion(source: str, target: str, column: int) -> tuple[Rational, Rational]:
    """(scale, offset) of value in target = scale * value in source + offset."""
    try:
        at_0, at_1 = (_converted(number, source, target) for number in (0, 1))
    except ImportError as error:
        raise EvaluationError(
            "conversions between units need the package pint",
            code="unit-mismatch",
            column=column,
            expected="`pip install pint`",
        ) from error
    except (ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise EvaluationError(
            f"{source} cannot be converted to {target}: {error}",
            code="unit-mismatch",
            column=column,
            expected="two units of one dimension",
        ) from error
    return at_1 - at_0, at_0


@lru_cache(maxsize=256)
def _converted(number: int, source: str, target: str) -> Fraction:
    registry = _registry()
    start, end = _parsed(registry, source), _parsed(registry, target)
    return Fraction(registry.Quantity(Fraction(number), start).to(end).magnitude)


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)


def _parsed(registry: Any, text: str) -> Any:
    """The unit, in which a name that is not known is a dimension of its own."""
    import pint

    for _ in range(len(text)):
        try:
            return registry.parse_units(text)
        except pint.UndefinedUnitError as error:
            names = error.unit_names
            for name in [names] if isinstance(names, str) else names:
                registry.define(f"{name} = [{name}]")
    return registry.parse_units(text)

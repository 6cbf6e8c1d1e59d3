"""Units of measurement: what an expression is measured in, and where two declared units clash.

A literal, or an element without a declared unit, takes whatever fits; so does a product with one. Only two
declared units can clash. Nothing is converted silently: different scales of one dimension are an error
unless `to(x, 'unit')` says otherwise. Names that pint does not know (USD, crate) are dimensions of their own;
pint itself is only loaded when two declared units differ in spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from tokenize import TokenError
from typing import Any

from certiplan.errors import SolverUnavailableError
from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic, ExpressionError
from certiplan.model.document import line_of
from certiplan.model.elements import ComputedValue, Elements

_KEEPING = frozenset({"abs", "floor", "ceil", "round", "min", "max", "sum"})
_TIMES = frozenset({"start", "length", "end"})
_LARGEST_EXPONENT = 99
_EXPONENT = r"-?\d{1,2}(?:\.\d{1,2})?"
_POWER = rf"(?:\*\*|\^)\s*(?:{_EXPONENT}|\({_EXPONENT}(?:/\d{{1,2}})?\))(?![\d.])(?!\s*(?:\*\*|\^))"
_UNIT = re.compile(rf"(?:\s|[^\W\d]\w*(?!\w)|[%°]|1(?![\d.])|/|[*·](?![*/])|[()]|{_POWER})+")
"""What a unit may look like: names, products, quotients and small constant powers. pint computes whatever
else it is given, and would do so for a very long time with `m ** 9 ** 9 ** 9`."""
_LONGEST_UNIT = 1000
_PINT_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    RecursionError,
    TokenError,
    TypeError,
    ValueError,
)


def check_units(elements: Elements) -> tuple[Diagnostic, ...]:
    """Every clash of two declared units in a document; nothing is looked at where no unit is declared."""
    declared = _declared(elements)
    if not any(declared.values()):
        return ()
    found: list[Diagnostic] = []
    for path, expr, wanted in _expressions(elements):
        measure = _Measure(declared)
        unit = measure.unit_of(expr)
        measure.meet(wanted, unit, expr.column)
        line = line_of(path, elements.lines)
        found.extend(fault.at(".".join(path), line=line) for fault in measure.faults)
    return tuple(found)


def conversion(declared: Mapping[str, str | None], expr: s.Expr, target: str) -> Fraction:
    """By what a value of the expression is multiplied to be measured in `target`; 1 if it has no unit.

    Factors without a unit count as plain numbers here.

    Raises:
        ExpressionError: code `unit-mismatch`, when the dimensions differ.
    """
    unit = _Measure(declared, keep_factors=True).unit_of(expr)
    return Fraction(1) if unit is None else _factor(unit, target, expr.column)


def unit_shown(elements: Elements, expr: s.Expr) -> str | None:
    """The unit to write beside a value of the expression: one that the document declares, or none."""
    declared = _declared(elements)
    measure = _Measure(declared)
    unit = measure.unit_of(expr)
    return unit if unit in declared.values() and not measure.faults else None


def declared_units(elements: Elements) -> dict[str, str | None]:
    """The declared unit of each element that may have one."""
    return _declared(elements)


def _declared(elements: Elements) -> dict[str, str | None]:
    families = (elements.parameters, elements.variables, elements.definitions)
    return {name: element.unit for family in families for name, element in family.items()}


def _expressions(elements: Elements) -> Iterator[tuple[tuple[str, ...], s.Expr, str | None]]:
    """Every expression that units matter in: where it stands, and the unit it must have if it has one."""
    for parameter in elements.parameters.values():
        if isinstance(parameter.value, ComputedValue):
            yield ("parameters", parameter.name, "value"), parameter.value.expression, parameter.unit
    for variable in elements.variables.values():
        for key, bound in (("lower", variable.lower), ("upper", variable.upper)):
            if bound is not None:
                yield ("variables", variable.name, key), bound, variable.unit
    for definition in elements.definitions.values():
        yield ("define", definition.name, "value"), definition.value, definition.unit
    for constraint in elements.constraints.values():
        yield ("constraints", constraint.name, "that"), constraint.that, None
    for objective in elements.objectives:
        yield (*objective.name.split("."), objective.sense), objective.value, None


class _Measure:
    """Finds the unit of an expression; records where two declared units meet that do not fit.

    Args:
        keep_factors: a product with something without a unit has the unit of the rest, not any unit.
    """

    def __init__(self, declared: Mapping[str, str | None], *, keep_factors: bool = False) -> None:
        self._declared = declared
        self._keep_factors = keep_factors
        self.faults: list[ExpressionError] = []

    def unit_of(self, expr: s.Expr) -> str | None:
        """The unit in pint's syntax, or None for whatever fits."""
        match expr:
            case s.Name(name=name):
                return self._declared.get(name)
            case s.Index(base=base, keys=keys):
                for key in keys:
                    self.unit_of(key)
                return self.unit_of(base)
            case s.Field(base=base, name=name):
                unit = self.unit_of(base)
                return unit if name in _TIMES else None
            case s.Sum(terms=terms):
                return self._common([(self.unit_of(term), term.column) for _, term in terms])
            case s.Binary():
                return self._binary(expr)
            case s.Compare(operands=operands, relations=relations):
                units = [(self.unit_of(operand), operand.column) for operand in operands]
                if not any(relation in ("in", "not in") for relation in relations):
                    self._common(units)
                return None
            case s.Conditional(condition=condition, then=then, otherwise=otherwise):
                self.unit_of(condition)
                return self._common([(self.unit_of(part), part.column) for part in (then, otherwise)])
            case s.Call():
                return self._call(expr)
            case s.Comprehension(element=element, ranges=ranges):
                for condition in (test for span in ranges for test in span.conditions):
                    self.unit_of(condition)
                return self.unit_of(element)
            case _:
                for part in s.children(expr):
                    self.unit_of(part)
                return None

    def meet(self, wanted: str | None, unit: str | None, column: int) -> None:
        """Record a fault where two declared units do not fit."""
        if wanted is None or unit is None:
            return
        try:
            if same_unit(wanted, unit):
                return
            _factor(unit, wanted, column)
        except ExpressionError as error:
            self.faults.append(error)
            return
        self.faults.append(
            ExpressionError(
                f"{unit} meets {wanted}: two scales of one dimension",
                code="unit-mismatch",
                column=column,
                expected=f"`to(…, '{wanted}')`",
            )
        )

    def _common(self, units: list[tuple[str | None, int]]) -> str | None:
        """The unit of things that are added or compared."""
        first: str | None = None
        for unit, column in units:
            if first is None:
                first = unit
            else:
                self.meet(first, unit, column)
        return first

    def _binary(self, expr: s.Binary) -> str | None:
        left, right = self.unit_of(expr.left), self.unit_of(expr.right)
        match expr.operator:
            case "*" | "/" if left is not None and right is not None:
                return f"({left}) {expr.operator} ({right})"
            case "*" if self._keep_factors:
                return left or right
            case "/" if self._keep_factors:
                return left if right is None else f"1 / ({right})"
            case "**" if left is not None and isinstance(expr.right, s.Number):
                exponent = Fraction(expr.right.value)
                is_small = max(abs(exponent.numerator), exponent.denominator) <= _LARGEST_EXPONENT
                return f"({left}) ** ({exponent})" if is_small else None
            case "%":
                return left
            case _:
                return None

    def _call(self, expr: s.Call) -> str | None:
        if expr.function == "to" and isinstance(expr.arguments[1], s.Text):
            source, target = self.unit_of(expr.arguments[0]), expr.arguments[1].value
            if source is not None:
                try:
                    _factor(source, target, expr.column)
                except ExpressionError as error:
                    self.faults.append(error)
            return target
        units = [(self.unit_of(argument), argument.column) for argument in expr.arguments]
        for _, argument in expr.keywords:
            self.unit_of(argument)
        if expr.function in _KEEPING:
            return self._common(units)
        if expr.function == "sqrt" and units[0][0] is not None:
            return f"({units[0][0]}) ** 0.5"
        return None


# ---------------------------------------------------------------- pint, at the edge


@lru_cache(maxsize=1024)
def same_unit(one: str, two: str) -> bool:
    """Whether two units measure the same thing on the same scale: `h` and `hour`, not `h` and `minute`."""
    if one == two:
        return True
    registry = _registry()
    left, right = (_quantity(registry, text) for text in (one, two))
    if left.dimensionality != right.dimensionality:
        return False
    return bool(left.to_base_units().magnitude == right.to_base_units().magnitude)


def _factor(source: str, target: str, column: int) -> Fraction:
    if source == target:
        return Fraction(1)
    registry = _registry()
    left, right = (_quantity(registry, text) for text in (source, target))
    if left.dimensionality != right.dimensionality:
        raise ExpressionError(
            f"{source} meets {target}: they measure different things",
            code="unit-mismatch",
            column=column,
            expected=f"something measured in {target}",
        )
    return Fraction(left.to_base_units().magnitude) / Fraction(right.to_base_units().magnitude)


@lru_cache(maxsize=1)
def _registry() -> Any:
    try:
        import pint
    except ImportError as error:
        raise SolverUnavailableError(
            "comparing units of different names needs pint: pip install pint"
        ) from error
    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None, autoconvert_offset_to_baseunit=True)


def _quantity(registry: Any, text: str) -> Any:
    """One of a unit; names that pint does not know become dimensions of their own.

    Raises:
        ExpressionError: for what is not a unit.
    """
    import pint

    if len(text) > _LONGEST_UNIT or not _UNIT.fullmatch(text):
        raise ExpressionError(
            f"{text!r} is not a unit", code="unit-mismatch", expected="such as kg or USD / h"
        )
    for _ in range(len(text) + 1):
        try:
            return registry.Quantity(Fraction(1), registry.parse_units(text))
        except pint.UndefinedUnitError as error:
            names = error.unit_names
            for name in (names,) if isinstance(names, str) else names:
                registry.define(f"{name} = [{name}]")
        except _PINT_FAULTS as error:
            raise ExpressionError(
                f"{text!r} is not a unit", code="unit-mismatch", expected="such as kg or USD / h"
            ) from error
    raise ExpressionError(f"{text!r} is not a unit", code="unit-mismatch")

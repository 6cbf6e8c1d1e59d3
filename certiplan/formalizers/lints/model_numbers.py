"""The numbers of a document: where each stands, and which of them an author may write without a source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from certiplan.model import syntax as s
from certiplan.model.dependencies import leaves
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.elements import (
    ComputedSet,
    ComputedValue,
    Element,
    Elements,
    GivenValue,
    Indexed,
    ListedValue,
    MemberSet,
    RangeSet,
    TableSet,
    UnknownValue,
    Variable,
)
from certiplan.model.evaluator import Evaluator
from certiplan.model.loading import LoadedDocument
from certiplan.model.parser import parse_expression
from certiplan.model.scalars import scalar_value
from certiplan.model.values import Value
from certiplan.model.yaml_text import Data

Role: TypeAlias = Literal["value", "bound", "free"]

_MOST_CELLS = 20_000
_MOST_RANGE = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Constant:
    """A number that a document holds.

    Attributes:
        element: the path of the element it stands in.
        group: constants of one expression have the same; numbers of data have None.
        role: "free" for those that need no source: preferences, weights, places in a row, sizes of sets.
    """

    value: Fraction
    element: str
    column: int | None
    group: int | None
    role: Role


@dataclass(frozen=True, kw_only=True)
class ModelNumbers:
    """All numbers of a document.

    Attributes:
        constants: those that somebody wrote down.
        sizes: how many members sets have, and how many variables and scalar parameters there are.
        members: whole numbers that are members of sets.
    """

    constants: tuple[Constant, ...]
    sizes: frozenset[Fraction]
    members: frozenset[Fraction]


def model_numbers(document: LoadedDocument) -> ModelNumbers:
    """The numbers of a document without errors."""
    elements = document.elements
    collector = _Collector(elements)
    return ModelNumbers(
        constants=(*collector.constants(), *_table_cells(document)),
        sizes=frozenset(_sizes(document)),
        members=frozenset(_whole_members(document)),
    )


class _Collector:
    def __init__(self, elements: Elements) -> None:
        self.elements = elements
        self.groups = 0
        self.assumed = {
            name for name, requirement in elements.requirements.items() if requirement.assume is not None
        }

    def constants(self) -> Iterator[Constant]:
        elements = self.elements
        for name, member_set in elements.sets.items():
            path = f"sets.{name}"
            match member_set:
                case MemberSet(members=members):
                    for member in members:
                        yield from self._values(member, path, "free")
                case RangeSet(first=first, last=last):
                    yield from self._expressions((first, last), path, "free")
                case TableSet(where=where) if where is not None:
                    yield from self._expressions((where,), path, self._role(member_set))
                case ComputedSet(values=values):
                    yield from self._expressions((values,), path, self._role(member_set))
                case _:
                    pass
            yield from self._ranges(member_set, path)
        yield from self._parameters()
        for name, variable in elements.variables.items():
            yield from self._variable(name, variable)
        for name, definition in elements.definitions.items():
            path = f"define.{name}"
            yield from self._expressions((definition.value,), path, self._role(definition))
            yield from self._ranges(definition, path)
        for name, constraint in elements.constraints.items():
            path = f"constraints.{name}"
            yield from self._expressions((constraint.that,), f"{path}.that", self._role(constraint))
            yield from self._ranges(constraint, path)
            if constraint.soft is not None:
                yield from self._expressions((constraint.soft.weight,), f"{path}.soft", "free")
        for objective in elements.objectives:
            yield from self._expressions((objective.value,), objective.name, self._role(objective))

    def _role(self, element: Element) -> Role:
        """A number that serves nothing but assumptions has told where it comes from."""
        served = frozenset(element.requirements)
        return "free" if served and served <= self.assumed else "value"

    def _parameters(self) -> Iterator[Constant]:
        for name, parameter in self.elements.parameters.items():
            path, role = f"parameters.{name}", self._role(parameter)
            yield from self._ranges(parameter, path)
            match parameter.value:
                case GivenValue(data=data):
                    yield from self._data(data, f"{path}.value", role)
                case ComputedValue(expression=expression):
                    yield from self._expressions((expression,), f"{path}.value", role)
                case ListedValue(rows=rows):
                    for row in rows:
                        yield from self._data(row[-1] if row else None, f"{path}.rows", role)
                case UnknownValue(between=between):
                    yield from self._expressions(between or (), path, "free")
                case _:
                    pass
            if parameter.sparse is not None:
                yield from self._values(parameter.sparse, path, "free")

    def _variable(self, name: str, variable: Variable) -> Iterator[Constant]:
        path = f"variables.{name}"
        yield from self._ranges(variable, path)
        role: Role = "bound" if self._role(variable) == "value" else "free"
        for key, part in (("lower", variable.lower), ("upper", variable.upper)):
            if part is not None:
                yield from self._expressions((part,), f"{path}.{key}", role)
        if variable.domain is not None:
            yield from self._expressions((variable.domain,), f"{path}.of", self._role(variable))
        for key, span in (("start", variable.start), ("end", variable.end), ("length", variable.length)):
            parts = span if isinstance(span, tuple) else () if span is None else (span,)
            yield from self._expressions(parts, f"{path}.{key}", role)

    def _ranges(self, element: object, path: str) -> Iterator[Constant]:
        ranges = element.index if isinstance(element, Indexed) else ()
        for part in ranges:
            # Where an index runs is structure: the first period, all but the last.
            yield from self._expressions((part.source, *part.conditions), path, "free")

    def _data(self, data: Data, path: str, role: Role) -> Iterator[Constant]:
        for _, leaf in leaves(data):
            if isinstance(leaf, str) and leaf.lstrip().startswith("="):
                try:
                    expression = parse_expression(leaf.lstrip().removeprefix("="))
                except ExpressionError:
                    continue
                yield from self._expressions((expression,), path, role)
            elif isinstance(leaf, int | Fraction | str):
                yield from self._values(scalar_value(leaf), path, role)

    def _values(self, value: Value, path: str, role: Role) -> Iterator[Constant]:
        for number in _numbers_of(value):
            yield Constant(value=number, element=path, column=None, group=None, role=role)

    def _expressions(self, parts: tuple[s.Expr, ...], path: str, role: Role) -> Iterator[Constant]:
        self.groups += 1
        for part in parts:
            for number, inner in literals(part):
                yield Constant(
                    value=Fraction(number.value),
                    element=path,
                    column=number.column,
                    group=self.groups,
                    role="free" if inner else role,
                )


def literals(expr: s.Expr) -> Iterator[tuple[s.Number, bool]]:
    """The numbers in an expression; with each, whether it is structure: part of an index or of a range."""
    match expr:
        case s.Number():
            yield expr, False
        case s.Sum(terms=terms):
            for sign, term in terms:
                if isinstance(term, s.Number):
                    yield s.Number(sign * term.value, term.column), False
                else:
                    yield from literals(term)
        case s.Index(base=base, keys=keys):
            yield from literals(base)
            for key in keys:
                yield from ((number, True) for number, _ in literals(key))
        case s.Comprehension(element=element, ranges=ranges):
            for part in ranges:
                for source in (part.source, *part.conditions):
                    yield from ((number, True) for number, _ in literals(source))
            yield from literals(element)
        case s.Call(function="date" | "time", arguments=(s.Text(value=text, column=column),)):
            for value in _numbers_of(scalar_value(text)):
                yield s.Number(value, column), False
        case _:
            for child in s.children(expr):
                yield from literals(child)


def _numbers_of(value: Value) -> Iterator[Fraction]:
    match value:
        case bool():
            return
        case int() | Fraction():
            yield Fraction(value)
        case tuple():
            for part in value:
                yield from _numbers_of(part)
        case dt.datetime() | dt.date():
            yield from (Fraction(part) for part in (value.day, value.month, value.year))
        case _:
            return


def _table_cells(document: LoadedDocument) -> Iterator[Constant]:
    """Numbers of tables; those that the document holds itself were written by its author."""
    data = document.data
    written = data.get("data") if isinstance(data, dict) else None
    for name, table in document.tables.items():
        entry = written.get(name) if isinstance(written, dict) else None
        inline = isinstance(entry, Mapping) and entry.get("rows") is not None
        count = 0
        for column, cells in table.columns.items():
            for cell in cells:
                count += 1
                if count > _MOST_CELLS:
                    return
                if isinstance(cell, int | Fraction) and not isinstance(cell, bool):
                    yield Constant(
                        value=Fraction(cell),
                        element=f"data.{name}.{column}",
                        column=None,
                        group=None,
                        role="value" if inline else "free",
                    )


def _sizes(document: LoadedDocument) -> Iterator[Fraction]:
    """Numbers that a document holds by its shape: members of sets, variables, parameters, rows."""
    elements = document.elements
    evaluator = Evaluator(elements, document.tables)
    for name, member_set in elements.sets.items():
        if isinstance(member_set, MemberSet):
            yield Fraction(len(member_set.members))
            parts = {len(member) for member in member_set.members if isinstance(member, tuple)}
            yield from (Fraction(size) for size in parts)
        elif not (isinstance(member_set, Indexed) and member_set.index):
            try:
                size = evaluator.evaluate(s.Call("len", (s.Name(name),)))
            except ExpressionError:
                continue
            if isinstance(size, int):
                yield Fraction(size)
    yield Fraction(len(elements.variables))
    yield Fraction(sum(not parameter.index for parameter in elements.parameters.values()))
    yield from (Fraction(len(table.rows)) for table in document.tables.values())
    yield from (Fraction(len(table.columns)) for table in document.tables.values())


def _whole_members(document: LoadedDocument) -> Iterator[Fraction]:
    evaluator = Evaluator(document.elements, document.tables)
    for member_set in document.elements.sets.values():
        if isinstance(member_set, MemberSet):
            for member in member_set.members:
                yield from _numbers_of(member)
        elif isinstance(member_set, RangeSet):
            try:
                first, last = (evaluator.evaluate(end) for end in (member_set.first, member_set.last))
            except ExpressionError:
                continue
            if isinstance(first, int) and isinstance(last, int) and last - first < _MOST_RANGE:
                yield from (Fraction(value) for value in range(first, last + 1))

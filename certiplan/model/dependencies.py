"""What depends on what among the elements of a document, in which order to evaluate them, and cycles."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias, TypeVar

from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import line_of
from certiplan.model.elements import (
    ColumnValue,
    ComputedSet,
    ComputedValue,
    Constraint,
    Definition,
    Elements,
    GivenValue,
    Indexed,
    ListedValue,
    MemberSet,
    Parameter,
    RangeSet,
    SetElement,
    TableSet,
    UnknownValue,
    Variable,
)
from certiplan.model.parser import parse_expression
from certiplan.model.yaml_text import Data

NamedElement: TypeAlias = SetElement | Parameter | Variable | Definition
"""An element of the shared namespace."""
_Named = TypeVar("_Named", bound=NamedElement)


def strip_equals(text: str) -> str:
    """The expression in a text that may begin with `=`; columns stay as they are."""
    lead = len(text) - len(text.lstrip())
    if text[lead : lead + 1] == "=":
        return text[:lead] + " " + text[lead + 1 :]
    return text


def computes(data: Data) -> bool:
    """Whether a parameter's value is a text that computes: it begins with `=`."""
    return isinstance(data, str) and data.lstrip().startswith("=")


def leaves(data: Data, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Data]]:
    """The single values in given data, each with the keys and positions that lead to it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from leaves(value, (*path, str(position + 1)))
    else:
        yield path, data


def expressions_of(element: NamedElement) -> Iterator[s.Expr]:
    """The expressions of an element, besides its ranges; those of a set or parameter are constant."""
    match element:
        case MemberSet():
            return
        case RangeSet(first=first, last=last):
            yield first
            yield last
        case TableSet(where=where):
            if where is not None:
                yield where
        case ComputedSet(values=values):
            yield values
        case Parameter(value=value):
            match value:
                case ComputedValue(expression=expression):
                    yield expression
                case GivenValue(data=data):
                    for _, leaf in leaves(data):
                        if isinstance(leaf, str) and computes(leaf):
                            yield parse_expression(strip_equals(leaf))
                case ListedValue(rows=rows):
                    for row in rows:
                        if row and isinstance(row[-1], str) and computes(row[-1]):
                            yield parse_expression(strip_equals(row[-1]))
                case UnknownValue(between=between, one_of=one_of):
                    yield from between or ()
                    if one_of is not None:
                        yield s.Name(one_of)
                case _:
                    return
        case Variable():
            for part in (element.lower, element.upper, element.domain):
                if part is not None:
                    yield part
            for span in (element.start, element.end, element.length):
                if isinstance(span, tuple):
                    yield from span
                elif span is not None:
                    yield span
        case Definition(value=expression):
            yield expression


def written_expressions(elements: Elements) -> Iterator[tuple[tuple[str, ...], tuple[s.Range, ...], s.Expr]]:
    """Every expression but those about a table's rows: its path, the ranges around it, and itself."""
    for name, element in _named(elements).items():
        path = (section_of(elements, name), name)
        ranges = element.index if isinstance(element, Indexed) else ()
        if not isinstance(element, TableSet):
            for expr in expressions_of(element):
                yield path, ranges, expr
    for name, constraint in elements.constraints.items():
        yield ("constraints", name, "that"), constraint.index, constraint.that
    for stage in elements.objectives:
        yield (*stage.name.split("."), stage.sense), (), stage.value


def names_used(element: NamedElement) -> frozenset[str]:
    """Every name that an element takes from outside its own indices, constants such as `pi` included."""
    ranges = element.index if isinstance(element, Indexed) else ()
    body = s.ListOf(tuple(expressions_of(element)))
    bound = frozenset({element.alias}) if isinstance(element, TableSet) else frozenset[str]()
    return s.free_names(s.Comprehension(body, ranges), bound)


def dependencies(elements: Elements) -> dict[str, tuple[str, ...]]:
    """By the name of each set, parameter, variable and definition, those it is built from, sorted."""
    named = _named(elements)
    return {
        name: tuple(sorted(names_used(element) & named.keys() if element else ()))
        for name, element in named.items()
    }


def evaluation_order(elements: Elements) -> tuple[str, ...]:
    """The sets and parameters in an order in which each comes after what it is built from.

    What a definition stands for counts as used by whoever uses the definition. `elements` has no cycle.
    """
    order = TopologicalSorter(dependencies(elements)).static_order()
    return tuple(name for name in order if name in elements.sets or name in elements.parameters)


def rings(elements: Elements) -> tuple[tuple[str, ...], ...]:
    """The names of elements that are built from one another, each ring from its first in the document."""
    graph: Mapping[str, Iterable[str]] = dependencies(elements)
    named = _named(elements)
    found: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            # The sorter lists a predecessor before what is built from it, and repeats the first at the end.
            ring: list[str] = list(reversed(error.args[1]))
            start = ring.index(min(ring, key=list(named).index))
            found.append((*ring[start:-1], *ring[:start]))
            graph = {
                name: [other for other in needed if other not in ring]
                for name, needed in graph.items()
                if name not in ring
            }
        else:
            return tuple(found)


def find_cycles(elements: Elements) -> tuple[Diagnostic, ...]:
    """One finding for each ring."""
    found = []
    for ring in rings(elements):
        path = section_of(elements, ring[0]), ring[0]
        found.append(
            Diagnostic(
                severity="error",
                code="cycle",
                element=".".join(path),
                message="this is built from itself: " + " → ".join((*ring, ring[0])),
                expected="elements that are built only from others",
                line=line_of(path, elements.lines),
            )
        )
    return tuple(found)


def usable_part(
    elements: Elements, broken: Iterable[str], tables: Container[str]
) -> tuple[Elements, frozenset[str]]:
    """The elements that can be looked at by themselves, and the names of the others.

    Accepted: elements some of which are broken, in a ring, or of a table that is not there. Produced: the
    rest, which may still refer to those.

    Args:
        broken: names of the shared namespace.
        tables: the names of the tables that are there.
    """
    lost = {*broken, *(name for ring in rings(elements) for name in ring)}
    lost.update(name for name, element in _named(elements).items() if not _has_its_table(element, tables))

    def kept(parts: Mapping[str, _Named]) -> dict[str, _Named]:
        return {name: part for name, part in parts.items() if name not in lost}

    rest = replace(
        elements,
        sets=kept(elements.sets),
        parameters=kept(elements.parameters),
        variables=kept(elements.variables),
        definitions=kept(elements.definitions),
    )
    return rest, frozenset(lost)


def names_in_constraint(constraint: Constraint) -> frozenset[str]:
    """Every name that a constraint takes from outside its own indices."""
    body = (constraint.that,) if constraint.soft is None else (constraint.that, constraint.soft.weight)
    return s.free_names(s.Comprehension(s.ListOf(body), constraint.index))


def _has_its_table(element: NamedElement, tables: Container[str]) -> bool:
    match element:
        case TableSet(table=table) | Parameter(value=ColumnValue(table=table)):
            return table in tables
        case _:
            return True


def section_of(elements: Elements, name: str) -> str:
    """The part of the document in which an element of the shared namespace stands."""
    sections: tuple[tuple[str, Mapping[str, NamedElement]], ...] = (
        ("sets", elements.sets),
        ("parameters", elements.parameters),
        ("variables", elements.variables),
    )
    return next((section for section, members in sections if name in members), "define")


def _named(elements: Elements) -> dict[str, NamedElement]:
    return {**elements.sets, **elements.parameters, **elements.variables, **elements.definitions}

"""Comparisons with a text that the other side can never be: `colour == 'gren'` is false without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic, ExpressionError, nearest
from certiplan.model.document import line_of
from certiplan.model.elements import Element, Elements, Indexed, MemberSet, TableSet
from certiplan.model.evaluator import Evaluator
from certiplan.model.loading import LoadedDocument
from certiplan.model.values import Row, Table

_MOST_MEMBERS = 20_000


def unknown_members(document: LoadedDocument) -> Iterator[Diagnostic]:
    """Finding `unknown-member`: in constraints, definitions, objectives, filters and index conditions."""
    elements = document.elements
    reader = _Reader(elements, document.tables)
    for path, expr, ranges in (*_expressions(elements), *_conditions(elements)):
        scope = reader.bound({}, ranges)
        for place, text, known, what in reader.mismatches(expr, scope):
            hint = nearest(text, known)
            yield Diagnostic(
                severity="warning",
                code="unknown-member",
                element=".".join(path),
                column=place,
                message=f"{what} is never {text!r}, so this comparison always comes out the same",
                expected="one of " + ", ".join(sorted(known)[:8]) if known else "a member",
                did_you_mean=hint,
                line=line_of(path, elements.lines),
            )


def _expressions(elements: Elements) -> Iterator[tuple[tuple[str, ...], s.Expr, tuple[s.Range, ...]]]:
    for name, constraint in elements.constraints.items():
        yield ("constraints", name, "that"), constraint.that, constraint.index
    for name, definition in elements.definitions.items():
        yield ("define", name, "value"), definition.value, definition.index
    for objective in elements.objectives:
        yield (objective.name,), objective.value, ()
    for name, member_set in elements.sets.items():
        if isinstance(member_set, TableSet) and member_set.where is not None:
            row = s.Range(member_set.alias, s.Name(f"rows of {member_set.table}"))
            yield ("sets", name, "where"), member_set.where, (*member_set.index, row)


def _conditions(elements: Elements) -> Iterator[tuple[tuple[str, ...], s.Expr, tuple[s.Range, ...]]]:
    """What `for` filters by."""
    sections: tuple[tuple[str, Mapping[str, Element]], ...] = (
        ("sets", elements.sets),
        ("parameters", elements.parameters),
        ("variables", elements.variables),
        ("define", elements.definitions),
        ("constraints", elements.constraints),
    )
    for section, named in sections:
        for name, element in named.items():
            if isinstance(element, Indexed):
                for part in element.index:
                    for condition in part.conditions:
                        yield (section, name, "for"), condition, element.index


@dataclass(frozen=True, slots=True)
class _Members:
    """What an expression can be: the texts among its values, and the table its rows come from."""

    texts: frozenset[str]
    table: Table | None
    only_texts: bool


class _Reader:
    """Knows which texts names can stand for."""

    def __init__(self, elements: Elements, tables: Mapping[str, Table]) -> None:
        self.elements = elements
        self.tables = tables
        self.evaluator = Evaluator(elements, tables)
        self._sets: dict[s.Expr, _Members | None] = {}

    def bound(
        self, scope: Mapping[str, _Members | None], ranges: Iterable[s.Range]
    ) -> Mapping[str, _Members | None]:
        """The scope with the indices of ranges; only single names are followed."""
        found = dict(scope)
        for part in ranges:
            for name in s.names_of(part.target):
                found[name] = None
            if isinstance(part.target, str):
                found[part.target] = self.members(part.source)
        return found

    def members(self, source: s.Expr) -> _Members | None:
        """What the members of a set expression can be; None where that is not known."""
        match source:
            case s.Name(name=name) if name.startswith("rows of "):
                return _of_rows(self.tables[name.removeprefix("rows of ")])
            case s.Name(name=name) if name in self.elements.sets:
                element = self.elements.sets[name]
                if isinstance(element, TableSet):
                    return _of_rows(self.tables[element.table])
                if isinstance(element, MemberSet):
                    return _of_values(element.members)
                if isinstance(element, Indexed) and element.index:
                    return None
            case _:
                return None
        if source not in self._sets:
            self._sets[source] = self._evaluated(source)
        return self._sets[source]

    def _evaluated(self, source: s.Name) -> _Members | None:
        try:
            members = self.evaluator.evaluate(s.Call("len", (source,)))
            if not isinstance(members, int) or members > _MOST_MEMBERS:
                return None
            values = [self.evaluator.evaluate(s.Index(source, (s.Number(k),))) for k in range(1, members + 1)]
        except ExpressionError:
            return None
        return _of_values(values)

    def mismatches(
        self, expr: s.Expr, scope: Mapping[str, _Members | None]
    ) -> Iterator[tuple[int, str, frozenset[str], str]]:
        """(column, text, what would be known, the other side in words) of comparisons that cannot hold."""
        if isinstance(expr, s.Compare):
            pairs = zip(expr.operands, expr.relations, expr.operands[1:], strict=False)
            for left, relation, right in pairs:
                if relation in ("==", "!=", "in", "not in"):
                    yield from self._compared(left, right, scope)
                    if relation in ("==", "!="):
                        yield from self._compared(right, left, scope)
        if isinstance(expr, s.Comprehension):
            inner = self.bound(scope, expr.ranges)
            for part in expr.ranges:
                for condition in part.conditions:
                    yield from self.mismatches(condition, inner)
            yield from self.mismatches(expr.element, inner)
            return
        for child in s.children(expr):
            yield from self.mismatches(child, scope)

    def _compared(
        self, side: s.Expr, other: s.Expr, scope: Mapping[str, _Members | None]
    ) -> Iterator[tuple[int, str, frozenset[str], str]]:
        texts = [other] if isinstance(other, s.Text) else []
        if isinstance(other, s.TupleOf | s.ListOf):
            texts = [item for item in other.items if isinstance(item, s.Text)]
        if not texts:
            return
        found = self._values(side, scope)
        if found is None or not found[0].only_texts:
            return
        known, what = found
        for text in texts:
            if text.value not in known.texts:
                yield text.column, text.value, known.texts, what

    def _values(self, side: s.Expr, scope: Mapping[str, _Members | None]) -> tuple[_Members, str] | None:
        """What one side of a comparison can be, and its name."""
        match side:
            case s.Name(name=name) | s.Index(base=s.Name(name=name)) if name in self.elements.variables:
                domain = self.elements.variables[name].domain
                members = None if domain is None else self.members(domain)
                return None if members is None else (members, name)
            case s.Name(name=name) if name in scope:
                members = scope[name]
                return None if members is None else (members, name)
            case s.Field(base=base, name=column):
                found = self._values(base, scope)
                table = None if found is None else found[0].table
                if table is None or column not in table.columns or table.types.get(column) != "text":
                    return None
                cells = frozenset(cell for cell in table.columns[column] if isinstance(cell, str))
                return _Members(cells, None, only_texts=True), f"{column} of {table.name}"
            case _:
                return None


def _of_rows(table: Table) -> _Members:
    keys = [] if table.key is None else [cell for cell in table.columns[table.key] if isinstance(cell, str)]
    return _Members(frozenset(keys), table, only_texts=len(keys) == len(table.rows) and bool(keys))


def _of_values(values: Iterable[object]) -> _Members:
    listed = list(values)
    texts = frozenset(value for value in listed if isinstance(value, str))
    rows = [value for value in listed if isinstance(value, Row)]
    if rows and len(rows) == len(listed):
        return _of_rows(rows[0].table)
    return _Members(texts, None, only_texts=bool(listed) and len(texts) == len(set(map(str, listed))))

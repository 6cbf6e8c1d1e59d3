"""Texts that are compared with what can never be them: a misspelt member makes a condition silently false.

This only looks at what is written: a text in quotation marks, or a tuple with one, on one side, and on the
other a choice, an index or a look-up whose values are known before anything is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.grounding.members import Members, flat
from certiplan.model.grounding.symbols import Symbol, Symbols
from certiplan.model.values import MISSING, FieldValue, Row, Value, show

_MOST_SHOWN = 8
_MOST_VALUES = 200_000


class _Values:
    """What something may be: distinct values in order; `complete` if the document itself lists them."""

    def __init__(self, values: Collection[FieldValue], *, complete: bool = True) -> None:
        self.values = dict.fromkeys(value.key if isinstance(value, Row) else value for value in values)
        self.rows = tuple(value for value in values if isinstance(value, Row))
        self.complete = complete


_Scope = Mapping[str, Callable[[], _Values | None]]


def _unknown() -> None:
    """What a name may be of which nothing is known."""


class MemberRemarks:
    """Finds the texts of expressions that are no member of what they are compared with.

    Args:
        symbols: with every set, parameter and variable entered.
    """

    def __init__(self, symbols: Symbols) -> None:
        self._symbols = symbols
        self._known: dict[str, _Values | None] = {}

    def of(
        self, ranges: tuple[s.Range, ...], expr: s.Expr, *, rows: Mapping[str, Collection[Row]] | None = None
    ) -> Iterator[ExpressionError]:
        """The remarks about an expression, and about the conditions of the ranges around it.

        Args:
            rows: names that stand for a row, each with all that it may be.
        """
        scope: _Scope = {name: partial(_Values, each) for name, each in (rows or {}).items()}
        for part in ranges:
            scope = self._bound(part, scope)
            for condition in part.conditions:
                yield from self._walk(condition, scope)
        yield from self._walk(expr, scope)

    def _walk(self, expr: s.Expr, scope: _Scope) -> Iterator[ExpressionError]:
        if isinstance(expr, s.Comprehension):
            for part in expr.ranges:
                yield from self._walk(part.source, scope)
                scope = self._bound(part, scope)
                for condition in part.conditions:
                    yield from self._walk(condition, scope)
            yield from self._walk(expr.element, scope)
            return
        if isinstance(expr, s.Compare):
            for position, relation in enumerate(expr.relations):
                left, right = expr.operands[position], expr.operands[position + 1]
                if relation in ("==", "!="):
                    yield from self._compared(left, (right,), scope)
                    yield from self._compared(right, (left,), scope)
                elif relation in ("in", "not in") and isinstance(right, s.TupleOf | s.ListOf):
                    yield from self._compared(left, right.items, scope)
        for child in s.children(expr):
            yield from self._walk(child, scope)

    def _compared(self, side: s.Expr, others: tuple[s.Expr, ...], scope: _Scope) -> Iterator[ExpressionError]:
        written = [(_literal(other), other.column) for other in others]
        if not any(value is not None for value, _ in written):
            return
        values = self._values(side, scope)
        for value, column in written:
            if value is None or values is None or not values.values or value in values.values:
                continue
            names = [show(known) for known in values.values]
            hint = nearest(show(value), names)
            # A table may well hold no row of a kind; what is nearly there is misspelt.
            if values.complete or hint is not None:
                more = ", …" if len(names) > _MOST_SHOWN else ""
                yield ExpressionError(
                    f"{show(value)!r} is never what it is compared with",
                    code="unknown-member",
                    column=column,
                    expected="one of " + ", ".join(names[:_MOST_SHOWN]) + more,
                    did_you_mean=hint,
                )

    # ------------------------------------------------------------ what an expression may be

    def _bound(self, part: s.Range, scope: _Scope) -> _Scope:
        """The scope with the indices of a range; what they may be is only looked up when it is asked for."""
        source = part.source
        if isinstance(part.target, str):
            return {**scope, part.target: lambda: self._members(source, scope)}
        found: dict[str, Callable[[], _Values | None]] = {}
        for place, name in enumerate(part.target):
            if isinstance(name, str):
                found[name] = partial(self._parts, source, scope, place)
            else:
                found.update(dict.fromkeys(s.names_of(name), _unknown))
        return {**scope, **found}

    def _parts(self, source: s.Expr, scope: _Scope, place: int) -> _Values | None:
        """What stands at one place of the tuples of a set."""
        members = self._members(source, scope)
        tuples = [] if members is None else [m for m in members.values if isinstance(m, tuple)]
        column = [m[place] for m in tuples if place < len(m)]
        return _Values(column) if column else None

    def _values(self, expr: s.Expr, scope: _Scope) -> _Values | None:
        match expr:
            case s.Name(name=name) if name in scope:
                return scope[name]()
            case s.Name(name=name):
                return self._named(name, family=False)
            case s.Index(base=s.Name(name=name)) if self._is_family(name, scope):
                return self._named(name, family=True)
            case s.Field(base=base, name=name):
                return self._field(self._values(base, scope), name)
            case s.Index(base=base, keys=(s.Text(value=name),)):
                return self._field(self._values(base, scope), name)
            case s.Call(function="first" | "last" | "next" | "prev", arguments=(source, *_)):
                return self._members(source, scope)
            case s.Conditional(then=then, otherwise=otherwise):
                return _both(self._values(then, scope), self._values(otherwise, scope))
            case _:
                return None

    def _is_family(self, name: str, scope: _Scope) -> bool:
        symbol = self._symbols.get(name)
        return name not in scope and symbol is not None and symbol.is_family

    def _members(self, source: s.Expr, scope: _Scope) -> _Values | None:
        """The members that a set may have."""
        match source:
            case s.Name(name=name) | s.Index(base=s.Name(name=name)) if name not in scope:
                symbol = self._symbols.get(name)
                is_family = isinstance(source, s.Index)
                if symbol is None or symbol.kind != "set" or symbol.is_family != is_family:
                    return None
                return self._named(name, family=is_family)
            case s.TupleOf(items=items) | s.ListOf(items=items):
                written = [_literal(item) for item in items]
                return None if None in written else _Values([value for value in written if value is not None])
            case s.Binary(operator="|", left=left, right=right):
                return _both(self._members(left, scope), self._members(right, scope))
            case s.Binary(operator="&", left=left):
                return self._members(left, scope)
            case s.Sum(terms=((1, first), *_)):
                return self._members(first, scope)
            case _:
                return None

    def _named(self, name: str, *, family: bool) -> _Values | None:
        """What a choice, a parameter or a set of the document may be, whatever its indices."""
        symbol = self._symbols.get(name)
        if symbol is None or symbol.faulty or symbol.is_family != family:
            return None
        if name not in self._known:
            self._known[name] = _entered(symbol)
        return self._known[name]

    @staticmethod
    def _field(base: _Values | None, name: str) -> _Values | None:
        if base is None or not base.rows or any(name not in row.table.columns for row in base.rows):
            return None
        fields = [field for row in base.rows if (field := row.field(name)) is not MISSING]
        return _Values(fields, complete=False)


def _entered(symbol: Symbol) -> _Values | None:
    found: list[FieldValue] = []
    for entry in symbol.entries.values():
        match symbol.kind:
            case "choice":
                found.extend(value for value, _ in entry.pairs)
            case "set" if isinstance(entry, Members):
                found.extend(entry.values)
            case "parameter" if symbol.is_family:
                found.append(entry)
            case _:
                return None
        if len(found) > _MOST_VALUES:
            return None
    return _Values(found)


def _both(one: _Values | None, two: _Values | None) -> _Values | None:
    if one is None or two is None:
        return None
    return _Values([*one.values, *two.values], complete=one.complete and two.complete)


def _literal(expr: s.Expr) -> Value | None:
    """A text, or a tuple with one, as it is written; None for anything else."""
    match expr:
        case s.Text(value=text):
            return text
        case s.TupleOf(items=items):
            parts = [part.value if isinstance(part, s.Number) else _literal(part) for part in items]
            if any(part is None for part in parts) or all(isinstance(part, s.Number) for part in items):
                return None
            return flat(tuple(part for part in parts if part is not None))
        case _:
            return None

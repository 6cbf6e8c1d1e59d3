"""The elements of a document as the compiler sees them: what a name stands for, and what its indices are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from certiplan.model import ir
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import (
    FAULTY,
    Cases,
    Code,
    Env,
    Family,
    GroundSpan,
    Logical,
    Numeric,
    Selection,
    Timed,
    known,
)
from certiplan.model.grounding.types import Type
from certiplan.model.values import Rational

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler

Key = Any
"""The indices of one element of a family: the bare value if there is one, else a flat tuple."""

FamilyKind = Literal["set", "parameter", "number", "truth", "choice", "interval", "definition"]


@dataclass(kw_only=True)
class Symbol:
    """One element.

    Attributes:
        kind: what its entries are: "number" and "truth" are decisions (columns), "choice" `Cases`,
            "interval" `GroundSpan`, "set" `Members`, "parameter" constants, "definition" anything.
        type: of one entry.
        index_types: one for each atom of its indices; empty for a scalar.
        usage: how it is written, for messages.
        entries: by key; a scalar has the one key ().
        compile_entry: for a definition: makes the code that reads the entry of a key.
    """

    name: str
    kind: FamilyKind
    type: Type
    index_types: tuple[Type, ...] = ()
    usage: str = ""
    entries: Mapping[Key, Any] = field(default_factory=dict)
    faulty: bool = False
    compile_entry: Callable[[Callable[[Env], Key]], Code] | None = None

    @property
    def is_family(self) -> bool:
        """Whether it needs indices."""
        return bool(self.index_types)


class Symbols:
    """All elements by name, entered in the order of their dependence.

    Attributes:
        units: the declared units by element.
    """

    def __init__(self, names: Iterable[str], units: Mapping[str, str | None]) -> None:
        self.units = units
        self._names = frozenset(names)
        self._symbols: dict[str, Symbol] = {}

    def enter(self, symbol: Symbol) -> None:
        """Add an element."""
        self._symbols[symbol.name] = symbol

    def has(self, name: str) -> bool:
        """Whether an element of the document bears this name."""
        return name in self._names

    def names(self) -> Iterable[str]:
        """The names of all elements."""
        return self._names

    def get(self, name: str) -> Symbol | None:
        """The element of this name, if it has been entered."""
        return self._symbols.get(name)

    def is_set(self, name: str) -> bool:
        """Whether an element of this name is a set."""
        symbol = self._symbols.get(name)
        return symbol is not None and symbol.kind == "set"

    def free_letter(self, name: str) -> str:
        """A short name for an index over a set, which no element bears."""
        letter = name[:1].lower()
        return letter if letter not in self._names else f"{letter}_"

    def usage(self, name: str) -> str | None:
        """How the element is written."""
        symbol = self._symbols.get(name)
        return f"`{symbol.usage}`" if symbol and symbol.usage else None

    def resolve(self, name: str, compiler: Compiler) -> Code | None:
        """The code of an element by itself, or None when there is none of this name."""
        symbol = self._symbols.get(name)
        if symbol is None:
            # An element that exists and was not entered is faulty: that has been reported where it stands.
            return FAULTY if self.has(name) else None
        if symbol.faulty:
            return FAULTY
        if symbol.is_family:
            return Family(name=name)
        return entry_code(symbol, lambda env: (), compiler)


def entry_code(
    symbol: Symbol,
    key: Callable[[Env], Key],
    compiler: Compiler,
    refusal: Callable[[Key], ExpressionError] | None = None,
) -> Code:
    """The code that reads the entry of an element.

    Args:
        key: computes the key.
        refusal: the error for a key that has no entry; without it every key must have one.
    """
    entries = symbol.entries
    builder = compiler.builder

    def column_of(env: Env) -> ir.ColumnId:
        found = key(env)
        try:
            column: ir.ColumnId = entries[found]
        except KeyError:
            raise (refusal(found) if refusal else AssertionError(found)) from None
        return column

    def emit_column(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        # The hottest line of all: one call less than through `column_of`.
        found = key(env)
        try:
            column = entries[found]
        except KeyError:
            raise (refusal(found) if refusal else AssertionError(found)) from None
        columns = accumulator.columns
        columns[column] = columns.get(column, 0) + scale

    def checked(env: Env) -> Key:
        found = key(env)
        if refusal is not None and found not in entries:
            raise refusal(found)
        return found

    match symbol.kind:
        case "set" | "parameter":
            if not symbol.is_family:
                return known(symbol.type, entries[()])
            raise AssertionError("families of constants are read by look-ups")
        case "number":
            return Numeric(emit=emit_column)
        case "truth":
            return Logical(node=lambda env: builder.literal(column_of(env)), emit=emit_column)
        case "choice":

            def cases(env: Env) -> Cases:
                found: Cases = entries[checked(env)]
                return found

            return Selection(type=symbol.type, cases=cases)
        case "interval":

            def span(env: Env) -> GroundSpan:
                found: GroundSpan = entries[checked(env)]
                return found

            return Timed(span=span)
        case "definition":
            assert symbol.compile_entry is not None
            return symbol.compile_entry(checked)

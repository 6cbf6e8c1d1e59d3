"""Static types: what an expression can be, as far as that is known before any index has a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from certiplan.model.values import FieldType, FieldValue, Row, Table

Kind: TypeAlias = Literal[
    "number", "boolean", "text", "date", "row", "tuple", "set", "interval", "list", "any", "unknown"
]


@dataclass(frozen=True, slots=True)
class Type:
    """A static type.

    Attributes:
        kind: "any" may be every constant kind (mixed members); "unknown" follows an error and is never
            reported again.
        table: of a row, its table.
        items: of a tuple, the types of its parts.
        member: of a set or list, the type of its members.
    """

    kind: Kind
    table: Table | None = None
    items: tuple[Type, ...] = ()
    member: Type | None = None

    @property
    def width(self) -> int:
        """How many atoms a value has when used as an index: tuples count their parts."""
        return sum(item.width for item in self.items) if self.kind == "tuple" else 1

    def __str__(self) -> str:
        match self.kind:
            case "row":
                return f"a row of {self.table.name if self.table else 'a table'}"
            case "tuple":
                return f"a tuple of {len(self.items)}"
            case "boolean":
                return "true or false"
            case "any" | "unknown":
                return "some value"
            case "interval":
                return "an interval"
            case _:
                return f"a {self.kind}"


NUMBER = Type("number")
BOOLEAN = Type("boolean")
TEXT = Type("text")
DATE = Type("date")
INTERVAL = Type("interval")
ANY = Type("any")
UNKNOWN = Type("unknown")


def row_of(table: Table) -> Type:
    """The type of the rows of a table."""
    return Type("row", table=table)


def set_of(member: Type) -> Type:
    """The type of sets of such members."""
    return Type("set", member=member)


def tuple_of(items: Iterable[Type]) -> Type:
    """The type of tuples of these parts."""
    return Type("tuple", items=tuple(items))


def type_of(value: FieldValue) -> Type:
    """The type of a constant."""
    match value:
        case bool():
            return BOOLEAN
        case int() | Fraction():
            return NUMBER
        case str():
            return TEXT
        case dt.date():
            return DATE
        case Row():
            return row_of(value.table)
        case tuple():
            return tuple_of(type_of(part) for part in value)
        case _:
            return ANY


def common(types: Iterable[Type]) -> Type:
    """The type that all of these have, or "any"; of none, "any"."""
    found: Type | None = None
    for candidate in types:
        if candidate.kind == "unknown" or found == candidate:
            continue
        if found is None:
            found = candidate
        elif found.kind == candidate.kind == "tuple" and len(found.items) == len(candidate.items):
            found = tuple_of(common(pair) for pair in zip(found.items, candidate.items, strict=True))
        else:
            return ANY
    return found or ANY


def field_type(kind: FieldType) -> Type:
    """The type of the fields of a column."""
    match kind:
        case "number" | "time":
            return NUMBER
        case "text":
            return TEXT
        case "bool":
            return BOOLEAN
        case "date":
            return DATE
        case "list":
            return Type("list", member=TEXT)


def comparable(left: Type, right: Type) -> bool:
    """Whether `==` between them can ever hold."""
    loose = ("any", "unknown")
    if left.kind in loose or right.kind in loose or left.kind == right.kind:
        return True
    pair = {left.kind, right.kind}
    if pair == {"number", "boolean"}:
        return True
    if "row" in pair:
        row = left if left.kind == "row" else right
        return row.table is not None and row.table.key is not None
    return False

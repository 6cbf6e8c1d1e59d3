"""What constants are: exact numbers, texts, truth values, dates, rows of tables, and tuples of these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, TypeAlias, Union, final

Rational: TypeAlias = int | Fraction
FieldType = Literal["number", "text", "bool", "date", "time", "list"]


@final
class Missing:
    """The value of an empty field; there is one, `MISSING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
Value: TypeAlias = Union[int, Fraction, str, bool, dt.date, "Row", tuple["Value", ...]]
FieldValue: TypeAlias = Value | Missing


def whole(value: Fraction | int) -> Rational:
    """The same number, as an int where it is whole."""
    if type(value) is Fraction and value.denominator == 1:
        return value.numerator
    return value


class Table:
    """Named columns of equal length.

    Args:
        name: how rows are printed and missing fields reported.
        columns: values by column name; lists of texts are tuples.
        key: the column that identifies a row; its values are then distinct and none is missing.
    """

    __slots__ = ("_length", "_rows", "columns", "key", "name", "types")

    def __init__(
        self,
        name: str,
        columns: Mapping[str, Sequence[FieldValue]],
        types: Mapping[str, FieldType],
        key: str | None = None,
    ) -> None:
        self.name = name
        self.columns = columns
        self.types = types
        self.key = key
        self._length = len(next(iter(columns.values()))) if columns else 0
        self._rows: tuple[Row, ...] | None = None

    def __len__(self) -> int:
        return self._length

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows; made when first asked for, since tables that only hold parameters need none."""
        if self._rows is None:
            self._rows = tuple([Row(self, position) for position in range(self._length)])
        return self._rows


class Row:
    """One row of a table.

    Without a key a row equals only itself. With one, it equals its key and hashes like it, so that a row
    and its key find the same entry of a mapping.
    """

    __slots__ = ("_hash", "key", "position", "table")

    def __init__(self, table: Table, position: int) -> None:
        self.table = table
        self.position = position
        self.key: FieldValue = MISSING if table.key is None else table.columns[table.key][position]
        self._hash = hash((id(table), position)) if table.key is None else hash(self.key)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Row):
            if other.table is not self.table:
                return (
                    self.key is not MISSING and self.key == other.key and self.table.name == other.table.name
                )
            return self.position == other.position
        return self.key is not MISSING and self.key == other

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"{self.table.name}[{self.position + 1}]"

    def field(self, name: str) -> FieldValue:
        """The value in the named column, which exists."""
        return self.table.columns[name][self.position]


def show(value: FieldValue) -> str:
    """A value as people and JSON keys see it: rows by their key, numbers as decimals where they are."""
    kind = type(value)
    if kind is str or kind is int:
        return str(value)
    match value:
        case Row():
            return repr(value) if value.key is MISSING else show(value.key)
        case bool():
            return str(value)
        case Fraction():
            return show_rational(value)
        case tuple():
            return ",".join([show(part) for part in value])
        case dt.date():
            return value.isoformat()
        case Missing():
            return "missing"
        case _:
            return str(value)


def show_rational(value: Rational) -> str:
    """A number as a decimal if it has a short one, else as a fraction: `0.7`, `1/3`."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    digits = 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        digits = max(digits, power)
    if rest != 1 or digits > 18:
        return f"{value.numerator}/{value.denominator}"
    scaled = abs(value.numerator) * 10**digits // value.denominator
    head, tail = divmod(scaled, 10**digits)
    return f"{'-' if value < 0 else ''}{head}.{tail:0{digits}d}"


NEARLY = Fraction(1, 1_000_000)
"""How far from a whole number, relative to its size, a solver's real may lie and still be meant to be it."""
_HALF_A_CENT = Fraction(1, 200)
_LONGEST_NUMBER = 12
_LARGEST_DENOMINATOR = 12
"""Beyond it nobody recognizes a fraction: 72133/9542 is 7.55953 to a reader."""


def show_number(value: Rational, *, digits: int = 6, fractions: bool = True) -> str:
    """A number as people read it in a plan: exact where that is short, else to so many significant digits.

    What stands before the point is kept, and two places after it: 1234567.89, not 1.23457e+06.
    A solver's real that lies within its tolerance of a whole number is shown as that: 9.46e-09 is 0.

    Args:
        value: the number.
        digits: how many where it is not exact.
        fractions: whether 18/7 is a form that people read; else it is 2.57143.
    """
    exact = Fraction(value)
    text = show_rational(exact)
    is_read_as_fraction = fractions and exact.denominator <= _LARGEST_DENOMINATOR
    if len(text) <= _LONGEST_NUMBER and (is_read_as_fraction or "/" not in text):
        return text
    nearest = round(exact)
    tolerance: Fraction = NEARLY * max(1, abs(nearest))
    if abs(exact - nearest) <= min(tolerance, _HALF_A_CENT):
        return str(nearest)
    if abs(exact) < 1:
        return f"{float(exact):.{digits}g}"
    places = max(2, digits - len(str(abs(int(exact)))))
    return show_rational(round(exact, places))


def without_dust(value: Rational) -> Rational:
    """The whole number that a solver's real is meant to be, within its tolerance, else the real itself."""
    nearest = round(value)
    return nearest if abs(Fraction(value) - nearest) < NEARLY else value


def kind_of(value: FieldValue) -> str:
    """What a value is, in words for messages."""
    match value:
        case bool():
            return "a truth value"
        case int() | Fraction():
            return "a number"
        case str():
            return "a text"
        case dt.date():
            return "a date"
        case Row():
            return f"a row of {value.table.name}"
        case tuple():
            return "a tuple"
        case _:
            return "missing"

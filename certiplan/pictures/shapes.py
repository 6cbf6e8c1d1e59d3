"""What can be drawn, as data. A domain fills these in; `html` and `terminal` draw them, each in its own way.

Texts are plain text. Whatever they hold, they are shown as they are: nothing in them becomes markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of a day: what it is ("lunch"), what exactly, a remark, and what it costs as text."""

    label: str
    text: str
    note: str = ""
    amount: str = ""


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of an itinerary."""

    title: str
    entries: tuple[Entry, ...]
    amount: str = ""


@dataclass(frozen=True, kw_only=True)
class Days:
    """An itinerary, day by day."""

    title: str
    days: tuple[Day, ...]


@dataclass(frozen=True, kw_only=True)
class StackPart:
    """A part of a sum; `amount` is not negative, `shown` is how it is written."""

    label: str
    amount: float
    shown: str


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A sum as a bar of its parts, against a limit if there is one.

    Attributes:
        total: how the sum is written.
        limit: the limit, in the unit of the parts; the title says it.
        notes: sentences about the sum.
    """

    title: str
    parts: tuple[StackPart, ...]
    total: str
    limit: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Something that takes time: its lane, when, and the group whose colour it has."""

    lane: str
    label: str
    start: float
    end: float
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Gantt:
    """A schedule: lanes from top to bottom in the order given, time from left to right.

    Attributes:
        unit: of time, such as "hours"; empty where it has none.
        ticks: how moments are written, where a number would say little: moment and text.
    """

    title: str
    lanes: tuple[str, ...]
    bars: tuple[Bar, ...]
    unit: str = ""
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point on a map; x grows to the right (the longitude), y upwards (the latitude)."""

    name: str
    x: float
    y: float
    note: str = ""
    depot: bool = False


@dataclass(frozen=True, kw_only=True)
class Route:
    """A way through places, by their names, in order."""

    name: str
    stops: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RouteMap:
    """Routes on a map. `geographic` places are degrees of longitude and latitude."""

    title: str
    places: tuple[Place, ...]
    routes: tuple[Route, ...]
    geographic: bool = False


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Who does what: cells by row and column; what is missing is empty."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], str]


@dataclass(frozen=True, kw_only=True)
class FrontPoint:
    """A plan that nothing beats in both numbers; `chosen` marks the one that is shown elsewhere."""

    x: float
    y: float
    label: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Front:
    """What one number costs in the other."""

    title: str
    x_label: str
    y_label: str
    points: tuple[FrontPoint, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of texts; columns of numbers are aligned to the right."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


CheckState: TypeAlias = Literal["met", "not met", "clash", "assumed"]


@dataclass(frozen=True, kw_only=True)
class Check:
    """A wish and what became of it; the quote is the person's own words."""

    state: CheckState
    label: str
    shown_by: str = ""
    quote: str = ""


@dataclass(frozen=True, kw_only=True)
class Checks:
    """Wishes and what became of them."""

    title: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something that can be chosen by its number."""

    number: int
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What can be chosen, best first."""

    title: str
    choices: tuple[Choice, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Words:
    """Sentences; a title is not needed."""

    paragraphs: tuple[str, ...]
    title: str = ""


Picture: TypeAlias = Days | Stack | Gantt | RouteMap | Matrix | Front | Table | Checks | Choices | Words


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole page: what it is about, a line under it, the pictures in order, and small print."""

    title: str
    subtitle: str = ""
    pictures: tuple[Picture, ...] = ()
    small_print: tuple[str, ...] = ()
    verdict: Literal["plan", "conflict", "question", "unknown"] = "plan"

"""What a report says, apart from how it is shown: tables and sentences, all as texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of texts.

    Attributes:
        name: for files and anchors, such as "outcomes".
        title: above the table.
        columns: the heads; the first column is of words, the others of numbers unless in `words`.
        rows: as many texts as there are columns in each.
        words: the heads of further columns of words.
        cases: the head of the column that names cases, which pages show; "" without one.
        note: below the table.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[str, ...] = ()
    cases: str = ""
    note: str = ""

    def is_number(self, position: int) -> bool:
        """Whether the column at a position is of numbers."""
        return position > 0 and self.columns[position] not in self.words


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report: a title, what was run, and tables.

    Attributes:
        facts: what was run, as pairs of a name and a text.
        remarks: what to keep in mind, a sentence each.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    tables: tuple[Table, ...] = field(default=())


Rows: TypeAlias = Sequence[Sequence[str]]


def table(
    name: str,
    title: str,
    columns: Sequence[str],
    rows: Rows,
    *,
    words: Sequence[str] = (),
    cases: str = "",
    note: str = "",
) -> Table:
    """A table, from sequences."""
    assert all(len(row) == len(columns) for row in rows), f"{name}: a row does not fit"
    return Table(
        name=name,
        title=title,
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in rows),
        words=tuple(words),
        cases=cases,
        note=note,
    )


def percent(share: object) -> str:
    """A share as a percentage with one digit after the point; "–" where there is none."""
    return f"{100 * share:.1f}%" if isinstance(share, float | int) else "–"


def words_of(name: str) -> str:
    """The name of a metric as words."""
    return name.replace("_", " ")


def seconds(value: float | None) -> str:
    """A time; "–" where there is none."""
    return "–" if value is None else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def dollars(value: float | None) -> str:
    """A cost; "unknown" where the price of a model is not known."""
    return "unknown" if value is None else f"${value:.4f}" if 0 < value < 0.1 else f"${value:.2f}"

"""What a language model sees of a table: the header and a few rows, as CSV, with long cells cut."""

from __future__ import annotations

import csv
import io

from certiplan.model.values import MISSING, FieldType, FieldValue, Table, show_rational

_ROWS = 4
_LONGEST_CELL = 60


def shown_rows(table: Table, rows: int = _ROWS) -> str:
    """The first rows as CSV text. Line breaks within cells become blanks, so that a cell stays a cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for position in range(min(rows, len(table))):
        writer.writerow(
            [_cell(values[position], table.types.get(name)) for name, values in table.columns.items()]
        )
    return text.getvalue()


def _cell(value: FieldValue, field_type: FieldType | None) -> str:
    if value is MISSING:
        return ""
    if isinstance(value, int) and field_type == "time":
        return f"{value // 60:02d}:{value % 60:02d}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if field_type == "number" and not isinstance(value, str | tuple):
        return show_rational(value)  # type: ignore[arg-type]
    shown = " ".join(
        ("; ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)).split()
    )
    return shown if len(shown) <= _LONGEST_CELL else shown[:_LONGEST_CELL] + "…"

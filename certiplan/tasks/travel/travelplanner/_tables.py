"""Reading CSV and JSONL files so that whatever is wrong is reported by file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from certiplan.errors import DataError

# What pandas reads as missing: the benchmark drops rows with such a field, and so must we.
MISSING = frozenset(
    {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"}
    | {"N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}
)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; DataError names the line of the first byte that is not UTF-8."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("this file is missing; is the data directory complete?", path=path) from error
    except OSError as error:
        raise DataError(f"this file cannot be read: {error.strerror}", path=path) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = raw[error.start]
        raise DataError(f"expected UTF-8 text, found the byte 0x{found:02X}", path=path, line=line) from error


def read_table(path: Path, columns: Sequence[str], *, required: Sequence[str] | None = None) -> Iterator[Row]:
    """Yield (line, values of `columns`) for each complete row of a CSV file with a header.

    Args:
        path: the file.
        columns: at least two names that the header must hold.
        required: a row in which one of these columns is empty is left out; None stands for every
            column of the file, asked for or not, as in the benchmark's own tools.

    Raises:
        DataError: the file cannot be read, lacks a column, or holds a row of another width than its header.
    """
    text = read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = next(reader, [])
        for name in (*columns, *(required or ())):
            if name not in header:
                raise DataError(
                    f"expected a column {name!r}, found {', '.join(map(repr, header)) or 'an empty file'}",
                    path=path,
                    line=1,
                )
        pick = itemgetter(*map(header.index, columns))
        judged = None if required is None else [header.index(name) for name in required]
        width = len(header)
        line = reader.line_num + 1
        for row in reader:
            if row:
                if len(row) != width:
                    raise DataError(f"expected {width} fields, found {len(row)}", path=path, line=line)
                if MISSING.isdisjoint(row if judged is None else [row[k] for k in judged]):
                    yield line, pick(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            f"expected a CSV row: {error}; is a quote left open?", path=path, line=line
        ) from error


Row = tuple[int, tuple[str, ...]]


def whole_number(text: str, column: str, *, at_least: int = 0) -> int:
    """The value of "131" or "131.0"; ValueError says what was expected."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not value.is_integer() or value < at_least:
        raise ValueError(f"{column}: expected a whole number of at least {at_least}, found {text!r}")
    return int(value)


def decimal_number(text: str, column: str) -> float:
    """A finite decimal number; ValueError says what was expected."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value - value != 0:
        raise ValueError(f"{column}: expected a number, found {text!r}")
    return value

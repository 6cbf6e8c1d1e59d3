"""Reads the files of tables: CSV, JSON lines and Parquet, in the document's folder and never outside it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from certiplan.errors import DataError
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.parser import exact_number

MAX_BYTES = 200_000_000
_PORTION = 1000
MAX_PARQUET_BYTES = 2_000_000_000


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """Columns as read.

    Attributes:
        textual: whether every field is a text, "" where it is empty.
        path: the file, if there is one.
        line_of: the line in the file at which a row, counted from 0, begins.
    """

    columns: dict[str, Sequence[object]]
    textual: bool
    path: Path | None = None
    line_of: Callable[[int], int | None] = lambda row: None


def locate(file: str, directory: Path | None) -> Path:
    """The path of a file that a document names, which must lie in the document's folder or below.

    Raises:
        ExpressionError: code `bad-path`, or `file-not-found` with the nearest name.
    """
    pure = PurePosixPath(file)
    windows = PureWindowsPath(file)
    outside = pure.is_absolute() or windows.drive or windows.root or ".." in windows.parts or "\0" in file
    if outside or not file.strip():
        raise ExpressionError(
            f"the file {file!r} is not in the document's folder",
            code="bad-path",
            expected="the name of a file beside the document, without `..` and not absolute",
        )
    if directory is None:
        raise ExpressionError(
            f"the file {file!r} cannot be found: this document has no folder of its own",
            code="bad-path",
            expected="a document read from a file, or the table passed in by name",
        )
    path = directory / pure
    try:
        inside = path.resolve().is_relative_to(directory.resolve())
        found = inside and path.is_file()
    except OSError as error:
        raise ExpressionError(
            f"the file {file!r} cannot be opened: {error.strerror}", code="bad-path"
        ) from error
    if not inside:
        raise ExpressionError(
            f"the file {file!r} is a link that leads out of the document's folder", code="bad-path"
        )
    if not found:
        names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = nearest(path.name, sorted(names))
        raise ExpressionError(
            f"there is no file {file!r} beside the document",
            code="file-not-found",
            expected=f"a file in {directory}",
            did_you_mean=str(pure.parent / hint) if hint else None,
        )
    return path


def read_file(path: Path) -> RawTable:
    """The columns of a CSV, JSON lines or Parquet file.

    Raises:
        DataError: naming the line where there is one to name.
    """
    readers = {".csv": _read_csv, ".jsonl": _read_lines, ".ndjson": _read_lines, ".json": _read_lines}
    suffix = path.suffix.lower()
    if suffix not in (*readers, ".parquet"):
        raise DataError(
            "this is not a kind of table that can be read: use .csv, .jsonl or .parquet", path=path
        )
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                f"the file has {size:,} bytes; at most {MAX_BYTES:,} can be read: keep only the rows and "
                "columns that the model needs",
                path=path,
            )
        if suffix == ".parquet":
            return _read_parquet(path)
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"the file cannot be read: {error.strerror}", path=path) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"byte {error.start} is not UTF-8: save the file as UTF-8", path=path, line=line
        ) from error
    return readers[suffix](path, text)


def _read_csv(path: Path, text: str) -> RawTable:
    columns = _unquoted_csv(text) or _any_csv(path, text)
    return RawTable(columns=columns, textual=True, path=path, line_of=lambda row: _csv_line(text, row))


def _unquoted_csv(text: str) -> dict[str, Sequence[object]] | None:
    """The columns of a text without quotation marks, as `_any_csv` reads them and three times as fast.

    None for every other text, and for all that may be wrong: `_any_csv` says what and where.
    """
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line]
    if '"' in text or not lines or max(map(len, lines)) > csv.field_size_limit():
        return None
    commas = lines[0].count(",")
    if any("\r" in line or line.count(",") != commas for line in lines):
        return None
    width = commas + 1
    fields = ",".join(lines).split(",")
    columns: dict[str, Sequence[object]] = {
        name: fields[width + place :: width] for place, name in enumerate(fields[:width])
    }
    return columns if len(columns) == width else None


def _any_csv(path: Path, text: str) -> dict[str, Sequence[object]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next((row for row in reader if row), None)
        if header is None:
            raise DataError("the file is empty: its first line names the columns", path=path, line=1)
        _refuse_twins(header, path, reader.line_num)
        width = len(header)
        columns: list[list[str]] = [[] for _ in header]
        # In portions: hundreds of thousands of short-lived lists at once would keep the collector busy.
        while read := list(islice(reader, _PORTION)):
            portion = [row for row in read if row]
            if any(len(row) != width for row in portion):
                _refuse_width(path, text, width)
            for place, fields in enumerate(zip(*portion, strict=True)):
                columns[place].extend(fields)
    except csv.Error as error:
        raise DataError(f"this is not CSV: {error}", path=path, line=reader.line_num) from error
    return dict(zip(header, columns, strict=True))


def _refuse_width(path: Path, text: str, width: int) -> None:
    """Name the first row that is shorter or longer than the header."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for row in reader:
        if row and len(row) != width:
            why = "some are missing" if len(row) < width else "is a comma not in quotation marks?"
            raise DataError(
                f"the row has {len(row)} fields, the header {width}: {why}", path=path, line=reader.line_num
            )


def _csv_line(text: str, wanted: int) -> int | None:
    """Where a row of data begins: only looked up when there is something wrong with it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    count, before = -2, 0
    for row in reader:
        count += bool(row)
        if count == wanted and row:
            return before + 1
        before = reader.line_num
    return None


def _read_lines(path: Path, text: str) -> RawTable:
    entries: list[tuple[int | None, Any]]
    if path.suffix.lower() == ".json" and text.lstrip().startswith("["):
        entries = [(None, entry) for entry in _json(text, path, None)]
    else:
        # Not splitlines: a JSON text may hold other line separators than \n.
        numbered = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        entries = [(number, _json(line, path, number)) for number, line in numbered]
    for number, entry in entries:
        if not isinstance(entry, dict):
            raise DataError('this is not an object such as {"name": 3}', path=path, line=number)
    lines = [number for number, _ in entries]
    return RawTable(
        columns=transposed([entry for _, entry in entries]),
        textual=False,
        path=path,
        line_of=lines.__getitem__,
    )


def transposed(records: Sequence[Mapping[str, object]]) -> dict[str, Sequence[object]]:
    """Columns from records; a field that a record lacks is empty."""
    names = dict.fromkeys(name for record in records for name in record)
    return {name: [record.get(name) for record in records] for name in names}


def _json(text: str, path: Path, line: int | None) -> Any:
    def refuse(name: str) -> None:
        raise DataError(f"{name} is not a number of JSON", path=path, line=line)

    try:
        return json.loads(text, parse_float=exact_number_of_json, parse_constant=refuse)
    except json.JSONDecodeError as error:
        at = error.lineno if line is None else line
        raise DataError(f"this is not JSON: {error.msg}", path=path, line=at) from error
    except ExpressionError as error:
        raise DataError(error.message, path=path, line=line) from error
    except (RecursionError, ValueError) as error:
        raise DataError(
            "this is nested too deeply or holds too long a number", path=path, line=line
        ) from error


def exact_number_of_json(literal: str) -> int | Fraction:
    """The exact value of a JSON number."""
    return -exact_number(literal[1:]) if literal.startswith("-") else exact_number(literal)


def _read_parquet(path: Path) -> RawTable:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise DataError(
            "Parquet files need pyarrow: pip install 'certiplan[parquet]', or save the table as CSV",
            path=path,
        ) from error
    try:
        with pq.ParquetFile(path) as file:
            groups = range(file.metadata.num_row_groups)
            size = sum(file.metadata.row_group(group).total_byte_size for group in groups)
            if size > MAX_PARQUET_BYTES:
                raise DataError(
                    f"the table has {size:,} bytes; at most {MAX_PARQUET_BYTES:,} can be read", path=path
                )
            names = file.schema_arrow.names
            _refuse_twins(names, path, None)
            columns = {
                name: column.to_pylist() for name, column in zip(names, file.read().columns, strict=True)
            }
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"this is not a Parquet file that can be read: {error}", path=path) from error
    return RawTable(columns=columns, textual=False, path=path)


def _refuse_twins(names: Sequence[str], path: Path, line: int | None) -> None:
    twins = [name for position, name in enumerate(names) if name in names[:position]]
    if twins:
        raise DataError(f"the column {twins[0]!r} stands there twice", path=path, line=line)

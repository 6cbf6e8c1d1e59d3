"""The tables of a document: from files, inline rows, or what the application passes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from certiplan.errors import DataError
from certiplan.model.collector import collector_paused
from certiplan.model.columns import WORDS, Column, Misfit, column_of_texts, column_of_values
from certiplan.model.diagnostics import Diagnostic, ExpressionError, Severity, nearest
from certiplan.model.document import TableData, line_of
from certiplan.model.table_files import RawTable, locate, read_file, transposed
from certiplan.model.values import MISSING, FieldType, FieldValue, Table, show

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def load_tables(
    tables: Mapping[str, TableData],
    *,
    directory: Path | None,
    given: Mapping[str, Table | Sequence[Mapping[str, object]]],
    lines: Mapping[tuple[str, ...], int] | None = None,
) -> tuple[dict[str, Table], tuple[Diagnostic, ...]]:
    """Every table of a document that can be built, and what is wrong with the others.

    Args:
        tables: what the document says about its tables.
        directory: the document's folder, beside which its files lie; None if it came from no file.
        given: tables that the application passes in; they replace the document's of the same name, whose
            `rename`, `types` and `key` apply to them too.
        lines: where the document's entries begin, for the findings.

    Raises:
        DataError: for a file that is there and cannot be read: path and line.
    """
    found: dict[str, Table] = {}
    findings: list[Diagnostic] = []
    for name, data in tables.items():
        builder = _Builder(name, data, lines or {})
        table = builder.build(directory, given.get(name))
        findings.extend(builder.findings)
        if table is not None:
            found[name] = table
    for name in given:
        if name not in tables:
            hint = nearest(name, tables)
            message = "the document has no table of this name, so what was passed in is not used"
            fault = ExpressionError(message, code="unused-table", did_you_mean=hint)
            findings.append(fault.at(f"data.{name}", severity="warning"))
    return found, tuple(findings)


def table_from_rows(
    name: str, rows: Sequence[Mapping[str, object] | DataclassInstance], key: str | None = None
) -> Table:
    """A table from an application's records; a field that a record lacks is missing.

    Args:
        name: how rows without a key are printed.
        rows: mappings or dataclass instances. Floats count as the decimal that they are printed as.
        key: the column that identifies a row.

    Raises:
        DataError: for fields that no column can hold, or a key that is not distinct.
    """
    builder = _Builder(name, TableData(columns=[], key=key), {})
    table = builder.finish(RawTable(columns=transposed([_record(row) for row in rows]), textual=False))
    if table is None:
        raise DataError("; ".join(f"{f.element}: {f.message}" for f in builder.findings))
    return table


def _record(row: Mapping[str, object] | DataclassInstance) -> Mapping[str, object]:
    if is_dataclass(row):
        return {field.name: getattr(row, field.name) for field in dataclass_fields(row)}
    assert isinstance(row, Mapping)
    return row


class _Builder:
    """Builds one table; what is wrong with it ends up in `findings`."""

    def __init__(self, name: str, data: TableData, lines: Mapping[tuple[str, ...], int]) -> None:
        self._name = name
        self._data = data
        self._lines = lines
        self.findings: list[Diagnostic] = []

    def _report(
        self,
        part: Iterable[str],
        fault: ExpressionError,
        severity: Severity = "error",
        *,
        row: int | None = None,
    ) -> None:
        """Add a finding; the line is that of a row that stands in the document, where one is to blame."""
        path = ("data", self._name, *part)
        inline = row is not None and self._data.rows is not None
        line = line_of(("data", self._name, "rows", str(row)) if inline else path, self._lines)
        self.findings.append(fault.at(".".join(path), line=line, severity=severity))

    def build(
        self, directory: Path | None, given: Table | Sequence[Mapping[str, object]] | None
    ) -> Table | None:
        """The table, or None after an error."""
        data = self._data
        if isinstance(given, Table):
            if not data.rename and not data.types and data.key in (None, given.key):
                return given
            raw = RawTable(columns=dict(given.columns), textual=False)
            return self.finish(raw, types=given.types, key=given.key, passed=True)
        if given is not None:
            columns = transposed([_record(row) for row in given])
            if not given:
                names = data.columns or [*data.rename, *data.types]
                columns = dict.fromkeys(names, ())
            return self.finish(RawTable(columns=columns, textual=False), passed=True)
        if data.file is not None:
            try:
                path = locate(data.file, directory)
            except ExpressionError as fault:
                self._report(("file",), fault)
                return None
            with collector_paused():
                return self.finish(read_file(path))
        return self.finish(self._inline())

    def _inline(self) -> RawTable:
        names, rows = self._data.columns or [], self._data.rows or []
        twins = sorted({name for name in names if names.count(name) > 1})
        if twins:
            fault = ExpressionError(f"the column {twins[0]!r} stands there twice", code="duplicate-name")
            self._report(("columns",), fault)
        sound = []
        for position, row in enumerate(rows, 1):
            if len(row) == len(names):
                sound.append(row)
                continue
            self._report(
                ("rows",),
                ExpressionError(
                    f"row {position} has {len(row)} fields, but there are {len(names)} columns",
                    code="bad-row",
                    expected=", ".join(names),
                ),
                row=position,
            )
        columns: dict[str, Sequence[object]] = {
            name: [row[place] for row in sound] for place, name in enumerate(names)
        }
        return RawTable(columns=columns, textual=False)

    def finish(
        self,
        raw: RawTable,
        *,
        types: Mapping[str, FieldType] | None = None,
        key: str | None = None,
        passed: bool = False,
    ) -> Table | None:
        """The table of raw columns, renamed and typed as the document says.

        Args:
            types: the types of columns that have them already.
            key: the key column unless the document names another.
            passed: whether the application made the columns; it may have renamed them already.
        """
        columns, origins = self._renamed(raw.columns, passed=passed)
        for name in self._data.types:
            if name not in columns:
                self._unknown("types", name, columns)
        typed: dict[str, Sequence[FieldValue]] = {}
        known: dict[str, FieldType] = {}
        for name, fields in columns.items():
            wanted = self._data.types.get(name) or (types or {}).get(origins[name])
            column = _column(fields, wanted, textual=raw.textual)
            if isinstance(column, Misfit):
                self._misfit(name, column, raw)
                continue
            typed[name] = column.values
            if column.type is not None:
                known[name] = column.type
        key = self._key(self._data.key or key, typed, columns, raw)
        if any(finding.severity == "error" for finding in self.findings):
            return None
        return Table(self._name, typed, known, key)

    def _renamed(
        self, columns: Mapping[str, Sequence[object]], *, passed: bool
    ) -> tuple[dict[str, Sequence[object]], dict[str, str]]:
        """The columns under their new names, and the old name of each."""
        new_names: dict[str, str] = {}
        for new, old in self._data.rename.items():
            if old in columns:
                new_names[old] = new
            elif not (passed and new in columns):
                self._unknown("rename", old, columns)
        renamed: dict[str, Sequence[object]] = {}
        origins: dict[str, str] = {}
        for old, fields in columns.items():
            name = new_names.get(old, old)
            if name in renamed:
                message = f"two columns would be called {name!r}: {origins[name]!r} and {old!r}"
                self._report(("rename",), ExpressionError(message, code="duplicate-name"))
            renamed[name] = fields
            origins[name] = old
        return renamed, origins

    def _key(
        self,
        key: str | None,
        typed: Mapping[str, Sequence[FieldValue]],
        columns: Mapping[str, object],
        raw: RawTable,
    ) -> str | None:
        if key is None or key in columns.keys() - typed.keys():
            return key
        if key not in typed:
            self._unknown("key", key, columns)
            return None
        values = typed[key]
        if MISSING in values:
            message = f"{_place(values.index(MISSING), raw)} has no {key!r}, which identifies the row"
            self._report(("key",), ExpressionError(message, code="bad-key", expected="a column without gaps"))
        first: dict[FieldValue, int] = {}
        for position, value in enumerate(values):
            if first.setdefault(value, position) != position and value is not MISSING:
                here, there = _place(position, raw), _place(first[value], raw)
                message = f"{here} has the same {key!r} as {there}: {show(value)}"
                fault = ExpressionError(message, code="bad-key", expected="a column of distinct values")
                self._report(("key",), fault)
                break
        return key

    def _misfit(self, name: str, misfit: Misfit, raw: RawTable) -> None:
        shown = repr(misfit.field)
        said = name in self._data.types
        fault = ExpressionError(
            f"{_place(misfit.position, raw)}, column {name!r}: "
            f"{shown if len(shown) <= 60 else shown[:57] + '...'} is not {WORDS[misfit.type]}",
            code="type-mismatch",
            expected=None if said else f"fields of one type, or `types: {{{name}: …}}`",
        )
        self._report(("types", name) if said else ("rows",), fault, row=misfit.position + 1)

    def _unknown(self, part: str, name: str, columns: Mapping[str, object]) -> None:
        fault = ExpressionError(
            f"there is no column {name!r}",
            code="unknown-name",
            expected=("one of " + ", ".join(columns)) if columns else "a table with columns",
            did_you_mean=nearest(name, columns),
        )
        self._report((part,), fault)


def _column(fields: Sequence[object], type_: FieldType | None, *, textual: bool) -> Column | Misfit:
    if textual:
        return column_of_texts(cast(Sequence[str], fields), type_)
    return column_of_values(fields, type_)


def _place(position: int, raw: RawTable) -> str:
    """A row as messages name it, with its line in the file where it has one."""
    line = raw.line_of(position)
    if raw.path is None:
        return f"row {position + 1}"
    return f"row {position + 1} of {raw.path.name}" + ("" if line is None else f" (line {line})")

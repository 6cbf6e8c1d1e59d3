"""From a file, a text or plain data to elements and tables: the whole way, with every finding at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from certiplan.errors import DataError, DocumentError, UsageError
from certiplan.model.dependencies import computes, usable_part
from certiplan.model.diagnostics import Diagnostic, ExpressionError, has_errors, nearest, ordered
from certiplan.model.document_reading import Reading, read_data
from certiplan.model.elements import Elements
from certiplan.model.patches import patched_data
from certiplan.model.python_data import plain_data
from certiplan.model.scalars import as_number, scalar_value
from certiplan.model.table_files import locate
from certiplan.model.tables import load_tables
from certiplan.model.values import Table
from certiplan.model.yaml_text import MAX_CHARACTERS, Data, TextError, parse_text

Source: TypeAlias = Path | str | Mapping[str, object]
GivenTables: TypeAlias = Mapping[str, Table | Sequence[Mapping[str, object]]]
Lines: TypeAlias = Mapping[tuple[str, ...], int]

MAX_BASES = 8


@dataclass(frozen=True, kw_only=True)
class LoadedDocument:
    """A document without errors.

    Attributes:
        elements: with every expression parsed.
        tables: by name, as the document and the application gave them.
        data: the whole document as plain data, with its base and the values that were set.
        diagnostics: warnings and notes.
        path: the file it was read from, if there was one.
        answered: how the document asks for those of its parameters that were set to a value.
    """

    elements: Elements
    tables: Mapping[str, Table]
    data: Data
    diagnostics: tuple[Diagnostic, ...]
    path: Path | None = None
    answered: Mapping[str, Data] = field(default_factory=dict)


def load_elements(
    source: Source,
    *,
    tables: GivenTables | None = None,
    set_values: Mapping[str, str | int | float | Fraction] | None = None,
) -> LoadedDocument:
    """Read a model document with its tables.

    Args:
        source: the path of a YAML or JSON file; or the document itself, as a text of several lines or one
            that begins with a brace, or as plain data.
        tables: tables that replace the document's of the same name.
        set_values: new values of scalar parameters by name, as `--set name=value` gives them.

    Raises:
        DocumentError: with every finding.
        DataError: for a table's file that cannot be read.
        UsageError: for a file that is missing, too large or not UTF-8, and for values of unknown parameters.
    """
    path = _path_of(source)
    data, lines = _read_source(source, path)
    directory = None if path is None else path.parent
    if isinstance(data, dict) and "base" in data:
        data, lines = _on_its_base(data, directory), {}
    answered = _asked_for(data, set_values or {})
    data = _with_values(data, set_values or {})
    reading = read_data(data, lines)
    found: dict[str, Table] = {}
    findings = reading.findings
    if reading.document is not None:
        try:
            found, more = load_tables(
                reading.document.data, directory=directory, given=tables or {}, lines=lines
            )
            findings = ordered((*findings, *more))
        except DataError:
            # What is wrong with the document itself comes first: a table may not even be needed.
            if reading.is_sound:
                raise
    if has_errors(findings) or reading.elements is None:
        raise DocumentError(ordered((*findings, *_faults_of_the_rest(reading, found))))
    return LoadedDocument(
        elements=reading.elements,
        tables=found,
        data=data,
        diagnostics=findings,
        path=path,
        answered=answered,
    )


def _faults_of_the_rest(reading: Reading, tables: Mapping[str, Table]) -> Iterator[Diagnostic]:
    """What else is wrong with the meaning of the document; what follows from the faults found is not told."""
    if reading.elements is not None:
        # Only needed after a fault, and slow to import.
        from certiplan.model.grounding import check

        rest, lost = usable_part(reading.elements, reading.broken, tables)
        yield from (fault for fault in check(rest, tables, lost=lost) if fault.severity != "note")


def read_document_file(path: Path) -> str:
    """The text of a document's file.

    Raises:
        UsageError: if it is missing, too large or not UTF-8.
    """
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder: name the document in it")
        size = path.stat().st_size
        if size > MAX_CHARACTERS:
            raise UsageError(
                f"{path} has {size:,} bytes; a document may have {MAX_CHARACTERS:,}: put data into tables"
            )
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = nearest(path.name, sorted(names))
        raise UsageError(
            f"there is no file {path}" + (f"; did you mean {path.parent / hint}?" if hint else "")
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{path} cannot be read: {reason}") from error


def _path_of(source: Source) -> Path | None:
    if isinstance(source, Path):
        return source
    if isinstance(source, str) and "\n" not in source and not source.lstrip().startswith("{"):
        return Path(source)
    return None


def _read_source(source: Source, path: Path | None) -> tuple[Data, Lines]:
    if path is not None:
        source = read_document_file(path)
    if isinstance(source, str):
        try:
            parsed = parse_text(source)
        except TextError as error:
            raise DocumentError((error.diagnostic,)) from error
        return parsed.data, parsed.lines
    return plain_data(source), {}


def _on_its_base(patch: dict[str, Data], directory: Path | None) -> Data:
    """The document that a `base` and its patches make.

    Raises:
        DocumentError: for a base that cannot be found, or a patch that does not fit.
    """
    patches: list[dict[str, Data]] = []
    data: Data = patch
    folder = PurePosixPath()
    while isinstance(data, dict) and "base" in data:
        patches.append(data)
        base = data["base"]
        try:
            if not isinstance(base, str) or len(patches) > MAX_BASES:
                what = (
                    "this is not the name of a file" if not isinstance(base, str) else "the bases never end"
                )
                raise ExpressionError(what, code="bad-path", expected="the document to start from")
            path = locate(str(folder / base), directory)
        except ExpressionError as fault:
            raise DocumentError((fault.at("base"),)) from fault
        folder = (folder / base).parent
        data, _ = _read_source(path, path)
    data = _tables_in(data, folder)
    for part in reversed(patches):
        data, findings = patched_data(data, part)
        if findings:
            raise DocumentError(ordered(findings))
        if isinstance(data, dict):
            data = {**data, **{key: part[key] for key in ("title", "note") if key in part}}
    return data


def _tables_in(data: Data, folder: PurePosixPath) -> Data:
    """The document with the files of its tables named from another folder than its own."""
    if not isinstance(data, dict) or not isinstance(data.get("data"), dict) or folder == PurePosixPath():
        return data
    tables = data["data"]
    assert isinstance(tables, dict)
    moved: dict[str, Data] = {}
    for name, table in tables.items():
        file = table.get("file") if isinstance(table, dict) else None
        # An absolute path stays what it is and is refused later.
        moved[name] = (
            {**table, "file": str(folder / file)}
            if isinstance(table, dict) and isinstance(file, str)
            else table
        )
    return {**data, "data": moved}


def _asked_for(data: Data, names: Iterable[str]) -> dict[str, Data]:
    """The parameters among the named ones whose values a document asks for, as it has them."""
    parameters = data.get("parameters") if isinstance(data, dict) else None
    known = parameters if isinstance(parameters, dict) else {}
    found = {name: known.get(name) for name in names}
    return {name: each for name, each in found.items() if isinstance(each, dict) and "ask" in each}


def _with_values(data: Data, values: Mapping[str, str | int | float | Fraction]) -> Data:
    """The document with scalar parameters set to new values.

    Raises:
        UsageError: for unknown names and for parameters with indices.
    """
    parameters = data.get("parameters") if isinstance(data, dict) else None
    known = parameters if isinstance(parameters, dict) else {}
    settings: dict[str, Data] = {}
    for name, value in values.items():
        old = known.get(name)
        if not isinstance(old, dict):
            hint = nearest(name, known)
            raise UsageError(
                f"there is no parameter {name!r} to set"
                + (f"; did you mean {hint!r}?" if hint else f"; there are {', '.join(known) or 'none'}")
            )
        if "over" in old or "for" in old:
            raise UsageError(
                f"the parameter {name!r} has indices: set one of its values with a patch, "
                f"{{set: {{parameters.{name}.value.KEY: …}}}}"
            )
        settings[f"parameters.{name}.value"] = _value(value, old.get("value"))
    patched, findings = patched_data(data, {"set": settings}) if settings else (data, ())
    if findings:
        raise DocumentError(ordered(findings))
    return patched


def _value(value: str | int | float | Fraction, old: Data) -> Data:
    if not isinstance(value, str):
        return plain_data(value)
    stays_text = isinstance(old, str) and not computes(old) and isinstance(scalar_value(old), str)
    number = None if stays_text else as_number(value.strip())
    if number is not None:
        return number
    return value == "true" if value in ("true", "false") and not stays_text else value

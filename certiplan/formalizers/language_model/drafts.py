"""From a model's answer to a draft: its data, the loaded model where there is one, and every finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from certiplan.errors import DataError, DocumentError, UsageError
from certiplan.formalizers.language_model.extracting import document_text
from certiplan.formalizers.language_model.mending import with_exact_quotes, with_request, with_tables
from certiplan.formalizers.language_model.yaml_writing import yaml_text
from certiplan.model.diagnostics import Diagnostic, ordered
from certiplan.model.loading import LoadedDocument
from certiplan.model.patches import PATCH_KEYS, patched_data
from certiplan.model.values import Table
from certiplan.model.yaml_text import Data, TextError, parse_text
from certiplan.solvers.model import Model

Lint: TypeAlias = Callable[[LoadedDocument, str], tuple[Diagnostic, ...]]
"""What is odd about a document, given the request that it was written for."""


_SECTIONS = ("data", "sets", "parameters", "variables", "define", "constraints")


@dataclass(frozen=True, kw_only=True)
class GivenTables:
    """Tables that go with a request: loaded, and the files that documents name."""

    tables: Mapping[str, Table] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A state of the document.

    Attributes:
        data: plain data; None where the answer held no document that can be read.
        text: the document as YAML, or the answer as it came.
        model: the loaded and checked model; None where there are errors.
        findings: errors first.
    """

    data: dict[str, Data] | None
    text: str
    model: Model | None
    findings: tuple[Diagnostic, ...]

    @property
    def to_repair(self) -> tuple[Diagnostic, ...]:
        """The findings that the next call should see: all but the notes, which are for people."""
        return tuple(finding for finding in self.findings if finding.severity != "note")


def first_draft(answer: str, request: str, tables: GivenTables, lint: Lint | None) -> Draft:
    """The draft that an answer with a whole document holds."""
    read = _data_in(answer)
    if isinstance(read, Diagnostic):
        return Draft(data=None, text=answer, model=None, findings=(read,))
    return draft_of(read, request, tables, lint)


def next_draft(
    answer: str, before: Draft, request: str, tables: GivenTables, lint: Lint | None
) -> Draft | None:
    """The draft after a patch or a whole document; None if the answer is that nothing changes."""
    read = _data_in(answer)
    if isinstance(read, Diagnostic):
        kept = before if before.data is not None else Draft(data=None, text=answer, model=None, findings=())
        return Draft(data=kept.data, text=kept.text, model=kept.model, findings=(read, *kept.findings))
    if "unchanged" in read:
        return None
    if before.data is None or not ("certiplan" not in read or set(read) <= {*PATCH_KEYS, "certiplan"}):
        return draft_of(read, request, tables, lint)
    patch = _patch_of(read)
    patched, faults = patched_data(before.data, patch)
    if faults or not isinstance(patched, dict):
        return Draft(
            data=before.data,
            text=before.text,
            model=before.model,
            findings=ordered((*faults, *before.findings)),
        )
    return draft_of(patched, request, tables, lint)


def _patch_of(read: dict[str, Data]) -> dict[str, Data]:
    """The patch that an answer is, also where it only repeats what changes, as documents write it."""
    patch: dict[str, Data] = {key: value for key, value in read.items() if key in PATCH_KEYS}
    settings: dict[str, Data] = {}
    for section, elements in read.items():
        if section in PATCH_KEYS or section == "certiplan":
            continue
        if section in _SECTIONS and isinstance(elements, dict):
            settings |= {f"{section}.{name}": element for name, element in elements.items()}
        else:
            settings[section] = elements
    if settings:
        given = patch.get("set")
        patch["set"] = {**settings, **(given if isinstance(given, dict) else {})}
    return patch


def draft_of(data: dict[str, Data], request: str, tables: GivenTables, lint: Lint | None) -> Draft:
    """Mend what needs no second opinion, then load, check and ground."""
    mended = with_exact_quotes(with_request(with_tables(data, tables.files), request), request)
    text = yaml_text(mended)
    try:
        model = Model.load(mended, tables=tables.tables)
        findings = model.diagnostics()
        if not any(finding.severity == "error" for finding in findings) and not model.questions():
            findings = ordered((*findings, *model.ground.diagnostics))
    except DocumentError as error:
        return Draft(data=mended, text=text, model=None, findings=error.diagnostics)
    except (DataError, UsageError) as error:
        finding = Diagnostic(severity="error", code="syntax", element="document", message=str(error))
        return Draft(data=mended, text=text, model=None, findings=(finding,))
    if any(finding.severity == "error" for finding in findings):
        return Draft(data=mended, text=text, model=None, findings=findings)
    if lint is not None:
        findings = ordered((*findings, *lint(model.document, request)))
    return Draft(data=mended, text=text, model=model, findings=findings)


def _data_in(answer: str) -> dict[str, Data] | Diagnostic:
    """The mapping in an answer, or what is wrong with it."""
    extracted = document_text(answer)
    if extracted is None:
        return _finding("the answer holds no document", "one block fenced by ```yaml and ```")
    try:
        data = parse_text(extracted.text).data
    except TextError as error:
        if not extracted.whole:
            return _finding("the document breaks off", "the whole document in one closed block")
        return error.diagnostic
    if not isinstance(data, dict) or not data:
        return _finding("this is not a document", "a mapping that begins with `certiplan: 1`")
    if not extracted.whole:
        # What is there may be read, and still lack its last elements.
        return _finding("the document breaks off", "the whole document in one closed block")
    return data


def _finding(message: str, expected: str) -> Diagnostic:
    return Diagnostic(severity="error", code="syntax", element="document", message=message, expected=expected)


def tables_from_files(paths: Mapping[str, Path]) -> GivenTables:
    """The tables in CSV, JSON lines or Parquet files.

    Raises:
        DataError: for a file that cannot be read.
        UsageError: for one that is not there.
    """
    if not paths:
        return GivenTables()
    from certiplan.model.document import TableData
    from certiplan.model.tables import load_tables

    tables: dict[str, Table] = {}
    for name, path in paths.items():
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
        found, findings = load_tables({name: TableData(file=path.name)}, directory=path.parent, given={})
        if name not in found:
            raise UsageError("; ".join(str(finding) for finding in findings))
        tables[name] = found[name]
    return GivenTables(tables=tables, files={name: str(path) for name, path in paths.items()})

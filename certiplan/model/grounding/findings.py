"""What is found about a document while it is read, each finding with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from certiplan.model.diagnostics import Diagnostic, ExpressionError, Severity, ordered
from certiplan.model.document import line_of
from certiplan.model.elements import Elements

Path = tuple[str, ...]


class Findings:
    """Collects the diagnostics of one document."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._found: list[Diagnostic] = []

    @property
    def ordered(self) -> tuple[Diagnostic, ...]:
        """All of them, in the order in which people read them."""
        return ordered(self._found)

    def path(self, name: str, part: str | None = None) -> Path:
        """Where an element, or a part of it, stands in the document."""
        sections = (
            ("sets", self._elements.sets),
            ("parameters", self._elements.parameters),
            ("variables", self._elements.variables),
            ("define", self._elements.definitions),
        )
        section = next((title for title, members in sections if name in members), "constraints")
        return (section, name) if part is None else (section, name, part)

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Diagnostics that know their place already."""
        self._found.extend(diagnostics)

    def report(self, path: Path, faults: Iterable[ExpressionError], *, severity: Severity = "error") -> None:
        """Faults of an expression at `path`, or remarks about it."""
        line = line_of(path, self._elements.lines)
        self._found.extend(fault.at(".".join(path), line=line, severity=severity) for fault in faults)

    def note(self, path: Path, severity: Literal["warning", "note"], code: str, message: str) -> None:
        """A remark that is no fault."""
        self._found.append(
            Diagnostic(
                severity=severity,
                code=code,
                element=".".join(path),
                message=message,
                line=line_of(path, self._elements.lines),
            )
        )

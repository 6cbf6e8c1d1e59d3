"""What is wrong with a document, and where: every finding has a stable code and says what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "note"]
_RANK = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        severity: an error keeps the document from being solved.
        code: stable, for programs: `unknown-name`, `bad-index`, `type-mismatch`, …
        element: the path of the element, for instance "constraints.oven_hours.that".
        column: where in the element's expression, counted from 1; None where no expression is to blame.
        expected: what would have been right, in words.
        did_you_mean: the nearest known name.
        line: the line of the element in its file, counted from 1, where it is known.
    """

    severity: Severity
    code: str
    element: str
    message: str
    column: int | None = None
    expected: str | None = None
    did_you_mean: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = self.element
        if self.column is not None:
            where += f", column {self.column}"
        if self.line is not None:
            where = f"line {self.line}: {where}"
        text = f"{self.severity}: {where}: {self.message}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.did_you_mean:
            text += f"; did you mean {self.did_you_mean!r}?"
        return f"{text} [{self.code}]"

    def to_json(self) -> dict[str, str | int | None]:
        """The finding as JSON data."""
        return {
            "severity": self.severity,
            "code": self.code,
            "element": self.element,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "expected": self.expected,
            "did_you_mean": self.did_you_mean,
        }


class ExpressionError(Exception):
    """A fault at one place of one expression; becomes a `Diagnostic` once the element is known.

    It never leaves `certiplan.model`.

    Attributes:
        subject: the name that it is about, for those who know more about it.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        column: int | None = None,
        expected: str | None = None,
        did_you_mean: str | None = None,
        subject: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.column = column
        self.expected = expected
        self.did_you_mean = did_you_mean
        self.subject = subject

    def at(self, element: str, *, line: int | None = None, severity: Severity = "error") -> Diagnostic:
        """The same fault as a finding about an element."""
        return Diagnostic(
            severity=severity,
            code=self.code,
            element=element,
            message=self.message,
            column=self.column,
            expected=self.expected,
            did_you_mean=self.did_you_mean,
            line=line,
        )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like this one, if any is like it."""
    names = list(known)
    exact = [other for other in names if other.lower() == name.lower()]
    found = exact or get_close_matches(name, names, n=1, cutoff=0.6)
    return found[0] if found else None


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Errors first, then warnings, then notes; each once, else in the order found."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: _RANK[d.severity]))


def has_errors(diagnostics: Sequence[Diagnostic]) -> bool:
    """Whether any finding is an error."""
    return any(d.severity == "error" for d in diagnostics)

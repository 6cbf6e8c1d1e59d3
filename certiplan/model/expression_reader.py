"""Reads the single expressions and ranges of a document and collects what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias, TypeVar

from certiplan.model import syntax as s
from certiplan.model.dependencies import strip_equals
from certiplan.model.diagnostics import Diagnostic, ExpressionError, Severity
from certiplan.model.document import Scalar, line_of
from certiplan.model.naming import Scope
from certiplan.model.parser import Read, read_expression, read_ranges

Lines: TypeAlias = Mapping[tuple[str, ...], int]
Path: TypeAlias = tuple[str, ...]
_T = TypeVar("_T")


class ExpressionReader:
    """Parses expressions in a scope, element by element; a fault becomes a finding.

    What could not be read is replaced by 0, so that the rest of the element is looked at too; `sound` then
    tells that the element at hand must not be used.

    Args:
        scope: what expressions may refer to.
        lines: where elements begin, for the findings.
    """

    def __init__(self, scope: Scope, lines: Lines) -> None:
        self.scope = scope
        self.lines = lines
        self.findings: list[Diagnostic] = []
        self.sound = True
        self._indices_known = True

    def begin(self) -> None:
        """Start with a new element."""
        self.sound = True
        self._indices_known = True

    def report(
        self,
        path: Path,
        message: str,
        *,
        code: str,
        expected: str | None = None,
        did_you_mean: str | None = None,
        severity: Severity = "error",
    ) -> None:
        """Add a finding about the element or the part of it at `path`."""
        fault = ExpressionError(message, code=code, expected=expected, did_you_mean=did_you_mean)
        self._add([fault], path, severity)

    def _add(self, faults: Iterable[ExpressionError], path: Path, severity: Severity = "error") -> None:
        line = line_of(path, self.lines)
        for fault in faults:
            self.findings.append(fault.at(".".join(path), line=line, severity=severity))
            self.sound = self.sound and severity != "error"

    def parsed(self, path: Path, read: Callable[[str], Read[_T]], text: str) -> _T | None:
        """What `read` makes of a text; None where nothing of it could be read."""
        tree, faults = read(text)
        self._add([self.scope.explained(fault) for fault in faults], path)
        return tree

    def checked(self, path: Path, expr: s.Expr | None, bound: Iterable[str]) -> s.Expr:
        """The expression, every name of which should be known where it stands."""
        if expr is None:
            return s.Number(0)
        # Where the `for` could not be read, nobody knows which names are indices.
        if self._indices_known:
            self._add(self.scope.faults(expr, frozenset(bound)), path)
        return expr

    def expression(self, path: Path, value: Scalar, bound: Iterable[str] = ()) -> s.Expr:
        """The tree of a number, a truth value or an expression's text.

        Args:
            bound: the indices in scope.
        """
        if isinstance(value, bool):
            return s.Truth(value)
        if isinstance(value, int | Fraction):
            return s.Number(value)
        return self.checked(path, self.parsed(path, read_expression, strip_equals(value)), bound)

    def optional(self, path: Path, value: Scalar | None, bound: Iterable[str]) -> s.Expr | None:
        """The same, where there may be nothing."""
        return None if value is None else self.expression(path, value, bound)

    def span(
        self, path: Path, value: Scalar | list[Scalar] | None, bound: Iterable[str]
    ) -> s.Expr | tuple[s.Expr, s.Expr] | None:
        """One expression, or `[lowest, highest]`."""
        if not isinstance(value, list):
            return self.optional(path, value, bound)
        if len(value) != 2:
            self.report(path, "this is not a range", code="bad-shape", expected="[lowest, highest]")
            return s.Number(0)
        return self.expression(path, value[0], bound), self.expression(path, value[1], bound)

    def ranges(self, path: Path, over: Sequence[str] | None, for_: str | None) -> tuple[s.Range, ...]:
        """The index of an element: its `for`, or its `over` as ranges named "#1", "#2"."""
        if over is not None and for_ is not None:
            self.report(path, "this has both `over` and `for`", code="bad-shape", expected="one of them")
        if for_ is not None:
            here = (*path, "for")
            found = self.parsed(here, read_ranges, for_)
            self._indices_known = found is not None
            ranges = found or ()
        else:
            here = (*path, "over")
            sources = [self._source(here, text) for text in over or ()]
            self._indices_known = None not in sources
            ranges = tuple(s.Range(f"#{k}", source) for k, source in enumerate(sources, 1) if source)
        self._add(self.scope.range_faults(ranges, frozenset()), here)
        return ranges

    def _source(self, path: Path, text: str) -> s.Expr | None:
        """What one entry of `over` ranges over: a set, not a list of them or a named index."""
        source = self.parsed(path, read_expression, text)
        expected = None
        if isinstance(source, s.TupleOf) and all(isinstance(item, s.Name) for item in source.items):
            expected = f"a list: [{text.strip().strip('()')}]"
        elif isinstance(source, s.Compare) and source.relations == ("in",):
            expected = f'`for: "{text.strip()}"`'
        if expected is None:
            return source
        self.report(path, f"{text!r} is not a set", code="bad-shape", expected=expected)
        return None

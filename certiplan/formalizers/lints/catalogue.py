"""The codes of all lints, with what each says; `docs/lints.md` shows the same table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from certiplan.model.diagnostics import Severity

Method: TypeAlias = Literal["reading", "solving"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LintCode:
    """One lint.

    Attributes:
        severities: those it may have, the usual first.
        found_by: comparing the document with its request, or solving it.
        says: what a finding means.
    """

    severities: tuple[Severity, ...]
    found_by: Method
    says: str


def _read(says: str, *severities: Severity) -> LintCode:
    return LintCode(severities=severities, found_by="reading", says=says)


def _solved(says: str, *severities: Severity) -> LintCode:
    return LintCode(severities=severities, found_by="solving", says=says)


CODES: Mapping[str, LintCode] = {
    "quote-not-found": _read("a quotation is not an exact part of the request", "error"),
    "requirement-without-constraint": _read("no element is `from` a requirement", "warning"),
    "requirement-without-effect": _read("only elements that nothing reads serve a requirement", "warning"),
    "unused-number": _read("a number of the request is nowhere in the document", "warning", "note"),
    "unused-name": _read("one of a list of names is not in the document, and the others are", "warning"),
    "unquoted-constant": _read("a number of the document does not come from the request", "warning"),
    "missing-lower-bound": _read("a number may be negative without limit", "warning"),
    "fractional-count": _read("people, vehicles, machines … in fractions", "warning"),
    "whole-measure": _read("litres, tons … in whole numbers only", "note"),
    "objective-direction": _read("the objective goes against the words it is from", "warning"),
    "objective-missing": _read("the request asks for the best plan, and there is no objective", "warning"),
    "unbounded-objective": _solved("the objective can be improved without limit", "error"),
    "trivial-optimum": _solved("in the best plan every decision is zero", "warning"),
    "always-true": _solved("a constraint holds whatever is decided", "warning", "note"),
    "redundant-constraint": _solved("the other constraints already make a constraint hold", "note"),
    "never-binding": _solved("without a constraint the best plan is just as good", "note"),
}

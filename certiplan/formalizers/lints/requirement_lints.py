"""Requirements: quotations that the request does not hold, and wishes that no element makes hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from certiplan.model import syntax as s
from certiplan.model.dependencies import dependencies, names_in_constraint
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import line_of
from certiplan.model.elements import Elements
from certiplan.model.loading import LoadedDocument
from certiplan.model.quotes import quote_finding


def inexact_quotes(document: LoadedDocument, request: Sequence[str]) -> Iterator[Diagnostic]:
    """Finding `quote-not-found`: with the words that the quotation most likely meant."""
    elements = document.elements
    for name, requirement in elements.requirements.items():
        if requirement.quote is None:
            continue
        line = line_of(("requirements", name, "quote"), elements.lines)
        finding = quote_finding(name, requirement.quote, request, where="the request", line=line)
        if finding is not None:
            yield finding


def unmet_requirements(document: LoadedDocument) -> Iterator[Diagnostic]:
    """Findings `requirement-without-constraint` and `requirement-without-effect`."""
    elements = document.elements
    effective = _effective_names(elements)
    serving = _serving(elements)
    for name, requirement in elements.requirements.items():
        if requirement.unformalized is not None:
            continue
        path = ("requirements", name)
        served_by = serving.get(name, [])
        if not served_by:
            yield Diagnostic(
                severity="warning",
                code="requirement-without-constraint",
                element=".".join(path),
                message="no element is `from` this requirement",
                expected=f"an element with `from: {name}`, or `unformalized` with the reason",
                line=line_of(path, elements.lines),
            )
        elif all(section not in ("constraints", "objective") for section, _ in served_by) and not any(
            element in effective for _, element in served_by
        ):
            paths = ", ".join(".".join(each) for each in served_by)
            yield Diagnostic(
                severity="warning",
                code="requirement-without-effect",
                element=".".join(path),
                message=f"only {paths} serves this requirement, and no constraint or objective reads it",
                expected=f"a constraint that uses it, with `from: {name}`",
                line=line_of(path, elements.lines),
            )


def _serving(elements: Elements) -> dict[str, list[tuple[str, str]]]:
    """By requirement, the (section, name) of the elements that are `from` it."""
    found: dict[str, list[tuple[str, str]]] = {}
    sections = {
        "sets": elements.sets,
        "parameters": elements.parameters,
        "variables": elements.variables,
        "define": elements.definitions,
        "constraints": elements.constraints,
    }
    for section, named in sections.items():
        for name, element in named.items():
            for requirement in element.requirements:
                found.setdefault(requirement, []).append((section, name))
    for objective in elements.objectives:
        for requirement in objective.requirements:
            found.setdefault(requirement, []).append(("objective", objective.name))
    return found


def _effective_names(elements: Elements) -> frozenset[str]:
    """Names that a constraint, an objective or a variable depends on, variables among them."""
    direct = dependencies(elements)
    waiting = list(elements.variables)
    for constraint in elements.constraints.values():
        waiting.extend(names_in_constraint(constraint))
    for objective in elements.objectives:
        waiting.extend(s.free_names(objective.value))
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in direct and name not in seen:
            seen.add(name)
            waiting.extend(direct[name])
    return frozenset(seen)

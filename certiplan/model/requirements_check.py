"""Whether the requirements of a document are quoted from the request and served by its elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import Document, line_of
from certiplan.model.quotes import quote_finding


def check_requirements(document: Document, lines: Mapping[tuple[str, ...], int]) -> tuple[Diagnostic, ...]:
    """Findings about quotes that the request does not hold, and requirements that nothing serves."""
    return (*_quotes(document, lines), *_unserved(document, lines))


def _quotes(document: Document, lines: Mapping[tuple[str, ...], int]) -> Iterator[Diagnostic]:
    if not document.request:
        return
    for name, requirement in document.requirements.items():
        if requirement.quote is None:
            continue
        line = line_of(("requirements", name, "quote"), lines)
        finding = quote_finding(name, requirement.quote, document.request, where="`request`", line=line)
        if finding is not None:
            yield finding


def _unserved(document: Document, lines: Mapping[tuple[str, ...], int]) -> Iterator[Diagnostic]:
    families = (
        document.sets,
        document.parameters,
        document.variables,
        document.define,
        document.constraints,
    )
    served = {name for family in families for element in family.values() for name in element.from_}
    served.update(name for stage in document.objective for name in stage.from_)
    for name, requirement in document.requirements.items():
        if name not in served and requirement.unformalized is None:
            path = ("requirements", name)
            yield Diagnostic(
                severity="warning",
                code="requirement-without-constraint",
                element=".".join(path),
                message="no element is `from` this requirement",
                expected=f"an element with `from: {name}`, or `unformalized` with the reason",
                line=line_of(path, lines),
            )

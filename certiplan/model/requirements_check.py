"""Whether the requirements of a document are quoted from the request and served by its elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import Document, line_of
from certiplan.model.quotes import nearest_words, quoted_exactly


def check_requirements(document: Document, lines: Mapping[tuple[str, ...], int]) -> tuple[Diagnostic, ...]:
    """Findings about quotes that the request does not hold, and requirements that nothing serves."""
    return (*_quotes(document, lines), *_unserved(document, lines))


def _quotes(document: Document, lines: Mapping[tuple[str, ...], int]) -> Iterator[Diagnostic]:
    if not document.request:
        return
    for name, requirement in document.requirements.items():
        quote = requirement.quote
        if quote is None or quoted_exactly(quote, document.request):
            continue
        path = ("requirements", name, "quote")
        yield Diagnostic(
            severity="error",
            code="quote-not-found",
            element=".".join(path),
            message=f"the request does not hold the words {quote!r}",
            expected="an exact substring of `request`, or `assume` for what the author supplied",
            did_you_mean=nearest_words(quote, document.request),
            line=line_of(path, lines),
        )


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

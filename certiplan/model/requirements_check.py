"""Whether the requirements of a document are quoted from the request and served by its elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import Document, line_of


def check_requirements(document: Document, lines: Mapping[tuple[str, ...], int]) -> tuple[Diagnostic, ...]:
    """Findings about quotes that the request does not hold, and requirements that nothing serves."""
    return (*_quotes(document, lines), *_unserved(document, lines))


def _quotes(document: Document, lines: Mapping[tuple[str, ...], int]) -> Iterator[Diagnostic]:
    if not document.request:
        return
    for name, requirement in document.requirements.items():
        quote = requirement.quote
        if quote is None or any(quote in text for text in document.request):
            continue
        path = ("requirements", name, "quote")
        yield Diagnostic(
            severity="error",
            code="quote-not-found",
            element=".".join(path),
            message=f"the request does not hold the words {quote!r}",
            expected="an exact substring of `request`, or `assume` for what the author supplied",
            did_you_mean=_same_words(quote, document.request),
            line=line_of(path, lines),
        )


def _same_words(quote: str, request: list[str]) -> str | None:
    """The part of the request that differs from the quote only in capitals and white space."""
    wanted = "".join(quote.lower().split())
    for text in request:
        positions = [k for k, letter in enumerate(text) if not letter.isspace()]
        # One character stays one: lower() of a single character may be longer, which only misses the hint.
        bare = "".join(text[k].lower()[0] for k in positions)
        start = bare.find(wanted)
        if wanted and start >= 0:
            return text[positions[start] : positions[start + len(wanted) - 1] + 1]
    return None


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

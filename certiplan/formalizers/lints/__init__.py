"""Lints: what is suspicious about a drafted document, compared with the request it was drafted from.

A lint never decides what is right. Its finding says what was expected, so that a person or a language model
can repair the document or say why it is meant. Errors and warnings are worth a repair; notes are for people.

    numerals, number_words   the numbers of a request; `surroundings` says what stands around them
    model_numbers            the numbers of a document
    number_lints             each explained by the other
    name_lints               names of the request that are left out
    requirement_lints        quotations, and requirements that nothing serves
    variable_lints           bounds and whole numbers; `nouns` says what is counted and what is measured
    objective_lints          the direction of the objective
    by_solving               what only a solver can tell
    catalogue                all codes
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from certiplan.formalizers.lints.catalogue import CODES, LintCode
from certiplan.formalizers.lints.model_numbers import model_numbers
from certiplan.formalizers.lints.name_lints import unused_names
from certiplan.formalizers.lints.number_lints import unused_and_unquoted
from certiplan.formalizers.lints.objective_lints import objective_faults
from certiplan.formalizers.lints.requirement_lints import (
    inexact_quotes,
    unmet_requirements,
)
from certiplan.formalizers.lints.variable_lints import missing_bounds, suspicious_types
from certiplan.model.diagnostics import Diagnostic, ordered
from certiplan.model.loading import LoadedDocument

if TYPE_CHECKING:
    from certiplan.formalizers.lints.by_solving import SolvingOptions

__all__ = ["CODES", "LintCode", "lint", "lint_by_solving"]


def lint(document: LoadedDocument, request: str | Sequence[str]) -> tuple[Diagnostic, ...]:
    """What is suspicious about a document as the formal reading of a request; no solver is asked.

    Args:
        document: without errors.
        request: what the person wrote, in one text or several; it need not stand in the document.

    Returns:
        Findings with codes of `CODES`: errors first, then warnings, then notes.
    """
    texts = [request] if isinstance(request, str) else list(request)
    return ordered(_found(document, texts))


def lint_by_solving(
    document: LoadedDocument, options: SolvingOptions | None = None
) -> tuple[Diagnostic, ...]:
    """What only a solver can tell: see `certiplan.formalizers.lints.by_solving`."""
    from certiplan.formalizers.lints import by_solving  # reading a document needs no solver

    return by_solving.lint_by_solving(document, options)


def _found(document: LoadedDocument, request: Sequence[str]) -> Iterator[Diagnostic]:
    yield from inexact_quotes(document, request)
    yield from unmet_requirements(document)
    yield from missing_bounds(document)
    yield from suspicious_types(document, request)
    if any(text.strip() for text in request):
        yield from objective_faults(document, request)
        yield from unused_names(document, request)
        told = [
            text
            for requirement in document.elements.requirements.values()
            for text in (
                requirement.assume,
                requirement.unformalized,
                requirement.quote if requirement.unformalized is not None else None,
            )
            if text is not None
        ]
        quotes = [
            requirement.quote
            for requirement in document.elements.requirements.values()
            if requirement.quote is not None
        ]
        yield from unused_and_unquoted(request, model_numbers(document), told=told, quotes=quotes)

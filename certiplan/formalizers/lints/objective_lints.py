"""Objectives: against the words they come from, and missing although asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.elements import Elements, Objective
from certiplan.model.loading import LoadedDocument

Sense: TypeAlias = Literal["minimize", "maximize"]

_VERBS: dict[Sense, re.Pattern[str]] = {
    "minimize": re.compile(
        r"\bminimi[sz]\w*|\bas\s+(?:little|few|cheap(?:ly)?|short|quick(?:ly)?|fast|soon|early|low)\b[^.;]{0,60}?"
        r"\bas\s+possible|\b(?:cheapest|shortest|fastest|quickest|soonest|lowest)\b|"
        r"\b(?:the|at)\s+(?:least|minimum|minimal)\s+(?:total\s+|overall\s+|possible\s+)*"
        r"(?:cost|expense|amount|time|distance|number|waste|price)|\bfewest\b",
        re.IGNORECASE,
    ),
    "maximize": re.compile(
        r"\bmaximi[sz]\w*|\bas\s+(?:much|many|large|long|late|high)\b[^.;]{0,60}?\bas\s+possible|"
        r"\b(?:the\s+)?(?:highest|largest|greatest|most)\s+(?:possible\s+|total\s+)*"
        r"(?:profit|revenue|income|return|value|earnings|benefit|yield|utility|satisfaction)|\bmost\s+profitable\b",
        re.IGNORECASE,
    ),
}
# What people want more of and less of, where no verb says it.
_GOODS: dict[Sense, re.Pattern[str]] = {
    "minimize": re.compile(
        r"\b(?:costs?|expenses?|expenditures?|waste|makespan|delays?|tardiness|losses)\b", re.I
    ),
    "maximize": re.compile(r"\b(?:profits?|revenues?|earn(?:ings?)?|incomes?|yields?|savings?)\b", re.I),
}
_TURNED = re.compile(r"\b(?:reduc|sav|cut|lower|less|avoid|without|minus|net|after)\w*", re.IGNORECASE)


def objective_faults(document: LoadedDocument, request: Sequence[str]) -> Iterator[Diagnostic]:
    """Findings `objective-direction` and `objective-missing`."""
    elements = document.elements
    asked = {sense for sense, pattern in _VERBS.items() if any(pattern.search(text) for text in request)}
    if not elements.objectives:
        if asked:
            yield _missing(elements, asked, request)
        return
    for objective in elements.objectives:
        found = _direction(elements, objective, asked, request, only=len(elements.objectives) == 1)
        if found is not None:
            yield found


def _missing(elements: Elements, asked: set[Sense], request: Sequence[str]) -> Diagnostic:
    words = _said(min(asked), request)
    return Diagnostic(
        severity="warning",
        code="objective-missing",
        element="objective",
        message=f"the request asks for the best plan ({words!r}) and the document has no objective",
        expected=f"`objective: {{{' or '.join(sorted(asked))}: …}}`",
    )


def _direction(
    elements: Elements, objective: Objective, asked: set[Sense], request: Sequence[str], *, only: bool
) -> Diagnostic | None:
    sense = _sense(objective)
    quotes = [
        requirement.quote
        for name in objective.requirements
        if (requirement := elements.requirements.get(name)) is not None and requirement.quote
    ]
    wanted, words = _wanted(quotes)
    if wanted is None and only and len(asked) == 1 and not quotes and not _is_penalty(objective):
        (wanted,) = asked
        words = _said(wanted, request)
    if wanted is None or wanted == sense:
        return None
    return Diagnostic(
        severity="warning",
        code="objective-direction",
        element=objective.name,
        message=f"the objective is to {sense}, and the request says {words!r}",
        expected=f"`{wanted}`",
        did_you_mean=wanted,
    )


def _said(sense: Sense, request: Sequence[str]) -> str:
    """The first words of the request that name a direction; some do."""
    return next(match.group() for text in request if (match := _VERBS[sense].search(text)))


def _wanted(quotes: Sequence[str]) -> tuple[Sense | None, str]:
    """The direction that quotations name, if they name just one, and the words that do."""
    for patterns, turnable in ((_VERBS, False), (_GOODS, True)):
        hits: dict[Sense, str] = {}
        for sense, pattern in patterns.items():
            for quote in quotes:
                match = pattern.search(quote)
                if match is not None and not (turnable and _TURNED.search(quote)):
                    hits[sense] = match.group()
        if len(hits) == 1:
            return next(iter(hits.items()))
        if hits:
            return None, ""
    return None, ""


def _sense(objective: Objective) -> Sense:
    """The direction in which the quantity itself goes: to minimize -x is to maximize x."""
    value = objective.value
    negative = isinstance(value, s.Sum) and all(sign < 0 for sign, _ in value.terms)
    scaled = (
        isinstance(value, s.Binary)
        and value.operator == "*"
        and isinstance(value.left, s.Sum)
        and all(sign < 0 for sign, _ in value.left.terms)
    )
    if not (negative or scaled):
        return objective.sense
    return "maximize" if objective.sense == "minimize" else "minimize"


def _is_penalty(objective: Objective) -> bool:
    return isinstance(objective.value, s.Name) and objective.value.name == "penalty"

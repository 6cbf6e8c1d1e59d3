"""An outcome of a domain with typed requests as a page."""

from __future__ import annotations

from typing import Any, assert_never

from certiplan.agents import Conflict, Outcome, Plan, Question, Unknown, WayOut
from certiplan.agents.outcome_page import (
    changes,
    conflict_page,
    found,
    question_page,
    unknown_page,
    wishes_met,
)
from certiplan.pictures import Page
from certiplan.tasks.typed.domain import Domain
from certiplan.tasks.typed.planning import Found


def outcome_page(domain: Domain[Any, Any], outcome: Outcome) -> Page:
    """The outcome as a page."""
    match outcome:
        case Plan():
            return _plan(domain, outcome)
        case Conflict():
            return _conflict(domain, outcome)
        case Question():
            return question_page(outcome)
        case Unknown():
            return unknown_page(outcome)
        case _:
            assert_never(outcome)


def _plan(domain: Domain[Any, Any], outcome: Plan) -> Page:
    content = outcome.content
    assert isinstance(content, Found)
    value = f"{domain.value_name}: {domain.amount(content.value)}"
    if outcome.optimal:
        proof = "proved best"
    elif outcome.bound is None:
        proof = f"not proved best ({outcome.reason})"
    else:
        proof = f"no plan can beat {domain.amount(outcome.bound)} ({outcome.reason})"
    return Page(
        title=f"{value[:1].upper()}{value[1:]}, {proof}",
        pictures=(
            *changes(outcome),
            *domain.pictures(content.request, content.plan),
            *wishes_met(outcome),
        ),
        small_print=(found(outcome),),
    )


def _conflict(domain: Domain[Any, Any], outcome: Conflict) -> Page:
    return conflict_page(
        outcome,
        title="This cannot be done",
        subtitle=f"{outcome.words[:1].upper()}{outcome.words[1:]}.",
        clash="What clashes",
        notes=lambda way: (_gives(domain, way),),
    )


def _gives(domain: Domain[Any, Any], way: WayOut) -> str:
    if way.value is None:
        return "then there is a plan"
    best = "then the best" if way.optimal else "then there is a"
    return (
        f"{best} {domain.value_name} is {domain.amount(way.value)}"
        if way.optimal
        else (f"{best} plan with a {domain.value_name} of {domain.amount(way.value)}")
    )

"""An outcome of a domain with typed requests as a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from certiplan.agents import Conflict, Outcome, Plan, Question, Unknown, WayOut
from certiplan.pictures import Check, Checks, Choice, Choices, Page, Picture, Words
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
            words = Words(paragraphs=(outcome.question,))
            return Page(title="A question", pictures=(words,), verdict="question")
        case Unknown():
            limit = f"No plan was found and none was ruled out ({outcome.reason}: {outcome.detail})."
            return Page(title="Not settled", pictures=(Words(paragraphs=(limit,)),), verdict="unknown")
        case _:
            assert_never(outcome)


def _plan(domain: Domain[Any, Any], outcome: Plan) -> Page:
    found = outcome.content
    assert isinstance(found, Found)
    value = f"{domain.value_name}: {domain.amount(found.value)}"
    if outcome.optimal:
        proof = "proved best"
    elif outcome.bound is None:
        proof = f"not proved best ({outcome.reason})"
    else:
        proof = f"no plan can beat {domain.amount(outcome.bound)} ({outcome.reason})"
    changed = tuple(f"Changed as you accepted: {change.words}" for change in outcome.changes)
    pictures: list[Picture] = [Words(paragraphs=changed)] if changed else []
    pictures += domain.pictures(found.request, found.plan)
    checks = tuple(Check(state="met", label=wish.words, quote=wish.quote or "") for wish in outcome.wishes)
    if checks:
        pictures.append(Checks(title="What was asked for", checks=checks))
    found_by = f"Found by {outcome.solver} in {outcome.seconds:.2f} s"
    return Page(
        title=f"{value[:1].upper()}{value[1:]}, {proof}",
        pictures=tuple(pictures),
        small_print=(f"{found_by}; rechecked exactly, and by the rules of the domain.",),
    )


def _conflict(domain: Domain[Any, Any], outcome: Conflict) -> Page:
    again = f", and again by {outcome.confirmed_by}" if outcome.confirmed_by else ""
    minimal = "" if outcome.minimal else " Perhaps not all of them are needed for the clash."
    checks = tuple(Check(state="clash", label=wish.words, quote=wish.quote or "") for wish in outcome.wishes)
    return Page(
        title="This cannot be done",
        subtitle=f"{outcome.words[:1].upper()}{outcome.words[1:]}.",
        pictures=(Checks(title="What clashes", checks=checks), *_ways(domain, outcome)),
        small_print=(f"Proved by {outcome.solver}{again}.{minimal}",),
        verdict="conflict",
    )


def _ways(domain: Domain[Any, Any], outcome: Conflict) -> Iterator[Picture]:
    if outcome.ways_out:
        choices = tuple(
            Choice(number=way.number, text=way.words, notes=(_gives(domain, way),))
            for way in outcome.ways_out
        )
        note = "Take one with --accept N, or the first with --yes-cheapest."
        yield Choices(title="Ways out, the least change first", choices=choices, note=note)
    elif not outcome.unsettled:
        yield Words(paragraphs=("No change that could be offered leads to a plan.",))
    if outcome.unsettled:
        yield Words(paragraphs=(f"Not settled in the time: {'; '.join(outcome.unsettled)}.",))


def _gives(domain: Domain[Any, Any], way: WayOut) -> str:
    if way.value is None:
        return "then there is a plan"
    best = "then the best" if way.optimal else "then there is a"
    return (
        f"{best} {domain.value_name} is {domain.amount(way.value)}"
        if way.optimal
        else (f"{best} plan with a {domain.value_name} of {domain.amount(way.value)}")
    )

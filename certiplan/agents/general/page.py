"""What a request in no particular domain comes to, as a page."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from certiplan.agents.general.work import DocumentPlan
from certiplan.agents.model_page import model_page
from certiplan.agents.outcome_page import (
    changes,
    conflict_page,
    found,
    question_page,
    remarks,
    unknown_page,
)
from certiplan.agents.outcomes import Conflict, Outcome, Plan, Question, Unknown, WayOut
from certiplan.pictures import Page

_UNUSED = "Not in the model"


def outcome_page(outcome: Outcome) -> Page:
    """An outcome as a page."""
    match outcome:
        case Plan(content=DocumentPlan() as plan):
            from certiplan.agents.general.task import solved_again

            page = model_page(*solved_again(plan))
            return replace(
                page,
                pictures=(*changes(outcome), *page.pictures),
                small_print=(
                    found(outcome, checked="rechecked exactly"),
                    *remarks(outcome.heard, unused=_UNUSED),
                ),
            )
        case Plan():
            raise TypeError(f"{type(outcome.content).__name__} is no plan of a document")
        case Conflict():
            return conflict_page(outcome, title="No plan", subtitle=outcome.words, notes=_notes)
        case Question():
            return question_page(outcome)
        case Unknown():
            return unknown_page(outcome)
        case _:
            assert_never(outcome)


def _notes(way: WayOut) -> tuple[str, ...]:
    return ("proved best",) if way.optimal else ()

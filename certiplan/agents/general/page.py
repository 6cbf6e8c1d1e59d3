"""What a request in no particular domain comes to, as a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from certiplan.agents.general.work import DocumentPlan
from certiplan.agents.model_page import model_page
from certiplan.agents.outcomes import Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.pictures import Choice, Choices, Page, Picture, Words


def outcome_page(outcome: Outcome) -> Page:
    """An outcome as a page."""
    match outcome:
        case Plan(content=DocumentPlan() as plan):
            from certiplan.agents.general.task import solved_again

            model, solved = solved_again(plan)
            page = model_page(model, solved)
            changed = tuple(f"Changed as you accepted: {change.words}" for change in outcome.changes)
            first: tuple[Picture, ...] = (Words(paragraphs=changed),) if changed else ()
            found = f"Found by {outcome.solver} in {outcome.seconds:.2f} s; rechecked exactly."
            return replace(
                page, pictures=(*first, *page.pictures), small_print=(found, *_remarks(outcome.heard))
            )
        case Plan():
            raise TypeError(f"{type(outcome.content).__name__} is no plan of a document")
        case Conflict():
            return _conflict(outcome)
        case Question():
            words = Words(paragraphs=(outcome.question,))
            return Page(title="A question", pictures=(words,), verdict="question")
        case Unknown():
            limit = f"No plan was found and none was ruled out ({outcome.reason}: {outcome.detail})."
            return Page(
                title="Not settled",
                pictures=(Words(paragraphs=(limit,)),),
                small_print=tuple(_remarks(outcome.heard)),
                verdict="unknown",
            )
        case _:
            assert_never(outcome)


def _conflict(outcome: Conflict) -> Page:
    quoted = [f"“{wish.quote}”" if wish.quote else wish.words for wish in outcome.wishes]
    lines = [outcome.words, *quoted, *(numbers.words for numbers in outcome.numbers)]
    pictures: list[Picture] = [Words(paragraphs=tuple(dict.fromkeys(lines)))]
    if outcome.ways_out:
        pictures.append(
            Choices(
                title="Ways out, the least change first",
                choices=tuple(
                    Choice(
                        number=way.number,
                        text=way.words,
                        notes=("proved best",) if way.optimal else (),
                    )
                    for way in outcome.ways_out
                ),
                note="Take one with --accept N.",
            )
        )
    minimal = "" if outcome.minimal else " Perhaps not all of them are needed for the clash."
    again = f", and again by {outcome.confirmed_by}" if outcome.confirmed_by else ""
    proved = f"Proved by {outcome.solver}{again}.{minimal}"
    open_ = (f"Not settled in the time: {'; '.join(outcome.unsettled)}.",) if outcome.unsettled else ()
    return Page(
        title="No plan",
        pictures=tuple(pictures),
        small_print=(proved, *open_, *_remarks(outcome.heard)),
        verdict="conflict",
    )


def _remarks(heard: Heard) -> Iterator[str]:
    """What was presumed, and what could not be said in a model."""
    for assumption in heard.assumptions:
        yield f"Assumed: {assumption}"
    if heard.unused_words:
        yield f"Not in the model: {'; '.join(heard.unused_words)}"

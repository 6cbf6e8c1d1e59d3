"""What planning comes to as a page."""

from __future__ import annotations

from typing import assert_never

from certiplan.agents import Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.model.values import show_rational
from certiplan.pictures import Check, Checks, Choice, Choices, Page, Picture, Table, Words
from certiplan.tasks.multistep.outcome import MultistepPlan
from certiplan.tasks.multistep.rendering import plan_quality
from certiplan.tasks.multistep.request import PlanningRequest


def outcome_page(outcome: Outcome) -> Page:
    """An outcome of a planning domain as a page."""
    match outcome:
        case Plan():
            return _plan(outcome)
        case Conflict():
            return _conflict(outcome)
        case Question():
            words = Words(paragraphs=(outcome.question,))
            return Page(title="A question", pictures=(words,), verdict="question")
        case Unknown():
            found = f"No plan was found and none was ruled out ({outcome.reason}: {outcome.detail})."
            return Page(
                title="Not settled",
                pictures=(Words(paragraphs=(found,)),),
                small_print=_remarks(outcome.heard),
                verdict="unknown",
            )
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> Page:
    plan = outcome.content
    assert isinstance(plan, MultistepPlan)
    changed = tuple(f"Changed as you accepted: {change.words}" for change in outcome.changes)
    steps = tuple(
        (str(number), "; ".join(action[1:-1] for action in step))
        for number, step in enumerate(plan.steps, start=1)
    )
    met = tuple(Check(state="met", label=wish.words, quote=wish.quote or "") for wish in outcome.wishes)
    pictures: list[Picture] = [Words(paragraphs=changed)] if changed else []
    pictures += [
        Table(title="The plan", columns=("Step", "What is done"), rows=steps, numeric=frozenset({0})),
        Checks(title="What was asked for", checks=met),
        Table(
            title="What was proved",
            columns=("Horizon", "Question", "Answer", "By", "Seconds"),
            rows=tuple(
                (
                    str(trial.steps),
                    trial.question,
                    trial.outcome if trial.bound is None else f"at least {show_rational(trial.bound)}",
                    trial.solver,
                    f"{trial.seconds:.2f}",
                )
                for trial in plan.trials
            ),
            numeric=frozenset({0, 4}),
        ),
    ]
    found = f"Found by {outcome.solver} in {outcome.seconds:.2f} s"
    return Page(
        title=plan.request.problem.name,
        subtitle=plan_quality(outcome, plan),
        pictures=tuple(pictures),
        small_print=(
            f"{found}; rechecked exactly, and validated from the PDDL alone.",
            *_remarks(outcome.heard),
        ),
    )


def _conflict(outcome: Conflict) -> Page:
    request = outcome.heard.request
    assert isinstance(request, PlanningRequest)
    clash = tuple(Check(state="clash", label=wish.words, quote=wish.quote or "") for wish in outcome.wishes)
    pictures: list[Picture] = [Checks(title="These goals cannot all be met", checks=clash)]
    if outcome.ways_out:
        choices = tuple(
            Choice(
                number=way.number,
                text=way.words,
                notes=() if way.value is None else (f"then {show_rational(way.value)} are enough",),
            )
            for way in outcome.ways_out
        )
        pictures.append(Choices(title="Ways out", choices=choices))
    elif not outcome.unsettled:
        pictures.append(Words(paragraphs=("Giving up one goal is not enough.",)))
    if outcome.unsettled:
        pictures.append(Words(title="Not settled in the time", paragraphs=outcome.unsettled))
    minimal = "" if outcome.minimal else " Perhaps not all of them are needed for the clash."
    return Page(
        title=request.problem.name,
        subtitle=outcome.words,
        pictures=tuple(pictures),
        small_print=(f"Proved by {outcome.solver}.{minimal}", *_remarks(outcome.heard)),
        verdict="conflict",
    )


def _remarks(heard: Heard) -> tuple[str, ...]:
    """What was presumed, and which words changed nothing."""
    found = [f"Assumed: {assumption}" for assumption in heard.assumptions]
    if heard.unused_words:
        found.append(f"Not understood, and so not taken into account: {'; '.join(heard.unused_words)}")
    return tuple(found)

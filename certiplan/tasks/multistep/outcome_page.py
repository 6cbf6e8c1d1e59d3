"""What planning comes to as a page."""

from __future__ import annotations

from typing import assert_never

from certiplan.agents import Conflict, Outcome, Plan, Question, Unknown, WayOut
from certiplan.agents.outcome_page import (
    changes,
    conflict_page,
    found,
    question_page,
    remarks,
    unknown_page,
    wishes_met,
)
from certiplan.model.values import show_rational
from certiplan.pictures import Page, Picture, Table, Words
from certiplan.tasks.multistep.outcome import MultistepPlan
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.search import Trial


def outcome_page(outcome: Outcome) -> Page:
    """An outcome of a planning domain as a page."""
    match outcome:
        case Plan():
            return _plan(outcome)
        case Conflict():
            return _conflict(outcome)
        case Question():
            return question_page(outcome)
        case Unknown():
            return unknown_page(outcome)
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> Page:
    plan = outcome.content
    assert isinstance(plan, MultistepPlan)
    steps = tuple(
        (str(number), "; ".join(action[1:-1] for action in step))
        for number, step in enumerate(plan.steps, start=1)
    )
    pictures: list[Picture] = [*changes(outcome)]
    if steps:
        pictures.append(
            Table(title="The plan", columns=("Step", "What is done"), rows=steps, numeric=frozenset({0}))
        )
    else:
        pictures.append(Words(paragraphs=("Nothing is to be done: the goals hold already.",)))
    pictures += wishes_met(outcome)
    pictures.append(
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
        )
    )
    return Page(
        title=plan.request.problem.name,
        subtitle=_quality(outcome, plan),
        pictures=tuple(pictures),
        small_print=(
            found(outcome, checked="rechecked exactly, and validated from the PDDL alone"),
            *remarks(outcome.heard),
        ),
    )


def _conflict(outcome: Conflict) -> Page:
    request = outcome.heard.request
    assert isinstance(request, PlanningRequest)
    return conflict_page(
        outcome,
        title=request.problem.name,
        subtitle=outcome.words,
        clash="These goals cannot all be met",
        no_way_out="Giving up one goal is not enough.",
        notes=_notes,
    )


def _notes(way: WayOut) -> tuple[str, ...]:
    return () if way.value is None else (f"then {show_rational(way.value)} are enough",)


def _quality(outcome: Plan, plan: MultistepPlan) -> str:
    """How good a plan is, and by which proof, in a sentence."""
    actions = sum(len(step) for step in plan.steps)
    amount = f"{actions} action{'s' * (actions != 1)}"
    least = plan.request.least
    if least == "steps":
        amount += f" in {len(plan.steps)} step{'s' * (len(plan.steps) != 1)}"
    if least == "cost" and outcome.value is not None:
        amount += f", cost {show_rational(outcome.value)}"
    if not outcome.optimal:
        bound = "" if outcome.bound is None else f"; no plan is better than {show_rational(outcome.bound)}"
        return f"{amount}, not proved best{bound}."
    return f"{amount}, and no plan has {'a lower cost' if least == 'cost' else 'fewer'}{_proof(plan.trials)}."


def _proof(trials: tuple[Trial, ...]) -> str:
    refuted = [trial for trial in trials if trial.question == "plan" and trial.outcome == "none"]
    if not refuted:
        return ""
    last = max(refuted, key=lambda trial: trial.steps)
    return f": {last.solver} proved that {last.steps} {'is' if last.steps == 1 else 'are'} not enough"

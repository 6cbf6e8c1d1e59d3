"""What planning comes to, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from certiplan.agents import Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.model.values import show_rational
from certiplan.tasks.multistep.outcome import MultistepPlan
from certiplan.tasks.multistep.search import Trial


def render_outcome(outcome: Outcome) -> RenderableType:
    """An outcome of a planning domain as Rich prints it."""
    match outcome:
        case Plan():
            return Group(*_plan(outcome), *_remarks(outcome.heard))
        case Conflict():
            return Group(*_conflict(outcome), *_remarks(outcome.heard))
        case Question():
            return Text(outcome.question)
        case Unknown():
            found = f"No plan was found and none was ruled out ({outcome.reason}: {outcome.detail})."
            return Group(Text(found), *_remarks(outcome.heard))
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> Iterator[RenderableType]:
    plan = outcome.content
    assert isinstance(plan, MultistepPlan)
    for change in outcome.changes:
        yield Text(f"Changed as you accepted: {change.words}", style="bold")
    if not plan.steps:
        yield Text("Nothing is to be done: the goals hold already.")
        return
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, step in enumerate(plan.steps, start=1):
        grid.add_row(f"{number}.", Text("\n".join(action[1:-1] for action in step)))
    yield grid
    yield Text(plan_quality(outcome, plan))
    found = f"Found by {outcome.solver} in {outcome.seconds:.2f} s"
    yield Text(f"{found}; rechecked exactly, and validated from the PDDL alone.", style="dim")


def plan_quality(outcome: Plan, plan: MultistepPlan) -> str:
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


def _conflict(outcome: Conflict) -> Iterator[RenderableType]:
    yield Text(outcome.words)
    for wish in outcome.wishes:
        yield Text(f"  {wish.words}" + (f"  (“{wish.quote}”)" if wish.quote else ""))
    minimal = "" if outcome.minimal else " Perhaps not all of them are needed for the clash."
    yield Text(f"Proved by {outcome.solver}.{minimal}", style="dim")
    if outcome.ways_out:
        yield Text("Ways out:")
        for way in outcome.ways_out:
            value = "" if way.value is None else f" (then {show_rational(way.value)} are enough)"
            yield Text(f"  {way.number}. {way.words}{value}")
        yield Text("Take one with --accept N, or the first with --yes-cheapest.")
    elif not outcome.unsettled:
        yield Text("Giving up one goal is not enough.")
    if outcome.unsettled:
        yield Text(f"Not settled in the time: {'; '.join(outcome.unsettled)}.")


def _remarks(heard: Heard) -> Iterator[RenderableType]:
    for assumption in heard.assumptions:
        yield Text(f"Assumed: {assumption}")
    if heard.unused_words:
        yield Text(f"Not understood, and so not taken into account: {'; '.join(heard.unused_words)}")

"""What planning comes to, as JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from certiplan.agents import Conflict, Heard, Outcome, Plan, Question, Unknown, WayOut
from certiplan.agents.outcome_json import (
    amount_to_json,
    change_to_json,
    conflict_to_json,
    question_to_json,
    run_to_json,
    unknown_to_json,
    way_out_to_json,
    wish_to_json,
)
from certiplan.tasks.multistep.outcome import MultistepPlan
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.search import Planned, Trial


def outcome_to_json(outcome: Outcome) -> Mapping[str, object]:
    """An outcome of a planning domain as JSON data."""
    match outcome:
        case Plan():
            return _plan(outcome)
        case Conflict():
            ways = [_way(way) for way in outcome.ways_out]
            return {**conflict_to_json(outcome), "ways_out": ways, **_heard(outcome.heard)}
        case Question():
            return question_to_json(outcome)
        case Unknown():
            return {**unknown_to_json(outcome), **_heard(outcome.heard)}
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> dict[str, object]:
    plan = outcome.content
    assert isinstance(plan, MultistepPlan)
    return {
        "outcome": "plan",
        "verified": True,
        "steps": [list(step) for step in plan.steps],
        "plan": plan.text,
        "least": plan.request.least,
        "value": amount_to_json(outcome.value),
        "bound": amount_to_json(outcome.bound),
        "optimal": outcome.optimal,
        "reason": outcome.reason,
        "changes": [change_to_json(change) for change in outcome.changes],
        "requirements": [wish_to_json(wish) for wish in outcome.wishes],
        "trials": [_trial(trial) for trial in plan.trials],
        **_heard(outcome.heard),
        **run_to_json(outcome),
    }


def _trial(trial: Trial) -> dict[str, object]:
    return {
        "question": trial.question,
        "steps": trial.steps,
        "outcome": trial.outcome,
        "bound": amount_to_json(trial.bound),
        "solver": trial.solver,
        "seconds": trial.seconds,
    }


def _way(way: WayOut) -> dict[str, object]:
    assert isinstance(way.plan, Planned)
    return {**way_out_to_json(way), "steps": [list(step) for step in way.plan.steps]}


def _heard(heard: Heard) -> dict[str, object]:
    request = heard.request
    assert isinstance(request, PlanningRequest)
    return {
        "problem": request.problem_text,
        "assumptions": list(heard.assumptions),
        "unused_words": list(heard.unused_words),
    }

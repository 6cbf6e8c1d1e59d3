"""What planning comes to, as JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from certiplan.agents import Conflict, Heard, Outcome, Plan, Question, Unknown, WayOut, Wish
from certiplan.agents.outcome_json import amount_to_json, question_to_json
from certiplan.tasks.multistep.outcome import MultistepPlan
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.search import Planned, Trial


def outcome_to_json(outcome: Outcome) -> Mapping[str, object]:
    """An outcome of a planning domain as JSON data."""
    match outcome:
        case Plan():
            return _plan(outcome)
        case Conflict():
            return {
                "outcome": "conflict",
                "words": outcome.words,
                "wishes": [_wish(wish) for wish in outcome.wishes],
                "minimal": outcome.minimal,
                "ways_out": [_way(way) for way in outcome.ways_out],
                "unsettled": list(outcome.unsettled),
                "solver": outcome.solver,
                "seconds": outcome.seconds,
                **_heard(outcome.heard),
            }
        case Question():
            return question_to_json(outcome)
        case Unknown():
            return {
                "outcome": "unknown",
                "reason": outcome.reason,
                "detail": outcome.detail,
                "solver": outcome.solver,
                "seconds": outcome.seconds,
                **_heard(outcome.heard),
            }
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> dict[str, object]:
    plan = outcome.content
    assert isinstance(plan, MultistepPlan)
    return {
        "outcome": "plan",
        "steps": [list(step) for step in plan.steps],
        "plan": plan.text,
        "least": plan.request.least,
        "value": amount_to_json(outcome.value),
        "bound": amount_to_json(outcome.bound),
        "optimal": outcome.optimal,
        "reason": outcome.reason,
        "changes": [change.words for change in outcome.changes],
        "wishes": [_wish(wish) for wish in outcome.wishes],
        "trials": [_trial(trial) for trial in plan.trials],
        "solver": outcome.solver,
        "seconds": outcome.seconds,
        **_heard(outcome.heard),
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
    return {
        "number": way.number,
        "words": way.words,
        "cost": amount_to_json(way.cost),
        "value": amount_to_json(way.value),
        "optimal": way.optimal,
        "steps": [list(step) for step in way.plan.steps],
    }


def _wish(wish: Wish) -> dict[str, object]:
    return {"name": wish.name, "words": wish.words, "quote": wish.quote}


def _heard(heard: Heard) -> dict[str, object]:
    request = heard.request
    assert isinstance(request, PlanningRequest)
    return {
        "problem": request.problem_text,
        "assumptions": list(heard.assumptions),
        "unused_words": list(heard.unused_words),
    }

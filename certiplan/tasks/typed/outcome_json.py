"""An outcome of a domain with typed requests as JSON data."""

from __future__ import annotations

from typing import assert_never

from pydantic import BaseModel

from certiplan.agents import Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.agents.outcome_json import (
    amount_to_json,
    change_to_json,
    conflict_to_json,
    question_to_json,
    run_to_json,
    unknown_to_json,
    wish_to_json,
)
from certiplan.tasks.typed.planning import Found


def outcome_to_json(outcome: Outcome) -> dict[str, object]:
    """The outcome as JSON data."""
    match outcome:
        case Plan():
            found = outcome.content
            assert isinstance(found, Found)
            return {
                "outcome": "plan",
                "verified": True,
                "optimal": outcome.optimal,
                "value": found.value,
                "bound": amount_to_json(outcome.bound),
                "plan": found.plan.model_dump(mode="json"),
                "requirements": [wish_to_json(wish) for wish in outcome.wishes],
                "changes": [change_to_json(change) for change in outcome.changes],
                **_heard(outcome.heard),
                **run_to_json(outcome),
            }
        case Conflict():
            return {**conflict_to_json(outcome), **_heard(outcome.heard)}
        case Question():
            return question_to_json(outcome)
        case Unknown():
            return {**unknown_to_json(outcome), **_heard(outcome.heard)}
        case _:
            assert_never(outcome)


def _heard(heard: Heard) -> dict[str, object]:
    assert isinstance(heard.request, BaseModel)
    return {"request": heard.request.model_dump(mode="json", exclude_defaults=True)}

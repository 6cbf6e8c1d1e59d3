"""An outcome of a domain with typed requests as JSON data."""

from __future__ import annotations

from typing import assert_never

from pydantic import BaseModel

from certiplan.agents import Change, Conflict, Heard, Outcome, Plan, Question, Unknown, WayOut, Wish
from certiplan.model.values import Rational
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
                "bound": _number(outcome.bound),
                "plan": found.plan.model_dump(mode="json"),
                "requirements": [_wish(wish) for wish in outcome.wishes],
                "changes": [_change(change) for change in outcome.changes],
                **_heard(outcome.heard),
                **_run(outcome),
            }
        case Conflict():
            return {
                "outcome": "conflict",
                "requirements": [_wish(wish) for wish in outcome.wishes],
                "minimal": outcome.minimal,
                "words": outcome.words,
                "ways_out": [_way_out(way) for way in outcome.ways_out],
                "unsettled": list(outcome.unsettled),
                "confirmed_by": outcome.confirmed_by,
                **_heard(outcome.heard),
                **_run(outcome),
            }
        case Question():
            return {"outcome": "question", "question": outcome.question, "about": outcome.about}
        case Unknown():
            return {
                "outcome": "unknown",
                "reason": outcome.reason,
                "detail": outcome.detail,
                **_heard(outcome.heard),
                **_run(outcome),
            }
        case _:
            assert_never(outcome)


def _way_out(way: WayOut) -> dict[str, object]:
    return {
        "number": way.number,
        "change": [_change(change) for change in way.changes],
        "cost": _number(way.cost),
        "words": way.words,
        "objective": _number(way.value),
        "optimal": way.optimal,
        "proved_least": way.proved_least,
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "requirement": change.requirement,
        "before": change.before,
        "after": change.after,
        "words": change.words,
    }


def _wish(wish: Wish) -> dict[str, object]:
    return {"id": wish.name, "words": wish.words, "quote": wish.quote}


def _heard(heard: Heard) -> dict[str, object]:
    assert isinstance(heard.request, BaseModel)
    return {"request": heard.request.model_dump(mode="json", exclude_defaults=True)}


def _run(outcome: Plan | Conflict | Unknown) -> dict[str, object]:
    return {"solver": outcome.solver, "seconds": round(outcome.seconds, 4)}


def _number(value: Rational | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)

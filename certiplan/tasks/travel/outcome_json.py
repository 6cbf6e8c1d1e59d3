"""What planning a trip comes to, as JSON data."""

from __future__ import annotations

from typing import assert_never

from certiplan.agents import (
    Change,
    Conflict,
    Heard,
    Numbers,
    Outcome,
    Plan,
    Question,
    Unknown,
    WayOut,
    Wish,
)
from certiplan.model.values import Rational
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_plan import TripPlan


def outcome_to_json(outcome: Outcome) -> dict[str, object]:
    """An outcome of the travel domain as JSON data; amounts are US dollars for all people together."""
    match outcome:
        case Plan():
            return {"outcome": "plan", **_plan(outcome), **_heard(outcome.heard), **_run(outcome)}
        case Conflict():
            return {
                "outcome": "conflict",
                "requirements": [_wish(wish) for wish in outcome.wishes],
                "minimal": outcome.minimal,
                "words": outcome.words,
                "numbers": [_numbers(numbers) for numbers in outcome.numbers],
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


def _plan(outcome: Plan) -> dict[str, object]:
    assert isinstance(outcome.content, TripPlan)
    itinerary = outcome.content.itinerary
    return {
        "verified": True,
        "optimal": outcome.optimal,
        "cost_usd": itinerary.total_usd,
        "bound_usd": _dollars(outcome.bound),
        "costs_usd": {
            "transport": itinerary.transport_usd,
            "hotels": itinerary.hotels_usd,
            "meals": itinerary.meals_usd,
        },
        "days": [
            {**row, "date": day.date.isoformat()}
            for row, day in zip(itinerary.to_travelplanner(), itinerary.days, strict=True)
        ],
        "requirements": [_wish(wish) for wish in outcome.wishes],
        **_changes(outcome),
    }


def _changes(outcome: Plan) -> dict[str, object]:
    """What was changed about the request, and the request that the plan answers."""
    if not outcome.changes:
        return {}
    assert isinstance(outcome.content, TripPlan)
    return {
        "changes": [_change(change) for change in outcome.changes],
        "changed_request": outcome.content.request.model_dump(mode="json"),
    }


def _way_out(way: WayOut) -> dict[str, object]:
    return {
        "number": way.number,
        "change": [_change(change) for change in way.changes],
        "cost": _dollars(way.cost),
        "words": way.words,
        "objective": _dollars(way.value),
        "optimal": way.optimal,
        "proved_least": way.proved_least,
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "requirement": change.requirement,
        "before": change.before,
        "after": change.after,
        "cost": _dollars(change.cost),
        "words": change.words,
    }


def _numbers(numbers: Numbers) -> dict[str, object]:
    return {
        "parts": [{"words": part.words, "least": _dollars(part.least)} for part in numbers.parts],
        "together": _dollars(numbers.together),
        "limit": _dollars(numbers.limit),
        "unit": numbers.unit,
        "exact": numbers.exact,
        "words": numbers.words,
    }


def _heard(heard: Heard) -> dict[str, object]:
    request = heard.request
    assert isinstance(request, TravelRequest)
    return {
        "request": request.model_dump(mode="json"),
        "assumptions": list(heard.assumptions),
        "unused_words": list(heard.unused_words),
    }


def _run(outcome: Plan | Conflict | Unknown) -> dict[str, object]:
    return {"solver": outcome.solver, "seconds": round(outcome.seconds, 4)}


def _wish(wish: Wish) -> dict[str, object]:
    return {"id": wish.name, "words": wish.words, "quote": wish.quote}


def _dollars(value: Rational | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)

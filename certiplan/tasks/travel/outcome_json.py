"""What planning a trip comes to, as JSON data."""

from __future__ import annotations

from typing import assert_never

from certiplan.agents import Conflict, Heard, Numbers, Outcome, Plan, Question, Unknown
from certiplan.agents.outcome_json import (
    amount_to_json,
    change_to_json,
    conflict_to_json,
    question_to_json,
    run_to_json,
    unknown_to_json,
    wish_to_json,
)
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_plan import TripPlan


def outcome_to_json(outcome: Outcome) -> dict[str, object]:
    """An outcome of the travel domain as JSON data; amounts are US dollars for all people together."""
    match outcome:
        case Plan():
            return {"outcome": "plan", **_plan(outcome), **_heard(outcome.heard), **run_to_json(outcome)}
        case Conflict():
            numbers = [_numbers(numbers) for numbers in outcome.numbers]
            return {**conflict_to_json(outcome), "numbers": numbers, **_heard(outcome.heard)}
        case Question():
            return question_to_json(outcome)
        case Unknown():
            return {**unknown_to_json(outcome), **_heard(outcome.heard)}
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> dict[str, object]:
    assert isinstance(outcome.content, TripPlan)
    itinerary = outcome.content.itinerary
    return {
        "verified": True,
        "optimal": outcome.optimal,
        "cost_usd": itinerary.total_usd,
        "bound_usd": amount_to_json(outcome.bound),
        "costs_usd": {
            "transport": itinerary.transport_usd,
            "hotels": itinerary.hotels_usd,
            "meals": itinerary.meals_usd,
        },
        "days": [
            {**row, "date": day.date.isoformat()}
            for row, day in zip(itinerary.to_travelplanner(), itinerary.days, strict=True)
        ],
        "requirements": [wish_to_json(wish) for wish in outcome.wishes],
        **_changes(outcome),
    }


def _changes(outcome: Plan) -> dict[str, object]:
    """What was changed about the request, and the request that the plan answers."""
    if not outcome.changes:
        return {}
    assert isinstance(outcome.content, TripPlan)
    return {
        "changes": [change_to_json(change) for change in outcome.changes],
        "changed_request": outcome.content.request.model_dump(mode="json"),
    }


def _numbers(numbers: Numbers) -> dict[str, object]:
    return {
        "parts": [{"words": part.words, "least": amount_to_json(part.least)} for part in numbers.parts],
        "together": amount_to_json(numbers.together),
        "limit": amount_to_json(numbers.limit),
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

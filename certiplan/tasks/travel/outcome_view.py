"""What planning a trip comes to, for people, and how the request was understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from rich.console import Group, RenderableType
from rich.text import Text

from certiplan.agents import Conflict, Outcome, Plan, Question, Unknown
from certiplan.agents.outcomes import Heard
from certiplan.tasks.travel.rendering import render_trip
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.words import conflict_sentences


def render_outcome(outcome: Outcome) -> RenderableType:
    """An outcome of the travel domain as Rich prints it."""
    match outcome:
        case Plan():
            return Group(*_plan(outcome), *_remarks(outcome.heard))
        case Conflict():
            return Group(*_conflict(outcome), *_remarks(outcome.heard))
        case Question():
            return Text(outcome.question)
        case Unknown():
            limit = f"No trip was found and none was ruled out ({outcome.reason}: {outcome.detail})."
            return Group(Text(limit), *_remarks(outcome.heard))
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> Iterator[RenderableType]:
    trip = outcome.content
    assert isinstance(trip, TripPlan)
    yield render_trip(trip.itinerary, trip.request, trip.world, bound_usd=outcome.bound)
    found = f"Found by {outcome.solver} in {outcome.seconds:.2f} s"
    yield Text(f"{found}; rechecked exactly, and by the rules of the domain.")


def _conflict(outcome: Conflict) -> Iterator[RenderableType]:
    request = outcome.heard.request
    assert isinstance(request, TravelRequest)
    yield Text(conflict_sentences(request, [wish.name for wish in outcome.wishes]))
    minimal = "" if outcome.minimal else " Perhaps not all of them are needed for the clash."
    yield Text(f"Proved by {outcome.solver} in {outcome.seconds:.2f} s.{minimal}")


def _remarks(heard: Heard) -> Iterator[RenderableType]:
    """What was presumed, and which words changed nothing."""
    for assumption in heard.assumptions:
        yield Text(f"Assumed: {assumption}")
    if heard.unused_words:
        yield Text(f"Not understood, and so not taken into account: {', '.join(heard.unused_words)}")

"""What planning a trip comes to, for people, and how the request was understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from certiplan.agents import Conflict, Heard, Outcome, Plan, Question, Unknown
from certiplan.tasks.travel.rendering import render_trip
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.words import conflict_sentences, dollars


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
    for change in outcome.changes:
        yield Text(f"Changed as you accepted: {change.words}", style="bold")
    yield render_trip(trip.itinerary, trip.request, trip.world, bound_usd=outcome.bound)
    found = f"Found by {outcome.solver} in {outcome.seconds:.2f} s"
    yield Text(f"{found}; rechecked exactly, and by the rules of the domain.")


def _conflict(outcome: Conflict) -> Iterator[RenderableType]:
    request = outcome.heard.request
    assert isinstance(request, TravelRequest)
    yield Text(conflict_sentences(request, [wish.name for wish in outcome.wishes]))
    for numbers in outcome.numbers:
        yield Text(f"  {numbers.words}")
    minimal = "" if outcome.minimal else " Perhaps not all of them are needed for the clash."
    again = f", and again by {outcome.confirmed_by}" if outcome.confirmed_by else ""
    yield Text(f"Proved by {outcome.solver}{again}.{minimal}", style="dim")
    yield Text("")
    yield from _ways_out(outcome)


def _ways_out(outcome: Conflict) -> Iterator[RenderableType]:
    if outcome.ways_out:
        yield Text("Ways out, the least change first:")
        grid = Table.grid(expand=False, padding=(0, 1, 0, 0))
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        for way in outcome.ways_out:
            total = dollars(int(way.value or 0))
            gives = f"the cheapest such trip costs {total}" if way.optimal else f"there is a trip for {total}"
            weighs = f"weighs as much as {dollars(int(way.cost))}"
            text = Text(way.words.rstrip("."))
            text.append(f"\n{weighs}; {gives}", style="dim")
            grid.add_row(f"  {way.number}.", text)
        yield grid
        yield Text("Take one with --accept N, or the first with --yes-cheapest.")
    elif not outcome.unsettled:
        yield Text("No change that could be offered leads to a trip.")
    if outcome.unsettled:
        yield Text(f"Not settled in the time: {'; '.join(outcome.unsettled)}.")


def _remarks(heard: Heard) -> Iterator[RenderableType]:
    """What was presumed, and which words changed nothing."""
    for assumption in heard.assumptions:
        yield Text(f"Assumed: {assumption}")
    if heard.unused_words:
        yield Text(f"Not understood, and so not taken into account: {', '.join(heard.unused_words)}")

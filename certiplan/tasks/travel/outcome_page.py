"""What planning a trip comes to as a page, and a trip as a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from certiplan.agents import Conflict, Outcome, Plan, Question, Unknown, WayOut
from certiplan.agents.outcome_page import (
    changes,
    conflict_page,
    found,
    question_page,
    remarks,
    unknown_page,
)
from certiplan.pictures import CalendarEntry, Page
from certiplan.tasks.travel.itinerary import TripDay
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_page import trip_map, trip_page
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.words import date_span, dollars
from certiplan.tasks.travel.world import Flight

_NO_WAY_OUT = "No change that could be offered leads to a trip."
_NOT_EVEN_WITHOUT_WISHES = (
    "No such trip exists, whatever is given up: nothing connects these places on these days."
)


def outcome_page(outcome: Outcome) -> Page:
    """An outcome of the travel domain as a page."""
    match outcome:
        case Plan():
            return _plan(outcome)
        case Conflict():
            return _conflict(outcome)
        case Question():
            return question_page(outcome)
        case Unknown():
            return unknown_page(outcome, sought="trip")
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> Page:
    trip = outcome.content
    assert isinstance(trip, TripPlan)
    page = trip_page(trip.itinerary, trip.request, trip.world, bound_usd=outcome.bound)
    days, *others = page.pictures
    way = trip_map(trip.itinerary, trip.request, trip.world)
    pictures = (*changes(outcome), days, *([way] if way else []), *others)
    return replace(page, pictures=pictures, small_print=(found(outcome), *remarks(outcome.heard)))


def _conflict(outcome: Conflict) -> Page:
    request = outcome.heard.request
    assert isinstance(request, TravelRequest)
    return conflict_page(
        outcome,
        title=f"{request.origin} to {request.destination}",
        subtitle=date_span(request.start, request.end),
        clash="This cannot be had" if len(outcome.wishes) == 1 else "These cannot all be had together",
        no_way_out=_NO_WAY_OUT if outcome.wishes else _NOT_EVEN_WITHOUT_WISHES,
        notes=_notes,
    )


def _notes(way: WayOut) -> tuple[str, ...]:
    total = dollars(int(way.value or 0))
    gives = f"the cheapest such trip costs {total}" if way.optimal else f"there is a trip for {total}"
    return (f"weighs as much as {dollars(int(way.cost))}; {gives}",)


def outcome_calendar(outcome: Outcome) -> tuple[CalendarEntry, ...]:
    """The entries of a trip for a calendar; none without a plan."""
    if not isinstance(outcome, Plan):
        return ()
    trip = outcome.content
    assert isinstance(trip, TripPlan)
    return tuple(entry for day in trip.itinerary.days for entry in _day_entries(day))


def _day_entries(day: TripDay) -> Iterator[CalendarEntry]:
    """A flight has its times, which are local; everything else is of the day."""
    tomorrow = day.date + dt.timedelta(days=1)
    leg = day.transport
    if isinstance(leg, Flight):
        midnight = dt.datetime.combine(day.date, dt.time())
        lands = leg.arrives_min + (24 * 60 if leg.arrives_min < leg.departs_min else 0)
        yield CalendarEntry(
            title=f"Flight {leg.number}: {leg.origin} to {leg.destination}",
            start=midnight + dt.timedelta(minutes=leg.departs_min),
            end=midnight + dt.timedelta(minutes=lands),
            place=leg.origin,
        )
    elif leg is not None:
        yield CalendarEntry(
            title=f"{'Drive' if leg.mode == 'Self-driving' else 'Taxi'}: {leg.origin} to {leg.destination}",
            start=day.date,
            end=tomorrow,
            note=f"{leg.distance_km:,} km, {leg.duration_text}",
        )
    for name, meal in (("Breakfast", day.breakfast), ("Lunch", day.lunch), ("Dinner", day.dinner)):
        if meal is not None:
            yield CalendarEntry(title=f"{name}: {meal.name}", start=day.date, end=tomorrow, place=meal.city)
    for sight in day.attractions:
        yield CalendarEntry(title=f"See: {sight.name}", start=day.date, end=tomorrow, place=sight.city)
    if day.hotel is not None:
        yield CalendarEntry(
            title=f"Sleep: {day.hotel.name}", start=day.date, end=tomorrow, place=day.hotel.city
        )

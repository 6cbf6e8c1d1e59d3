"""What planning a trip comes to as a page, and a trip as a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from certiplan.agents import Conflict, Heard, Outcome, Plan, Question, Unknown, WayOut
from certiplan.pictures import (
    CalendarEntry,
    Check,
    Checks,
    Choice,
    Choices,
    Page,
    Picture,
    Words,
)
from certiplan.tasks.travel.itinerary import TripDay
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_page import trip_map, trip_page
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.words import conflict_sentences, date_span, dollars
from certiplan.tasks.travel.world import Flight


def outcome_page(outcome: Outcome) -> Page:
    """An outcome of the travel domain as a page."""
    match outcome:
        case Plan():
            return _plan(outcome)
        case Conflict():
            return _conflict(outcome)
        case Question():
            return Page(
                title="A question", pictures=(Words(paragraphs=(outcome.question,)),), verdict="question"
            )
        case Unknown():
            limit = f"No trip was found and none was ruled out ({outcome.reason}: {outcome.detail})."
            return Page(
                title="Not settled",
                pictures=(Words(paragraphs=(limit,)),),
                small_print=tuple(_remarks(outcome.heard)),
                verdict="unknown",
            )
        case _:
            assert_never(outcome)


def _plan(outcome: Plan) -> Page:
    trip = outcome.content
    assert isinstance(trip, TripPlan)
    page = trip_page(trip.itinerary, trip.request, trip.world, bound_usd=outcome.bound)
    days, *others = page.pictures
    way = trip_map(trip.itinerary, trip.request, trip.world)
    changed = tuple(f"Changed as you accepted: {change.words}" for change in outcome.changes)
    pictures: list[Picture] = [Words(paragraphs=changed)] if changed else []
    pictures += [days, *([way] if way else []), *others]
    found = f"Found by {outcome.solver} in {outcome.seconds:.2f} s"
    checked = f"{found}; rechecked exactly, and by the rules of the domain."
    return replace(page, pictures=tuple(pictures), small_print=(checked, *_remarks(outcome.heard)))


def _conflict(outcome: Conflict) -> Page:
    request = outcome.heard.request
    assert isinstance(request, TravelRequest)
    minimal = "" if outcome.minimal else " Perhaps not all of them are needed for the clash."
    again = f", and again by {outcome.confirmed_by}" if outcome.confirmed_by else ""
    wishes = tuple(Check(state="clash", label=wish.words, quote=wish.quote or "") for wish in outcome.wishes)
    pictures: list[Picture] = []
    if wishes:
        pictures.append(Checks(title="These cannot all be had together", checks=wishes))
    else:
        pictures.append(Words(paragraphs=(conflict_sentences(request, ()),)))
    if outcome.numbers:
        said = tuple(numbers.words for numbers in outcome.numbers)
        pictures.append(Words(title="The numbers that meet", paragraphs=said))
    if outcome.ways_out:
        pictures.append(
            Choices(
                title="Ways out, the least change first",
                choices=tuple(_choice(way) for way in outcome.ways_out),
                note="Each was planned and rechecked.",
            )
        )
    if outcome.unsettled:
        unsettled = f"Not settled in the time: {'; '.join(outcome.unsettled)}."
        pictures.append(Words(paragraphs=(unsettled,)))
    return Page(
        title=f"{request.origin} to {request.destination}",
        subtitle=date_span(request.start, request.end),
        pictures=tuple(pictures),
        small_print=(f"Proved by {outcome.solver}{again}.{minimal}", *_remarks(outcome.heard)),
        verdict="conflict",
    )


def _choice(way: WayOut) -> Choice:
    total = dollars(int(way.value or 0))
    gives = f"the cheapest such trip costs {total}" if way.optimal else f"there is a trip for {total}"
    return Choice(
        number=way.number,
        text=way.words,
        notes=(f"weighs as much as {dollars(int(way.cost))}; {gives}",),
    )


def _remarks(heard: Heard) -> Iterator[str]:
    """What was presumed, and which words changed nothing."""
    for assumption in heard.assumptions:
        yield f"Assumed: {assumption}"
    if heard.unused_words:
        yield f"Not understood, and so not taken into account: {', '.join(heard.unused_words)}"


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

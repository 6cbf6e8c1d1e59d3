"""A trip as pictures: day by day with the cost of each part, the way, the total, every requirement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from certiplan.model.values import Rational
from certiplan.pictures import (
    Check,
    Checks,
    Day,
    Days,
    Entry,
    Page,
    Place,
    Route,
    RouteMap,
    Stack,
    StackPart,
)
from certiplan.tasks.travel.evidence import Evidence, evidence
from certiplan.tasks.travel.itinerary import Itinerary, TripDay, clock, transport_cost_usd
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.words import counted, date_span, dollars
from certiplan.tasks.travel.world import Flight, Hotel, Restaurant, Road, World


def trip_page(
    itinerary: Itinerary, request: TravelRequest, world: World, *, bound_usd: Rational | None = None
) -> Page:
    """A whole trip.

    Args:
        itinerary: the plan.
        request: what was asked for.
        world: the facts it was planned from.
        bound_usd: a proved lower bound of the cost of any plan, if there is one.
    """
    shown = evidence(itinerary, request, world)
    wishes = (entry for entry in shown if entry.phrase.wish is not None)
    rules = (entry for entry in shown if entry.phrase.wish is None)
    about = (
        f"{date_span(request.start, request.end)} · {counted(len(itinerary.days), 'day', 'days')} · "
        f"{counted(itinerary.people, 'person', 'people')}"
    )
    return Page(
        title=" → ".join(_stops(itinerary, request)),
        subtitle=about,
        pictures=(
            Days(title="", days=tuple(_day(day, itinerary.people) for day in itinerary.days)),
            _costs(itinerary, request, bound_usd),
            _checks("What you asked for", wishes),
            _checks("What every trip keeps to", rules),
        ),
    )


def trip_map(itinerary: Itinerary, request: TravelRequest, world: World) -> RouteMap | None:
    """The way on a map; None where the world does not say where its cities lie."""
    stops = _stops(itinerary, request)
    known = {
        city.name: Place(name=city.name, x=city.longitude, y=city.latitude, depot=city.name == request.origin)
        for city in world.cities
        if city.name in stops and city.longitude is not None and city.latitude is not None
    }
    if set(stops) - set(known):
        return None
    return RouteMap(
        title="The way",
        places=tuple(known[name] for name in dict.fromkeys(stops)),
        routes=(Route(name="", stops=tuple(stops)),),
        geographic=True,
    )


def _stops(itinerary: Itinerary, request: TravelRequest) -> list[str]:
    return [request.origin, *(day.city for day in itinerary.days if day.origin != day.city)]


# ---------------------------------------------------------------- the days


def _day(day: TripDay, people: int) -> Day:
    where = day.city if day.origin == day.city else f"{day.origin} → {day.city}"
    entries = list(_entries(day, people))
    return Day(
        title=f"Day {day.number} · {day.date:%a %b} {day.date.day} · {where}",
        entries=tuple(entry for entry, _ in entries),
        amount=dollars(sum(cost for _, cost in entries)),
    )


def _entries(day: TripDay, people: int) -> Iterator[tuple[Entry, int]]:
    """The parts of a day in the order in which they come: what is in the city left behind comes first."""
    parts: list[tuple[str, tuple[Entry, int]]] = []
    for name, place in (("breakfast", day.breakfast), ("lunch", day.lunch)):
        if place is not None:
            parts.append((place.city, _meal(name, place, day, people)))
    parts += [
        (sight.city, (Entry(label="see", text=_place(sight.name, sight.city, day)), 0))
        for sight in day.attractions
    ]
    if day.dinner is not None:
        parts.append((day.dinner.city, _meal("dinner", day.dinner, day, people)))
    if day.transport is None:
        yield from (part for _, part in parts)
    else:
        yield from (part for city, part in parts if city == day.transport.origin)
        yield _transport(day.transport, people)
        yield from (part for city, part in parts if city != day.transport.origin)
    if day.hotel is not None:
        yield _hotel(day.hotel, people)


def _meal(label: str, place: Restaurant, day: TripDay, people: int) -> tuple[Entry, int]:
    cost = place.price_usd * people
    text = _place(place.name, place.city, day)
    return Entry(label=label, text=text, note=", ".join(place.cuisines), amount=dollars(cost)), cost


def _place(name: str, city: str, day: TripDay) -> str:
    return name if city == day.city or day.origin == day.city else f"{name}, in {city}"


def _transport(transport: Flight | Road, people: int) -> tuple[Entry, int]:
    cost = transport_cost_usd(transport, people)
    if isinstance(transport, Flight):
        label = "flight"
        each = f", {dollars(transport.price_usd)} each" if people > 1 else ""
        times = f"{clock(transport.departs_min)} to {clock(transport.arrives_min)}"
        text = f"{transport.number}, {times}{each}"
    else:
        label = "drive" if transport.mode == "Self-driving" else "taxi"
        text = f"{transport.distance_km:,} km, {transport.duration_text}"
    return Entry(label=label, text=text, amount=dollars(cost)), cost


def _hotel(hotel: Hotel, people: int) -> tuple[Entry, int]:
    rooms = ceil(people / hotel.sleeps)
    note = hotel.room_type + (f", {rooms} of them at {dollars(hotel.price_usd)}" if rooms > 1 else "")
    cost = hotel.price_usd * rooms
    return Entry(label="sleep", text=hotel.name, note=note, amount=dollars(cost)), cost


# ---------------------------------------------------------------- the money


def _costs(itinerary: Itinerary, request: TravelRequest, bound_usd: Rational | None) -> Stack:
    total, budget = itinerary.total_usd, request.budget_usd
    notes = []
    if budget is not None:
        rest = budget - total
        notes.append(f"{dollars(rest)} left" if rest >= 0 else f"{dollars(-rest)} more than the budget")
    if bound_usd is not None:
        notes.append(_proof(total, bound_usd))
    parts = (
        ("transport", itinerary.transport_usd),
        ("nights", itinerary.hotels_usd),
        ("meals", itinerary.meals_usd),
    )
    return Stack(
        title=f"Total of a budget of {dollars(budget)}" if budget is not None else "Total",
        parts=tuple(StackPart(label=label, amount=cost, shown=dollars(cost)) for label, cost in parts),
        total=dollars(total),
        limit=budget,
        notes=tuple(notes),
    )


def _proof(total_usd: int, bound_usd: Rational) -> str:
    # Costs are whole dollars, so that no plan costs less than the bound rounded up.
    least = ceil(bound_usd)
    if least >= total_usd:
        return "proved: no plan costs less"
    above = total_usd - least
    return (
        f"at most {dollars(above)} ({100 * above / total_usd:.1f}%) above the cheapest: "
        f"no plan costs less than {dollars(least)}"
    )


# ---------------------------------------------------------------- the requirements


def _checks(title: str, entries: Iterable[Evidence]) -> Checks:
    return Checks(title=title, checks=tuple(_check(entry) for entry in entries))


def _check(entry: Evidence) -> Check:
    quote = entry.phrase.quote
    repeated = quote is None or quote.casefold() in entry.phrase.label.casefold()
    return Check(
        state="met" if entry.holds else "not met",
        label=entry.phrase.label,
        shown_by=entry.shown_by if entry.holds else f"not met: {entry.shown_by}",
        quote="" if repeated or quote is None else quote,
    )

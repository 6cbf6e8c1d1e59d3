"""The five hard constraints: what the traveller asked for.

Each check returns what is wrong and where, or None.

They are judged on the rows that the plan's names stand for; what stands for no row is a matter of the
sandbox. † marks where the benchmark judges otherwise than its rules read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from certiplan.tasks.travel.checker._plan_text import Day, kind_of, place_of
from certiplan.tasks.travel.checker._trip import Trip
from certiplan.tasks.travel.request import RoomWish, TransportRule, TravelRequest
from certiplan.tasks.travel.world import Hotel, Restaurant, RoomType

_ROOMS: dict[RoomWish, frozenset[RoomType]] = {
    "shared room": frozenset({"Shared room"}),
    "not shared room": frozenset({"Private room", "Entire home/apt"}),
    "private room": frozenset({"Private room"}),
    "entire room": frozenset({"Entire home/apt"}),
}
_FORBIDDEN: dict[TransportRule, str] = {
    "no flight": "Flight",
    "no self-driving": "Self-driving",
    "no taxi": "Taxi",
}


def budget(trip: Trip) -> str | None:
    """The trip costs no more than the budget."""
    limit = trip.request.budget_usd
    cost = trip.cost_usd()
    if limit is None or cost <= limit:
        return None
    return f"the trip costs ${cost:,}, ${cost - limit:,} more than the budget of ${limit:,}"


def house_rule(trip: Trip) -> str | None:
    """Every accommodation allows what was asked for."""
    for day, hotel in _judged_hotels(trip):
        for rule in trip.request.house_rules:
            if any(f"No {rule}" in text for text in hotel.house_rules):
                return f"day {day.number}, accommodation: {hotel.name!r} does not allow {rule}"
    return None


def room_type(trip: Trip) -> str | None:
    """Every accommodation is of the room type that was asked for."""
    wish = trip.request.room
    if wish is not None:
        for day, hotel in _judged_hotels(trip):
            if hotel.room_type not in _ROOMS[wish]:
                return (
                    f"day {day.number}, accommodation: {hotel.name!r} is of the type "
                    f"{hotel.room_type!r}, but {wish!r} was asked for"
                )
    return None


def _judged_hotels(trip: Trip) -> Iterator[tuple[Day, Hotel]]:
    """The first row of each name; in the plain reading every row, since the name may stand for any."""
    for day, hotels in trip.nights():
        for hotel in hotels if trip.reading == "plain" else hotels[:1]:
            yield day, hotel


def cuisine(trip: Trip) -> str | None:
    """Each cuisine that was asked for is served at some meal away from home."""
    served: set[str] = set()
    for day in trip.days:
        for _, text in day.meals:
            if place_of(text).city == trip.request.origin:
                if trip.reading == "benchmark":
                    # The rest of such a day is skipped †.
                    break
                continue
            served |= _served(trip, trip.restaurants(text))
    missing = [wish for wish in trip.request.cuisines if wish not in served]
    return f"no meal of the cuisine {', '.join(missing)}" if missing else None


def _served(trip: Trip, restaurants: Sequence[Restaurant]) -> set[str]:
    wishes = trip.request.cuisines
    if trip.reading == "benchmark":
        menu = ", ".join(restaurants[0].cuisines) if restaurants else ""
        return {wish for wish in wishes if wish in menu}
    return {wish for wish in wishes if restaurants and all(wish in row.cuisines for row in restaurants)}


def transportation(trip: Trip) -> str | None:
    """No leg uses what was ruled out."""
    for day in trip.days:
        text = day.text("transportation")
        for rule in trip.request.transport:
            kind = _FORBIDDEN[rule]
            if kind in text or (trip.reading == "plain" and text and kind_of(text) == kind):
                return f"day {day.number}, transportation: {text!r} in spite of {rule!r}"
    return None


HARD_CHECKS: dict[str, Callable[[Trip], str | None]] = {
    "budget": budget,
    "house_rule": house_rule,
    "room_type": room_type,
    "cuisine": cuisine,
    "transportation": transportation,
}

APPLIES: dict[str, Callable[[TravelRequest], bool]] = {
    "budget": lambda request: request.budget_usd is not None,
    "house_rule": lambda request: bool(request.house_rules),
    "room_type": lambda request: request.room is not None,
    "cuisine": lambda request: bool(request.cuisines),
    "transportation": lambda request: bool(request.transport),
}

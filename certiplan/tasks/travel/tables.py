"""What the world offers for one trip: the rows of the model's tables.

Of the many options that a trip never needs, those that are dominated are left out. An option is
dominated when enough others cost no more and have no flaw that it has not; a flaw is anything that a
wish of this traveller or a rule of the model may count against it. Wishes themselves filter nothing: an
option that only some wish forbids stays, so that a conflict can name the wish, and giving up any of
the requirements still leaves an optimal plan among the rows that are kept. `docs/travel-model.md`
has the argument.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from math import ceil
from typing import Any, Protocol, TypeVar

from certiplan.errors import RequestError
from certiplan.model.values import MISSING, FieldType, FieldValue, Table
from certiplan.tasks.travel.itinerary import transport_cost_usd
from certiplan.tasks.travel.request import RoomWish, TransportRule, TravelRequest
from certiplan.tasks.travel.travelplanner import addressable
from certiplan.tasks.travel.world import Attraction, Flight, Hotel, Restaurant, Road, RoomType, World

WayKey = tuple[int, str, str, str]
"""Day, origin, destination and mode."""

ROOMS: Mapping[RoomWish, tuple[RoomType, ...]] = {
    "shared room": ("Shared room",),
    "not shared room": ("Entire home/apt", "Private room"),
    "private room": ("Private room",),
    "entire room": ("Entire home/apt",),
}
MODES: Mapping[TransportRule, str] = {
    "no flight": "Flight",
    "no self-driving": "Self-driving",
    "no taxi": "Taxi",
}

_MEALS_A_DAY = 3
_Option = TypeVar("_Option")
_Flaws = frozenset[Hashable]


class _Keep(Protocol):
    """Chooses the options that are kept."""

    def __call__(
        self,
        options: Iterable[_Option],
        *,
        cost: Callable[[_Option], int],
        flaws: Callable[[_Option], _Flaws],
        taste: Callable[[_Option], Any],
        needed: int,
    ) -> list[_Option]: ...


@dataclass(frozen=True, kw_only=True)
class TripOptions:
    """The rows that a trip is planned from, by what they are called in the model.

    Attributes:
        cities: those that may be visited.
        ways: how to get from one city to another on a day of the trip, counted from 1.
    """

    request: TravelRequest
    cities: tuple[str, ...]
    ways: Mapping[WayKey, Flight | Road] = field(repr=False)
    hotels: Mapping[str, Hotel] = field(repr=False)
    restaurants: Mapping[str, Restaurant] = field(repr=False)
    attractions: Mapping[str, Attraction] = field(repr=False)

    def tables(self) -> dict[str, Table]:
        """The model's tables."""
        hotels, restaurants = self.hotels.values(), self.restaurants.values()
        return {
            "ways": self._ways_table(),
            "hotels": _table(
                "hotels",
                {
                    "hotel": ("text", list(self.hotels)),
                    "city": ("text", [hotel.city for hotel in hotels]),
                    "price": ("number", [hotel.price_usd for hotel in hotels]),
                    "room_type": ("text", [hotel.room_type for hotel in hotels]),
                    "house_rules": ("list", [hotel.house_rules for hotel in hotels]),
                    "min_nights": ("number", [hotel.min_nights for hotel in hotels]),
                    "sleeps": ("number", [hotel.sleeps for hotel in hotels]),
                },
                key="hotel",
            ),
            "restaurants": _table(
                "restaurants",
                {
                    "restaurant": ("text", list(self.restaurants)),
                    "city": ("text", [place.city for place in restaurants]),
                    "price": ("number", [place.price_usd for place in restaurants]),
                    "cuisines": ("list", [place.cuisines for place in restaurants]),
                },
                key="restaurant",
            ),
            "attractions": _table(
                "attractions",
                {
                    "attraction": ("text", list(self.attractions)),
                    "city": ("text", [sight.city for sight in self.attractions.values()]),
                },
                key="attraction",
            ),
        }

    def _ways_table(self) -> Table:
        ways = self.ways
        return _table(
            "ways",
            {
                "day": ("number", [day for day, _, _, _ in ways]),
                "origin": ("text", [origin for _, origin, _, _ in ways]),
                "destination": ("text", [destination for _, _, destination, _ in ways]),
                "mode": ("text", [mode for _, _, _, mode in ways]),
                "price": (
                    "number",
                    [way.price_usd if isinstance(way, Flight) else MISSING for way in ways.values()],
                ),
                "km": (
                    "number",
                    [MISSING if isinstance(way, Flight) else way.distance_km for way in ways.values()],
                ),
            },
        )


def _table(
    name: str, columns: Mapping[str, tuple[FieldType, Sequence[FieldValue]]], key: str | None = None
) -> Table:
    return Table(
        name,
        {column: values for column, (_, values) in columns.items()},
        {column: type_ for column, (type_, _) in columns.items()},
        key,
    )


def trip_options(request: TravelRequest, world: World, *, pruned: bool = True) -> TripOptions:
    """What a world offers for a trip.

    Places that a plan in the benchmark's format could not name without being misunderstood are left out
    (`addressable`).

    Args:
        request: the trip.
        world: the facts.
        pruned: without what is dominated. The optimum is the same either way.

    Raises:
        RequestError: for a city or a state that the world does not have, and for a trip to its own origin.
    """
    cities = _cities(request, world)
    local = addressable(_around(cities, world))
    keep = _undominated if pruned else _all
    hotels = (
        hotel
        for city in cities
        for hotel in keep(
            local.hotels_in.get(city, ()),
            cost=lambda hotel: hotel.price_usd * ceil(request.people / hotel.sleeps),
            flaws=lambda hotel: _hotel_flaws(hotel, request),
            taste=lambda hotel: (-(hotel.rating or 0), hotel.name),
            needed=1,
        )
    )
    restaurants = (
        restaurant
        for city in cities
        for restaurant in keep(
            local.restaurants_in.get(city, ()),
            cost=lambda restaurant: restaurant.price_usd,
            flaws=lambda restaurant: frozenset(request.cuisines).difference(restaurant.cuisines),
            taste=lambda restaurant: (-(restaurant.rating or 0), restaurant.name),
            needed=most_meals(request),
        )
    )
    # Attractions differ in nothing that a wish asks about, and no stay has more than one a day.
    seen = (
        attraction
        for city in cities
        for attraction in local.attractions_in.get(city, ())[: request.day_count if pruned else None]
    )
    return TripOptions(
        request=request,
        cities=cities,
        ways=_ways(request, cities, world, keep),
        hotels={f"{hotel.name}, {hotel.city}": hotel for hotel in hotels},
        restaurants={f"{place.name}, {place.city}": place for place in restaurants},
        attractions={f"{sight.name}, {sight.city}": sight for sight in seen},
    )


def most_meals(request: TravelRequest) -> int:
    """No city needs more restaurants than this in some cheapest plan, whatever requirements are given up.

    Take a cheapest plan with as few meals as possible, and a city with more meals than its days ask for:
    three on each full day, and two on its travel days if they must be complete. None of the city's meals
    can be left out, be it for a cuisine that only this meal serves, or because the plan says no more than
    half of what it may: then of its 3 × days values at most 2 × days - 1 are meals, as there are
    accommodations for all nights and at least two moves.
    """
    days = request.day_count
    regular = _MEALS_A_DAY * (days - 2) + (2 if request.complete_days else 0)
    return max(regular, 2 * days - 1, len(request.cuisines))


def _cities(request: TravelRequest, world: World) -> tuple[str, ...]:
    if request.origin not in world.state_of:
        raise _unknown("city", request.origin, world.state_of, world)
    if request.destination_is_state:
        if request.destination not in world.cities_in:
            raise _unknown("state", request.destination, world.cities_in, world)
        found = world.cities_in[request.destination]
    else:
        if request.destination not in world.state_of:
            raise _unknown("city", request.destination, world.state_of, world)
        found = (request.destination,)
    cities = tuple(dict.fromkeys(city for city in found if city != request.origin))
    if not cities:
        raise RequestError(
            f"there is nothing to visit in {request.destination} but {request.origin}, where the trip "
            "starts: name another destination"
        )
    return cities


def _unknown(kind: str, name: str, known: Iterable[str], world: World) -> RequestError:
    near = get_close_matches(name, sorted(known), n=1)
    hint = f"did you mean {near[0]}?" if near else "name another one"
    return RequestError(f"there is no {kind} {name!r} in {world.name}: {hint}")


def _around(cities: tuple[str, ...], world: World) -> World:
    """The places of the cities alone."""
    return replace(
        world,
        hotels=tuple(row for city in cities for row in world.hotels_in.get(city, ())),
        restaurants=tuple(row for city in cities for row in world.restaurants_in.get(city, ())),
        attractions=tuple(row for city in cities for row in world.attractions_in.get(city, ())),
    )


def _hotel_flaws(hotel: Hotel, request: TravelRequest) -> _Flaws:
    """What speaks against a hotel: its room, its rules, the stays that are too short for it."""
    flaws: set[Hashable] = {rule for rule in request.house_rules if f"No {rule}" in hotel.house_rules}
    if request.room is not None and hotel.room_type not in ROOMS[request.room]:
        flaws.add("room")
    # One flaw for each length of stay, in nights, that it does not take.
    flaws.update(range(1, min(hotel.min_nights, request.day_count)))
    return frozenset(flaws)


def _ways(
    request: TravelRequest, cities: tuple[str, ...], world: World, keep: _Keep
) -> dict[WayKey, Flight | Road]:
    """The ways that a trip may take: from home on the first day, to home on the last, else between cities."""
    forbidden: _Flaws = frozenset(MODES[rule] for rule in request.transport)
    home = (request.origin,)
    last = request.day_count
    found: dict[WayKey, Flight | Road] = {}
    for day, date in enumerate(request.dates, start=1):
        for origin in home if day == 1 else cities:
            for destination in home if day == last else cities:
                if origin == destination:
                    continue
                options = _options(origin, destination, date, world)
                # The own car is no substitute for the others: who has it cannot take them, and the reverse.
                own = [way for way in options if _mode(way) == "Self-driving"]
                hired = [way for way in options if _mode(way) != "Self-driving"]
                for group in (hired, own):
                    for way in keep(
                        group,
                        cost=lambda way: transport_cost_usd(way, request.people),
                        flaws=lambda way: forbidden.intersection([_mode(way)]),
                        taste=_mode,
                        needed=1,
                    ):
                        found[day, origin, destination, _mode(way)] = way
    return found


def _options(origin: str, destination: str, date: dt.date, world: World) -> list[Flight | Road]:
    """The roads and the cheapest flight, the first of the day if there are several."""
    options: list[Flight | Road] = list(world.roads_between.get((origin, destination), ()))
    flights = world.flights_between.get((origin, destination, date), ())
    if flights:
        options.append(min(flights, key=lambda row: (row.price_usd, row.departs_min, row.number)))
    return options


def _mode(way: Flight | Road) -> str:
    return "Flight" if isinstance(way, Flight) else way.mode


# ---------------------------------------------------------------- dominance


def _undominated(
    options: Iterable[_Option],
    *,
    cost: Callable[[_Option], int],
    flaws: Callable[[_Option], _Flaws],
    taste: Callable[[_Option], Any],
    needed: int,
) -> list[_Option]:
    """The options without those that `needed` others dominate; of equals, the most to the taste stay.

    Among the kept, whoever dominates one that is left out is there `needed` times, since dominance is
    transitive.
    """
    rated = [(cost(option), flaws(option), option) for option in options]
    rated.sort(key=lambda entry: (entry[0], len(entry[1]), taste(entry[2])))
    kept: list[tuple[_Flaws, _Option]] = []
    for _, own, option in rated:
        # All that came before cost no more.
        if sum(other <= own for other, _ in kept) < needed:
            kept.append((own, option))
    return [option for _, option in kept]


def _all(
    options: Iterable[_Option],
    *,
    cost: Callable[[_Option], int],
    flaws: Callable[[_Option], _Flaws],
    taste: Callable[[_Option], Any],
    needed: int,
) -> list[_Option]:
    """Every option: what `_undominated` must be as good as."""
    return list(options)

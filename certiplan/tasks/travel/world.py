"""The facts that a trip is planned from: cities, flights, roads, hotels, restaurants, attractions.

A `World` is immutable and knows nothing of requests or models. Two things make one: the embedded
world (`certiplan.tasks.travel.embedded`) and the adapter for the TravelPlanner database
(`certiplan.tasks.travel.travelplanner`).
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

Mode = Literal["Self-driving", "Taxi"]
RoomType = Literal["Entire home/apt", "Private room", "Shared room"]


@dataclass(frozen=True, kw_only=True, slots=True)
class City:
    """A city and the state it lies in; coordinates in degrees where the source gives them."""

    name: str
    state: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Flight:
    """One flight on one date; times are minutes after midnight, local; the price is for one person."""

    number: str
    origin: str
    destination: str
    date: dt.date
    price_usd: int
    departs_min: int
    arrives_min: int


Leg = tuple[str, str, dt.date]
"""Origin, destination and date."""


class FlightTable(Sequence[Flight]):
    """Flights that are made when they are asked for: for a world with more of them than any plan looks at.

    A table equals itself alone.
    """

    @property
    @abstractmethod
    def by_leg(self) -> Mapping[Leg, tuple[Flight, ...]]:
        """The flights of each (origin, destination, date) that has any."""

    @property
    @abstractmethod
    def by_number(self) -> Mapping[str, tuple[Flight, ...]]:
        """The flights of each number."""

    @property
    @abstractmethod
    def season(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last date of a flight; None without flights."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Road:
    """A way by road from one city to another, for one vehicle."""

    mode: Mode
    origin: str
    destination: str
    distance_km: int
    duration_text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Hotel:
    """A place to sleep. `price_usd` is per room and night; `house_rules` holds texts such as "No pets"."""

    name: str
    city: str
    price_usd: int
    room_type: RoomType
    house_rules: tuple[str, ...]
    min_nights: int
    sleeps: int
    rating: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Restaurant:
    """A place to eat; `price_usd` is the average cost of a meal for one person."""

    name: str
    city: str
    price_usd: int
    cuisines: tuple[str, ...]
    rating: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Attraction:
    """Something to see, free of charge."""

    name: str
    city: str
    latitude: float | None = None
    longitude: float | None = None


Placed = TypeVar("Placed", Hotel, Restaurant, Attraction)


def _by_city(rows: Iterable[Placed]) -> dict[str, tuple[Placed, ...]]:
    groups: defaultdict[str, list[Placed]] = defaultdict(list)
    for row in rows:
        groups[row.city].append(row)
    return {city: tuple(members) for city, members in groups.items()}


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything a planner may use. Rows keep the order of their source.

    Attributes:
        name: how the world is called in messages and reports.
        flights: every flight known; a pair of cities and a date without one has none. A tuple, or a
            `FlightTable` in a world with very many.
        roads: at most one row for a mode and an ordered pair of cities.
    """

    name: str
    cities: tuple[City, ...]
    flights: Sequence[Flight] = field(repr=False)
    roads: tuple[Road, ...] = field(repr=False)
    hotels: tuple[Hotel, ...] = field(repr=False)
    restaurants: tuple[Restaurant, ...] = field(repr=False)
    attractions: tuple[Attraction, ...] = field(repr=False)

    @cached_property
    def state_of(self) -> dict[str, str]:
        """The state of each city, by the city's name."""
        return {city.name: city.state for city in self.cities}

    @cached_property
    def cities_in(self) -> dict[str, tuple[str, ...]]:
        """The names of the cities of each state, in the order of `cities`."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for city in self.cities:
            groups[city.state].append(city.name)
        return {state: tuple(names) for state, names in groups.items()}

    @cached_property
    def flights_between(self) -> Mapping[Leg, tuple[Flight, ...]]:
        """The flights of each (origin, destination, date) that has any."""
        if isinstance(self.flights, FlightTable):
            return self.flights.by_leg
        groups: defaultdict[Leg, list[Flight]] = defaultdict(list)
        for flight in self.flights:
            groups[flight.origin, flight.destination, flight.date].append(flight)
        return {key: tuple(rows) for key, rows in groups.items()}

    @cached_property
    def flights_numbered(self) -> Mapping[str, tuple[Flight, ...]]:
        """The flights of each number; a source may use a number more than once."""
        if isinstance(self.flights, FlightTable):
            return self.flights.by_number
        groups: defaultdict[str, list[Flight]] = defaultdict(list)
        for flight in self.flights:
            groups[flight.number].append(flight)
        return {number: tuple(rows) for number, rows in groups.items()}

    @cached_property
    def season(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last date on which a flight leaves; None in a world without flights."""
        if isinstance(self.flights, FlightTable):
            return self.flights.season
        dates = {flight.date for flight in self.flights}
        return (min(dates), max(dates)) if dates else None

    @cached_property
    def roads_between(self) -> dict[tuple[str, str], tuple[Road, ...]]:
        """The roads of each (origin, destination) that has any."""
        groups: defaultdict[tuple[str, str], list[Road]] = defaultdict(list)
        for road in self.roads:
            groups[road.origin, road.destination].append(road)
        return {key: tuple(rows) for key, rows in groups.items()}

    @cached_property
    def hotels_in(self) -> dict[str, tuple[Hotel, ...]]:
        """The hotels of each city that has any."""
        return _by_city(self.hotels)

    @cached_property
    def restaurants_in(self) -> dict[str, tuple[Restaurant, ...]]:
        """The restaurants of each city that has any."""
        return _by_city(self.restaurants)

    @cached_property
    def attractions_in(self) -> dict[str, tuple[Attraction, ...]]:
        """The attractions of each city that has any."""
        return _by_city(self.attractions)

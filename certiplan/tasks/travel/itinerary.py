"""A planned trip, day by day, and its form in the TravelPlanner benchmark."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil, floor

from certiplan.tasks.travel.world import Attraction, Flight, Hotel, Restaurant, Road

SELF_DRIVING_USD_PER_KM = 0.05
PEOPLE_PER_CAR = 5
PEOPLE_PER_TAXI = 4
PlanRow = dict[str, str | int]


@dataclass(frozen=True, kw_only=True)
class TripDay:
    """One day: where the traveller wakes (`origin`) and sleeps (`city`), and what they do.

    On a travel day `origin` differs from `city` and `transport` says how; else `origin == city`.
    `hotel` is None on the last day.
    """

    number: int
    date: dt.date
    origin: str
    city: str
    transport: Flight | Road | None = None
    breakfast: Restaurant | None = None
    lunch: Restaurant | None = None
    dinner: Restaurant | None = None
    attractions: tuple[Attraction, ...] = ()
    hotel: Hotel | None = None

    @property
    def meals(self) -> tuple[Restaurant, ...]:
        """The meals of the day that are planned."""
        return tuple(meal for meal in (self.breakfast, self.lunch, self.dinner) if meal is not None)


@dataclass(frozen=True, kw_only=True)
class Itinerary:
    """A whole trip for `people` persons; costs are in US dollars for all of them."""

    people: int
    days: tuple[TripDay, ...]

    @property
    def transport_usd(self) -> int:
        """The cost of all legs."""
        return sum(transport_cost_usd(day.transport, self.people) for day in self.days if day.transport)

    @property
    def hotels_usd(self) -> int:
        """The cost of all nights: rooms are filled up to their maximum occupancy."""
        return sum(
            day.hotel.price_usd * ceil(self.people / day.hotel.sleeps) for day in self.days if day.hotel
        )

    @property
    def meals_usd(self) -> int:
        """The cost of all meals."""
        return sum(meal.price_usd * self.people for day in self.days for meal in day.meals)

    @property
    def total_usd(self) -> int:
        """What the trip costs."""
        return self.transport_usd + self.hotels_usd + self.meals_usd

    def to_travelplanner(self) -> list[PlanRow]:
        """The plan in the benchmark's submission format: one mapping per day, "-" for nothing."""
        return [_travelplanner_row(day) for day in self.days]


def transport_cost_usd(transport: Flight | Road, people: int) -> int:
    """The cost of one leg; kilometre costs are cut to whole dollars per vehicle, as the benchmark does."""
    if isinstance(transport, Flight):
        return transport.price_usd * people
    if transport.mode == "Self-driving":
        return floor(transport.distance_km * SELF_DRIVING_USD_PER_KM) * ceil(people / PEOPLE_PER_CAR)
    return transport.distance_km * ceil(people / PEOPLE_PER_TAXI)


def clock(minutes: int) -> str:
    """Minutes after midnight as HH:MM."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _transport_text(transport: Flight | Road | None) -> str:
    if transport is None:
        return "-"
    if isinstance(transport, Flight):
        return (
            f"Flight Number: {transport.number}, from {transport.origin} to {transport.destination}, "
            f"Departure Time: {clock(transport.departs_min)}, Arrival Time: {clock(transport.arrives_min)}"
        )
    return (
        f"{transport.mode}, from {transport.origin} to {transport.destination}, "
        f"duration: {transport.duration_text}, distance: {transport.distance_km:,} km"
    )


def _place(place: Restaurant | Hotel | Attraction | None) -> str:
    return "-" if place is None else f"{place.name}, {place.city}"


def _travelplanner_row(day: TripDay) -> PlanRow:
    return {
        "days": day.number,
        "current_city": day.city if day.origin == day.city else f"from {day.origin} to {day.city}",
        "transportation": _transport_text(day.transport),
        "breakfast": _place(day.breakfast),
        "attraction": "".join(f"{_place(sight)};" for sight in day.attractions) or "-",
        "lunch": _place(day.lunch),
        "dinner": _place(day.dinner),
        "accommodation": _place(day.hotel),
    }

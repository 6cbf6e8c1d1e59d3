"""A plan beside the request it answers and the world it must be true in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from certiplan.tasks.travel.checker._plan_text import (
    Day,
    Place,
    Plan,
    Reading,
    flight_number,
    kind_of,
    place_of,
)
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.world import Flight, Hotel, Mode, Placed, Restaurant, Road, World


@dataclass(frozen=True, kw_only=True)
class Trip:
    """What is judged. Days beyond the length of the trip are not looked at."""

    plan: Plan
    request: TravelRequest
    world: World
    reading: Reading

    @property
    def days(self) -> tuple[Day, ...]:
        """The days of the plan, at most as many as the trip has."""
        rows = self.plan[: self.request.day_count]
        return tuple(Day(number=k, row=row, reading=self.reading) for k, row in enumerate(rows, start=1))

    @property
    def destination_words(self) -> str:
        """The destination for a message."""
        return f"{'the state of ' if self.request.destination_is_state else ''}{self.request.destination}"

    def is_at_destination(self, city: str) -> bool:
        """Whether a city is the destination or lies in it."""
        if self.request.destination_is_state:
            return self.world.state_of.get(city) == self.request.destination
        return city == self.request.destination

    def rows_named(self, place: Place, in_city: Mapping[str, tuple[Placed, ...]]) -> tuple[Placed, ...]:
        """The rows of the place's city that its name stands for, in the order of the table.

        The benchmark takes every row whose name contains the text †; the plain reading wants the name itself.
        """
        rows = in_city.get(place.city, ())
        if self.reading == "benchmark":
            return tuple(row for row in rows if place.name in row.name)
        return tuple(row for row in rows if place.name == row.name)

    def hotels(self, text: str) -> tuple[Hotel, ...]:
        """The accommodations that a text stands for."""
        return self.rows_named(place_of(text), self.world.hotels_in)

    def restaurants(self, text: str) -> tuple[Restaurant, ...]:
        """The restaurants that a text stands for."""
        return self.rows_named(place_of(text), self.world.restaurants_in)

    def nights(self) -> Iterator[tuple[Day, tuple[Hotel, ...]]]:
        """The days with an accommodation, and the rows that it stands for."""
        for day in self.days:
            if text := day.text("accommodation"):
                yield day, self.hotels(text)

    def flights(self, day: Day) -> tuple[Flight, ...]:
        """The flights with the number that a day's transportation names.

        The plain reading wants the flight between the named cities and on the date of the day.
        """
        number = flight_number(day.text("transportation"))
        found = () if number is None else self.world.flights_numbered.get(number, ())
        if self.reading == "benchmark":
            return found
        date = self.request.dates[day.number - 1]
        leg = day.transport_leg
        return tuple(
            flight for flight in found if (flight.origin, flight.destination) == leg and flight.date == date
        )

    def road(self, day: Day, mode: Mode) -> Road | None:
        """The drive or taxi between the cities of a day's transportation; a way that takes days is none."""
        leg = day.transport_leg
        roads = () if leg is None else self.world.roads_between.get(leg, ())
        return next((road for road in roads if road.mode == mode and "day" not in road.duration_text), None)

    def cost_usd(self) -> int:
        """What the plan costs for all people, read off the tables; what is in no table costs nothing."""
        return sum(self._day_cost_usd(day) for day in self.days)

    def _day_cost_usd(self, day: Day) -> int:
        people = self.request.people
        cost = self._transport_cost_usd(day)
        for _, text in day.meals:
            if restaurants := self.restaurants(text):
                cost += restaurants[0].price_usd * people
        if hotels := self.hotels(day.text("accommodation")):
            cost += hotels[0].price_usd * ceil(people / hotels[0].sleeps)
        return cost

    def _transport_cost_usd(self, day: Day) -> int:
        text = day.text("transportation").lower()
        people = self.request.people
        if not text or day.transport_leg is None:
            return 0
        if "flight number" in text:
            flights = self.flights(day)
            return flights[0].price_usd * people if flights else 0
        # A text with both words is charged as a drive, though it counts as a taxi beside other legs.
        if "self-driving" in text:
            road = self.road(day, "Self-driving")
            return road.distance_km // 20 * ceil(people / 5) if road else 0
        if kind_of(text) == "Taxi":
            road = self.road(day, "Taxi")
            return road.distance_km * ceil(people / 4) if road else 0
        return 0

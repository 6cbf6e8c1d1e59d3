"""What the texts of a plan in the benchmark's format say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Plan = Sequence[Mapping[str, object]]
Reading = Literal["benchmark", "plain"]
Kind = Literal["Flight", "Self-driving", "Taxi"]
Meal = Literal["breakfast", "lunch", "dinner"]
MEALS: tuple[Meal, ...] = ("breakfast", "lunch", "dinner")
INFORMATION = ("transportation", "breakfast", "lunch", "dinner", "attraction", "accommodation")
ABSENT = ("", "-")

_FROM_TO = re.compile(r"from\s+(.+?)\s+to\s+([^,]+)")
_STATE = re.compile(r"(.*?)\([^)]*\)")
_FLIGHT_NUMBER = re.compile(r"Flight Number: ([^,]*)")


@dataclass(frozen=True, kw_only=True, order=True)
class Place:
    """A place as a plan names it; "-" in both fields where the text has no comma."""

    name: str
    city: str

    def __str__(self) -> str:
        return f"{self.name!r} in {self.city}"


def without_state(text: str) -> str:
    """The text before the first bracketed part: "Dallas" of "Dallas(Texas)"."""
    match = _STATE.match(text)
    return match[1] if match else text


def place_of(text: str) -> Place:
    """The place that "Name, City" or "Name, City(State)" names, split at the last comma.

    Of a name with line breaks only the last line counts.
    """
    head, comma, tail = text.rpartition(",")
    if not (comma and tail):
        return Place(name="-", city="-")
    return Place(name=head.rpartition("\n")[2].strip(), city=without_state(tail.strip()).strip())


def from_to(text: str) -> tuple[str, str] | None:
    """The two cities of "… from A to B, …" as they stand there, or None."""
    match = _FROM_TO.search(text)
    return (match[1], match[2]) if match else None


def kind_of(text: str) -> Kind | None:
    """The means of transport that a text speaks of; taxis and drives win over flights."""
    lowered = text.lower()
    kinds: tuple[Kind, ...] = ("Taxi", "Self-driving", "Flight")
    return next((kind for kind in kinds if kind.lower() in lowered), None)


def flight_number(text: str) -> str | None:
    """The number after "Flight Number: ", up to the next comma."""
    match = _FLIGHT_NUMBER.search(text)
    return match[1] if match else None


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of a plan; `number` counts from 1 by position, whatever the row says."""

    number: int
    row: Mapping[str, object]
    reading: Reading

    def text(self, key: str) -> str:
        """What the plan gives for `key`; "" for nothing."""
        value = self.row.get(key)
        return "" if value is None or value in ABSENT else str(value)

    def is_left_blank(self, key: str) -> bool:
        """Whether the plan says that there is nothing; the benchmark takes a null for something †."""
        if self.reading == "benchmark":
            return self.row.get(key) in ABSENT
        return not self.text(key)

    @property
    def current_city(self) -> str:
        """Where the traveller is, as it stands in the plan."""
        return str(self.row.get("current_city", ""))

    @property
    def is_travel_day(self) -> bool:
        """Whether the day's text has the form of a travel day."""
        return "from" in self.current_city

    @property
    def leg(self) -> tuple[str, str] | None:
        """The two cities of a travel day; None on a stay day or where the text cannot be read."""
        return self._named(self.current_city) if self.is_travel_day else None

    @property
    def city(self) -> str:
        """The city of a stay day."""
        return self._tidy(self.current_city)

    @property
    def transport_leg(self) -> tuple[str, str] | None:
        """The two cities of the transportation; where it names none, those of the day."""
        return self._named(self.text("transportation")) or self._named(self.current_city)

    @property
    def attractions(self) -> tuple[str, ...]:
        """The items of the list of attractions; the benchmark drops what follows the last semicolon †."""
        *items, rest = self.text("attraction").split(";")
        if self.reading == "plain" and rest.strip():
            items.append(rest)
        return tuple(items)

    @property
    def meals(self) -> tuple[tuple[Meal, str], ...]:
        """The meals that are given, in the order of the day."""
        return tuple((meal, self.text(meal)) for meal in MEALS if self.text(meal))

    def _named(self, text: str) -> tuple[str, str] | None:
        cities = from_to(text)
        return None if cities is None else (self._tidy(cities[0]), self._tidy(cities[1]))

    def _tidy(self, city: str) -> str:
        named = without_state(city)
        return named if self.reading == "benchmark" else named.strip()

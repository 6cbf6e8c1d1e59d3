"""The parts of a request in words, with a choice among several ways to say each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import Final, TypeVar

from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, TravelRequest

T = TypeVar("T")

_UNITS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_ROOMS: Final[dict[RoomWish, tuple[str, ...]]] = {
    "shared room": ("a shared room", "shared rooms"),
    "not shared room": ("a room that is not shared", "no shared rooms"),
    "private room": ("a private room", "private rooms"),
    "entire room": ("an entire home", "an entire apartment", "the entire place to ourselves"),
}
_RULES: Final[dict[HouseRule, tuple[str, ...]]] = {
    "smoking": ("smoking is allowed", "smoking is permitted"),
    "parties": ("parties are allowed", "we can throw parties"),
    "children under 10": ("children under 10 are welcome", "children under 10 are allowed"),
    "visitors": ("visitors are allowed", "visitors are welcome"),
    "pets": ("pets are allowed", "pets are welcome"),
}
_TRANSPORT: Final[dict[TransportRule, tuple[str, ...]]] = {
    "no flight": ("no flights", "no flying"),
    "no self-driving": ("no self-driving", "no driving ourselves"),
    "no taxi": ("no taxis",),
}


def number_words(value: int) -> str:
    """A whole number below ten million in English words: 3,400 is "three thousand four hundred"."""
    if value < 20:
        return _UNITS[value]
    if value < 100:
        tens, rest = divmod(value, 10)
        return _TENS[tens] + (f"-{_UNITS[rest]}" if rest else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            many, rest = divmod(value, size)
            return f"{number_words(many)} {name}" + (f" {number_words(rest)}" if rest else "")
    raise AssertionError(value)


def ordinal_words(value: int) -> str:
    """The ordinal of a number below a hundred in words: 21 is "twenty-first"."""
    words = number_words(value)
    head, hyphen, last = words.rpartition("-")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = f"{last[:-1]}ieth"
    else:
        last = f"{last}th"
    return head + hyphen + last


def ordinal(value: int) -> str:
    """A number as 1st, 2nd, 3rd, 4th, …"""
    if value % 100 in (11, 12, 13):
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


def month(date: dt.date) -> str:
    """The name of a date's month."""
    return _MONTHS[date.month - 1]


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as people list them: "a, b and c"."""
    *head, tail = words
    return f"{', '.join(head)} {last} {tail}" if head else tail


class Facts:
    """A request and the chance by which its parts are worded.

    Args:
        request: the trip.
        random: makes the choices.
    """

    def __init__(self, request: TravelRequest, random: Random) -> None:
        self.request = request
        self._random = random

    def one_of(self, *choices: T) -> T:
        """One of several."""
        return self._random.choice(choices)

    @property
    def origin(self) -> str:
        """Where the trip starts and ends."""
        return self.request.origin

    @property
    def destination(self) -> str:
        """Where it goes."""
        return self.request.destination

    @property
    def year(self) -> int:
        """The year in which the trip starts."""
        return self.request.start.year

    @property
    def cities(self) -> str:
        """How many cities, as "2 cities"; "1 city"."""
        count = self.request.city_count
        return f"{count} {'city' if count == 1 else 'cities'}"

    @property
    def budget(self) -> str | None:
        """The budget as "$3,400"."""
        return None if self.request.budget_usd is None else f"${self.request.budget_usd:,}"

    @property
    def days_between(self) -> str:
        """The first and the last day as "March 5th to March 9th, 2022"."""
        start, end = self.request.start, self.request.end
        if start.year != end.year:
            return f"{_long(start)}, {start.year} to {_long(end)}, {end.year}"
        return f"{_long(start)} to {_long(end)}, {end.year}"

    @property
    def room(self) -> str | None:
        """What kind of room, as "a private room"."""
        return None if self.request.room is None else self.one_of(*_ROOMS[self.request.room])

    @property
    def rules(self) -> tuple[str, ...]:
        """What must be allowed, as "smoking is allowed"."""
        return tuple(self.one_of(*_RULES[rule]) for rule in self.request.house_rules)

    @property
    def transport(self) -> tuple[str, ...]:
        """How not to travel, as "no flights"."""
        return tuple(self.one_of(*_TRANSPORT[rule]) for rule in self.request.transport)

    @property
    def cuisines(self) -> str | None:
        """What to eat, as "Thai, French and Indian"."""
        return listed(self.request.cuisines) if self.request.cuisines else None


def _long(date: dt.date) -> str:
    return f"{month(date)} {ordinal(date.day)}"

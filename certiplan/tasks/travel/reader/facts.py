"""What has been understood of a request so far, each part with the words it was read from."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Generic, TypeVar

from certiplan.tasks.travel.reader.tokens import Span
from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, Wish

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found(Generic[T]):
    """A value with the places in the text it was read from; `assumptions` say what had to be presumed."""

    value: T
    spans: tuple[Span, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A city or a state. `or_state` is the state that a city's name, such as "New York", can mean as well."""

    name: str
    is_state: bool
    or_state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice(Generic[T]):
    """Several values where one is needed: a question decides."""

    options: tuple[Found[T], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthHint:
    """A month in which the trip lies, with or without its year, when no day was given."""

    month: int
    year: int | None = None

    @property
    def name(self) -> str:
        """The month as it is said: "March 2022"."""
        return calendar.month_name[self.month] + ("" if self.year is None else f" {self.year}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """The parts of a request. None, or an empty tuple, means that the text said nothing of it.

    Attributes:
        start: the first day; `end` the last; `month` a month without a day.
        day_counts: every statement of the trip's length, in days.
        weekend: whether the dates are a weekend, whose first day depends on the trip's length.
        plural: whether the writer speaks of "we" or "us".
        budget_per_day: whether `budget_usd` is for one day.
        budget_per_person: whether `budget_usd` is for one person.
        unknown_places: what may have been meant as a place and is not known.
        noted: spans that were understood and change nothing ("we have no preference for a cuisine").
        assumptions: what was presumed outside of a single part, such as a corrected spelling.
    """

    origin: Found[Place] | Choice[Place] | None = None
    destination: Found[Place] | Choice[Place] | None = None
    start: Found[dt.date] | None = None
    end: Found[dt.date] | None = None
    month: Found[MonthHint] | None = None
    weekend: bool = False
    day_counts: tuple[Found[int], ...] = ()
    city_count: Found[int] | None = None
    people: Found[int] | Choice[int] | None = None
    plural: bool = False
    budget_usd: Found[int] | Choice[int] | None = None
    budget_per_day: bool = False
    budget_per_person: bool = False
    cuisines: tuple[Found[str], ...] = ()
    room: Found[RoomWish] | Choice[RoomWish] | None = None
    house_rules: tuple[Found[HouseRule], ...] = ()
    transport: tuple[Found[TransportRule], ...] = ()
    complete_days: Found[bool] | None = None
    unknown_places: tuple[str, ...] = ()
    noted: tuple[Span, ...] = ()
    assumptions: tuple[str, ...] = ()
    unused_words: tuple[str, ...] = field(default=())

    def updated_by(self, reply: Facts) -> Facts:
        """These facts with those of a reply, which win where both say something."""
        changes: dict[str, object] = {}
        for each in fields(self):
            old, new = getattr(self, each.name), getattr(reply, each.name)
            if each.name in _GATHERED:
                changes[each.name] = tuple(dict.fromkeys((*old, *new)))
            elif new or each.name == "unknown_places":
                changes[each.name] = new
        if reply.budget_usd is not None:
            changes |= {"budget_per_day": reply.budget_per_day, "budget_per_person": reply.budget_per_person}
        if reply.start is not None:
            changes["weekend"] = reply.weekend
        if reply.start is not None and reply.end is None and reply.day_counts:
            changes["end"] = None
        if reply.end is not None and reply.start is not None and not reply.day_counts:
            changes["day_counts"] = ()
        return replace(self, **changes)  # type: ignore[arg-type]


_GATHERED = frozenset({"cuisines", "house_rules", "transport", "noted", "assumptions", "unused_words"})


def quotes_of(facts: Facts, text: str) -> dict[Wish, str]:
    """The exact words of each wish. Scattered words are quoted together only where they stand close by."""
    found: dict[Wish, Iterable[object]] = {
        "origin": (facts.origin,),
        "destination": (facts.destination,),
        "dates": (facts.start, facts.end, *facts.day_counts),
        "cities": (facts.city_count,),
        "people": (facts.people,),
        "budget": (facts.budget_usd,),
        "cuisines": facts.cuisines,
        "room": (facts.room,),
        "house_rules": facts.house_rules,
        "transport": facts.transport,
        "complete_days": (facts.complete_days,),
    }
    quotes: dict[Wish, str] = {}
    for wish, parts in found.items():
        spans = [span for part in parts if isinstance(part, Found) for span in part.spans]
        if spans:
            quotes[wish] = _quote(text, spans)
    return quotes


_FAR = 25


def _quote(text: str, spans: list[Span]) -> str:
    """The first span with the others that stand close by."""
    start, end = spans[0]
    for span in sorted(spans[1:], key=lambda span: abs(span.start - start)):
        if span.start - end <= _FAR and start - span.end <= _FAR:
            start, end = min(start, span.start), max(end, span.end)
    return text[start:end]

"""Filling the gaps: defaults that are stated, contradictions that are refused, and what must be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, TypeVar

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.facts import Choice, Facts, Found, Place, quotes_of
from certiplan.tasks.travel.reader.tokens import Span
from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, Wish

_FEWEST_DAYS = 2
_MOST_DAYS = 30
_MOST_CITIES = 10
_LARGEST_BUDGET = 10**9
T = TypeVar("T")


class Values(TypedDict):
    """The fields of a request, but for its text."""

    origin: str
    destination: str
    destination_is_state: bool
    start: dt.date
    day_count: int
    city_count: int
    people: int
    budget_usd: int | None
    cuisines: tuple[str, ...]
    room: RoomWish | None
    house_rules: tuple[HouseRule, ...]
    transport: tuple[TransportRule, ...]
    complete_days: bool
    quotes: dict[Wish, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Complete:
    """All that a request needs, with what was presumed."""

    values: Values
    assumptions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """What has to be asked, and which part of the request the answer decides."""

    question: str
    field: Wish


@dataclass(frozen=True, kw_only=True, slots=True)
class _Period:
    start: dt.date
    day_count: int
    assumptions: tuple[str, ...]


def completed(facts: Facts, text: str) -> Complete | Gap:
    """The whole request, or the most important question that is open.

    Raises:
        RequestError: the facts contradict each other; the message quotes the words at fault.
    """
    facts = _without_double_meaning(facts, text)
    _refuse_same_place(facts, text)
    period = _period(facts, text)
    _refuse_impossible_cities(facts, period, text)
    gap = _place_gap(facts) or _period_gap(facts, period) or _choice_gap(facts)
    if gap is not None:
        return gap
    assert isinstance(facts.origin, Found) and isinstance(facts.destination, Found) and period is not None
    assert not isinstance(facts.people, Choice) and not isinstance(facts.room, Choice)
    destination = facts.destination.value
    notes: list[str] = []
    people = 1 if facts.people is None else facts.people.value
    if facts.people is None:
        notes.append("Nobody said how many people travel: planned for 1 person.")
    city_count = _city_count(facts, destination, period, notes)
    budget = _budget(facts, people, period.day_count, notes)
    room = facts.room
    values = Values(
        origin=facts.origin.value.name,
        destination=destination.name,
        destination_is_state=destination.is_state,
        start=period.start,
        day_count=period.day_count,
        city_count=city_count,
        people=people,
        budget_usd=budget,
        cuisines=tuple(found.value for found in facts.cuisines),
        room=None if room is None else room.value,
        house_rules=tuple(found.value for found in facts.house_rules),
        transport=tuple(found.value for found in facts.transport),
        complete_days=facts.complete_days is not None,
        quotes=quotes_of(facts, text),
    )
    parts = (
        facts.origin,
        facts.destination,
        facts.people,
        facts.budget_usd,
        facts.room,
        facts.city_count,
        *facts.cuisines,
        *facts.house_rules,
        *facts.transport,
    )
    said = [note for part in parts if isinstance(part, Found) for note in part.assumptions]
    return Complete(
        values=values,
        assumptions=tuple(dict.fromkeys((*facts.assumptions, *said, *period.assumptions, *notes))),
    )


def _words(text: str, found: Found[T]) -> str:
    """The words of a part, for a message."""
    start, end = found.spans[0] if found.spans else Span(0, 0)
    return text[start:end][:80]


def _without_double_meaning(facts: Facts, text: str) -> Facts:
    """Let "New York" be the state once several cities are asked for."""
    destination, count = facts.destination, facts.city_count
    if (
        not isinstance(destination, Found)
        or destination.value.or_state is None
        or count is None
        or count.value < 2
    ):
        return facts
    state = Place(name=destination.value.or_state, is_state=True)
    return replace(facts, destination=replace(destination, value=state, assumptions=()))


def _refuse_same_place(facts: Facts, text: str) -> None:
    origin, destination = facts.origin, facts.destination
    if (
        isinstance(origin, Found)
        and isinstance(destination, Found)
        and origin.value.name == destination.value.name
    ):
        if origin.value.is_state or destination.value.is_state:
            return
        raise RequestError(
            f"'{_words(text, origin)}' and '{_words(text, destination)}': the trip starts where it goes. "
            "Name a destination other than the origin."
        )


def _refuse_impossible_cities(facts: Facts, period: _Period | None, text: str) -> None:
    count, destination = facts.city_count, facts.destination
    if count is None:
        return
    if isinstance(destination, Found) and not destination.value.is_state and count.value != 1:
        raise RequestError(
            f"'{_words(text, destination)}' is one city, but '{_words(text, count)}' are asked for. "
            "Name a state to visit several cities."
        )
    if count.value > _MOST_CITIES:
        raise RequestError(f"'{_words(text, count)}': a trip visits up to {_MOST_CITIES} cities.")
    days = period.day_count if period is not None else facts.day_counts[0].value if facts.day_counts else None
    if days is not None and count.value > days - 1:
        raise RequestError(
            f"'{_words(text, count)}': {days} days leave time for {days - 1} at most, since the last day "
            f"is for the way home. Give at least {count.value + 1} days, or fewer cities."
        )


def _period(facts: Facts, text: str) -> _Period | None:
    """The days of the trip, None while something is open."""
    for found in facts.day_counts:
        if found.value != facts.day_counts[0].value:
            said = _words(text, facts.day_counts[0])
            raise RequestError(
                f"'{said}' and '{_words(text, found)}' disagree on the length of the trip "
                f"({facts.day_counts[0].value} and {found.value} days). Give one of them."
            )
        _refuse_length(found.value, _words(text, found))
    length = facts.day_counts[0] if facts.day_counts else None
    start, end = facts.start, facts.end
    notes = [note for part in (start, end, length) if part is not None for note in part.assumptions]
    if start is not None and end is not None:
        days = (end.value - start.value).days + 1
        said = _dates_said(text, start, end)
        if days < 1:
            raise RequestError(
                f"'{said}': the trip returns before it departs. Give a return after the departure."
            )
        if length is not None and length.value != days:
            raise RequestError(
                f"'{_words(text, length)}' means {length.value} days, but '{said}' are {days} days. "
                "Correct one of them."
            )
        _refuse_length(days, said)
        return _Period(start=start.value, day_count=days, assumptions=tuple(notes))
    if start is not None and facts.weekend:
        days = length.value if length is not None else _FEWEST_DAYS
        first = start.value - dt.timedelta(days=1 if days in (3, 4) else 0)
        if length is None:
            notes.append("A weekend is taken as Saturday and Sunday.")
        return _Period(start=first, day_count=days, assumptions=tuple(notes))
    if length is None or (start is None and end is None):
        return None
    if start is not None:
        return _Period(start=start.value, day_count=length.value, assumptions=tuple(notes))
    assert end is not None
    first = end.value - dt.timedelta(days=length.value - 1)
    return _Period(start=first, day_count=length.value, assumptions=tuple(notes))


def _dates_said(text: str, start: Found[dt.date], end: Found[dt.date]) -> str:
    spans = sorted((*start.spans, *end.spans))
    first, last = spans[0], max(spans, key=lambda span: span.end)
    said = text[first.start : last.end]
    return said if len(said) <= 80 else f"{_words(text, start)} ... {_words(text, end)}"


def _refuse_length(days: int, said: str) -> None:
    if not _FEWEST_DAYS <= days <= _MOST_DAYS:
        shown = "no day" if days < 1 else "1 day" if days == 1 else f"{days} days"
        raise RequestError(
            f"'{said}': the trip would take {shown}; trips take from {_FEWEST_DAYS} to {_MOST_DAYS} days, "
            "the days of travel included."
        )


def _place_gap(facts: Facts) -> Gap | None:
    hint = f" ({facts.unknown_places[0]}.)" if facts.unknown_places else ""
    if facts.destination is None:
        return Gap(
            question=f"Where do you want to go: which city, or which state?{hint}", field="destination"
        )
    if isinstance(facts.destination, Choice):
        names = [option.value.name for option in facts.destination.options]
        return Gap(
            question=f"You named {_listed(names, 'and')}. A trip goes to one city, or to a state in which "
            "cities are chosen. Which one shall it be?",
            field="destination",
        )
    if facts.origin is None:
        return Gap(question=f"From which city do you start?{hint}", field="origin")
    if isinstance(facts.origin, Choice):
        names = [option.value.name for option in facts.origin.options]
        return Gap(question=f"From which city do you start: {_listed(names, 'or')}?", field="origin")
    if facts.origin.value.is_state:
        return Gap(question=f"From which city in {facts.origin.value.name} do you start?", field="origin")
    return None


def _period_gap(facts: Facts, period: _Period | None) -> Gap | None:
    if period is not None:
        return None
    if facts.start is None and facts.end is None:
        when = f" in {facts.month.value.name}" if facts.month is not None else ""
        long = "" if facts.day_counts else ", and for how many days"
        return Gap(question=f"On which day{when} do you leave{long}?", field="dates")
    return Gap(question="How many days does the trip take?", field="dates")


def _choice_gap(facts: Facts) -> Gap | None:
    if isinstance(facts.people, Choice):
        counts = [str(option.value) for option in facts.people.options]
        return Gap(question=f"How many people travel: {_listed(counts, 'or')}?", field="people")
    if facts.people is None and facts.plural:
        return Gap(question="How many people travel?", field="people")
    if isinstance(facts.budget_usd, Choice):
        amounts = [f"${option.value:,}" for option in facts.budget_usd.options]
        return Gap(
            question=f"Which is the budget for the whole trip: {_listed(amounts, 'or')}?", field="budget"
        )
    if isinstance(facts.room, Choice):
        wishes = [option.value for option in facts.room.options]
        return Gap(question=f"Which room do you want: {_listed(wishes, 'or')}?", field="room")
    return None


def _city_count(facts: Facts, destination: Place, period: _Period, notes: list[str]) -> int:
    if facts.city_count is not None:
        return facts.city_count.value
    if not destination.is_state:
        return 1
    count = min(max(1, (period.day_count - 1) // 2), _MOST_CITIES)
    cities = "1 city" if count == 1 else f"{count} cities"
    notes.append(f"The number of cities was not given: {cities} for {period.day_count} days.")
    return count


def _budget(facts: Facts, people: int, days: int, notes: list[str]) -> int | None:
    if facts.budget_usd is None:
        notes.append("No budget was given: none is set.")
        return None
    assert isinstance(facts.budget_usd, Found)
    amount = facts.budget_usd.value
    parts = [f"${amount:,}"]
    if facts.budget_per_person:
        parts.append(f"{people} {'person' if people == 1 else 'people'}")
    if facts.budget_per_day:
        parts.append(f"{days} days")
    if len(parts) == 1:
        return amount
    total = amount * (people if facts.budget_per_person else 1) * (days if facts.budget_per_day else 1)
    if total > _LARGEST_BUDGET:
        raise RequestError(f"A budget of ${total:,} is beyond what is planned here. Give a smaller one.")
    notes.append(
        f"The budget of ${total:,} is {' for '.join(parts[:2])}{' and ' + parts[2] if parts[2:] else ''}."
    )
    return total


def _listed(names: Sequence[str], conjunction: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {conjunction} {names[-1]}"

"""One pass over a text: every part of a request that it speaks of, and the words that nothing used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from certiplan.tasks.travel.reader.cuisines import find_cuisines
from certiplan.tasks.travel.reader.dates import BareDay, Dates, find_dates
from certiplan.tasks.travel.reader.facts import Facts
from certiplan.tasks.travel.reader.full_days import find_full_days
from certiplan.tasks.travel.reader.gazetteer import Gazetteer
from certiplan.tasks.travel.reader.house_rules import find_house_rules
from certiplan.tasks.travel.reader.lengths import find_lengths
from certiplan.tasks.travel.reader.money import find_budget
from certiplan.tasks.travel.reader.people import find_people
from certiplan.tasks.travel.reader.place_roles import Role
from certiplan.tasks.travel.reader.places import find_places
from certiplan.tasks.travel.reader.rooms import find_room
from certiplan.tasks.travel.reader.spelling import corrected
from certiplan.tasks.travel.reader.tokens import Range, Words, tokenize, word_set
from certiplan.tasks.travel.reader.transport import TRANSPORT_WORDS, find_transport
from certiplan.tasks.travel.reader.vocabulary import NEUTRAL_WORDS
from certiplan.tasks.travel.request import Wish

_GREETINGS = word_set("morning afternoon evening day warm")
_NEVER_NEUTRAL = TRANSPORT_WORDS - NEUTRAL_WORDS


def facts_in(
    text: str,
    gazetteer: Gazetteer,
    *,
    today: dt.date,
    expected: Wish | None = None,
    known: Facts | None = None,
    offset: int = 0,
) -> Facts:
    """What a text says of a trip.

    Args:
        text: a request, or a reply to a question.
        gazetteer: the names that are known.
        today: the day from which dates without a year count.
        expected: what the question was about, so that "4" or "Boston" alone answers it.
        known: what was known before the reply.
        offset: where the text begins in the conversation.

    Raises:
        RequestError: the text says something impossible or names an unknown place.
    """
    words, notes = corrected(tokenize(text, offset=offset), gazetteer)
    hint = known.month.value if known is not None and known.month is not None else None
    started = known is not None and known.start is not None
    first_day = known.start.value if known is not None and known.start is not None else today
    asked_when = expected == "dates" and not started
    bare: BareDay = "none" if expected != "dates" else "any" if asked_when and hint is not None else "ordinal"
    dates = find_dates(words, today=first_day, hint=hint if asked_when else None, bare_day=bare)
    taken = _tokens(dates.ranges)
    lengths = find_lengths(words, taken, bare_days=expected == "dates" and started)
    if dates.loose_end and lengths.day_counts and not _agree(dates, lengths.day_counts[0].value):
        dates = replace(dates, end=None, ranges=dates.ranges[:1])  # the second date is about something else
        taken = _tokens(dates.ranges)
    if expected == "dates" and started and dates.end is None and not lengths.day_counts:
        dates = replace(dates, start=None, end=dates.start)  # "until the 15th", with or without the "until"
    taken |= _tokens(lengths.ranges)
    money = find_budget(words, taken, bare=expected == "budget")
    taken |= _tokens(money.ranges)
    people = find_people(words, taken, bare=expected == "people")
    counted = _tokens(people.ranges)
    count = lengths.city_count or (known.city_count if known is not None else None)
    role: Role | None = (
        "origin" if expected == "origin" else "destination" if expected == "destination" else None
    )
    places = find_places(
        words, gazetteer, taken, city_count=None if count is None else count.value, expected=role
    )
    in_places = _tokens(places.ranges)
    transport = find_transport(words)
    rules = find_house_rules(words, counted)
    room = find_room(words, asked=expected == "room")
    cuisines = find_cuisines(words, gazetteer, in_places, asked=expected == "cuisines")
    full_days = find_full_days(words)
    noted = (*transport.noted, *rules.noted, *room.noted, *cuisines.noted)
    used = taken | counted | in_places
    used |= _tokens(
        (*transport.ranges, *rules.ranges, *room.ranges, *cuisines.ranges, *full_days.ranges, *noted)
    )
    return Facts(
        origin=places.origin,
        destination=places.destination,
        start=dates.start,
        end=dates.end,
        month=dates.month,
        weekend=dates.weekend,
        day_counts=lengths.day_counts,
        city_count=lengths.city_count,
        people=people.count,
        plural=people.plural,
        budget_usd=money.amount,
        budget_per_day=money.per_day,
        budget_per_person=money.per_person,
        cuisines=cuisines.found,
        room=room.wish,
        house_rules=rules.rules,
        transport=transport.rules,
        complete_days=full_days.wish,
        unknown_places=places.unknown,
        noted=tuple(words.span(where) for where in noted),
        assumptions=notes,
        unused_words=_unused(words, used),
    )


def _agree(dates: Dates, days: int) -> bool:
    assert dates.start is not None and dates.end is not None
    return (dates.end.value - dates.start.value).days + 1 == days


def _tokens(ranges: Iterable[Range]) -> frozenset[int]:
    return frozenset(k for where in ranges for k in range(*where))


def _unused(words: Words, used: frozenset[int]) -> tuple[str, ...]:
    """The words and figures that carry meaning and that no rule has used, each once, as written."""
    found: dict[str, str] = {}
    for k, token in enumerate(words.tokens):
        if (
            k in used
            or token.kind == "mark"
            or (token.norm in NEUTRAL_WORDS and token.norm not in _NEVER_NEUTRAL)
        ):
            continue
        if token.norm in _GREETINGS and (words.norm(k - 1) == "good" or words.norm(k + 1) == "regards"):
            continue
        if token.norm in ("entire", "whole") and words.norm(k + 1) in NEUTRAL_WORDS:
            continue  # "the entire trip"
        if len(token.norm) == 1 and token.kind == "word":
            continue
        found.setdefault(token.norm, token.text)
    return tuple(found.values())

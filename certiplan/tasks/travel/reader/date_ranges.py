"""Two days in one breath: "March 12-14", "the 8th to the 10th of March", "13, 14 and 15 March"."""

from __future__ import annotations

from dataclasses import replace

from certiplan.tasks.travel.reader.date_words import (
    DateWords,
    date_words_at,
    day_number_at,
    weekday_at,
    year_at,
)
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import WEEKDAYS

_CONNECTORS = frozenset({"to", "-", "through", "thru", "till", "until", "til", "->", "/", "upto", "ending"})
END_CUES = word_set(
    """
    return returning returns back end ending ends conclude concludes concluding finish finishes
    finishing until till til through thru home
    """
)
"""Words before a date that make it the last day."""
_LIST_MARKS = (",", "and", "&")


def range_at(words: Words, i: int) -> DateWords | None:
    """The range that starts at token `i`, as its first day with the last one in `until`."""
    first = date_words_at(words, i) or _weekday_of_range_at(words, i)
    if first is not None:
        return _from_date(words, first)
    return _from_day(words, i)


def _from_date(words: Words, first: DateWords) -> DateWords | None:
    """A range whose first day is a date: "March 12 to 14", "March 13, 14 and 15", "Friday to Sunday"."""
    i = first.own.first
    between = "between" in (words.norm(i - 1), words.norm(i - 2))
    listed = _listed_days(words, first.day, first.own.last) if first.month is not None else None
    if listed is not None:
        last_day, where = listed
        year, last = year_at(words, where.last) or (None, where.last)
        second = DateWords(own=Range(where.first, last), day=last_day, month=first.month, year=year)
        return replace(first, until=second)
    after = _after_connector(words, first.own.last, between=between)
    if after is None:
        return None
    until = date_words_at(words, after) or weekday_at(words, after)
    if until is None and first.month is not None and (day := day_number_at(words, after, bare=True)):
        year, last = year_at(words, day[1]) or (None, day[1])
        until = DateWords(own=Range(after, last), day=day[0], month=first.month, year=year)
    return None if until is None or until.weekend else replace(first, until=until)


def _from_day(words: Words, i: int) -> DateWords | None:
    """A range whose first day is a number, with the month after it, or with no month at all."""
    day = day_number_at(words, i, bare=True)
    if day is None:
        return None
    start = DateWords(own=Range(i, day[1]), day=day[0])
    between = "between" in (words.norm(i - 1), words.norm(i - 2))
    listed = _listed_days(words, day[0], day[1])
    after = listed[1].last - 1 if listed is not None else _after_connector(words, day[1], between=between)
    if after is None:
        return None
    second = date_words_at(words, after)
    if second is not None and second.day_first and second.month is not None:
        return replace(start, month=second.month, until=second)
    until = day_number_at(words, after, bare=False)
    if until is not None and day_number_at(words, i, bare=False) is not None and listed is None:
        return replace(start, until=DateWords(own=Range(after, until[1]), day=until[0]))
    return None


def _listed_days(words: Words, day: int | None, i: int) -> tuple[int, Range] | None:
    """The last of the following days that are listed from token `i` on, ", 14 and 15", and its tokens."""
    if day is None:
        return None
    found: tuple[int, Range] | None = None
    while True:
        j = i
        while words.norm(j) in _LIST_MARKS and j < i + 2:
            j += 1
        following = day_number_at(words, j, bare=True) if j > i else None
        if following is None or following[0] != day + 1:
            return found
        day, i = following
        found = day, Range(j, i)


def _weekday_of_range_at(words: Words, i: int) -> DateWords | None:
    """A weekday without a cue, where another one follows: "Friday through Sunday"."""
    if words.norm(i + 1) in _CONNECTORS and (words.norm(i + 2) in WEEKDAYS or words.norm(i + 3) in WEEKDAYS):
        return weekday_at(words, i)
    return None


def _after_connector(words: Words, i: int, *, between: bool) -> int | None:
    """The token after "to", "-", "through" and the like at `i`; None where no range goes on."""
    if i < len(words) and words.tokens[i].joined:
        return i
    if words.norm(i) == "," and words.norm(i + 1) in ("to", "until", "through", "ending", "returning", "and"):
        i += 1
    if words.norm(i) == "(" or i >= len(words):
        return None
    if words.norm(i) == "up" and words.norm(i + 1) == "to":
        i += 1
    if words.norm(i) not in _CONNECTORS and not (words.norm(i) in ("and", "&") and between):
        if words.norm(i) == "and" and words.norm(i + 1) in END_CUES:
            i += 1
        elif words.norm(i) not in END_CUES:
            return None
    i += 1
    while words.norm(i) in ("the", "on", "including", "in"):
        i += 1
    return i

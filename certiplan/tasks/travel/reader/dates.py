"""Dates: from "March 12th to 14th", "3/16/2022 - 3/18/2022" or "next Friday" to the days of the trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from dateutil.relativedelta import relativedelta

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.date_ranges import END_CUES, range_at
from certiplan.tasks.travel.reader.date_words import DateWords, date_words_at, day_number_at, year_at
from certiplan.tasks.travel.reader.facts import Found, MonthHint
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import MONTHS

_RETURN_CUES = word_set("return returning returns back home")
_LONGEST_TRIP_DAYS = 30


BareDay = Literal["none", "ordinal", "any"]


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The dates found in a text, and the tokens they were read from.

    `loose_end` says that the last day is merely the second date of the text.
    """

    start: Found[dt.date] | None = None
    end: Found[dt.date] | None = None
    month: Found[MonthHint] | None = None
    weekend: bool = False
    loose_end: bool = False
    ranges: tuple[Range, ...] = ()


def find_dates(
    words: Words, *, today: dt.date, hint: MonthHint | None = None, bare_day: BareDay = "none"
) -> Dates:
    """The first and last day that a text names.

    Args:
        words: the text.
        today: dates without a year are the next such dates from today on.
        hint: a month known from what was said before, for replies such as "the 12th".
        bare_day: whether a lone ordinal, or any number, is a day, as in a reply to "when?".

    Raises:
        RequestError: a day that does not exist, a weekday that contradicts its date, a return before the
            departure.
    """
    pieces = list(_pieces(words, hint=hint, bare_day=bare_day))
    if not pieces:
        return _month_only(words)
    pair = next((piece for piece in pieces if piece.until is not None), None)
    if pair is not None:
        assert pair.until is not None
        month = _month_only(words).month if pair.month is None and pair.until.month is None else None
        if month is not None and pair.day is not None:
            pair = replace(pair, month=month.value.month, year=month.value.year)
        assert pair.until is not None
        return _range(words, replace(pair, until=None, weekend=False), pair.until, pair.where, today=today)
    first = pieces[0]
    if len(pieces) > 1:
        second = pieces[1]
        if _is_end(words, first.where.first) and not _is_end(words, second.where.first):
            first, second = second, first
        sure = _is_end(words, second.where.first)
        if sure or len(pieces) == 2:
            return replace(_two(words, first, second, today=today), loose_end=not sure)
    date, assumptions = _resolve(words, first, today=today)
    found = Found(value=date, spans=(words.span(first.where),), assumptions=assumptions)
    if _is_end(words, first.where.first):
        return Dates(end=found, ranges=(first.where,))
    return Dates(start=found, weekend=first.weekend, ranges=(first.where,))


def _pieces(words: Words, *, hint: MonthHint | None, bare_day: BareDay) -> Iterator[DateWords]:
    i = 0
    dated = False
    while i < len(words):
        piece = range_at(words, i) or date_words_at(words, i)
        if piece is None and dated and words.norm(i - 1) == "the" and _is_end(words, i):
            day = day_number_at(words, i, bare=False)
            piece = None if day is None else DateWords(own=Range(i, day[1]), day=day[0])
        if piece is None and bare_day != "none" and (day := day_number_at(words, i, bare=bare_day == "any")):
            piece = DateWords(own=Range(i, day[1]), day=day[0])
            if hint is not None:
                piece = replace(piece, month=hint.month, year=hint.year)
        if piece is None:
            i += 1
            continue
        yield piece
        dated = True
        i = piece.where.last


def _range(words: Words, first: DateWords, second: DateWords, where: Range, *, today: dt.date) -> Dates:
    start, end, assumptions = _resolve_pair(words, first, second, where, today=today)
    span = (words.span(where),)
    return Dates(
        start=Found(value=start, spans=span, assumptions=assumptions),
        end=Found(value=end, spans=span),
        ranges=(where,),
    )


def _two(words: Words, first: DateWords, second: DateWords, *, today: dt.date) -> Dates:
    low, high = sorted((first.where, second.where))
    start, end, assumptions = _resolve_pair(words, first, second, Range(low.first, high.last), today=today)
    return Dates(
        start=Found(value=start, spans=(words.span(first.where),), assumptions=assumptions),
        end=Found(value=end, spans=(words.span(second.where),)),
        ranges=(first.where, second.where),
    )


def _resolve_pair(
    words: Words, first: DateWords, second: DateWords, where: Range, *, today: dt.date
) -> tuple[dt.date, dt.date, tuple[str, ...]]:
    first, second = _same_order(first, second)
    if (
        first.offset_days is None
        and first.month is None
        and first.day is not None
        and second.month is not None
    ):
        first = replace(first, month=second.month)
    if (
        second.offset_days is None
        and second.month is None
        and second.day is not None
        and first.month is not None
    ):
        second = replace(second, month=first.month)
    if (
        first.year is None
        and second.year is not None
        and first.month is not None
        and second.month is not None
    ):
        wraps = first.month > second.month and first.month - second.month > 6
        first = replace(first, year=second.year - wraps)
    start, assumptions = _resolve(words, first, today=today)
    if (
        second.year is None
        and second.offset_days is None
        and second.weekday is not None
        and second.day is None
    ):
        days = (second.weekday - start.weekday()) % 7 or 7
        return start, start + dt.timedelta(days=days), assumptions
    if second.year is not None or second.offset_days is not None:
        end, more = _resolve(words, second, today=today)
        assumptions += tuple(a for a in more if a not in assumptions)
    else:
        end = _next_after(words, second, start)
    if end < start:
        raise RequestError(
            f"'{words.quote(where)}': the trip returns ({end:%B} {end.day}, {end.year}) before it departs "
            f"({start:%B} {start.day}, {start.year}). Give a return date after the departure."
        )
    return start, end, assumptions


def _next_after(words: Words, piece: DateWords, start: dt.date) -> dt.date:
    """The date of a piece without a year: that of `start`, or the next where that is a short way on."""
    if piece.month is None:
        month_later = start + relativedelta(months=1)
        month = start if (piece.day or 1) >= start.day else month_later
        return _date(words, piece, year=month.year, month=month.month)
    end = _date(words, piece, year=start.year, month=piece.month)
    if end < start and piece.month < start.month:
        wrapped = _date(words, piece, year=start.year + 1, month=piece.month)
        if (wrapped - start).days < _LONGEST_TRIP_DAYS:
            return wrapped
    return end


def _same_order(first: DateWords, second: DateWords) -> tuple[DateWords, DateWords]:
    """Let the date in figures that can be read in one way only decide for the other."""
    if first.swapped is not None and second.figures and second.swapped is None and second.day_first:
        first = first.swapped
    elif second.swapped is not None and first.figures and first.swapped is None and first.day_first:
        second = second.swapped
    elif first.figures and second.figures and None in (first.swapped, second.swapped):
        first, second = replace(first, swapped=None), replace(second, swapped=None)
    return first, second


def _resolve(words: Words, piece: DateWords, *, today: dt.date) -> tuple[dt.date, tuple[str, ...]]:
    """The date of a piece, with what had to be presumed."""
    said = words.quote(piece.own)
    if piece.offset_days is not None:
        date = today + dt.timedelta(days=piece.offset_days)
        return date, (f"Read '{said}' as {_spell(date)}.",)
    assumptions: tuple[str, ...] = ()
    if piece.weekday is not None and piece.day is None:
        base = today + dt.timedelta(days=1)
        date = base + dt.timedelta(days=(piece.weekday - base.weekday()) % 7)
        if piece.next_week:
            monday = today + dt.timedelta(days=7 - today.weekday())
            date = monday + dt.timedelta(days=piece.weekday)
        return date, (f"Read '{said}' as {_spell(date)}.",)
    if piece.year is not None:
        date = _date(words, piece, year=piece.year, month=piece.month or 1)
        if piece.swapped is not None:
            assumptions = (f"Read '{said}' with the month first, as {_spell(date)}.",)
    else:
        date = _upcoming(words, piece, today=today)
        assumptions = (f"No year was given: '{said}' is the next one, {_spell(date)}.",)
    if piece.weekend:
        saturday = date + dt.timedelta(days=(5 - date.weekday()) if date.weekday() < 6 else -1)
        return saturday, (*assumptions, f"Read '{said}' as the weekend of {_spell(saturday)}.")
    if piece.weekday is not None and date.weekday() != piece.weekday:
        raise RequestError(
            f"'{said}': {date:%B} {date.day}, {date.year} is a {date:%A}. Correct the weekday or the date."
        )
    return date, assumptions


def _upcoming(words: Words, piece: DateWords, *, today: dt.date) -> dt.date:
    """The next day from `today` on with the day and month of a piece."""
    if piece.month is None:
        month = (
            today.replace(day=1)
            if (piece.day or 1) >= today.day
            else today.replace(day=1) + relativedelta(months=1)
        )
        return _date(words, piece, year=month.year, month=month.month)
    for year in range(today.year, today.year + 9):
        # February 29th waits for a leap year.
        if (piece.month, piece.day) == (2, 29) and year % 4:
            continue
        date = _date(words, piece, year=year, month=piece.month)
        if date >= today:
            return date
    raise RequestError(f"'{words.quote(piece.own)}' cannot be placed in a year. Give the year.")


def _date(words: Words, piece: DateWords, *, year: int, month: int) -> dt.date:
    try:
        return dt.date(year, month, piece.day or 1)
    except ValueError as error:
        raise RequestError(
            f"'{words.quote(piece.own)}': there is no such day. Give a date that exists, such as March 16."
        ) from error


def _is_end(words: Words, i: int) -> bool:
    """Whether the date at token `i` is said to be the last day."""
    direct = True
    for k in range(i - 1, max(-1, i - 6), -1):
        norm = words.norm(k)
        if norm in END_CUES and (direct or norm in _RETURN_CUES):
            return True
        if norm in ("from", "starting", "start", "leave", "leaving", "depart", "departing", ".", ";"):
            return False
        direct = direct and norm in ("on", "by", "the", "at", "again", "date", ":", "is", "it")
    return False


def _month_only(words: Words) -> Dates:
    for i in range(len(words)):
        month = MONTHS.get(words.norm(i))
        preceded = words.norm(i - 1) in ("in", "during", "mid", "early", "late", "next", "of", "for", "this")
        year = year_at(words, i + 1)
        if month is not None and (
            preceded or year is not None or words.norm(i) not in ("may", "march", "mar")
        ):
            where = Range(i, i + 1 if year is None else year[1])
            value = MonthHint(month=month, year=None if year is None else year[0])
            hint = Found(value=value, spans=(words.span(where),))
            return Dates(month=hint, ranges=(where,))
    return Dates()


def _spell(date: dt.date) -> str:
    return f"{date:%A}, {date:%B} {date.day}, {date.year}"

"""The pieces that dates are made of: one day, as far as the words at hand give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.quantities import ordinal_at, quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import MONTHS, WEEKDAYS

_WEEKDAY_CUES = word_set(
    """
    on next this from to until till - -> leaving leave depart departing coming starting start through
    thru between by back returning return ending beginning and of weekend
    """
)
_UNITS = word_set(
    """
    day days night nights week weeks people persons person adults adult travelers travellers guests pax
    friends cities city towns stops kids children k usd dollars dollar bucks $ hours months month years
    year men women p ppl of us grand thousand hundred nite nites rooms room d n
    """
)
_QUALIFIERS = word_set("different distinct unique separate other full whole more")
_PERIOD_DAYS: Mapping[str, int] = {"day": 1, "days": 1, "week": 7, "weeks": 7}
_FIRST_YEAR = 1900
_LAST_YEAR = 2199
_LEAVING = word_set(
    """
    leave leaving leaves depart departing start starting starts begin beginning go going off
    """
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DateWords:
    """One day as it is written.

    Attributes:
        own: its tokens.
        offset_days: for "tomorrow" and "in two weeks", the days from today.
        next_week: for "next Friday", the weekday is that of the next week.
        weekend: the day stands for its weekend.
        figures: written as "3/16/2022"; `swapped` is the other way of reading that, if there is one.
        day_first: the day is written before the month.
        until: the last day, where a range is written.
    """

    own: Range
    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None
    offset_days: int | None = None
    next_week: bool = False
    weekend: bool = False
    figures: bool = False
    day_first: bool = False
    swapped: DateWords | None = None
    until: DateWords | None = None

    @property
    def where(self) -> Range:
        """The tokens of the whole range."""
        return self.own if self.until is None else Range(self.own.first, self.until.own.last)


def date_words_at(words: Words, i: int) -> DateWords | None:
    """The day that is written from token `i` on."""
    if words.kind(i) not in ("word", "number", "ordinal", "date"):
        return None
    return (
        _weekend_at(words, i)
        or _relative_at(words, i)
        or _with_weekday_at(words, i)
        or _calendar_day_at(words, i)
    )


def day_number_at(words: Words, i: int, *, bare: bool) -> tuple[int, int] | None:
    """The day of a month at token `i`, and the token after it: an ordinal, or any number if `bare`."""
    ordinal = ordinal_at(words, i)
    if ordinal is not None:
        return ordinal
    if not bare or words.norm(i - 1) in ("$", "usd", "'", "’"):
        return None
    quantity = quantity_at(words, i)
    if quantity is None or quantity.whole is None or not 1 <= quantity.whole <= 31:
        return None
    after = quantity.last + (words.norm(quantity.last) in _QUALIFIERS)
    return None if words.norm(after) in _UNITS else (quantity.whole, quantity.last)


def year_at(words: Words, i: int) -> tuple[int, int] | None:
    """The year written at token `i`, after a comma or "of" if there is one, and the token after it."""
    if words.norm(i) in (",", "of", "in"):
        i += 1
    if words.norm(i) in ("'", "’") and words.kind(i + 1) == "number" and len(words.norm(i + 1)) == 2:
        return 2000 + int(words.norm(i + 1)), i + 2
    text = words.norm(i)
    if (
        words.kind(i) != "number"
        or len(text) != 4
        or not text.isdigit()
        or not _FIRST_YEAR <= int(text) <= _LAST_YEAR
    ):
        return None
    money = words.norm(i - 1) == "$" or words.norm(i + 1) in ("$", "dollars", "usd", "bucks", "dollar")
    return None if money else (int(text), i + 1)


def _weekend_at(words: Words, i: int) -> DateWords | None:
    if words.norm(i) != "weekend":
        return None
    following = words.norm(i - 1) == "next"
    if words.norm(i + 1) in ("of", "around", "from") or (
        words.norm(i + 1) == "," and words.norm(i - 1) == "the"
    ):
        j = i + 2 + (words.norm(i + 2) == "the")
        piece = _with_weekday_at(words, j) or _calendar_day_at(words, j)
        if piece is not None and piece.day is not None:
            return replace(piece, own=Range(i, piece.own.last), weekend=True)
    if words.norm(i - 1) in ("this", "next", "coming"):
        return DateWords(own=Range(i - 1, i + 1), weekday=5, weekend=True, next_week=following)
    return None


def _relative_at(words: Words, i: int) -> DateWords | None:
    norm = words.norm(i)
    if norm in ("today", "tonight"):
        return DateWords(own=Range(i, i + 1), offset_days=0)
    if norm in ("tomorrow", "tmrw", "tmr"):
        return DateWords(own=Range(i, i + 1), offset_days=1)
    if norm == "day" and words.norm(i + 1) == "after" and words.norm(i + 2) == "tomorrow":
        return DateWords(own=Range(i, i + 3), offset_days=2)
    leaving = norm == "in" and words.norm(i - 1) in _LEAVING
    start = i + 1 if leaving else i
    if words.norm(start) in ("a", "one") and words.norm(start + 1) in _PERIOD_DAYS:
        count, last = 1, start + 1
    else:
        quantity = quantity_at(words, start)
        if quantity is None or quantity.whole is None or quantity.whole > 1000:
            return None
        count, last = quantity.whole, quantity.last
    period = _PERIOD_DAYS.get(words.norm(last))
    from_now = words.norm(last + 1) == "from" and words.norm(last + 2) in ("now", "today", "tomorrow")
    if period is None or not (leaving or from_now):
        return None
    extra = 1 if from_now and words.norm(last + 2) == "tomorrow" else 0
    return DateWords(own=Range(i, last + (3 if from_now else 1)), offset_days=count * period + extra)


def _with_weekday_at(words: Words, i: int) -> DateWords | None:
    weekday = WEEKDAYS.get(words.norm(i))
    if weekday is None:
        return None
    j = i + 1
    while words.norm(j) in (",", "the", "on") or (words.norm(j) == "." and words.touches(j)):
        j += 1
    piece = _calendar_day_at(words, j) if j < i + 4 else None
    if (
        piece is None
        and (ordinal := ordinal_at(words, j)) is not None
        and words.norm(j - 1) in ("the", words.norm(i))
    ):
        piece = DateWords(own=Range(j, ordinal[1]), day=ordinal[0])
    if piece is not None:
        return replace(piece, own=Range(i, piece.own.last), weekday=weekday)
    cue = words.norm(i - 1)
    if cue not in _WEEKDAY_CUES and not words.tokens[i].joined:
        return None
    first = i - 1 if cue in ("next", "this", "coming") else i
    return DateWords(own=Range(first, i + 1), weekday=weekday, next_week=cue == "next")


def weekday_at(words: Words, i: int) -> DateWords | None:
    """The plain weekday at token `i`."""
    weekday = WEEKDAYS.get(words.norm(i))
    return None if weekday is None else DateWords(own=Range(i, i + 1), weekday=weekday)


def _calendar_day_at(words: Words, i: int) -> DateWords | None:
    if words.kind(i) == "date":
        return _with_weekday_after(words, _in_figures(words, i))
    month = MONTHS.get(words.norm(i))
    if month is not None:
        j = i + 1 + (words.norm(i + 1) == "the")
        day = day_number_at(words, j, bare=True)
        return (
            None if day is None else _with_weekday_after(words, _full(words, i, day, month, day_first=False))
        )
    day = day_number_at(words, i, bare=True)
    if day is None:
        return None
    j = day[1] + (words.norm(day[1]) == "of")
    month = MONTHS.get(words.norm(j))
    if month is None:
        return None
    if words.norm(i - 1) == "for" and day_number_at(words, j + 1, bare=True) is not None:
        return None  # "for 2 March 5-7": the number counts people
    return _with_weekday_after(words, _full(words, i, (day[0], j + 1), month, day_first=True))


def _full(words: Words, first: int, day: tuple[int, int], month: int, *, day_first: bool) -> DateWords:
    number, last = day
    year = year_at(words, last)
    if year is not None:
        last = year[1]
    own = Range(first, last)
    if not 1 <= number <= 31:
        raise RequestError(f"'{words.quote(own)}': there is no such day. Give a date that exists.")
    return DateWords(
        own=own, day=number, month=month, year=None if year is None else year[0], day_first=day_first
    )


def _with_weekday_after(words: Words, piece: DateWords | None) -> DateWords | None:
    """Take in a weekday in brackets after the date: "March 4 (Fri)"."""
    if piece is None:
        return None
    last = piece.own.last
    if words.norm(last) == "(" and words.norm(last + 1) in WEEKDAYS and words.norm(last + 2) == ")":
        return replace(piece, own=Range(piece.own.first, last + 3), weekday=WEEKDAYS[words.norm(last + 1)])
    return piece


def _in_figures(words: Words, i: int) -> DateWords | None:
    text = words.norm(i)
    separator = next(c for c in text if not c.isdigit())
    parts = [int(part) for part in text.split(separator)]
    own = Range(i, i + 1)
    years = [int(part) for part in text.split(separator) if len(part) == 4]
    if any(not _FIRST_YEAR <= year <= _LAST_YEAR for year in years):
        raise RequestError(f"'{text}': give a year from {_FIRST_YEAR} to {_LAST_YEAR}.")
    if len(text.split(separator)[0]) == 4:
        year, month, day = parts
        day_first = False
    else:
        first, second = parts[:2]
        year = parts[2] if len(parts) == 3 else 0
        if len(parts) == 3 and year < 100:
            year += 2000
        if len(parts) == 2 and (text in ("24/7", "1/2") or max(first, second) > 31):
            return None
        day_first = separator == "." or first > 12
        if day_first:
            day, month = first, second
        elif second > 12 or first == second:
            month, day = first, second
        else:
            month, day = first, second
            swapped = DateWords(
                own=own, day=first, month=second, year=year or None, figures=True, day_first=True
            )
            return DateWords(own=own, day=day, month=month, year=year or None, figures=True, swapped=swapped)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        if len(parts) == 2:
            return None
        raise RequestError(f"'{text}': there is no such day. Give a date that exists, such as 2022-03-16.")
    return DateWords(own=own, day=day, month=month, year=year or None, figures=True, day_first=day_first)

"""How long the trip takes, and how many cities it visits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.facts import Found
from certiplan.tasks.travel.reader.quantities import Quantity, quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import FUNCTION_WORDS

_DAYS = word_set("day days")
_NIGHTS = word_set("night nights nite nites overnights sleepovers")
_WEEKS = word_set("week weeks wk wks")
_NOT_A_LENGTH_BEFORE = word_set(
    """
    first final every each per another next this previous past following coming ago
    """
)
_NOT_A_LENGTH_AFTER = word_set(
    """
    ago before after later each per apart notice old earlier beforehand advance
    """
)
_CITIES = word_set("city cities town towns stop stops destination destinations")
_COUNT_LABELS = word_set("cities towns stops")
_MOST_NAMED = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Lengths:
    """Every statement of the length, in days, and the number of cities."""

    day_counts: tuple[Found[int], ...] = ()
    city_count: Found[int] | None = None
    ranges: tuple[Range, ...] = ()


def find_lengths(words: Words, taken: Collection[int], *, bare_days: bool = False) -> Lengths:
    """The length of the trip and the number of cities.

    Args:
        words: the text.
        taken: tokens that belong to dates.
        bare_days: whether a lone number counts days, as in a reply to "how many days?".

    Raises:
        RequestError: a count that is no whole number, or two different numbers of cities.
    """
    counts: list[Found[int]] = []
    cities: list[tuple[Found[int], Range]] = []
    ranges: list[Range] = []
    i = 0
    while i < len(words):
        if i in taken:
            i += 1
            continue
        length = _days_at(words, i)
        if length is not None:
            days, where, assumptions = length
            counts.append(Found(value=days, spans=(words.span(where),), assumptions=assumptions))
            ranges.append(where)
            i = where.last
            continue
        city_count = _cities_at(words, i)
        if city_count is not None:
            count, where, parts = city_count
            cities.append((Found(value=count, spans=(words.span(where),)), where))
            ranges.extend(parts)
            i = where.last
            continue
        i += 1
    if bare_days and not counts:
        counts, ranges = _bare(words, taken, ranges, counts)
    for other, where in cities[1:]:
        if other.value != cities[0][0].value:
            raise RequestError(
                f"'{words.quote(cities[0][1])}' and '{words.quote(where)}' are different numbers of cities "
                "to visit. Give one number."
            )
    return Lengths(
        day_counts=tuple(counts), city_count=cities[0][0] if cities else None, ranges=tuple(ranges)
    )


def _bare(
    words: Words, taken: Collection[int], ranges: list[Range], counts: list[Found[int]]
) -> tuple[list[Found[int]], list[Range]]:
    for i in range(len(words)):
        quantity = quantity_at(words, i)
        if i not in taken and quantity is not None and quantity.whole is not None:
            where = Range(i, quantity.last)
            return [Found(value=quantity.whole, spans=(words.span(where),))], [*ranges, where]
    return counts, ranges


def _days_at(words: Words, i: int) -> tuple[int, Range, tuple[str, ...]] | None:
    """A length that starts at token `i`, in days."""
    norm = words.norm(i)
    if norm in ("weeklong", "fortnight"):
        return (7 if norm == "weeklong" else 14), Range(i, i + 1), ()
    if norm == "long" and words.norm(i + 1) == "weekend":
        return 3, Range(i, i + 2), ("Read 'long weekend' as 3 days.",)
    if norm == "week" and words.norm(i + 1) == "long":
        return 7, Range(i, i + 2), ()
    quantity = _count_at(words, i)
    if quantity is None:
        return None
    j = quantity.last
    while words.norm(j) in ("full", "whole", "entire", "consecutive"):
        j += 1
    unit = words.norm(j)
    if unit in ("d", "n") and not (words.touches(j) or words.kind(i) == "number"):
        return None
    per_unit = 7 if unit in _WEEKS else 1
    if unit not in _DAYS | _NIGHTS | _WEEKS | {"d", "n"}:
        return None
    before, after = words.norm(i - 1), words.norm(j + 1)
    if before == "last" and words.norm(i - 2) in ("the", "our", "my"):
        return None
    if before in _NOT_A_LENGTH_BEFORE or after in _NOT_A_LENGTH_AFTER:
        return None
    if after in ("in", "at", "for") and words.norm(j + 2) in ("each", "every", "advance"):
        return None
    if after == "from" and words.norm(j + 2) in ("now", "today", "tomorrow"):
        return None
    where = Range(i, j + 1 + (after == "long"))
    if quantity.value > _MOST_NAMED:
        raise RequestError(f"'{words.quote(where)[:60]}': a trip takes from 2 to 30 days. Give its length.")
    if quantity.whole is None:
        raise RequestError(f"'{words.quote(where)}': the length of a trip is a whole number of days.")
    nights = 1 if unit in _NIGHTS or unit == "n" else 0
    days = quantity.whole * per_unit + nights
    assumptions = (f"Read '{words.quote(where)}' as {days} days.",) if nights else ()
    return days, where, assumptions


def _count_at(words: Words, i: int) -> Quantity | None:
    if words.norm(i) in ("a", "one", "an", "full", "entire", "whole") and words.norm(i + 1) in _WEEKS:
        return quantity_at(words, i) or Quantity(value=Decimal(1), last=i + 1)
    if words.norm(i) == "couple" and words.norm(i + 1) == "of":
        return Quantity(value=Decimal(2), last=i + 2)
    if words.norm(i) == "pair" and words.norm(i + 1) == "of":
        return Quantity(value=Decimal(2), last=i + 2)
    if words.norm(i) == "couple" and words.norm(i + 1) in _DAYS | _NIGHTS | _WEEKS | _CITIES:
        return Quantity(value=Decimal(2), last=i + 1)
    return quantity_at(words, i)


def _cities_at(words: Words, i: int) -> tuple[int, Range, tuple[Range, ...]] | None:
    """A number of cities that starts at token `i`, all its words, and those that say no more than that."""
    if words.norm(i) in _COUNT_LABELS and words.norm(i + 1) in (":", "="):
        quantity = quantity_at(words, i + 2)
        if quantity is None or quantity.whole is None:
            return None
        where = Range(i, quantity.last)
        return quantity.whole, where, (where,)
    quantity = _count_at(words, i)
    if quantity is None or words.norm(i - 1) == "$":
        return None
    noun = next((k for k in range(quantity.last, quantity.last + 4) if words.norm(k) in _CITIES), None)
    places = next((k for k in range(quantity.last, quantity.last + 3) if words.norm(k) == "places"), None)
    if noun is None and places is not None and words.norm(places + 1) in ("in", "across", "within", "around"):
        noun = places
    if noun is None:
        return None
    between = range(quantity.last, noun)
    if any(words.kind(k) != "word" or words.norm(k) in _NO_ADJECTIVES for k in between):
        return None
    where = Range(i, noun + 1)
    if quantity.whole is None or quantity.whole < 1 or quantity.whole > _MOST_NAMED:
        raise RequestError(f"'{words.quote(where)[:60]}': a trip visits a whole number of cities, 1 or more.")
    return quantity.whole, where, (Range(i, quantity.last), Range(noun, noun + 1))


_NO_ADJECTIVES = (FUNCTION_WORDS - {"other", "of", "the"}) | word_set(
    """
    dollars dollar usd bucks people person day days night nights adults travelers week weeks persons
    kids children friends
    """
)

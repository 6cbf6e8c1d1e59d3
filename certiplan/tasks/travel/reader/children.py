"""Whether children under 10 come along, from the words and the ages given."""

from __future__ import annotations

from dataclasses import dataclass

from certiplan.tasks.travel.reader.companions import CHILDREN
from certiplan.tasks.travel.reader.mentions import Lexicon
from certiplan.tasks.travel.reader.polarity import stance_on
from certiplan.tasks.travel.reader.quantities import quantity_at
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set

_OTHER_CHILDREN = """
    youngsters | youngster | preschooler | preschoolers | tot | tots | little one | little ones | young one
    | young ones | younger ones | younger one | smaller ones | family friendly
"""
_LEXICON: Lexicon[str] = Lexicon.of(
    {"child": "|".join([*sorted(CHILDREN - word_set("nephew nephews niece nieces")), _OTHER_CHILDREN])}
)
_SURELY_YOUNG = word_set(
    """
    toddler toddlers baby babies infant infants newborn preschooler preschoolers tot tots youngsters
    youngster little small young younger smaller tiny friendly
    """
)
_OLD = word_set(
    """
    teen teens teenager teenagers teenage adult grown grownup older
    """
)
_UNDER = word_set("under below younger less")
_OVER = word_set("over above older")
_AGE_LINKS = word_set(
    """
    is are aged age ages of ( , and & : the old years year both they who at than or
    """
)
_TRANSPARENT = CHILDREN | word_set(
    """
    allow allows allowed permit permits permitted accommodate accommodates suitable suited young little
    small under age bring bringing travel traveling travelling with our my have having house ten welcome
    welcomes accept accepts friendly tiny
    """
)
_OLDEST = 10
_FURTHEST_AGE = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Children:
    """The places that speak of children under 10; `noted` those of older or of no children."""

    where: tuple[Range, ...] = ()
    noted: tuple[Range, ...] = ()
    assumptions: tuple[str, ...] = ()


def find_children(words: Words) -> Children:
    """Whether the accommodation must allow children under 10.

    Children whose age is not said are presumed to be under 10, since a place that allows them suits older
    ones as well; the presumption is stated.
    """
    where: list[Range] = []
    noted: list[Range] = []
    presumed: list[Range] = []
    for mention in _LEXICON.mentions(words):
        if _is_something_else(words, mention.where):
            continue
        stance = stance_on(words, mention.where, transparent=_TRANSPARENT)
        if stance.attitude == "refused":
            noted.append(stance.where)
            continue
        if stance.attitude in ("indifferent", "qualified"):
            continue
        young, range_with_age = _is_young(words, mention.where)
        if young is False:
            noted.append(range_with_age)
            continue
        where.append(range_with_age)
        if young is None:
            presumed.append(range_with_age)
    new, older = _bare_ages(words, where + noted)
    where.extend(new)
    noted.extend(older)
    assumptions: tuple[str, ...] = ()
    if where and len(presumed) == len(where):
        said = words.quote(presumed[0])
        assumptions = (f"No age was given for '{said}': taken to be under 10.",)
    if noted and presumed and len(presumed) == len(where) and _gives_ages(words, noted):
        return Children(noted=(*noted, *presumed))  # the ages given elsewhere are those of the same children
    return Children(where=tuple(where), noted=tuple(noted), assumptions=assumptions)


def _gives_ages(words: Words, ranges: list[Range]) -> bool:
    return any(words.kind(k) == "number" or words.norm(k) in _OLD for where in ranges for k in range(*where))


def _is_young(words: Words, where: Range) -> tuple[bool | None, Range]:
    """Whether the children are under 10 (None: their age is not said), and the range with the age."""
    first, last = where
    before = {words.norm(k) for k in range(max(0, first - 2), first)}
    own = {words.norm(k) for k in range(first, last)}
    if before & _OLD or own & _OLD:
        return False, Range(first - 1 if before & _OLD else first, last)
    if words.norm(first - 1) == "old" and words.norm(first - 2) in ("year", "years", "month", "months"):
        months = words.norm(first - 2).startswith("month")
        for k in range(first - 3, max(-1, first - 6), -1):
            quantity = quantity_at(words, k)
            if quantity is not None and (quantity.last == first - 2):
                return months or quantity.value < _OLDEST, Range(k, last)
    ages, end, bound = _ages_after(words, last)
    if bound == "under":
        return True, Range(first, end)
    if bound == "over":
        return False, Range(first, end)
    if ages:
        return min(ages) < _OLDEST, Range(first, end)
    if before & _SURELY_YOUNG or own & _SURELY_YOUNG or words.norm(last) == "friendly":
        starts = first - 1 if words.norm(first - 1) in _SURELY_YOUNG else first
        return True, Range(starts, last + (words.norm(last) == "friendly"))
    return None, where


def _ages_after(words: Words, last: int) -> tuple[list[int], int, str]:
    """The ages after a mention of children: "aged 6 and 8", "under the age of 10", "are 6 and 8"."""
    ages: list[int] = []
    end, bound, linked = last, "", False
    j = last
    while j < min(len(words), last + _FURTHEST_AGE):
        norm = words.norm(j)
        quantity = quantity_at(words, j)
        if quantity is not None and quantity.whole is not None and quantity.whole < 18 and (linked or bound):
            if words.norm(j - 1) == "," and not ages:
                break
            ages.append(quantity.whole)
            j = end = quantity.last
            if words.norm(j) in ("years", "year") or words.norm(j) == "old":
                while words.norm(j) in ("years", "year", "old", "of", "age"):
                    j = end = j + 1
            if bound:
                break
            continue
        if norm in _UNDER | _OVER and not ages:
            bound = "under" if norm in _UNDER else "over"
        elif norm not in _AGE_LINKS:
            break
        linked = linked or norm in ("is", "are", "aged", "age", "ages", "(", ":")
        j += 1
    return ages, end, bound if ages else ""


def _bare_ages(words: Words, known: list[Range]) -> tuple[list[Range], list[Range]]:
    """Ages without the word for children: "a 6-year-old", "under-10s"; and those of older children."""
    older: list[Range] = []
    found: list[Range] = []
    inside = {k for where in known for k in range(*where)}
    beside = {k for where in known for k in range(where.first - 3, where.first + 4)}
    for i in range(len(words)):
        if i in inside:
            continue
        quantity = quantity_at(words, i)
        if quantity is None or quantity.whole is None or not 0 < quantity.whole < 18:
            continue
        j = quantity.last
        aged = words.norm(j) in ("year", "years", "yr") and words.norm(j + 1) in ("old", "olds")
        if aged:
            if j not in beside:
                (found if quantity.whole < _OLDEST else older).append(Range(i, j + 2))
        elif words.norm(i - 1) == "under" and quantity.whole <= _OLDEST and words.norm(j) in ("s", "years"):
            found.append(Range(i - 1, j + 1))
    return found, older


def _is_something_else(words: Words, where: Range) -> bool:
    raw = words.tokens[where.last - 1].text.lower()
    if raw.endswith(("'s", "’s")) and words.kind(where.last) == "word":
        return True
    return words.norm(where.last) in ("museum", "museums", "menu", "menus", "discount", "discounts", "at")

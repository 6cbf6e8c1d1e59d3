"""Which cuisines the meals should include."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from certiplan.tasks.travel.reader.facts import Found
from certiplan.tasks.travel.reader.gazetteer import Gazetteer
from certiplan.tasks.travel.reader.polarity import stance_on
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.reader.vocabulary import NEUTRAL_WORDS

_FOOD = word_set(
    """
    food foods meal meals cuisine cuisines dish dishes dining dine diner diners dinner dinners lunch
    lunches brunch breakfast breakfasts supper restaurant restaurants eat eats eating eatery eateries
    taste tastes tasting try trying sample sampling savor savoring savour savouring culinary flavor
    flavors flavour flavours menu menus delicacies delicacy cooking kitchen gastronomy cravings craving
    crave foodie foodies bistro bistros takeout takeaway dietary bites bite fare specialties
    specialities palate feast indulge hungry curry tacos pasta grub
    """
)
_OTHER_THINGS = word_set(
    """
    quarter museum museums airlines airline friend friends citizen citizens couple couples family
    families language speaking express embassy revolution art history architecture river guide guides
    tourists tourist passport visitors colleagues roommates cruise coast sea movie movies film films
    village style market license driver girl boy student students people men women man woman teacher
    company group dollars dollar flag club
    """
)
_SYNONYMS = {
    "barbecue": "bbq",
    "barbeque": "bbq",
    "barbecues": "bbq",
    "dessert": "desserts",
    "sweets": "desserts",
    "cafes": "cafe",
    "coffeehouse": "cafe",
    "bakeries": "bakery",
    "pizzas": "pizza",
    "pizzeria": "pizza",
    "pizzerias": "pizza",
    "teas": "tea",
    "mediterranian": "mediterranean",
}
_JOINERS = word_set(", and & n + or / plus nor")
_TRANSPARENT = _FOOD | word_set("local authentic traditional spicy good some the")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cuisines:
    """The cuisines, in the order of the text; `noted` are words that were understood and ask for none."""

    found: tuple[Found[str], ...] = ()
    ranges: tuple[Range, ...] = ()
    noted: tuple[Range, ...] = ()


def find_cuisines(
    words: Words, gazetteer: Gazetteer, taken: Collection[int], *, asked: bool = False
) -> Cuisines:
    """The cuisines that are wished for.

    A name such as "French" counts where it speaks of food: it stands alone, in a list of cuisines, or
    before a word for food; "the French Quarter" does not. A refused cuisine stays unused, since a request
    cannot hold it.
    """
    matches = _matches(words, gazetteer, taken)
    where_at = {where.first for _, where, _ in matches} | {where.last - 1 for _, where, _ in matches}
    found: dict[str, list[Range]] = {}
    notes: dict[str, str] = {}
    noted: list[Range] = []
    attitude_before: tuple[str, Range] | None = None
    for cuisine, where, exact in matches:
        if not asked and not _is_food(words, where, where_at, exact=exact):
            continue
        stance = stance_on(words, where, transparent=_TRANSPARENT | {words.norm(k) for k in where_at})
        attitude = stance.attitude
        if (
            attitude == "wanted"
            and attitude_before is not None
            and _continues(words, attitude_before[1], where)
        ):
            attitude = "wanted" if attitude_before[0] == "wanted" else "refused"
        attitude_before = (attitude, where)
        if attitude in ("wanted", "tolerated"):
            found.setdefault(cuisine, []).append(where)
            if not exact:
                notes[cuisine] = f"Read '{words.quote(where)}' as {cuisine}."
        elif attitude == "indifferent":
            noted.append(where)
    return Cuisines(
        found=tuple(
            Found(
                value=cuisine,
                spans=tuple(words.span(where) for where in ranges),
                assumptions=(notes[cuisine],) if cuisine in notes else (),
            )
            for cuisine, ranges in found.items()
        ),
        ranges=tuple(where for ranges in found.values() for where in ranges),
        noted=tuple(noted),
    )


def _matches(words: Words, gazetteer: Gazetteer, taken: Collection[int]) -> list[tuple[str, Range, bool]]:
    keys = gazetteer.cuisine_keys
    longest = max(map(len, keys), default=0)
    matches: list[tuple[str, Range, bool]] = []
    i = 0
    while i < len(words):
        match = None
        if i not in taken and words.kind(i) == "word":
            for length in range(min(longest, len(words) - i), 0, -1):
                key = tuple(_SYNONYMS.get(words.norm(k), words.norm(k)) for k in range(i, i + length))
                if key in keys:
                    match = (keys[key], Range(i, i + length), True)
                    break
            if (
                match is None
                and words.norm(i) not in NEUTRAL_WORDS
                and words.norm(i) not in gazetteer.name_words
            ):
                near = gazetteer.nearest_cuisine(words.norm(i)) if len(words.norm(i)) < 20 else None
                match = None if near is None else (near, Range(i, i + 1), False)
        if match is not None:
            matches.append(match)
        i = match[1].last if match is not None else i + 1
    return matches


def _is_food(words: Words, where: Range, cuisines_at: Collection[int], *, exact: bool) -> bool:
    after = words.norm(where.last)
    if after in _OTHER_THINGS:
        return False
    sentence = words.tokens[where.first].sentence
    speaks_of_food = any(
        words.norm(k) in _FOOD
        for k in range(max(0, where.first - 40), min(len(words), where.last + 40))
        if words.tokens[k].sentence == sentence
    )
    if speaks_of_food:
        return True
    if not exact:
        return False
    in_list = any(
        words.norm(k) in _JOINERS and k + 1 in cuisines_at for k in (where.last, where.last + 1)
    ) or (words.norm(where.first - 1) in _JOINERS and where.first - 2 in cuisines_at)
    ends = words.kind(where.last) in ("mark", None) or after in NEUTRAL_WORDS
    return in_list or ends


def _continues(words: Words, previous: Range, where: Range) -> bool:
    between = range(previous.last, where.first)
    return 0 < len(between) <= 3 and all(words.norm(k) in _JOINERS for k in between)

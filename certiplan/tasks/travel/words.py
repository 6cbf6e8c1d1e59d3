"""The requirements of a trip in the person's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, TravelRequest, Wish

ROOM_LABELS: Mapping[RoomWish, str] = {
    "shared room": "a shared room",
    "not shared room": "no shared room",
    "private room": "a private room",
    "entire room": "an entire place",
}
TRANSPORT_LABELS: Mapping[TransportRule, str] = {
    "no flight": "no flights",
    "no self-driving": "no own car",
    "no taxi": "no taxis",
}
HOUSE_RULE_LABELS: Mapping[HouseRule, str] = {
    "smoking": "smoking allowed",
    "parties": "parties allowed",
    "children under 10": "children under 10 welcome",
    "visitors": "visitors allowed",
    "pets": "pets allowed",
}
# What every trip keeps to, as the model's document has it; the order is that of the document.
_RULES: Mapping[str, str] = {
    "meals": "three meals on full days",
    "sights": "something to see on full days",
    "travel_meals": "meals on travel days only where you are",
    "min_nights": "minimum nights of accommodations",
    "own_car": "own car all the way or not at all",
    "filled": "the rule that at least half of a plan is filled in",
    "cheapest": "the cheapest plan",
}


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One requirement in words.

    Attributes:
        requirement: its name in the model's document.
        wish: the wish it is one item of; None for a rule that every trip keeps to.
        item: which item, such as the cuisine; "" for a wish that has only one.
        label: a few words, such as "no flights".
        quote: the person's own words, where there are any.
    """

    requirement: str
    wish: Wish | None
    item: str = ""
    label: str
    quote: str | None = None

    def __str__(self) -> str:
        return self.label


def wish_phrases(request: TravelRequest) -> tuple[Phrase, ...]:
    """What the traveller asked for, a phrase for each wish that can be given up by itself."""
    fields = (
        Phrase(
            requirement=requirement_id(wish, item),
            wish=wish,
            item=item,
            label=label,
            quote=_quote(request, wish, item),
        )
        for wish, item, label in _wishes(request)
    )
    extras = (
        Phrase(
            requirement=requirement_id("extra", extra.name),
            wish="extra",
            item=extra.name,
            label=" ".join(extra.quote.split()),
            quote=extra.quote if extra.quote in request.text else None,
        )
        for extra in request.extras
    )
    return (*fields, *extras)


def _quote(request: TravelRequest, wish: Wish, item: str) -> str | None:
    quote = request.item_quotes.get(requirement_id(wish, item)) or request.quotes.get(wish)
    return quote if quote and quote in request.text else None


def phrases(request: TravelRequest) -> dict[str, Phrase]:
    """Every requirement of a trip in words, by its name in the model's document, wishes first."""
    rules = (Phrase(requirement=name, wish=None, label=label) for name, label in _RULES.items())
    return {phrase.requirement: phrase for phrase in (*wish_phrases(request), *rules)}


def requirement_id(wish: Wish, item: str = "") -> str:
    """The name of a requirement in the model's document: "budget", "cuisines_french"."""
    return "_".join([wish, *_letters(item).split()])


def conflict_words(request: TravelRequest, requirements: Iterable[str]) -> str:
    """Requirements that cannot hold together, in few words: "budget $400 · no flights".

    Args:
        requirements: their names in the model's document; one that is not known stands for itself.
    """
    known = phrases(request)
    return " · ".join(str(known.get(name, name)) for name in requirements)


def dollars(amount_usd: int) -> str:
    """An amount as people write it: $1,234."""
    return f"-${-amount_usd:,}" if amount_usd < 0 else f"${amount_usd:,}"


def date_span(start: dt.date, end: dt.date) -> str:
    """A range of dates as people write it: "Mar 16-18, 2022", "Mar 30 - Apr 3, 2022"."""
    first = f"{start:%b} {start.day}"
    if start.year != end.year:
        return f"{first}, {start.year} – {end:%b} {end.day}, {end.year}"
    if start.month != end.month:
        return f"{first} – {end:%b} {end.day}, {end.year}"
    return f"{first}–{end.day}, {end.year}"


def counted(count: int, one: str, many: str) -> str:
    """A number of things: "1 person", "2 people"."""
    return f"{count} {one if count == 1 else many}"


def _letters(text: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in text.lower())


def _wishes(request: TravelRequest) -> Iterator[tuple[Wish, str, str]]:
    """The wishes with their items and labels, in the order of the document."""
    yield "origin", "", f"from {request.origin}"
    yield "destination", "", f"{'in' if request.destination_is_state else 'to'} {request.destination}"
    yield "dates", "", date_span(request.start, request.end)
    yield "people", "", counted(request.people, "person", "people")
    yield "cities", "", counted(request.city_count, "city", "cities")
    if request.budget_usd is not None:
        yield "budget", "", f"budget {dollars(request.budget_usd)}"
    for transport in dict.fromkeys(request.transport):
        yield "transport", transport, TRANSPORT_LABELS[transport]
    if request.room is not None:
        yield "room", "", ROOM_LABELS[request.room]
    for rule in dict.fromkeys(request.house_rules):
        yield "house_rules", rule, HOUSE_RULE_LABELS[rule]
    for cuisine in dict.fromkeys(request.cuisines):
        yield "cuisines", cuisine, f"{cuisine} food"
    if request.complete_days:
        yield "complete_days", "", "complete days"

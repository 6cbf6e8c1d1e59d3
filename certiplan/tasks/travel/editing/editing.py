"""A request after an edit in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, cast

from pydantic import ValidationError

from certiplan.errors import RequestError
from certiplan.tasks.travel.editing.moves import moves_in
from certiplan.tasks.travel.editing.patterns import Move, regex
from certiplan.tasks.travel.editing.taking_back import DROP_VERBS, standing_wishes
from certiplan.tasks.travel.reader import Facts, Gazetteer
from certiplan.tasks.travel.reader.facts import Choice, Found, quotes_of
from certiplan.tasks.travel.reader.parts import facts_in
from certiplan.tasks.travel.reader.tokens import word_set
from certiplan.tasks.travel.request import TravelRequest, Wish
from certiplan.tasks.travel.words import counted, date_span, dollars, requirement_id, wish_phrases

# Words that say that something is to change, and nothing of what.
_EDITING_WORDS: Final = word_set(
    """
    raise increase lower cut reduce decrease set change make add also instead only just rather now actually
    drop remove use take keep have let please update switch move shift extend shorten up down more less
    another bump longer shorter later earlier than replace swap go visit
    """
)
_INSTEAD: Final = re.compile(r"\b(?:instead|rather)\b", re.IGNORECASE)
# What a wish that is to be taken back, and was not understood, could be mistaken for.
_WISHED: Final = {"cuisines", "house_rules", "room"}
_SWAPPED: Final = re.compile(
    r"\b(?:swap|exchange|replace|switch|trade)\s+(?P<old>[A-Z][\w. ]*?)\s+(?:for|with|by|to)\s+(?=[A-Z])"
)
_SEVERAL: Final = ("cuisines", "house_rules", "transport")


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A request after an edit.

    Attributes:
        words: what was changed, in words; empty where nothing was.
        unused_words: words that carry meaning and changed nothing.
        assumptions: what was presumed.
        missing: wishes that the text takes back, and that there were not.
        understood: whether the text says anything of a trip.
    """

    request: TravelRequest
    words: str
    unused_words: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    understood: bool = True


def is_whole_request(text: str, gazetteer: Gazetteer, *, today: dt.date) -> bool:
    """Whether a text is a request of its own, and no edit: it says where from, where to, and when."""
    try:
        facts = facts_in(text, gazetteer, today=today)
    except RequestError:
        return False
    when = facts.start is not None or facts.end is not None or facts.month is not None or facts.day_counts
    return facts.origin is not None and facts.destination is not None and bool(when)


def edited(text: str, begin: int, request: TravelRequest, gazetteer: Gazetteer, *, today: dt.date) -> Edited:
    """A request after an edit. What the edit does not speak of stays as it was.

    Args:
        text: what the person said; it is added to the request's text, so that it can be quoted.
        begin: where in it the edit begins.
        request: the request before.
        gazetteer: the names that are known.
        today: dates without a year are the next such dates from today on.

    Raises:
        RequestError: the edit contradicts itself, or makes the request impossible.
    """
    said = _unswapped(" " * begin + text[begin:], request)
    fields: dict[str, object] = {}
    quotes: dict[Wish, str] = {}
    moved: set[Wish] = set()
    now = request
    rest = said
    missing: list[str] = []
    for move in moves_in(said, request, gazetteer.cuisines):
        fields |= move.change(now)
        now = request.model_copy(update=fields)
        moved.add(move.wish)
        if move.missing:
            missing.append(move.missing)
        elif move.wish not in (*_SEVERAL, "extra"):  # of these a move only takes away
            quotes[move.wish] = text[move.start : move.end].strip()
        rest = rest[: move.start] + " " * (move.end - move.start) + rest[move.end :]
    whole_text = f"{request.text}\n{text}" if request.text else text
    facts = _facts(rest, now, moved, gazetteer, today=today, offset=len(whole_text) - len(text))
    if facts.month is not None and facts.start is None and facts.end is None:
        month = facts.month.value.name
        raise RequestError(f"On which day would the trip begin? Say it with “{month}”, such as “{month} 3”.")
    fields |= _absolute(facts, now, instead=_INSTEAD.search(rest) is not None)
    assumptions = (*facts.assumptions, *_destination(facts, request, fields))
    quotes |= quotes_of(facts, whole_text)
    after = _validated(request, {**fields, "text": whole_text}, quotes)
    words = _listed(list(_differences(request, after)))
    unused = tuple(word for word in facts.unused_words if word.lower() not in _EDITING_WORDS)
    vague = regex(DROP_VERBS).search(rest) is not None
    if not words or (vague and fields.keys() <= _WISHED and not moved):
        _refuse_taking_back(missing, request, vague=vague)
    return Edited(
        request=after,
        words=words,
        unused_words=unused,
        assumptions=tuple(dict.fromkeys(assumptions)),
        missing=tuple(missing),
        understood=bool(fields) or bool(moved),
    )


def _unswapped(text: str, request: TravelRequest) -> str:
    """ "Swap Oregon for Utah" as "to Utah" or "from Utah", with every word where it was."""
    places = {request.destination.lower(): "to ", request.origin.lower(): "from "}
    match = _SWAPPED.search(text)
    way = None if match is None else places.get(match["old"].lower())
    if match is None or way is None:
        return text
    return text[: match.start()] + way.rjust(match.end() - match.start()) + text[match.end() :]


def _refuse_taking_back(missing: list[str], request: TravelRequest, *, vague: bool) -> None:
    """Taking back what there is not changes nothing, and the person should know what there is.

    Raises:
        RequestError: that is what was said.
    """
    there = f"Its wishes are: {standing_wishes(request)}."
    if missing:
        named = ", ".join(f"“{label}”" for label in missing)
        raise RequestError(f"The trip has no such wish as {named}, so there is nothing to take back. {there}")
    if vague:
        raise RequestError(f"It was not understood what of the trip is to be taken back. {there}")


def _facts(
    rest: str,
    request: TravelRequest,
    moved: set[Wish],
    gazetteer: Gazetteer,
    *,
    today: dt.date,
    offset: int,
) -> Facts:
    """What the rest of an edit says outright."""
    # "instead of French, Italian" names a cuisine without saying that it is one.
    expected: Wish | None = "cuisines" if "cuisines" in moved else None
    facts = facts_in(rest, gazetteer, today=today, expected=expected, offset=offset)
    for each in (facts.origin, facts.destination, facts.people, facts.budget_usd, facts.room):
        if isinstance(each, Choice):
            options = " or ".join(str(getattr(found.value, "name", found.value)) for found in each.options)
            raise RequestError(f"Which is meant: {options}? Say it with one of them.")
    if facts.budget_per_person or facts.budget_per_day:
        amount = facts.budget_usd
        assert isinstance(amount, Found)
        people = cast(Found[int], facts.people).value if facts.people is not None else request.people
        days = request.day_count
        total = (
            amount.value * (people if facts.budget_per_person else 1) * (days if facts.budget_per_day else 1)
        )
        facts = replace(facts, budget_usd=replace(amount, value=total))
    return facts


def _absolute(facts: Facts, request: TravelRequest, *, instead: bool) -> dict[str, object]:
    """The fields that facts give new values; what there may be several of is added to, unless "instead"."""
    fields: dict[str, object] = {}
    if isinstance(facts.origin, Found):
        fields["origin"] = facts.origin.value.name
    if isinstance(facts.people, Found):
        fields["people"] = facts.people.value
    if isinstance(facts.budget_usd, Found):
        fields["budget_usd"] = facts.budget_usd.value
    if isinstance(facts.room, Found):
        fields["room"] = facts.room.value
    if facts.complete_days is not None:
        fields["complete_days"] = True
    if facts.city_count is not None:
        fields["city_count"] = facts.city_count.value
    for name in _SEVERAL:
        found = tuple(each.value for each in getattr(facts, name))
        if found:
            before = () if instead and name == "cuisines" else getattr(request, name)
            fields[name] = tuple(dict.fromkeys((*before, *found)))
    return fields | _dates(facts, request)


def _dates(facts: Facts, request: TravelRequest) -> dict[str, object]:
    fields: dict[str, object] = {}
    length = facts.day_counts[0].value if facts.day_counts else None
    start = facts.start.value if facts.start is not None else None
    end = facts.end.value if facts.end is not None else None
    if start is not None:
        fields["start"] = start
    if length is not None:
        fields["day_count"] = length
    if end is not None:
        if start is None and length is not None:
            fields["start"] = end - dt.timedelta(days=length - 1)
        else:
            days = (end - (start or request.start)).days + 1
            if days < 1:
                raise RequestError(
                    f"The trip would return on {end:%B} {end.day}, before it departs. Give a later return."
                )
            fields["day_count"] = days
    return fields


def _destination(facts: Facts, request: TravelRequest, fields: dict[str, object]) -> Iterator[str]:
    """Set a new destination, and the number of cities that goes with it; what was presumed of it."""
    if not isinstance(facts.destination, Found):
        return
    place = facts.destination.value
    fields["destination"], fields["destination_is_state"] = place.name, place.is_state
    if not place.is_state:
        fields["city_count"] = 1
    elif not request.destination_is_state and "city_count" not in fields:
        days = cast(int, fields.get("day_count", request.day_count))
        cities = max(1, (days - 1) // 2)
        fields["city_count"] = cities
        yield f"The number of cities was not given: {counted(cities, 'city', 'cities')} for {days} days."


def _validated(before: TravelRequest, fields: dict[str, object], quotes: dict[Wish, str]) -> TravelRequest:
    data = {**before.model_dump(), **fields}
    if data["origin"] == data["destination"] and not data["destination_is_state"]:
        raise RequestError(f"The trip would start where it goes, in {data['origin']}. Name another place.")
    kept = {**before.quotes, **quotes}
    data["quotes"] = {wish: quote for wish, quote in kept.items() if _is_there(wish, data)}
    data["item_quotes"] = dict(_item_quotes(before, data, quotes))
    try:
        return TravelRequest.model_validate(data)
    except ValidationError as error:
        reasons = "; ".join(_reason(detail) for detail in error.errors())
        raise RequestError(f"The trip cannot be changed like this: {reasons}.") from error


def _reason(detail: object) -> str:
    assert isinstance(detail, dict)
    where = " ".join(str(part).replace("_", " ") for part in detail["loc"])
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _is_there(wish: Wish, data: dict[str, object]) -> bool:
    field = {"budget": "budget_usd"}.get(wish, wish)
    return field not in data or bool(data[field])


def _item_quotes(
    before: TravelRequest, data: dict[str, object], quotes: dict[Wish, str]
) -> Iterator[tuple[str, str]]:
    """The words that each of several wishes came from, once they did not all come from the same."""
    known = {phrase.requirement: phrase.quote for phrase in wish_phrases(before)}
    for wish in cast(tuple[Wish, ...], _SEVERAL):
        items = cast(tuple[str, ...], data[wish])
        apart = wish in quotes or any(requirement_id(wish, item) in before.item_quotes for item in items)
        for item in items if apart else ():
            name = requirement_id(wish, item)
            quote = known.get(name) if name in known else quotes.get(wish)
            if quote:
                yield name, quote


def _differences(before: TravelRequest, after: TravelRequest) -> Iterator[str]:
    """What differs between two requests, in words."""
    if after.origin != before.origin:
        yield f"from {after.origin} instead of {before.origin}"
    if after.destination != before.destination:
        yield f"to {after.destination} instead of {before.destination}"
    if (after.start, after.day_count) != (before.start, before.day_count):
        days = (
            ""
            if after.day_count == before.day_count
            else f" ({after.day_count} days instead of {before.day_count})"
        )
        yield f"{date_span(after.start, after.end)}{days}"
    if after.city_count != before.city_count:
        yield f"{counted(after.city_count, 'city', 'cities')} instead of {before.city_count}"
    if after.people != before.people:
        yield f"{counted(after.people, 'person', 'people')} instead of {before.people}"
    if after.budget_usd != before.budget_usd:
        yield _budget_words(before.budget_usd, after.budget_usd)
    old = {phrase.requirement: phrase for phrase in wish_phrases(before)}
    new = {phrase.requirement: phrase for phrase in wish_phrases(after)}
    for name, phrase in new.items():
        known = old.get(name)
        if phrase.wish in (*_SEVERAL, "room", "complete_days") and (
            known is None or known.label != phrase.label
        ):
            yield phrase.label
    for name, phrase in old.items():
        if phrase.wish in (*_SEVERAL, "room", "complete_days", "extra") and name not in new:
            yield f"no longer: {phrase.label}"


def _budget_words(before: int | None, after: int | None) -> str:
    if after is None:
        return "no budget"
    return f"a budget of {dollars(after)}" + ("" if before is None else f" instead of {dollars(before)}")


def _listed(parts: list[str]) -> str:
    return "; ".join(parts)


__all__ = ["Edited", "Move", "edited", "is_whole_request"]

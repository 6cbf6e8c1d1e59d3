"""The origin and the destination of the trip."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from certiplan.errors import RequestError
from certiplan.tasks.travel.reader.facts import Choice, Found, Place
from certiplan.tasks.travel.reader.gazetteer import STATE_CODES, Gazetteer
from certiplan.tasks.travel.reader.place_guesses import guessed_places, missing_roles
from certiplan.tasks.travel.reader.place_mentions import PlaceMention, place_mentions
from certiplan.tasks.travel.reader.place_roles import Role
from certiplan.tasks.travel.reader.tokens import Range, Span, Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The places found.

    Attributes:
        unknown: what may have been meant as a place and is not known, with the nearest known names.
    """

    origin: Found[Place] | Choice[Place] | None = None
    destination: Found[Place] | Choice[Place] | None = None
    unknown: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()


def find_places(
    words: Words,
    gazetteer: Gazetteer,
    taken: Collection[int],
    *,
    city_count: int | None = None,
    expected: Role | None = None,
) -> Places:
    """Origin and destination.

    Args:
        words: the text.
        gazetteer: the names that are known.
        taken: tokens that belong to dates and counts.
        city_count: how many cities are asked for; with two or more, "New York" is the state.
        expected: the part of a place without a cue, in a reply to a question about it.

    Raises:
        RequestError: a place is named that is not known; the nearest known names are in the message.
    """
    mentions = place_mentions(words, gazetteer, taken)
    guesses, unknown = guessed_places(words, gazetteer, taken, mentions, expected=expected)
    mentions = sorted((*mentions, *guesses), key=lambda mention: mention.where)
    mentions = _with_roles(words, mentions, expected=expected)
    origins = [mention for mention in mentions if mention.role == "origin"]
    destinations = [mention for mention in mentions if mention.role == "destination"]
    origin = _origin(words, _strongest(origins), gazetteer)
    destination = _destination(words, _strongest(destinations), gazetteer, city_count=city_count)
    used = {*_spans_of(origin), *_spans_of(destination)}
    ranges = tuple(mention.where for mention in mentions if words.span(mention.where) in used)
    return Places(origin=origin, destination=destination, unknown=unknown, ranges=ranges)


def _spans_of(part: Found[Place] | Choice[Place] | None) -> list[Span]:
    if part is None:
        return []
    options = (part,) if isinstance(part, Found) else part.options
    return [span for option in options for span in option.spans]


def _with_roles(words: Words, mentions: list[PlaceMention], *, expected: Role | None) -> list[PlaceMention]:
    """Give the places without a cue the parts that nothing else plays."""
    if expected is not None:
        return [replace(m, role=m.role or expected) for m in mentions]
    result = list(mentions)
    for role in missing_roles(result):
        weak = [k for k, m in enumerate(result) if m.role == "destination" and not m.strong and m.is_city]
        certain = any(m.role == "destination" and m.strong for m in result)
        if role == "origin" and weak and certain:
            result[weak[0]] = replace(result[weak[0]], role=role)  # "two of us in Boston want to visit Reno"
            continue
        free = [k for k, m in enumerate(result) if m.role is None and _can_stand_alone(words, m)]
        if role == "origin" and len(free) == 1 and len(missing_roles(result)) == 2:
            continue  # one place alone is where the trip goes
        if free:
            result[free[0]] = replace(result[free[0]], role=role)
    return result


def _can_stand_alone(words: Words, mention: PlaceMention) -> bool:
    """Whether a name without a cue is one: in a text with capitals, it has one."""
    return not words.has_capitals or words.is_capital(mention.where.first)


def _strongest(mentions: list[PlaceMention]) -> list[PlaceMention]:
    strong = [mention for mention in mentions if mention.strong]
    return strong or mentions


def _origin(
    words: Words, mentions: list[PlaceMention], gazetteer: Gazetteer
) -> Found[Place] | Choice[Place] | None:
    cities = [m for m in mentions if m.is_city]
    chosen = cities or [m for m in mentions if m.name.state is not None]
    found: dict[str, Found[Place]] = {}
    for mention in chosen:
        place = Place(name=mention.name.shown, is_state=not mention.is_city)
        if place.is_state:
            assert mention.name.state is not None
            place = replace(place, name=mention.name.state)
        _add(found, place, words, mention, gazetteer)
    return _one_of(found)


def _destination(
    words: Words, mentions: list[PlaceMention], gazetteer: Gazetteer, *, city_count: int | None
) -> Found[Place] | Choice[Place] | None:
    found: dict[str, Found[Place]] = {}
    for mention in mentions:
        name = mention.name
        several = city_count is not None and city_count > 1
        either = name.city is not None and name.state is not None and not mention.city_meant
        is_state = not mention.is_city or (either and (several or _in_cities_of(words, mention)))
        shown = name.state if is_state else name.city
        assert shown is not None
        if is_state and shown not in gazetteer.states:
            raise RequestError(
                f"'{words.quote(mention.where)}': no city of {shown} is known here. "
                f"Name one of: {', '.join(sorted(gazetteer.states & set(STATE_CODES.values())))}."
            )
        unsure = either and not is_state and not mention.state_meant
        place = Place(name=shown, is_state=is_state, or_state=name.state if unsure else None)
        _add(found, place, words, mention, gazetteer)
    if len(found) > 1:
        states = [part for part in found.values() if part.value.is_state]
        cities = [part for part in found.values() if not part.value.is_state]
        if len(states) == 1 and all(
            gazetteer.city_to_state[c.value.name] == states[0].value.name for c in cities
        ):
            if city_count is not None and city_count > 1:
                return states[0]
            if len(cities) == 1:
                return cities[0]
    return _one_of(found)


def _in_cities_of(words: Words, mention: PlaceMention) -> bool:
    """Whether the name follows "cities in": then it is a state."""
    near = [words.norm(k) for k in range(mention.where.first - 3, mention.where.first)]
    one_city = near[1:] in [["city", link] for link in ("in", "across", "within")]
    return one_city or "cities" in near or "towns" in near


def _add(
    found: dict[str, Found[Place]], place: Place, words: Words, mention: PlaceMention, gazetteer: Gazetteer
) -> None:
    """Enter a place, or another mention of it, into those found."""
    notes: tuple[str, ...] = ()
    said = words.quote(mention.where)
    if not place.is_state:
        state = gazetteer.city_to_state[place.name]
        if mention.state_said is not None and mention.state_said != state:
            notes = (f"Read '{said}' as {place.name} in {state}, the only {place.name} that is known here.",)
    if place.or_state is not None:
        notes += (f"Read '{said}' as the city; say '{place.or_state} state' for the state.",)
    if mention.misspelt:
        notes += (f"Read '{said}' as {place.name}.",)
    spans = (words.span(mention.where),)
    known = found.get(place.name)
    if known is None:
        found[place.name] = Found(value=place, spans=spans, assumptions=notes)
    else:
        found[place.name] = replace(known, spans=(*known.spans, *spans))


def _one_of(found: dict[str, Found[Place]]) -> Found[Place] | Choice[Place] | None:
    if not found:
        return None
    options = tuple(found.values())
    return options[0] if len(options) == 1 else Choice(options=options)

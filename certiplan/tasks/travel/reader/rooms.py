"""Which kind of room is wished for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from certiplan.tasks.travel.reader.facts import Choice, Found
from certiplan.tasks.travel.reader.polarity import stance_on
from certiplan.tasks.travel.reader.tokens import Range, Words, word_set
from certiplan.tasks.travel.request import RoomWish

_Kind = Literal["shared", "private", "entire"]

_ROOMS = word_set("room rooms bedroom bedrooms quarters suite suites")
_HOMES = word_set(
    """
    home homes house houses apartment apartments apt apts flat flats place places unit units villa
    villas condo condos cottage cottages cabin cabins property properties bungalow loft lofts townhouse
    airbnb airbnbs
    """
)
_LODGINGS = word_set(
    """
    accommodation accommodations lodging lodgings space spaces stay stays housing living hotel hotels
    rental rentals arrangements accomodation accomodations sleeping setting settings
    """
)
_ENTIRE = word_set("entire whole full complete exclusive")
_SELVES = word_set("ourselves myself themselves yourself us me himself herself")
_STRANGERS = word_set(
    """
    others strangers stranger anyone people guests travelers travellers other anybody else someone
    somebody
    """
)
_NOT_ROOMS = word_set(
    """
    ride rides taxi taxis car cars meal meals cost costs bill flight flights bathroom bathrooms kitchen
    kitchens memories experience experiences plates plate dish dishes table tables bus van shuttle some
    your more the details information interests budget expenses food tour tours
    """
)
_TRANSPARENT = (
    _ROOMS
    | _HOMES
    | _LODGINGS
    | word_set(
        """
    shared sharing share type types private entire open willing subject comfortable
    """
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """The wish found; `noted` are words that were understood and exclude nothing."""

    wish: Found[RoomWish] | Choice[RoomWish] | None = None
    ranges: tuple[Range, ...] = ()
    noted: tuple[Range, ...] = ()


def find_room(words: Words, *, asked: bool = False) -> Room:
    """The kind of room that is wished for.

    In a reply to a question about the room (`asked`), a kind counts without a noun.

    Of several wishes that hold together the narrowest counts: "not shared" and "private" mean private.
    "Private or entire" means not shared. Wishes that exclude each other become a question.
    """
    wanted: dict[_Kind, list[Range]] = {}
    refused: list[Range] = []
    noted: list[Range] = []
    i = 0
    while i < len(words):
        found = _shared_at(words, i) or _entire_at(words, i) or _private_at(words, i)
        if found is None and asked:
            found = _bare_kind(words, i)
        if found is None:
            i += 1
            continue
        kind, where = found
        stance = stance_on(words, where, transparent=_TRANSPARENT)
        i = where.last
        negated = words.norm(where.first).startswith("unshared")
        attitude = "refused" if negated and stance.attitude == "wanted" else stance.attitude
        if attitude == "wanted":
            wanted.setdefault(kind, []).append(where)
        elif attitude == "refused" and kind == "shared":
            refused.append(stance.where)
        elif attitude in ("tolerated", "indifferent"):
            noted.append(stance.where)
    wish, ranges = _decide(words, wanted, refused)
    return Room(wish=wish, ranges=ranges, noted=tuple(noted))


def _decide(
    words: Words, wanted: dict[_Kind, list[Range]], refused: list[Range]
) -> tuple[Found[RoomWish] | Choice[RoomWish] | None, tuple[Range, ...]]:
    entire, private, shared = (wanted.get(kind, []) for kind in ("entire", "private", "shared"))
    ranges = tuple(sorted([*entire, *private, *shared, *refused]))
    either = bool(entire and private) and _joined_by_or(words, entire + private)
    if either or (refused and not (entire or private)):
        return _found(words, "not shared room", ranges), ranges
    options: list[tuple[RoomWish, list[Range]]] = [
        ("entire room", entire),
        ("private room", private),
        ("shared room", shared),
    ]
    given = [(wish, where) for wish, where in options if where]
    if not given:
        return None, ()
    if len(given) == 1:
        return _found(words, given[0][0], ranges), ranges
    return Choice(options=tuple(_found(words, wish, tuple(where)) for wish, where in given)), ranges


def _found(words: Words, wish: RoomWish, ranges: tuple[Range, ...]) -> Found[RoomWish]:
    return Found(value=wish, spans=tuple(words.span(where) for where in ranges))


def _joined_by_or(words: Words, ranges: list[Range]) -> bool:
    first, last = min(ranges), max(ranges)
    return any(words.norm(k) in ("or", "/") for k in range(first.first, last.last))


def _bare_kind(words: Words, i: int) -> tuple[_Kind, Range] | None:
    """A kind named alone, in a reply to "which room?"."""
    kinds: dict[str, _Kind] = {
        "private": "private",
        "entire": "entire",
        "whole": "entire",
        "shared": "shared",
    }
    kind = kinds.get(words.norm(i))
    return None if kind is None else (kind, Range(i, i + 1))


def _shared_at(words: Words, i: int) -> tuple[_Kind, Range] | None:
    norm = words.norm(i)
    if norm in ("dorm", "dorms", "dormitory", "dormitories"):
        return "shared", Range(i, i + 1)
    if norm in ("shared", "unshared", "communal"):
        last = _noun_after(words, i + 1)
        if last is not None:
            return "shared", Range(i, last)
        if words.norm(i + 1) in _NOT_ROOMS or not _about_rooms(words, i):
            return None
        return "shared", Range(i, i + 1)
    if norm in ("share", "sharing", "roomshare"):
        j = i + 1
        while words.norm(j) in ("a", "the", "our", "any", "of", "my"):
            j += 1
        last = _noun_after(words, j)
        if words.norm(j) == "with" and words.norm(j + 1) in _STRANGERS:
            other = words.norm(j + 1) == "other" and words.norm(j + 2) in _STRANGERS
            return "shared", Range(i, j + 2 + other)
        if last is not None:
            if words.norm(last) == "with" and words.norm(last + 1) in _STRANGERS:
                last += 2 + (words.norm(last + 1) == "other" and words.norm(last + 2) in _STRANGERS)
            return "shared", Range(i, last)
        if words.norm(j) not in _NOT_ROOMS and words.kind(j) != "word" and _about_rooms(words, i):
            return "shared", Range(i, i + 1)
    return None


def _entire_at(words: Words, i: int) -> tuple[_Kind, Range] | None:
    norm = words.norm(i)
    if norm in _ENTIRE:
        last = _noun_after(words, i + 1)
        if (
            norm not in ("entire", "whole", "full")
            and last is not None
            and words.norm(last - 1) not in _HOMES
        ):
            return None
        if norm == "full" and last is not None and words.norm(last - 1) in _ROOMS | _LODGINGS:
            return None
        if last is not None:
            return "entire", Range(i, _to_ourselves(words, last) or last)
        after_noun = words.norm(i - 1) in _ROOMS | _HOMES | {"be", "are"} and words.kind(i + 1) != "word"
        return (
            ("entire", Range(i, i + 1))
            if norm == "entire" and after_noun and _about_rooms(words, i)
            else None
        )
    if norm in _HOMES | _LODGINGS and not words.tokens[i].joined:
        last = _to_ourselves(words, i + 1)
        return None if last is None else ("entire", Range(i, last))
    if norm == "own" and words.norm(i + 1) in _HOMES - {"home", "house"}:
        return "entire", Range(i, i + 2)
    return None


def _private_at(words: Words, i: int) -> tuple[_Kind, Range] | None:
    norm = words.norm(i)
    if norm == "private":
        j = i + 1 + (words.norm(i + 1) in ("single", "double", "individual"))
        last = _noun_after(words, j)
        if last is not None:
            kind: _Kind = "entire" if words.norm(last - 1) in _HOMES - {"place", "places"} else "private"
            return kind, Range(i, last)
        follows = words.norm(i + 1)
        ends = words.kind(i + 1) in ("mark", None) or follows in (
            "and",
            "or",
            "if",
            "please",
            "for",
            "not",
            "preferred",
        )
        return ("private", Range(i, i + 1)) if ends and _about_rooms(words, i) else None
    if norm in _ROOMS:
        last = _to_ourselves(words, i + 1)
        if last is not None:
            return "private", Range(i, last)
        if words.norm(i + 1) == "of" and words.norm(i + 2) in ("our", "my") and words.norm(i + 3) == "own":
            return "private", Range(i, i + 4)
    if norm == "own" and words.norm(i + 1) in _ROOMS:
        return "private", Range(i, i + 2)
    return None


def _noun_after(words: Words, i: int) -> int | None:
    """The token after the noun for a room, home or lodging at `i`, a few small words skipped."""
    j = i
    while words.norm(j) in ("type", "of", "-") and j < i + 2:
        j += 1
    if words.norm(j) not in _ROOMS | _HOMES | _LODGINGS:
        return None
    j += 1
    while words.norm(j) == "/" and words.norm(j + 1) in _ROOMS | _HOMES:
        j += 2
    if words.norm(j) in _ROOMS | _HOMES | _LODGINGS:
        j += 1
    return j


def _to_ourselves(words: Words, i: int) -> int | None:
    j = i
    while words.norm(j) in ("all", "just", "entirely", "completely"):
        j += 1
    if words.norm(j) in ("to", "for") and words.norm(j + 1) in _SELVES - {"us", "me"}:
        return j + 2
    return None


def _about_rooms(words: Words, i: int) -> bool:
    """Whether the sentence of token `i` speaks of rooms, near it."""
    nouns = _ROOMS | _HOMES | _LODGINGS
    sentence = words.tokens[i].sentence
    near = range(max(0, i - 12), min(len(words), i + 6))
    return any(words.norm(k) in nouns for k in near if words.tokens[k].sentence == sentence)

"""Places to sleep: rooms, prices, house rules, minimum stays, and names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from certiplan.tasks.travel.embedded.generator.cities import Site
from certiplan.tasks.travel.embedded.generator.draw import Draw
from certiplan.tasks.travel.embedded.generator.names import NameBook, vocabulary
from certiplan.tasks.travel.world import RoomType

RULES = ("No smoking", "No parties", "No children under 10", "No visitors", "No pets")
SHORT_STAY_NIGHTS = 2

_ROOM_TYPES: dict[RoomType, float] = {"Entire home/apt": 0.53, "Private room": 0.46, "Shared room": 0.01}
_RULE_COUNTS = {0: 0.141, 1: 0.432, 2: 0.283, 3: 0.144}
_RATINGS = {1: 0.11, 2: 0.215, 3: 0.225, 4: 0.222, 5: 0.228}
_MIN_NIGHTS = {
    1: 0.245,
    2: 0.247,
    3: 0.161,
    4: 0.079,
    5: 0.056,
    6: 0.013,
    7: 0.044,
    10: 0.013,
    14: 0.013,
    20: 0.017,
    28: 0.012,
    30: 0.076,
    31: 0.01,
    60: 0.008,
    90: 0.006,
}

_VOCABULARY = vocabulary("hotels")

HotelRow = tuple[str, str, int, RoomType, str, int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Room:
    room_type: RoomType
    price_usd: int
    sleeps: int
    min_nights: int
    rules: tuple[str, ...]
    rating: int


def hotels(site: Site, names: NameBook, seed: int) -> Iterator[HotelRow]:
    """Name, city, price in USD, room type, rules, minimum nights, guests and rating of a city's rooms."""
    draw = Draw(seed, "hotels", site.name)
    count = round(draw.normal(19 + 3 * site.tier, 4, low=15, high=40))
    for room in _rooms(count, draw):
        name = names.new(partial(_VOCABULARY.name, room.room_type, site, draw))
        yield (
            name,
            site.name,
            room.price_usd,
            room.room_type,
            " & ".join(room.rules),
            room.min_nights,
            room.sleeps,
            room.rating,
        )


def _rooms(count: int, draw: Draw) -> list[_Room]:
    """The rooms of a city; drawn anew until the usual wishes can be met for a short stay."""
    while True:
        rooms = [_room(draw) for _ in range(count)]
        if _serves_short_stays(rooms):
            return rooms


def _serves_short_stays(rooms: Sequence[_Room]) -> bool:
    """Whether two-night stays find a room of each type, and one that allows what a rule may forbid."""
    short = [room for room in rooms if room.min_nights <= SHORT_STAY_NIGHTS]
    return (
        len(short) >= 6
        and any(room.room_type == "Shared room" for room in short)
        and all(
            any(room.room_type == room_type and rule not in room.rules for room in short)
            for room_type in ("Entire home/apt", "Private room")
            for rule in RULES
        )
    )


def _room(draw: Draw) -> _Room:
    room_type = draw.weighted(_ROOM_TYPES)
    price_usd = draw.integer(50, 1200)
    return _Room(
        room_type=room_type,
        price_usd=price_usd,
        sleeps=_sleeps(room_type, price_usd, draw),
        min_nights=draw.weighted(_MIN_NIGHTS),
        rules=tuple(draw.sample(RULES, draw.weighted(_RULE_COUNTS))),
        rating=draw.weighted(_RATINGS),
    )


def _sleeps(room_type: RoomType, price_usd: int, draw: Draw) -> int:
    """How many people a room takes: dear homes may be large ones."""
    if room_type == "Shared room":
        return 1
    if room_type == "Private room":
        return 2 if draw.chance(0.53) else 1
    return draw.integer(2, min(max(3, price_usd // 100), 11))

"""What "why" and "why not" ask about, as an expression of the model: a place, a way to travel, a hotel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from certiplan.errors import RequestError
from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.reader.tokens import fold
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.tables import MODES
from certiplan.tasks.travel.world import World

_HOTEL: Final = r"(?:hotel|accommodation|place\s+to\s+(?:stay|sleep)|lodging|room|inn|bed)s?"
_CHEAPER: Final = re.compile(rf"\b(?:cheaper|less\s+expensive)\s+{_HOTEL}", re.I)
_OTHER_HOTEL: Final = re.compile(rf"\b(?:this|that|the|these|those)\s+{_HOTEL}", re.I)
_MODES: Final = (
    ("Flight", "flying", re.compile(r"\b(?:fly|flights?|flying|planes?|by\s+air)\b", re.I)),
    (
        "Self-driving",
        "going by car",
        re.compile(r"\b(?:driv(?:e|ing)|(?:own\s+)?cars?|self[- ]driving)\b", re.I),
    ),
    ("Taxi", "going by taxi", re.compile(r"\b(?:taxis?|cabs?)\b", re.I)),
)
_SHORTEST_NAME: Final = 4


@dataclass(frozen=True, kw_only=True)
class Target:
    """Something that a trip could contain.

    Attributes:
        holds: an expression of the model that says that the trip contains it.
        words: what it is, such as "a stay in Rockford".
    """

    holds: str
    words: str


def target_in(text: str, request: TravelRequest, world: World, plan: Itinerary | None) -> Target | None:
    """What a question is about; None where nothing that a trip contains is named.

    Args:
        text: the question without its "why" or "why not".
        request: the trip.
        world: the facts.
        plan: the trip as it is planned, if it is.

    Raises:
        RequestError: it is about a place that the trip does not go to.
    """
    if _CHEAPER.search(text):
        return _cheaper_hotel(plan)
    named = _named(text, request, world)
    if named is not None:
        return named
    if _OTHER_HOTEL.search(text) and plan is not None:
        return _these_hotels(plan)
    for mode, words, pattern in _MODES:
        if pattern.search(text):
            assert mode in MODES.values()
            return Target(holds=f"sum(moves[d, {mode!r}] for d in Day) >= 1", words=words)
    return None


def _cheaper_hotel(plan: Itinerary | None) -> Target:
    if plan is None:
        raise RequestError("There is no plan yet whose hotel could be cheaper.")
    stays = {day.hotel.city: day.hotel.price_usd for day in plan.days if day.hotel is not None}
    parts = [
        f"sum(lodge[h, n] for h in Hotel for n in Nights if h.city == {city!r} and h.price < {price})"
        for city, price in stays.items()
    ]
    return Target(holds=f"{' + '.join(parts)} >= 1", words="a hotel with a lower rate")


def _these_hotels(plan: Itinerary) -> Target:
    names = list(dict.fromkeys(f"{day.hotel.name}, {day.hotel.city}" for day in plan.days if day.hotel))
    parts = [f"sum(lodge[{name!r}, n] for n in Nights)" for name in names]
    return Target(holds=f"{' + '.join(parts)} >= {len(names)}", words=" and ".join(names))


def _named(text: str, request: TravelRequest, world: World) -> Target | None:
    """The longest name of a place that the text holds."""
    said = f" {' '.join(_letters(text))} "
    best: tuple[int, Target] | None = None
    for kind, name, city in _places(request, world):
        bare = " ".join(_letters(name))
        if len(bare) >= _SHORTEST_NAME and f" {bare} " in said and (best is None or len(bare) > best[0]):
            best = len(bare), _target(kind, name, city)
    if best is None:
        _refuse_elsewhere(said, request, world)
        return None
    return best[1]


_Kind = Literal["city", "hotel", "restaurant", "attraction"]


def _places(request: TravelRequest, world: World) -> Iterator[tuple[_Kind, str, str]]:
    cities = (
        world.cities_in.get(request.destination, ())
        if request.destination_is_state
        else (request.destination,)
    )
    for city in cities:
        if city == request.origin:
            continue
        yield "city", city, city
        for hotel in world.hotels_in.get(city, ()):
            yield "hotel", hotel.name, city
        for restaurant in world.restaurants_in.get(city, ()):
            yield "restaurant", restaurant.name, city
        for sight in world.attractions_in.get(city, ()):
            yield "attraction", sight.name, city


def _target(kind: _Kind, name: str, city: str) -> Target:
    row = f"{name}, {city}"
    match kind:
        case "city":
            return Target(holds=f"visited[{city!r}] >= 1", words=f"a stay in {city}")
        case "hotel":
            return Target(holds=f"sum(lodge[{row!r}, n] for n in Nights) >= 1", words=f"nights in {row}")
        case "restaurant":
            return Target(holds=f"eat[{row!r}] >= 1", words=f"a meal at {row}")
        case "attraction":
            return Target(holds=f"visit[{row!r}] >= 1", words=f"a visit to {row}")


def _refuse_elsewhere(said: str, request: TravelRequest, world: World) -> None:
    for city, state in world.state_of.items():
        bare = " ".join(_letters(city))
        if len(bare) >= _SHORTEST_NAME and f" {bare} " in said and city != request.origin:
            where = f"it goes to {request.destination}"
            raise RequestError(
                f"{city} ({state}) is not on this trip, {where}; ask “what if we went to {city}?” instead."
            )


def _letters(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text)]

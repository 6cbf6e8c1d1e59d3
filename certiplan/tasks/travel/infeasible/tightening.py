"""Reasons for which a request that can be met no longer can, each sufficient by itself.

A reason changes some fields of the request. Each is tried on the request as it was, by a solver, before it
is taken; several of one case change different fields.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Final, get_args

from pydantic import ValidationError

from certiplan.tasks.travel.infeasible.asking import Asking
from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, TravelRequest
from certiplan.tasks.travel.trip_changes import ChangeKind
from certiplan.tasks.travel.world import World

ABSENT_CUISINES: Final = ("Ethiopian", "Peruvian", "Georgian", "Korean", "Lebanese")
_DATES_TRIED: Final = 12
_ROOMS_TRIED: Final = 24

Fields = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a request cannot be met.

    Attributes:
        fields: what it changes about the request.
        helped_by: the kind of change that undoes it, and that a traveller may refuse.
    """

    name: str
    fields: Fields
    helped_by: ChangeKind


def tightened(request: TravelRequest, fields: Fields) -> TravelRequest | None:
    """The request with other fields; None where there is no such request."""
    try:
        return TravelRequest.model_validate({**request.model_dump(), **fields})
    except ValidationError:
        return None


def reasons(request: TravelRequest, world: World, random: Random, *, most: int) -> list[Reason]:
    """Up to so many reasons that change different fields, drawn at random; each is enough by itself.

    Args:
        request: a trip that can be had.
        world: the facts.
        random: draws.
        most: how many are wanted.
    """
    makers = list(_MAKERS)
    random.shuffle(makers)
    found: list[Reason] = []
    taken: set[str] = set()
    for maker in makers:
        if len(found) == most:
            break
        for reason in maker(request, world, random):
            if not taken.isdisjoint(reason.fields):
                continue
            narrower = tightened(request, reason.fields)
            if narrower is None or is_possible(narrower, world):
                continue
            found.append(reason)
            taken.update(reason.fields)
            break
    return found


def is_possible(request: TravelRequest, world: World) -> bool:
    """Whether a request can be met."""
    asking = Asking(request, world)
    return asking.possible(asking.requirements)


# ---------------------------------------------------------------- the kinds of reasons


def _budget(request: TravelRequest, world: World, random: Random) -> Iterator[Reason]:
    """Less than the cheapest plan costs."""
    asking = Asking(request, world)
    least = asking.least_usd(asking.requirements)
    if least is not None and least > 1:
        budget = max(1, min(least - 1, round(least * random.uniform(0.55, 0.99))))
        yield Reason(name="budget", fields={"budget_usd": budget}, helped_by="budget")


def _transport(request: TravelRequest, world: World, random: Random) -> Iterator[Reason]:
    """As few means as possible are forbidden."""
    means = [rule for rule in get_args(TransportRule) if rule not in request.transport]
    random.shuffle(means)
    for size in range(1, len(means) + 1):
        for forbidden in combinations(means, size):
            fields = {"transport": (*request.transport, *forbidden)}
            yield Reason(name="transport", fields=fields, helped_by="transport")


def _cuisine(request: TravelRequest, world: World, random: Random) -> Iterator[Reason]:
    """One that nobody serves there, among those that are served elsewhere if there is one."""
    served = sorted({cuisine for place in world.restaurants for cuisine in place.cuisines})
    names = [name for name in (*served, *ABSENT_CUISINES) if name not in request.cuisines]
    random.shuffle(names)
    cities = world.cities_in[request.destination] if request.destination_is_state else (request.destination,)
    there = {
        cuisine
        for city in cities
        for place in world.restaurants_in.get(city, ())
        for cuisine in place.cuisines
    }
    for name in names:
        if name not in there:
            fields = {"cuisines": (*request.cuisines, name)}
            yield Reason(name="cuisine", fields=fields, helped_by="cuisines")


def _lodging(request: TravelRequest, world: World, random: Random) -> Iterator[Reason]:
    """A kind of room with house rules that no place has, or only for longer stays."""
    rules = get_args(HouseRule)
    wanted: list[tuple[RoomWish, tuple[HouseRule, ...]]] = [
        (room, chosen)
        for room in get_args(RoomWish)
        for size in range(4)
        for chosen in combinations(rules, size)
    ]
    random.shuffle(wanted)
    wanted.sort(key=lambda each: len(each[1]))
    # A few of each size: small sets first, so that no wish is idle.
    for room, chosen in wanted[:_ROOMS_TRIED] + random.sample(wanted[_ROOMS_TRIED:], _ROOMS_TRIED):
        fields = {"room": room, "house_rules": chosen}
        helped: ChangeKind = "house_rules" if chosen and random.random() < 0.5 else "room"
        yield Reason(name="lodging", fields=fields, helped_by=helped)


def _min_nights(request: TravelRequest, world: World, random: Random) -> Iterator[Reason]:
    """A kind of room that there is, but only for longer stays."""
    for reason in _lodging(request, world, random):
        narrower = tightened(request, reason.fields)
        if narrower is None:
            continue
        asking = Asking(narrower, world)
        kept = frozenset(asking.requirements)
        if not asking.possible(kept) and asking.possible(kept - {"min_nights"}):
            yield Reason(name="minimum nights", fields=reason.fields, helped_by="min_nights")


def _cities(request: TravelRequest, world: World, random: Random) -> Iterator[Reason]:
    """More than there are, or than can be reached one after another."""
    for count in range(request.city_count + 1, request.day_count):
        yield Reason(name="cities", fields={"city_count": count}, helped_by="cities")


def _dates(request: TravelRequest, world: World, random: Random) -> Iterator[Reason]:
    """Days on which nothing goes there."""
    shifts = list(range(-30, 31))
    random.shuffle(shifts)
    for days in shifts[:_DATES_TRIED]:
        start = request.start + dt.timedelta(days=days)
        yield Reason(name="dates", fields={"start": start}, helped_by="dates")


_Maker = Callable[[TravelRequest, World, Random], Iterator[Reason]]
_MAKERS: Final[tuple[_Maker, ...]] = (
    _budget,
    _transport,
    _cuisine,
    _lodging,
    _min_nights,
    _cities,
    _dates,
)

"""The cases of the suite, made from requests that can be met by a seeded generator.

Every request is drawn and tightened by a random generator seeded with the case's name: a case is the same
whichever others are run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final, get_args

from certiplan.tasks.travel.embedded import embedded_world
from certiplan.tasks.travel.infeasible.tightening import is_possible, reasons, tightened
from certiplan.tasks.travel.request import HouseRule, RoomWish, TravelRequest
from certiplan.tasks.travel.travelplanner import Case, addressable
from certiplan.tasks.travel.trip_changes import ChangeKind
from certiplan.tasks.travel.world import World

_DAYS_AND_CITIES: Final = ((3, 1), (3, 1), (5, 2), (5, 2), (7, 3))
_ATTEMPTS: Final = 40


@dataclass(frozen=True, kw_only=True)
class InfeasibleCase:
    """A request that cannot be met.

    Attributes:
        reasons: the names of the reasons, each of which is enough.
        refused: the kinds of change that the second user refuses.
    """

    id: str
    request: TravelRequest
    world: World = field(repr=False)
    reasons: tuple[str, ...]
    refused: frozenset[ChangeKind]


def train_cases(cases: Iterable[Case], *, variants: int = 2) -> Iterator[InfeasibleCase]:
    """Queries of the benchmark in their reference setting, each tightened in several ways.

    Args:
        cases: the queries.
        variants: how many cases each query gives, where enough reasons are found.
    """
    for case in cases:
        world = addressable(case.reference_world())
        request = case.request.model_copy(update={"text": "", "quotes": {}})
        for variant in range(1, variants + 1):
            made = _tightened(f"{case.id}/{variant}", request, world)
            if made is not None:
                yield made


def embedded_cases(count: int) -> Iterator[InfeasibleCase]:
    """So many requests on the embedded world."""
    world = embedded_world()
    made = 0
    number = 0
    while made < count:
        number += 1
        name = f"embedded/{number}"
        random = Random(name)  # noqa: S311  # cases, not secrets
        request = _possible_request(world, random)
        case = None if request is None else _tightened(name, request, world)
        if case is not None:
            made += 1
            yield case


def _tightened(name: str, request: TravelRequest, world: World) -> InfeasibleCase | None:
    random = Random(f"reasons of {name}")  # noqa: S311  # cases, not secrets
    if request.budget_usd is not None and not is_possible(request, world):
        return None
    found = reasons(request, world, random, most=random.randint(1, 4))
    if not found:
        return None
    fields: dict[str, object] = {}
    for reason in found:
        fields.update(reason.fields)
    narrower = tightened(request, fields)
    if narrower is None or is_possible(narrower, world):
        return None
    # What undoes a reason, where refusing it may leave no repair, or what often gives way instead.
    never: ChangeKind = random.choice((random.choice(found).helped_by, "budget", "dates"))
    refused: set[ChangeKind] = {never, "days"} if never == "dates" else {never}
    return InfeasibleCase(
        id=name,
        request=narrower,
        world=world,
        reasons=tuple(reason.name for reason in found),
        refused=frozenset(refused),
    )


def _possible_request(world: World, random: Random) -> TravelRequest | None:
    """A request on the embedded world that can be met."""
    cities = [city.name for city in world.cities]
    cuisines = sorted({cuisine for place in world.restaurants for cuisine in place.cuisines})
    season = world.season
    assert season is not None
    for _ in range(_ATTEMPTS):
        days, count = random.choice(_DAYS_AND_CITIES)
        origin = random.choice(cities)
        state = random.choice(sorted(world.cities_in))
        if world.state_of[origin] == state:
            continue
        destination = state if count > 1 else random.choice(world.cities_in[state])
        room: RoomWish | None = random.choice([None, *get_args(RoomWish)])
        rules: list[HouseRule] = random.sample(get_args(HouseRule), random.choice((0, 0, 1)))
        request = TravelRequest(
            origin=origin,
            destination=destination,
            destination_is_state=count > 1,
            start=season[0] + dt.timedelta(days=random.randint(10, (season[1] - season[0]).days - 20)),
            day_count=days,
            city_count=count,
            people=random.randint(1, 6),
            cuisines=tuple(random.sample(cuisines, random.randint(0, 3))),
            room=room,
            house_rules=tuple(rules),
            complete_days=random.random() < 0.2,
        )
        if is_possible(request, world):
            return _with_budget(request, random)
    return None


def _with_budget(request: TravelRequest, random: Random) -> TravelRequest:
    """With an ample budget in some requests: not every traveller names one."""
    return request.model_copy(update={"budget_usd": 100_000}) if random.random() < 0.3 else request

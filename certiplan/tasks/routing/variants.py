"""The variants of routing, each as requests of any size that a seed draws.

The first twenty-one are those of Words to Routes (Huang, Shi and Sukhatme, 2024): ten for one vehicle, eleven
for several, which there divide the work so that the longest route is short. The others are common in
practice. A request that is drawn may be infeasible: the limits are tight on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from certiplan.tasks.routing.request import Place, RoutingRequest, Shipment, Vehicle

_COLOURS: Final = ("red", "green", "blue")


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A variant: its usual abbreviation, what it is, and how one is drawn (stops, vehicles)."""

    name: str
    words: str
    draw: Callable[[Random, int, int], RoutingRequest]
    several: bool


def draw(
    name: str, *, seed: int, stops: int = 5, vehicles: int = 2, out_of_reach: bool = False
) -> RoutingRequest:
    """A request of a variant.

    Args:
        name: of the variant.
        seed: the same seed draws the same request.
        stops: how many; some variants add a depot or two.
        vehicles: how many, where the variant has several.
        out_of_reach: limit the length of routes so much that no stop can be visited.
    """
    variant = VARIANTS[name]
    rng = Random(f"{name} {seed}")  # noqa: S311 - draws examples, no secrets
    request = variant.draw(rng, stops, vehicles if variant.several else 1)
    if not out_of_reach:
        return request
    starts = [request.place(vehicle.start) for vehicle in request.vehicles]
    nearest = min(request.distance(start, stop) for start in starts for stop in request.stops)
    limit = round(0.9 * nearest, 2)
    fleet = tuple(vehicle.model_copy(update={"max_length": limit}) for vehicle in request.vehicles)
    return request.model_copy(update={"vehicles": fleet})


# ---------------------------------------------------------------- parts


def _places(rng: Random, count: int, **depot: object) -> tuple[Place, ...]:
    spots = rng.sample([(x, y) for x in range(21) for y in range(21)], count + 1)
    (x, y), *others = spots
    home = Place.model_validate({"name": "depot", "x": x, "y": y, **depot})
    return home, *(Place(name=f"s{k}", x=x, y=y) for k, (x, y) in enumerate(others, start=1))


def _vehicles(count: int, **of_each: object) -> tuple[Vehicle, ...]:
    return tuple(
        Vehicle.model_validate({"name": f"v{k}", "start": "depot", **of_each}) for k in range(1, count + 1)
    )


def _with(place: Place, **update: object) -> Place:
    return Place.model_validate({**place.model_dump(), **update})


def _request(places: tuple[Place, ...], vehicles: tuple[Vehicle, ...], **more: object) -> RoutingRequest:
    data = {"decimals": 3, "places": places, "vehicles": vehicles, **more}
    if len(vehicles) > 1:
        data = {"objective": "longest route", **data}
    return RoutingRequest.model_validate(data)


# ---------------------------------------------------------------- the variants


def _plain(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    return _request(_places(rng, stops), _vehicles(vehicles))


def _bottleneck(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    several = vehicles > 1
    return _request(
        _places(rng, stops), _vehicles(vehicles), objective="longest leg", balanced=several, use_all=several
    )


def _groups(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    home, *others = _places(rng, stops)
    grouped = [_with(place, group=f"g{k % max(2, stops // 2)}") for k, place in enumerate(others)]
    return _request((home, *grouped), _vehicles(vehicles), one_per_group=True)


def _ordered(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    names = [f"s{k}" for k in range(1, stops + 1)]
    first, second, third = rng.sample(names, 3)
    pairs = [(first, second), (second, third)]
    if rng.random() < 0.15:
        pairs.append((third, first))
    return _request(_places(rng, stops), _vehicles(vehicles), order=pairs)


def _counted(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    return _request(_places(rng, stops), _vehicles(vehicles), visit_exactly=max(1, stops - 2))


def _nearby(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    return _request(_places(rng, stops), _vehicles(vehicles), only_within=rng.randint(6, 14))


def _again(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    rows = [[0 if i == j else rng.randint(1, 10) for j in range(stops + 1)] for i in range(stops + 1)]
    return _request(_places(rng, stops), _vehicles(vehicles), pass_through=True, distances=rows)


def _windows(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    home, *others = _places(rng, stops)
    timed = []
    for place in others:
        begin = rng.randint(0, 30)
        length = rng.randint(12, 40)
        timed.append(_with(place, earliest=begin, latest=begin + length, service=rng.randint(0, 3)))
    return _request((home, *timed), _vehicles(vehicles))


def _purchase(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    several = vehicles > 1
    home, *others = _places(rng, stops)
    sellers = [_with(place, units=rng.randint(1, 6), price=rng.randint(2, 9)) for place in others]
    total = sum(place.units for place in sellers)
    wanted = rng.randint(1, total) + (rng.random() < 0.1) * total
    fleet = _vehicles(vehicles, capacity=max(6, total // 2)) if several else _vehicles(vehicles)
    return _request((home, *sellers), fleet, buy=wanted, buy_everything=several)


def _any_depot(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    return _request(_places(rng, stops), _vehicles(vehicles, ends=("depot", "s1", "s2")))


def _recharging(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    home, first, *others = _places(rng, stops, recharges=True)
    far = max(((home.x or 0) - (p.x or 0)) ** 2 + ((home.y or 0) - (p.y or 0)) ** 2 for p in others) ** 0.5
    reach = round(far * rng.choice([1.2, 1.6, 2.1]), 1)
    return _request(
        (home, _with(first, recharges=True), *others),
        _vehicles(vehicles, range=reach, ends=("depot",) if vehicles > 1 else ("depot", first.name)),
        recharge_visits=1,
    )


def _coloured(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    home, *others = _places(rng, stops)
    kinds = _COLOURS[: max(2, vehicles)]
    coloured = [_with(place, kinds=tuple(rng.sample(kinds, rng.randint(1, 2)))) for place in others]
    fleet = tuple(
        vehicle.model_copy(update={"kind": kinds[k % len(kinds)]})
        for k, vehicle in enumerate(_vehicles(vehicles))
    )
    return _request((home, *coloured), fleet)


def _total(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    return _request(_places(rng, stops), _vehicles(vehicles), objective="total", use_all=True)


def _loaded(rng: Random, stops: int) -> tuple[tuple[Place, ...], int]:
    home, *others = _places(rng, stops)
    loaded = tuple(_with(place, demand=rng.randint(1, 9)) for place in others)
    return (home, *loaded), sum(place.demand for place in loaded)


def _capacitated(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    places, total = _loaded(rng, stops)
    capacity = max(max(place.demand for place in places), -(-total // vehicles) + rng.randint(-1, 2))
    return _request(places, _vehicles(vehicles, capacity=capacity), objective="total")


def _limited(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    places = _places(rng, stops)
    return _request(places, _vehicles(vehicles, max_length=rng.randint(35, 60)), objective="total")


def _mixed_fleet(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    places, total = _loaded(rng, stops)
    fleet = tuple(
        vehicle.model_copy(
            update={
                "capacity": max(9, total // (k + 1)),
                "fixed_cost": float(rng.randint(0, 15)),
                "cost_per_distance": rng.choice([1.0, 1.5, 2.0]),
            }
        )
        for k, vehicle in enumerate(_vehicles(vehicles))
    )
    return _request(places, fleet, objective="total")


def _several_depots(rng: Random, stops: int, vehicles: int, **more: object) -> RoutingRequest:
    places = _places(rng, stops + vehicles - 1)
    starts = [place.name for place in places[:vehicles]]
    fleet = tuple(
        Vehicle.model_validate({"name": f"v{k}", "start": start, **more})
        for k, start in enumerate(starts, start=1)
    )
    return _request(places, fleet, objective="total", use_all=True)


def _several_free(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    return _several_depots(rng, stops, vehicles, ends=())


def _pickups(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    names = [f"s{k}" for k in range(1, stops + 1)]
    rng.shuffle(names)
    pairs = zip(names[::2], names[1::2], strict=False)
    shipments = [Shipment(fetch=a, bring=b, amount=rng.randint(1, 4)) for a, b in pairs]
    return _request(
        _places(rng, stops),
        _vehicles(vehicles, capacity=rng.randint(3, 6)),
        objective="total",
        shipments=shipments,
    )


def _timed_loads(rng: Random, stops: int, vehicles: int) -> RoutingRequest:
    home, *others = _windows(rng, stops, vehicles).places
    loaded = tuple(_with(place, demand=rng.randint(1, 5)) for place in others)
    capacity = max(5, -(-sum(place.demand for place in loaded) // vehicles))
    closing = _with(home, latest=rng.randint(60, 90))
    return _request((closing, *loaded), _vehicles(vehicles, capacity=capacity), objective="total")


def _variants() -> Mapping[str, Variant]:
    rows: tuple[tuple[str, str, Callable[[Random, int, int], RoutingRequest], bool], ...] = (
        ("TSP", "the shortest tour", _plain, False),
        ("BTSP", "the tour whose longest leg is shortest", _bottleneck, False),
        ("GTSP", "one stop of each group", _groups, False),
        ("SOP", "some stops before others", _ordered, False),
        ("KTSP", "only the stops near the depot", _nearby, False),
        ("MV-TSP", "stops may be passed again", _again, False),
        ("TSPTW", "stops with time windows", _windows, False),
        ("TPP", "buy enough units at the least price and way", _purchase, False),
        ("MD-TSP", "recharge at depots", _recharging, False),
        ("MD-TSP-No", "end at any depot", _any_depot, False),
        ("MTSP", "several vehicles, the longest route shortest", _plain, True),
        ("BMTSP", "several vehicles, the longest leg shortest, then balanced", _bottleneck, True),
        ("GMTSP", "several vehicles, one stop of each group", _groups, True),
        ("MSOP", "several vehicles, some stops before others on one route", _ordered, True),
        ("K-MTSP", "several vehicles, only the stops near the depot", _nearby, True),
        ("MV-MTSP", "several vehicles, stops may be passed again", _again, True),
        ("MTSPTW", "several vehicles, stops with time windows", _windows, True),
        ("MTPP", "several vehicles buy enough units, everything where they come", _purchase, True),
        ("MD-MTSP", "several vehicles that recharge at depots", _recharging, True),
        ("MD-MTSP-No", "several vehicles that end at any depot", _any_depot, True),
        ("CMTSP", "several vehicles, stops of colours that not all may serve", _coloured, True),
        ("k-TSP", "exactly so many stops", _counted, False),
        ("mTSP", "several vehicles, the least total", _total, True),
        ("CVRP", "vehicles of limited capacity", _capacitated, True),
        ("DVRP", "routes of limited length", _limited, True),
        ("HVRP", "vehicles of several sizes and costs", _mixed_fleet, True),
        ("MDVRP", "each vehicle returns to a depot of its own", _several_depots, True),
        ("MDVRP-free", "each vehicle ends anywhere", _several_free, True),
        ("PDP", "fetch and bring with the same vehicle", _pickups, True),
        ("VRPTW", "capacities, time windows and opening hours", _timed_loads, True),
    )
    return {
        name: Variant(name=name, words=words, draw=function, several=several)
        for name, words, function, several in rows
    }


VARIANTS: Final = _variants()

"""The best routes of tiny requests by trying all of them; it knows the checker, and nothing of the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations, product

from certiplan.tasks.routing.checker import check_plan
from certiplan.tasks.routing.request import RoutingRequest, Vehicle
from certiplan.tasks.routing.routes import Route, RoutePlan

_EPSILON = 1e-9


@dataclass(frozen=True, kw_only=True)
class Best:
    """The best plan and its value; for balanced requests how much its longest and shortest route differ."""

    plan: RoutePlan
    value: float
    spread: float


def best_plan(request: RoutingRequest) -> Best | None:
    """The best plan of a tiny request; None if there is none.

    Purchases of any amount are tried at the cheapest places first, which is best where vehicles take what
    they want: do not ask for them together with capacities.
    """
    best: Best | None = None
    for plan in _plans(request):
        report = check_plan(request, plan)
        if not report.passes:
            continue
        costs = report.route_costs
        spread = max(costs) - min(costs) if request.balanced else 0.0
        found = Best(plan=plan, value=report.value, spread=spread)
        if best is None or _beats(found, best):
            best = found
    return best


def _beats(one: Best, other: Best) -> bool:
    if abs(one.value - other.value) > _EPSILON:
        return one.value < other.value
    return one.spread < other.spread - _EPSILON


def _plans(request: RoutingRequest) -> Iterator[RoutePlan]:
    names = [stop.name for stop in request.stops]
    sizes = range(len(names) + 1) if request.some_suffice else (len(names),)
    for size in sizes:
        for chosen in combinations(names, size):
            for order in permutations(chosen):
                yield from _divided(request, order)


def _divided(request: RoutingRequest, order: tuple[str, ...]) -> Iterator[RoutePlan]:
    """The stops in this order, cut into parts for the vehicles in all ways."""
    vehicles = request.vehicles
    buys = _purchase(request, order)
    for cuts in combinations(range(len(order) + len(vehicles) - 1), len(vehicles) - 1):
        bounds = [0, *(cut - k for k, cut in enumerate(cuts)), len(order)]
        parts = [order[a:b] for a, b in pairwise(bounds)]
        ways = [list(_ways(request, v, part)) for v, part in zip(vehicles, parts, strict=True)]
        for paths in product(*ways):
            yield RoutePlan(
                routes=tuple(
                    Route(
                        vehicle=vehicle.name,
                        path=path,
                        serves=part,
                        buys={name: buys[name] for name in part if buys.get(name)},
                    )
                    for vehicle, path, part in zip(vehicles, paths, parts, strict=True)
                )
            )


def _purchase(request: RoutingRequest, stops: tuple[str, ...]) -> dict[str, int]:
    if request.buy is None:
        return {}
    places = [request.place(name) for name in stops]
    if request.buy_everything:
        return {place.name: place.units for place in places}
    buys, missing = {}, request.buy
    for place in sorted(places, key=lambda place: place.price):
        buys[place.name] = min(missing, place.units)
        missing -= buys[place.name]
    return buys


def _ways(request: RoutingRequest, vehicle: Vehicle, part: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways of a vehicle through its stops: to each of its ends, by way of places where it recharges."""
    if not part:
        yield (vehicle.start,)
        return
    ends: tuple[str, ...] = (vehicle.start,) if vehicle.ends is None else vehicle.ends
    targets = [part if end == part[-1] else (*part, end) for end in ends] or [part]
    chargers = [place.name for place in request.places if place.recharges]
    for target in targets:
        if request.pass_through:
            path = [vehicle.start]
            for name in target:
                path += _shortest(request, path[-1], name)
            yield tuple(path)
        elif vehicle.range is None or not chargers:
            yield (vehicle.start, *target)
        else:
            left = [name for name in chargers for _ in range(request.recharge_visits)]
            yield from _recharged(vehicle.start, target, left)


def _recharged(start: str, target: tuple[str, ...], left: list[str]) -> Iterator[tuple[str, ...]]:
    """The ways over some places, with visits of chargers in between, as far as any are left."""
    if not target:
        yield (start,)
        return
    for size in range(len(set(left)) + 1):
        for filling in permutations(sorted(set(left)), size):
            after = list(left)
            for name in filling:
                after.remove(name)
            head = (start, *filling)
            if all(a != b for a, b in pairwise((*head, target[0]))):
                for rest in _recharged(target[0], target[1:], after):
                    yield (*head, *rest)


def _shortest(request: RoutingRequest, a: str, b: str) -> tuple[str, ...]:
    """The shortest way by relaxing every leg as often as there are places (Bellman and Ford)."""
    places = request.places
    found: dict[str, tuple[float, tuple[str, ...]]] = {a: (0.0, ())}
    for _ in places:
        for here, there in product(places, repeat=2):
            if here.name in found and here is not there:
                far, way = found[here.name]
                there_far = far + request.distance(here, there)
                if there.name not in found or there_far < found[there.name][0] - _EPSILON:
                    found[there.name] = (there_far, (*way, there.name))
    return found[b][1]

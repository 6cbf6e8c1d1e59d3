"""All routes that a small vehicle can drive, with the best order of the stops of each."""

from __future__ import annotations

from dataclasses import dataclass

from certiplan.tasks.routing.network import Network
from certiplan.tasks.routing.request import RoutingRequest

MOST_ROUTES = 4000
_SIMPLE = frozenset({"load", "capacity", "limit", "all", "use all", "fee", "longest", "everywhere"})
_FOLLOWS = frozenset({"average", "reach", "horizon"})


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A route over some stops in the order that makes it shortest, with its length from home to home."""

    stops: tuple[str, ...]
    length: int


def candidates(
    request: RoutingRequest, network: Network, features: frozenset[str]
) -> tuple[Candidate, ...] | None:
    """Every route that fits into a vehicle; None where these are too many, or more is asked of a route.

    Args:
        request: for vehicles that are alike.
        network: its distances.
        features: what is asked for.
    """
    vehicle = request.vehicles[0]
    simple = features <= _SIMPLE | _FOLLOWS and "load" in features and request.objective != "longest leg"
    if not simple or vehicle.capacity is None or len(request.vehicles) == 1:
        return None
    stops = [stop.name for stop in request.stops]
    demand = [stop.demand for stop in request.stops]
    loads = _loads(demand, vehicle.capacity)
    if loads is None:
        return None
    legs = network.legs
    # by set of stops and the last of them: the shortest way there, and the stop before
    best: dict[tuple[int, int], tuple[int, int]] = {}
    found = []
    for chosen in sorted(loads):
        members = [k for k in range(len(stops)) if chosen >> k & 1]
        for last in members:
            rest = chosen & ~(1 << last)
            if not rest:
                best[chosen, last] = (legs[vehicle.start, stops[last]], -1)
                continue
            best[chosen, last] = min(
                (best[rest, k][0] + legs[stops[k], stops[last]], k) for k in members if k != last
            )
        length, last = min((best[chosen, k][0] + network.to_end(stops[k], vehicle), k) for k in members)
        found.append(Candidate(stops=_order(best, stops, chosen, last), length=length))
    return tuple(found)


def _loads(demand: list[int], capacity: int) -> set[int] | None:
    """The sets of stops, as bits, that fit together; None where these are too many."""
    fitting = {0: 0}
    for k, amount in enumerate(demand):
        fitting |= {
            chosen | 1 << k: load + amount for chosen, load in fitting.items() if load + amount <= capacity
        }
        if len(fitting) > MOST_ROUTES:
            return None
    return set(fitting) - {0}


def _order(
    best: dict[tuple[int, int], tuple[int, int]], stops: list[str], chosen: int, last: int
) -> tuple[str, ...]:
    order = []
    while last >= 0:
        order.append(stops[last])
        chosen, last = chosen & ~(1 << last), best[chosen, last][1]
    return tuple(reversed(order))

"""Good routes fast, to begin the exact search with: the longest route short, by simulated annealing.

Nothing is proved here. Whoever uses the routes has them checked like any others.
"""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from certiplan.tasks.routing.layout import Layout

_MOVES = 80_000
_HOT, _COLD = 0.08, 0.0005
_SUM = 0.005
"""How much the sum of all routes counts beside the longest."""

Routes = list[list[str]]
_SIMPLE = frozenset({"longest", "everywhere", "average", "reach", "horizon", "all", "use all"})


def first_routes(layout: Layout) -> Routes | None:
    """Routes for vehicles that are alike, whose longest is short; None where more is asked of a route.

    Args:
        layout: of one tour.
    """
    stops = list(layout.stops)
    count = len(layout.vehicles)
    fits = layout.shape == "tour" and "longest" in layout.features and layout.features <= _SIMPLE
    if not fits or count == 1 or len(stops) < count:
        return None
    search = _Search(layout)
    return search.annealed(search.begun())


class _Search:
    def __init__(self, layout: Layout) -> None:
        network = layout.network
        (vehicle, *_) = layout.vehicles.values()
        self._stops = list(layout.stops)
        self._count = len(layout.vehicles)
        self._out = {s: network.legs[vehicle.start, p] for s, p in layout.place_of.items()}
        self._home = {s: network.to_end(p, vehicle) for s, p in layout.place_of.items()}
        places = layout.place_of
        self._legs = {(a, b): network.legs[places[a], places[b]] for a in places for b in places}

    def length(self, route: list[str]) -> int:
        if not route:
            return 0
        inner = sum(self._legs[pair] for pair in pairwise(route))
        return self._out[route[0]] + inner + self._home[route[-1]]

    def begun(self) -> Routes:
        """The stops that are farthest out first, each where it makes the longest route least longer."""
        far = sorted(self._stops, key=lambda s: (-self._out[s] - self._home[s], s))
        routes: Routes = [[stop] for stop in far[: self._count]]
        for stop in far[self._count :]:
            ways = (
                (self.length([*route[:at], stop, *route[at:]]), k, at)
                for k, route in enumerate(routes)
                for at in range(len(route) + 1)
            )
            _, k, at = min(ways)
            routes[k].insert(at, stop)
        return routes

    def annealed(self, routes: Routes) -> Routes:
        rng = Random(0)  # noqa: S311 - a search, no secrets
        lengths = [self.length(route) for route in routes]
        best, best_cost = [list(route) for route in routes], self._cost(lengths)
        cost = best_cost
        for move in range(_MOVES):
            a, b = rng.randrange(self._count), rng.randrange(self._count)
            changed = self._moved(routes[a], routes[b], rng, same=a == b)
            if changed is None:
                continue
            after = list(lengths)
            after[a], after[b] = self.length(changed[0]), self.length(changed[1])
            new = self._cost(after)
            heat = best_cost * _HOT * (_COLD / _HOT) ** (move / _MOVES)
            if new <= cost or rng.random() < math.exp((cost - new) / heat):
                routes[a], routes[b] = changed
                lengths, cost = after, new
                if cost < best_cost:
                    best, best_cost = [list(route) for route in routes], cost
        return best

    def _cost(self, lengths: list[int]) -> float:
        return max(lengths) + _SUM * sum(lengths)

    def _moved(
        self, one: list[str], other: list[str], rng: Random, *, same: bool
    ) -> tuple[list[str], list[str]] | None:
        """Two routes after a random move between them, or within one; no route is left without stops."""
        if same:
            if len(one) < 2:
                return None
            i, j = sorted(rng.sample(range(len(one) + 1), 2))
            turned = [*one[:i], *reversed(one[i:j]), *one[j:]]
            return turned, turned
        if rng.random() < 0.5:
            i, j = rng.randrange(len(one)), rng.randrange(len(other))
            return [*one[:i], other[j], *one[i + 1 :]], [*other[:j], one[i], *other[j + 1 :]]
        if len(one) < 2:
            return None
        i, j = rng.randrange(len(one)), rng.randrange(len(other) + 1)
        return [*one[:i], *one[i + 1 :]], [*other[:j], one[i], *other[j:]]

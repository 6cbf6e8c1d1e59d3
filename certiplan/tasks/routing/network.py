"""The distances of a request as whole numbers, and the shortest ways between places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from certiplan.tasks.routing.request import Place, RoutingRequest, Vehicle


@dataclass(frozen=True, kw_only=True)
class Network:
    """Distances between places in units of the last decimal.

    Attributes:
        legs: by place and place; with `pass_through`, of the shortest way.
        shortest: of the shortest way over other places.
        via: a place on the way, where passing it is shorter than going straight.
    """

    unit: int
    names: tuple[str, ...]
    legs: dict[tuple[str, str], int]
    shortest: dict[tuple[str, str], int]
    via: dict[tuple[str, str], str]

    def path(self, a: str, b: str) -> tuple[str, ...]:
        """The places on the shortest way from one to another, without the first."""
        middle = self.via.get((a, b))
        return (b,) if middle is None else (*self.path(a, middle), *self.path(middle, b))

    def to_end(self, a: str, vehicle: Vehicle) -> int:
        """The way from a place to where the vehicle's route ends."""
        return min((self.legs[a, end] for end in ends(vehicle)), default=0)

    def nearest_end(self, a: str, vehicle: Vehicle) -> str | None:
        """The end of a route whose last stop is this place; None if it ends right there."""
        return min(ends(vehicle), key=lambda end: self.legs[a, end], default=None)


def ends(vehicle: Vehicle) -> tuple[str, ...]:
    """Where the route of a vehicle may end; empty for anywhere."""
    return (vehicle.start,) if vehicle.ends is None else vehicle.ends


def network(request: RoutingRequest) -> Network:
    """The distances of a request."""
    unit = int(10**request.decimals)
    places = request.places
    straight = {
        (a.name, b.name): 0 if a is b else round(unit * request.distance(a, b))
        for a in places
        for b in places
    }
    shortest, via = _closed(places, straight)
    names = tuple(place.name for place in places)
    if request.pass_through:
        return Network(unit=unit, names=names, legs=shortest, shortest=shortest, via=via)
    return Network(unit=unit, names=names, legs=straight, shortest=shortest, via={})


def _closed(
    places: Sequence[Place], straight: dict[tuple[str, str], int]
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], str]]:
    """All shortest ways (Floyd and Warshall), with the last place put in between."""
    best, via = dict(straight), {}
    names = [place.name for place in places]
    for k in names:
        for a in names:
            for b in names:
                through = best[a, k] + best[k, b]
                if through < best[a, b]:
                    best[a, b] = through
                    via[a, b] = k
    return best, via

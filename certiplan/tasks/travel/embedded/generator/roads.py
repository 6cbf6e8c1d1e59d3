"""Distances and durations by road: great circles, stretched as American roads stretch them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from certiplan.tasks.travel.embedded.generator.cities import Site, distance_km
from certiplan.tasks.travel.embedded.generator.draw import Draw

MAX_MINUTES = 24 * 60 - 1

# Average speed by length of the drive: (km, km per hour), with straight lines in between.
_SPEEDS = ((0, 50), (25, 58), (75, 83), (150, 94), (300, 99.5), (600, 104), (1200, 107), (2500, 110))

# Water that a great circle crosses and a road goes around: cities on either side, and the way round.
_LAKE_MICHIGAN_EAST = frozenset({"Grand Rapids", "Lansing", "Traverse City", "Detroit"})
_LAKE_MICHIGAN_WEST_STATES = frozenset({"Illinois", "Minnesota"})
_GULF_EAST = frozenset({"Miami", "Tampa", "Orlando", "Key West"})
_GULF_WEST_STATES = frozenset({"Louisiana", "Texas"})
_DETOURS = (
    (_LAKE_MICHIGAN_EAST, _LAKE_MICHIGAN_WEST_STATES, "Chicago"),
    (_GULF_EAST, _GULF_WEST_STATES, "Tallahassee"),
)

RoadRow = tuple[str, str, int, int]


def roads(cities: Sequence[Site], seed: int) -> Iterator[RoadRow]:
    """Origin, destination, km and minutes of every drive of less than 24 hours, ordered by origin."""
    by_name = {site.name: site for site in cities}
    rows: dict[tuple[str, str], RoadRow] = {}
    for a, b in combinations(cities, 2):
        draw = Draw(seed, "road", a.name, b.name)
        length_km = _road_km(a, b, by_name, draw)
        pace = draw.normal(1.0, 0.03, low=0.92, high=1.08)
        for origin, destination in ((a, b), (b, a)):
            km = length_km * draw.normal(1.0, 0.002, low=0.99, high=1.01)
            minutes = km / (_speed_kmh(km) * pace) * 60 * draw.normal(1.0, 0.005, low=0.98, high=1.02)
            if round(minutes) <= MAX_MINUTES:
                names = origin.name, destination.name
                rows[names] = (*names, max(1, round(km)), max(1, round(minutes)))
    for origin in cities:
        for destination in cities:
            if (row := rows.get((origin.name, destination.name))) is not None:
                yield row


def _road_km(a: Site, b: Site, by_name: dict[str, Site], draw: Draw) -> float:
    direct_km = _around_water_km(a, b, by_name)
    if direct_km < 80:
        return direct_km * draw.normal(1.26, 0.08, low=1.1, high=1.6)
    return direct_km * draw.normal(1.19, 0.05, low=1.07, high=1.4)


def _around_water_km(a: Site, b: Site, by_name: dict[str, Site]) -> float:
    for east, west_states, via in _DETOURS:
        for one, other in ((a, b), (b, a)):
            if one.name in east and other.state in west_states:
                corner = by_name[via]
                return distance_km(one, corner) + distance_km(corner, other)
    return distance_km(a, b)


def _speed_kmh(km: float) -> float:
    for (low_km, low_kmh), (high_km, high_kmh) in pairwise(_SPEEDS):
        if km < high_km:
            return low_kmh + (high_kmh - low_kmh) * (km - low_km) / (high_km - low_km)
    return _SPEEDS[-1][1]

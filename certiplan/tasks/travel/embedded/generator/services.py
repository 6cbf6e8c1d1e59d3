"""Air services: which cities are joined, how often, at what times, and what each flight costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import permutations
from math import exp

from certiplan.tasks.travel.embedded.generator.cities import KM_PER_MILE, Site, distance_km
from certiplan.tasks.travel.embedded.generator.draw import Draw
from certiplan.tasks.travel.embedded.timetable import FARES, NOT_FLOWN

FIRST_DATE = dt.date(2027, 3, 1)
LAST_DATE = dt.date(2027, 5, 31)
_FIRST_NUMBER = 4_000_000
_NUMBERS_PER_SERVICE = 100

# Services a day between two airports, by how busy both are, before the distance is looked at.
_DAILY_SERVICES = {(3, 3): 5.2, (2, 3): 0.8, (2, 2): 0.3, (1, 3): 0.25, (1, 2): 0.04, (1, 1): 0.01}
_CANCELLED = 0.02

# Chances that a service between two airports, one of them small, flies on a day of the week, Monday first.
_WEEKDAY_CHANCES = (0.7, 0.45, 0.5, 0.7, 0.8, 0.45, 0.75)
# A fare is drawn from 0.2 to 0.5 USD a mile; a leaning below 1 makes it dearer, one above 1 cheaper.
_WEEKDAY_LEANINGS = (0.95, 1.2, 1.2, 1.0, 0.85, 1.0, 0.85)
_LOWEST_USD_PER_MILE, _HIGHEST_USD_PER_MILE = 0.2, 0.5

RouteRow = tuple[int, int, str, int, int, str]
ServiceRow = tuple[int, str, str, int, int, str, int, int, str]


def services(
    cities: Sequence[Site], drivable: AbstractSet[tuple[str, str]], seed: int
) -> Iterator[ServiceRow]:
    """The rows of the timetable, ordered by origin, destination and time of departure.

    Args:
        cities: the cities.
        drivable: the (origin, destination) with a road; other pairs get at least one service, unless both
            airports are small.
        seed: of the random choices.
    """
    number = _FIRST_NUMBER
    for origin, destination in permutations(cities, 2):
        has_road = (origin.name, destination.name) in drivable
        for row in route(origin, destination, seed, has_road=has_road):
            yield number, origin.name, destination.name, *row
            number += _NUMBERS_PER_SERVICE


def route(origin: Site, destination: Site, seed: int, *, has_road: bool) -> Iterator[RouteRow]:
    """The services from one city to another: a row of the timetable each, from the time of departure on."""
    # Both directions of a route have as many services: their number is drawn from a key without direction.
    ends = sorted((origin.name, destination.name))
    miles = distance_km(origin, destination) / KM_PER_MILE
    count = _service_count(origin, destination, miles, Draw(seed, "route", *ends))
    if not has_road and origin.tier + destination.tier >= 3:
        count = max(count, 1)
    draw = Draw(seed, "services", origin.name, destination.name)
    shift_min = 60 * (destination.utc_offset_h - origin.utc_offset_h)
    for departs_min in _departures(count, draw):
        lasts_min = round(41 + 0.12 * miles + draw.normal(0, 14, low=-28, high=40))
        arrives_min = (departs_min + lasts_min + shift_min) % (24 * 60)
        lowest_usd = max(15, round(miles * _LOWEST_USD_PER_MILE))
        highest_usd = max(lowest_usd, round(miles * _HIGHEST_USD_PER_MILE))
        daily = origin.tier + destination.tier >= 5
        fares = _fares(draw, daily=daily)
        yield departs_min, arrives_min, FIRST_DATE.isoformat(), lowest_usd, highest_usd, fares


def _service_count(a: Site, b: Site, miles: float, draw: Draw) -> int:
    low_tier, high_tier = sorted((a.tier, b.tier))
    expected = _DAILY_SERVICES[low_tier, high_tier] * _distance_factor(miles)
    # Demand differs a lot between routes that look alike.
    expected *= exp(draw.normal(0, 1.0, low=-2, high=2) - 0.4)
    return int(expected + draw.unit())


def _distance_factor(miles: float) -> float:
    """Few fly where a drive is short; the busiest routes are those of an hour or two."""
    if miles < 90:
        return 0.0
    if miles < 170:
        return 0.6
    if miles < 800:
        return 1.2
    return 0.7 if miles < 1500 else 0.4


def _departures(count: int, draw: Draw) -> list[int]:
    """Departure times in minutes, spread over the day from about 5:30 to 22:30."""
    slot = (22.5 - 5.5) * 60 / max(count, 1)
    return [int(5.5 * 60 + slot * (k + draw.unit())) for k in range(count)]


def _fares(draw: Draw, *, daily: bool) -> str:
    weekdays = [daily or draw.chance(chance) for chance in _WEEKDAY_CHANCES]
    fares = []
    for day in range((LAST_DATE - FIRST_DATE).days + 1):
        weekday = (FIRST_DATE + dt.timedelta(days=day)).weekday()
        fare = FARES[int(draw.unit() ** _WEEKDAY_LEANINGS[weekday] * len(FARES))]
        flies = weekdays[weekday] and not draw.chance(_CANCELLED)
        fares.append(fare if flies else NOT_FLOWN)
    return "".join(fares)

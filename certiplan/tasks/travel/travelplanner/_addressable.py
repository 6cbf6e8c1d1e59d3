"""The part of a world that a plan in the benchmark's format can speak of without being misunderstood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from certiplan.tasks.travel.world import Attraction, Hotel, Placed, Restaurant, World


def addressable(world: World) -> World:
    """The world without the places that the benchmark's look-up by name would take for another.

    A plan names a place as "Name, City", and the benchmark takes the first row of that city whose name
    contains the text. A later row with the same or a longer name is hidden behind it: who plans it is
    charged the price, and judged by the rules, of the other. Names that the format cannot carry (a
    line break; in lists of attractions a semicolon) are left out as well.

    Everything else, and the order of rows, is kept.
    """
    return replace(
        world,
        hotels=_found_by_name(world.hotels_in, world.hotels),
        restaurants=_found_by_name(world.restaurants_in, world.restaurants),
        attractions=_found_by_name(world.attractions_in, world.attractions),
    )


def _found_by_name(
    in_city: Mapping[str, tuple[Placed, ...]], places: tuple[Placed, ...]
) -> tuple[Placed, ...]:
    kept: set[int] = set()
    for rows in in_city.values():
        names = [row.name for row in rows]
        for k, row in enumerate(rows):
            name = row.name
            if _fits(row) and next(j for j, other in enumerate(names) if name in other) == k:
                kept.add(id(row))
    return tuple(place for place in places if id(place) in kept)


def _fits(place: Hotel | Restaurant | Attraction) -> bool:
    unfit = "\n;" if isinstance(place, Attraction) else "\n"
    return bool(place.name) and place.name != "-" and not any(character in place.name for character in unfit)

"""Judges a packing by the rules of the request alone; it knows nothing of how it was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from certiplan.tasks.packing.packing import Packing
from certiplan.tasks.packing.request import PackingRequest
from certiplan.tasks.typed import Verdict


def check_packing(request: PackingRequest, packing: Packing) -> Verdict:
    """Judge a packing.

    Args:
        request: what was asked for.
        packing: the bin of each item that is packed.
    """
    faults = tuple(_faults(request, packing.places))
    strange = any("there is no" in fault for fault in faults)
    return Verdict(faults=faults, value=0 if strange else ranking(request, packing)[0])


def ranking(request: PackingRequest, packing: Packing) -> tuple[int, ...]:
    """What the request wants most (`value`, `priority`) or least of (`bins`), the most important first.

    For `priority`: how many items are packed of the greatest priority, of the next, and so on; and last how
    many stay where they are.
    """
    places = packing.places
    if request.objective == "value":
        return (sum(item.value for item in request.items if item.name in places),)
    if request.objective == "bins":
        return (sum(each.cost for each in request.bins if each.name in places.values()),)
    levels = sorted({item.priority for item in request.items}, reverse=True)
    packed = [
        sum(item.name in places for item in request.items if item.priority == level) for level in levels
    ]
    moved = sum(
        item.now is not None and item.name in places and places[item.name] != item.now
        for item in request.items
    )
    return (*packed, -moved)


def _faults(request: PackingRequest, places: Mapping[str, str]) -> Iterator[str]:
    items = {item.name: item for item in request.items}
    bins = {each.name: each for each in request.bins}
    for name, place in places.items():
        if name not in items:
            yield f"there is no item {name}"
        if place not in bins:
            yield f"there is no bin {place}"
    if not (places.keys() <= items.keys() and set(places.values()) <= bins.keys()):
        return
    for each in request.bins:
        inside = [items[name] for name, place in places.items() if place == each.name]
        for dimension in request.dimensions:
            used = sum(item.size.get(dimension, 0) for item in inside)
            if used > each.capacity.get(dimension, 0):
                yield f"{each.name} holds {used} {dimension}, more than {each.capacity.get(dimension, 0)}"
    must = items if request.objective == "bins" else request.must
    for name in must:
        if name not in places:
            yield f"{name} is not packed"
    for name, place in places.items():
        if items[name].bins and place not in items[name].bins:
            yield f"{name} may not go into {place}"
    for one, other in request.apart:
        if one in places and places[one] == places.get(other):
            yield f"{one} and {other} are both in {places[one]}"
    for one, other in request.together:
        if places.get(one) != places.get(other):
            yield f"{one} and {other} are not together"
    used_bins = len(set(places.values()))
    if request.most_bins is not None and used_bins > request.most_bins:
        yield f"{used_bins} bins are used, more than {request.most_bins}"

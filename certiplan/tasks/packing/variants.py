"""The kinds of packing requests, each as requests of any size that a seed draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from certiplan.tasks.packing.request import Bin, Item, PackingRequest


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A kind: its name, what it is, and how one is drawn (of so many items and bins)."""

    name: str
    words: str
    draw: Callable[[Random, int, int], PackingRequest]


def draw(name: str, *, seed: int, items: int = 6, bins: int = 3) -> PackingRequest:
    """A request of a kind.

    Args:
        name: of the kind.
        seed: the same seed draws the same request.
        items: how many.
        bins: how many, where there are several of a kind.
    """
    rng = Random(f"{name} {seed}")  # noqa: S311 - draws examples, no secrets
    return VARIANTS[name].draw(rng, items, bins)


def _knapsack(rng: Random, count: int, boxes: int) -> PackingRequest:
    items = [
        Item(name=f"i{k}", size={"kg": rng.randint(1, 9)}, value=rng.randint(1, 20)) for k in range(count)
    ]
    total = sum(item.size["kg"] for item in items)
    must = (items[0].name,) if rng.random() < 0.3 else ()
    room = max(1, int(total * rng.choice([0.1, 0.3, 0.5])))
    return PackingRequest(items=tuple(items), bins=(Bin(name="bag", capacity={"kg": room}),), must=must)


def _several(rng: Random, count: int, boxes: int) -> PackingRequest:
    items = tuple(
        Item(
            name=f"i{k}",
            size={"kg": rng.randint(1, 9), "litre": rng.randint(1, 6)},
            value=rng.randint(1, 20),
            bins=("small",) if rng.random() < 0.2 else (),
        )
        for k in range(count)
    )
    bins = (
        Bin(name="small", capacity={"kg": rng.randint(5, 12), "litre": rng.randint(4, 9)}),
        Bin(name="large", capacity={"kg": rng.randint(10, 20), "litre": rng.randint(8, 14)}),
    )
    together = ((items[0].name, items[1].name),)
    return PackingRequest(items=items, bins=bins, together=together, must=(items[2].name,))


def _bins(rng: Random, count: int, boxes: int) -> PackingRequest:
    room = rng.randint(9, 14)
    items = tuple(Item(name=f"i{k}", size={"kg": rng.randint(2, 9)}) for k in range(count))
    bins = tuple(Bin(name=f"b{k}", capacity={"kg": room}) for k in range(1, boxes + 1))
    apart = ((items[0].name, items[1].name),) if rng.random() < 0.5 else ()
    return PackingRequest(items=items, bins=bins, objective="bins", apart=apart)


def _priced_bins(rng: Random, count: int, boxes: int) -> PackingRequest:
    items = tuple(Item(name=f"i{k}", size={"kg": rng.randint(2, 9)}) for k in range(count))
    bins = tuple(
        Bin(name=f"b{k}", capacity={"kg": rng.randint(8, 25)}, cost=rng.randint(1, 9))
        for k in range(1, boxes + 1)
    )
    return PackingRequest(items=items, bins=bins, objective="bins", most_bins=rng.choice([None, 2]))


def _pods(rng: Random, count: int, boxes: int) -> PackingRequest:
    nodes = tuple(
        Bin(name=f"node{k}", capacity={"cpu": rng.randint(4, 8), "memory": rng.randint(4, 9)})
        for k in range(1, 3)
    )
    pods = tuple(
        Item(
            name=f"pod{k}",
            size={"cpu": rng.randint(1, 4), "memory": rng.randint(1, 4)},
            priority=rng.choice([0, 0, 1, 2]),
            now=rng.choice([None, None, "node1", "node2"]),
        )
        for k in range(count)
    )
    apart = ((pods[0].name, pods[1].name),) if rng.random() < 0.4 else ()
    return PackingRequest(items=pods, bins=nodes, objective="priority", apart=apart)


def _variants() -> Mapping[str, Variant]:
    rows: tuple[tuple[str, str, Callable[[Random, int, int], PackingRequest]], ...] = (
        ("knapsack", "the most valuable items in one bag", _knapsack),
        ("multi-knapsack", "several bags of several dimensions", _several),
        ("bin-packing", "everything in as few bins as can be", _bins),
        ("priced-bins", "everything in bins of least cost", _priced_bins),
        ("pods", "pods on nodes: the important before all others, few moved", _pods),
    )
    return {name: Variant(name=name, words=words, draw=function) for name, words, function in rows}


VARIANTS: Final = _variants()

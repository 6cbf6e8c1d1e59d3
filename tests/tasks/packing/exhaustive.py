"""The best packings of tiny requests by trying all; it knows the checker, and nothing of the model."""

from __future__ import annotations

from itertools import product

from certiplan.tasks.packing.checker import check_packing, ranking
from certiplan.tasks.packing.packing import Packing
from certiplan.tasks.packing.request import PackingRequest


def best_packing(request: PackingRequest) -> tuple[Packing, float, tuple[int, ...]] | None:
    """A best packing, its value, and its whole ranking; None if there is none."""
    best: tuple[Packing, float, tuple[int, ...]] | None = None
    sign = -1 if request.objective == "bins" else 1
    names = [item.name for item in request.items]
    for chosen in product([None, *(each.name for each in request.bins)], repeat=len(names)):
        places = {name: place for name, place in zip(names, chosen, strict=True) if place is not None}
        packing = Packing(places=places)
        verdict = check_packing(request, packing)
        if not verdict.passes:
            continue
        rank = tuple(sign * part for part in ranking(request, packing))
        if best is None or rank > tuple(sign * part for part in best[2]):
            best = packing, verdict.value, ranking(request, packing)
    return best

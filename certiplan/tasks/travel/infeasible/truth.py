"""The truth of a case by exhaustion: every subset of the requirements is settled, every repair compared.

Subsets are settled by a solver or follow from one that was: what can be met can be met in part, what
cannot be met cannot be met with more. None is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from certiplan.solvers.explain.changes import DROP_COSTS
from certiplan.tasks.travel.infeasible.asking import Asking
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import (
    ChangeKind,
    changed_request,
    given_up,
    other_dates,
)
from certiplan.tasks.travel.world import World

_UNKNOWN, _CAN, _CANNOT = 0, 1, 2
_Masks = npt.NDArray[np.int64]


def minimal_conflicts(asking: Asking) -> frozenset[frozenset[str]]:
    """All minimal conflicts among the requirements, from the status of each of the 2^n subsets.

    Raises:
        NotSettledError: the solver could not tell.
    """
    names = asking.requirements
    subsets: _Masks = np.arange(2 ** len(names), dtype=np.int64)
    status = np.zeros(len(subsets), dtype=np.int8)
    sizes = sum(((subsets >> k) & 1 for k in range(len(names))), np.zeros_like(subsets))
    # From the largest down, each that is still open; what is found is widened first, so that it settles many.
    for mask in subsets[np.argsort(-sizes, kind="stable")].tolist():
        if status[mask] != _UNKNOWN:
            continue
        if asking.possible(_names(mask, names)):
            status[(subsets & mask) == subsets] = _CAN
            continue
        for k in range(len(names)):
            smaller = mask & ~(1 << k)
            if smaller != mask and _cannot(smaller, status, asking, names):
                mask = smaller
        status[(subsets & mask) == mask] = _CANNOT
    cannot = status == _CANNOT
    minimal = cannot.copy()
    for k in range(len(names)):
        # A subset is minimal if it can be met without any one of its members.
        has = (subsets >> k) & 1 == 1
        minimal[has] &= ~cannot[subsets[has] & ~np.int64(1 << k)]
    return frozenset(_names(mask, names) for mask in subsets[minimal].tolist())


def _cannot(mask: int, status: npt.NDArray[np.int8], asking: Asking, names: Sequence[str]) -> bool:
    if status[mask] == _UNKNOWN:
        return not asking.possible(_names(mask, names))
    return bool(status[mask] == _CANNOT)


def _names(mask: int, names: Sequence[str]) -> frozenset[str]:
    return frozenset(name for k, name in enumerate(names) if mask >> k & 1)


def least_repair_usd(
    request: TravelRequest,
    world: World,
    *,
    never: frozenset[ChangeKind] = frozenset(),
    earliest: dt.date | None = None,
    solver: str = "highs",
) -> int | None:
    """What the cheapest changes cost after which there is a plan; None where no changes help.

    All sets of wishes are tried, on all dates, each with as high a budget as it then takes.

    Args:
        request: the trip, which cannot be had.
        world: the facts.
        never: kinds of change that are refused.
        earliest: no trip is moved to begin before this day.
        solver: the backend.

    Raises:
        NotSettledError: the solver could not tell.
    """
    best = _least_on_dates(request, world, 0, None, never, solver)
    for change in other_dates(request, earliest=earliest):
        other = None if change.kind in never else changed_request(request, [change])
        if other is not None:
            best = _least_on_dates(other, world, change.cost_usd, best, never, solver)
    return best


def _least_on_dates(
    request: TravelRequest,
    world: World,
    before_usd: int,
    best: int | None,
    never: frozenset[ChangeKind],
    solver: str,
) -> int | None:
    if best is not None and before_usd >= best:
        return best
    asking = Asking(request, world, solver=solver)
    costs: dict[str, int] = {}
    for name in asking.requirements:
        change = given_up(name, request, 0)
        if change is not None and change.kind not in never:
            costs[name] = DROP_COSTS[min(asking.priority(name), 8)]
    everything = frozenset(asking.requirements)
    if asking.least_usd(everything.difference(costs)) is None:
        return best
    for dropped, cost in _by_cost(costs):
        if best is not None and before_usd + cost >= best:
            break
        least = asking.least_usd(everything.difference(dropped))
        if least is None:
            continue
        over = max(0, least - request.budget_usd) if request.budget_usd is not None else 0
        if over and "budget" in never:
            continue
        total = before_usd + cost + over
        best = total if best is None else min(best, total)
    return best


def _by_cost(costs: dict[str, int]) -> Iterator[tuple[frozenset[str], int]]:
    """All sets of these requirements with what giving them up costs, cheapest first."""
    every = [
        (sum(costs[name] for name in chosen), chosen)
        for size in range(len(costs) + 1)
        for chosen in combinations(sorted(costs), size)
    ]
    for cost, chosen in sorted(every):
        yield frozenset(chosen), cost

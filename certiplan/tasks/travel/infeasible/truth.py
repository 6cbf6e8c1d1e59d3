"""The truth of a case by exhaustion: every subset of the requirements is settled, every repair compared.

Subsets are settled by a solver or follow from one that was: what can be met can be met in part, what
cannot be met cannot be met with more. None is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

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

    All sets of wishes are tried, on all dates, each with as high a budget as it then takes, but for those
    that cannot be cheaper: giving up fewer wishes never makes a plan cheaper.

    Args:
        request: the trip, which cannot be had.
        world: the facts.
        never: kinds of change that are refused.
        earliest: no trip is moved to begin before this day.
        solver: the backend.

    Raises:
        NotSettledError: the solver could not tell.
    """
    best = _Repairs(Asking(request, world, solver=solver), never).least_usd()
    for change in other_dates(request, earliest=earliest):
        other = None if change.kind in never else changed_request(request, [change])
        if other is not None and (best is None or change.cost_usd < best):
            repairs = _Repairs(Asking(other, world, solver=solver), never, before_usd=change.cost_usd)
            best = repairs.least_usd(best)
    return best


class _Repairs:
    """All repairs of one request on its dates.

    Args:
        asking: the request.
        never: kinds of change that are refused.
        before_usd: what has been spent on other dates.
    """

    def __init__(self, asking: Asking, never: frozenset[ChangeKind], *, before_usd: int = 0) -> None:
        self._asking = asking
        self._before_usd = before_usd
        self._may_raise = "budget" not in never
        self._everything = frozenset(asking.requirements)
        self._costs: dict[str, int] = {}
        for name in asking.requirements:
            change = given_up(name, asking.request, 0)
            if change is not None and change.kind not in never:
                self._costs[name] = DROP_COSTS[min(asking.priority(name), 8)]

    def least_usd(self, best: int | None = None) -> int | None:
        """The cost of the cheapest repair, or of the best known if none is cheaper."""
        dearest_first = sorted(self._costs, key=lambda name: (-self._costs[name], name))
        return self._searched(frozenset(), tuple(dearest_first), best)

    def _searched(self, dropped: frozenset[str], undecided: tuple[str, ...], best: int | None) -> int | None:
        """The best among all sets that give up `dropped` and some of what is undecided."""
        bound = self._cost_usd(dropped, dropped.union(undecided))
        if bound is None or (best is not None and bound >= best):
            return best
        if not undecided:
            return bound
        name, *rest = undecided
        best = self._searched(dropped, tuple(rest), best)
        return self._searched(dropped | {name}, tuple(rest), best)

    def _cost_usd(self, paid: frozenset[str], dropped: frozenset[str]) -> int | None:
        """What it costs to give up `paid` and to raise the budget, if `dropped` need not be met."""
        least = self._asking.least_usd(self._everything - dropped)
        if least is None:
            return None
        budget = self._asking.request.budget_usd
        over = 0 if budget is None else max(0, least - budget)
        if over and not self._may_raise:
            return None
        return self._before_usd + over + sum(self._costs[name] for name in paid)

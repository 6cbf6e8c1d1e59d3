"""A lower bound on the number of actions that is better than that of the start: a short best-first search.

Every plan passes through the frontier of an A* search, so the least sum of the actions so far and of the
bound for the rest is a bound for all plans, whenever the search is ended. It only says where to begin: plans
and proofs come from the documents.
"""

from __future__ import annotations

import heapq
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import Final

from certiplan.tasks.multistep.grounding import GroundTask
from certiplan.tasks.multistep.lower_bounds import least_cost
from certiplan.tasks.multistep.pddl import Literal

_EFFORT: Final = 30_000

_State = frozenset[Literal]


def fewest_actions(task: GroundTask, *, effort: int = _EFFORT) -> int:
    """A number of actions that every plan has at least.

    Args:
        task: a problem whose goals can all be reached.
        effort: how many actions may be looked at when states are rated; 0 rates the start only.
    """
    return _Frontier(task, effort).bound()


class _Frontier:
    def __init__(self, task: GroundTask, effort: int) -> None:
        self._task = task
        self._ratings_left = max(1, effort // max(1, len(task.actions)))
        self._prices = {action.name: Fraction(1) for action in task.actions}
        self._reach = frozenset(task.facts)

    def bound(self) -> int:
        goals = frozenset(self._task.goals)
        start = self._task.initially
        ranks = {start: 0}
        depths = {start: 0}
        first = self._rated(start)
        queue: list[tuple[int, int, int, _State]] = [(first, 0, 0, start)]
        best = first
        while queue:
            total, _, _, state = heapq.heappop(queue)
            best = max(best, total)
            if goals <= state:
                return best
            depth = depths[state] + 1
            for action in self._task.actions:
                if not action.needs <= state:
                    continue
                after = (state - action.deletes) | action.adds
                if depths.get(after, depth + 1) <= depth:
                    continue
                if self._ratings_left == 0:
                    return best
                depths[after] = depth
                ranks.setdefault(after, len(ranks))
                rest = self._rated(after)
                heapq.heappush(queue, (depth + rest, rest, ranks[after], after))
        return best

    def _rated(self, state: _State) -> int:
        """The bound for the rest of a plan from a state."""
        self._ratings_left -= 1
        return ceil(least_cost(replace(self._task, initially=state), self._prices))

"""How many steps, and what cost, every plan needs at least, from plans that never delete anything.

These bounds only say where a search may begin: that there is no shorter plan is proved by a solver on the
document of the next smaller horizon.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from fractions import Fraction

from certiplan.tasks.multistep.grounding import GroundAction, GroundTask
from certiplan.tasks.multistep.pddl import Literal


def fewest_steps(task: GroundTask) -> int:
    """The step in which the last goal can first be reached; 0 where all goals hold at the start."""
    reached = set(task.initially)
    steps = 0
    while not reached.issuperset(task.goals):
        fresh = {fact for action in task.actions if action.needs <= reached for fact in action.adds} - reached
        if not fresh:
            break
        reached |= fresh
        steps += 1
    return steps


def least_cost(task: GroundTask, prices: Mapping[str, Fraction] | None = None) -> Fraction:
    """What every plan costs at least: the sum of disjoint landmarks, of each of which it needs one action.

    The landmarks are found by cuts (Helmert and Domshlak, "Landmarks, critical paths and abstractions:
    what's the difference anyway?", 2009).

    Args:
        task: a problem whose goals can all be reached.
        prices: of the actions, by name; their own costs unless given.
    """
    return _LandmarkCuts(task, prices or {action.name: action.cost for action in task.actions}).bound()


class _LandmarkCuts:
    def __init__(self, task: GroundTask, prices: Mapping[str, Fraction]) -> None:
        # With a fact that always holds and an action that ends the plan, every action needs something and
        # the goal is one fact.
        self._start, self._end = 0, 1
        self._facts = {fact: number for number, fact in enumerate(task.facts, start=2)}
        self._needs: list[list[int]] = []
        self._adds: list[list[int]] = []
        self._prices: list[Fraction] = []
        for action in task.actions:
            self._append(action, prices[action.name])
        self._needs.append([self._facts[goal] for goal in task.goals] or [self._start])
        self._adds.append([self._end])
        self._prices.append(Fraction(0))
        self._initially = [self._start, *(self._facts[fact] for fact in task.initially)]
        count = len(self._facts) + 2
        self._needed_by: list[list[int]] = [[] for _ in range(count)]
        self._added_by: list[list[int]] = [[] for _ in range(count)]
        for number, (needs, adds) in enumerate(zip(self._needs, self._adds, strict=True)):
            for fact in needs:
                self._needed_by[fact].append(number)
            for fact in adds:
                self._added_by[fact].append(number)

    def _append(self, action: GroundAction, price: Fraction) -> None:
        self._needs.append(self._numbers(action.needs) or [self._start])
        self._adds.append(self._numbers(action.adds))
        self._prices.append(price)

    def _numbers(self, facts: frozenset[Literal]) -> list[int]:
        return sorted(self._facts[fact] for fact in facts)

    def bound(self) -> Fraction:
        """The sum of the landmarks' prices."""
        total = Fraction(0)
        while True:
            costs, hardest = self._most_expensive_needs()
            if costs[self._end] is None or costs[self._end] == 0:
                return total
            cut = self._cut(hardest)
            least = min(self._prices[number] for number in cut)
            total += least
            for number in cut:
                self._prices[number] -= least

    def _most_expensive_needs(self) -> tuple[list[Fraction | None], list[int | None]]:
        """The cost of each fact where an action costs as much as its dearest need, and that need."""
        costs: list[Fraction | None] = [None] * len(self._needed_by)
        hardest: list[int | None] = [None] * len(self._needs)
        left = [len(needs) for needs in self._needs]
        done = [False] * len(costs)
        queue: list[tuple[Fraction, int]] = []
        for fact in self._initially:
            costs[fact] = Fraction(0)
            heapq.heappush(queue, (Fraction(0), fact))
        while queue:
            cost, fact = heapq.heappop(queue)
            if done[fact]:
                continue
            done[fact] = True
            for number in self._needed_by[fact]:
                left[number] -= 1
                if left[number]:
                    continue
                hardest[number] = fact
                reached = cost + self._prices[number]
                for added in self._adds[number]:
                    before = costs[added]
                    if before is None or reached < before:
                        costs[added] = reached
                        heapq.heappush(queue, (reached, added))
        return costs, hardest

    def _cut(self, hardest: Sequence[int | None]) -> list[int]:
        """Actions of which every plan needs one: those that lead into the zone from which the end is free."""
        zone = {self._end}
        stack = [self._end]
        while stack:
            fact = stack.pop()
            for number in self._added_by[fact]:
                need = hardest[number]
                if need is not None and self._prices[number] == 0 and need not in zone:
                    zone.add(need)
                    stack.append(need)
        before = set(self._initially)
        stack = list(self._initially)
        cut: set[int] = set()
        while stack:
            fact = stack.pop()
            for number in self._needed_by[fact]:
                if hardest[number] != fact:
                    continue
                if zone.intersection(self._adds[number]):
                    cut.add(number)
                    continue
                for added in self._adds[number]:
                    if added not in before:
                        before.add(added)
                        stack.append(added)
        return sorted(cut)

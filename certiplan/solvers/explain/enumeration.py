"""All minimal conflicts and all minimal corrections, cheapest correction first; can be stopped at any time.

A correction must hit every conflict. The search walks the tree of hitting sets (Reiter 1987) in the order
of their cost, as the implicit hitting set method and MARCO (Liffiton et al. 2016) do: the cheapest set
that hits all conflicts known so far is tried; either what is left can hold together, and it is a
correction that no cheaper one beats, or what is left holds a new conflict. When the tree is exhausted
and nothing was undecided, no conflict and no correction is missing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from certiplan.solvers.explain.answers import Impossible, Oracle, Possible, Undecided
from certiplan.solvers.explain.shrinking import Core, shrink

Cost: TypeAlias = int


@dataclass(frozen=True, kw_only=True)
class Correction:
    """Requirements without which the rest can hold.

    Attributes:
        dropped: what is given up; nothing if everything can hold.
        cost: the sum of their weights.
        answer: shows that the rest can hold.
        least: proved that no correction is cheaper than this one but those found before.
    """

    dropped: frozenset[str]
    cost: Cost
    answer: Possible
    least: bool


Finding: TypeAlias = Core | Correction
_Node: TypeAlias = tuple[Cost, int, tuple[int, ...], frozenset[str]]


@dataclass
class Enumeration:
    """Iterate over it to get conflicts and corrections as they are found; again, to go on where it ended.

    Attributes:
        oracle: tells what can hold together.
        groups: all requirements, in the document's order.
        weights: what giving each up costs; positive.
        order: as `shrink` takes it.
        stopped: whether to end; asked before every step.
        cores: conflicts found so far.
        corrections: corrections found so far.
        undecided: sets whose complement no solver could settle.
        complete: whether everything was found; False while the search runs and when something was undecided.
    """

    oracle: Oracle
    groups: Sequence[str]
    weights: Mapping[str, Cost]
    order: Sequence[str]
    stopped: Callable[[], bool] = lambda: False
    cores: list[Core] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    undecided: list[frozenset[str]] = field(default_factory=list)
    complete: bool = False
    _waiting: list[_Node] = field(default_factory=lambda: [(0, 0, (), frozenset())])
    _seen: set[frozenset[str]] = field(default_factory=lambda: {frozenset()})

    def __iter__(self) -> Iterator[Finding]:
        """Search to the end."""
        return self.up_to(None)

    def up_to(self, most: Cost | None) -> Iterator[Finding]:
        """Search as long as the next set to give up costs less than `most`."""
        position = {name: k for k, name in enumerate(self.groups)}
        waiting, seen = self._waiting, self._seen
        while waiting and not self.stopped() and (most is None or waiting[0][0] < most):
            cost, _, _, dropped = heapq.heappop(waiting)
            if any(correction.dropped <= dropped for correction in self.corrections):
                continue
            branches = self._unhit(dropped)
            found: Finding | None = None
            if branches is None:
                found, branches = self._tried(dropped, cost)
            for name in branches:
                larger = dropped | {name}
                if larger not in seen:
                    seen.add(larger)
                    places = tuple(sorted(position[each] for each in larger))
                    heapq.heappush(waiting, (cost + self.weights[name], len(larger), places, larger))
            if found is not None:
                yield found
        self.complete = not waiting and not self.undecided and all(core.minimal for core in self.cores)

    def _tried(self, dropped: frozenset[str], cost: Cost) -> tuple[Finding | None, frozenset[str]]:
        """What comes of giving these up, and which further requirements to try giving up besides."""
        kept = frozenset(self.groups) - dropped
        answer = self.oracle.check(kept)
        match answer:
            case Possible():
                least = not self.undecided
                correction = Correction(dropped=dropped, cost=cost, answer=answer, least=least)
                self.corrections.append(correction)
                return correction, frozenset()
            case Impossible():
                core = shrink(self.oracle, answer, self.order)
                self.cores.append(core)
                return core, core.requirements
            case Undecided():
                self.undecided.append(dropped)
                return None, kept

    def _unhit(self, dropped: frozenset[str]) -> frozenset[str] | None:
        """The smallest known conflict that stays when these are dropped."""
        left = [core.requirements for core in self.cores if core.requirements.isdisjoint(dropped)]
        return min(left, key=lambda core: (len(core), sorted(core))) if left else None

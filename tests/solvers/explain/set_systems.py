"""Oracles over given conflicts, without a solver; some answers may be withheld."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, combinations

from certiplan.model.evaluator import Verdict
from certiplan.solvers.explain.answers import Answer, Impossible, Possible, Undecided
from certiplan.solvers.explain.subject import Plan

Names = frozenset[str]


def witness(satisfied: Names, groups: Names) -> Possible:
    """An answer that these can hold together, with a plan of no content."""
    verdict = Verdict(
        domain_faults=(), violations=(), unmet=(), objectives=(), penalty=0, shown=(), diagnostics=()
    )
    plan = Plan(solution={}, verdict=verdict, given_up=groups - satisfied, optimal=False, solver="truth")
    return Possible(satisfied=satisfied, plan=plan)


class Truth:
    """Answers by a list of conflicts.

    Args:
        groups: all requirements.
        conflicts: sets that clash.
        withheld: whether to leave a question open.
        core: which part of a clash to name; all of it unless given.
    """

    def __init__(
        self,
        groups: Iterable[str],
        conflicts: Iterable[Names],
        *,
        withheld: Callable[[Names], bool] = lambda kept: False,
        core: Callable[[Names], Names] | None = None,
    ) -> None:
        self.groups = frozenset(groups)
        self.conflicts = tuple(conflicts)
        self.withheld = withheld
        self.core = core

    def possible(self, kept: Names) -> bool:
        return not any(clash <= kept for clash in self.conflicts)

    def __call__(self, kept: Names) -> Answer:
        if self.withheld(kept):
            return Undecided(reason="time")
        if self.possible(kept):
            return witness(kept, self.groups)
        return Impossible(suspects=self.core(kept) if self.core else kept, positions=None, solver="truth")

    def minimal_conflicts(self) -> set[Names]:
        return {a for a in self.conflicts if not any(b < a for b in self.conflicts)}

    def minimal_corrections(self) -> set[Names]:
        names = sorted(self.groups)
        subsets = chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
        helping = [frozenset(s) for s in subsets if self.possible(self.groups - frozenset(s))]
        return {a for a in helping if not any(b < a for b in helping)}

"""Which goals clash, and what it takes to give one up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from certiplan.solvers.explain.clock import Clock
from certiplan.tasks.multistep.pddl import Literal, Problem
from certiplan.tasks.multistep.search import Impossible, Measure, Planned, SearchOptions, search_plan


@dataclass(frozen=True, kw_only=True)
class WithoutGoal:
    """A goal whose loss makes a plan possible, with a best plan."""

    goal: Literal
    planned: Planned


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Goals that cannot be met together.

    Attributes:
        proof: of the impossibility of just these goals.
        minimal: without any one of them there is a plan for the others.
        ways_out: the goals of which giving up one is enough.
        unsettled: goals that may or may not be enough to give up.
    """

    proof: Impossible
    minimal: bool
    ways_out: tuple[WithoutGoal, ...]
    unsettled: tuple[Literal, ...]


def find_clash(
    problem: Problem, proof: Impossible, *, measure: Measure, options: SearchOptions, clock: Clock
) -> Clash:
    """A minimal set of goals that clash, and which goals it is enough to give up.

    Args:
        problem: it has no plan.
        proof: that it has none.
        measure: what is to be least in the plans that prove the ways out.
        options: as for the search that found the proof.
        clock: the time that is left for everything.
    """
    options = replace(options, on_document=None, on_trial=None)

    def found(goals: Iterable[Literal]) -> object:
        limits = replace(options.options, time_limit_s=clock.left_s)
        part = replace(problem, goals=tuple(goals))
        return (
            None
            if clock.expired
            else search_plan(part, measure=measure, options=replace(options, options=limits))
        )

    needed: list[Literal] = []
    minimal = True
    suspects = list(proof.goals)
    while suspects:
        goal = suspects.pop(0)
        smaller = found([*needed, *suspects])
        if isinstance(smaller, Impossible):
            proof = smaller
            suspects = [other for other in suspects if other in smaller.goals]
            continue
        minimal = minimal and isinstance(smaller, Planned)
        needed.append(goal)
    ways, unsettled = [], []
    for goal in needed:
        rest = found(other for other in problem.goals if other != goal)
        if isinstance(rest, Planned):
            ways.append(WithoutGoal(goal=goal, planned=rest))
        elif not isinstance(rest, Impossible):
            unsettled.append(goal)
    ways.sort(key=lambda way: (way.planned.value, str(way.goal)))
    return Clash(proof=proof, minimal=minimal, ways_out=tuple(ways), unsettled=tuple(unsettled))

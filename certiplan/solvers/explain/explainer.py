"""One document, explained: whether it has a plan, what clashes if not, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

from certiplan.model.grounding import Ground
from certiplan.model.loading import LoadedDocument
from certiplan.solvers.explain.answers import Answer, Impossible, Possible, RememberingOracle, Undecided
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.explain.conflict import Conflict, ConflictWriter
from certiplan.solvers.explain.enumeration import Correction, Enumeration
from certiplan.solvers.explain.oracle import SolverOracle
from certiplan.solvers.explain.shrinking import Core, shrink
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.explain.ways_out import FIRM, WayFinder, WaysOut
from certiplan.solvers.explain.words import GeneralTerms, Terms

_SEARCHING = 0.6
"""The part of the time after which the search for requirements to give up makes way for the ways out."""


@dataclass(frozen=True, kw_only=True)
class ExplainOptions:
    """How to explain.

    Attributes:
        limits: of time.
        solver: "auto", or the one backend to use.
        terms: how the domain speaks.
        confirm: have a second backend prove each conflict again.
        max_conflicts: how many conflicts to look for; None for all of them.
        max_drops: how many sets of requirements to give up to look for; None for all of them.
    """

    limits: Limits = field(default_factory=Limits)
    solver: str = "auto"
    terms: Terms = field(default_factory=GeneralTerms)
    confirm: bool = True
    max_conflicts: int | None = 1
    max_drops: int | None = 5


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What is known about a document when the explanation ends.

    Attributes:
        status: "feasible" with a plan, "conflict" with at least one conflict, else "unknown".
        further_conflicts: proved that there are conflicts besides these; the ways out settle them too.
        complete: every conflict and every way out is here.
        reason: why the status is unknown.
    """

    status: Literal["feasible", "conflict", "unknown"]
    plan: Plan | None
    conflicts: tuple[Conflict, ...]
    ways_out: WaysOut
    complete: bool
    reason: str
    seconds: float
    further_conflicts: bool = False


Found: TypeAlias = Conflict | Correction


class Explainer:
    """Explains one document; what was found out once is not asked again.

    Args:
        document: without errors.
        grounded: its ground model, if it is at hand.
        options: limits and preferences. The time begins now.

    Raises:
        DocumentError: if the document's meaning has errors.
    """

    def __init__(
        self,
        document: LoadedDocument,
        *,
        grounded: Ground | None = None,
        options: ExplainOptions | None = None,
    ) -> None:
        self.options = options or ExplainOptions()
        self.clock = Clock(self.options.limits)
        self.subject = Subject(document, grounded)
        self._everything = frozenset(self.subject.groups)

    @cached_property
    def oracle(self) -> SolverOracle:
        """What asks the solvers."""
        return SolverOracle(self.subject, self.clock, solver=self.options.solver)

    @cached_property
    def _oracle(self) -> RememberingOracle:
        return RememberingOracle(self.oracle)

    @cached_property
    def _finder(self) -> WayFinder:
        return WayFinder(self.subject, self.clock, terms=self.options.terms, solver=self.options.solver)

    @cached_property
    def _writer(self) -> ConflictWriter:
        options = self.options
        return ConflictWriter(
            self.subject, self.clock, terms=options.terms, solver=options.solver, confirm=options.confirm
        )

    @cached_property
    def _order(self) -> tuple[str, ...]:
        return left_out_first(self.subject)

    def check(self) -> Answer:
        """Whether the document has a plan."""
        return self._oracle.check(self._everything)

    def conflict(self) -> Conflict | Plan | Undecided:
        """One minimal conflict; the plan where there is one; or why neither is known."""
        answer = self.check()
        match answer:
            case Impossible():
                return self._writer.conflict(shrink(self._oracle, answer, self._order))
            case Possible():
                return answer.plan
            case Undecided():
                return answer

    def enumeration(self) -> Enumeration:
        """All minimal conflicts and corrections, to iterate over; cheapest corrections first."""
        return Enumeration(
            oracle=self._oracle,
            groups=self.subject.groups,
            weights=self._finder.weights(),
            order=self._order,
            stopped=lambda: self.clock.expired,
        )

    def findings(self) -> Iterator[Found]:
        """Conflicts and corrections as they are found; empty where the document has a plan."""
        if not isinstance(self.check(), Impossible):
            return
        for found in self.enumeration():
            yield self._writer.conflict(found) if isinstance(found, Core) else found

    def ways_out(self) -> WaysOut:
        """The ways out, cheapest first; none where the document has a plan."""
        if not isinstance(self.check(), Impossible):
            return WaysOut(ways=(), unsettled=())
        search = self.enumeration()
        exhausted = self._searched(search)
        return self._finder.find(search.corrections, complete=exhausted, every=self.options.max_drops is None)

    def explain(self) -> Explanation:
        """Conflicts and ways out, as many as the options ask for and the time allows."""
        answer = self.check()
        nothing = WaysOut(ways=(), unsettled=())
        if not isinstance(answer, Impossible):
            plan = answer.plan if isinstance(answer, Possible) else None
            return Explanation(
                status="unknown" if plan is None else "feasible",
                plan=plan,
                conflicts=(),
                ways_out=nothing,
                complete=plan is not None,
                reason=answer.reason if isinstance(answer, Undecided) else "",
                seconds=self.clock.spent_s,
            )
        search = self.enumeration()
        allowed = self._searched(search)
        # Ways out come before the rest of the conflicts: those that only firm requirements' absence shows.
        every = self.options.max_drops is None
        ways = self._finder.find(search.corrections, complete=allowed, every=every)
        most = self.options.max_conflicts
        while (most is None or len(search.cores) < most) and next(iter(search), None) is not None:
            pass
        conflicts = tuple(
            self._writer.conflict(_with_corrections(core, search)) for core in self._shown(search)
        )
        return Explanation(
            status="conflict",
            plan=None,
            conflicts=conflicts,
            ways_out=ways,
            further_conflicts=self._has_further(search, ways),
            complete=search.complete and len(conflicts) == len(search.cores) and not ways.unsettled,
            reason="",
            seconds=self.clock.spent_s,
        )

    # ------------------------------------------------------------ how far to search

    def _searched(self, search: Enumeration) -> bool:
        """Look for what may be given up, as far as the options ask; whether all of that was found.

        A part of the time is kept for the plans of the ways out.
        """
        limit = self.clock.limits.time_limit_s
        for _ in search.up_to(FIRM):
            if self._enough(search):
                return False
            if limit is not None and self.clock.spent_s > _SEARCHING * limit:
                return False
        if not search.cores:
            # The time was over before the search began: the clash is known all the same.
            answer = self.check()
            assert isinstance(answer, Impossible)
            search.cores.append(shrink(self._oracle, answer, self._order))
            return False
        return not search.undecided and not self.clock.expired

    def _has_further(self, search: Enumeration, ways: WaysOut) -> bool:
        """Whether there are conflicts besides those shown; looked for where a way changes several things."""
        shown = self._shown(search)
        if len(search.cores) > len(shown):
            return True
        if search.complete or len(shown) != 1 or all(len(way.changes) == 1 for way in ways.ways):
            return False
        # Another minimal conflict lacks a requirement of this one.
        return any(
            isinstance(self._oracle.check(self._everything - {name}), Impossible)
            for name in self.subject.groups
            if name in shown[0].requirements and not self.clock.expired
        )

    def _enough(self, search: Enumeration) -> bool:
        options = self.options
        if options.max_conflicts is None or len(search.cores) < options.max_conflicts:
            return False
        return options.max_drops is not None and len(search.corrections) >= options.max_drops

    def _shown(self, search: Enumeration) -> list[Core]:
        cores = search.cores
        most = self.options.max_conflicts
        return cores if most is None else cores[:most]


def left_out_first(subject: Subject) -> tuple[str, ...]:
    """What to leave out of a conflict first: assumptions first, last words before first."""
    requirements = subject.requirements

    def rank(place: int) -> tuple[bool, int]:
        requirement = requirements.get(subject.groups[place])
        return requirement is not None and requirement.quote is not None, -place

    return tuple(subject.groups[k] for k in sorted(range(len(subject.groups)), key=rank))


def _with_corrections(core: Core, search: Enumeration) -> Core:
    """The core with witnesses that satisfy everything but one requirement, where giving up one is enough."""
    alone = {
        name: found.answer
        for found in search.corrections
        for name in found.dropped
        if len(found.dropped) == 1
    }
    return replace(core, witnesses={name: alone.get(name, answer) for name, answer in core.witnesses.items()})


__all__ = ["ExplainOptions", "Explainer", "Explanation", "Found", "left_out_first"]

"""All ways out of a conflict, each with the plan that proves it, cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from certiplan.errors import DocumentError
from certiplan.solvers.explain.changes import (
    Change,
    ChangeNumber,
    DropRequirement,
    Kind,
    WayOut,
    changed,
    cost_of,
    drop_cost,
    patch_of,
)
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.combination import cheapest
from certiplan.solvers.explain.enumeration import Correction
from certiplan.solvers.explain.least_change import Move, NoMove, least_change
from certiplan.solvers.explain.levers import LeverSearch
from certiplan.solvers.explain.loosening import is_number
from certiplan.solvers.explain.subject import Plan, Subject, negotiable_numbers
from certiplan.solvers.explain.words import Terms, capitalized, listed

FIRM = 10**9
"""What giving up costs where it is not allowed: more than all that is."""


@dataclass(frozen=True, kw_only=True)
class WaysOut:
    """What could be changed so that a plan exists.

    Attributes:
        ways: cheapest first; every one is proved to work by its plan.
        unsettled: what may hide further or cheaper ways, in words; empty when nothing does.
    """

    ways: tuple[WayOut, ...]
    unsettled: tuple[str, ...]


class WayFinder:
    """Finds ways out of one subject's conflicts.

    Args:
        subject: the document, which has no plan.
        clock: the time that is left.
        terms: how the domain speaks.
        solver: "auto", or the one backend to use.
    """

    def __init__(self, subject: Subject, clock: Clock, *, terms: Terms, solver: str = "auto") -> None:
        self._subject = subject
        self._clock = clock
        self._terms = terms
        self._solver = solver

    def weights(self) -> dict[str, int]:
        """What giving up each requirement costs; `FIRM` where it is not allowed."""
        subject = self._subject
        return {
            name: drop_cost(subject.requirements.get(name)) if subject.may_go(name) else FIRM
            for name in subject.groups
        }

    def find(self, corrections: Iterable[Correction], *, complete: bool, every: bool = False) -> WaysOut:
        """Every least change of one number, these corrections, and the cheapest combination.

        Args:
            corrections: what the enumeration found; those that give up something firm are passed over.
            complete: nothing is missing among the corrections.
            every: also all other combinations of which no part would do.
        """
        subject = self._subject
        unsettled: list[str] = []
        found: list[WayOut] = []
        numbers = [parameter for parameter in negotiable_numbers(subject) if is_number(subject, parameter)]
        for parameter in numbers:
            move = least_change(subject, parameter, self._clock, solver=self._solver)
            if isinstance(move, Move):
                found.append(self._way("number", move))
            elif not move.proved:
                name = self._terms.number(parameter.name)
                unsettled.append(f"whether changing {name} alone helps ({_why(move)})")
        for correction in corrections:
            if correction.dropped and all(subject.may_go(name) for name in correction.dropped):
                found.append(self._dropped(correction))
        if not complete:
            unsettled.append("whether other requirements could be given up instead")
        found.extend(self._combined([parameter.name for parameter in numbers], found, unsettled))
        if every:
            found.extend(self._every_combination([parameter.name for parameter in numbers], found, unsettled))
        found.sort(key=_rank)
        return WaysOut(ways=tuple(found), unsettled=tuple(unsettled))

    # ------------------------------------------------------------ kinds of ways

    def _dropped(self, correction: Correction) -> WayOut:
        order = [name for name in self._subject.groups if name in correction.dropped]
        changes: list[Change] = [DropRequirement(requirement=name) for name in order]
        move = Move(changes=tuple(changes), entries={}, plan=correction.answer.plan, least=correction.least)
        return self._way("drop", move)

    def _combined(
        self, numbers: Sequence[str], found: Sequence[WayOut], unsettled: list[str]
    ) -> list[WayOut]:
        """The cheapest combination, where it beats the pure ways."""
        subject = self._subject
        drops = [name for name in subject.groups if subject.may_go(name)]
        if not numbers or not (drops or len(numbers) > 1):
            return []
        known = min((way.cost for way in found), default=None)
        combination = cheapest(subject, numbers, drops, self._clock, known=known, solver=self._solver)
        if not combination.settled:
            unsettled.append("whether a combination of changes is cheaper")
        move = combination.move
        if move is None:
            return []
        kinds = {change.parameter if isinstance(change, ChangeNumber) else "" for change in move.changes}
        if known is not None and known <= cost_of(subject, move.changes):
            return []
        kind: Kind = "combination" if len(kinds) > 1 else "drop" if kinds == {""} else "number"
        return [self._way(kind, move)]

    def _every_combination(
        self, numbers: Sequence[str], found: Sequence[WayOut], unsettled: list[str]
    ) -> Iterator[WayOut]:
        """What changes several things, at least one of them a number, and is not known yet."""
        if not numbers:
            return
        known = {_changing(way.changes) for way in found}
        search = LeverSearch(
            self._subject, numbers, weights=self.weights(), firm=FIRM, clock=self._clock, solver=self._solver
        )
        for levers in search:
            things = frozenset((*levers.numbers, *(("give up", name) for name in levers.drops)))
            if not levers.numbers or len(things) < 2 or things in known:
                continue
            move = search.move(levers)
            if move is None:
                unsettled.append(f"what {listed(map(self._terms.number, levers.numbers))} must be changed to")
            else:
                yield self._way("combination", move)
        alone = {thing for things in known if len(things) == 1 for thing in things}
        droppable = {("give up", name) for name in self._subject.groups if self._subject.may_go(name)}
        others = droppable.union(numbers) - alone
        rigid = [name for name in search.rigid if name not in alone and len(others) > 1]
        if not search.complete or rigid:
            unsettled.append("whether further combinations of changes help")

    def _way(self, kind: Kind, move: Move) -> WayOut:
        subject = self._subject
        plan = self._best_plan(move)
        return WayOut(
            kind=kind,
            changes=move.changes,
            cost=cost_of(subject, move.changes),
            plan=plan,
            proved_least=move.least,
            patch=patch_of(subject, move.changes, move.entries),
            words=way_words(subject, move.changes, plan, self._terms),
        )

    def _best_plan(self, move: Move) -> Plan:
        """The best plan after the changes; the plan that proved them where time is short."""
        if self._clock.expired:
            return move.plan
        after = changed(self._subject, move.changes, move.entries)
        try:
            best = after.best(
                solver=self._solver, options=self._clock.options(self._clock.limits.check_limit_s)
            )
        except DocumentError:
            return move.plan
        if not isinstance(best, Plan):
            return move.plan
        given_up = frozenset(
            change.requirement for change in move.changes if isinstance(change, DropRequirement)
        )
        return replace(best, given_up=given_up)


def _changing(changes: Iterable[Change]) -> frozenset[object]:
    """What changes, whatever it changes to."""
    return frozenset(
        change.parameter if isinstance(change, ChangeNumber) else ("give up", change.requirement)
        for change in changes
    )


def _rank(way: WayOut) -> tuple[object, ...]:
    return (way.cost, len(way.changes), ("number", "drop", "combination").index(way.kind), way.words)


def _why(move: NoMove) -> str:
    return "the time did not suffice" if move.reason in ("time", "cancelled") else move.reason


# ---------------------------------------------------------------- words


def way_words(subject: Subject, changes: Sequence[Change], plan: Plan, terms: Terms) -> str:
    """A way out as a sentence, with what the plan is then worth."""
    numbers: dict[str, list[ChangeNumber]] = {}
    dropped: list[str] = []
    for change in changes:
        if isinstance(change, ChangeNumber):
            numbers.setdefault(change.parameter, []).append(change)
        else:
            dropped.append(change.requirement)
    parts = [_number_words(moved, terms) for moved in numbers.values()]
    parts += [terms.giving_up(name, subject.requirements.get(name)) for name in dropped]
    return capitalized(listed(parts)) + "."


def _number_words(moved: Sequence[ChangeNumber], terms: Terms) -> str:
    phrases: list[str] = []
    for change in moved:
        verb = "raise" if change.after > change.before else "lower"
        name = terms.number(change.parameter, tuple(str(index) for index in change.indices))
        before, after = (terms.amount(value, change.unit) for value in (change.before, change.after))
        phrases.append(f"{verb} the {name} from {before} to {after}")
    return listed(phrases)

"""Minimal conflicts as findings: what clashes, in which constraints, by which numbers, and who proved it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from certiplan.errors import InternalError
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.engines import BackendEngine
from certiplan.solvers.explain.meetings import Meeting, Meetings, Part
from certiplan.solvers.explain.shrinking import Core
from certiplan.solvers.explain.structure import StructuralClash, structural_clash
from certiplan.solvers.explain.subject import Plan, Subject
from certiplan.solvers.explain.words import Terms, capitalized, listed
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Feasible, Infeasible, Optimal

_CONFIRM_LIMIT_S = 5.0
_SECOND_OPINIONS = ("z3", "cpsat", "highs")


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Requirements that cannot all hold.

    Attributes:
        requirements: in the document's order; none where the model itself has no solution.
        constraints: names and indices of the ground constraints of these requirements that clash.
        meetings: the numbers that meet in them, where constraints limit sums.
        minimal: proved that without any one of the requirements the rest can hold.
        witnesses: for a requirement, a plan that satisfies all the others: what dropping it would give.
        undecided: the requirements whose necessity was not settled.
        proved_by: the solver that proved it.
        confirmed_by: another solver that proved it again, if one could.
        words: the finding in the person's terms.
        structure: where no requirement takes part, which constraints of the model contradict each other.
    """

    requirements: tuple[str, ...]
    constraints: tuple[tuple[str, tuple[str, ...]], ...]
    meetings: tuple[Meeting, ...]
    minimal: bool
    witnesses: Mapping[str, Plan]
    undecided: tuple[str, ...]
    proved_by: str
    confirmed_by: str | None
    seconds: float
    words: str
    structure: StructuralClash | None = None


class ConflictWriter:
    """Turns clashes of one subject into conflicts.

    Args:
        subject: the document.
        clock: the time that is left.
        terms: how the domain speaks.
        solver: "auto", or the one backend to use.
        confirm: have another backend prove each conflict again.
    """

    def __init__(
        self, subject: Subject, clock: Clock, *, terms: Terms, solver: str = "auto", confirm: bool = True
    ) -> None:
        self._subject = subject
        self._clock = clock
        self._terms = terms
        self._confirm = confirm
        self._solver = solver
        self._meetings = Meetings(subject, solver=solver, terms=terms)

    def conflict(self, core: Core, *, began_s: float = 0.0) -> Conflict:
        """The conflict that a clash is.

        Args:
            core: the clash.
            began_s: when the search for it began, by the clock.

        Raises:
            InternalError: another solver found a plan that the clash excludes.
        """
        order = [name for name in self._subject.groups if name in core.requirements]
        if not order:
            return self._structural(core, began_s)
        taking_part = self._taking_part(core)
        with ThreadPoolExecutor(max_workers=1) as pool:
            opinion = pool.submit(self._second_opinion, core) if self._confirm else None
            meetings = self._meetings.of(core.requirements, taking_part, self._clock)
            confirmed_by = None if opinion is None else opinion.result()
        return Conflict(
            requirements=tuple(order),
            constraints=taking_part,
            meetings=meetings,
            minimal=core.minimal,
            witnesses={name: core.witnesses[name].plan for name in order if name in core.witnesses},
            undecided=tuple(name for name in order if name in core.undecided),
            proved_by=core.proof.solver,
            confirmed_by=confirmed_by,
            seconds=self._clock.spent_s - began_s,
            words=conflict_words(self._subject, order, meetings, self._terms, minimal=core.minimal),
        )

    def _structural(self, core: Core, began_s: float) -> Conflict:
        """The conflict of a model that has no solution whatever is given up."""
        clash = structural_clash(self._subject, self._clock, solver=self._solver)
        constraints: tuple[tuple[str, tuple[str, ...]], ...] = ()
        if clash is not None:
            told = {name for name, _ in clash.instances}
            constraints = (
                *clash.instances,
                *((name, ()) for name in clash.constraints if name not in told),
            )
        return Conflict(
            requirements=(),
            constraints=constraints,
            meetings=(),
            minimal=core.minimal if clash is None else clash.minimal,
            witnesses={},
            undecided=(),
            proved_by=core.proof.solver,
            confirmed_by=None,
            seconds=self._clock.spent_s - began_s,
            words=conflict_words(self._subject, [], (), self._terms, minimal=core.minimal)
            if clash is None
            else clash.words,
            structure=clash,
        )

    def _taking_part(self, core: Core) -> tuple[tuple[str, tuple[str, ...]], ...]:
        constraints = self._subject.model.constraints
        positions: Collection[int] = range(len(constraints))
        if core.proof.positions is not None:
            positions = core.proof.positions
        found = [
            (origin.constraint, origin.indices)
            for origin in (constraints[k].origin for k in positions)
            if origin.requirements and core.requirements.issuperset(origin.requirements)
        ]
        return tuple(dict.fromkeys(found))

    def _second_opinion(self, core: Core) -> str | None:
        for name in _SECOND_OPINIONS:
            solver = backend(name)
            if name == core.proof.solver or solver.unavailable_because() is not None or self._clock.expired:
                continue
            engine = BackendEngine(self._subject, solver)
            result = engine.check(core.requirements, self._clock.options(_CONFIRM_LIMIT_S))
            if isinstance(result, Infeasible):
                return name
            if isinstance(result, Optimal | Feasible):
                given_up = frozenset(self._subject.groups) - core.requirements
                plan = self._subject.accepted(result.values, given_up, optimal=False, solver=name)
                if plan is not None:
                    raise InternalError(
                        f"{core.proof.solver} proved that {', '.join(sorted(core.requirements))} clash, "
                        f"but {name} found a plan that satisfies them; please report the document"
                    )
        return None


def conflict_words(
    subject: Subject, requirements: list[str], meetings: tuple[Meeting, ...], terms: Terms, *, minimal: bool
) -> str:
    """A conflict in a few sentences."""
    if not requirements:
        return "No plan exists, whatever is given up: what clashes is the model itself, not the wishes."
    said = [terms.requirement(name, subject.requirements.get(name)) for name in requirements]
    if len(said) == 1:
        sentence = f"{capitalized(said[0])} cannot be met."
    else:
        sentence = f"These cannot all be met: {listed(said)}."
    sentences = [sentence, *(meeting_words(meeting, terms) for meeting in meetings)]
    if not minimal:
        sentences.append("Perhaps fewer of them clash already: the time did not suffice to settle it.")
    return " ".join(sentences)


def meeting_words(meeting: Meeting, terms: Terms) -> str:
    """`Hotel cost ≥ $480 + transport cost ≥ $620 > budget $1,200.`

    What is taken off a sum is told with the most that it can be, and then so is what comes of it:
    `(cost ≥ $90) − (discount ≤ $20), together ≥ $70 > budget $60.`
    """
    above = meeting.relation == "<="
    least, most, beyond = ("≥", "≤", ">") if above else ("≤", "≥", "<")
    unit = meeting.unit
    where = f" ({', '.join(meeting.indices)})" if meeting.indices else ""
    limit = terms.amount(meeting.limit, unit)
    limit = f"{terms.number(meeting.limit_name)} {limit}" if meeting.limit_name else limit
    together = f"{least} {terms.amount(meeting.together, unit)}"
    parts = sorted((part for part in meeting.parts if part.extreme), key=lambda part: part.adds < 0)
    named = [part for part in meeting.parts if part.words]
    if len(named) < 2 or not any(part.words for part in parts):
        return f"{_begun(meeting.subject)} {together}{where} {beyond} {limit}."
    told = [f"{part.words} {least if part.sign > 0 else most} {_of(part, unit, terms)}" for part in parts]
    added = sum(Fraction(part.adds) for part in parts)
    decided = added > meeting.limit if above else added < meeting.limit
    if all(part.sign > 0 and part.words for part in parts):
        text = " + ".join(told)
        text = text if decided else f"{text}, together {together}"
        return f"{_begun(text)}{where} {beyond} {limit}."
    text = ""
    for part, summand in zip(parts, told, strict=True):
        # What has a name keeps the sign that it has in the sum; a constant shows its own.
        sign: Literal[1, -1] = part.sign if part.words else 1 if part.adds > 0 else -1
        lead = (" − " if text else "−") if sign < 0 else " + " if text else ""
        text += f"{lead}({summand})" if part.words else f"{lead}{terms.amount(part.extreme * sign, unit)}"
    return f"{text}, together {together}{where} {beyond} {limit}."


def _of(part: Part, unit: str | None, terms: Terms) -> str:
    return terms.amount(part.extreme, part.unit or unit)


def _begun(story: str) -> str:
    """With a capital, unless it begins with a symbol such as `x`."""
    return story if len(story.split(maxsplit=1)[0]) == 1 else capitalized(story)

"""All sets of things that may change after which a plan exists, and of which none can be left out.

What may change are the requirements that may be given up and the negotiable numbers. Each number becomes a
decision, held at what was asked by a constraint of a requirement of its own; the minimal corrections of that
document are the minimal ways out, also those that mend several independent conflicts, each in another way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from certiplan.model import syntax as s
from certiplan.model.document import Requirement
from certiplan.model.elements import Constraint, Elements, indices_of
from certiplan.solvers.explain.answers import RememberingOracle
from certiplan.solvers.explain.changes import DropRequirement
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.combination import cheapest, loosened_together
from certiplan.solvers.explain.enumeration import Correction, Enumeration
from certiplan.solvers.explain.least_change import Move
from certiplan.solvers.explain.loosening import Loosened
from certiplan.solvers.explain.oracle import SolverOracle
from certiplan.solvers.explain.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Levers:
    """Things that change together.

    Attributes:
        numbers: parameters.
        drops: requirements.
    """

    numbers: tuple[str, ...]
    drops: tuple[str, ...]


class LeverSearch:
    """Finds all minimal sets of levers of one subject.

    Args:
        subject: the document, which has no plan.
        numbers: the negotiable numbers.
        weights: what giving each requirement up costs; what costs `firm` or more is not given up.
        firm: see there.
        clock: the time that is left.
        solver: "auto", or the one backend to use.

    Attributes:
        rigid: the numbers that must be constants, and hence are no levers here.
        complete: nothing is missing but what needs a rigid number; known after iterating.
    """

    def __init__(
        self,
        subject: Subject,
        numbers: Sequence[str],
        *,
        weights: Mapping[str, int],
        firm: int,
        clock: Clock,
        solver: str,
    ) -> None:
        self._subject = subject
        self._clock = clock
        self._solver = solver
        self._firm = firm
        loose = loosened_together(subject, numbers)
        self._held = {f"{name} as it is": name for name in loose.asked}
        self.rigid = tuple(name for name in numbers if name not in loose.asked)
        self.complete = False
        self._asked = loose.subject.with_elements(self._with_held(loose))
        self._weights = {**weights, **dict.fromkeys(self._held, 1)}

    def _with_held(self, loose: Loosened) -> Elements:
        elements = loose.subject.elements
        constraints, requirements = dict(elements.constraints), dict(elements.requirements)
        for held, name in self._held.items():
            index = loose.base.elements.parameters[name].index
            keys = tuple(s.Name(each) for each in indices_of(index))
            now, asked = (
                s.Index(s.Name(each), keys) if keys else s.Name(each) for each in (name, loose.asked[name])
            )
            that = s.Compare((now, asked), ("==",))
            constraints[held] = Constraint(name=held, index=index, that=that, requirements=(held,))
            requirements[held] = Requirement(assume=held)
        return replace(elements, constraints=constraints, requirements=requirements)

    def __iter__(self) -> Iterator[Levers]:
        """Every minimal set, as it is found."""
        groups = self._asked.groups
        search = Enumeration(
            oracle=RememberingOracle(SolverOracle(self._asked, self._clock, solver=self._solver)),
            groups=groups,
            weights={name: self._weights.get(name, self._firm) for name in groups},
            order=groups,
            stopped=lambda: self._clock.expired,
        )
        for found in search.up_to(self._firm):
            if isinstance(found, Correction):
                yield Levers(
                    numbers=tuple(name for held, name in self._held.items() if held in found.dropped),
                    drops=tuple(name for name in self._subject.groups if name in found.dropped),
                )
        self.complete = not search.undecided and not self._clock.expired

    def move(self, levers: Levers) -> Move | None:
        """The cheapest move of these levers, and of no others."""
        left = self._subject.without(levers.drops)
        found = cheapest(left, levers.numbers, (), self._clock, solver=self._solver).move
        if found is None:
            return None
        dropped = tuple(DropRequirement(requirement=name) for name in levers.drops)
        plan = replace(found.plan, given_up=frozenset(levers.drops))
        return replace(found, changes=(*found.changes, *dropped), plan=plan)

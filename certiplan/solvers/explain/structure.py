"""Which constraints of the model itself contradict each other, where no wish takes part in the clash.

The search is that for conflicts of wishes: each structural constraint becomes a requirement of its own, in a
document that has no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from certiplan.model.document import Requirement, line_of
from certiplan.model.elements import Elements
from certiplan.solvers.explain.answers import Impossible, RememberingOracle
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.oracle import SolverOracle
from certiplan.solvers.explain.shrinking import shrink
from certiplan.solvers.explain.subject import Subject
from certiplan.solvers.explain.words import listed


@dataclass(frozen=True, kw_only=True)
class StructuralClash:
    """Constraints of the model that cannot all hold, whatever is given up.

    Attributes:
        constraints: their names, in the document's order; none where the variables alone have no values.
        instances: names and indices of the ground constraints that the proof rests on, where it tells.
        lines: where the constraints begin, where it is known.
        minimal: proved that without any one of them the others can hold.
        solver: who proved it.
    """

    constraints: tuple[str, ...]
    instances: tuple[tuple[str, tuple[str, ...]], ...]
    lines: Mapping[str, int]
    minimal: bool
    solver: str

    @property
    def words(self) -> str:
        """The finding in a few sentences."""
        lead = "No plan exists, whatever is given up: the model contradicts itself."
        if not self.constraints:
            return f"{lead} No constraint is needed for that: the variables alone have no values that fit."
        named = listed(self._named(name) for name in self.constraints)
        together = "cannot hold" if len(self.constraints) == 1 else "cannot all hold"
        kind = "The constraint" if len(self.constraints) == 1 else "The constraints"
        sentence = f"{kind} {named} {together}."
        least = "" if self.minimal else " Perhaps fewer of them clash already."
        return (
            f"{lead} {sentence}{least} That is a fault of the model, not of the wishes: correct one of them."
        )

    def _named(self, name: str) -> str:
        found = [",".join(indices) for each, indices in self.instances if each == name and indices]
        shown = f"{name}[{found[0]}]" if len(found) == 1 else name
        line = self.lines.get(name)
        return shown if line is None else f"{shown} (line {line})"


def structural_clash(subject: Subject, clock: Clock, *, solver: str = "auto") -> StructuralClash | None:
    """A smallest set of structural constraints that cannot all hold.

    Args:
        subject: a document that no giving up of wishes makes possible.
        clock: the time that is left.
        solver: "auto", or the one backend to use.

    Returns:
        None where that the structure clashes was not settled.
    """
    alone = subject.with_elements(_structure_alone(subject.elements))
    oracle = RememberingOracle(SolverOracle(alone, clock, solver=solver))
    answer = oracle.check(frozenset(alone.groups))
    if not isinstance(answer, Impossible):
        return None
    # Later constraints are left out first: what came first is what the rest was written for.
    core = shrink(oracle, answer, tuple(reversed(alone.groups)))
    constraints = alone.model.constraints
    positions = core.proof.positions
    origins = [] if positions is None else [constraints[k].origin for k in positions]
    names = tuple(name for name in subject.elements.constraints if name in core.requirements)
    lines = {name: line_of(("constraints", name), subject.elements.lines) for name in names}
    return StructuralClash(
        constraints=names,
        instances=tuple(
            dict.fromkeys(
                (origin.constraint, origin.indices) for origin in origins if origin.constraint in names
            )
        ),
        lines={name: line for name, line in lines.items() if line is not None},
        minimal=core.minimal,
        solver=core.proof.solver,
    )


def _structure_alone(elements: Elements) -> Elements:
    """The document without wishes and goals; each constraint is a requirement of its own."""
    structural = {
        name: replace(constraint, requirements=(name,))
        for name, constraint in elements.constraints.items()
        if not constraint.requirements and constraint.soft is None
    }
    return replace(
        elements,
        requirements={name: Requirement(assume=name) for name in structural},
        parameters={
            name: replace(parameter, requirements=(), negotiable=None)
            for name, parameter in elements.parameters.items()
        },
        constraints=structural,
        objectives=(),
    )

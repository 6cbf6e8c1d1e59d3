"""Which requirements take part in a clash, as far as a short time proves it.

A solver that says "infeasible" often names more requirements than clash, or cannot tell which do. Who prints
its answer must not accuse those of which nothing is proved.
"""

from __future__ import annotations

from dataclasses import dataclass

from certiplan.model.grounding import Ground
from certiplan.model.loading import LoadedDocument
from certiplan.model.solution_text import Json
from certiplan.solvers.explain.answers import Impossible, RememberingOracle
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.explain.explainer import left_out_first
from certiplan.solvers.explain.oracle import SolverOracle
from certiplan.solvers.explain.shrinking import shrink
from certiplan.solvers.explain.structure import StructuralClash, structural_clash
from certiplan.solvers.explain.subject import Subject

_QUESTION_LIMIT_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Blame:
    """Who takes part in a clash.

    Attributes:
        requirements: proved to take part: together with the model they and the undecided ones clash, and
            without any one of these that can be met. In the document's order.
        undecided: whose part was not settled; one of them alone, or the model alone, may be to blame.
        structural: proved that the model has no solution whatever is given up.
        structure: which of its constraints contradict each other then, where that was found.
    """

    requirements: tuple[str, ...]
    undecided: tuple[str, ...]
    structural: bool
    structure: StructuralClash | None

    @property
    def minimal(self) -> bool:
        """Whether this is a whole conflict, and nothing of it can be left out."""
        if self.structural:
            return self.structure is not None and self.structure.minimal
        return not self.undecided


def blame(
    document: LoadedDocument,
    suspects: tuple[str, ...],
    clock: Clock,
    *,
    proved_by: str,
    grounded: Ground | None = None,
    solver: str = "auto",
) -> Blame:
    """Shrink a clash that a solver proved to those who take part in it.

    Args:
        document: which has no solution.
        suspects: requirements that clash, with the model or alone.
        clock: the time that is left.
        proved_by: the solver that proved it.
        grounded: the document's ground model, if it is at hand.
        solver: "auto", or the one backend to use.
    """
    subject = Subject(document, grounded)
    # The proof does not count constraints that only a negotiable number ties to a requirement.
    same = subject.elements is document.elements
    clash = frozenset(suspects if same else subject.groups)
    proof = Impossible(suspects=clash.intersection(subject.groups), positions=None, solver=proved_by)
    ask = SolverOracle(subject, clock, solver=solver, question_limit_s=_QUESTION_LIMIT_S)
    core = shrink(RememberingOracle(ask), proof, left_out_first(subject))
    structural = not core.requirements
    return Blame(
        requirements=tuple(name for name in subject.groups if name in core.witnesses),
        undecided=tuple(name for name in subject.groups if name in core.undecided),
        structural=structural,
        structure=structural_clash(subject, clock, solver=solver) if structural else None,
    )


def blame_to_json(found: Blame) -> dict[str, Json]:
    """What stands in an answer beside "infeasible"."""
    shape: dict[str, Json] = {
        "requirements": list(found.requirements),
        "undecided": list(found.undecided),
        "minimal": found.minimal,
    }
    if found.structural:
        structure = found.structure
        shape |= {"structural": True, "constraints": [] if structure is None else list(structure.constraints)}
    return shape


__all__ = ["Blame", "blame", "blame_to_json"]

"""One minimal conflict: deletion with refinement, every member's necessity shown by a plan that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certiplan.solvers.explain.answers import Impossible, Oracle, Possible, Undecided


@dataclass(frozen=True, kw_only=True)
class Core:
    """Requirements that clash.

    Attributes:
        requirements: the clash.
        witnesses: for a requirement, the answer that shows that the others can hold together.
        undecided: members whose necessity no solver could settle.
        proof: the last proof that they clash.
    """

    requirements: frozenset[str]
    witnesses: Mapping[str, Possible]
    undecided: frozenset[str]
    proof: Impossible

    @property
    def minimal(self) -> bool:
        """Whether every member is proved necessary."""
        return not self.undecided


def shrink(oracle: Oracle, proof: Impossible, order: Sequence[str]) -> Core:
    """A part of a clash from which nothing can be left out.

    Members are left out one at a time. If the rest still clashes, only what that proof rests on is kept;
    if it does not, the member is necessary, and the plan that shows it is kept. What is undecided stays
    in, and the result is then not proved minimal; it is a clash in any case.

    Args:
        oracle: tells what can hold together.
        proof: the clash to begin with.
        order: all requirements, those first that one would rather leave out.
    """
    core = proof.suspects
    witnesses: dict[str, Possible] = {}
    undecided: set[str] = set()
    position = {name: k for k, name in enumerate(order)}
    while waiting := core.difference(witnesses, undecided):
        member = min(waiting, key=lambda name: position.get(name, len(position)))
        rest = core - {member}
        answer = oracle.check(rest)
        match answer:
            case Impossible():
                proof = answer
                core = answer.suspects & rest
                # Fewer members are left: what was too hard to settle may not be so any more.
                undecided.clear()
            case Possible():
                witnesses[member] = answer
            case Undecided():
                undecided.add(member)
    return Core(
        requirements=core,
        witnesses={name: witnesses[name] for name in core if name in witnesses},
        undecided=frozenset(undecided),
        proof=proof,
    )

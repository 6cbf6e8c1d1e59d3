"""Whether some requirements can all hold: the three answers, and an oracle that remembers them.

Only `Impossible` is a proof. What a solver could not settle is `Undecided` and never counts as either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from certiplan.solvers.explain.subject import Plan


@dataclass(frozen=True, kw_only=True)
class Possible:
    """They can.

    Attributes:
        satisfied: all requirements that the plan satisfies; those that were asked about and perhaps more.
        plan: the rechecked plan that shows it.
    """

    satisfied: frozenset[str]
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class Impossible:
    """They cannot.

    Attributes:
        suspects: some of them that already clash.
        positions: ground constraints that already clash, where the solver tells.
        solver: who proved it.
    """

    suspects: frozenset[str]
    positions: tuple[int, ...] | None
    solver: str


@dataclass(frozen=True, kw_only=True)
class Undecided:
    """No solver could tell within the limits."""

    reason: str


Answer: TypeAlias = Possible | Impossible | Undecided
Ask: TypeAlias = Callable[[frozenset[str]], Answer]


class Oracle(Protocol):
    """Tells whether requirements can hold together."""

    def check(self, kept: frozenset[str]) -> Answer:
        """Whether there is a plan that satisfies the structure and all of these requirements."""


@dataclass
class RememberingOracle:
    """Asks only what does not follow from earlier answers.

    What a plan satisfies can hold together, and so can every part of it; what clashes does so in any
    company.

    Attributes:
        ask: settles what is not known.
        asked: how often that was needed.
    """

    ask: Ask
    asked: int = 0
    _possible: list[Possible] = field(default_factory=list)
    _impossible: list[Impossible] = field(default_factory=list)
    _undecided: dict[frozenset[str], Undecided] = field(default_factory=dict)

    def check(self, kept: frozenset[str]) -> Answer:
        """Whether there is a plan that satisfies the structure and all of these requirements."""
        known = self._known(kept)
        if known is not None:
            return known
        self.asked += 1
        answer = self.ask(kept)
        match answer:
            case Possible():
                if any(clash.suspects <= answer.satisfied for clash in self._impossible):
                    return self._open(kept, "two solvers disagree")
                self._possible.append(answer)
            case Impossible():
                if any(answer.suspects <= plan.satisfied for plan in self._possible):
                    return self._open(kept, "two solvers disagree")
                self._impossible.append(answer)
            case Undecided():
                return self._open(kept, answer.reason)
        return answer

    def _known(self, kept: frozenset[str]) -> Answer | None:
        for plan in self._possible:
            if kept <= plan.satisfied:
                return plan
        for clash in self._impossible:
            if clash.suspects <= kept:
                return clash
        return self._undecided.get(kept)

    def _open(self, kept: frozenset[str], reason: str) -> Undecided:
        answer = Undecided(reason=reason)
        self._undecided[kept] = answer
        return answer

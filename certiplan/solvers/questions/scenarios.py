"""What a document comes to under given answers; each scenario is solved once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from certiplan.errors import DocumentError
from certiplan.model.evaluator import judge
from certiplan.model.loading import LoadedDocument
from certiplan.model.solution import Solution
from certiplan.model.values import Rational
from certiplan.solvers.explain.clock import Clock
from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.solvers.questions.unknowns import Answer, with_answers
from certiplan.solvers.results import Unbounded

Status: TypeAlias = Literal["optimal", "infeasible", "unbounded", "unknown"]

_TOLERANCE = Fraction(1, 10**6)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a document comes to.

    Attributes:
        status: "unknown" where nothing was proved: it differs from no other.
        objectives: the value of each stage of an optimal plan.
        plan: that plan.
    """

    status: Status
    objectives: tuple[Rational, ...] = ()
    plan: Solution | None = None

    def differs(self, other: Outcome) -> bool:
        """Whether two outcomes are proved to differ in status or in worth."""
        if "unknown" in (self.status, other.status):
            return False
        return self.status != other.status or not same_worth(self.objectives, other.objectives)


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a plan is worth: the value of each stage, and everything that is shown with it."""

    objectives: tuple[Rational, ...]
    shown: tuple[tuple[str, tuple[str, ...], object], ...]


def same_worth(one: tuple[Rational, ...], two: tuple[Rational, ...]) -> bool:
    """Whether two lists of objective values are the same within tolerance."""
    return len(one) == len(two) and all(
        abs(Fraction(a) - Fraction(b)) <= _TOLERANCE * max(Fraction(1), abs(Fraction(a)), abs(Fraction(b)))
        for a, b in zip(one, two, strict=True)
    )


class Scenarios:
    """Solves a document under answers and remembers what came out.

    Args:
        document: with unknown parameters.
        clock: limits.
        solver: "auto", or the one backend to use.
    """

    def __init__(self, document: LoadedDocument, clock: Clock, *, solver: str, check_limit_s: float) -> None:
        self.document = document
        self.clock = clock
        self.solver = solver
        self._check_limit_s = check_limit_s
        self._outcomes: dict[tuple[tuple[str, Answer], ...], Outcome] = {}

    def __len__(self) -> int:
        return len(self._outcomes)

    def of(self, answers: Mapping[str, Answer]) -> Outcome:
        """The outcome under these answers to all unknowns."""
        key = tuple(sorted(answers.items()))
        if key not in self._outcomes:
            if self.clock.expired:
                return Outcome(status="unknown")
            self._outcomes[key] = self._solved(answers)
        return self._outcomes[key]

    def _solved(self, answers: Mapping[str, Answer]) -> Outcome:
        try:
            model = Model(with_answers(self.document, answers))
            answer = model.solve(solver=self.solver, options=self.clock.options(self._check_limit_s))
        except DocumentError:
            # An answer that leaves no document, such as bounds that cross, is not an outcome to compare.
            return Outcome(status="unknown")
        match answer:
            case Solved(optimal=True):
                return Outcome(status="optimal", objectives=answer.objectives, plan=answer.solution)
            case NoSolution():
                return Outcome(status="infeasible")
            case Unbounded():
                return Outcome(status="unbounded")
            case _:
                return Outcome(status="unknown")

    def accepts(self, plan: Solution, answers: Mapping[str, Answer]) -> Worth | None:
        """What a plan is worth under other answers; None if the exact evaluator rejects it."""
        try:
            document = with_answers(self.document, answers)
            verdict = judge(document.elements, document.tables, plan)
        except DocumentError:
            return None
        if not verdict.satisfied or any(stage.value is None for stage in verdict.objectives):
            return None
        return Worth(
            objectives=tuple(stage.value for stage in verdict.objectives if stage.value is not None),
            shown=tuple((each.name, each.indices, each.value) for each in verdict.shown),
        )

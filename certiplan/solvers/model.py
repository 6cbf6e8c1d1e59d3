"""A model document as an object: load it, solve it, judge solutions of it.

Nothing leaves here that the exact evaluator has not accepted: a backend's solution that fails it becomes a
`Failed`, with what was violated.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from certiplan.model.diagnostics import Diagnostic, ordered
from certiplan.model.elements import Elements, Objective, UnknownValue
from certiplan.model.evaluator import ObjectiveValue, Verdict, judge
from certiplan.model.grounding import Ground, check, ground
from certiplan.model.ir import GroundModel, Rational
from certiplan.model.loading import GivenTables, LoadedDocument, load_elements
from certiplan.model.solution import Solution
from certiplan.model.values import NEARLY, show_rational
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.results import (
    Failed,
    Feasible,
    Infeasible,
    Optimal,
    Reason,
    SolverResult,
    Unbounded,
    Unknown,
)
from certiplan.solvers.rounding_advice import rounding_advice
from certiplan.solvers.settling import settle

if TYPE_CHECKING:
    from certiplan.solvers.explain import (
        Blame,
        Conflict,
        Correction,
        Effect,
        Explainer,
        ExplainOptions,
        Plan,
        Sensitivity,
        Undecided,
        WaysOut,
    )

_BLAME_LIMIT_S = 10.0
"""How long to look for who takes part in a clash."""


@dataclass(frozen=True, kw_only=True)
class Solved:
    """A solution that the exact evaluator accepted.

    Attributes:
        objectives: the exact value of each stage.
        bounds: the proved bound of each stage; equal to `objectives`, within tolerance, when `optimal`.
        optimal: proved that no other solution is better.
        reason: when not optimal, what ended the search.
        notice: what a solver claimed that this solution contradicts, where two disagreed.
    """

    solution: Solution
    verdict: Verdict
    objectives: tuple[Rational, ...]
    bounds: tuple[Rational | None, ...]
    optimal: bool
    reason: Reason | None
    solver: str
    seconds: float
    notice: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoSolution:
    """Proved that no solution exists.

    Attributes:
        requirements: a set of requirements that clash, with the model or alone, in the document's order;
            sound, but not minimal: some of them may be innocent. `Model.blame` tells who takes part.
        structural: the proof rests on nothing that could be given up.
        solver: who proved it.
    """

    requirements: tuple[str, ...]
    structural: bool
    solver: str
    seconds: float


Answer: TypeAlias = Solved | NoSolution | Unbounded | Unknown | Failed


class Model:
    """A loaded model document.

    Args:
        document: as `load_elements` gives it. Use `Model.load` for files and texts.
    """

    def __init__(self, document: LoadedDocument) -> None:
        self.document = document

    @classmethod
    def load(
        cls,
        source: Path | str | Mapping[str, object],
        *,
        tables: GivenTables | None = None,
        set_values: Mapping[str, str | int | float] | None = None,
    ) -> Model:
        """Read a document from a file, a YAML or JSON text, or plain data.

        Args:
            source: a path, a text, or a mapping.
            tables: tables by the names the document gives them; they replace the document's own.
            set_values: new values of scalar parameters.

        Raises:
            DocumentError: with every diagnostic.
            UsageError: for a file that cannot be read, and for a value that is not an answer to the question
                that a parameter asks.
        """
        document = load_elements(source, tables=tables or {}, set_values=set_values or {})
        if document.answered:
            from certiplan.solvers.questions import checked_answers  # only who answers questions loads them

            document = checked_answers(document)
        return cls(document)

    @property
    def elements(self) -> Elements:
        """The parsed elements."""
        return self.document.elements

    @cached_property
    def ground(self) -> Ground:
        """The ground model.

        Raises:
            DocumentError: with every diagnostic, if the document's meaning has errors.
        """
        return ground(self.document.elements, self.document.tables)

    def questions(self) -> tuple[tuple[str, str], ...]:
        """The parameters whose values are not known yet, each with what to ask the person."""
        return tuple(
            (name, parameter.value.question)
            for name, parameter in self.elements.parameters.items()
            if isinstance(parameter.value, UnknownValue)
        )

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything to say about the document: errors, warnings, notes."""
        found = check(self.document.elements, self.document.tables)
        return ordered((*self.document.diagnostics, *found))

    def judge(self, solution: Solution) -> Verdict:
        """The exact evaluator's verdict on a solution."""
        return judge(self.document.elements, self.document.tables, solution)

    def solve(self, *, solver: str = "auto", options: SolveOptions | None = None) -> Answer:
        """Settle the document and recheck what comes back.

        Args:
            solver: "auto", or the name of a backend.
            options: limits and listeners.

        Raises:
            DocumentError: if the document has errors.
            SolverUnavailableError: for a backend that is not installed or does not exist.
        """
        started = time.perf_counter()
        result = settle(self.ground.model, solver=solver, options=options or SolveOptions())
        answer = self._rechecked(result)
        return replace(answer, seconds=time.perf_counter() - started)

    def _rechecked(self, result: SolverResult) -> Answer:
        match result:
            case Optimal() | Feasible():
                return self._accepted(result)
            case Infeasible():
                return self._no_solution(result)
            case Unknown(reason="time" | "not supported"):
                advice = rounding_advice(self.elements)
                return replace(result, detail=f"{result.detail}; {advice}") if advice else result
            case Unbounded() | Unknown() | Failed():
                return result

    def _accepted(self, result: Optimal | Feasible) -> Solved | Failed:
        solution = self.ground.solution(result.values)
        verdict = self.judge(solution)
        if not verdict.satisfied:
            return Failed(
                error=f"a solution of {result.solver} failed the exact recheck: {verdict}",
                solver=result.solver,
                seconds=result.seconds,
            )
        disagreement = _disagreement(verdict.objectives, result.objectives)
        if disagreement is not None:
            return Failed(
                error=f"{result.solver} and the exact recheck disagree on the objective: {disagreement}",
                solver=result.solver,
                seconds=result.seconds,
            )
        return Solved(
            solution=solution,
            verdict=verdict,
            objectives=tuple(stage.value for stage in verdict.objectives if stage.value is not None),
            bounds=tuple(result.bounds),
            optimal=isinstance(result, Optimal),
            reason=None if isinstance(result, Optimal) else result.reason,
            solver=result.solver,
            seconds=result.seconds,
            notice=result.notice,
        )

    def _no_solution(self, result: Infeasible) -> NoSolution:
        model = self.ground.model
        suspects = _suspects(model, result.suspects)
        requirements = tuple(name for name in self.elements.requirements if name in suspects)
        return NoSolution(
            requirements=requirements,
            structural=not requirements,
            solver=result.solver,
            seconds=result.seconds,
        )

    def starting_from(self, other: Model, *, options: SolveOptions | None = None) -> Model:
        """This document, searched from a solution of a more constrained one.

        Args:
            other: the same document with further constraints, which make it easy to settle. Where it has no
                solution within the limits, or other decisions, the search starts as it would anyway.
            options: limits of settling it.
        """
        grounded, known = self.ground, other.ground.model
        if list(known.columns) != list(grounded.model.columns):
            return self
        result = settle(known, solver="auto", options=options or SolveOptions())
        if not isinstance(result, Optimal | Feasible):
            return self
        started = Model(self.document)
        hints = dict(enumerate(result.values))
        started.ground = replace(grounded, model=replace(grounded.model, hints=hints))
        return started

    # ------------------------------------------------------------ explanations

    def explainer(self, options: ExplainOptions | None = None) -> Explainer:
        """What clashes in the document and the ways out, in several questions that share what was found."""
        from certiplan.solvers.explain import Explainer  # only who asks for explanations loads them

        return Explainer(self.document, grounded=self.ground, options=options)

    def conflict(self, options: ExplainOptions | None = None) -> Conflict | Plan | Undecided:
        """One minimal conflict; a plan where there is one; or why neither is known."""
        return self.explainer(options).conflict()

    def blame(self, answer: NoSolution, *, solver: str = "auto", time_limit_s: float | None = None) -> Blame:
        """Who takes part in a clash that was proved, looked for a short while.

        Args:
            answer: what `solve` found.
            solver: "auto", or the one backend to use.
            time_limit_s: that of solving; only what is left of it is used.
        """
        from certiplan.solvers.explain import Clock, Limits, blame  # only who has no plan needs them

        left_s = _BLAME_LIMIT_S if time_limit_s is None else max(0.0, time_limit_s - answer.seconds)
        return blame(
            self.document,
            answer.requirements,
            Clock(Limits(time_limit_s=min(_BLAME_LIMIT_S, left_s))),
            proved_by=answer.solver,
            grounded=self.ground,
            solver=solver,
        )

    def conflicts(self, options: ExplainOptions | None = None) -> Iterator[Conflict | Correction]:
        """All minimal conflicts and corrections as they are found; stop whenever it is enough."""
        return self.explainer(options).findings()

    def ways_out(self, options: ExplainOptions | None = None) -> WaysOut:
        """What could be changed so that a plan exists, cheapest first, each with its plan."""
        return self.explainer(options).ways_out()

    def what_if(self, patch: object, options: ExplainOptions | None = None) -> Effect:
        """What a patch does to the best plan."""
        from certiplan.solvers.explain import what_if

        return what_if(self.document, patch, options)

    def why(
        self, variable: str, value: str | int | Fraction, options: ExplainOptions | None = None
    ) -> Effect:
        """What it would cost if a decision did not have this value, or what forces it to."""
        from certiplan.solvers.explain import why

        return why(self.document, variable, value, options)

    def why_not(self, expression: str, options: ExplainOptions | None = None) -> Effect:
        """What it would cost if an expression held, or which requirements forbid it."""
        from certiplan.solvers.explain import why_not

        return why_not(self.document, expression, options)

    def sensitivity(
        self, numbers: Sequence[str] | None = None, options: ExplainOptions | None = None
    ) -> Sensitivity | None:
        """What the best plan depends on; None where none was found."""
        from certiplan.solvers.explain import sensitivity

        return sensitivity(self.document, numbers, options)


def given_away_by_slack(objective: Objective, value: Rational, optimum: Rational | None) -> Rational:
    """By how much a plan is worse than a stage's optimum because later stages were allowed to worsen it."""
    if optimum is None or not (objective.slack or objective.slack_abs):
        return 0
    lost = value - optimum if objective.sense == "minimize" else optimum - value
    return lost if lost > NEARLY * max(Fraction(1), abs(Fraction(optimum))) else 0


def _suspects(model: GroundModel, positions: Sequence[int] | None) -> frozenset[str]:
    """The requirements of the constraints that clash: all of them where the backend cannot tell."""
    constraints = model.constraints if positions is None else [model.constraints[k] for k in positions]
    return frozenset(name for constraint in constraints for name in constraint.origin.requirements)


def _disagreement(exact: Sequence[ObjectiveValue], claimed: Sequence[Rational]) -> str | None:
    """Where a claimed objective lies further outside the exact one than rounding explains."""
    for stage, value in zip(exact, claimed, strict=True):
        if stage.value is None or stage.low is None or stage.high is None:
            return f"{stage.name} is not defined at this solution"
        allowed = Fraction(1, 100_000) * max(Fraction(1), abs(Fraction(stage.value)))
        if not stage.low - allowed <= value <= stage.high + allowed:
            return f"{stage.name} is {show_rational(stage.value)}, not {float(value):.12g}"
    return None

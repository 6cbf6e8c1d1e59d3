"""Staged objectives: each stage is solved under what the stages before it may still lose.

Works for any backend that can settle one stage under limits on others; it owns the clock, the slack and
the meaning of a stage that ends early.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from certiplan.model.ir import GroundModel, GroundObjective, Rational
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
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


@dataclass(frozen=True, kw_only=True)
class StageLimit:
    """What a later stage must keep: the objective of `stage` at most (least, when maximizing) `value`."""

    stage: int
    value: Rational


class StageSolver(Protocol):
    """Settles one stage."""

    def __call__(
        self,
        stage: int | None,
        limits: Sequence[StageLimit],
        options: SolveOptions,
        start: Sequence[Rational] | None,
    ) -> SolverResult:
        """Settle one stage under limits on earlier ones.

        Args:
            stage: which objective to optimize, or None to find any solution.
            limits: what earlier stages must keep.
            options: with the time that is left.
            start: a solution that satisfies the limits, if one is known.

        Returns:
            A result whose `objectives` and `bounds` hold one entry, that of this stage (none without one).
        """


def solve_stages(
    model: GroundModel,
    solve_stage: StageSolver,
    options: SolveOptions,
    *,
    solver: str,
    clock: Callable[[], float] = time.monotonic,
) -> SolverResult:
    """Optimize the stages of a model's objective in order.

    A stage that is not proved optimal ends the run: its best solution is returned as `Feasible`, with the
    values of all stages at that solution and the bounds that are known. Whatever happens in a later stage,
    the solution of the earlier ones is kept.
    """
    began = clock()
    if not model.objectives:
        return solve_stage(None, (), options, None)
    limits: list[StageLimit] = []
    bounds: list[Rational | None] = []
    best: Sequence[Rational] | None = None
    reason: Reason | None = None
    for stage, objective in enumerate(model.objectives):
        result = solve_stage(stage, limits, _remaining(options, clock() - began), best)
        if isinstance(result, Optimal | Feasible):
            best = result.values
            bounds.append(result.bounds[0])
            if isinstance(result, Feasible):
                reason = result.reason
                break
            limits.append(StageLimit(stage=stage, value=allowed(objective, result.objectives[0])))
        elif isinstance(result, Unbounded):
            return replace(result, stage=stage, seconds=clock() - began)
        elif best is None:
            return result
        elif isinstance(result, Unknown):
            reason = result.reason
            break
        elif isinstance(result, Infeasible):
            reason = "numerical trouble"  # the solution in hand satisfies the limits
            break
        else:
            return result
    assert best is not None
    values = Evaluation(model, best).objectives()
    seconds = clock() - began
    objectives = tuple(value for value in values if value is not None)
    if len(objectives) < len(values):
        error = "an objective is not defined at the solution found"
        return Failed(error=error, solver=solver, seconds=seconds)
    known = [bound for bound in bounds if bound is not None]
    if reason is None and len(known) == len(model.objectives):
        return Optimal(
            values=best, objectives=objectives, bounds=tuple(known), solver=solver, seconds=seconds
        )
    missing = len(model.objectives) - len(bounds)
    return Feasible(
        values=best,
        objectives=objectives,
        bounds=(*bounds, *([None] * missing)),
        reason=reason or "gave up",
        solver=solver,
        seconds=seconds,
    )


def allowed(objective: GroundObjective, optimum: Rational) -> Rational:
    """The worst value of a stage that later stages may go down to."""
    size = -optimum if optimum < 0 else optimum
    room = objective.slack * size + objective.slack_abs
    return optimum + room if objective.sense == "minimize" else optimum - room


def _remaining(options: SolveOptions, spent_s: float) -> SolveOptions:
    if options.time_limit_s is None:
        return options
    return replace(options, time_limit_s=max(0.0, options.time_limit_s - spent_s))

"""Stages of a lowered model, each settled by HiGHS under limits on the stages before it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from certiplan.model.ir import Rational
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.highs import NAME
from certiplan.solvers.highs_blame import blamed
from certiplan.solvers.highs_circuits import CutPool, with_rows
from certiplan.solvers.highs_point import (
    RELATIVE_TOLERANCE,
    exact_values,
    proved_bound,
    widened,
    worth,
)
from certiplan.solvers.highs_problem import Limits, Outcome, Problem, Verdict
from certiplan.solvers.highs_ratio import best_ratio
from certiplan.solvers.highs_settle import settle_whole
from certiplan.solvers.lexicographic import StageLimit
from certiplan.solvers.lowering import MilpModel, NotSupportedError, Stage
from certiplan.solvers.lowering.milp import Floats
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

_REAL_GAP: Final = 1e-7
_REASONS: Final[dict[Verdict, Reason]] = {
    "time": "time",
    "cancelled": "cancelled",
    "memory": "memory",
}


class StagedMilp:
    """Settles single stages of one lowered model; subtour cuts are kept from stage to stage."""

    def __init__(self, milp: MilpModel) -> None:
        self._milp = milp
        self._pool = CutPool(milp.circuits)

    def __call__(
        self,
        stage: int | None,
        limits: Sequence[StageLimit],
        options: SolveOptions,
        start: Sequence[Rational] | None,
    ) -> SolverResult:
        """Settle one stage under limits on earlier ones."""
        began = time.monotonic()
        run_limits = self.limits(stage, options, start, began)
        try:
            result = self._settle_stage(stage, self.problem(stage, limits), run_limits, began, options)
            if limits and isinstance(result, Infeasible):  # a solution is known: only rounding can do this
                problem = self.problem(stage, limits, generous=True)
                result = self._settle_stage(stage, problem, run_limits, began, options)
        except NotSupportedError as error:
            return self._unknown("not supported", str(error), began)
        return result

    def _settle_stage(
        self, stage: int | None, problem: Problem, limits: Limits, began: float, options: SolveOptions
    ) -> SolverResult:
        if stage is not None and self._milp.stages[stage].ratio is not None:
            return self._ratio(stage, problem, limits, began, options)
        outcome = settle_whole(self._milp, problem, limits, self._pool)
        return self._result(stage, outcome, problem, limits, began, options)

    # ------------------------------------------------------------ set-up

    def problem(self, stage: int | None, limits: Sequence[StageLimit], *, generous: bool = False) -> Problem:
        """The arrays of a stage under limits on earlier ones.

        Raises:
            NotSupportedError: the stage, or one with a limit, is quadratic where that has no exact form.
        """
        milp = self._milp
        objective = None if stage is None else milp.stages[stage]
        if objective is not None and objective.quadratic is not None and milp.integer.any():
            raise NotSupportedError("a quadratic objective beside integer columns")
        problem = Problem(
            minimize=objective is None or objective.minimize,
            cost=np.zeros(milp.column_count) if objective is None else objective.cost,
            offset=0.0 if objective is None else objective.offset,
            lower=milp.lower,
            upper=milp.upper,
            integer=milp.integer,
            row_lower=milp.row_lower,
            row_upper=milp.row_upper,
            starts=milp.starts,
            indices=milp.indices,
            coefs=milp.coefs,
            quadratic=None if objective is None else objective.quadratic,
        )
        rows = [_limit_row(milp.stages[limit.stage], limit.value, generous=generous) for limit in limits]
        return with_rows(problem, rows)

    def limits(
        self, stage: int | None, options: SolveOptions, start: Sequence[Rational] | None, began: float
    ) -> Limits:
        """What holds for one run: of the options, and of the stage's own lattice."""
        report = None
        listener = options.on_progress
        if listener is not None and stage is not None:

            def report(value: float, bound: float) -> None:
                listener(
                    Progress(
                        solver=NAME,
                        stage=stage,
                        seconds=time.monotonic() - began,
                        value=value if math.isfinite(value) else None,
                        bound=bound if math.isfinite(bound) else None,
                    )
                )

        lattice = None if stage is None else self._milp.stages[stage].lattice
        gap = _REAL_GAP if lattice is None else max(_REAL_GAP, 0.9 * float(lattice.step))
        return Limits(
            until=None if options.time_limit_s is None else began + options.time_limit_s,
            stop=options.stop,
            relative_gap=options.relative_gap,
            absolute_gap=gap,
            threads=options.threads,
            seed=options.seed,
            report=report,
            start=self._start(start),
        )

    def _start(self, start: Sequence[Rational] | None) -> Floats | None:
        milp = self._milp
        if not milp.integer.any():
            return None
        values = np.full(milp.column_count, np.nan)
        if start is not None:
            values[: len(start)] = [float(value) for value in start]
        elif milp.model.hints:
            for column, value in milp.model.hints.items():
                values[column] = float(value)
        else:
            return None
        return values

    # ------------------------------------------------------------ outcomes

    def _result(
        self,
        stage: int | None,
        outcome: Outcome,
        problem: Problem,
        limits: Limits,
        began: float,
        options: SolveOptions,
    ) -> SolverResult:
        if outcome.verdict == "infeasible":
            suspects = blamed(self._milp, problem, limits, self._pool, spent_s=time.monotonic() - began)
            return Infeasible(suspects=suspects, solver=NAME, seconds=time.monotonic() - began)
        if outcome.verdict == "unbounded":
            return Unbounded(
                stage=stage or 0, ray=self._ray(outcome), solver=NAME, seconds=time.monotonic() - began
            )
        reason = _REASONS.get(outcome.verdict, "numerical trouble")
        if outcome.values is None:
            return self._unknown(reason, outcome.message, began)
        values = exact_values(self._milp.model.columns, outcome.values)
        if stage is None:
            return Optimal(
                values=values, objectives=(), bounds=(), solver=NAME, seconds=time.monotonic() - began
            )
        value = worth(self._milp, stage, values)
        if value is None:
            return self._undefined(began)
        minimize = self._milp.stages[stage].minimize
        bound = proved_bound(outcome.bound, value, self._milp.stages[stage].lattice, minimize=minimize)
        if outcome.verdict == "optimal" and bound is not None and _close(value, bound, options.relative_gap):
            return Optimal(
                values=values,
                objectives=(value,),
                bounds=(bound,),
                solver=NAME,
                seconds=time.monotonic() - began,
            )
        return Feasible(
            values=values,
            objectives=(value,),
            bounds=(bound,),
            reason=reason,
            solver=NAME,
            seconds=time.monotonic() - began,
        )

    def _unknown(self, reason: Reason, detail: str, began: float) -> Unknown:
        return Unknown(reason=reason, detail=detail, solver=NAME, seconds=time.monotonic() - began)

    def _undefined(self, began: float) -> Failed:
        error = "the objective is not defined at the solution that HiGHS returned"
        return Failed(error=error, solver=NAME, seconds=time.monotonic() - began)

    def _ray(self, outcome: Outcome) -> tuple[tuple[int, float], ...]:
        if outcome.column_ray is None:
            return ()
        own = outcome.column_ray[: len(self._milp.model.columns)]
        return tuple((int(column), float(own[column])) for column in np.flatnonzero(np.abs(own) > 1e-9))

    def _ratio(
        self, stage: int, problem: Problem, limits: Limits, began: float, options: SolveOptions
    ) -> SolverResult:
        outcome = settle_whole(self._milp, problem.without_objective(), limits, self._pool)
        if outcome.verdict != "optimal":
            return self._result(stage, outcome, problem, limits, began, options)
        best = best_ratio(self._milp, stage, problem, outcome, limits, self._pool)
        if best is None:
            return self._undefined(began)
        seconds = time.monotonic() - began
        if best.bound == best.value:
            return Optimal(
                values=best.values,
                objectives=(best.value,),
                bounds=(best.value,),
                solver=NAME,
                seconds=seconds,
            )
        return Feasible(
            values=best.values,
            objectives=(best.value,),
            bounds=(best.bound,),
            reason=_REASONS.get(best.verdict, "gave up"),
            solver=NAME,
            seconds=seconds,
        )


def _limit_row(objective: Stage, value: Rational, *, generous: bool) -> tuple[dict[int, float], float, float]:
    """The row that keeps a stage at least as good as a value.

    Raises:
        NotSupportedError: the stage is quadratic.
    """
    if objective.quadratic is not None:
        raise NotSupportedError("a quadratic objective that is not the last stage")
    room = widened(value, objective.lattice, generous=generous)
    cost, offset, limit = objective.cost, objective.offset, float(value)
    if objective.ratio is not None:
        cost = cost - limit * objective.ratio.denominator
        offset, limit = offset - limit * objective.ratio.denominator_offset, 0.0
    coefs = {int(column): float(cost[column]) for column in np.flatnonzero(cost)}
    if objective.minimize:
        return coefs, -math.inf, limit - offset + room
    return coefs, limit - offset - room, math.inf


def _close(value: Rational, bound: Rational, relative_gap: float) -> bool:
    """Whether the bound proves the value, within the gap that was asked for."""
    gap = abs(Fraction(value) - Fraction(bound))
    if gap == 0:
        return True
    size = max(1.0, abs(float(value)))
    return float(gap) <= max(relative_gap * abs(float(value)), RELATIVE_TOLERANCE * size)

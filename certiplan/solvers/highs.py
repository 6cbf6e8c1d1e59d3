"""The HiGHS backend: linear and mixed-integer linear programs, and convex quadratic ones over reals."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import numpy as np

from certiplan.model.ir import GroundModel, Rational
from certiplan.solvers.backend import Capability, Progress, SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.highs_point import (
    RELATIVE_TOLERANCE,
    exact_values,
    proved_bound,
    rounded,
    satisfies_rows,
    widened,
)
from certiplan.solvers.lexicographic import StageLimit, solve_stages
from certiplan.solvers.lowering import (
    OBJECTIVE_DOMAIN,
    MilpModel,
    MissingBoundError,
    NotSupportedError,
    Stage,
    lower,
)
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

if TYPE_CHECKING:
    from certiplan.solvers.highs_run import Limits, Outcome, Problem, Verdict

NAME: Final = "highs"
_MOST_RATIO_STEPS = 50
_REAL_GAP = 1e-7
_LEAST_BLAME_S = 1.0
_REASONS: dict[Verdict, Reason] = {
    "time": "time",
    "cancelled": "cancelled",
    "memory": "memory",
}


class HighsBackend:
    """Lowers a ground model to rows and has HiGHS settle it, stage by stage."""

    @property
    def name(self) -> str:
        """The name users give with --solver."""
        return NAME

    @property
    def capability(self) -> Capability:
        """Whatever has an exact linear form; products of two reals and irrational functions do not."""
        return Capability(
            features=frozenset(
                {
                    "integer",
                    "unbounded integer",
                    "real",
                    "logic",
                    "bilinear",
                    "global constraints",
                    "objective",
                    "unbounded proof",
                    "cores",
                }
            ),
            exact_reals=False,
            anytime=True,
        )

    def unavailable_because(self) -> str | None:
        """Why it cannot be used here, or None when it can."""
        if find_spec("highspy") is None:
            return "the package highspy is not installed: pip install highspy"
        return None

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        """Settle the ground model."""
        began = time.monotonic()
        try:
            milp = lower_completely(model)
        except NotSupportedError as error:
            return Unknown(
                reason="not supported", detail=str(error), solver=NAME, seconds=time.monotonic() - began
            )
        spent = time.monotonic() - began
        if options.time_limit_s is not None:
            options = replace(options, time_limit_s=max(0.0, options.time_limit_s - spent))
        result = solve_milp(milp, options)
        return replace(result, seconds=result.seconds + spent)


def lower_completely(model: GroundModel) -> MilpModel:
    """The lowered model; where a bound is missing, bounds are derived from all constraints.

    Raises:
        NotSupportedError: a node has no exact linear form, or a bound is missing; the message names it.
    """
    try:
        return lower(model)
    except MissingBoundError:
        return lower(model, propagated="all")


def solve_milp(milp: MilpModel, options: SolveOptions, *, ignore_objective: bool = False) -> SolverResult:
    """Settle a lowered model: values, objectives and suspects are those of its ground model.

    Args:
        milp: what `lower` produced, perhaps with constraints left out (`MilpModel.without`).
        options: limits and listeners.
        ignore_objective: stop at the first solution.
    """
    began = time.monotonic()
    solver = _StagedMilp(milp)
    try:
        if ignore_objective:
            return solver(None, (), options, None)
        return solve_stages(milp.model, solver, options, solver=NAME)
    except MemoryError:
        return Unknown(reason="memory", detail="out of memory", solver=NAME, seconds=time.monotonic() - began)


def loaded_solver(milp: MilpModel) -> object:
    """A `highspy.Highs` that holds the first stage of a lowered model, not yet run: for measurements."""
    from certiplan.solvers.highs_run import prepared

    staged = _StagedMilp(milp)
    stage = 0 if milp.stages else None
    return prepared(staged.problem(stage, ()), staged.limits(stage, SolveOptions(), None, time.monotonic()))


class _StagedMilp:
    """Settles single stages of one lowered model; subtour cuts are kept from stage to stage."""

    def __init__(self, milp: MilpModel) -> None:
        from certiplan.solvers.highs_circuits import CutPool  # highspy loads only when something is solved

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
            return self._ratio(stage, problem, limits, began)
        outcome = self._settled(problem, limits)
        return self._result(stage, outcome, problem, limits, began, options)

    # ------------------------------------------------------------ set-up

    def problem(self, stage: int | None, limits: Sequence[StageLimit], *, generous: bool = False) -> Problem:
        from certiplan.solvers.highs_circuits import with_rows
        from certiplan.solvers.highs_run import Problem

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
        from certiplan.solvers.highs_run import Limits

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

    def _settled(self, problem: Problem, limits: Limits) -> Outcome:
        """The outcome with integers on integers, and reals that fit them."""
        from certiplan.solvers.highs_settle import settle

        outcome = settle(problem, limits, self._pool)
        if outcome.values is None:
            return outcome
        values = rounded(self._milp, outcome.values)
        if not satisfies_rows(self._milp, values):
            fitted = self._refitted(problem, values, limits)
            if fitted is None:
                return replace(outcome, verdict="trouble", message="rounding broke a row", values=None)
            values = fitted
        return replace(outcome, values=values)

    def _refitted(self, problem: Problem, values: Floats, limits: Limits) -> Floats | None:
        """The real columns that are best for these integers, if any are feasible."""
        from certiplan.solvers.highs_run import run

        whole = self._milp.integer
        fixed = replace(
            problem.relaxed(),
            lower=np.where(whole, values, problem.lower),
            upper=np.where(whole, values, problem.upper),
        )
        outcome = run(fixed, replace(limits, start=None, report=None, until=None))
        if outcome.values is None:
            return None
        refitted = rounded(self._milp, np.where(whole, values, outcome.values))
        return refitted if satisfies_rows(self._milp, refitted) else None

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
            suspects = self._suspects(problem, limits, time.monotonic() - began)
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
        value = self._worth(stage, values)
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

    def _worth(self, stage: int, values: Sequence[Rational]) -> Rational | None:
        model = self._milp.model
        return Evaluation(model, values).number(model.objectives[stage].node)

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

    # ------------------------------------------------------------ why infeasible

    def _suspects(self, problem: Problem, limits: Limits, spent_s: float) -> tuple[int, ...] | None:
        """Constraints whose rows alone have no real solution, by a Farkas ray; None if there are none.

        Definitions of further columns cut nothing off and are not listed; nor are constraints that only
        bounds were derived from, unless they may be left out.
        """
        from certiplan.solvers.highs_run import run

        milp = self._milp
        if len(problem.row_lower) > milp.row_count:  # limits on stages are not constraints
            return None
        quiet = replace(
            limits,
            start=None,
            report=None,
            incumbent=None,
            simplex=True,
            longest_s=max(_LEAST_BLAME_S, spent_s),
        )
        applied = self._pool.applied(problem.relaxed().without_objective(), only_subtours=True)
        ray = run(applied, quiet).row_ray
        if ray is None:
            return None
        origin = np.append(milp.row_constraint, self._pool.positions).astype(np.int32)
        blamed = np.unique(origin[np.abs(ray) > 1e-9])
        if OBJECTIVE_DOMAIN in blamed:
            return None
        kept = np.isin(origin, blamed) | (origin < 0)
        alone = replace(
            applied,
            row_lower=np.where(kept, applied.row_lower, -np.inf),
            row_upper=np.where(kept, applied.row_upper, np.inf),
        )
        if run(alone, replace(quiet, simplex=False)).verdict != "infeasible":
            return None
        named = {int(position) for position in blamed if position >= 0}
        dropped_by_bounds = {p for p in milp.assumed if milp.model.constraints[p].origin.requirements}
        return tuple(sorted(named | dropped_by_bounds))

    # ------------------------------------------------------------ ratios

    def _ratio(self, stage: int, problem: Problem, limits: Limits, began: float) -> SolverResult:
        """A quotient by Dinkelbach's method: optimize numerator - rate * denominator until it is 0.

        At every step the optimum of the difference, over the least denominator, bounds the ratio.
        """
        objective = self._milp.stages[stage]
        ratio = objective.ratio
        assert ratio is not None
        sign = 1.0 if objective.minimize else -1.0
        outcome = self._settled(problem.without_objective(), limits)
        if outcome.verdict != "optimal":
            return self._result(stage, outcome, problem, limits, began, SolveOptions())
        best: list[Rational] = []
        value: Rational = 0
        bound: float | None = None
        for _ in range(_MOST_RATIO_STEPS):
            assert outcome.values is not None
            values = exact_values(self._milp.model.columns, outcome.values)
            found = self._worth(stage, values)
            if found is None:
                return self._undefined(began)
            if best and (found >= value if objective.minimize else found <= value):
                break
            best, value = values, found
            rate = float(value)
            difference = replace(
                problem,
                cost=objective.cost - rate * ratio.denominator,
                offset=objective.offset - rate * ratio.denominator_offset,
            )
            outcome = self._settled(difference, replace(limits, absolute_gap=1e-9))
            if outcome.verdict == "optimal" or math.isfinite(outcome.bound):
                gain = min(0.0, sign * outcome.bound)
                bound = rate + sign * gain / ratio.least
            if outcome.verdict != "optimal":
                break
        reason = _REASONS.get(outcome.verdict, "gave up")
        proved = (
            None
            if bound is None
            else proved_bound(bound, value, objective.lattice, minimize=objective.minimize)
        )
        seconds = time.monotonic() - began
        if proved == value:
            return Optimal(values=best, objectives=(value,), bounds=(value,), solver=NAME, seconds=seconds)
        return Feasible(
            values=best,
            objectives=(value,),
            bounds=(proved,),
            reason=reason,
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

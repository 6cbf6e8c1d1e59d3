"""One run of HiGHS on arrays: options, limits, cancellation, progress, and a strict reading of its status.

Nothing here knows about ground models. Every run has an instance of its own, so that no option outlives it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import highspy
import numpy as np
from highspy import HighsModelStatus as Status
from highspy import cb

from certiplan.solvers.lowering.milp import Bools, Floats, Ints, Quadratic

Verdict = Literal[
    "optimal", "infeasible", "unbounded", "infeasible or unbounded", "time", "cancelled", "memory", "trouble"
]

TIGHT = 1e-9
LOOSE = 1e-7
_REPORT_EVERY_S = 0.2
_WORTH_TOLERANCE = 1e-6
_LEAST_COST, _MOST_COST = 1e-2, 1e6
# Presolve tries out every binary. With thousands of them in long rows that takes longer than the search:
# half a minute for a trip that is then solved in a tenth of a second; knapsack, assignment, covering,
# location and time-indexed scheduling took as long without it.
_PROBING = 1 << 15
_TOO_MANY_TO_PROBE = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """minimize (maximize) cost' x + offset (+ x' Q x / 2) with rows and bounds."""

    minimize: bool
    cost: Floats
    offset: float
    lower: Floats
    upper: Floats
    integer: Bools
    row_lower: Floats
    row_upper: Floats
    starts: Ints
    indices: Ints
    coefs: Floats
    quadratic: Quadratic | None = None

    def relaxed(self) -> Problem:
        """Without integrality."""
        return replace(self, integer=np.zeros_like(self.integer))

    def without_objective(self) -> Problem:
        """Any feasible point will do."""
        return replace(self, cost=np.zeros_like(self.cost), offset=0.0, quadratic=None, minimize=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class Limits:
    """Limits and listeners of one run.

    Attributes:
        until: when to stop, by `time.monotonic`.
        absolute_gap: how far the bound may be from the value of an optimal solution.
        report: hears the best value and bound now and then.
        incumbent: hears every better solution of a program with integers.
        start: a point to begin with, NaN where unknown.
        longest_s: how long this run may take, whatever `until` says.
        simplex: solve by simplex without presolve, as rays need.
    """

    until: float | None
    stop: threading.Event
    relative_gap: float = 0.0
    absolute_gap: float = TIGHT
    threads: int | None = None
    seed: int = 0
    tolerance: float = TIGHT
    presolve: bool = True
    simplex: bool = False
    longest_s: float | None = None
    report: Callable[[float, float], None] | None = None
    incumbent: Callable[[Floats], None] | None = None
    start: Floats | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What one run ended with.

    Attributes:
        verdict: how; only "infeasible" is a proof that there is no solution.
        values: the best point found, if any.
        bound: a proved bound of the objective, or an infinity.
        row_ray: row multipliers that prove infeasibility of a linear program, when asked for by `simplex`.
        column_ray: a direction of unbounded improvement, likewise.
        column_duals: reduced costs at the optimum of a linear program that is solved in rounds.
    """

    verdict: Verdict
    message: str
    values: Floats | None = None
    bound: float
    row_ray: Floats | None = None
    column_ray: Floats | None = None
    column_duals: Floats | None = None


class _Scheduler:
    """HiGHS has one thread pool per process; it changes size only while nothing runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._threads: int | None = None

    @contextmanager
    def running(self, threads: int | None) -> Iterator[int]:
        """Yields the `threads` option to use during one run."""
        with self._lock:
            if self._running == 0 and threads != self._threads:
                highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003
                self._threads = threads
            self._running += 1
            granted = self._threads or 0
        try:
            yield granted
        finally:
            with self._lock:
                self._running -= 1


_SCHEDULER = _Scheduler()

_VERDICTS: dict[Status, Verdict] = {
    Status.kOptimal: "optimal",
    Status.kModelEmpty: "optimal",
    Status.kInfeasible: "infeasible",
    Status.kUnbounded: "unbounded",
    Status.kUnboundedOrInfeasible: "infeasible or unbounded",
    Status.kTimeLimit: "time",
    Status.kMemoryLimit: "memory",
}


def run(problem: Problem, limits: Limits) -> Outcome:
    """Solve once."""
    worst = -np.inf if problem.minimize else np.inf
    if limits.stop.is_set():
        return Outcome(verdict="cancelled", message="cancelled", bound=worst)
    if limits.longest_s is not None:
        until = time.monotonic() + limits.longest_s
        limits = replace(limits, until=until if limits.until is None else min(until, limits.until))
    left = None if limits.until is None else limits.until - time.monotonic()
    if left is not None and left <= 0:
        return Outcome(verdict="time", message="no time left", bound=worst)
    reduced, broken = _without_fixed_columns(problem, limits.tolerance)
    if broken is not None:
        ray = np.zeros(len(problem.row_lower))
        ray[broken] = 1.0
        return Outcome(verdict="infeasible", message="a row that cannot hold", bound=worst, row_ray=ray)
    with _SCHEDULER.running(limits.threads) as threads:
        return _run(reduced, limits, left, threads)


def prepared(problem: Problem, limits: Limits) -> object:
    """An instance of HiGHS that holds the problem, not yet run."""
    reduced, _ = _without_fixed_columns(problem, limits.tolerance)
    return _prepared(reduced, limits, 0, _cost_scale(problem))


def _without_fixed_columns(problem: Problem, tolerance: float) -> tuple[Problem, int | None]:
    """The problem with the values of fixed columns put into the rows, and a row that this breaks, if any.

    HiGHS 1.15.1 presolves some mixed-integer programs with fixed columns to "infeasible" that are not: a
    continuous column that must be integer, in a row with a fixed column, is enough.
    """
    rows = len(problem.row_lower)
    fixed = problem.lower == problem.upper
    if not fixed.any():
        empty = (np.diff(problem.starts) == 0) & (
            np.maximum(problem.row_lower, -problem.row_upper) > tolerance
        )
        return problem, int(np.argmax(empty)) if empty.any() else None
    owner = np.repeat(np.arange(rows), np.diff(problem.starts))
    gone = fixed[problem.indices]
    amounts = problem.coefs[gone] * problem.lower[problem.indices[gone]]
    shift = np.bincount(owner[gone], weights=amounts, minlength=rows)
    size = 1.0 + np.bincount(owner[gone], weights=np.abs(amounts), minlength=rows)
    counts = np.bincount(owner[~gone], minlength=rows)
    reduced = replace(
        problem,
        row_lower=problem.row_lower - shift,
        row_upper=problem.row_upper - shift,
        starts=np.append(0, np.cumsum(counts)).astype(np.int32),
        indices=problem.indices[~gone],
        coefs=problem.coefs[~gone],
    )
    violation = np.maximum(reduced.row_lower, -reduced.row_upper) - tolerance * size
    broken = np.flatnonzero((counts == 0) & (violation > 0))
    if len(broken):
        return problem, int(broken[0])
    return reduced, None


Rows = Sequence[tuple[Mapping[int, float], float, float]]
_MOST_ROUNDS = 200


def rounds(problem: Problem, limits: Limits) -> Iterator[tuple[Outcome, Callable[[Rows], None]]]:
    """Solve a linear program again and again, each time from the last basis, as its consumer adds rows.

    Yields the outcome and a function that adds rows (coefficients, lower, upper). Ends when time is up.
    """
    with _SCHEDULER.running(limits.threads) as threads:
        scale = _cost_scale(problem)
        solver = _prepared(problem, replace(limits, presolve=False, start=None), threads, scale)
        if solver is None:
            return

        def add_rows(rows: Rows) -> None:
            lengths = [len(coefs) for coefs, _, _ in rows]
            solver.addRows(
                len(rows),
                np.array([lower for _, lower, _ in rows]),
                np.array([upper for _, _, upper in rows]),
                sum(lengths),
                np.append(0, np.cumsum(lengths)[:-1]).astype(np.int32),
                np.array([column for coefs, _, _ in rows for column in coefs], dtype=np.int32),
                np.array([coef for coefs, _, _ in rows for coef in coefs.values()], dtype=np.float64),
            )

        for _ in range(_MOST_ROUNDS):
            if limits.stop.is_set() or (limits.until is not None and time.monotonic() > limits.until):
                return
            solver.run()
            outcome = _outcome(solver, problem, limits, scale)
            if outcome.verdict == "optimal":
                duals = np.array(solver.getSolution().col_dual) / scale
                outcome = replace(outcome, column_duals=duals)
            yield outcome, add_rows


def _run(problem: Problem, limits: Limits, left: float | None, threads: int) -> Outcome:
    scale = _cost_scale(problem)
    worst = -np.inf if problem.minimize else np.inf
    solver = _prepared(problem, limits, threads, scale)
    if solver is None:
        return Outcome(verdict="trouble", message="HiGHS refused the model", bound=worst)
    if left is not None:
        solver.setOptionValue("time_limit", left)
    solver.run()
    outcome = _outcome(solver, problem, limits, scale)
    solver.setCallback(None, None)
    return outcome


def _prepared(problem: Problem, limits: Limits, threads: int, scale: float) -> Any:
    """An instance with options, model, start and callbacks; None when HiGHS refuses the model."""
    solver = highspy.Highs()
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "random_seed": limits.seed % (2**31),
        "threads": threads,
        "mip_rel_gap": limits.relative_gap,
        "mip_abs_gap": limits.absolute_gap * scale,
        "mip_feasibility_tolerance": limits.tolerance,
        "primal_feasibility_tolerance": limits.tolerance,
        "dual_feasibility_tolerance": limits.tolerance,
        "small_matrix_value": 1e-12,
        "presolve": "off" if limits.simplex or not limits.presolve else "choose",
        "presolve_rule_off": _PROBING if np.count_nonzero(problem.integer) > _TOO_MANY_TO_PROBE else 0,
    }
    if limits.simplex:
        options["solver"] = "simplex"
    for name, value in options.items():
        solver.setOptionValue(name, value)
    if _pass(solver, problem, scale) == highspy.HighsStatus.kError:
        return None
    if limits.start is not None:
        known = np.flatnonzero(~np.isnan(limits.start)).astype(np.int32)
        solver.setSolution(len(known), known, limits.start[known])
    _listen(solver, limits, scale)
    return solver


def _cost_scale(problem: Problem) -> float:
    """A power of two that brings extreme costs near 1: tolerances and gaps are absolute."""
    if problem.quadratic is not None:
        return 1.0
    largest = float(np.max(np.abs(problem.cost), initial=0.0))
    if largest == 0.0 or _LEAST_COST <= largest <= _MOST_COST:
        return 1.0
    return float(np.exp2(-np.round(np.log2(largest))))


def _pass(solver: Any, problem: Problem, scale: float) -> Any:
    sense = highspy.ObjSense.kMinimize if problem.minimize else highspy.ObjSense.kMaximize
    shape = (len(problem.lower), len(problem.row_lower), len(problem.coefs))
    arrays = (
        problem.cost * scale,
        problem.lower,
        problem.upper,
        problem.row_lower,
        problem.row_upper,
        problem.starts,
        problem.indices,
        problem.coefs,
        problem.integer.astype(np.int32),
    )
    rowwise = int(highspy.MatrixFormat.kRowwise)
    status = solver.passModel(*shape, rowwise, int(sense), problem.offset * scale, *arrays)
    quadratic = problem.quadratic
    if quadratic is None or status == highspy.HighsStatus.kError:
        return status
    return solver.passHessian(
        len(problem.lower),
        len(quadratic.values),
        int(highspy.HessianFormat.kTriangular),
        quadratic.starts,
        quadratic.indices,
        quadratic.values,
    )


def _listen(solver: Any, limits: Limits, scale: float) -> None:
    """Callbacks for cancellation, the deadline, progress and incumbents."""
    kinds = cb.HighsCallbackType
    interrupts = (kinds.kCallbackMipInterrupt, kinds.kCallbackSimplexInterrupt, kinds.kCallbackIpmInterrupt)
    reported = time.monotonic()

    def heard(kind: Any, _message: str, out: Any, back: Any, _data: Any) -> None:
        nonlocal reported
        now = time.monotonic()
        if kind in interrupts:
            if kind == kinds.kCallbackMipInterrupt and limits.report and now - reported >= _REPORT_EVERY_S:
                reported = now
                limits.report(out.mip_primal_bound / scale, out.mip_dual_bound / scale)
            if limits.stop.is_set() or (limits.until is not None and now > limits.until):
                back.user_interrupt = True
        elif limits.incumbent is not None:
            limits.incumbent(np.array(out.mip_solution))

    solver.setCallback(heard, None)
    wanted = list(interrupts)
    if limits.incumbent is not None:
        wanted.append(kinds.kCallbackMipImprovingSolution)
    for kind in wanted:
        solver.startCallback(kind)


def _outcome(solver: Any, problem: Problem, limits: Limits, scale: float) -> Outcome:
    status = solver.getModelStatus()
    info = solver.getInfo()
    mixed = bool(problem.integer.any())
    worst = -np.inf if problem.minimize else np.inf
    if status == Status.kInterrupt:
        verdict: Verdict = "cancelled" if limits.stop.is_set() else "time"
    else:
        verdict = _VERDICTS.get(status, "trouble")
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if has_values else None
    if status == Status.kModelEmpty and values is None:
        values = np.clip(np.zeros(len(problem.lower)), problem.lower, problem.upper)
    bound = worst
    if mixed:
        bound = info.mip_dual_bound / scale
    elif verdict == "optimal":
        bound = info.objective_function_value / scale
    if not np.isfinite(bound):
        bound = worst
    message = str(solver.modelStatusToString(status))
    if verdict == "optimal" and values is None:
        verdict = "trouble"
    elif (
        verdict == "optimal"
        and mixed
        and not _is_worth(problem, values, info.objective_function_value / scale)
    ):
        verdict, message = "trouble", "the point is not worth what HiGHS says"
    row_ray = column_ray = None
    if limits.simplex and verdict == "infeasible":
        _, found, ray = solver.getDualRay()
        row_ray = np.array(ray) if found else None
    if limits.simplex and verdict == "unbounded":
        _, found, ray = solver.getPrimalRay()
        column_ray = np.array(ray) if found else None
    return Outcome(
        verdict=verdict, message=message, values=values, bound=bound, row_ray=row_ray, column_ray=column_ray
    )


def _is_worth(problem: Problem, values: Floats | None, said: float) -> bool:
    """Whether a point's objective is what HiGHS says it is.

    HiGHS 1.16.0 returns the point it was started from, beside the objective of a better one, where presolve
    maps the start to that better point.
    """
    if values is None or problem.quadratic is not None:
        return True
    terms = problem.cost * values
    return bool(abs(terms.sum() + problem.offset - said) <= _WORTH_TOLERANCE * (1.0 + np.abs(terms).sum()))

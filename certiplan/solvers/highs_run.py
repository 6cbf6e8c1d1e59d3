"""One run of HiGHS on arrays: options, limits, cancellation, progress, and a strict reading of its status.

Nothing here knows about ground models. Every run has an instance of its own, so that no option outlives it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import highspy
import numpy as np
from highspy import HighsModelStatus as Status
from highspy import cb

from certiplan.solvers.highs_problem import Limits, Outcome, Problem, Verdict, without_fixed_columns
from certiplan.solvers.highs_threads import SCHEDULER
from certiplan.solvers.lowering.milp import Floats

LOOSE = 1e-7
_REPORT_EVERY_S = 0.2
_WORTH_TOLERANCE = 1e-6
_LEAST_COST, _MOST_COST = 1e-2, 1e6
# Presolve tries out every binary. With thousands of them in long rows that takes longer than the search:
# half a minute for a trip that is then solved in a tenth of a second; knapsack, assignment, covering,
# location and time-indexed scheduling took as long without it.
_PROBING = 1 << 15
_TOO_MANY_TO_PROBE = 1000


_VERDICTS: dict[Status, Verdict] = {
    Status.kOptimal: "optimal",
    Status.kModelEmpty: "optimal",
    Status.kInfeasible: "infeasible",
    Status.kUnbounded: "unbounded",
    Status.kUnboundedOrInfeasible: "infeasible or unbounded",
    Status.kTimeLimit: "time",
    Status.kMemoryLimit: "memory",
}
_LIMIT_WORDS: dict[Verdict, str] = {
    "time": "no solution was found before the time limit",
    "cancelled": "stopped on request",
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
    reduced, broken = without_fixed_columns(problem, limits.tolerance)
    if broken is not None:
        ray = np.zeros(len(problem.row_lower))
        ray[broken] = 1.0
        return Outcome(verdict="infeasible", message="a row that cannot hold", bound=worst, row_ray=ray)
    with SCHEDULER.running(limits.threads) as threads:
        return _run(reduced, limits, left, threads)


def prepared(problem: Problem, limits: Limits) -> object:
    """An instance of HiGHS that holds the problem, not yet run."""
    reduced, _ = without_fixed_columns(problem, limits.tolerance)
    return _prepared(reduced, limits, 0, _cost_scale(problem))


Rows = Sequence[tuple[Mapping[int, float], float, float]]
_MOST_ROUNDS = 200


def rounds(problem: Problem, limits: Limits) -> Iterator[tuple[Outcome, Callable[[Rows], None]]]:
    """Solve a linear program again and again, each time from the last basis, as its consumer adds rows.

    Yields the outcome and a function that adds rows (coefficients, lower, upper). Ends when time is up.
    """
    with SCHEDULER.running(limits.threads) as threads:
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
    # HiGHS calls every interrupt one "by user", also the one by which a limit is kept.
    message = _LIMIT_WORDS.get(verdict) or str(solver.modelStatusToString(status))
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

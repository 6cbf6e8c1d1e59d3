"""What one run of HiGHS is given and what it ends with; nothing here knows about ground models."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from certiplan.solvers.lowering.milp import Bools, Floats, Ints, Quadratic

Verdict = Literal[
    "optimal", "infeasible", "unbounded", "infeasible or unbounded", "time", "cancelled", "memory", "trouble"
]

TIGHT = 1e-9


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


def without_fixed_columns(problem: Problem, tolerance: float) -> tuple[Problem, int | None]:
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

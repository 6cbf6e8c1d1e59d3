"""The linear relaxation of a lowered model, kept warm while constraints come and go.

It often proves a clash long before integrality matters, and its Farkas ray names the rows that clash.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import highspy
import numpy as np
from highspy import HighsModelStatus as Status

from certiplan.solvers.highs_threads import SCHEDULER
from certiplan.solvers.lowering.milp import OBJECTIVE_DOMAIN, Floats, MilpModel, Stage

_ON_RAY = 1e-9
_MARGIN = 1e-7
_OPTIONS: dict[str, bool | float | str] = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "small_matrix_value": 1e-12,
}


def _passed(milp: MilpModel, *, minimize: bool, cost: Floats) -> Any:
    """A solver that holds the relaxation."""
    solver = highspy.Highs()
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    sense = highspy.ObjSense.kMinimize if minimize else highspy.ObjSense.kMaximize
    solver.passModel(
        milp.column_count,
        milp.row_count,
        len(milp.coefs),
        int(highspy.MatrixFormat.kRowwise),
        int(sense),
        0.0,
        cost,
        milp.lower,
        milp.upper,
        milp.row_lower,
        milp.row_upper,
        milp.starts,
        milp.indices,
        milp.coefs,
        np.zeros(milp.column_count, dtype=np.int32),
    )
    return solver


def row_duals(milp: MilpModel, stage: Stage) -> Floats | None:
    """How the optimum of a linear stage grows per unit of each row's right side; None without an optimum."""
    solver = _passed(milp, minimize=stage.minimize, cost=stage.cost)
    with SCHEDULER.running(None) as granted:
        solver.setOptionValue("threads", granted)
        solver.run()
    if solver.getModelStatus() != Status.kOptimal:
        return None
    return np.array(solver.getSolution().row_dual, dtype=np.float64)


class Relaxation:
    """One linear program whose rows are freed and restored in place.

    Args:
        milp: what was lowered; integrality and objective are ignored.
    """

    def __init__(self, milp: MilpModel) -> None:
        self._milp = milp
        self._solver: Any = None
        self._rows = np.arange(milp.row_count, dtype=np.int32)

    def clash(
        self, dropped: Collection[int], time_limit_s: float | None, threads: int | None = None
    ) -> tuple[int, ...] | None:
        """Positions of constraints that have no common real solution, or None if that is not shown.

        Args:
            dropped: positions of the constraints that are left out.
            time_limit_s: for this run.
            threads: as `SolveOptions` has it.
        """
        milp = self._milp
        if not milp.row_count:
            return None
        freed = np.isin(milp.row_constraint, np.fromiter(dropped, np.int32))
        lower = np.where(freed, -np.inf, milp.row_lower)
        upper = np.where(freed, np.inf, milp.row_upper)
        solver = self._prepared()
        solver.changeRowsBounds(milp.row_count, self._rows, lower, upper)
        if time_limit_s is not None:
            # The limit counts all runs of one instance.
            solver.setOptionValue("time_limit", solver.getRunTime() + time_limit_s)
        with SCHEDULER.running(threads) as granted:
            solver.setOptionValue("threads", granted)
            solver.run()
        if solver.getModelStatus() != Status.kInfeasible:
            return None
        _, found, ray = solver.getDualRay()
        if not found:
            return None
        return self._certified(np.array(ray, dtype=np.float64), lower, upper)

    def _prepared(self) -> Any:
        if self._solver is None:
            cost = np.zeros(self._milp.column_count)
            self._solver = _passed(self._milp, minimize=True, cost=cost)
        return self._solver

    def _certified(self, ray: Floats, lower: Floats, upper: Floats) -> tuple[int, ...] | None:
        """The constraints on the ray, if their combination is false for every point within the bounds."""
        ray = np.where(np.abs(ray) > _ON_RAY * np.max(np.abs(ray), initial=0.0), ray, 0.0)
        for signed in (ray, -ray):
            if self._is_false(signed, lower, upper):
                blamed = np.unique(self._milp.row_constraint[np.flatnonzero(signed)])
                if OBJECTIVE_DOMAIN in blamed:
                    return None
                return tuple(int(position) for position in blamed if position >= 0)
        return None

    def _is_false(self, ray: Floats, lower: Floats, upper: Floats) -> bool:
        """Whether ray' A x >= ray' b fails for all x within their bounds, by more than rounding explains."""
        milp = self._milp
        on = np.flatnonzero(ray)
        if not len(on):
            return False
        sides = np.where(ray[on] > 0, lower[on], upper[on])
        if not np.all(np.isfinite(sides)):
            return False
        terms = ray[on] * sides
        weights = milp.coefs * ray[milp.row_of_entry]
        combined = np.bincount(milp.indices, weights=weights, minlength=milp.column_count)
        size = np.bincount(milp.indices, weights=np.abs(weights), minlength=milp.column_count)
        combined = np.where(np.abs(combined) > _ON_RAY * np.maximum(size, 1e-30), combined, 0.0)
        columns = np.flatnonzero(combined)
        ends = np.where(combined[columns] > 0, milp.upper[columns], milp.lower[columns])
        if not np.all(np.isfinite(ends)):
            return False
        products = combined[columns] * ends
        scale = float(np.sum(np.abs(terms)) + np.sum(np.abs(products)))
        return float(np.sum(products)) < float(np.sum(terms)) - _MARGIN * max(scale, 1e-12)

"""Why a lowered model has no solution: the constraints whose rows alone are contradictory."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from certiplan.solvers.highs_circuits import CutPool
from certiplan.solvers.highs_problem import Limits, Problem
from certiplan.solvers.highs_run import run
from certiplan.solvers.lowering import OBJECTIVE_DOMAIN, MilpModel

_LEAST_BLAME_S: Final = 1.0


def blamed(
    milp: MilpModel, problem: Problem, limits: Limits, pool: CutPool, *, spent_s: float
) -> tuple[int, ...] | None:
    """Constraints whose rows alone have no real solution, by a Farkas ray; None if there are none.

    Definitions of further columns cut nothing off and are not listed; nor are constraints that only
    bounds were derived from, unless they may be left out.

    Args:
        spent_s: how long the search took; finding the culprits may take as long, but at least a second.
    """
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
    applied = pool.applied(problem.relaxed().without_objective(), only_subtours=True)
    ray = run(applied, quiet).row_ray
    if ray is None:
        return None
    origin = np.append(milp.row_constraint, pool.positions).astype(np.int32)
    culprits = np.unique(origin[np.abs(ray) > 1e-9])
    if OBJECTIVE_DOMAIN in culprits:
        return None
    kept = np.isin(origin, culprits) | (origin < 0)
    alone = replace(
        applied,
        row_lower=np.where(kept, applied.row_lower, -np.inf),
        row_upper=np.where(kept, applied.row_upper, np.inf),
    )
    if run(alone, replace(quiet, simplex=False)).verdict != "infeasible":
        return None
    named = {int(position) for position in culprits if position >= 0}
    dropped_by_bounds = {p for p in milp.assumed if milp.model.constraints[p].origin.requirements}
    return tuple(sorted(named | dropped_by_bounds))

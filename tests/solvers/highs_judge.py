"""Judges a lowering point by point: what HiGHS accepts must be what the exact evaluation accepts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from threading import Event

import numpy as np

from certiplan.model.ir import GroundModel, Rational
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.highs import HighsBackend, lower_completely
from certiplan.solvers.highs_circuits import CutPool
from certiplan.solvers.highs_problem import Limits, Problem
from certiplan.solvers.highs_run import run
from certiplan.solvers.highs_settle import settle as settle_program
from certiplan.solvers.results import Infeasible, Optimal, SolverResult, Unknown
from tests.solvers.ground_models import Point, brute_force, grid, has_tie

OPTIONS = SolveOptions(threads=1)


def settle(model: GroundModel) -> SolverResult:
    return HighsBackend().solve(model, OPTIONS)


def agrees_with_brute_force(model: GroundModel, *, supported: bool = False) -> None:
    """Status, optimum of every stage, and that the point is one of the best."""
    answer = brute_force(model)
    result = settle(model)
    if isinstance(result, Unknown):
        assert result.reason == "not supported" and not supported, result
    elif not answer.best:
        assert isinstance(result, Infeasible), result
    else:
        assert isinstance(result, Optimal), result
        assert tuple(result.values) in answer.best, result
        assert result.bounds == answer.optimum
        assert result.objectives == Evaluation(model, result.values).objectives()


def thinned(points: Sequence[Point], most: int) -> Sequence[Point]:
    """At most about that many of the points, spread evenly with an odd step."""
    step = max(1, len(points) // most)
    return points[:: step + (step + 1) % 2]


def judged_rightly(
    model: GroundModel,
    *,
    reals: Sequence[Rational] = (),
    points: Iterable[Point] | None = None,
    most: int = 60,
    left_out: Sequence[int] = (),
) -> tuple[int, int]:
    """Fix points in turn: a lowering that loses or adds a single solution shows.

    Args:
        model: what is lowered.
        reals: the values to try for real columns.
        points: which points to fix; by default some of the whole grid, at most about `most`.
        most: see `points`.
        left_out: positions of constraints whose rows are left out of the lowered program.

    Returns:
        How many points were solutions, and how many were not.
    """
    model = replace(model, objectives=())
    milp = lower_completely(model).without(left_out)
    kept = tuple(c for k, c in enumerate(model.constraints) if k not in set(left_out))
    model = replace(model, constraints=kept)
    problem = Problem(
        minimize=True,
        cost=np.zeros(milp.column_count),
        offset=0.0,
        lower=milp.lower,
        upper=milp.upper,
        integer=milp.integer,
        row_lower=milp.row_lower,
        row_upper=milp.row_upper,
        starts=milp.starts,
        indices=milp.indices,
        coefs=milp.coefs,
    )
    limits = Limits(until=None, stop=Event(), threads=1)
    pool = CutPool(milp.circuits)
    counts = {True: 0, False: 0}
    for point in thinned(list(grid(model, reals)), most) if points is None else points:
        if has_tie(model, point):
            continue
        fixed = np.array([float(value) for value in point])
        pinned = replace(
            problem,
            lower=np.append(fixed, milp.lower[len(fixed) :]),
            upper=np.append(fixed, milp.upper[len(fixed) :]),
        )
        feasible = Evaluation(model, point).feasible()
        counts[feasible] += 1
        # Without circuits one run is enough: what confirms HiGHS's verdicts is tested elsewhere.
        outcome = settle_program(pinned, limits, pool) if pool.is_needed else run(pinned, limits)
        verdict = outcome.verdict
        assert verdict == ("optimal" if feasible else "infeasible"), (point, feasible, verdict)
    return counts[True], counts[False]

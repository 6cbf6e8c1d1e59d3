"""Settle one program with HiGHS: its circuits, and the difference between infeasible and unbounded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from certiplan.solvers.highs_circuits import CutPool, with_circuits
from certiplan.solvers.highs_point import rounded, satisfies_rows
from certiplan.solvers.highs_problem import Limits, Outcome, Problem
from certiplan.solvers.highs_run import run
from certiplan.solvers.highs_steady import steady
from certiplan.solvers.lowering import MilpModel
from certiplan.solvers.lowering.milp import Floats


def settle(problem: Problem, limits: Limits, pool: CutPool) -> Outcome:
    """The problem with its circuits; "infeasible" and "unbounded" are certain, values are tours."""
    outcome = with_circuits(problem, limits, pool) if pool.is_needed else steady(problem, limits)
    if outcome.verdict not in ("unbounded", "infeasible or unbounded"):
        return outcome
    return _unbounded_or_not(problem, limits, pool, outcome)


def _unbounded_or_not(problem: Problem, limits: Limits, pool: CutPool, outcome: Outcome) -> Outcome:
    """Tell infeasible from unbounded.

    A mixed-integer program with rational data that has a solution is unbounded exactly if its linear
    relaxation is (Meyer, 1974).
    """
    feasible = settle(problem.without_objective(), replace(limits, report=None, incumbent=None), pool)
    if feasible.values is None:
        return feasible
    relaxed = run(pool.applied(problem.relaxed()), replace(limits, simplex=True, start=None, incumbent=None))
    if relaxed.verdict == "unbounded":
        return replace(relaxed, values=feasible.values)
    if outcome.verdict == "unbounded" and relaxed.verdict != "optimal":
        return replace(outcome, values=feasible.values)
    again = steady(pool.applied(problem), replace(limits, presolve=False))
    if again.verdict in ("unbounded", "infeasible or unbounded"):
        return replace(again, verdict="trouble", values=feasible.values)
    return again


def settle_whole(milp: MilpModel, problem: Problem, limits: Limits, pool: CutPool) -> Outcome:
    """The outcome with integers on integers, and reals that fit them."""
    outcome = settle(problem, limits, pool)
    if outcome.values is None:
        return outcome
    values = rounded(milp, outcome.values)
    if not satisfies_rows(milp, values):
        fitted = _refitted(milp, problem, values, limits)
        if fitted is None:
            return replace(outcome, verdict="trouble", message="rounding broke a row", values=None)
        values = fitted
    return replace(outcome, values=values)


def _refitted(milp: MilpModel, problem: Problem, values: Floats, limits: Limits) -> Floats | None:
    """The real columns that are best for these integers, if any are feasible."""
    whole = milp.integer
    fixed = replace(
        problem.relaxed(),
        lower=np.where(whole, values, problem.lower),
        upper=np.where(whole, values, problem.upper),
    )
    outcome = run(fixed, replace(limits, start=None, report=None, until=None))
    if outcome.values is None:
        return None
    refitted = rounded(milp, np.where(whole, values, outcome.values))
    return refitted if satisfies_rows(milp, refitted) else None

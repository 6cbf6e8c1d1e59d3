"""Runs of HiGHS whose verdict can be relied on: retried where there is numerical trouble, confirmed where
presolve has been wrong before."""

from __future__ import annotations

import time
from dataclasses import replace

from certiplan.solvers.highs_problem import Limits, Outcome, Problem
from certiplan.solvers.highs_run import LOOSE, run

_LEAST_CONFIRMATION_S = 0.5


def steady(problem: Problem, limits: Limits) -> Outcome:
    """Run; where HiGHS is in trouble, again without the start, with looser tolerances, without presolve."""
    outcome = _checked(problem, limits)
    if outcome.verdict == "trouble" and limits.start is not None:
        limits = replace(limits, start=None)
        outcome = _checked(problem, limits)
    if outcome.verdict == "trouble":
        outcome = run(problem, replace(limits, tolerance=LOOSE))
    if outcome.verdict == "trouble":
        outcome = run(problem, replace(limits, tolerance=LOOSE, presolve=False))
    return outcome


def _checked(problem: Problem, limits: Limits) -> Outcome:
    began = time.monotonic()
    outcome = run(problem, limits)
    return _confirmed(problem, limits, outcome, time.monotonic() - began) if limits.presolve else outcome


def _confirmed(problem: Problem, limits: Limits, outcome: Outcome, spent_s: float) -> Outcome:
    """A verdict of infeasibility, checked by other means than HiGHS's presolve.

    Presolve for integers has had faults that lose all solutions. The linear relaxation, then a run without
    presolve, contradict it where they can; only a run that finds nothing in reasonable time lets it stand.
    """
    if outcome.verdict != "infeasible" or not problem.integer.any():
        return outcome
    longest_s = max(_LEAST_CONFIRMATION_S, spent_s)
    quiet = replace(limits, start=None, report=None, incumbent=None, presolve=False, longest_s=longest_s)
    if run(problem.relaxed(), quiet).verdict == "infeasible":
        return outcome
    second = run(problem, quiet)
    if second.values is None:
        return outcome
    return second if second.verdict == "optimal" else steady(problem, replace(limits, presolve=False))

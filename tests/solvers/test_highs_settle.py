"""What a run of HiGHS is taken to prove."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from certiplan.solvers import highs_run, highs_settle, highs_steady
from certiplan.solvers.highs_circuits import CutPool
from certiplan.solvers.highs_problem import Limits, Outcome, Problem
from certiplan.solvers.highs_run import run

LIMITS = Limits(until=None, stop=threading.Event(), threads=1)


def problem(rhs: float, *, integer: bool = True) -> Problem:
    """maximize x with 2y + 2z == rhs, over nonnegative integers."""
    return Problem(
        minimize=False,
        cost=np.array([1.0, 0.0, 0.0]),
        offset=0.0,
        lower=np.zeros(3),
        upper=np.full(3, np.inf),
        integer=np.full(3, integer),
        row_lower=np.array([rhs]),
        row_upper=np.array([rhs]),
        starts=np.array([0, 2], dtype=np.int32),
        indices=np.array([1, 2], dtype=np.int32),
        coefs=np.array([2.0, 2.0]),
    )


@pytest.mark.parametrize("said", ["unbounded", "infeasible or unbounded"])
@pytest.mark.parametrize(("rhs", "expected"), [(4.0, "unbounded"), (3.0, "infeasible")])
def test_an_unbounded_relaxation_is_unbounded_only_with_a_solution(
    said: str, rhs: float, expected: str
) -> None:
    verdict = "unbounded" if said == "unbounded" else "infeasible or unbounded"
    outcome = Outcome(verdict=verdict, message="", bound=np.inf)  # type: ignore[arg-type]
    given = problem(rhs)
    assert highs_settle._unbounded_or_not(given, LIMITS, CutPool(()), outcome).verdict == expected


def test_a_false_claim_of_unboundedness_is_not_believed() -> None:
    given = problem(4.0)
    bounded = Problem(**{**vars(given), "upper": np.array([7.0, 9.0, 9.0])})
    outcome = Outcome(verdict="infeasible or unbounded", message="", bound=np.inf)
    settled = highs_settle._unbounded_or_not(bounded, LIMITS, CutPool(()), outcome)
    assert settled.verdict == "optimal"
    assert settled.bound == pytest.approx(7.0)


def test_a_false_claim_of_infeasibility_is_contradicted(monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(given: Problem, limits: Limits) -> Outcome:
        if limits.presolve and given.integer.any():
            return Outcome(verdict="infeasible", message="presolve lost it", bound=-np.inf)
        return run(given, limits)

    monkeypatch.setattr(highs_steady, "run", lossy)
    given = problem(4.0)
    bounded = Problem(**{**vars(given), "upper": np.array([7.0, 9.0, 9.0])})
    outcome = highs_steady.steady(bounded, LIMITS)
    assert outcome.verdict == "optimal"
    assert outcome.bound == pytest.approx(7.0)


def test_a_start_that_leads_astray_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def astray(given: Problem, limits: Limits) -> Outcome:
        if limits.start is not None:
            return Outcome(verdict="trouble", message="", values=limits.start, bound=7.0)
        return run(given, limits)

    monkeypatch.setattr(highs_steady, "run", astray)
    bounded = replace(problem(4.0), upper=np.array([7.0, 9.0, 9.0]))
    outcome = highs_steady.steady(bounded, replace(LIMITS, start=np.array([1.0, 2.0, 0.0])))
    assert outcome.verdict == "optimal"
    assert outcome.values is not None and outcome.values[0] == pytest.approx(7.0)


@pytest.mark.parametrize(("said", "expected"), [(3.0, True), (3.0 + 1e-9, True), (7.0, False)])
def test_a_point_that_is_not_worth_what_is_said_is_noticed(said: float, expected: bool) -> None:
    assert highs_run._is_worth(problem(4.0), np.array([3.0, 1.0, 1.0]), said) is expected


@pytest.mark.parametrize("integer", [True, False])
def test_fixed_columns_are_put_into_the_rows(integer: bool) -> None:
    given = problem(4.0, integer=integer)
    for value, expected in ((1.0, "optimal"), (3.0, "infeasible")):
        lower = np.array([0.0, value, 0.0])
        upper = np.array([5.0, value, 9.0])
        outcome = run(Problem(**{**vars(given), "lower": lower, "upper": upper}), LIMITS)
        assert outcome.verdict == expected
    everything = np.array([5.0, 1.0, 2.0])
    broken = run(Problem(**{**vars(given), "lower": everything, "upper": everything}), LIMITS)
    assert broken.verdict == "infeasible"
    assert broken.row_ray is not None and broken.row_ray.tolist() == [1.0]

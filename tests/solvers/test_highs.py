"""The HiGHS backend against brute force: status, optimum, and every single point of the grid."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.model.ir import GroundModel, Rational
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.highs import HighsBackend, lower_completely, solve_milp
from certiplan.solvers.lowering import NotSupportedError
from certiplan.solvers.results import Infeasible, Optimal, Unknown
from tests.solvers.ground_models import LOGIC, MILP, Builder, brute_force, ground_models, grid, has_tie

CONSTRUCTS = sorted(MILP - LOGIC - {"Truth"})
QUARTERS = [Fraction(k, 4) for k in range(-8, 17)]

battery = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def settle(model: GroundModel) -> object:
    return HighsBackend().solve(model, SolveOptions(threads=1))


def agrees_with_brute_force(model: GroundModel) -> None:
    answer = brute_force(model)
    result = settle(model)
    if isinstance(result, Unknown):
        assert result.reason == "not supported"
        return
    if not answer.best:
        assert isinstance(result, Infeasible)
        return
    assert isinstance(result, Optimal)
    assert tuple(result.values) in answer.best
    assert result.bounds == answer.optimum
    assert result.objectives == Evaluation(model, result.values).objectives()


def accepts_exactly_the_solutions(
    model: GroundModel, reals: tuple[Rational, ...] = (), most: int = 60
) -> None:
    """Fix every point in turn: a lowering that loses or adds a single solution shows."""
    model = replace(model, objectives=())
    try:
        milp = lower_completely(model)
    except NotSupportedError:
        return
    points = list(grid(model, reals))
    for point in points[:: max(1, len(points) // most)]:
        if has_tie(model, point):
            continue
        fixed = np.array([float(value) for value in point])
        pinned = replace(
            milp,
            lower=np.append(fixed, milp.lower[len(fixed) :]),
            upper=np.append(fixed, milp.upper[len(fixed) :]),
        )
        expected = Optimal if Evaluation(model, point).feasible() else Infeasible
        assert isinstance(solve_milp(pinned, SolveOptions(threads=1)), expected), point


@pytest.mark.parametrize("construct", [*CONSTRUCTS, "logic"])
def test_optimum_agrees_with_brute_force(construct: str) -> None:
    @battery
    @given(ground_models(kinds=LOGIC | {construct}, fractions=True))
    def check(model: GroundModel) -> None:
        agrees_with_brute_force(model)

    check()


@pytest.mark.parametrize("construct", [*CONSTRUCTS, "logic"])
def test_every_point_of_the_grid_is_judged_rightly(construct: str) -> None:
    @settings(battery, max_examples=15)
    @given(ground_models(kinds=LOGIC | {construct}, fractions=True, objectives=0))
    def check(model: GroundModel) -> None:
        accepts_exactly_the_solutions(model)

    check()


@battery
@given(ground_models(fractions=True))
def test_all_constructs_together(model: GroundModel) -> None:
    agrees_with_brute_force(model)


@settings(battery, max_examples=30)
@given(ground_models(fractions=True, reals=True, objectives=0))
def test_every_point_of_the_grid_is_judged_rightly_beside_reals(model: GroundModel) -> None:
    accepts_exactly_the_solutions(model, tuple(QUARTERS))

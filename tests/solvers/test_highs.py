"""The HiGHS backend against brute force: status, optimum, and every single point of the grid."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from certiplan.model.ir import GroundModel, Rational
from certiplan.solvers.lowering import NotSupportedError
from tests.solvers.ground_models import LOGIC, MILP, ground_models
from tests.solvers.highs_judge import agrees_with_brute_force, judged_rightly

CONSTRUCTS = sorted(MILP - LOGIC - {"Truth"})
QUARTERS = [Fraction(k, 4) for k in range(-8, 17)]

battery = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def accepts_exactly_the_solutions(model: GroundModel, reals: tuple[Rational, ...] = ()) -> None:
    with suppress(NotSupportedError):
        judged_rightly(model, reals=reals)


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

"""CP-SAT against brute force: status, optimum and the whole solution set; and what it must not claim.

`ortools` must not be loaded beside `highspy`: everything here goes through a worker process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, note, settings

from certiplan.model.ir import GroundModel, Linear, Power, Product, Rational
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.process import close_idle_workers
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Feasible, Infeasible, Optimal, SolverResult, Unknown
from tests.solvers.ground_models import LOGIC, MILP, Builder, brute_force, excluding, ground_models

pytestmark = pytest.mark.skipif(find_spec("ortools") is None, reason="ortools is not installed")

CPSAT = backend("cpsat")
WITHOUT_QUOTIENTS = (MILP | {"Power"}) - {"Quotient"}


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    close_idle_workers()


def run(model: GroundModel) -> SolverResult:
    return CPSAT.solve(model, SolveOptions(threads=1, time_limit_s=60))


def supported(result: SolverResult) -> bool:
    """False for what CP-SAT says it cannot do, of what the strategy draws."""
    if isinstance(result, Unknown) and result.reason == "not supported":
        assert any(word in result.detail for word in ("negative", "exponent", "power")), result
        return False
    return True


def check_against_brute_force(model: GroundModel) -> None:
    note(str(list(model.nodes)))
    answer = brute_force(model)
    result = run(model)
    if not supported(result):
        return
    if not answer.best:
        assert isinstance(result, Infeasible), result
        return
    assert isinstance(result, Optimal), result
    assert tuple(result.values) in answer.best
    assert result.bounds == answer.optimum
    assert result.objectives == Evaluation(model, result.values).objectives()


battery = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@battery
@given(ground_models(LOGIC))
def test_logic_agrees_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)


@battery
@given(ground_models(WITHOUT_QUOTIENTS, fractions=True))
def test_every_node_kind_agrees_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)


@settings(battery, max_examples=25)
@given(ground_models(WITHOUT_QUOTIENTS, fractions=True, objectives=0))
def test_the_solution_set_is_the_brute_force_one(model: GroundModel) -> None:
    found: set[tuple[Rational, ...]] = set()
    rest = model
    while isinstance(result := run(rest), Optimal):
        point = tuple(result.values)
        assert point not in found
        found.add(point)
        rest = excluding(rest, point)
    if supported(result):
        assert isinstance(result, Infeasible)
        assert found == brute_force(model).solutions

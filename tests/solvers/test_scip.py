"""SCIP through Pyomo against brute force, in its worker process, and models that only it can settle."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, note, settings

from certiplan.model.ir import Comparison, Function, GroundModel, Piecewise, Power, Quotient
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.process import close_idle_workers
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Infeasible, Optimal, SolverResult, Unknown
from certiplan.solvers.wire import needed_nodes, node_children
from tests.solvers.ground_models import LOGIC, MILP, Builder, brute_force, ground_models

pytestmark = pytest.mark.skipif(
    find_spec("pyscipopt") is None or find_spec("pyomo") is None, reason="SCIP is not installed"
)

SCIP = backend("scip")
TOLERANCE = Fraction(1, 10**6)


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    close_idle_workers()


def run(model: GroundModel) -> SolverResult:
    return SCIP.solve(model, SolveOptions(time_limit_s=60))


def check_against_brute_force(model: GroundModel) -> None:
    note(str(list(model.nodes)))
    answer = brute_force(model)
    result = run(model)
    if isinstance(result, Unknown) and result.reason == "not supported":
        return
    if isinstance(result, Optimal) and is_tie(model, result):
        return
    if not answer.best:
        assert isinstance(result, Infeasible), result
        return
    assert isinstance(result, Optimal), result
    at = Evaluation(model, result.values)
    assert tuple(result.values) in answer.solutions
    assert result.objectives == at.objectives()
    for value, bound, best in zip(result.objectives, result.bounds, answer.optimum, strict=True):
        assert abs(bound - best) <= 2 * TOLERANCE * max(1, abs(best))
        if len(model.objectives) == 1:
            assert abs(value - best) <= 2 * TOLERANCE * max(1, abs(best))


def is_tie(model: GroundModel, result: Optimal) -> bool:
    """Whether a comparison that is not of whole numbers is at equality, where either outcome is right."""
    at = Evaluation(model, result.values)
    for node in needed_nodes(model):
        comparison = model.nodes[node]
        if isinstance(comparison, Comparison):
            value = at.number(comparison.left)
            if value is not None and abs(value) <= TOLERANCE and not is_whole(model, comparison.left):
                return True
    return False


def is_whole(model: GroundModel, node: int) -> bool:
    inner = model.nodes[node]
    if isinstance(inner, Quotient | Power | Piecewise) or (
        isinstance(inner, Function) and inner.name not in ("abs", "round", "floor", "ceil")
    ):
        return False
    if isinstance(inner, Function) and inner.name != "abs":
        return True
    return all(is_whole(model, child) for child in node_children(inner))


battery = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@battery
@given(ground_models(MILP))
def test_every_linear_node_kind_agrees_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)


@battery
@given(ground_models(LOGIC | {"Product", "Quotient", "Power", "Extreme", "Transcendental"}))
def test_smooth_functions_agree_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)

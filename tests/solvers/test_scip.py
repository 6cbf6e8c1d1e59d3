"""SCIP through Pyomo against brute force, in its worker process, and models that only it can settle."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from importlib.util import find_spec
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, note, settings

from certiplan.model.ir import (
    Circuit,
    Comparison,
    Extreme,
    Function,
    GroundModel,
    Or,
    Piecewise,
    Power,
    Product,
    Quotient,
    Rational,
)
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.node_graph import needed_nodes, node_children
from certiplan.solvers.process import close_idle_workers
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Failed, Feasible, Infeasible, Optimal, SolverResult, Unbounded, Unknown
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
        assert near(bound, best)
        if len(model.objectives) == 1:
            assert near(value, best)


def near(value: Rational, right: Rational) -> bool:
    return -2 * TOLERANCE <= Fraction(value - right) / max(1, right, -right) <= 2 * TOLERANCE


def is_tie(model: GroundModel, result: Optimal) -> bool:
    """Whether a comparison that is not of whole numbers is at equality, where either outcome is right."""
    at = Evaluation(model, result.values)
    for node in needed_nodes(model):
        comparison = model.nodes[node]
        if isinstance(comparison, Comparison):
            value = at.number(comparison.left)
            if (
                value is not None
                and -TOLERANCE <= value <= TOLERANCE
                and not is_whole(model, comparison.left)
            ):
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


# ---------------------------------------------------------------- what only SCIP settles


def solved(builder: Builder) -> Optimal:
    result = run(builder.model())
    assert isinstance(result, Optimal), result
    return result


def squared(b: Builder, column: int) -> int:
    return b.add(Product((b.x(column), b.x(column))))


def test_a_nonconvex_product_of_reals() -> None:
    b = Builder()
    x, y = b.real(0, 10), b.real(1, 5)
    b.require(b.ge(b.add(Product((b.x(x), b.x(y)))), 6))
    b.minimize(b.linear(0, {x: 1, y: 1}))
    assert float(solved(b).objectives[0]) == pytest.approx(2 * math.sqrt(6), rel=1e-6)


def test_a_convex_quadratic_objective_over_integers() -> None:
    b = Builder()
    x, y = b.integer(None, None), b.integer(None, None)
    b.require(b.eq(b.linear(0, {x: 1, y: 1}), 10))
    b.minimize(b.linear(0, {}, [(squared(b, x), 1), (squared(b, y), 2)]))
    result = solved(b)
    assert result.values == (7, 3)
    assert result.objectives == (67,)


def test_the_global_optimum_of_a_wave() -> None:
    b = Builder()
    x = b.real(0, 10)
    b.maximize(b.add(Product((b.x(x), b.add(Function("sin", b.x(x)))))))
    result = solved(b)
    assert float(result.values[0]) == pytest.approx(7.97867, abs=1e-3)
    assert float(result.bounds[0]) == pytest.approx(7.91673, abs=1e-4)


def test_a_logarithm_under_a_disjunction() -> None:
    b = Builder()
    x, skip = b.real(0, 10), b.binary()
    enough = b.ge(b.add(Function("log", b.linear(1, {x: 1}))), 2)
    b.require(b.add(Or((b.is_one(skip), enough))))
    b.minimize(b.linear(0, {x: 1, skip: 7}))
    assert float(solved(b).objectives[0]) == pytest.approx(math.e**2 - 1, rel=1e-6)


def test_a_minimum_under_a_root() -> None:
    b = Builder()
    x, y = b.real(0, 9), b.real(0, 9)
    least = b.add(Extreme("min", (b.x(x), b.x(y))))
    b.require(b.le(b.linear(0, {x: 1, y: 1}), 8))
    b.maximize(b.add(Function("sqrt", least)))
    assert float(solved(b).objectives[0]) == pytest.approx(2, rel=1e-6)


def test_a_root_of_what_may_be_negative_keeps_it_from_being_so() -> None:
    b = Builder()
    x = b.real(-5, 5)
    b.require(b.le(b.add(Function("sqrt", b.x(x))), 100))
    b.minimize(b.x(x))
    assert float(solved(b).objectives[0]) == pytest.approx(0, abs=1e-6)


def test_contradiction_in_products_is_proved() -> None:
    b = Builder()
    x = b.real(0, 4)
    b.require(b.ge(squared(b, x), 17))
    assert isinstance(run(b.model()), Infeasible)


def test_a_tour_has_no_subtours() -> None:
    b = Builder()
    near_pairs = {(0, 1), (1, 0), (2, 3), (3, 2)}
    arcs = tuple((i, j, b.binary()) for i in range(4) for j in range(4) if i != j)
    b.require(b.add(Circuit(4, arcs, may_be_empty=False)))
    b.minimize(b.linear(0, {column: 1 if (i, j) in near_pairs else 5 for i, j, column in arcs}))
    assert solved(b).objectives == (12,)


def test_a_linear_objective_without_bound_is_said() -> None:
    b = Builder()
    b.maximize(b.x(b.real(0, None)))
    assert isinstance(run(b.model()), Unbounded)


def test_huge_numbers_are_not_taken_for_an_optimum() -> None:
    b = Builder()
    x, y = b.real(0, None), b.real(0, None)
    b.require(b.ge(b.add(Product((b.x(x), b.x(y)))), 1))
    b.maximize(b.x(x))
    assert isinstance(run(b.model()), Unknown | Unbounded)


def test_later_stages_keep_earlier_ones() -> None:
    b = Builder()
    x, y = b.real(0, 10), b.real(0, 10)
    b.require(b.ge(b.add(Product((b.x(x), b.x(y)))), 4))
    b.minimize(b.linear(0, {x: 1, y: 1}), slack_abs=1)
    b.maximize(b.x(x))
    result = solved(b)
    assert near(result.bounds[0], 4)
    assert float(result.values[0]) == pytest.approx(4, rel=1e-5)


def test_the_time_limit_holds() -> None:
    b = Builder()
    xs = [b.real(0, 5) for _ in range(30)]
    waves = []
    for one, other in pairwise([*xs, xs[0]]):
        wave = b.add(Function("sin", b.add(Product((b.x(one), b.x(other))))))
        waves.append((b.add(Product((b.x(one), wave))), 1))
    b.minimize(b.linear(0, {}, waves))
    result = SCIP.solve(b.model(), SolveOptions(time_limit_s=2.0))
    assert isinstance(result, Feasible | Unknown)
    assert result.reason == "time"
    if isinstance(result, Feasible) and result.bounds[0] is not None:
        assert result.bounds[0] <= result.objectives[0]


# ---------------------------------------------------------------- any solver that Pyomo knows


def small() -> Builder:
    b = Builder()
    x, y = b.integer(0, 10), b.real(0, 10)
    b.require(b.le(b.linear(0, {x: 3, y: 2}), 20))
    b.maximize(b.linear(0, {x: 2, y: 1}))
    return b


def test_a_solver_named_to_pyomo() -> None:
    result = backend("pyomo:appsi_highs").solve(small().model(), SolveOptions())
    assert isinstance(result, Optimal), result
    assert near(result.objectives[0], 13)
    assert result.solver == "pyomo:appsi_highs"


def test_a_solver_that_pyomo_does_not_find_is_said() -> None:
    result = backend("pyomo:nonsense").solve(small().model(), SolveOptions())
    assert isinstance(result, Failed)
    assert "'nonsense'" in result.error

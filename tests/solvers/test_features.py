"""Every feature that a solver declares, tried on it; one that it does not declare never makes it lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, get_args

import pytest

from certiplan.model.ir import (
    AllDifferent,
    Circuit,
    Cumulative,
    Function,
    GroundModel,
    Iff,
    NoOverlap,
    Not,
    Or,
    Product,
    Span,
)
from certiplan.solvers.backend import Backend, Feature, SolveOptions
from certiplan.solvers.process import close_idle_workers
from certiplan.solvers.registry import BACKEND_NAMES, backend
from certiplan.solvers.results import Failed, Feasible, Infeasible, Optimal, Unbounded, Unknown
from tests.solvers.ground_models import Builder


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    close_idle_workers()


def _integer(b: Builder) -> float:
    x, y = b.integer(-3, 9), b.binary()
    b.require(b.le(b.linear(0, {x: 2, y: 3}), 8))
    b.maximize(b.linear(0, {x: 1, y: 1}))
    return 4


def _unbounded_integer(b: Builder) -> float:
    x, y = b.integer(None, None), b.integer(None, None)
    b.require(b.ge(b.linear(0, {x: 2, y: 2}), -7))
    b.require(b.eq(b.linear(-1, {x: 1, y: -1})))
    b.minimize(b.linear(0, {x: 1, y: 3}))
    return -7


def _real(b: Builder) -> float:
    x, y = b.real(0, None), b.real(None, 4)
    b.require(b.le(b.linear(0, {x: 3, y: 1}), 5))
    b.require(b.le(b.linear(0, {x: 1, y: -1}), 1))
    b.maximize(b.linear(0, {x: 2, y: 1}))
    return 14 / 3


def _logic(b: Builder) -> float:
    x, y, z = b.integer(0, 9), b.binary(), b.binary()
    high = b.ge(b.x(x), 6)
    b.require(b.add(Iff(high, b.is_one(y))))
    b.require(b.add(Or((b.is_one(z), high, b.add(Not(b.le(b.x(x), 7)))))))
    b.minimize(b.linear(0, {x: 1, y: 2, z: 9}))
    return 8


def _bilinear(b: Builder) -> float:
    x, y = b.integer(0, 9), b.integer(0, 9)
    b.require(b.ge(b.add(Product((b.x(x), b.x(y)))), 20))
    b.minimize(b.linear(0, {x: 1, y: 1}))
    return 9


def _nonlinear(b: Builder) -> float:
    x, y = b.real(0, 10), b.real(0, 10)
    b.require(b.ge(b.add(Product((b.x(x), b.x(y)))), 9))
    b.minimize(b.linear(0, {x: 1, y: 1}))
    return 6


def _transcendental(b: Builder) -> float:
    x = b.real(0, 10)
    b.require(b.le(b.add(Function("exp", b.x(x))), 20))
    b.maximize(b.x(x))
    return 2.995732273553991


def _global(b: Builder) -> float:
    starts = [b.integer(0, 9) for _ in range(3)]
    spans = tuple(Span(b.x(s), b.linear(2), b.linear(2, {s: 1})) for s in starts)
    b.require(b.add(NoOverlap(spans)))
    b.require(b.add(Cumulative(spans, (b.linear(1),) * 3, b.linear(1))))
    b.require(b.add(AllDifferent(tuple(b.x(s) for s in starts))))
    arcs = tuple((i, j, b.binary()) for i in range(3) for j in range(3) if i != j)
    b.require(b.add(Circuit(3, arcs, may_be_empty=False)))
    b.minimize(b.linear(0, {**dict.fromkeys(starts, 1), **{c: i + 2 * j for i, j, c in arcs}}))
    return 15


def _objective(b: Builder) -> float:
    x, y = b.integer(0, 9), b.integer(0, 9)
    b.require(b.ge(b.linear(0, {x: 1, y: 1}), 7))
    b.minimize(b.linear(0, {x: 1, y: 1}))
    b.maximize(b.linear(0, {x: 1, y: -1}))
    return 7


MODELS: Final[dict[Feature, Callable[[Builder], float]]] = {
    "integer": _integer,
    "unbounded integer": _unbounded_integer,
    "real": _real,
    "logic": _logic,
    "bilinear": _bilinear,
    "nonlinear": _nonlinear,
    "transcendental": _transcendental,
    "global constraints": _global,
    "objective": _objective,
}
PROOFS: Final[frozenset[Feature]] = frozenset({"unbounded proof", "cores"})

usable = pytest.mark.parametrize(
    "solver",
    [
        pytest.param(
            backend(name),
            id=name,
            marks=pytest.mark.skipif(
                backend(name).unavailable_because() is not None, reason=f"{name} is not installed"
            ),
        )
        for name in BACKEND_NAMES
    ],
)


def test_every_feature_has_a_model() -> None:
    assert set(MODELS) | PROOFS == set(get_args(Feature))


@usable
@pytest.mark.parametrize("feature", list(MODELS))
def test_a_declared_feature_is_settled_and_another_is_no_trap(solver: Backend, feature: Feature) -> None:
    b = Builder()
    optimum = MODELS[feature](b)
    result = solver.solve(b.model(), SolveOptions(time_limit_s=60))
    if feature in solver.capability.features:
        assert isinstance(result, Optimal), result
    if isinstance(result, Optimal):
        assert float(result.objectives[0]) == pytest.approx(float(optimum), rel=3e-6)
        assert float(result.bounds[0]) == pytest.approx(float(optimum), rel=3e-6)
    else:
        assert isinstance(result, Feasible | Unknown), result


def endless() -> GroundModel:
    b = Builder()
    x, y = b.integer(0, None), b.real(0, 3)
    b.require(b.ge(b.linear(0, {x: 1, y: -1})))
    b.maximize(b.linear(0, {x: 1, y: 1}))
    return b.model()


def contradictory() -> GroundModel:
    b = Builder()
    x, y = b.integer(0, 9), b.integer(0, 9)
    b.require(b.ge(b.x(x), 5), "much")
    b.require(b.ge(b.x(y), 2), "other")
    b.require(b.le(b.linear(0, {x: 1, y: 1}), 6), "little")
    return b.model()


@usable
def test_an_objective_without_bound(solver: Backend) -> None:
    result = solver.solve(endless(), SolveOptions(time_limit_s=60))
    if "unbounded proof" in solver.capability.features:
        assert isinstance(result, Unbounded), result
    assert not isinstance(result, Optimal | Infeasible | Failed), result


@usable
def test_a_contradiction(solver: Backend) -> None:
    result = solver.solve(contradictory(), SolveOptions(time_limit_s=60))
    assert isinstance(result, Infeasible), result
    if "cores" in solver.capability.features:
        assert result.suspects == (0, 1, 2)


@usable
def test_pyomo_and_workers_answer_under_their_own_name(solver: Backend) -> None:
    result = solver.solve(contradictory(), SolveOptions(time_limit_s=60))
    assert result.solver == solver.name

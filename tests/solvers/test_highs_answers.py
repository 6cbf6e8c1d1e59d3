"""What the HiGHS backend says besides solutions: proofs, rays, limits, cancellation, progress."""

from __future__ import annotations

import math
import random
import threading
from dataclasses import replace
from fractions import Fraction

import pytest

from certiplan.model.ir import GroundModel, NodeId, Or, Piecewise, Product, Quotient
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.highs import HighsBackend, lower_completely, solve_milp
from certiplan.solvers.results import Feasible, Infeasible, Optimal, SolverResult, Unbounded, Unknown
from tests.solvers.ground_models import Builder
from tests.solvers.highs_judge import agrees_with_brute_force, settle

HALF = Fraction(1, 2)


def knapsack(count: int, rows: int = 1, *, seed: int = 1) -> GroundModel:
    rng = random.Random(seed)
    b = Builder()
    items = [b.binary() for _ in range(count)]
    for _ in range(rows):
        weights = {item: rng.randint(20, 99) for item in items}
        b.require(b.le(b.linear(-sum(weights.values()) // 2, weights)))
    b.maximize(b.linear(0, {item: rng.randint(20, 99) for item in items}))
    return b.model()


# ---------------------------------------------------------------- reals


def test_reals_come_back_as_simple_rationals() -> None:
    b = Builder()
    x, y = b.real(0, None), b.real(0, None)
    b.require(b.le(b.linear(-1, {x: 3, y: 1})))
    b.require(b.le(b.linear(Fraction(-1, 2), {x: 1, y: 1})))
    b.maximize(b.linear(0, {x: 2, y: 1}))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert tuple(result.values) == (Fraction(1, 4), Fraction(1, 4))
    assert result.objectives == result.bounds == (Fraction(3, 4),)


def test_integers_beside_reals() -> None:
    b = Builder()
    n, x = b.integer(0, 10), b.real(0, 10)
    b.require(b.le(b.linear(Fraction(-26, 5), {n: 1, x: 1})))
    b.maximize(b.linear(0, {n: 3, x: 2}))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert tuple(result.values) == (5, Fraction(1, 5))
    assert type(result.values[0]) is int


def test_semicontinuous() -> None:
    for sense, expected in ((1, 0), (-1, 6)):
        b = Builder()
        x = b.column("real", 4, 6, semicontinuous=True)
        n = b.column("integer", -5, -3, semicontinuous=True)
        b.require(b.le(b.linear(-2, {x: 1}), 4))
        b.minimize(b.linear(0, {x: sense, n: sense}))
        b.require(b.ge(b.linear(0, {x: 1, n: 1}), 0))
        result = settle(b.model())
        assert isinstance(result, Optimal)
        assert result.values[0] == expected


def test_semicontinuous_values_between_are_refused() -> None:
    b = Builder()
    x = b.column("real", 4, 6, semicontinuous=True)
    b.require(b.ge(b.x(x), 1))
    b.require(b.le(b.x(x), 3))
    assert isinstance(settle(b.model()), Infeasible)


# ---------------------------------------------------------------- proofs


def test_suspects_are_the_constraints_of_the_farkas_ray() -> None:
    b = Builder()
    x, y, z = (b.real(0, 10) for _ in range(3))
    b.require(b.le(b.linear(0, {z: 1}), 5), "r0")
    b.require(b.le(b.linear(0, {x: 1, y: 1}), 3), "r1")
    b.require(b.ge(b.linear(0, {x: 1}), 2), "r2")
    b.require(b.ge(b.linear(0, {z: 1}), 1), "r3")
    b.require(b.ge(b.linear(0, {y: 1}), 2), "r4")
    result = settle(b.model())
    assert isinstance(result, Infeasible)
    assert result.suspects == (1, 2, 4)


def test_suspects_of_logic() -> None:
    b = Builder()
    p, x = b.binary(), b.integer(0, 10)
    b.require(b.le(b.x(x), 9), "r0")
    b.require(b.add(Or((b.is_one(p), b.ge(b.x(x), 8)))), "r1")
    b.require(b.eq(b.x(p), 0), "r2")
    b.require(b.le(b.x(x), 7), "r3")
    result = settle(b.model())
    assert isinstance(result, Infeasible)
    assert result.suspects == (1, 2, 3)


def test_no_suspects_when_only_integrality_clashes() -> None:
    b = Builder()
    x, y = b.integer(0, 5), b.integer(0, 5)
    b.require(b.eq(b.linear(-3, {x: 2, y: 2})))
    result = settle(b.model())
    assert isinstance(result, Infeasible)
    assert result.suspects is None


def test_domain_of_the_objective_is_nobodys_fault() -> None:
    b = Builder()
    x = b.integer(0, 10)
    b.require(b.ge(b.x(x), 6), "r1")
    b.minimize(b.add(Piecewise(b.x(x), ((0, 0), (5, 10)))))
    result = settle(b.model())
    assert isinstance(result, Infeasible)
    assert result.suspects is None


def test_suspects_clash_by_themselves() -> None:
    rng = random.Random(5)
    found = 0
    for _ in range(60):
        b = Builder()
        columns = [b.integer(0, 4) if rng.random() < 0.5 else b.real(0, 4) for _ in range(4)]
        for k in range(6):
            row = {c: rng.randint(-3, 3) for c in columns}
            b.require(b.le(b.linear(rng.randint(-2, 5), row)), f"r{k}")
        result = settle(b.model())
        if isinstance(result, Infeasible) and result.suspects is not None:
            found += 1
            model = b.model()
            alone = replace(model, constraints=tuple(model.constraints[k] for k in result.suspects))
            assert isinstance(settle(alone), Infeasible)
    assert found > 10


def test_contradicting_bounds() -> None:
    b = Builder()
    b.integer(3, 2)
    assert isinstance(settle(b.model()), Infeasible)


@pytest.mark.parametrize("kind", ["integer", "real"])
def test_unbounded(kind: str) -> None:
    b = Builder()
    x = b.integer(0, None) if kind == "integer" else b.real(0, None)
    y = b.integer(0, 9)
    b.require(b.le(b.linear(0, {x: -1, y: 1})))
    b.minimize(b.x(y))
    b.maximize(b.linear(0, {x: 1, y: -1}))
    result = settle(b.model())
    assert isinstance(result, Unbounded)
    assert result.stage == 1
    assert dict(result.ray).get(x, 0) > 0


@pytest.mark.parametrize("kind", ["integer", "real"])
def test_infeasible_although_the_objective_is_unbounded(kind: str) -> None:
    b = Builder()
    x = b.integer(0, None) if kind == "integer" else b.real(0, None)
    y, z = b.integer(0, 9), b.integer(0, 9)
    b.require(b.eq(b.linear(-3, {y: 2, z: 2})))
    b.maximize(b.x(x))
    assert isinstance(settle(b.model()), Infeasible)


def test_no_columns_and_no_constraints() -> None:
    b = Builder()
    assert isinstance(settle(b.model()), Optimal)
    b.minimize(b.linear(7))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert result.objectives == (7,)
    b.require(b.le(b.linear(1)), "r1")
    result = settle(b.model())
    assert isinstance(result, Infeasible)
    assert result.suspects == (0,)


def test_whole_objectives_have_whole_bounds() -> None:
    b = Builder()
    x, y, t = b.integer(0, 10), b.integer(0, 10), b.real(0, 1)
    b.require(b.le(b.linear(Fraction(-77, 10), {x: 2, y: 3, t: 1})))
    b.maximize(b.linear(0, {x: HALF, y: 1}))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert result.objectives == result.bounds == (2,)


# ---------------------------------------------------------------- stages


def test_slack_lets_later_stages_give_some_up() -> None:
    b = Builder()
    x, y = b.integer(0, 10), b.integer(0, 10)
    b.require(b.le(b.linear(-10, {x: 1, y: 1})))
    b.maximize(b.x(x), slack=Fraction(1, 10), slack_abs=1)
    b.maximize(b.x(y))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert tuple(result.values) == (8, 2)
    assert result.objectives == (8, 2)
    assert result.bounds == (10, 2)


def test_stages_over_reals() -> None:
    b = Builder()
    x, y, z = (b.real(0, 1) for _ in range(3))
    b.require(b.le(b.linear(0, {x: 3, y: 3, z: 3}), 1))
    b.maximize(b.linear(0, {x: 1, y: 1}))
    b.maximize(b.x(y))
    b.minimize(b.x(z))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert result.objectives == (Fraction(1, 3), Fraction(1, 3), 0)


# ---------------------------------------------------------------- quotients and quadratics


@pytest.mark.parametrize("kind", ["integer", "real"])
@pytest.mark.parametrize("sense", ["minimize", "maximize"])
def test_ratio(kind: str, sense: str) -> None:
    b = Builder()
    make = b.integer if kind == "integer" else b.real
    x, y = make(0, 7), make(0, 5)
    b.require(b.ge(b.linear(0, {x: 1, y: 2}), 3))
    b.require(b.le(b.linear(0, {x: 2, y: 1}), 11))
    ratio = b.add(Quotient(b.linear(1, {x: 3, y: -1}), b.linear(2, {x: 1, y: 1})))
    (b.minimize if sense == "minimize" else b.maximize)(ratio)
    b.minimize(b.x(y))
    model = b.model()
    if kind == "integer":
        agrees_with_brute_force(model, supported=True)
        return
    result = settle(model)
    assert isinstance(result, Optimal)
    corners = [(3, 0), (5.5, 0), (3, 5), (0, 5), (0, 1.5)]
    values = [(1 + 3 * p - q) / (2 + p + q) for p, q in corners]
    assert math.isclose(float(result.objectives[0]), min(values) if sense == "minimize" else max(values))


def test_convex_quadratic() -> None:
    b = Builder()
    x, y = b.real(None, None), b.real(0, None)
    gap: NodeId = b.linear(-3, {x: 1, y: 1})
    b.minimize(
        b.linear(
            1, {}, [(b.add(Product((gap, gap))), 1), (b.add(Product((b.x(y), b.x(y)))), 2), (b.x(y), -4)]
        )
    )
    b.require(b.le(b.x(x), 1))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    # With x = 1: (y - 2)^2 + 2y^2 - 4y + 1, least at y = 4/3.
    assert math.isclose(float(result.values[1]), 4 / 3, abs_tol=1e-5)
    assert math.isclose(float(result.objectives[0]), 5 - 16 / 3, abs_tol=1e-6)


@pytest.mark.parametrize("case", ["concave", "bilinear", "with integers", "not last", "in a constraint"])
def test_other_quadratics_are_not_supported(case: str) -> None:
    b = Builder()
    x, y = b.real(0, 4), b.real(0, 4)
    square = b.add(Product((b.x(x), b.x(x))))
    if case == "concave":
        b.maximize(square)
    elif case == "bilinear":
        b.minimize(b.add(Product((b.x(x), b.x(y)))))
    elif case == "with integers":
        b.integer(0, 3)
        b.minimize(square)
    elif case == "not last":
        b.minimize(square)
        b.maximize(b.x(y))
    else:
        b.require(b.le(square, 3))
    result = settle(b.model())
    reason = result.reason if isinstance(result, Unknown | Feasible) else None
    assert reason == "not supported"
    if isinstance(result, Unknown):
        assert "nonconvex" in result.detail or "integer" in result.detail


# ---------------------------------------------------------------- limits


def test_no_time_at_all_is_unknown() -> None:
    result = HighsBackend().solve(knapsack(10), SolveOptions(time_limit_s=0))
    assert isinstance(result, Unknown)
    assert result.reason == "time"


def test_cancelled_before_the_start() -> None:
    options = SolveOptions()
    options.stop.set()
    result = HighsBackend().solve(knapsack(10), options)
    assert isinstance(result, Unknown)
    assert result.reason == "cancelled"


def hard() -> GroundModel:
    """A market-split instance: far too hard to prove anything about in a test."""
    rng = random.Random(3)
    b = Builder()
    items = [b.binary() for _ in range(60)]
    b.minimize(
        b.linear(
            0,
            {},
            [(b.x(slack), 1) for _ in range(5) for slack in [split_row(b, items, rng)]],
        )
    )
    return b.model()


def split_row(b: Builder, items: list[int], rng: random.Random) -> int:
    weights = {item: rng.randint(0, 99) for item in items}
    slack = b.integer(0, None)
    half = -(sum(weights.values()) // 2)
    for sign in (1, -1):
        row = {item: sign * weight for item, weight in weights.items()}
        b.require(b.le(b.linear(sign * half, {**row, slack: -1})))
    return slack


def test_cancelled_by_the_listener_keeps_the_solution() -> None:
    stop = threading.Event()
    heard: list[Progress] = []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if progress.value is not None:
            stop.set()

    options = SolveOptions(stop=stop, on_progress=listen, time_limit_s=20)
    result = HighsBackend().solve(hard(), options)
    assert isinstance(result, Feasible)
    assert result.reason == "cancelled"
    assert result.bounds[0] is None or result.bounds[0] <= result.objectives[0]
    assert heard[-1].solver == "highs"
    assert heard[-1].stage == 0


def test_deadline_holds_and_leaves_nothing_behind() -> None:
    result = HighsBackend().solve(hard(), SolveOptions(time_limit_s=0.3))
    assert isinstance(result, Feasible | Unknown)
    assert result.reason == "time"
    assert isinstance(HighsBackend().solve(knapsack(30), SolveOptions()), Optimal)


def test_gap() -> None:
    result = HighsBackend().solve(knapsack(40, 5), SolveOptions(relative_gap=0.5))
    assert isinstance(result, Optimal)
    assert result.objectives[0] <= result.bounds[0] <= result.objectives[0] * 2


def test_threads_may_change_from_call_to_call() -> None:
    answers = [HighsBackend().solve(knapsack(30, 3), SolveOptions(threads=n)) for n in (1, 2, None, 1)]
    assert all(isinstance(answer, Optimal) for answer in answers)
    assert len({answer.objectives for answer in answers if isinstance(answer, Optimal)}) == 1


def test_calls_in_parallel_threads() -> None:
    results: list[SolverResult] = []
    models = [knapsack(30, 3, seed=seed) for seed in range(4)]

    def work(model: GroundModel, threads: int) -> None:
        results.append(HighsBackend().solve(model, SolveOptions(threads=threads)))

    workers = [threading.Thread(target=work, args=(m, 1 + k % 2)) for k, m in enumerate(models)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(results) == 4
    assert all(isinstance(result, Optimal) for result in results)


def test_first_solution_only() -> None:
    milp = lower_completely(knapsack(30, 3))
    result = solve_milp(milp, SolveOptions(), ignore_objective=True)
    assert isinstance(result, Optimal)
    assert result.objectives == ()


def test_rows_left_out_make_it_feasible_again() -> None:
    b = Builder()
    x = b.integer(0, 10)
    b.require(b.le(b.x(x), 3), "r1")
    b.require(b.add(Or((b.ge(b.x(x), 5), b.eq(b.x(x), 4)))), "r2")
    milp = lower_completely(b.model())
    assert isinstance(solve_milp(milp, SolveOptions()), Infeasible)
    assert isinstance(solve_milp(milp.without([0]), SolveOptions()), Optimal)
    assert isinstance(solve_milp(milp.without([1]), SolveOptions()), Optimal)


def test_hints_are_only_hints() -> None:
    model = replace(knapsack(20), hints={0: 1, 1: 1, 2: 1})
    result = settle(model)
    expected = settle(knapsack(20))
    assert isinstance(result, Optimal) and isinstance(expected, Optimal)
    assert result.objectives == expected.objectives


def test_coefficients_that_floating_point_cannot_hold() -> None:
    b = Builder()
    x = b.integer(0, 5)
    b.require(b.le(b.linear(-1, {x: 10**400})))
    result = settle(b.model())
    assert isinstance(result, Unknown)
    assert result.reason == "not supported"
    assert "coefficient" in result.detail

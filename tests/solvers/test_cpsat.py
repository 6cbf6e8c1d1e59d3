"""CP-SAT against brute force: status, optimum and the whole solution set; and what it must not claim.

`ortools` must not be loaded beside `highspy`: everything here goes through a worker process.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, given, note, settings

from certiplan.model.ir import (
    AllDifferent,
    Circuit,
    Cumulative,
    GroundModel,
    NoOverlap,
    Power,
    Product,
    Rational,
    Span,
)
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


# ---------------------------------------------------------------- by construct


def solved(builder: Builder) -> Optimal:
    result = run(builder.model())
    assert isinstance(result, Optimal), result
    return result


def unsupported(builder: Builder) -> str:
    result = run(builder.model())
    assert isinstance(result, Unknown), result
    assert result.reason == "not supported"
    return result.detail


def jobs(b: Builder, lengths: list[int]) -> tuple[list[int], tuple[Span, ...]]:
    starts = [b.integer(0, 40) for _ in lengths]
    return starts, tuple(
        Span(b.x(s), b.linear(length), b.linear(length, {s: 1}))
        for s, length in zip(starts, lengths, strict=True)
    )


def makespan(b: Builder, starts: list[int], lengths: list[int]) -> None:
    end = b.integer(0, 100)
    for start, length in zip(starts, lengths, strict=True):
        b.require(b.le(b.linear(length, {start: 1, end: -1})))
    b.minimize(b.x(end))


def test_setup_times_count_between_jobs() -> None:
    b = Builder()
    lengths = [2, 3, 4]
    starts, spans = jobs(b, lengths)
    setup = ((0, 1, 9), (9, 0, 1), (9, 9, 0))
    b.require(b.add(NoOverlap(spans, setup)))
    makespan(b, starts, lengths)
    # 0, 1, 2 with gaps of 1; but 9 must pass from the end of 0 to the start of 2, and 4 do.
    assert solved(b).objectives == (15,)


def test_resources_are_shared() -> None:
    b = Builder()
    lengths = [3, 3, 2, 2]
    starts, spans = jobs(b, lengths)
    demands = tuple(b.linear(need) for need in (2, 2, 1, 1))
    b.require(b.add(Cumulative(spans, demands, b.linear(3))))
    makespan(b, starts, lengths)
    assert solved(b).objectives == (6,)


def test_fractional_times_are_scaled() -> None:
    b = Builder()
    starts = [b.integer(0, 9) for _ in range(2)]
    half = Fraction(3, 2)
    spans = tuple(Span(b.x(s), b.linear(half), b.linear(half, {s: 1})) for s in starts)
    b.require(b.add(NoOverlap(spans)))
    b.minimize(b.linear(0, dict.fromkeys(starts, 1)))
    assert solved(b).objectives == (2,)


def test_a_tour_has_no_subtours() -> None:
    b = Builder()
    near = {(0, 1), (1, 0), (2, 3), (3, 2)}
    arcs = tuple((i, j, b.binary()) for i in range(4) for j in range(4) if i != j)
    b.require(b.add(Circuit(4, arcs, may_be_empty=False)))
    b.minimize(b.linear(0, {column: 1 if (i, j) in near else 5 for i, j, column in arcs}))
    assert solved(b).objectives == (12,)


def test_rational_objectives_and_bounds_are_exact() -> None:
    b = Builder()
    x, y = b.integer(0, 10), b.integer(0, 10)
    b.require(b.le(b.linear(0, {x: Fraction(1, 3), y: Fraction(1, 7)}), Fraction(8, 5)))
    b.maximize(b.linear(Fraction(1, 2), {x: Fraction(1, 3), y: Fraction(1, 8)}))
    result = solved(b)
    assert result.objectives == result.bounds == brute_force(b.model()).optimum


def test_reals_are_refused() -> None:
    b = Builder()
    b.minimize(b.x(b.real(0, 1)))
    assert "real decision" in unsupported(b)


def test_numbers_beyond_64_bits_are_refused() -> None:
    b = Builder()
    x, y = b.integer(0, 10**12), b.integer(0, 10**12)
    b.require(b.le(b.linear(0, {x: 10**9, y: -1})))
    assert "64 bits" in unsupported(b)
    b = Builder()
    x = b.integer(0, 10**12)
    b.require(b.ge(b.add(Product((b.x(x), b.x(x)))), 3))
    assert "64 bits" in unsupported(b)
    b = Builder()
    b.require(b.ge(b.add(Power(b.linear(2), b.x(b.integer(0, 100)))), 3))
    assert "exponents" in unsupported(b)


# ---------------------------------------------------------------- bounds that the model does not have


def test_bounds_that_follow_from_rows_are_enough() -> None:
    b = Builder()
    x, y = b.integer(0, None), b.integer(0, None)
    b.require(b.le(b.linear(0, {x: 2, y: 3}), 12))
    b.maximize(b.linear(0, {x: 3, y: 4}))
    assert solved(b).objectives == (18,)


def test_a_cost_that_bounds_the_columns_proves_the_optimum() -> None:
    b = Builder()
    x, y = b.integer(0, None), b.integer(0, None)
    b.require(b.ge(b.linear(0, {x: 2, y: 3}), 12))
    b.minimize(b.linear(0, {x: 3, y: 4}))
    assert solved(b).objectives == (16,)


def test_without_bounds_nothing_is_claimed() -> None:
    b = Builder()
    x, y = b.integer(None, None), b.integer(None, None)
    b.require(b.eq(b.linear(-1, {x: 2, y: -4})))
    result = run(b.model())
    assert isinstance(result, Unknown)
    assert result.reason == "gave up"
    b = Builder()
    x, y = b.integer(0, None), b.integer(0, None)
    b.require(b.le(b.linear(0, {x: 1, y: -1})))
    b.maximize(b.linear(0, {x: 1}))
    unproved = run(b.model())
    assert isinstance(unproved, Feasible)
    assert unproved.bounds == (None,)


def test_without_an_objective_a_solution_is_a_solution() -> None:
    b = Builder()
    x, y = b.integer(None, None), b.integer(None, None)
    b.require(b.eq(b.linear(-1, {x: 7, y: -5})))
    b.require(b.add(AllDifferent((b.x(x), b.x(y)))))
    values = solved(b).values
    assert 7 * values[0] - 5 * values[1] == 1


# ---------------------------------------------------------------- limits


def test_a_limit_leaves_the_best_solution_found_and_an_honest_bound() -> None:
    b = Builder()
    lengths = [3 + 5 * k % 11 for k in range(60)]
    sites = [[b.binary() for _ in range(7)] for _ in lengths]
    most = b.integer(0, sum(lengths))
    for row in sites:
        b.require(b.eq(b.linear(-1, dict.fromkeys(row, 1))))
    for column in zip(*sites, strict=True):
        load = dict(zip(column, lengths, strict=True))
        b.require(b.le(b.linear(0, {**load, most: -1})))
    b.minimize(b.x(most))
    result = CPSAT.solve(b.model(), SolveOptions(time_limit_s=1.5))
    if isinstance(result, Unknown):
        assert result.reason == "time"
        return
    assert isinstance(result, Feasible | Optimal), result
    least = -(-sum(lengths) // 7)
    assert result.objectives[0] >= least
    assert result.bounds[0] is not None
    assert result.bounds[0] <= result.objectives[0]


def test_highs_is_not_loaded_beside_ortools() -> None:
    program = (
        "import sys\n"
        "import certiplan.solvers.worker, certiplan.solvers.cpsat\n"
        "print(sorted({'highspy', 'z3', 'pyomo'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Which solver is chosen for which model, why, and what happens when it is missing or says no."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from certiplan.model.ir import (
    AllDifferent,
    Circuit,
    Extreme,
    Function,
    GroundModel,
    Literal,
    NoOverlap,
    Not,
    Or,
    Power,
    Product,
    Quotient,
    Span,
)
from certiplan.solvers.backend import Backend, Capability, Feature, SolveOptions
from certiplan.solvers.measures import measure
from certiplan.solvers.registry import CPSAT_CAPABILITY, SCIP_CAPABILITY, Z3_CAPABILITY, backend
from certiplan.solvers.results import Failed, Infeasible, Optimal, Reason, SolverResult, Unknown
from certiplan.solvers.router import RoutedBackend, route
from tests.solvers.ground_models import Builder

HIGHS_CAPABILITY = backend("highs").capability


@dataclass
class Fake:
    """A backend that answers what it is told to and remembers that it was asked."""

    name: str
    capability: Capability
    missing: str | None = None
    answer: SolverResult | None = None
    asked: list[SolveOptions] = field(default_factory=list)

    def unavailable_because(self) -> str | None:
        return self.missing

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        self.asked.append(options)
        return self.answer or Infeasible(suspects=None, solver=self.name, seconds=0.0)


def fakes(**missing: str) -> dict[str, Fake]:
    capabilities = {
        "highs": HIGHS_CAPABILITY,
        "z3": Z3_CAPABILITY,
        "cpsat": CPSAT_CAPABILITY,
        "scip": SCIP_CAPABILITY,
    }
    return {name: Fake(name, capability, missing.get(name)) for name, capability in capabilities.items()}


def chosen(model: GroundModel, **missing: str) -> list[str]:
    return [candidate.solver for candidate in route(model, list(fakes(**missing).values())).candidates]


def unknown(solver: str, reason: Reason) -> Unknown:
    return Unknown(reason=reason, detail=f"{solver} said no", solver=solver, seconds=0.0)


# ---------------------------------------------------------------- models


def knapsack() -> GroundModel:
    b = Builder()
    items = [b.binary() for _ in range(100)]
    b.require(b.le(b.linear(0, {x: 3 + k % 7 for k, x in enumerate(items)}), 50))
    b.maximize(b.linear(0, {x: 5 + k % 11 for k, x in enumerate(items)}))
    return b.model()


def job_shop() -> GroundModel:
    b = Builder()
    starts = [b.integer(0, 100) for _ in range(8)]
    spans = tuple(Span(b.x(s), b.linear(5), b.linear(5, {s: 1})) for s in starts)
    b.require(b.add(NoOverlap(spans)))
    b.minimize(b.x(starts[0]))
    return b.model()


def tour() -> GroundModel:
    b = Builder()
    arcs = tuple((i, j, b.binary()) for i in range(5) for j in range(5) if i != j)
    b.require(b.add(Circuit(5, arcs, may_be_empty=False)))
    b.minimize(b.linear(0, {column: 2 + i * j for i, j, column in arcs}))
    return b.model()


def loaded_tour() -> GroundModel:
    b = Builder()
    arcs = tuple((i, j, b.binary()) for i in range(6) for j in range(6) if i != j)
    b.require(b.add(Circuit(6, arcs, may_be_empty=False)))
    loads = [b.integer(3, 8) for _ in range(5)]
    for i, j, column in arcs:
        if i < 5 and j < 5:
            grows = b.le(b.linear(3, {loads[i]: 1, loads[j]: -1}))
            b.require(b.add(Or((b.add(Not(b.add(Literal(column)))), grows))))
    b.minimize(b.linear(0, {column: 2 + i * j for i, j, column in arcs}))
    return b.model()


def tours(*, longest: bool) -> GroundModel:
    b = Builder()
    lengths = []
    for _ in range(2):
        arcs = tuple((i, j, b.binary()) for i in range(5) for j in range(5) if i != j)
        b.require(b.add(Circuit(5, arcs, may_be_empty=False)))
        lengths.append({column: 2 + i * j for i, j, column in arcs})
    if longest:
        b.minimize(b.add(Extreme("max", tuple(b.linear(0, length) for length in lengths))))
    else:
        b.minimize(b.linear(0, lengths[0] | lengths[1]))
    return b.model()


def big_m_schedule() -> GroundModel:
    b = Builder()
    starts = [b.integer(0, 100) for _ in range(7)]
    for k, one in enumerate(starts):
        for other in starts[:k]:
            before = b.le(b.linear(5, {one: 1, other: -1}))
            after = b.le(b.linear(5, {one: -1, other: 1}))
            b.require(b.add(Or((before, after))))
    return b.model()


def puzzle() -> GroundModel:
    b = Builder()
    xs = [b.integer(1, 5) for _ in range(5)]
    b.require(b.add(AllDifferent(tuple(b.x(x) for x in xs))))
    return b.model()


def smooth(*nodes: str, kind: str = "real") -> GroundModel:
    b = Builder()
    x, y = (b.real(1, 9), b.real(1, 9)) if kind == "real" else (b.integer(1, 9), b.integer(1, 9))
    made = {
        "sin": lambda: b.add(Function("sin", b.x(x))),
        "product": lambda: b.add(Product((b.x(x), b.x(y)))),
        "ratio": lambda: b.add(Quotient(b.x(x), b.x(y))),
        "power": lambda: b.add(Power(b.linear(2), b.x(x))),
    }
    for node in nodes:
        b.require(b.le(made[node](), 5))
    return b.model()


def quadratic_objective() -> GroundModel:
    b = Builder()
    x = b.real(None, None)
    b.minimize(b.add(Product((b.x(x), b.x(x)))))
    return b.model()


@pytest.mark.parametrize(
    ("model", "solver", "words"),
    [
        (knapsack(), "highs", "100 whole decisions"),
        (job_shop(), "cpsat", "8 intervals"),
        (tour(), "highs", "tours"),
        (loaded_tour(), "highs", "overloaded paths"),
        (tours(longest=False), "highs", "tours"),
        (tours(longest=True), "cpsat", "2 tours at once"),
        (big_m_schedule(), "cpsat", "21 alternatives"),
        (puzzle(), "z3", "small problem of logic"),
        (smooth("sin"), "scip", "sin"),
        (smooth("power"), "scip", "exponents"),
        (smooth("product"), "scip", "1 nonlinear term"),
        (smooth("ratio"), "highs", "1 ratio"),
        (smooth("product", kind="integer"), "cpsat", "1 product of whole decisions"),
        (quadratic_objective(), "highs", "quadratic objective"),
    ],
)
def test_the_first_choice_and_its_reason(model: GroundModel, solver: str, words: str) -> None:
    found = route(model, list(fakes().values()))
    assert found.candidates[0].solver == solver
    assert words in found.why()
    assert found.passed_over == ()


def test_a_missing_solver_is_passed_over_and_said() -> None:
    solvers = list(fakes(cpsat="CP-SAT is not installed: pip install 'certiplan[cpsat]'").values())
    found = route(job_shop(), solvers)
    assert [candidate.solver for candidate in found.candidates] == ["z3", "highs", "scip"]
    assert "CP-SAT would come before it" in found.why()
    assert "pip install 'certiplan[cpsat]'" in found.why()


def test_solvers_that_do_not_declare_a_feature_come_last_or_not_at_all() -> None:
    assert chosen(smooth("sin")) == ["scip", "highs", "z3"]
    b = Builder()
    b.minimize(b.linear(0, {b.integer(None, None): 1, b.binary(): 2}))
    assert "cpsat" not in chosen(b.model())[:2]
    assert "cpsat" not in chosen(quadratic_objective())


def test_a_binary_factor_makes_no_product() -> None:
    b = Builder()
    x, y = b.binary(), b.real(0, 5)
    b.require(b.le(b.add(Product((b.x(x), b.x(y)))), 3))
    measures = measure(b.model())
    assert (measures.whole_products, measures.real_products) == (0, 0)


def solve_with(solvers: dict[str, Fake], model: GroundModel, **options: float) -> SolverResult:
    backends: list[Backend] = list(solvers.values())
    return RoutedBackend(backends).solve(model, SolveOptions(**options))  # type: ignore[arg-type]


def test_the_first_that_can_answers() -> None:
    solvers = fakes()
    result = solve_with(solvers, job_shop())
    assert result.solver == "cpsat"
    assert [name for name, solver in solvers.items() if solver.asked] == ["cpsat"]


@pytest.mark.parametrize("reason", ["not supported", "gave up", "numerical trouble"])
def test_the_next_is_asked_where_one_cannot(reason: Reason) -> None:
    solvers = fakes()
    solvers["cpsat"].answer = unknown("cpsat", reason)
    assert solve_with(solvers, job_shop()).solver == "z3"


def test_a_broken_solver_is_followed_by_the_next() -> None:
    solvers = fakes()
    solvers["cpsat"].answer = Failed(error="it broke", solver="cpsat", seconds=0.1)
    assert solve_with(solvers, job_shop(), time_limit_s=60).solver == "z3"
    limit_s = solvers["z3"].asked[0].time_limit_s
    assert limit_s is not None
    assert limit_s <= 60


@pytest.mark.parametrize("reason", ["time", "cancelled", "memory"])
def test_no_other_is_asked_after_the_time_is_over(reason: Reason) -> None:
    solvers = fakes()
    solvers["cpsat"].answer = unknown("cpsat", reason)
    result = solve_with(solvers, job_shop())
    assert isinstance(result, Unknown)
    assert result.reason == reason
    assert not solvers["z3"].asked


def test_where_all_fail_the_first_attempt_is_told() -> None:
    solvers = fakes()
    solvers["cpsat"].answer = unknown("cpsat", "not supported")
    for name in ("z3", "highs", "scip"):
        solvers[name].answer = unknown(name, "gave up")
    result = solve_with(solvers, job_shop())
    assert isinstance(result, Unknown)
    assert (result.solver, result.reason) == ("z3", "gave up")
    assert all(solver.asked for solver in solvers.values())


def test_without_any_solver_it_says_so() -> None:
    solvers = fakes(**dict.fromkeys(("highs", "z3", "cpsat", "scip"), "not here"))
    result = solve_with(solvers, knapsack())
    assert isinstance(result, Failed)
    assert "not here" in result.error
    assert "No solver" in route(knapsack(), list(solvers.values())).why()


def test_auto_solves_for_real() -> None:
    b = Builder()
    x, y = b.integer(0, 10), b.binary()
    b.require(b.le(b.linear(0, {x: 1, y: 3}), 7))
    b.maximize(b.linear(0, {x: 2, y: 5}))
    result = RoutedBackend([backend("highs"), backend("z3")]).solve(b.model(), SolveOptions())
    assert isinstance(result, Optimal)
    assert (result.objectives, result.solver) == ((14,), "highs")


def test_every_feature_is_measured_or_is_no_need_of_a_model() -> None:
    from typing import get_args

    not_needs = {"unbounded proof", "cores"}
    measured = set().union(*(measure(m).features() for m in (job_shop(), big_m_schedule(), knapsack())))
    measured |= measure(smooth("sin", "product")).features()
    measured |= measure(smooth("product", kind="integer")).features()
    b = Builder()
    b.minimize(b.x(b.integer(None, 3)))
    measured |= measure(b.model()).features()
    assert measured == set(get_args(Feature)) - not_needs

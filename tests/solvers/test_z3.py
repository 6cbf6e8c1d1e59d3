"""Z3 against brute force: status, optimum and the whole solution set; and what only Z3 promises."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from certiplan.model.ir import (
    AllDifferent,
    Function,
    GroundModel,
    IfThenElse,
    NoOverlap,
    Not,
    Or,
    Power,
    Product,
    Quotient,
    Rational,
    Span,
)
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.results import Feasible, Infeasible, Optimal, SolverResult, Unbounded, Unknown
from certiplan.solvers.wire import Incumbent
from certiplan.solvers.z3_encoding import encode
from certiplan.solvers.z3_search import solve
from tests.solvers.ground_models import LOGIC, MILP, Builder, brute_force, excluding, ground_models

TOLERANCE = Fraction(1, 10**6)


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.reports: list[Progress] = []
        self.found: list[Incumbent] = []

    def progress(self, report: Progress) -> None:
        self.reports.append(report)

    def incumbent(self, found: Incumbent) -> None:
        self.found.append(found)


def run(model: GroundModel, **options: float) -> SolverResult:
    return solve(model, SolveOptions(**options), Heard())  # type: ignore[arg-type]


def check_against_brute_force(model: GroundModel) -> None:
    note(str(list(model.nodes)))
    answer = brute_force(model)
    result = run(model)
    if not answer.best:
        assert isinstance(result, Infeasible), result
        return
    assert isinstance(result, Optimal), result
    assert tuple(result.values) in answer.best
    for bound, best in zip(result.bounds, answer.optimum, strict=True):
        assert -TOLERANCE <= Fraction(bound - best) / max(1, best, -best) <= TOLERANCE
    assert result.objectives == Evaluation(model, result.values).objectives()


def solution_set(model: GroundModel) -> set[tuple[Rational, ...]]:
    found: set[tuple[Rational, ...]] = set()
    model = replace(model, objectives=())
    while isinstance(result := run(model), Optimal):
        point = tuple(result.values)
        assert point not in found
        found.add(point)
        model = excluding(model, point)
    assert isinstance(result, Infeasible)
    return found


battery = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@battery
@given(ground_models(LOGIC))
def test_logic_agrees_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)


@battery
@given(ground_models(MILP, fractions=True))
def test_every_node_kind_agrees_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)


@settings(battery, max_examples=40)
@given(ground_models(MILP | {"Power"}, fractions=True, objectives=0))
def test_the_solution_set_is_the_brute_force_one(model: GroundModel) -> None:
    assert solution_set(model) == brute_force(model).solutions


@st.composite
def weighted_choices(draw: st.DrawFn) -> GroundModel:
    """Rows and weights over more Booleans than the general strategy draws."""
    b = Builder()
    xs = [b.binary() for _ in range(draw(st.integers(4, 7)))]
    coefs = st.lists(st.integers(-4, 5), min_size=len(xs), max_size=len(xs))

    def row() -> int:
        return b.linear(0, dict(zip(xs, draw(coefs), strict=True)))

    for _ in range(draw(st.integers(1, 4))):
        left = b.linear(draw(st.integers(-4, 6)), {}, [(row(), 1)])
        b.require(b.eq(left) if draw(st.integers(0, 3)) == 0 else b.ge(left))
    for _ in range(draw(st.integers(1, 2))):
        sense = b.minimize if draw(st.booleans()) else b.maximize
        scale = Fraction(1, draw(st.sampled_from([1, 3])))
        sense(b.linear(draw(st.integers(-2, 2)), {}, [(row(), scale)]), slack_abs=draw(st.integers(0, 1)))
    return b.model()


@battery
@given(weighted_choices())
def test_weights_of_booleans_agree_with_brute_force(model: GroundModel) -> None:
    assert encode(model).propositional
    check_against_brute_force(model)


# ---------------------------------------------------------------- what Z3 does exactly


def solved(builder: Builder, **options: float) -> Optimal:
    result = run(builder.model(), **options)
    assert isinstance(result, Optimal), result
    return result


def test_reals_are_exact() -> None:
    b = Builder()
    x = b.real(0, None)
    b.require(b.le(b.linear(0, {x: Fraction(3, 10)}), Fraction(1, 7)))
    b.maximize(b.x(x))
    result = solved(b)
    assert result.values == (Fraction(10, 21),)
    assert result.bounds == (Fraction(10, 21),)


def test_integers_need_no_bounds() -> None:
    b = Builder()
    x, y = b.integer(None, None), b.integer(None, None)
    b.require(b.eq(b.linear(-1, {x: 7, y: -5})))
    b.require(b.ge(b.x(x), 10**12))
    b.minimize(b.linear(0, {x: 1, y: 1}))
    result = solved(b)
    assert result.values[0] == 10**12 + 3
    assert 7 * result.values[0] - 5 * result.values[1] == 1


@pytest.mark.parametrize("kind", ["integer", "real"])
@pytest.mark.parametrize("sense", ["minimize", "maximize"])
def test_an_unbounded_objective_is_said(kind: str, sense: str) -> None:
    b = Builder()
    x = b.column("integer" if kind == "integer" else "real", None, None)
    y = b.integer(0, 5)
    b.require(b.le(b.x(y), 4))
    b.minimize(b.x(y))
    getattr(b, sense)(b.linear(3, {x: 2, y: 1}))
    result = run(b.model())
    assert isinstance(result, Unbounded), result
    assert result.stage == 1


def test_a_large_optimum_is_not_taken_for_unbounded() -> None:
    b = Builder()
    x = b.integer(0, 10**30)
    b.require(b.add(Or((b.le(b.x(x), 5), b.le(b.linear(0, {x: 3}), 10**30)))))
    b.maximize(b.x(x))
    assert solved(b).objectives == (10**30 // 3,)


def test_integer_products_are_native() -> None:
    b = Builder()
    x, y = b.integer(2, 300), b.integer(2, 300)
    b.require(b.eq(b.add(Product((b.x(x), b.x(y)))), 221))
    b.require(b.le(b.linear(0, {x: 1, y: -1})))
    assert solved(b).values == (13, 17)


def test_products_of_reals_reach_the_optimum_within_tolerance() -> None:
    b = Builder()
    x, y = b.real(0, 10), b.real(0, 10)
    b.require(b.ge(b.add(Product((b.x(x), b.x(y)))), 6))
    b.minimize(b.linear(0, {x: 1, y: 1}))
    result = solved(b)
    assert float(result.objectives[0]) == pytest.approx(2 * 6**0.5, rel=2e-6)
    assert result.bounds[0] <= result.objectives[0]
    assert float(result.bounds[0]) <= 2 * 6**0.5


def test_roots_and_powers_have_exact_definitions() -> None:
    b = Builder()
    x = b.real(0, 100)
    b.require(b.eq(b.add(Power(b.x(x), b.linear(Fraction(3, 2)))), 27))
    assert solved(b).values == (9,)
    b = Builder()
    x = b.real(0, 100)
    b.require(b.eq(b.add(Function("sqrt", b.x(x))), Fraction(5, 2)))
    assert solved(b).values == (Fraction(25, 4),)


def test_an_irrational_value_is_given_to_many_digits() -> None:
    b = Builder()
    x = b.real(0, 10)
    b.require(b.eq(b.add(Product((b.x(x), b.x(x)))), 2))
    value = solved(b).values[0]
    assert -Fraction(1, 10**20) < value * value - 2 < Fraction(1, 10**20)


def test_division_by_zero_is_no_solution() -> None:
    b = Builder()
    x, y = b.integer(0, 1), b.integer(-1, 1)
    b.require(b.le(b.add(Quotient(b.x(x), b.x(y))), 100))
    found = solution_set(b.model())
    assert found == {(0, -1), (1, -1), (0, 1), (1, 1)}


@pytest.mark.parametrize("name", ["exp", "log", "sin", "cos", "tan"])
def test_transcendental_functions_are_refused(name: str) -> None:
    b = Builder()
    x = b.real(1, 2)
    b.require(b.le(b.add(Function(name, b.x(x))), 1))  # type: ignore[arg-type]
    result = run(b.model())
    assert isinstance(result, Unknown)
    assert result.reason == "not supported"
    assert name in result.detail


def test_semicontinuous_columns_are_zero_or_within_their_bounds() -> None:
    for kind in ("integer", "real"):
        b = Builder()
        x = b.column("integer" if kind == "integer" else "real", 3, 7, semicontinuous=True)
        b.require(b.ge(b.x(x), 1))
        b.minimize(b.x(x))
        assert solved(b).values == (3,)
        b = Builder()
        x = b.column("integer" if kind == "integer" else "real", 3, 7, semicontinuous=True)
        b.minimize(b.x(x))
        assert solved(b).values == (0,)


def test_under_logic_reals_may_count_either_way_at_equality() -> None:
    b = Builder()
    x = b.real(0, 10)
    above = b.add(Not(b.le(b.x(x), 4)))
    b.require(above)
    b.minimize(b.x(x))
    assert solved(b).values == (4,)


def test_whole_comparisons_under_logic_are_strict() -> None:
    b = Builder()
    x = b.integer(0, 10)
    b.require(b.add(Not(b.le(b.x(x), 4))))
    b.minimize(b.linear(0, {x: Fraction(1, 2)}))
    assert solved(b).values == (5,)


def test_spans_over_real_times() -> None:
    b = Builder()
    starts = [b.real(0, 10) for _ in range(3)]
    end = b.real(0, 20)
    length = Fraction(3, 2)
    spans = tuple(Span(b.x(s), b.linear(length), b.linear(length, {s: 1})) for s in starts)
    gap = Fraction(1, 4)
    b.require(b.add(NoOverlap(spans, tuple(tuple(gap for _ in spans) for _ in spans))))
    for s in starts:
        b.require(b.le(b.linear(length, {s: 1, end: -1})))
    b.minimize(b.x(end))
    assert solved(b).objectives == (3 * length + 2 * gap,)


# ---------------------------------------------------------------- how it is written


def test_rows_over_booleans_are_pseudo_boolean() -> None:
    b = Builder()
    xs = [b.binary() for _ in range(3)]
    b.require(b.eq(b.linear(-1, dict.fromkeys(xs, 1))))
    b.require(b.le(b.linear(0, {xs[0]: Fraction(1, 2), xs[1]: Fraction(-1, 3), xs[2]: 1}), Fraction(2, 3)))
    b.maximize(b.linear(0, {xs[0]: 3, xs[1]: 2}))
    encoded = encode(b.model())
    assert encoded.propositional
    assert "pbeq 1 1 1 1" in encoded.constraints[0]
    assert "((_ pble 6 3 2 6) c0 (not c1) c2)" in encoded.constraints[1]


def test_coefficients_beyond_32_bits_are_not_pseudo_boolean() -> None:
    b = Builder()
    xs = [b.binary() for _ in range(3)]
    b.require(b.le(b.linear(0, {xs[0]: 3 * 10**9, xs[1]: 2, xs[2]: 2 * 10**9}), 3 * 10**9))
    b.maximize(b.linear(0, {xs[0]: 3, xs[1]: 2, xs[2]: 2}))
    assert not encode(b.model()).propositional
    assert solved(b).values == (0, 1, 1)


def test_weights_beyond_32_bits_in_the_objective() -> None:
    b = Builder()
    xs = [b.binary() for _ in range(3)]
    b.require(b.le(b.linear(0, dict.fromkeys(xs, 1)), 2))
    b.maximize(b.linear(0, {xs[0]: 3 * 10**9, xs[1]: 2 * 10**9, xs[2]: 10**9}))
    assert solved(b).objectives == (5 * 10**9,)


def test_text_grows_with_the_graph_and_not_with_the_tree() -> None:
    b = Builder()
    x = b.integer(0, 9)
    node = b.x(x)
    for _ in range(60):
        node = b.add(IfThenElse(b.le(node, 3), b.linear(1, {}, [(node, 1)]), node))
    b.require(b.ge(node, 4))
    assert len(encode(b.model()).preamble) < 20_000
    assert isinstance(run(b.model()), Optimal)


# ---------------------------------------------------------------- reports, gaps, stages


def test_every_better_solution_is_told() -> None:
    b = Builder()
    xs = [b.integer(0, 5) for _ in range(4)]
    b.require(b.add(AllDifferent(tuple(b.x(x) for x in xs))))
    b.maximize(b.linear(0, {x: k + 1 for k, x in enumerate(xs)}))
    heard = Heard()
    result = solve(b.model(), SolveOptions(), heard)
    assert isinstance(result, Optimal)
    values = [Fraction(found.objectives[0]) for found in heard.found]
    assert values == sorted(set(values))
    assert values[-1] == result.objectives[0] == 40
    for found in heard.found:
        assert Evaluation(b.model(), found.values).feasible()
    assert heard.reports[-1].bound == 40


def test_a_gap_ends_the_search_early_and_is_honest() -> None:
    b = Builder()
    xs = [b.integer(0, 30) for _ in range(3)]
    b.require(b.le(b.linear(0, {x: k + 2 for k, x in enumerate(xs)}), 97))
    b.maximize(b.linear(0, {x: 2 * k + 3 for k, x in enumerate(xs)}))
    best = solved(b).objectives[0]
    rough = solved(b, relative_gap=0.5)
    assert rough.bounds[0] >= best >= rough.objectives[0]
    assert rough.bounds[0] - rough.objectives[0] <= rough.objectives[0] / 2


def test_later_stages_use_the_slack_of_earlier_ones() -> None:
    b = Builder()
    x, y = b.integer(0, 10), b.integer(0, 10)
    b.require(b.ge(b.linear(0, {x: 1, y: 1}), 10))
    b.minimize(b.linear(0, {x: 2, y: 3}), slack=Fraction(1, 10), slack_abs=1)
    b.maximize(b.x(y))
    result = solved(b)
    assert result.bounds == (20, 3)
    assert result.objectives == (23, 3)


def test_no_time_is_no_answer() -> None:
    b = Builder()
    b.binary()
    result = run(b.model(), time_limit_s=0.0)
    assert isinstance(result, Unknown)
    assert result.reason == "time"


def test_a_limit_during_the_proof_leaves_the_solution() -> None:
    b = Builder()
    xs = [[b.binary() for _ in range(11)] for _ in range(12)]
    for row in xs:
        b.require(b.le(b.linear(0, dict.fromkeys(row, 1)), 1))
    for hole in zip(*xs, strict=True):
        for one, other in combinations(hole, 2):
            b.require(b.le(b.linear(0, {one: 1, other: 1}), 1))
    b.maximize(b.linear(0, {x: 1 for row in xs for x in row}))
    result = run(b.model(), time_limit_s=1.0)
    assert isinstance(result, Feasible | Optimal)
    assert Evaluation(b.model(), result.values).feasible()


# ---------------------------------------------------------------- cores


def clash() -> Builder:
    b = Builder()
    x, y = b.integer(0, 10), b.integer(0, 10)
    b.require(b.le(b.linear(0, {x: 1, y: 1}), 12))  # structure
    b.require(b.ge(b.x(x), 7), "early")
    b.require(b.le(b.x(x), 9), "calm")
    b.require(b.ge(b.x(y), 8), "late")
    b.require(b.le(b.x(y), 9), "calm")
    return b


def test_a_core_names_the_clashing_requirements() -> None:
    result = run(clash().model())
    assert isinstance(result, Infeasible)
    assert result.suspects == (0, 1, 3)


@settings(battery, max_examples=60)
@given(ground_models(MILP, fractions=True, objectives=0))
def test_cores_clash_by_themselves(model: GroundModel) -> None:
    result = run(model)
    if isinstance(result, Infeasible) and result.suspects is not None:
        core = replace(model, constraints=tuple(model.constraints[k] for k in result.suspects))
        assert not brute_force(core).solutions


def test_large_groups_of_constraints_share_a_literal() -> None:
    b = clash()
    extra = [b.integer(0, 1) for _ in range(1100)]
    for x in extra:
        b.require(b.le(b.x(x), 1), "plenty")
    result = run(b.model())
    assert isinstance(result, Infeasible)
    assert result.suspects == (0, 1, 3)

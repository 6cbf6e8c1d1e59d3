"""All-different, circuits, disjunctive and cumulative time, point by point."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise, permutations, product

import pytest

from certiplan.model.ir import (
    AllDifferent,
    Circuit,
    Cumulative,
    GroundModel,
    NodeId,
    NoOverlap,
    Not,
    Or,
    Rational,
    Span,
)
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.lowering import spans as spans_module
from certiplan.solvers.results import Optimal
from tests.solvers.ground_models import Builder, Point, grid
from tests.solvers.highs_judge import agrees_with_brute_force, judged_rightly, settle

# ---------------------------------------------------------------- all different


def integers(b: Builder) -> list[NodeId]:
    return [b.x(b.integer(0, 2)), b.x(b.integer(1, 3), 2), b.linear(-1, {}, [(b.x(b.integer(0, 3)), 1)])]


@pytest.mark.parametrize("position", ["asserted", "negated", "optional", "of two", "twice the same", "wide"])
def test_all_different(position: str) -> None:
    b = Builder()
    numbers = integers(b)
    different = b.add(AllDifferent(tuple(numbers)))
    if position == "asserted":
        b.require(different)
    elif position == "negated":
        b.require(b.add(Not(different)))
    elif position == "optional":
        b.require(b.add(Or((different, b.is_one(b.binary())))))
    elif position == "of two":
        b.require(b.add(AllDifferent(tuple(numbers[:2]))))
    elif position == "twice the same":
        b.require(b.add(AllDifferent((numbers[0], numbers[1], numbers[0]))))
    else:
        wide = [b.linear(0, {}, [(number, 50)]) for number in numbers]
        b.require(b.add(AllDifferent((*wide[:2], b.linear(0, {}, [(wide[2], 1), (numbers[0], 1)])))))
    judged_rightly(b.model(), most=200)


def choice(b: Builder, values: list[int], *, optional: bool = False) -> NodeId:
    columns = [b.binary() for _ in values]
    once = b.linear(-1, dict.fromkeys(columns, 1))
    b.require(b.le(once) if optional else b.eq(once))
    return b.linear(0, dict(zip(columns, values, strict=True)))


@pytest.mark.parametrize("optional", [False, True])
def test_all_different_choices(optional: bool) -> None:
    b = Builder()
    numbers = [choice(b, [1, 2, 3]), choice(b, [2, 3], optional=optional), choice(b, [0, 1, 3])]
    numbers[2] = b.linear(1, {}, [(numbers[2], 1)])
    b.require(b.add(AllDifferent(tuple(numbers))))
    judged_rightly(b.model(), most=400)


# ---------------------------------------------------------------- circuits


def circuit(
    b: Builder, size: int, *, loops: tuple[int, ...], may_be_empty: bool
) -> dict[tuple[int, int], int]:
    arcs = {(i, j): b.binary() for i in range(size) for j in range(size) if i != j or i in loops}
    node = Circuit(size, tuple((i, j, column) for (i, j), column in arcs.items()), may_be_empty)
    b.require(b.add(node))
    return arcs


def successors(arcs: dict[tuple[int, int], int], size: int) -> list[Point]:
    """Every way to choose one arc out of each node, as points."""
    found: list[Point] = []
    for after in product(range(size), repeat=size):
        if all((i, j) in arcs for i, j in enumerate(after)):
            point = [0] * len(arcs)
            for i, j in enumerate(after):
                point[arcs[i, j]] = 1
            found.append(tuple(point))
    return found


@pytest.mark.parametrize(
    ("loops", "may_be_empty"), [((), False), ((0, 1, 2, 3), False), ((0, 1, 2, 3), True), ((1, 3), False)]
)
def test_every_choice_of_successors(loops: tuple[int, ...], may_be_empty: bool) -> None:
    b = Builder()
    arcs = circuit(b, 4, loops=loops, may_be_empty=may_be_empty)
    points = successors(arcs, 4)
    yes, no = judged_rightly(b.model(), points=[*points, (0,) * len(arcs), (1,) * len(arcs)])
    assert yes >= 6
    assert no >= 3


def shortest(size: int, cost: dict[tuple[int, int], int], visited: tuple[int, ...]) -> int:
    first, *rest = visited
    tours = ((first, *order, first) for order in permutations(rest))
    return min(sum(cost[a, b] for a, b in pairwise(t)) for t in tours)


@pytest.mark.parametrize("seed", range(6))
def test_cheapest_tour(seed: int) -> None:
    rng = random.Random(seed)
    size = 6
    # Two far clusters: without cuts the cheapest assignment is two subtours.
    far = {(i, j): 20 for i in range(size) for j in range(size) if (i < 3) != (j < 3)}
    b = Builder()
    arcs = circuit(b, size, loops=(), may_be_empty=False)
    cost = {arc: far.get(arc, 0) + rng.randint(1, 9) for arc in arcs}
    b.minimize(b.linear(0, {arcs[arc]: value for arc, value in cost.items()}))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert result.objectives == result.bounds == (shortest(size, cost, tuple(range(size))),)


@pytest.mark.parametrize("seed", range(6))
def test_best_tour_through_some_nodes(seed: int) -> None:
    rng = random.Random(seed)
    b = Builder()
    arcs = circuit(b, 4, loops=(0, 1, 2, 3), may_be_empty=bool(seed % 2))
    b.maximize(b.linear(0, {column: rng.randint(-4, 6) for column in arcs.values()}))
    model = b.model()
    answer = max(
        sum(c * v for c, v in zip(model.nodes[b.objectives[0].node].coefs, _own(model, point), strict=True))
        for point in successors(arcs, 4)
        if _feasible(model, point)
    )
    result = settle(model)
    assert isinstance(result, Optimal)
    assert result.objectives == result.bounds == (answer,)


def _own(model: GroundModel, point: Point) -> list[Rational]:
    return [point[column] for column in model.nodes[model.objectives[0].node].columns]


def _feasible(model: GroundModel, point: Point) -> bool:
    return Evaluation(model, point).feasible()


def test_node_without_arcs_is_infeasible() -> None:
    b = Builder()
    b.require(b.add(Circuit(3, ((0, 1, b.binary()), (1, 0, b.binary())), False)))
    judged_rightly(b.model())


# ---------------------------------------------------------------- time


def span(
    b: Builder, last: int, length: Rational | NodeId, *, optional: bool = False, fixed: bool = True
) -> Span:
    start = b.x(b.integer(0, last))
    duration = b.linear(length) if fixed else int(length)
    end = b.linear(0, {}, [(start, 1), (duration, 1)])
    return Span(start, duration, end, b.is_one(b.binary()) if optional else None)


SETUPS: dict[str, tuple[tuple[int, ...], ...] | None] = {
    "without set-up": None,
    "with set-up": ((0, 2, 1), (0, 0, 1), (3, 0, 0)),
}


@pytest.mark.parametrize("setup", SETUPS)
@pytest.mark.parametrize("kind", ["fixed", "optional", "of no length", "of variable length"])
def test_no_overlap(setup: str, kind: str) -> None:
    b = Builder()
    spans = [span(b, 4, 2), span(b, 3, 1, optional=kind == "optional")]
    if kind == "of no length":
        spans.append(span(b, 4, 0))
    elif kind == "of variable length":
        spans.append(span(b, 3, b.x(b.integer(0, 2)), fixed=False))
    else:
        spans.append(span(b, 4, 3))
    b.require(b.add(NoOverlap(tuple(spans), SETUPS[setup])))
    judged_rightly(b.model(), most=250)


@pytest.mark.parametrize("by", ["moments", "pairs"])
@pytest.mark.parametrize("kind", ["fixed", "optional", "scarce", "of variable capacity"])
def test_cumulative(by: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if by == "pairs":
        monkeypatch.setattr(spans_module, "MOST_MOMENTS", 0)
    b = Builder()
    spans = [span(b, 3, 2), span(b, 3, 2, optional=kind == "optional"), span(b, 4, 1), span(b, 2, 0)]
    capacity = b.linear(2)
    if kind == "scarce":
        capacity = b.linear(1)
    elif kind == "of variable capacity":
        capacity = b.linear(-1, {}, [(b.x(b.integer(0, 3)), 1)])
    demands = tuple(b.linear(need) for need in (1, 1, 1, 3))
    b.require(b.add(Cumulative(tuple(spans), demands, capacity)))
    judged_rightly(b.model(), most=250)


def test_cumulative_of_variable_demand_and_length() -> None:
    b = Builder()
    spans = (span(b, 2, b.x(b.integer(0, 2)), fixed=False), span(b, 3, 2), span(b, 2, 1))
    demands = (b.linear(1), b.x(b.integer(-1, 2)), b.linear(2))
    b.require(b.add(Cumulative(spans, demands, b.linear(2))))
    judged_rightly(b.model(), most=300)


@pytest.mark.parametrize("by", ["moments", "pairs"])
def test_capacity_is_never_negative_even_when_nothing_runs(by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if by == "pairs":
        monkeypatch.setattr(spans_module, "MOST_MOMENTS", 0)
    b = Builder()
    spans = tuple(span(b, 1, 2, optional=True) for _ in range(2))
    capacity = b.x(b.integer(-2, 1))
    b.require(b.add(Cumulative(spans, (b.linear(1), b.linear(1)), capacity)))
    judged_rightly(b.model(), most=200)


def test_cumulative_over_real_times_counts_equal_starts() -> None:
    b = Builder()
    spans = []
    for length in (1, 1, 2):
        start = b.x(b.real(0, 2))
        spans.append(Span(start, b.linear(length), b.linear(length, {}, [(start, 1)])))
    b.require(b.add(Cumulative(tuple(spans), (b.linear(1),) * 3, b.linear(2))))
    halves = [Fraction(k, 2) for k in range(5)]
    yes, no = judged_rightly(b.model(), reals=halves, most=200)
    assert min(yes, no) > 20


def test_optimum_of_a_schedule() -> None:
    b = Builder()
    spans = [span(b, 6, length) for length in (3, 2, 2)]
    b.require(b.add(NoOverlap(tuple(spans), ((0, 1, 0), (0, 0, 2), (0, 0, 0)))))
    b.require(b.add(Cumulative(tuple(spans), tuple(b.linear(1) for _ in spans), b.linear(1))))
    b.minimize(b.linear(0, {}, [(s.end, weight) for s, weight in zip(spans, (1, 2, 1), strict=True)]))
    b.minimize(spans[0].start)
    assert len(list(grid(b.model()))) == 343
    agrees_with_brute_force(b.model(), supported=True)

"""Circuits that are large enough for cuts, local search and pricing, against dynamic programming."""

from __future__ import annotations

import random
import threading
from itertools import pairwise, permutations

import numpy as np
import pytest

from certiplan.model.ir import Circuit
from certiplan.solvers import highs_circuits, tour_search
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.highs import HighsBackend
from certiplan.solvers.highs_problem import Limits, Problem
from certiplan.solvers.highs_run import rounds
from certiplan.solvers.results import Feasible, Infeasible, Optimal
from certiplan.solvers.tour_search import good_tour
from tests.solvers.ground_models import Builder
from tests.solvers.highs_judge import settle

Costs = dict[tuple[int, int], int]


def clusters(size: int, rng: random.Random, *, loops: bool = False) -> Costs:
    """Costs under which the cheapest assignment is made of subtours."""
    return {
        (i, j): rng.randint(1, 12) + (15 if i % 3 != j % 3 and i != j else 0)
        for i in range(size)
        for j in range(size)
        if i != j or loops
    }


def document(size: int, cost: Costs, *, sign: int = 1, may_be_empty: bool = False) -> tuple[Builder, Costs]:
    b = Builder()
    column = {arc: b.binary() for arc in cost}
    arcs = tuple((i, j, c) for (i, j), c in column.items())
    b.require(b.add(Circuit(size, arcs, may_be_empty)))
    objective = b.linear(0, {column[arc]: sign * value for arc, value in cost.items()})
    (b.minimize if sign > 0 else b.maximize)(objective)
    return b, column


def cheapest_cycles(size: int, cost: Costs) -> dict[int, int]:
    """For each set of at least two nodes (as bits) the cheapest cycle through it (Held and Karp, 1962)."""
    best: dict[tuple[int, int], int] = {}
    result: dict[int, int] = {}
    for first in range(size):
        best = {(1 << first, first): 0}
        for subset in range(1 << size):
            if subset & ((1 << first) - 1) or not subset >> first & 1:
                continue
            for last in range(first, size):
                length = best.get((subset, last))
                if length is None:
                    continue
                if last != first:
                    total = length + cost[last, first]
                    result[subset] = min(total, result.get(subset, total))
                for node in range(first + 1, size):
                    if not subset >> node & 1:
                        key = (subset | 1 << node, node)
                        longer = length + cost[last, node]
                        best[key] = min(longer, best.get(key, longer))
    return result


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sign", [1, -1])
def test_tour_through_all(seed: int, sign: int) -> None:
    cost = clusters(9, random.Random(seed))
    builder, _ = document(9, cost, sign=sign)
    result = settle(builder.model())
    assert isinstance(result, Optimal)
    assert result.objectives == result.bounds == (sign * cheapest_cycles(9, cost)[(1 << 9) - 1],)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("may_be_empty", [True, False])
def test_tour_through_some(seed: int, may_be_empty: bool) -> None:
    rng = random.Random(10 + seed)
    cost = clusters(9, rng, loops=True)
    for node in range(9):
        cost[node, node] = rng.randint(0, 14)
    builder, _ = document(9, cost, may_be_empty=may_be_empty)
    result = settle(builder.model())
    stay = [cost[node, node] for node in range(9)]
    totals = [
        length + sum(stay[node] for node in range(9) if not subset >> node & 1)
        for subset, length in cheapest_cycles(9, cost).items()
    ]
    if may_be_empty:
        totals.append(sum(stay))
    assert isinstance(result, Optimal)
    assert result.objectives == result.bounds == (min(totals),)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sign", [1, -1])
def test_a_poor_first_tour_prices_nothing_out_that_is_better(
    seed: int, sign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poor(circuit: Circuit, _cost: object, _point: object) -> list[int]:
        column = {(tail, head): c for tail, head, c in circuit.arcs}
        return [column[node, (node + 1) % 9] for node in range(9)]

    monkeypatch.setattr(highs_circuits, "good_tour", poor)
    cost = clusters(9, random.Random(seed))
    builder, _ = document(9, cost, sign=sign)
    result = settle(builder.model())
    assert isinstance(result, Optimal)
    assert result.objectives == result.bounds == (sign * cheapest_cycles(9, cost)[(1 << 9) - 1],)


@pytest.mark.parametrize("sign", [1, -1])
def test_prices_rule_out_what_cannot_help_and_no_more(sign: int) -> None:
    # One of two binaries is needed; the second costs 3, the first 1: its price is 2.
    problem = Problem(
        minimize=sign > 0,
        cost=sign * np.array([1.0, 3.0]),
        offset=sign * 10.0,
        lower=np.zeros(2),
        upper=np.ones(2),
        integer=np.ones(2, dtype=np.bool_),
        row_lower=np.array([1.0]),
        row_upper=np.array([np.inf]),
        starts=np.array([0, 2], dtype=np.int32),
        indices=np.array([0, 1], dtype=np.int32),
        coefs=np.ones(2),
    )
    limits = Limits(until=None, stop=threading.Event(), threads=1)
    relaxed, _ = next(rounds(problem.relaxed(), limits))
    assert relaxed.bound == sign * 11.0
    for limit, allowed in ((13.1, 1.0), (12.9, 0.0)):
        better = highs_circuits._only_better(problem, relaxed, sign * limit)
        assert better.upper.tolist() == [1.0, allowed]
        assert len(better.row_lower) == 2


@pytest.mark.parametrize("seed", range(3))
def test_tour_beside_other_rows(seed: int) -> None:
    rng = random.Random(20 + seed)
    cost = clusters(9, rng)
    toll = {arc: rng.randint(0, 9) for arc in cost}
    builder, column = document(9, cost)
    limit = 30
    builder.require(builder.le(builder.linear(-limit, {column[arc]: toll[arc] for arc in cost})), "r1")
    result = settle(builder.model())
    totals = [
        sum(cost[arc] for arc in pairwise(tour))
        for tour in ((0, *order, 0) for order in permutations(range(1, 9)))
        if sum(toll[arc] for arc in pairwise(tour)) <= limit
    ]
    if totals:
        assert isinstance(result, Optimal)
        assert result.objectives == result.bounds == (min(totals),)
    else:
        assert isinstance(result, Infeasible)


def test_two_circuits_at_once() -> None:
    rng = random.Random(30)
    b = Builder()
    terms: dict[int, int] = {}
    expected = 0
    for _ in range(2):
        cost = clusters(9, rng)
        column = {arc: b.binary() for arc in cost}
        b.require(b.add(Circuit(9, tuple((i, j, c) for (i, j), c in column.items()), False)))
        terms |= {column[arc]: value for arc, value in cost.items()}
        expected += cheapest_cycles(9, cost)[(1 << 9) - 1]
    b.minimize(b.linear(0, terms))
    result = settle(b.model())
    assert isinstance(result, Optimal)
    assert result.objectives == result.bounds == (expected,)


def test_infeasible_by_subtours_alone_names_the_circuit() -> None:
    b = Builder()
    half = [(i, j) for i in range(10) for j in range(10) if i != j and (i < 5) == (j < 5)]
    arcs = tuple((i, j, b.binary()) for i, j in half)
    b.require(b.le(b.x(b.integer(0, 3)), 2), "r0")
    b.require(b.add(Circuit(10, arcs, False)), "r1")
    result = settle(b.model())
    assert isinstance(result, Infeasible)
    assert result.suspects == (1,)


def test_stages_over_a_tour() -> None:
    cost = clusters(9, random.Random(40))
    builder, column = document(9, cost)
    builder.maximize(builder.linear(0, {column[0, j]: j for j in range(1, 9)}))
    result = settle(builder.model())
    assert isinstance(result, Optimal)
    best = cheapest_cycles(9, cost)[(1 << 9) - 1]
    tours = [(0, *order, 0) for order in permutations(range(1, 9))]
    tied = [tour[1] for tour in tours if sum(cost[arc] for arc in pairwise(tour)) == best]
    assert result.bounds == (best, max(tied))


def test_stopped_early_it_returns_a_tour_with_a_valid_bound() -> None:
    rng = random.Random(50)
    size = 60
    cost = {(i, j): rng.randint(1, 999) for i in range(size) for j in range(size) if i != j}
    # A second requirement that local search does not see makes it hard to finish.
    builder, column = document(size, cost)
    for _ in range(4):
        toll = {column[arc]: rng.randint(1, 99) for arc in cost}
        builder.require(builder.le(builder.linear(-22 * size, toll)), "r1")
    model = builder.model()
    result = HighsBackend().solve(model, SolveOptions(time_limit_s=1.0))
    if isinstance(result, Feasible | Optimal):
        assert Evaluation(model, result.values).feasible()
        assert result.bounds[0] is None or result.bounds[0] <= result.objectives[0]


# ---------------------------------------------------------------- local search


@pytest.mark.parametrize("size", [3, 4, 7, 12])
def test_moves_gain_what_they_say(size: int) -> None:
    rng = np.random.default_rng(size)
    for _ in range(40):
        matrix = rng.integers(1, 30, (size, size)).astype(float)
        order = rng.permutation(size)
        found = [tour_search._best_reversal(order, matrix)]
        found += [tour_search._best_move(order, matrix, length) for length in (1, 2, 3)]
        for gain, better in found:
            assert sorted(better.tolist()) == list(range(size))
            shorter = tour_search._length(order, matrix) - tour_search._length(better, matrix)
            assert abs(shorter - gain) < 1e-9 or np.isneginf(gain)


def test_tour_avoids_missing_arcs_and_leaves_out_what_stays() -> None:
    arcs = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (2, 0), (1, 1), (4, 4), (3, 4), (4, 0)]
    circuit = Circuit(5, tuple((i, j, column) for column, (i, j) in enumerate(arcs)), True)
    point = np.zeros(len(arcs))
    point[arcs.index((4, 4))] = 1.0
    used = good_tour(circuit, np.ones(len(arcs)), point)
    assert used is not None
    assert sorted(arcs[column] for column in used) == [(0, 1), (1, 2), (2, 3), (3, 0), (4, 4)]
    point[arcs.index((1, 1))] = 1.0
    used = good_tour(circuit, np.ones(len(arcs)), point)
    assert used is not None
    assert sorted(arcs[column] for column in used) == [(0, 2), (1, 1), (2, 3), (3, 0), (4, 4)]

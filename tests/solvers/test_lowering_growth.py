"""Capacity cuts: no plan is cut off, overloaded paths are, and what they rest on can be left out."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from certiplan.model.ir import Circuit
from certiplan.solvers.lowering import lower
from certiplan.solvers.lowering.growth import GrowthSeparator, growths
from certiplan.solvers.lowering.milp import Growth, MilpModel
from certiplan.solvers.model import Model, NoSolution, Solved

DEMANDS = {"a": 3, "b": 2, "c": 2, "d": 1}


def document(*, capacity: str = "4", lower_load: str = "demand[s]", more: str = "") -> str:
    """Two vans from one depot, as one tour."""
    return f"""
certiplan: 1
requirements:
  fits: {{assume: "No van carries more than fits."}}
sets:
  Stop: [a, b, c, d]
  Van: [v, w]
  Node: {{values: "n for n in Stop | Van"}}
parameters:
  demand: {{over: [Stop], value: [3, 2, 2, 1]}}
  leg: {{for: "m in Node, n in Node", value: "= abs(pos(Node, m) - pos(Node, n)) % 4 + 1"}}
variables:
  after: {{over: [Node], type: choice, of: Node}}
  load: {{for: "s in Stop", type: integer, lower: "{lower_load}", upper: 100}}
constraints:
  tour: {{that: "circuit(after[n] for n in Node)"}}
  grows:
    for: "s in Stop, t in Stop if s != t"
    that: "implies(after[s] == t, load[t] >= load[s] + demand[t])"
  fits: {{for: "s in Stop", that: "load[s] <= {capacity}", from: fits}}
{more}
objective: {{minimize: "sum(leg[n, after[n]] for n in Node)"}}
"""


def lowered(text: str) -> MilpModel:
    return lower(Model.load(text).ground.model)


def found(text: str) -> tuple[Growth, ...]:
    (lazy,) = lowered(text).circuits
    return lazy.growths


def test_the_load_of_a_van_is_seen_to_grow() -> None:
    (growth,) = found(document())
    assert sorted(growth.weights.values()) == [1, 2, 2, 3]
    assert growth.capacity == 4
    assert growth.paths(growth.weights) == 2
    assert growth.paths([]) == 1


def test_fractions_are_scaled_exactly() -> None:
    text = document(capacity="9 / 2").replace("[3, 2, 2, 1]", "[3.5, 2, 2, 1]").replace("integer", "real")
    (growth,) = found(text)
    assert sorted(Fraction(weight, growth.capacity) for weight in growth.weights.values()) == [
        Fraction(2, 9),
        Fraction(4, 9),
        Fraction(4, 9),
        Fraction(7, 9),
    ]


@pytest.mark.parametrize(
    "text",
    [
        document(capacity="100"),
        document(lower_load="-5"),
        document().replace(" if s != t", " if s != t and s != 'a'"),
        document().replace("load[s] + demand[t]", "load[s] - demand[t]"),
        document().replace("circuit(", "subcircuit("),
        document().replace("load[t] >= load[s]", "load[s] >= load[s]"),
    ],
    ids=["room for all", "negative start", "some arcs free", "shrinks", "optional stops", "not along arcs"],
)
def test_what_does_not_grow_on_every_arc_gives_no_cuts(text: str) -> None:
    assert found(text) == ()


def test_cuts_go_with_the_constraints_that_they_rest_on() -> None:
    milp = lowered(document())
    fits = [k for k, c in enumerate(milp.model.constraints) if c.origin.constraint == "fits"]
    (lazy,) = milp.without(fits).circuits
    assert lazy.growths == ()


def test_no_plan_is_cut_off_and_overloaded_paths_are() -> None:
    """On all tours of four stops and two vans, against the loads of their paths."""
    nodes = ["a", "b", "c", "d", "v", "w"]
    pairs = [(i, j) for i in range(6) for j in range(6) if i != j]
    circuit = Circuit(6, tuple((i, j, column) for column, (i, j) in enumerate(pairs)), may_be_empty=False)
    column = {(i, j): c for i, j, c in circuit.arcs}
    growth = Growth(
        weights={k: DEMANDS[name] for k, name in enumerate(nodes) if name in DEMANDS},
        capacity=5,
        positions=frozenset(),
    )
    separator = GrowthSeparator(circuit, growth)
    points = []
    for order in permutations(range(1, 6)):
        tour = (0, *order)
        point = np.zeros(len(pairs))
        for i, j in zip(tour, (*order, 0), strict=True):
            point[column[i, j]] = 1
        points.append((point, _fits(tour, growth)))
    allowed = np.array([point for point, fits in points if fits])
    assert len(allowed) > 10
    for point, fits in points:
        assert bool(separator.cuts(point)) == (not fits)
    rng = np.random.default_rng(0)
    cuts = 0
    for _ in range(200):
        chosen = rng.integers(len(points), size=3)
        mixture = rng.dirichlet(np.ones(3)) @ np.array([points[k][0] for k in chosen])
        for cut in separator.cuts(mixture):
            cuts += 1
            assert cut.violation(mixture) > 0
            assert all(cut.violation(point) <= 1e-9 for point in allowed)
    assert cuts > 50


def _fits(tour: tuple[int, ...], growth: Growth) -> bool:
    start = tour.index(4)
    load = 0
    for node in (*tour[start:], *tour[:start]):
        load = 0 if node in (4, 5) else load + growth.weights[node]
        if load > growth.capacity:
            return False
    return True


def test_solvers_agree_with_and_without_cuts() -> None:
    for capacity in (4, 5, 8):
        answers = [
            Model.load(document(capacity=str(capacity))).solve(solver=name) for name in ("highs", "z3")
        ]
        assert all(isinstance(answer, Solved) and answer.optimal for answer in answers)
        one, other = (answer.objectives for answer in answers if isinstance(answer, Solved))
        assert one == other
    answer = Model.load(document(capacity="3")).solve(solver="highs")
    assert isinstance(answer, NoSolution)
    assert answer.requirements == ("fits",)


def test_a_quantity_of_another_shape_is_left_alone() -> None:
    ground = Model.load(document()).ground.model
    assert growths(ground, Circuit(2, ((0, 1, 0), (1, 0, 1)), may_be_empty=False)) == ()

"""Subtour cuts: every circuit satisfies them, and points with subtours do not."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest

from certiplan.model.ir import Circuit
from certiplan.solvers.lowering.subtours import Separator


def complete(size: int, loops: tuple[int, ...]) -> Circuit:
    pairs = [(i, j) for i in range(size) for j in range(size) if i != j or i in loops]
    return Circuit(size, tuple((i, j, column) for column, (i, j) in enumerate(pairs)), bool(loops))


def circuits(circuit: Circuit) -> list[np.ndarray]:
    """Every point that is one cycle through all nodes but those with a used loop."""
    column = {(tail, head): c for tail, head, c in circuit.arcs}
    found = set()
    for count in range(circuit.size + 1):
        for order in permutations(range(circuit.size), count):
            used = [*pairwise((*order, *order[:1]))] if count > 1 else []
            visited = set(order) if count > 1 else set()
            used += [(node, node) for node in range(circuit.size) if node not in visited]
            if all(arc in column for arc in used):
                found.add(tuple(sorted(column[arc] for arc in used)))
    points = []
    for columns in sorted(found):
        point = np.zeros(len(circuit.arcs))
        point[list(columns)] = 1
        points.append(point)
    return points


@pytest.mark.parametrize("loops", [(), (0, 1, 2, 3, 4), (1, 3)])
def test_no_circuit_is_cut_off(loops: tuple[int, ...]) -> None:
    circuit = complete(5, loops)
    separator = Separator(circuit)
    solutions = np.array(circuits(circuit))
    rng = np.random.default_rng(0)
    cuts = 0
    for _ in range(300):
        mixture = [fake(circuit, rng) for _ in range(rng.integers(1, 4))]
        point = rng.dirichlet(np.ones(len(mixture))) @ np.array(mixture)
        for cut in separator.fractional_cuts(point):
            cuts += 1
            assert cut.violation(point) > 0
            assert all(cut.violation(solution) <= 0 for solution in solutions)
    assert cuts > 50
    assert not any(separator.cuts(solution) for solution in solutions)


def fake(circuit: Circuit, rng: np.random.Generator) -> np.ndarray:
    """A point that satisfies the degree rows: a random permutation, usually with subtours."""
    column = {(tail, head): c for tail, head, c in circuit.arcs}
    while True:
        arcs = list(enumerate(rng.permutation(circuit.size).tolist()))
        if all(arc in column for arc in arcs):
            point = np.zeros(len(circuit.arcs))
            point[[column[arc] for arc in arcs]] = 1
            return point


def test_whole_points_with_subtours_are_always_cut_off() -> None:
    circuit = complete(5, (0, 2))
    separator = Separator(circuit)
    solutions = {tuple(point) for point in circuits(circuit)}
    rng = np.random.default_rng(1)
    points = [fake(circuit, rng) for _ in range(200)]
    for point in points:
        assert bool(separator.cuts(point)) == (tuple(point) not in solutions)


def test_minimum_cut_finds_what_components_cannot() -> None:
    # Two triangles with a light connection: one component, whose cut weighs less than 2.
    circuit = complete(6, ())
    column = {(tail, head): c for tail, head, c in circuit.arcs}
    point = np.zeros(len(circuit.arcs))
    triangles = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]
    tour = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0)]
    for arcs, weight in ((triangles, 0.45), (tour, 0.55)):
        for arc in arcs:
            point[column[arc]] += weight
    separator = Separator(circuit)
    assert not separator.cuts(point)
    assert separator.fractional_cuts(point)

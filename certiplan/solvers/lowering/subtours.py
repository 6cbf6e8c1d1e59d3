"""Cuts against subtours.

Accepts: a `Circuit` and a point that satisfies its degree rows, perhaps a fractional one.
Produces: cuts that every circuit satisfies and the point does not.

The cut says of a set of nodes with i inside and j outside: if both are visited, an arc leaves the set. It is
the generalized subtour elimination constraint (Fischetti, Salazar and Toth, 1997), written over the arcs
inside the set: arcs(S) + sum(loop[k] for k in S, k != i) - loop[j] <= |S| - 1. Sets are found as components
of the arcs in use and, for fractional points, by minimum cuts (Stoer and Wagner, 1997).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from certiplan.model.ir import Circuit, ColumnId
from certiplan.solvers.lowering.milp import Floats

_VIOLATION = 1e-4
_IN_USE = 0.5
_THRESHOLDS = (1e-6, 0.3)
_LARGEST_MINIMUM_CUT = 300

Members = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cut:
    """sum(coefs * columns) <= most."""

    coefs: dict[ColumnId, int]
    most: int

    def violation(self, values: Floats) -> float:
        """By how much a point exceeds it."""
        return float(sum(coef * values[column] for column, coef in self.coefs.items())) - self.most


class Separator:
    """Finds the cuts of one circuit."""

    def __init__(self, circuit: Circuit) -> None:
        arcs = [(tail, head, column) for tail, head, column in circuit.arcs if tail != head]
        self._size = circuit.size
        self._tails = np.array([tail for tail, _, _ in arcs], dtype=np.int64)
        self._heads = np.array([head for _, head, _ in arcs], dtype=np.int64)
        self._columns = np.array([column for _, _, column in arcs], dtype=np.int64)
        self._loops = {tail: column for tail, head, column in circuit.arcs if tail == head}

    def cuts(self, values: Floats) -> list[Cut]:
        """Cuts that a point of whole numbers violates: none exactly if it is one cycle, or empty."""
        return self._violated(values, self._component_sets(values, _IN_USE))

    def fractional_cuts(self, values: Floats) -> list[Cut]:
        """Cuts that any point violates; for few nodes none are missed if all nodes must be visited."""
        sets = [members for limit in _THRESHOLDS for members in self._component_sets(values, limit)]
        cuts = self._violated(values, sets)
        if cuts or self._size > _LARGEST_MINIMUM_CUT:
            return cuts
        weights = np.zeros((self._size, self._size))
        np.add.at(weights, (self._tails, self._heads), values[self._columns])
        return self._violated(values, list(_phase_cuts(weights + weights.T)))

    def _visited(self, values: Floats) -> Floats:
        visited = np.ones(self._size)
        for node, column in self._loops.items():
            visited[node] -= values[column]
        return visited

    def _component_sets(self, values: Floats, threshold: float) -> list[Members]:
        used = values[self._columns] > threshold
        labels = _components(self._size, self._tails[used], self._heads[used])
        return [labels == label for label in np.unique(labels)]

    def _violated(self, values: Floats, sets: list[Members]) -> list[Cut]:
        visited = self._visited(values)
        found: dict[tuple[tuple[int, int], ...], Cut] = {}
        for members in sets:
            cut = self._cut(members, visited)
            if cut is not None and cut.violation(values) > _VIOLATION:
                found[tuple(sorted(cut.coefs.items()))] = cut
        return list(found.values())

    def _cut(self, members: Members, visited: Floats) -> Cut | None:
        """The cut of a set or of its complement, whichever is smaller, between the most visited nodes."""
        inside = members if 2 * int(members.sum()) <= self._size else ~members
        if not inside.any() or inside.all():
            return None
        eager = visited + np.array([node not in self._loops for node in range(self._size)])
        i = int(np.argmax(np.where(inside, eager, -1.0)))
        j = int(np.argmax(np.where(inside, -1.0, eager)))
        within = inside[self._tails] & inside[self._heads]
        coefs: dict[ColumnId, int] = {}
        for column in self._columns[within].tolist():
            coefs[column] = coefs.get(column, 0) + 1
        for node in np.flatnonzero(inside).tolist():
            if node != i and node in self._loops:
                coefs[self._loops[node]] = coefs.get(self._loops[node], 0) + 1
        if j in self._loops:
            coefs[self._loops[j]] = coefs.get(self._loops[j], 0) - 1
        return Cut(coefs, int(inside.sum()) - 1)


def _components(size: int, tails: NDArray[np.int64], heads: NDArray[np.int64]) -> NDArray[np.int64]:
    """The weakly connected component of each node of a graph on 0 .. size - 1, named by one of its nodes."""
    parent = list(range(size))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for tail, head in zip(tails.tolist(), heads.tolist(), strict=True):
        parent[root(tail)] = root(head)
    return np.array([root(node) for node in range(size)], dtype=np.int64)


def _phase_cuts(weights: Floats) -> Iterator[Members]:
    """The sets whose cut is lighter than 2 in the phases of Stoer and Wagner's algorithm."""
    size = len(weights)
    tails, heads = np.nonzero(weights >= 1 - 1e-9)
    labels = _components(size, tails, heads)
    names, index = np.unique(labels, return_inverse=True)
    merged = np.zeros((len(names), size))
    merged[index, np.arange(size)] = 1.0
    graph = merged @ weights @ merged.T
    np.fill_diagonal(graph, 0.0)
    groups = [index == k for k in range(len(names))]
    alive = list(range(len(names)))
    while len(alive) > 1:
        connection = graph[alive[0]].copy()
        waiting = np.zeros(len(names), dtype=np.bool_)
        waiting[alive[1:]] = True
        before = last = alive[0]
        for _ in range(len(alive) - 1):
            before, last = last, int(np.argmax(np.where(waiting, connection, -1.0)))
            weight = connection[last]
            waiting[last] = False
            connection += graph[last]
        if weight < 2 - _VIOLATION:
            yield groups[last].copy()
        graph[before] += graph[last]
        graph[:, before] += graph[:, last]
        graph[before, before] = 0.0
        groups[before] = groups[before] | groups[last]
        alive.remove(last)

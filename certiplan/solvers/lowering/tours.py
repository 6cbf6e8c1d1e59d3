"""Circuits: degree rows in the program, subtours cut off when a point has them.

Accepts: an asserted `Circuit`. Produces: linear comparisons that every circuit satisfies, and, for a point
that satisfies them, the cuts that separate it if it is not a circuit.

The cut says of a set of nodes with i inside and j outside: if both are visited, an arc leaves the set.
It is the generalized subtour elimination constraint (Fischetti, Salazar and Toth, 1997).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from certiplan.model.ir import Circuit, ColumnId, Comparison, NodeId
from certiplan.solvers.lowering.draft import Draft


def degrees(draft: Draft, circuit: Circuit) -> NodeId:
    """One arc leaves and one enters each node; some node is visited unless the circuit may be empty."""
    leaving: list[list[ColumnId]] = [[] for _ in range(circuit.size)]
    entering: list[list[ColumnId]] = [[] for _ in range(circuit.size)]
    loops: list[ColumnId] = []
    for tail, head, column in circuit.arcs:
        leaving[tail].append(column)
        entering[head].append(column)
        if tail == head:
            loops.append(column)
    rows = [
        draft.add(Comparison("==", draft.linear(-1, Counter(columns)))) for columns in (*leaving, *entering)
    ]
    if not circuit.may_be_empty and len(loops) == circuit.size:
        rows.append(draft.add(Comparison("<=", draft.linear(1 - circuit.size, Counter(loops)))))
    return draft.every(rows)


@dataclass(frozen=True, slots=True)
class Cut:
    """sum(coefs * columns) >= least."""

    coefs: dict[ColumnId, int]
    least: int


def subtour_cuts(circuit: Circuit, values: Sequence[float], *, threshold: float = 0.5) -> list[Cut]:
    """Cuts that a point violates, by the components of the arcs it uses more than `threshold`.

    For a point of whole numbers there are none exactly if it is one cycle or empty; for a fractional one,
    some may be missed.
    """
    used = [(tail, head) for tail, head, column in circuit.arcs if values[column] > threshold]
    loops = {tail: column for tail, head, column in circuit.arcs if tail == head}
    visited = {node: 1.0 - (values[loops[node]] if node in loops else 0.0) for node in range(circuit.size)}
    components = _components(circuit.size, [(tail, head) for tail, head in used if tail != head])
    components = [[n for n in component if visited[n] > 1e-6] for component in components]
    components = [component for component in components if component]
    if len(components) < 2:
        return []
    cuts = []
    for component in components:
        inside = set(component)
        i = max(component, key=lambda node: (node not in loops, visited[node], -node))
        j = max(
            (node for other in components if other is not component for node in other),
            key=lambda node: (node not in loops, visited[node], -node),
        )
        coefs: dict[ColumnId, int] = {}
        least = 1
        for tail, head, column in circuit.arcs:
            if tail in inside and head not in inside:
                coefs[column] = coefs.get(column, 0) + 1
        for node in (i, j):
            if node in loops:
                coefs[loops[node]] = coefs.get(loops[node], 0) + 1
        if sum(coef * values[column] for column, coef in coefs.items()) < least - 1e-6:
            cuts.append(Cut(coefs, least))
    return cuts


def _components(size: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The weakly connected components of a graph on 0 .. size - 1."""
    parent = list(range(size))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in edges:
        parent[root(a)] = root(b)
    found: dict[int, list[int]] = {}
    for node in range(size):
        found.setdefault(root(node), []).append(node)
    return list(found.values())

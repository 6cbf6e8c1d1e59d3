"""Cuts from quantities that grow along a circuit, such as the load of a vehicle.

Accepts: a ground model, one of its circuits, and points that satisfy the circuit's degree rows.
Produces: rounded capacity cuts (Laporte, Mercure and Nobert, 1986), which the model implies.

`implies(after[a] == b, load[b] >= load[a] + demand[b])` says that the load grows by the demand of each node.
As it never exceeds a capacity, a path carries no more than that, and nodes that together need more than k
capacities are on more than k paths: at most |S| - k arcs are used among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

import numpy as np

from certiplan.model.ir import (
    Circuit,
    ColumnId,
    Comparison,
    GroundModel,
    Linear,
    Literal,
    Node,
    Not,
    Or,
    Rational,
)
from certiplan.solvers.lowering.milp import Floats, Growth
from certiplan.solvers.lowering.subtours import Cut, Members

_VIOLATION = 1e-3
_MOST_CUTS = 40


@dataclass(frozen=True, slots=True)
class _Step:
    """After `tail` follows `head` only where column `grown` is at least `column` + `amount`."""

    tail: int
    head: int
    column: ColumnId
    grown: ColumnId
    amount: Rational
    position: int


# ---------------------------------------------------------------- what grows


def growths(model: GroundModel, circuit: Circuit) -> tuple[Growth, ...]:
    """The quantities that grow along a circuit and exceed their capacity over all its nodes."""
    steps = list(_steps(model, circuit))
    if not steps:
        return ()
    limits = _limits(model, {step.column for step in steps} | {step.grown for step in steps})
    found = (_growth(model, circuit, family, limits) for family in _families(steps))
    return tuple(growth for growth in found if growth is not None)


def _steps(model: GroundModel, circuit: Circuit) -> Iterator[_Step]:
    arcs = {column: (tail, head) for tail, head, column in circuit.arcs if tail != head}
    for position, constraint in enumerate(model.constraints):
        node = model.nodes[constraint.node]
        if not isinstance(node, Or) or len(node.arguments) != 2:
            continue
        parts = [model.nodes[argument] for argument in node.arguments]
        for condition, effect in (parts, parts[::-1]):
            arc = arcs.get(_negated_column(model, condition))
            grows = None if arc is None else _difference(model, effect)
            if arc is not None and grows is not None:
                column, grown, amount = grows
                yield _Step(arc[0], arc[1], column, grown, amount, position)


def _negated_column(model: GroundModel, node: Node) -> ColumnId:
    """The column that this node says is 0; -1 for other nodes."""
    if isinstance(node, Not):
        inner = model.nodes[node.argument]
        if isinstance(inner, Literal):
            return inner.column
    return -1


def _difference(model: GroundModel, node: Node) -> tuple[ColumnId, ColumnId, Rational] | None:
    """(x, y, c) of a node that says x + c <= y."""
    if not isinstance(node, Comparison) or node.op != "<=":
        return None
    left = model.nodes[node.left]
    if not isinstance(left, Linear) or left.atoms or len(left.columns) != 2:
        return None
    one, two = left.coefs
    if one != -two:
        return None
    scale = abs(Fraction(one))
    first, second = left.columns if one > 0 else left.columns[::-1]
    return first, second, left.const / scale


def _limits(
    model: GroundModel, columns: set[ColumnId]
) -> dict[ColumnId, tuple[Rational | None, frozenset[int]]]:
    """The upper bound of each column, and the constraints that say it where the column itself does not."""
    found: dict[ColumnId, tuple[Rational | None, frozenset[int]]] = {
        column: (model.columns[column].upper, frozenset()) for column in columns
    }
    for position, constraint in enumerate(model.constraints):
        node = model.nodes[constraint.node]
        if not isinstance(node, Comparison) or node.op != "<=":
            continue
        left = model.nodes[node.left]
        if not isinstance(left, Linear) or left.atoms or len(left.columns) != 1 or left.coefs[0] <= 0:
            continue
        column, most = left.columns[0], -left.const / Fraction(left.coefs[0])
        if column in found:
            known, _ = found[column]
            if known is None or most < known:
                found[column] = (most, frozenset([position]))
    return found


def _families(steps: list[_Step]) -> Iterator[list[_Step]]:
    """The steps of each quantity: those whose columns hang together."""
    parent: dict[ColumnId, ColumnId] = {}

    def root(column: ColumnId) -> ColumnId:
        while parent.setdefault(column, column) != column:
            column = parent[column]
        return column

    for step in steps:
        parent[root(step.column)] = root(step.grown)
    families: dict[ColumnId, list[_Step]] = {}
    for step in steps:
        families.setdefault(root(step.column), []).append(step)
    yield from families.values()


def _growth(
    model: GroundModel,
    circuit: Circuit,
    steps: list[_Step],
    limits: dict[ColumnId, tuple[Rational | None, frozenset[int]]],
) -> Growth | None:
    of_node: dict[int, ColumnId] = {}
    for step in steps:
        if of_node.setdefault(step.tail, step.column) != step.column:
            return None
        if of_node.setdefault(step.head, step.grown) != step.grown:
            return None
    loops = {tail for tail, head, _ in circuit.arcs if tail == head}
    nodes = sorted(of_node.keys() - loops)
    amounts: dict[tuple[int, int], Rational] = {}
    for step in steps:
        arc = step.tail, step.head
        amounts[arc] = max(amounts.get(arc, step.amount), step.amount)
    inside = set(nodes)
    for tail, head, _ in circuit.arcs:
        if tail in inside and head in inside and (tail, head) not in amounts:
            return None
    weights: dict[int, Rational] = {}
    highest: Rational = 0
    positions = {step.position for step in steps}
    for node in nodes:
        column, (upper, said_by) = model.columns[of_node[node]], limits[of_node[node]]
        lower = column.lower
        if lower is None or upper is None or column.semicontinuous:
            return None
        into = [amount for (tail, head), amount in amounts.items() if head == node and tail in inside]
        weights[node] = min([lower, *into])
        highest = max(highest, upper)
        positions |= said_by
    if min(weights.values(), default=-1) < 0 or not 0 < highest < sum(weights.values()):
        return None
    scale = lcm(*(Fraction(value).denominator for value in (*weights.values(), highest)))
    return Growth(
        weights={node: int(weight * scale) for node, weight in weights.items()},
        capacity=int(highest * scale),
        positions=frozenset(positions),
    )


# ---------------------------------------------------------------- cuts


class GrowthSeparator:
    """Finds capacity cuts of one circuit."""

    def __init__(self, circuit: Circuit, growth: Growth) -> None:
        self._growth = growth
        self._nodes = sorted(growth.weights)
        index = {node: k for k, node in enumerate(self._nodes)}
        self._weights = np.array([growth.weights[node] for node in self._nodes], dtype=np.float64)
        arcs = [(index[t], index[h], c) for t, h, c in circuit.arcs if t != h and t in index and h in index]
        self._tails = np.array([tail for tail, _, _ in arcs], dtype=np.int64)
        self._heads = np.array([head for _, head, _ in arcs], dtype=np.int64)
        self._columns = np.array([column for _, _, column in arcs], dtype=np.int64)

    def cuts(self, values: Floats) -> list[Cut]:
        """Cuts that a point violates, the most violated first; none may be found though there are some."""
        size = len(self._nodes)
        flow = np.zeros((size, size))
        np.add.at(flow, (self._tails, self._heads), values[self._columns])
        flow = flow + flow.T
        found: dict[bytes, tuple[float, Members]] = {}
        for members, inner in self._grown(flow):
            excess = inner - float(members.sum()) + self._paths(members)
            if excess > _VIOLATION:
                found[members.tobytes()] = (excess, members)
        best = sorted(found.values(), key=lambda pair: -pair[0])[:_MOST_CUTS]
        return [self._cut(members) for _, members in best]

    def _paths(self, members: Members) -> int:
        return max(1, ceil(float(self._weights[members].sum()) / self._growth.capacity - 1e-9))

    def _grown(self, flow: Floats) -> Iterator[tuple[Members, float]]:
        """Sets that grow from each node by what is joined to them most, and their inner flow."""
        size = len(flow)
        heavy = self._weights / self._growth.capacity
        for favour in (0.0, 0.2, 0.6):
            for seed in range(size):
                members = np.zeros(size, dtype=np.bool_)
                members[seed] = True
                joined = flow[seed].copy()
                inner = 0.0
                for _ in range(size - 1):
                    attraction = np.where(members, -np.inf, joined + favour * heavy)
                    node = int(np.argmax(attraction))
                    inner += float(joined[node])
                    members[node] = True
                    joined += flow[node]
                    yield members.copy(), inner

    def _cut(self, members: Members) -> Cut:
        within = members[self._tails] & members[self._heads]
        coefs = {int(column): 1 for column in self._columns[within]}
        inside = [self._nodes[k] for k in np.flatnonzero(members).tolist()]
        return Cut(coefs, len(inside) - self._growth.paths(inside))

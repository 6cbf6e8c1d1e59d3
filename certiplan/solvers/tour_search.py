"""A good tour fast: local search over the arcs of a circuit, to cut the exact search short.

Accepts: a circuit, a cost for every column, and a point of its relaxation that says which nodes to visit.
Produces: the arcs of a short tour, or nothing. Nothing is proved here and other constraints are not seen:
whoever uses the tour has to check it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from certiplan.model.ir import Circuit, ColumnId
from certiplan.solvers.lowering.milp import Floats

_MOST_RESTARTS = 150
_WORK = 2_000_000
_LONGEST_PART = 12
_LARGEST = 400
_EPSILON = 1e-9

Order = NDArray[np.int64]


def good_tour(circuit: Circuit, cost: Floats, point: Floats) -> list[ColumnId] | None:
    """The columns to use, self-loops of nodes that are not visited included; None if no tour was found.

    Args:
        circuit: what has to be one cycle.
        cost: per column, to be minimized.
        point: a solution of the relaxation; nodes whose loop it mostly uses are left out.
    """
    size = circuit.size
    column = {(tail, head): c for tail, head, c in circuit.arcs}
    nodes = [n for n in range(size) if (n, n) not in column or point[column[n, n]] < 0.5]
    if not 3 <= len(nodes) <= _LARGEST:
        return None
    place = {node: k for k, node in enumerate(nodes)}
    finite = float(np.abs(cost).sum()) + 1.0
    matrix = np.full((len(nodes), len(nodes)), finite)
    drawn = np.zeros_like(matrix)
    for (tail, head), c in column.items():
        if tail != head and tail in place and head in place:
            matrix[place[tail], place[head]] = cost[c]
            drawn[place[tail], place[head]] = point[c]
    best = _improved(_nearest_neighbour(matrix - drawn * finite), matrix)
    rng = np.random.default_rng(0)
    for _ in range(min(_MOST_RESTARTS, _WORK // len(nodes) ** 2)):
        other = _improved(_double_bridge(best, rng), matrix)
        if _length(other, matrix) < _length(best, matrix) - _EPSILON:
            best = other
    if _length(best, matrix) >= finite:
        return None
    tour = [nodes[k] for k in best.tolist()]
    used = [column[arc] for arc in zip(tour, [*tour[1:], tour[0]], strict=True)]
    return used + [column[n, n] for n in range(size) if n not in place]


def _length(order: Order, matrix: Floats) -> float:
    return float(matrix[order, np.roll(order, -1)].sum())


def _nearest_neighbour(matrix: Floats) -> Order:
    remaining = matrix.copy()
    order = [0]
    for _ in range(len(matrix) - 1):
        remaining[:, order[-1]] = np.inf
        order.append(int(np.argmin(remaining[order[-1]])))
    return np.array(order, dtype=np.int64)


def _improved(order: Order, matrix: Floats) -> Order:
    """Reverse or move segments as long as that shortens the tour."""
    while True:
        gain, better = max(
            (_best_reversal(order, matrix), *(_best_move(order, matrix, k) for k in (1, 2, 3))),
            key=lambda found: found[0],
        )
        if gain <= _EPSILON * max(1.0, abs(_length(order, matrix))):
            return order
        order = better


def _best_reversal(order: Order, matrix: Floats) -> tuple[float, Order]:
    """The best 2-opt move; both directions of the reversed segment are counted."""
    size = len(order)
    after = np.roll(order, -1)
    ahead = np.append(0.0, np.cumsum(matrix[order, after]))[:-1]
    back = np.append(0.0, np.cumsum(matrix[after, order]))[:-1]
    # Positions i < j: the segment i+1 .. j is reversed between order[i] and after[j].
    i, j = np.triu_indices(size, 1)
    removed = matrix[order[i], after[i]] + matrix[order[j], after[j]] + (ahead[j] - ahead[i + 1])
    added = matrix[order[i], order[j]] + matrix[after[i], after[j]] + (back[j] - back[i + 1])
    gains = removed - added
    k = int(np.argmax(gains))
    better = order.copy()
    better[i[k] + 1 : j[k] + 1] = order[i[k] + 1 : j[k] + 1][::-1]
    return float(gains[k]), better


def _best_move(order: Order, matrix: Floats, length: int) -> tuple[float, Order]:
    """The best way to put some segment of this length between two other neighbours."""
    size = len(order)
    if size <= length + 1:
        return 0.0, order
    first, last = order, np.roll(order, 1 - length)
    before, after = np.roll(order, 1), np.roll(order, -length)
    freed = matrix[before, first] + matrix[last, after] - matrix[before, after]
    left, right = order, np.roll(order, -1)
    added = matrix[left[None, :], first[:, None]] + matrix[last[:, None], right[None, :]]
    gains = freed[:, None] + matrix[left, right][None, :] - added
    offset = (np.arange(size)[None, :] - np.arange(size)[:, None]) % size
    gains[(offset < length) | (offset == size - 1)] = -np.inf
    k, p = divmod(int(np.argmax(gains)), size)
    turned = np.roll(order, -k)
    segment, rest = turned[:length], turned[length:]
    at = (p - k) % size - length + 1
    return float(gains[k, p]), np.concatenate([rest[:at], segment, rest[at:]])


def _double_bridge(order: Order, rng: np.random.Generator) -> Order:
    """Two short neighbouring segments change places: a step that local search does not undo."""
    size = len(order)
    if size < 8:
        return rng.permutation(order)
    turned = np.roll(order, int(rng.integers(size)))
    a, b = rng.integers(1, min(_LONGEST_PART, size // 3) + 1, 2)
    return np.concatenate([turned[a : a + b], turned[:a], turned[a + b :]])

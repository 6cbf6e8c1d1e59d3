"""Which nodes of a ground model CP-SAT needs a number or a literal for, and in which direction.

A literal for a condition that is only ever asserted need not be false when the condition fails: half of the
clauses are enough. Only the direction that is used is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId, Nodes
from certiplan.solvers.node_graph import needed_nodes, node_children

POSITIVE: Final = 1
NEGATIVE: Final = 2
BOTH: Final = POSITIVE | NEGATIVE


def flipped(polarity: int) -> int:
    """The directions in which the negation of what is used so is used."""
    return (polarity & POSITIVE) * NEGATIVE | (polarity & NEGATIVE) // NEGATIVE


def conjuncts(nodes: Nodes, node: NodeId) -> list[NodeId]:
    """The parts of a condition that must each hold, in order."""
    found, waiting = [], [node]
    while waiting:
        each = waiting.pop()
        inner = nodes[each]
        if isinstance(inner, ir.And):
            waiting.extend(reversed(inner.arguments))
        else:
            found.append(each)
    return found


def enforced(nodes: Nodes, node: ir.Or) -> NodeId | None:
    """A comparison among the alternatives that can be enforced by the failure of the others."""
    comparisons = [a for a in node.arguments if isinstance(nodes[a], ir.Comparison)]
    return comparisons[-1] if comparisons else None


def polarities(model: GroundModel, asserted: Iterable[NodeId]) -> dict[NodeId, int]:
    """The nodes that need a number or a literal, and whether they are used plainly or negated."""
    nodes = model.nodes
    marks: dict[NodeId, int] = {objective.node: BOTH for objective in model.objectives}
    for node in asserted:
        for child, polarity in _asserted_parts(nodes, nodes[node]):
            marks[child] = marks.get(child, 0) | polarity
    for node in sorted(needed_nodes(model), reverse=True):
        polarity = marks.get(node, 0)
        if polarity:
            for child, passed in _parts(nodes[node], polarity):
                marks[child] = marks.get(child, 0) | passed
    return marks


def _asserted_parts(nodes: Nodes, node: ir.Node) -> list[tuple[NodeId, int]]:
    """What asserting the node takes."""
    if isinstance(node, ir.Not):
        denied = nodes[node.argument]
        if isinstance(denied, ir.Comparison | ir.Or):
            return _parts(denied, NEGATIVE)
        return [(node.argument, NEGATIVE)]
    if isinstance(node, ir.Or):
        comparison = enforced(nodes, node)
        parts = [(argument, POSITIVE) for argument in node.arguments if argument != comparison]
        if comparison is not None:
            parts.append((nodes[comparison].left, BOTH))
        return parts
    return _parts(node, POSITIVE)


def _parts(node: ir.Node, polarity: int) -> list[tuple[NodeId, int]]:
    match node:
        case ir.And() | ir.Or():
            return [(argument, polarity) for argument in node.arguments]
        case ir.Not():
            return [(node.argument, flipped(polarity))]
        case _:
            return [(child, BOTH) for child in node_children(node)]

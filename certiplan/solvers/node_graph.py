"""The nodes of a ground model as a graph: what each names, and which are needed."""

from __future__ import annotations

from typing import assert_never

from certiplan.model import ir


def node_children(node: ir.Node) -> tuple[int, ...]:
    """The nodes that this node names."""
    match node:
        case ir.Linear():
            return node.atoms
        case ir.Product():
            return node.factors
        case ir.Power():
            return (node.base, node.exponent)
        case ir.Quotient():
            return (node.numerator, node.denominator)
        case ir.Function() | ir.FloorDivide() | ir.Modulo() | ir.Piecewise() | ir.Not():
            return (node.argument,)
        case ir.Extreme() | ir.And() | ir.Or() | ir.AllDifferent():
            return node.arguments
        case ir.IfThenElse():
            return (node.condition, node.then, node.otherwise)
        case ir.Truth() | ir.Literal() | ir.Circuit():
            return ()
        case ir.Comparison():
            return (node.left,)
        case ir.Iff():
            return (node.left, node.right)
        case ir.NoOverlap():
            return tuple(c for span in node.spans for c in _span_children(span))
        case ir.Cumulative():
            return (
                *(c for span in node.spans for c in _span_children(span)),
                *node.demands,
                node.capacity,
            )
        case _:
            assert_never(node)


def _span_children(span: ir.Span) -> tuple[int, ...]:
    times = (span.start, span.length, span.end)
    return times if span.present is None else (*times, span.present)


def needed_nodes(model: ir.GroundModel) -> list[int]:
    """The nodes that constraints and objectives are made of, children before parents.

    Args:
        model: nodes need not be in any order but children first.
    """
    wanted = {c.node for c in model.constraints} | {o.node for o in model.objectives}
    stack = list(wanted)
    while stack:
        for child in node_children(model.nodes[stack.pop()]):
            if child not in wanted:
                wanted.add(child)
                stack.append(child)
    return sorted(wanted)

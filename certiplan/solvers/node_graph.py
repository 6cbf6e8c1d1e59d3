"""The nodes of a ground model as a graph: what each names, and which are needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from certiplan.model import ir
from certiplan.model.ir import Rational


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


def flat_linear(
    nodes: Sequence[ir.Node],
    const: Rational,
    columns: Iterable[tuple[ir.ColumnId, Rational]],
    atoms: Iterable[tuple[ir.NodeId, Rational]],
) -> ir.Linear:
    """const + columns + atoms as one row; what among the atoms is a row, a literal or a truth is put in."""
    by_column: dict[ir.ColumnId, Rational] = {}
    for column, coef in columns:
        by_column[column] = by_column.get(column, 0) + coef
    by_atom: dict[ir.NodeId, Rational] = {}
    for atom, coef in atoms:
        node = nodes[atom]
        if isinstance(node, ir.Literal):
            by_column[node.column] = by_column.get(node.column, 0) + coef
        elif isinstance(node, ir.Truth):
            const += coef * node.value
        elif isinstance(node, ir.Linear):
            const += coef * node.const
            for column, inner in zip(node.columns, node.coefs, strict=True):
                by_column[column] = by_column.get(column, 0) + coef * inner
            for deeper, inner in zip(node.atoms, node.atom_coefs, strict=True):
                by_atom[deeper] = by_atom.get(deeper, 0) + coef * inner
        else:
            by_atom[atom] = by_atom.get(atom, 0) + coef
    kept = sorted((column, coef) for column, coef in by_column.items() if coef)
    deep = sorted((atom, coef) for atom, coef in by_atom.items() if coef)
    return ir.Linear(
        const,
        tuple(column for column, _ in kept),
        tuple(coef for _, coef in kept),
        tuple(atom for atom, _ in deep),
        tuple(coef for _, coef in deep),
    )

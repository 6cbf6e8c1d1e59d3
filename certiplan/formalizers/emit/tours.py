"""Circuits as order constraints, so that nothing is left to be separated while a solver runs.

Accepts: a ground model. Produces: an equivalent one without `Circuit`; its columns begin with those of the
model, and each circuit adds one for the place of each of its nodes in the tour.
"""

from __future__ import annotations

from dataclasses import replace

from certiplan.model import ir
from certiplan.model.ir import ColumnId, GroundModel, NodeId


def without_circuits(model: GroundModel) -> GroundModel:
    """The model with every circuit written out (Miller, Tucker and Zemlin, 1960)."""
    if not any(isinstance(node, ir.Circuit) for node in model.nodes):
        return model
    rewriting = _Rewriting(model)
    constraints = tuple(
        replace(constraint, node=rewriting.node(constraint.node, constraint.origin.constraint))
        for constraint in model.constraints
    )
    return replace(model, columns=tuple(rewriting.columns), nodes=rewriting.nodes, constraints=constraints)


class _Rewriting:
    def __init__(self, model: GroundModel) -> None:
        self.columns = list(model.columns)
        self.nodes = ir.Nodes()
        for node in model.nodes:
            self.nodes.append(node)

    def node(self, number: NodeId, label: str) -> NodeId:
        """An asserted node without circuits: they stand only in conjunctions."""
        node = self.nodes[number]
        if isinstance(node, ir.Circuit):
            return self._all(self._ordered(node, label))
        if isinstance(node, ir.And):
            return self._all([self.node(argument, label) for argument in node.arguments])
        return number

    def _all(self, arguments: list[NodeId]) -> NodeId:
        distinct = tuple(dict.fromkeys(arguments))
        return distinct[0] if len(distinct) == 1 else self.nodes.add(ir.And(distinct))

    def _sum(self, const: int, terms: dict[ColumnId, int]) -> NodeId:
        kept = sorted((column, coef) for column, coef in terms.items() if coef)
        columns, coefs = tuple(column for column, _ in kept), tuple(coef for _, coef in kept)
        return self.nodes.add(ir.Linear(const, columns, coefs))

    def _ordered(self, circuit: ir.Circuit, label: str) -> list[NodeId]:
        """One arc out of and into each node; places rise along used arcs, but into the first node.

        The first node is one that must be visited if there is one, else the first of those visited.
        """
        add, size = self.nodes.add, circuit.size
        skip = {tail: column for tail, head, column in circuit.arcs if tail == head}
        found: list[NodeId] = []
        for side in (0, 1):
            for node in range(size):
                terms = self._counted([arc[2] for arc in circuit.arcs if arc[side] == node])
                found.append(add(ir.Comparison("==", self._sum(-1, terms))))
        if not circuit.may_be_empty and (size == 0 or len(skip) == size):
            found.append(add(ir.Comparison("<=", self._sum(1 - size, self._counted(list(skip.values()))))))
        must = next((node for node in range(size) if node not in skip), None)
        first = len(self.columns)
        for node in range(size):
            self.columns.append(
                ir.Column(name=f"place[{label},{node}]", kind="real", lower=0, upper=max(size - 1, 0))
            )
        for tail, head, column in circuit.arcs:
            if tail == head or head == must:
                continue
            rises = self._sum(1, {first + tail: 1, first + head: -1})
            alternatives = [add(ir.Not(add(ir.Literal(column)))), add(ir.Comparison("<=", rises))]
            if must is None:
                alternatives.append(self._is_first(head, skip))
            found.append(add(ir.Or(tuple(alternatives))))
        return found

    def _counted(self, columns: list[ColumnId]) -> dict[ColumnId, int]:
        counts: dict[ColumnId, int] = {}
        for column in columns:
            counts[column] = counts.get(column, 0) + 1
        return counts

    def _is_first(self, node: NodeId, skip: dict[int, ColumnId]) -> NodeId:
        literals = [self.nodes.add(ir.Literal(skip[earlier])) for earlier in range(node)]
        return self._all([*literals, self.nodes.add(ir.Not(self.nodes.add(ir.Literal(skip[node]))))])

"""Soft constraints: what their violation costs, and the name `penalty` for all of it."""

from __future__ import annotations

from typing import Literal

from certiplan.model import ir
from certiplan.model.grounding.builder import Accumulator, Builder
from certiplan.model.grounding.code import Env, Numeric
from certiplan.model.grounding.symbols import Symbol
from certiplan.model.grounding.types import NUMBER
from certiplan.model.values import Rational


class Preferences:
    """The weighted violations of a document's soft constraints."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._penalties: list[tuple[Rational, ir.NodeId]] = []

    def symbol(self) -> Symbol:
        """`penalty`: the sum of all violations, also of those that are entered after this call."""
        penalties, builder = self._penalties, self._builder

        def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
            for weight, node in penalties:
                builder.add_node(accumulator, node, scale * weight)

        return Symbol(
            name="penalty",
            kind="definition",
            type=NUMBER,
            usage="penalty",
            entries={(): ()},
            compile_entry=lambda key: Numeric(emit=emit),
        )

    def prefer(self, node: ir.NodeId, weight: Rational, by: Literal["count", "amount"]) -> None:
        """Enter the violation of a condition: once, or by how much each of its parts is violated."""
        builder = self._builder
        if by == "count":
            self._penalties.append((weight, builder.negate(node)))
            return
        record = builder.nodes[node]
        parts = record.arguments if isinstance(record, ir.And) else (node,)
        for part in parts:
            self._penalties.append((weight, self._violation(part)))

    def _violation(self, node: ir.NodeId) -> ir.NodeId:
        """How much a comparison is violated: how far its sum lies above 0, or from 0."""
        builder = self._builder
        record = builder.nodes[node]
        if not isinstance(record, ir.Comparison):
            return builder.negate(node)
        if record.op == "==":
            return builder.nodes.add(ir.Function("abs", record.left))
        return builder.nodes.add(ir.Extreme("max", (builder.constant(0), record.left)))

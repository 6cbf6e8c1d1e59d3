"""Circuits as degree rows.

Accepts: an asserted `Circuit`. Produces: linear comparisons that every circuit satisfies. Points that
satisfy them and have subtours are cut off when they occur (`subtours`).
"""

from __future__ import annotations

from collections import Counter

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

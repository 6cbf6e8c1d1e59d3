"""Whether two ground models are the same: columns, constraints with their origins, and objectives."""

from __future__ import annotations

from typing import Any

from certiplan.model import ir
from certiplan.model.grounding import Ground, ground
from certiplan.model.loading import LoadedDocument
from certiplan.solvers.evaluate_ir import children


def spelled_out(model: ir.GroundModel) -> dict[str, Any]:
    """Everything that a ground model says, with every node written out in place of its number."""
    known: dict[int, Any] = {}

    def written(number: int) -> Any:
        waiting = [number]
        while waiting:
            each = waiting[-1]
            node = model.nodes[each]
            below = [child for child in children(node) if child not in known]
            if each in known or not below:
                known.setdefault(each, _written(node, known))
                waiting.pop()
            else:
                waiting.extend(below)
        return known[number]

    return {
        "columns": list(model.columns),
        "constraints": [(written(c.node), c.origin) for c in model.constraints],
        "objectives": [(o.sense, written(o.node), o.slack, o.slack_abs) for o in model.objectives],
    }


def _written(node: ir.Node, known: dict[int, Any]) -> Any:
    if isinstance(node, ir.Linear):
        atoms = sorted((repr(known[a]), coef) for a, coef in zip(node.atoms, node.atom_coefs, strict=True))
        return ("sum", node.const, node.columns, node.coefs, tuple(atoms))
    if isinstance(node, ir.Comparison):
        return (node.op, known[node.left])
    below = tuple(known[child] for child in children(node))
    if isinstance(node, ir.And | ir.Or):
        below = tuple(sorted(below, key=repr))
    named = [
        getattr(node, name)
        for name in ("value", "column", "name", "kind", "divisor", "size", "arcs")
        if hasattr(node, name)
    ]
    return (type(node).__name__, *named, below)


def both(document: LoadedDocument) -> tuple[Ground, Ground]:
    """A document ground over single records, and as arrays wherever it can be."""
    one = ground(document.elements, document.tables, arrays_from=10**9)
    two = ground(document.elements, document.tables, arrays_from=0)
    return one, two


def assert_same(document: LoadedDocument) -> Ground:
    """Both ways come to the same model and the same reading of solutions; the one as arrays."""
    one, two = both(document)
    assert spelled_out(one.model) == spelled_out(two.model)
    assert one.diagnostics == two.diagnostics
    point = list(range(len(one.model.columns)))
    if not any(set(entry.members) for entries in one.entries.values() for entry in entries.values()):
        assert {n: list(e) for n, e in one.entries.items()} == {n: list(e) for n, e in two.entries.items()}
        assert one.solution(point) == two.solution(point)
    return two

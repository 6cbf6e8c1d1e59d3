"""Functions of one integer expression with few values, as tables over one binary column per value.

Accepts: an integer-valued node and its (value, result) pairs. Produces: a `Linear` over further binary
columns, exactly one of which is 1, and the definition that ties them to the node. Columns of a choice
serve as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from certiplan.model.ir import ColumnId, Comparison, Linear, NodeId, Rational
from certiplan.solvers.lowering.draft import Draft

MOST_ENTRIES = 64


def values_of(draft: Draft, number: NodeId) -> list[Rational] | None:
    """All values that a node may take, in increasing order, or None if they are many or unknown."""
    return draft.ranges.values(number, most=MOST_ENTRIES)


def indicators(draft: Draft, number: NodeId, values: Sequence[Rational]) -> dict[Rational, list[ColumnId]]:
    """Binary columns that say which of all its possible values a number takes.

    For each value, exactly one of its columns is 1 when the number takes it, and none otherwise.
    """
    chosen = chosen_values(draft, number)
    if chosen is not None:
        return chosen
    columns = [draft.binary() for _ in values]
    one = Comparison("==", draft.linear(-1, dict.fromkeys(columns, 1)))
    draft.define(draft.add(one))
    value = draft.linear(0, dict(zip(columns, values, strict=True)))
    draft.define(draft.equal(number, value))
    return {value: [column] for value, column in zip(values, columns, strict=True)}


def chosen_values(draft: Draft, number: NodeId) -> dict[Rational, list[ColumnId]] | None:
    """The columns behind each value of a number that is const + sum(coef * column) over one whole choice."""
    node = draft.nodes[number]
    if not isinstance(node, Linear) or node.atoms or not node.columns:
        return None
    choice = draft.ranges.choices.get(node.columns[0])
    if choice is None or not choice.exactly_one:
        return None
    coefs = dict(zip(node.columns, node.coefs, strict=True))
    if not coefs.keys() <= set(choice.columns):
        return None
    found: dict[Rational, list[ColumnId]] = {}
    for column in choice.columns:
        found.setdefault(node.const + coefs.get(column, 0), []).append(column)
    return found


def tabulated(draft: Draft, number: NodeId, table: Sequence[tuple[Rational, Rational]]) -> NodeId:
    """The result that belongs to the value of a number; the table holds all its possible values."""
    results = dict(table)
    columns = indicators(draft, number, [value for value, _ in table])
    terms = {
        column: results[value]
        for value, of_value in columns.items()
        for column in of_value
        if value in results
    }
    return draft.linear(0, terms)

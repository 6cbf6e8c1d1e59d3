"""All-different in simpler nodes.

Accepts: `AllDifferent` over integer-valued nodes. Produces: asserted with few values, at most one argument
for each value, over one binary column per argument and value; otherwise the pairs that differ.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from certiplan.model.ir import AllDifferent, Comparison, NodeId, Rational
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.tables import indicators, values_of


def pairs_differ(draft: Draft, node: AllDifferent) -> NodeId:
    """The conjunction of a != b over all pairs; it may stand anywhere."""
    return draft.every([draft.negated(draft.equal(a, b)) for a, b in combinations(node.arguments, 2)])


def at_most_one_per_value(draft: Draft, node: AllDifferent) -> NodeId:
    """Equivalent where it is asserted; much tighter than pairs when there are few values."""
    if len(node.arguments) == 2:
        return pairs_differ(draft, node)
    domains = [values_of(draft, argument) for argument in node.arguments]
    takers: dict[Rational, list[int]] = {}
    for argument, domain in zip(node.arguments, domains, strict=True):
        if domain is None:
            return pairs_differ(draft, node)
        for value, columns in indicators(draft, argument, domain).items():
            takers.setdefault(value, []).extend(columns)
    return draft.every(
        [
            draft.add(Comparison("<=", draft.linear(-1, Counter(columns))))
            for columns in takers.values()
            if len(columns) > 1
        ]
    )

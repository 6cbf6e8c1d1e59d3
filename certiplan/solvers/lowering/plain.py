"""The fast path: constraints that already are linear rows go into arrays without any algebra.

Accepts: ground constraints. Produces: the rows of those that compare a `Linear` without atoms with 0, as
arrays, and the positions of all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from certiplan.model.ir import Comparison, GroundModel, Linear, Rational
from certiplan.solvers.lowering.milp import Floats, NotSupportedError

LARGEST_NUMBER = 1e15


@dataclass
class RowBlock:
    """Rows sum(coefs * columns) between lower and upper, as growing lists."""

    columns: list[int] = field(default_factory=list)
    coefs: list[Rational] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    rhs: list[Rational] = field(default_factory=list)
    equation: list[bool] = field(default_factory=list)
    constraint: list[int] = field(default_factory=list)


def plain_rows(model: GroundModel) -> tuple[RowBlock, list[int]]:
    """The rows of plain linear constraints, and the positions of the other constraints."""
    block = RowBlock()
    others: list[int] = []
    nodes = list(model.nodes)
    columns, coefs, lengths = block.columns, block.coefs, block.lengths
    for position, constraint in enumerate(model.constraints):
        node = nodes[constraint.node]
        if type(node) is Comparison:
            left = nodes[node.left]
            if type(left) is Linear and not left.atoms:
                columns.extend(left.columns)
                coefs.extend(left.coefs)
                lengths.append(len(left.columns))
                block.rhs.append(-left.const)
                block.equation.append(node.op == "==")
                block.constraint.append(position)
                continue
        others.append(position)
    return block, others


def nearest(values: Iterable[Rational], count: int) -> Floats:
    """The doubles nearest to exact values.

    Raises:
        NotSupportedError: a number is too large for floating-point solvers.
    """
    try:
        found = np.fromiter(map(float, values), np.float64, count)
    except OverflowError as error:
        raise NotSupportedError("a coefficient is too large for a floating-point solver") from error
    if count and np.max(np.abs(found)) > LARGEST_NUMBER:
        raise NotSupportedError(
            f"a coefficient is larger than {LARGEST_NUMBER:.0e} in absolute value; use coarser units"
        )
    return found

"""The fast path: constraints that already are linear rows go into arrays without any algebra.

Accepts: ground constraints. Produces: the rows of those that compare a `Linear` without atoms with 0, as
arrays, and the positions of all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from certiplan.model.blocks import LinearRows, Whole, nearest_floats, rationals
from certiplan.model.ir import Comparison, GroundModel, Linear, Rational
from certiplan.model.parts import constraint_parts
from certiplan.solvers.lowering.milp import Floats, NotSupportedError

LARGEST_NUMBER = 1e15


@dataclass(frozen=True, eq=False)
class ArrayRows:
    """Rows that were arrays in the ground model, with the position of the constraint of each.

    Attributes:
        structural: they belong to no requirement.
    """

    rows: LinearRows
    constraint: Whole
    structural: bool


@dataclass
class RowBlock:
    """Rows sum(coefs * columns) between lower and upper, as growing lists, and those that stay arrays."""

    columns: list[int] = field(default_factory=list)
    coefs: list[Rational] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    rhs: list[Rational] = field(default_factory=list)
    equation: list[bool] = field(default_factory=list)
    constraint: list[int] = field(default_factory=list)
    arrays: list[ArrayRows] = field(default_factory=list)

    def list_arrays(self, *, structural_only: bool) -> None:
        """Move rows from arrays to the lists: those that bounds may be derived from, or all."""
        kept: list[ArrayRows] = []
        for part in self.arrays:
            if structural_only and not part.structural:
                kept.append(part)
                continue
            rows = part.rows
            assert rows.equation is not None
            self.columns.extend(rows.columns.tolist())
            self.coefs.extend(rationals(rows.coefs, rows.denominator))
            self.lengths.extend(np.diff(rows.starts).tolist())
            self.rhs.extend(rationals(-rows.consts, rows.denominator))
            self.equation.extend(rows.equation.tolist())
            self.constraint.extend(part.constraint.tolist())
        self.arrays = kept


def plain_rows(model: GroundModel) -> tuple[RowBlock, list[int]]:
    """The rows of plain linear constraints, and the positions of the other constraints."""
    block = RowBlock()
    others: list[int] = []
    nodes = model.nodes
    columns, coefs, lengths = block.columns, block.coefs, block.lengths
    for first, part in constraint_parts(model):
        if not isinstance(part, list):
            positions = first + part.places
            block.arrays.append(ArrayRows(part.rows, positions, structural=not part.requirements))
            others.extend(first + place for place in part.others())
            continue
        for position, constraint in enumerate(part, first):
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
    _refuse_large(found)
    return found


def _refuse_large(found: Floats) -> None:
    if found.size and max(found.max(), -found.min()) > LARGEST_NUMBER:
        raise NotSupportedError(
            f"a coefficient is larger than {LARGEST_NUMBER:.0e} in absolute value; use coarser units"
        )


def nearest_of(numerators: Whole, denominator: int) -> Floats:
    """The same for the numbers of a block.

    Raises:
        NotSupportedError: a number is too large for floating-point solvers.
    """
    found = nearest_floats(numerators, denominator)
    _refuse_large(found)
    return found

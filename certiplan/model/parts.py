"""A ground model by its parts: single records in lists, and blocks of arrays. Loads NumPy only for these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from certiplan.model.chunked import Chunked
from certiplan.model.ir import Column, GroundConstraint, GroundModel, NodeId

if TYPE_CHECKING:
    from certiplan.model.blocks import ColumnBlock, ConstraintBlock, LinearRows

Record = TypeVar("Record")


def column_parts(model: GroundModel) -> Iterator[tuple[int, list[Column] | ColumnBlock]]:
    """The columns, each part with the number of its first column."""
    return _parts(model.columns)


def constraint_parts(model: GroundModel) -> Iterator[tuple[int, list[GroundConstraint] | ConstraintBlock]]:
    """The constraints, each part with the position of its first constraint."""
    return _parts(model.constraints)


def bare_sum(model: GroundModel, node: NodeId) -> LinearRows | None:
    """The sum under a number, if it is kept as arrays: one row."""
    holder = model.nodes.chunk_at(node)
    if holder is None:
        return None
    from certiplan.model.blocks import LinearRows

    rows = holder[1]
    return rows if isinstance(rows, LinearRows) and rows.equation is None else None


def _parts(records: Sequence[Record]) -> Iterator[tuple[int, Any]]:
    if isinstance(records, Chunked):
        yield from records.parts()
    else:
        yield 0, list(records)

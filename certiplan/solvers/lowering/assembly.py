"""Columns, rows and stages to the arrays of a program.

Accepts: rows in a block, as lists and as arrays. Produces: a `MilpModel`, with extreme rows scaled by powers
of two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certiplan.model.ir import Column, GroundModel
from certiplan.model.parts import column_parts
from certiplan.solvers.bounds import Interval
from certiplan.solvers.lowering.growth import growths
from certiplan.solvers.lowering.milp import Bools, Floats, Ints, LazyCircuit, MilpModel, Stage
from certiplan.solvers.lowering.plain import RowBlock, nearest, nearest_of


@dataclass(frozen=True, eq=False)
class ColumnArrays:
    """The bounds of a ground model's columns, and which are whole."""

    lower: Floats
    upper: Floats
    integer: Bools


def column_arrays(model: GroundModel) -> ColumnArrays:
    """The columns of a model as arrays."""
    count = len(model.columns)
    lower, upper = np.empty(count), np.empty(count)
    integer = np.empty(count, dtype=np.bool_)
    for first, part in column_parts(model):
        here = slice(first, first + len(part))
        if not isinstance(part, list):
            lower[here], upper[here] = part.nearest_bounds()
            integer[here] = part.kind != "real"
        else:
            lower[here] = [_lower(column) for column in part]
            upper[here] = [_upper(column) for column in part]
            integer[here] = [column.kind != "real" for column in part]
    return ColumnArrays(lower, upper, integer)


def assembled(
    model: GroundModel,
    own: ColumnArrays,
    block: RowBlock,
    further: list[Interval],
    further_whole: list[bool],
    stages: tuple[Stage, ...],
    circuits: list[LazyCircuit],
    assumed: frozenset[int],
) -> MilpModel:
    """The program of a ground model's own columns and `further` ones."""
    lower, upper, integer = own.lower, own.upper, own.integer
    if further:
        lows = [-math.inf if interval.lower is None else float(interval.lower) for interval in further]
        highs = [math.inf if interval.upper is None else float(interval.upper) for interval in further]
        lower, upper = np.append(lower, lows), np.append(upper, highs)
        integer = np.append(integer, np.array(further_whole, dtype=np.bool_))
    rows = _rows(block)
    scale = _row_scales(rows.coefs, rows.starts)
    coefs, rhs = rows.coefs, rows.rhs
    if scale is not None:
        coefs = coefs * np.repeat(scale, np.diff(rows.starts))
        rhs = rhs * scale
    return MilpModel(
        model=model,
        lower=lower,
        upper=upper,
        integer=integer,
        row_lower=np.where(rows.equation, rhs, -np.inf),
        row_upper=rhs,
        starts=rows.starts,
        indices=rows.indices,
        coefs=coefs,
        row_constraint=rows.constraint,
        stages=stages,
        circuits=tuple(replace(lazy, growths=growths(model, lazy.circuit)) for lazy in circuits),
        assumed=frozenset(position for position in assumed if position >= 0),
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a block as arrays: those from lists first."""

    coefs: Floats
    indices: Ints
    starts: Ints
    rhs: Floats
    equation: Bools
    constraint: Ints


def _rows(block: RowBlock) -> _Rows:
    parts: list[tuple[NDArray[Any], ...]] = [
        (
            nearest(block.coefs, len(block.coefs)),
            np.array(block.columns, dtype=np.int32),
            np.array(block.lengths, dtype=np.int32),
            nearest(block.rhs, len(block.rhs)),
            np.array(block.equation, dtype=np.bool_),
            np.array(block.constraint, dtype=np.int32),
        )
    ]
    for part in block.arrays:
        rows = part.rows
        assert rows.equation is not None
        parts.append(
            (
                nearest_of(rows.coefs, rows.denominator),
                rows.columns,
                np.diff(rows.starts).astype(np.int32),
                nearest_of(-rows.consts, rows.denominator),
                rows.equation,
                part.constraint.astype(np.int32),
            )
        )
    coefs, indices, lengths, rhs, equation, constraint = (
        arrays[0] if len(parts) == 1 else np.concatenate(arrays) for arrays in zip(*parts, strict=True)
    )
    starts = np.zeros(len(lengths) + 1, dtype=np.int32)
    np.cumsum(lengths, out=starts[1:])
    return _Rows(coefs, indices, starts, rhs, equation, constraint)


def _lower(column: Column) -> float:
    low = column.lower
    if low is None:
        return 0.0 if column.kind == "binary" else -math.inf
    if type(low) is Fraction and column.kind != "real":
        low = math.ceil(low)
    return float(min(low, 0)) if column.semicontinuous else float(low)


def _upper(column: Column) -> float:
    high = column.upper
    if high is None:
        return 1.0 if column.kind == "binary" else math.inf
    if type(high) is Fraction and column.kind != "real":
        high = math.floor(high)
    return float(max(high, 0)) if column.semicontinuous else float(high)


_SMALL, _LARGE = 1e-3, 1e6


def _row_scales(coefs: Floats, starts: Ints) -> Floats | None:
    """Powers of two (exact) that bring the largest coefficient of extreme rows near 1; None without any."""
    filled = np.flatnonzero(np.diff(starts))
    if not len(filled):
        return None
    largest = np.maximum.reduceat(np.abs(coefs), starts[filled])
    extreme = (largest < _SMALL) | (largest > _LARGE)
    if not extreme.any():
        return None
    scale = np.ones(len(starts) - 1)
    scale[filled[extreme]] = np.exp2(-np.round(np.log2(largest[extreme])))
    return scale

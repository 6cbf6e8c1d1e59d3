"""The lowered form: a mixed-integer linear program as NumPy arrays, with the origin of every row."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from certiplan.model.ir import Circuit, GroundModel
from certiplan.solvers.bounds import Lattice

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

AUXILIARY = -1
OBJECTIVE_DOMAIN = -2


class NotSupportedError(Exception):
    """The model needs something that a mixed-integer linear program cannot say exactly; the text names it."""


class MissingBoundError(NotSupportedError):
    """A column needs a bound before the model can be written exactly; the text names it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Quadratic:
    """x' Q x / 2 as the lower triangle of Q, column by column."""

    starts: Ints
    indices: Ints
    values: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Ratio:
    """What the linear objective is divided by: denominator' x + denominator_offset, at least `least` > 0."""

    denominator: Floats
    denominator_offset: float
    least: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Stage:
    """One stage of the objective over the columns.

    Attributes:
        minimize: False to maximize.
        cost: one coefficient per column.
        offset: a constant to add.
        lattice: where the exact value lies, when it lies on a lattice.
        quadratic: a convex (concave, when maximizing) part, only where every column is real.
        ratio: set when the stage is a quotient.
    """

    minimize: bool
    cost: Floats
    offset: float
    lattice: Lattice | None
    quadratic: Quadratic | None = None
    ratio: Ratio | None = None


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A quantity that grows along a circuit.

    Attributes:
        weights: by node, what it adds at least; whole numbers.
        capacity: what the quantity is at most.
        positions: of the constraints that say so.
    """

    weights: dict[int, int]
    capacity: int
    positions: frozenset[int]

    def paths(self, nodes: Iterable[int]) -> int:
        """How many paths it takes at least to visit these nodes."""
        return max(1, -(-sum(self.weights[node] for node in nodes) // self.capacity))


@dataclass(frozen=True, kw_only=True, eq=False)
class LazyCircuit:
    """A circuit whose degree rows are in the program and whose subtours are cut off when they occur.

    Attributes:
        growths: what other constraints say about quantities along it.
    """

    position: int
    circuit: Circuit
    growths: tuple[Growth, ...] = ()

    def without(self, positions: Set[int]) -> LazyCircuit:
        """Without what rests on constraints that are left out."""
        kept = tuple(growth for growth in self.growths if growth.positions.isdisjoint(positions))
        return replace(self, growths=kept)


@dataclass(frozen=True, kw_only=True, eq=False)
class MilpModel:
    """A ground model as rows over columns; the first columns are the ground model's own.

    Attributes:
        model: what was lowered.
        lower, upper, integer: one entry per column.
        row_lower, row_upper: one entry per row.
        starts, indices, coefs: the rows, compressed.
        row_constraint: for each row the position in `GroundModel.constraints` of the constraint that it is
            part of; AUXILIARY for definitions of further columns, which cut nothing off; OBJECTIVE_DOMAIN
            for where the objective is defined.
        circuits: what the rows leave to be separated.
        assumed: positions of constraints that bounds of columns were derived from. Leaving one of them out
            of the program is not exact.
    """

    model: GroundModel
    lower: Floats
    upper: Floats
    integer: Bools
    row_lower: Floats
    row_upper: Floats
    starts: Ints
    indices: Ints
    coefs: Floats
    row_constraint: Ints
    stages: tuple[Stage, ...]
    circuits: tuple[LazyCircuit, ...] = ()
    assumed: frozenset[int] = frozenset()

    @property
    def column_count(self) -> int:
        """How many columns there are, further ones included."""
        return len(self.lower)

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self.row_lower)

    @cached_property
    def row_of_entry(self) -> Ints:
        """The row of each nonzero."""
        return np.repeat(np.arange(self.row_count, dtype=np.int32), np.diff(self.starts))

    def without(self, positions: Iterable[int]) -> MilpModel:
        """The program without the rows of some constraints, given by position; none of them may be `assumed`.

        Rows are freed, not removed, so that row numbers stay as they are.
        """
        dropped = np.array(sorted(set(positions)), dtype=np.int32)
        assert self.assumed.isdisjoint(dropped.tolist()), "bounds of columns rest on these constraints"
        freed = np.isin(self.row_constraint, dropped)
        gone = set(dropped.tolist())
        return replace(
            self,
            row_lower=np.where(freed, -np.inf, self.row_lower),
            row_upper=np.where(freed, np.inf, self.row_upper),
            circuits=tuple(lazy.without(gone) for lazy in self.circuits if lazy.position not in gone),
        )

    def activity(self, values: Floats) -> Floats:
        """The value of every row at a point."""
        products = self.coefs * values[self.indices]
        sums = np.bincount(self.row_of_entry, weights=products, minlength=self.row_count)
        return sums.astype(np.float64)

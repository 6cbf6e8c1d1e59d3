"""Parts of a ground model as arrays: the columns of a large variable, the rows of a large family.

They hold exactly what the records say that they stand for: a coefficient is a whole numerator over the
common denominator of its block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from certiplan.model import ir
from certiplan.model.values import Rational, Value, show, whole

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Places: TypeAlias = NDArray[np.int32]
Truths: TypeAlias = NDArray[np.bool_]
AtomsMaker: TypeAlias = Callable[[], Sequence[tuple[Value, ...]]]
"""Makes the indices of every element of a family, in order."""


def rationals(numerators: NDArray[Any], denominator: int) -> list[Rational]:
    """The exact values, ints where they are whole."""
    if denominator == 1:
        return numerators.tolist()  # type: ignore[no-any-return]
    distinct, place = np.unique(numerators, return_inverse=True)
    values = [whole(Fraction(int(value), denominator)) for value in distinct.tolist()]
    return [values[k] for k in place.tolist()]


def nearest_floats(numerators: NDArray[Any], denominator: int) -> Floats:
    """The doubles nearest to the exact values, for numerators and denominators below 2**53."""
    if denominator == 1:
        return numerators.astype(np.float64)
    found: Floats = numerators / np.float64(denominator)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearRows:
    """Sums without atoms, one a row: (consts + sum of coefs * columns) / denominator.

    Attributes:
        starts: one more than there are rows: where the entries of each row begin.
        columns: distinct and increasing in every row.
        coefs: nonzero.
        consts: one a row.
        equation: for each row whether it must be 0 (else at most 0); None for rows that are only sums.
    """

    starts: Whole
    columns: Places
    coefs: Whole
    consts: Whole
    denominator: int
    equation: Truths | None = None

    def __len__(self) -> int:
        """How many nodes the rows are: two each where they are constraints, the sum and its comparison."""
        return len(self.consts) * (1 if self.equation is None else 2)

    def linears(self) -> list[ir.Linear]:
        """The sums as records."""
        columns, coefs = self.columns.tolist(), rationals(self.coefs, self.denominator)
        starts = self.starts.tolist()
        return [
            ir.Linear(const, tuple(columns[begin:end]), tuple(coefs[begin:end]))
            for const, begin, end in zip(
                rationals(self.consts, self.denominator), starts, starts[1:], strict=False
            )
        ]

    def records(self, first: int) -> Sequence[ir.Node]:
        """The nodes: each sum, followed by its comparison where the rows are constraints."""
        linears = self.linears()
        if self.equation is None:
            return linears
        nodes: list[ir.Node] = []
        for linear, equation in zip(linears, self.equation.tolist(), strict=True):
            nodes.append(linear)
            nodes.append(ir.Comparison("==" if equation else "<=", first + len(nodes) - 1))
        return nodes


@dataclass(frozen=True, kw_only=True, eq=False)
class ColumnBlock:
    """The columns of one variable; bounds are numerators over a denominator, None where there are none."""

    variable: str
    kind: Literal["binary", "integer", "real"]
    size: int
    lower: tuple[Whole, int] | None
    upper: tuple[Whole, int] | None
    atoms: AtomsMaker

    def __len__(self) -> int:
        return self.size

    def records(self, first: int) -> Sequence[ir.Column]:
        """The columns."""
        return [
            ir.Column(name=f"{self.variable}[{show(atoms)}]", kind=self.kind, lower=lower, upper=upper)
            for atoms, lower, upper in zip(
                self.atoms(), self._bounds(self.lower), self._bounds(self.upper), strict=True
            )
        ]

    def _bounds(self, bound: tuple[Whole, int] | None) -> Sequence[Rational | None]:
        if bound is None:
            return [None] * self.size
        return rationals(np.broadcast_to(bound[0], self.size), bound[1])

    def nearest_bounds(self) -> tuple[Floats | float, Floats | float]:
        """Lower and upper bounds as doubles, one for all where that says it."""
        lower = -np.inf if self.lower is None else nearest_floats(*self.lower)
        upper = np.inf if self.upper is None else nearest_floats(*self.upper)
        return lower, upper


@dataclass(frozen=True, kw_only=True, eq=False)
class ConstraintBlock:
    """The instances of one constraint, in order.

    Attributes:
        nodes: the node of each instance.
        rows: those instances that are rows; `places` says which instance each row is.
        atoms: the indices of each round, and `parts` instances arise from a round, kept where `kept`.
    """

    constraint: str
    requirements: tuple[str, ...]
    nodes: Whole
    rows: LinearRows
    places: Whole
    rounds: Whole
    atoms: AtomsMaker

    def __len__(self) -> int:
        return len(self.nodes)

    def records(self, first: int) -> Sequence[ir.GroundConstraint]:
        """The constraints."""
        origins = [
            ir.Origin(
                constraint=self.constraint,
                indices=tuple([show(atom) for atom in atoms]),
                requirements=self.requirements,
            )
            for atoms in self.atoms()
        ]
        return [
            ir.GroundConstraint(node, origins[number])
            for node, number in zip(self.nodes.tolist(), self.rounds.tolist(), strict=True)
        ]

    def others(self) -> list[int]:
        """The instances that are no rows."""
        return np.setdiff1d(np.arange(len(self.nodes)), self.places).tolist()  # type: ignore[no-any-return]

"""From HiGHS's floating-point answers to exact statements: points, bounds and limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from certiplan.model.ir import Column, Rational
from certiplan.solvers.bounds import Lattice
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.lowering.milp import Floats, MilpModel

RELATIVE_TOLERANCE = 1e-6
_RESIDUAL = 1e-8
_SIMPLE = 1e-9
_MOST_SIMPLIFIED = 5_000
_DECIMALS = 10**6
_LARGEST = 1e3
_MOST_DECIMAL = 1e9
_DENOMINATOR = 10**4


def rounded(milp: MilpModel, values: Floats) -> Floats:
    """The point with integer columns on integers and all columns within their bounds."""
    whole = np.where(milp.integer, np.round(values), values)
    return np.clip(whole, milp.lower, milp.upper)


def satisfies_rows(milp: MilpModel, values: Floats) -> bool:
    """Whether the rows hold at the point, up to a small fraction of their largest term."""
    if not milp.row_count:
        return True
    products = milp.coefs * values[milp.indices]
    activity = np.bincount(milp.row_of_entry, weights=products, minlength=milp.row_count)
    size = np.ones(milp.row_count)
    np.maximum.at(size, milp.row_of_entry, np.abs(products))
    violation = np.maximum(milp.row_lower - activity, activity - milp.row_upper)
    return bool(np.all(violation <= _RESIDUAL * size))


def exact_values(columns: Sequence[Column], values: Floats) -> list[Rational]:
    """Integers for integer columns; for real ones the nearest simple rational, if it is very near.

    0.30000000000000004 becomes 3/10, so that what holds exactly in the model also does so at the point.
    """
    reals = [k for k, column in enumerate(columns) if column.kind == "real"]
    found: list[Rational] = [int(value) for value in np.round(values[: len(columns)]).tolist()]
    if not reals:
        return found
    own = values[reals]
    scaled = np.round(own * _DECIMALS)
    is_decimal = np.abs(own - scaled / _DECIMALS) <= _SIMPLE * np.clip(np.abs(own), 1.0, _LARGEST)
    is_decimal &= np.abs(own) < _MOST_DECIMAL
    few = len(reals) <= _MOST_SIMPLIFIED
    for k, value, decimal, simple in zip(
        reals, own.tolist(), scaled.tolist(), is_decimal.tolist(), strict=True
    ):
        if simple and decimal % _DECIMALS == 0:
            found[k] = _within(columns[k], int(decimal) // _DECIMALS)
        else:
            exact = Fraction(int(decimal), _DECIMALS) if simple else _near(value, few=few)
            found[k] = _within(columns[k], exact)
    return found


def _near(value: float, *, few: bool) -> Fraction:
    exact = Fraction(value)
    if few:
        simple = exact.limit_denominator(_DENOMINATOR)
        if abs(float(simple - exact)) <= _SIMPLE * min(max(1.0, abs(value)), _LARGEST):
            return simple
    return exact


def _within(column: Column, value: Rational) -> Rational:
    nearest = value
    if column.lower is not None and value < column.lower:
        nearest = column.lower
    if column.upper is not None and value > column.upper:
        nearest = column.upper
    if column.semicontinuous and abs(float(value)) <= abs(float(nearest - value)):
        return 0
    return nearest


def proved_bound(
    bound: float, value: Rational, lattice: Lattice | None, *, minimize: bool
) -> Rational | None:
    """What a floating-point bound proves about the objective, given the value of a solution.

    On a lattice whose points are farther apart than tolerances the bound moves to the next point; on any
    lattice a bound that leaves no point before the value is the value. Otherwise a bound within tolerance of
    the value is the value. None if there is no bound.
    """
    if not math.isfinite(bound):
        return None
    exact = Fraction(bound)
    slack = Fraction(RELATIVE_TOLERANCE * max(1.0, abs(bound)))
    grid = None
    if lattice is not None:
        grid = lattice.at_least(exact - slack) if minimize else lattice.at_most(exact + slack)
    if grid == value:
        return value
    if lattice is not None and (lattice.step == 0 or lattice.step >= 20 * slack):
        exact = Fraction(value if grid is None else grid)
    elif abs(exact - value) <= slack:
        return value
    beaten = exact > value if minimize else exact < value
    return value if beaten or exact == value else exact


def widened(value: Rational, lattice: Lattice | None, *, generous: bool) -> float:
    """How much room a limit on an objective gets for floating point; on a lattice too little to matter."""
    room = (1e-7 if generous else 1e-13) * max(1.0, abs(float(value)))
    if lattice is not None and lattice.step != 0:
        room = min(room, float(lattice.step) / 4)
    return room


def worth(milp: MilpModel, stage: int, values: Sequence[Rational]) -> Rational | None:
    """The exact objective of a stage at a point; None where it is not defined."""
    return Evaluation(milp.model, values).number(milp.model.objectives[stage].node)

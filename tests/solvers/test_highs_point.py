"""Floating-point answers as exact statements."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from certiplan.model.ir import Column, Rational
from certiplan.solvers.bounds import Lattice
from certiplan.solvers.highs_point import exact_values, proved_bound, widened


def real(lower: Rational | None, upper: Rational | None, *, semicontinuous: bool = False) -> Column:
    return Column(name="x", kind="real", lower=lower, upper=upper, semicontinuous=semicontinuous)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, Fraction(3, 10)),
        (1 / 3, Fraction(1, 3)),
        (2.0000000000001, 2),
        (-1e-12, 0),
        (0.123456789012, Fraction(0.123456789012)),
        (1e12 + 0.5, 10**12 + Fraction(1, 2)),
    ],
)
def test_very_near_simple_rationals(value: float, expected: Rational) -> None:
    assert exact_values([real(None, None)], np.array([value])) == [expected]


def test_values_stay_within_exact_bounds() -> None:
    third = Fraction(1, 3)
    columns = [real(third, None), real(None, third)]
    low, high = exact_values(columns, np.array([0.333333, 0.3333334]))
    assert low == high == third


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, 0), (2e-8, 0), (3.99999999, 4), (5.0, 5), (6.00000001, 6)]
)
def test_semicontinuous_values_are_zero_or_within(value: float, expected: int) -> None:
    assert exact_values([real(4, 6, semicontinuous=True)], np.array([value])) == [expected]


def test_integers_are_integers() -> None:
    columns = [Column(name="n", kind="integer", lower=0, upper=9), real(0, 1)]
    values = exact_values(columns, np.array([2.9999999, 0.5, 77.0]))
    assert values == [3, Fraction(1, 2)]
    assert type(values[0]) is int


@pytest.mark.parametrize(
    ("bound", "value", "lattice", "minimize", "expected"),
    [
        (6.2, 7, Lattice(0, 1), True, 7),
        (6.0000001, 7, Lattice(0, 1), True, 6),
        (6.9, 6, Lattice(0, 1), False, 6),
        (7.0, 6, Lattice(0, 1), False, 7),
        (6.2, 7, Lattice(Fraction(1, 4), Fraction(1, 2)), True, Fraction(25, 4)),
        (6.9999999, 7, None, True, 7),
        (6.5, 7, None, True, Fraction(13, 2)),
        (7.5, 7, None, True, 7),
        (float("-inf"), 7, None, True, None),
        (3.0, 7, Lattice(7, 0), True, 7),
        (81_327.1, 81_328, Lattice(0, 1), True, 81_328),
        (81_328.9, 81_328, Lattice(0, 1), False, 81_328),
        (81_326.5, 81_328, Lattice(0, 1), True, Fraction(162_653, 2)),
    ],
)
def test_bounds(
    bound: float, value: int, lattice: Lattice | None, minimize: bool, expected: Rational | None
) -> None:
    assert proved_bound(bound, value, lattice, minimize=minimize) == expected


def test_room_on_a_lattice_reaches_no_other_point() -> None:
    assert widened(10**12, Lattice(0, Fraction(1, 1000)), generous=True) < 1e-3
    assert widened(5, None, generous=False) < widened(5, None, generous=True) < 1e-6

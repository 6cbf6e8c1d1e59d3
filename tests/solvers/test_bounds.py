"""Intervals and lattices hold every value that a node takes, and are tight where it matters."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.model.ir import Column, Function, GroundModel, Piecewise, Power, Product, Quotient, Rational
from certiplan.solvers.bounds import Choice, Interval, Lattice, Ranges, column_interval, gcd
from certiplan.solvers.evaluate_ir import Evaluation, reachable
from certiplan.solvers.propagation import Row, propagate
from tests.solvers.ground_models import MILP, NONLINEAR, Builder, Point, grid, ground_models

many = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
rationals = st.fractions(-5, 5, max_denominator=6)


def ranges(model: GroundModel) -> Ranges:
    return Ranges(
        model.nodes,
        [column_interval(column) for column in model.columns],
        [column.kind != "real" for column in model.columns],
    )


@many
@given(ground_models(kinds=MILP | NONLINEAR, fractions=True, reals=True))
def test_every_value_is_within(model: GroundModel) -> None:
    found = ranges(model)
    roots = [c.node for c in model.constraints] + [o.node for o in model.objectives]
    points = list(grid(model, [Fraction(k, 2) for k in range(-4, 9)]))
    for point in points[:: max(1, len(points) // 40)]:
        at = Evaluation(model, point)
        for node in reachable(model.nodes, roots):
            value = at.number(node)
            if value is None:
                continue
            interval, lattice = found.interval(node), found.lattice(node)
            assert interval.lower is None or interval.lower <= value, model.nodes[node]
            assert interval.upper is None or value <= interval.upper, model.nodes[node]
            assert lattice is None or lattice.contains(value), model.nodes[node]


@given(rationals, rationals, st.integers(-20, 20), rationals)
def test_lattice_neighbours(offset: Fraction, step: Fraction, k: int, value: Fraction) -> None:
    lattice = Lattice(offset, abs(step))
    point = offset + abs(step) * k
    assert lattice.contains(point)
    assert lattice.at_least(point) == lattice.at_most(point) == point
    if step:
        assert lattice.above(point) == point + abs(step)
        assert lattice.below(point) == point - abs(step)
        low, high = lattice.at_most(value), lattice.at_least(value)
        assert low is not None and high is not None
        assert low <= value <= high < low + 2 * abs(step)
    else:
        assert lattice.above(point) is None and lattice.below(point) is None


def test_lattices_of_sums_and_products() -> None:
    b = Builder()
    x, y = b.integer(0, 9), b.integer(0, 9)
    even = b.linear(1, {x: 4, y: 6})
    found = Ranges(b.nodes, [Interval(0, 9)] * 2, [True, True])
    assert found.lattice(even) == Lattice(1, 2)
    third = b.linear(Fraction(1, 2), {x: Fraction(1, 3)})
    assert found.lattice(third) == Lattice(Fraction(1, 2), Fraction(1, 3))
    product = b.add(Product((even, b.linear(0, {x: 10}))))
    assert found.lattice(product) == Lattice(0, 10)
    assert found.lattice(b.add(Quotient(b.x(x), b.linear(1, {y: 1})))) is not None
    assert found.lattice(b.add(Function("sqrt", b.x(x)))) is None


def test_gcd_of_fractions() -> None:
    assert gcd(Fraction(1, 2), Fraction(1, 3)) == Fraction(1, 6)
    assert gcd(4, 0, -6) == 2
    assert gcd() == 0


@pytest.mark.parametrize(
    ("exactly_one", "columns", "expected"),
    [
        (True, {0: 50, 1: 70, 2: 90}, Interval(50, 90)),
        (True, {0: 50, 1: 70}, Interval(0, 70)),
        (False, {0: 50, 1: 70, 2: 90}, Interval(0, 90)),
        (True, {0: -5, 1: 3, 2: 1, 3: 10}, Interval(-5, 13)),
    ],
)
def test_one_term_of_a_choice_counts(exactly_one: bool, columns: dict[int, int], expected: Interval) -> None:
    choice = Choice((0, 1, 2), exactly_one)
    found = Ranges([], [Interval(0, 1)] * 4, [True] * 4, dict.fromkeys((0, 1, 2), choice))
    assert found.sum(0, columns.items()) == expected


def test_tight_intervals() -> None:
    b = Builder()
    x, y = b.integer(-3, 4), b.integer(2, None)
    found = ranges(b.model())
    square = b.add(Product((b.x(x), b.x(x))))
    assert found.interval(square) == Interval(0, 16)
    assert found.interval(b.add(Product((b.x(x), b.x(y))))) == Interval(None, None)
    assert found.interval(b.add(Quotient(b.x(x), b.x(y)))) == Interval(Fraction(-3, 2), 2)
    assert found.interval(b.add(Power(b.x(y), b.linear(2)))).lower is not None
    assert found.interval(b.add(Quotient(b.x(y), b.x(x)))) == Interval(None, None)
    assert found.interval(b.add(Function("exp", b.x(y)))).upper is None
    hill = b.add(Piecewise(b.x(x), ((-3, 0), (0, 5), (4, 1))))
    assert found.interval(hill) == Interval(0, 5)
    beyond = b.add(Piecewise(b.x(x), ((-3, 0), (0, 5), (2, 3))))
    assert found.interval(beyond) == Interval(0, 5)
    steep = b.add(Piecewise(b.x(x), ((-1, 0), (4, 5))))
    assert found.interval(steep) == Interval(-2, 5)


def test_column_intervals() -> None:
    def column(**kwargs: object) -> Interval:
        return column_interval(Column(**{"name": "c", "semicontinuous": False, **kwargs}))  # type: ignore[arg-type]

    assert column(kind="binary", lower=None, upper=None) == Interval(0, 1)
    assert column(kind="integer", lower=Fraction(1, 2), upper=Fraction(7, 2)) == Interval(1, 3)
    assert column(kind="real", lower=3, upper=5, semicontinuous=True) == Interval(0, 5)


# ---------------------------------------------------------------- propagation


@many
@given(st.data())
def test_propagation_loses_no_solution(data: st.DataObject) -> None:
    whole = [True, True, False]
    bounds = [Interval(-3, 4), Interval(0, 3), Interval(-2, 2)]
    rows = []
    for _ in range(data.draw(st.integers(1, 4))):
        coefs = {k: data.draw(st.integers(-3, 3)) / Fraction(data.draw(st.integers(1, 2))) for k in range(3)}
        kept = {k: coef for k, coef in coefs.items() if coef}
        rows.append(
            Row(tuple(kept), tuple(kept.values()), data.draw(st.integers(-6, 6)), data.draw(st.booleans()))
        )
    tighter, used = propagate(bounds, whole, rows)
    for interval, before in zip(tighter, bounds, strict=True):
        assert interval.meet(before) == interval
    halves = [Fraction(k, 2) for k in range(-4, 5)]
    points: list[Point] = [(x, y, z) for x in range(-3, 5) for y in range(4) for z in halves]
    for point in points:
        sums: list[Rational] = [
            sum(c * point[k] for k, c in zip(r.columns, r.coefs, strict=True)) - r.rhs for r in rows
        ]
        if all(total == 0 if row.is_equation else total <= 0 for row, total in zip(rows, sums, strict=True)):
            for value, interval in zip(point, tighter, strict=True):
                assert interval.lower is not None and interval.upper is not None
                assert interval.lower <= value <= interval.upper
    assert used <= set(range(len(rows)))


def test_propagation_finds_missing_bounds() -> None:
    rows = [Row((0, 1), (2, 1), 9, is_equation=False), Row((1, 2), (1, -1), 0, is_equation=True)]
    free = Interval(0, None)
    tighter, used = propagate([free, free, Interval(None, 20)], [True, False, False], rows)
    assert tighter == [Interval(0, 4), Interval(0, 9), Interval(0, 9)]
    assert used == {0, 1}


def test_propagation_stops_at_a_contradiction() -> None:
    rows = [Row((0,), (1,), 1, is_equation=False), Row((0,), (-1,), -3, is_equation=False)]
    tighter, _ = propagate([Interval(0, 9)], [True], rows)
    assert tighter[0].lower is not None and tighter[0].upper is not None
    assert tighter[0].lower <= tighter[0].upper

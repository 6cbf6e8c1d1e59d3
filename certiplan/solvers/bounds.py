"""Where the value of a ground node lies: exact intervals, and the lattice that integer expressions live on.

Intervals give every big-M its tightest value. They know about choices: of binary columns of which at
most one is 1, a sum takes one coefficient, not all. Lattices (offset + step * Z) make the negation of
an integer comparison exact: what is above 0 is at least the first lattice point above 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from certiplan.model.ir import (
    Column,
    ColumnId,
    Extreme,
    FloorDivide,
    Function,
    FunctionName,
    IfThenElse,
    Linear,
    Literal,
    Modulo,
    Node,
    NodeId,
    Piecewise,
    Power,
    Product,
    Quotient,
    Rational,
    Truth,
)
from certiplan.solvers.evaluate_ir import function, power, reachable
from certiplan.solvers.intervals import ANY, TRUTH_VALUES, WHOLE, Bound, Interval, Lattice, gcd

__all__ = [
    "ANY",
    "TRUTH_VALUES",
    "WHOLE",
    "Bound",
    "Choice",
    "Interval",
    "Lattice",
    "Ranges",
    "column_interval",
    "gcd",
]


def column_interval(column: Column) -> Interval:
    """Where a column's value lies, 0 included when it is semicontinuous."""
    lower, upper = column.lower, column.upper
    if column.kind == "binary":
        lower = 0 if lower is None else lower
        upper = 1 if upper is None else upper
    if column.kind != "real":
        lower = None if lower is None else math.ceil(lower)
        upper = None if upper is None else math.floor(upper)
    interval = Interval(lower, upper)
    return interval.hull(Interval(0, 0)) if column.semicontinuous else interval


@dataclass(frozen=True, slots=True)
class Choice:
    """Binary columns of which at most one is 1, or exactly one."""

    columns: tuple[ColumnId, ...]
    exactly_one: bool


@dataclass
class Ranges:
    """Intervals and lattices of nodes over given column intervals, each found once.

    Attributes:
        nodes: all expressions; it may grow.
        columns: the interval of each column; it may grow.
        whole: whether each column is integer; it may grow.
        choices: for columns of a choice, that choice (one per column).
    """

    nodes: Sequence[Node]
    columns: Sequence[Interval]
    whole: Sequence[bool]
    choices: Mapping[ColumnId, Choice] = field(default_factory=dict)
    _intervals: dict[NodeId, Interval] = field(default_factory=dict)
    _lattices: dict[NodeId, Lattice | None] = field(default_factory=dict)

    def interval(self, node: NodeId) -> Interval:
        """Where the value of the node lies; a Boolean node counts 0 or 1."""
        if node not in self._intervals:
            for each in reachable(self.nodes, [node]):
                if each not in self._intervals:
                    self._intervals[each] = self._interval(self.nodes[each])
        return self._intervals[node]

    def lattice(self, node: NodeId) -> Lattice | None:
        """A lattice that holds every value of the node, or None for real-valued nodes."""
        if node not in self._lattices:
            for each in reachable(self.nodes, [node]):
                if each not in self._lattices:
                    self._lattices[each] = self._lattice(each)
        return self._lattices[node]

    def values(self, node: NodeId, *, most: int) -> list[Rational] | None:
        """All values that a node may take, in increasing order, or None if they are many or unknown."""
        interval, lattice = self.interval(node), self.lattice(node)
        if interval.lower is None or interval.upper is None or lattice is None:
            return None
        if lattice.step == 0:
            return [lattice.offset]
        least, last = lattice.at_least(interval.lower), lattice.at_most(interval.upper)
        assert least is not None and last is not None
        count = int((last - least) // lattice.step) + 1
        if count > most:
            return None
        return [least + k * lattice.step for k in range(count)]

    def sum(self, const: Rational, terms: Iterable[tuple[ColumnId, Rational]]) -> Interval:
        """Where const + sum(coef * column) lies; of a choice's columns, one term counts."""
        low: Bound = const
        high: Bound = const
        chosen: dict[int, list[Rational]] = {}
        columns, choices = self.columns, self.choices
        by_id: dict[int, Choice] = {}
        for column, coef in terms:
            choice = choices.get(column)
            if choice is not None:
                by_id[id(choice)] = choice
                chosen.setdefault(id(choice), []).append(coef)
                continue
            interval = columns[column]
            least, most = (interval.lower, interval.upper) if coef > 0 else (interval.upper, interval.lower)
            low = None if low is None or least is None else low + coef * least
            high = None if high is None or most is None else high + coef * most
        for key, coefs in chosen.items():
            choice = by_id[key]
            if not choice.exactly_one or len(coefs) < len(choice.columns):
                coefs.append(0)
            low = None if low is None else low + min(coefs)
            high = None if high is None else high + max(coefs)
        return Interval(low, high)

    def _interval(self, node: Node) -> Interval:
        known = self._intervals
        match node:
            case Linear():
                total = self.sum(node.const, zip(node.columns, node.coefs, strict=True))
                for atom, coef in zip(node.atoms, node.atom_coefs, strict=True):
                    total += known[atom].scaled(coef)
                return total
            case Literal(column=column):
                return self.columns[column]
            case Truth(value=value):
                return Interval(int(value), int(value))
            case Product(factors=factors):
                total = Interval(1, 1)
                for factor in sorted(set(factors)):
                    total *= _whole_power(known[factor], factors.count(factor))
                return total
            case Quotient(numerator=numerator, denominator=denominator):
                return _quotient(known[numerator], known[denominator])
            case Power(base=base, exponent=exponent):
                return _power(known[base], known[exponent])
            case Function(name=name, argument=argument):
                return _function(name, known[argument])
            case Extreme(kind=kind, arguments=arguments):
                return _extreme(kind, [known[argument] for argument in arguments])
            case IfThenElse(then=then, otherwise=otherwise):
                return known[then].hull(known[otherwise])
            case FloorDivide(argument=argument, divisor=divisor):
                return _function("floor", known[argument].scaled(Fraction(1) / divisor))
            case Modulo(argument=argument, divisor=divisor):
                lattice = self.lattice(argument)
                if lattice is None:
                    return Interval(0, divisor)
                step = gcd(lattice.step, divisor)
                least = lattice.offset - step * math.floor(Fraction(lattice.offset) / step)
                return Interval(least, divisor - step + least)
            case Piecewise(points=points, argument=argument):
                return _piecewise(points, known[argument])
            case _:
                return TRUTH_VALUES

    def _lattice(self, number: NodeId) -> Lattice | None:
        interval = self.interval(number)
        if interval.lower is not None and interval.lower == interval.upper:
            return Lattice(interval.lower, 0)
        known = self._lattices
        node = self.nodes[number]
        match node:
            case Linear():
                return self._sum_lattice(node)
            case Product(factors=factors):
                product: Lattice | None = Lattice(1, 0)
                for factor in factors:
                    product = _product_lattice(product, known[factor])
                return product
            case Extreme(arguments=arguments):
                return _common([known[argument] for argument in arguments])
            case IfThenElse(then=then, otherwise=otherwise):
                return _common([known[then], known[otherwise]])
            case Function(name="floor" | "ceil" | "round") | FloorDivide():
                return WHOLE
            case Function(name="abs", argument=argument):
                of = known[argument]
                return None if of is None else of.union(Lattice(-of.offset, of.step))
            case Modulo(argument=argument, divisor=divisor):
                of = known[argument]
                return None if of is None else Lattice(of.offset, gcd(of.step, divisor))
            case Piecewise(points=points, argument=argument):
                return _piecewise_lattice(points, known[argument])
            case Quotient(numerator=numerator, denominator=denominator):
                divisors = self.values(denominator, most=_MOST_VALUES)
                dividend = known[numerator]
                if dividend is None or divisors is None or 0 in divisors:
                    return None
                return _fine(_common([dividend.divided(divisor) for divisor in divisors]))
            case Power(base=base, exponent=exponent):
                bases = self.values(base, most=_MOST_VALUES)
                exponents = self.values(exponent, most=_MOST_VALUES)
                if bases is None or exponents is None or len(bases) * len(exponents) > _MOST_VALUES:
                    return None
                results = [power(b, e) for b in bases for e in exponents]
                return _fine(_common([None if r is None else Lattice(r, 0) for r in results]))
            case Function():
                return None
            case _:
                return WHOLE

    def _sum_lattice(self, node: Linear) -> Lattice | None:
        offset = node.const
        steps: set[Rational] = set()
        for column, coef in zip(node.columns, node.coefs, strict=True):
            interval = self.columns[column]
            if interval.lower is not None and interval.lower == interval.upper:
                offset += coef * interval.lower
            elif self.whole[column]:
                steps.add(coef)
            else:
                return None
        for atom, coef in zip(node.atoms, node.atom_coefs, strict=True):
            lattice = self._lattices[atom]
            if lattice is None:
                return None
            offset += coef * lattice.offset
            steps.add(coef * lattice.step)
        return Lattice(offset, gcd(*steps))


def _product_lattice(left: Lattice | None, right: Lattice | None) -> Lattice | None:
    if left is None or right is None:
        return None
    step = gcd(left.offset * right.step, right.offset * left.step, left.step * right.step)
    return Lattice(left.offset * right.offset, step)


def _common(lattices: Sequence[Lattice | None]) -> Lattice | None:
    result = lattices[0]
    for lattice in lattices[1:]:
        if result is None or lattice is None:
            return None
        result = result.union(lattice)
    return result


def _piecewise_lattice(
    points: tuple[tuple[Rational, Rational], ...], argument: Lattice | None
) -> Lattice | None:
    """What holds the values of the function, and of its lines beyond their ends."""
    if argument is None or len(points) < 2:
        return None
    lines = []
    for (x0, y0), (x1, y1) in pairwise(points):
        slope = Fraction(y1 - y0) / (x1 - x0)
        lines.append(Lattice(y0 + slope * (argument.offset - x0), abs(slope * argument.step)))
    ends = [Lattice(points[0][1], 0), Lattice(points[-1][1], 0)]
    return _fine(_common([*lines, *ends]))


def _fine(lattice: Lattice | None) -> Lattice | None:
    """The lattice, unless its points are too near to each other to be told apart in floating point."""
    if lattice is None or 0 < lattice.step < _LEAST_STEP:
        return None
    return lattice


def _whole_power(base: Interval, exponent: int) -> Interval:
    if exponent % 2 == 0:
        base = _function("abs", base)
    result = Interval(1, 1)
    for _ in range(exponent):
        result *= base
    return result


def _quotient(numerator: Interval, denominator: Interval) -> Interval:
    if not denominator.excludes_zero():
        return ANY
    low, high = denominator.lower, denominator.upper
    reciprocal = Interval(0 if high is None else Fraction(1) / high, 0 if low is None else Fraction(1) / low)
    return numerator * reciprocal


def _piecewise(points: tuple[tuple[Rational, Rational], ...], x: Interval) -> Interval:
    """The range of the function, and of its first and last line beyond the domain as far as x reaches."""
    values = [y for _, y in points]
    result = Interval(min(values), max(values))
    if len(points) == 1:
        return result
    for (x0, y0), (x1, y1) in (points[:2], points[:-3:-1]):
        slope = Fraction(y1 - y0) / (x1 - x0)
        beyond = x.meet(Interval(None, x0) if x1 > x0 else Interval(x0, None))
        if beyond.lower is None or beyond.upper is None or beyond.lower <= beyond.upper:
            result = result.hull((beyond + Interval(-x0, -x0)).scaled(slope) + Interval(y0, y0))
    return result


def _extreme(kind: str, arguments: Sequence[Interval]) -> Interval:
    if kind == "min":
        return -_extreme("max", [-argument for argument in arguments])
    lowers = [a.lower for a in arguments if a.lower is not None]
    uppers = [a.upper for a in arguments if a.upper is not None]
    return Interval(max(lowers) if lowers else None, max(uppers) if len(uppers) == len(arguments) else None)


_MONOTONE: Mapping[FunctionName, tuple[Bound, Bound]] = {
    "round": (None, None),
    "floor": (None, None),
    "ceil": (None, None),
    "sqrt": (0, None),
    "log": (None, None),
    "exp": (0, None),
}
_MOST_VALUES = 64
_LEAST_STEP = Fraction(1, 10**6)
_ROUNDING = Fraction(1, 10**40)
_LARGEST_EXPONENT = 1000


def _function(name: FunctionName, x: Interval) -> Interval:
    if name == "abs":
        if x.lower is not None and x.lower >= 0:
            return x
        if x.upper is not None and x.upper <= 0:
            return -x
        wide = x.hull(-x)
        return Interval(0, wide.upper)
    if name in ("sin", "cos"):
        return Interval(-1, 1)
    if name not in _MONOTONE:
        return ANY
    least, most = _MONOTONE[name]
    return Interval(_end(name, x.lower, least, -_ROUNDING), _end(name, x.upper, most, _ROUNDING))


def _end(name: FunctionName, x: Bound, default: Bound, rounding: Fraction) -> Bound:
    if x is None or (name == "exp" and not -_LARGEST_EXPONENT <= x <= _LARGEST_EXPONENT):
        return default
    value = function(name, x)
    if value is None or name in ("round", "floor", "ceil"):
        return default if value is None else value
    return value * (1 + rounding) if value > 0 else value * (1 - rounding)


def _power(base: Interval, exponent: Interval) -> Interval:
    ends = (base.lower, base.upper, exponent.lower, exponent.upper)
    low, high, least, most = ends
    if low is None or high is None or least is None or most is None or low < 0:
        return Interval(0, None) if low is not None and low >= 0 else ANY
    if least < -_LARGEST_EXPONENT or most > _LARGEST_EXPONENT:
        return Interval(0, None)
    corners = [power(b, e) for b in (low, high) for e in (least, most)]
    values = [corner for corner in corners if corner is not None]
    if len(values) < len(corners):
        return Interval(0, None)
    return Interval(min(values) * (1 - _ROUNDING), max(values) * (1 + _ROUNDING))

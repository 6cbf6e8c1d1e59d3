"""Values of ground nodes at a point: exact rationals, and 50 digits where a value is irrational.

Backends use it to say what an objective is worth at the values they found. It is not the judge of
plans: the judge walks the document and shares nothing with the ground model.

A node whose value is not defined (a division by 0, the root of a negative, an argument outside a
piecewise function) is None, and so is everything above it: a constraint that uses it does not hold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import mpmath

from certiplan.model.ir import (
    AllDifferent,
    And,
    Circuit,
    Column,
    Comparison,
    Cumulative,
    Extreme,
    FloorDivide,
    Function,
    FunctionName,
    GroundModel,
    Iff,
    IfThenElse,
    Linear,
    Literal,
    Modulo,
    Node,
    NodeId,
    NoOverlap,
    Not,
    Or,
    Piecewise,
    Power,
    Product,
    Quotient,
    Rational,
    Span,
    Truth,
)
from certiplan.model.parts import bare_sum
from certiplan.model.values import whole

if TYPE_CHECKING:
    from certiplan.model.blocks import LinearRows

Value: TypeAlias = Rational | None

_DIGITS = 50
_LARGEST_EXACT_EXPONENT = 64


def children(node: Node) -> tuple[NodeId, ...]:
    """The nodes that this node names, in the order of its fields."""
    match node:
        case Linear(atoms=atoms):
            return atoms
        case Truth() | Literal() | Circuit():
            return ()
        case Comparison(left=left):
            return (left,)
        case And(arguments=arguments) | Or(arguments=arguments) | AllDifferent(arguments=arguments):
            return arguments
        case Extreme(arguments=arguments):
            return arguments
        case Not(argument=argument) | Function(argument=argument) | Piecewise(argument=argument):
            return (argument,)
        case FloorDivide(argument=argument) | Modulo(argument=argument):
            return (argument,)
        case Iff(left=left, right=right):
            return (left, right)
        case Product(factors=factors):
            return factors
        case Power(base=base, exponent=exponent):
            return (base, exponent)
        case Quotient(numerator=numerator, denominator=denominator):
            return (numerator, denominator)
        case IfThenElse(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case NoOverlap(spans=spans):
            return tuple(n for span in spans for n in _span_children(span))
        case Cumulative(spans=spans, demands=demands, capacity=capacity):
            return (*(n for span in spans for n in _span_children(span)), *demands, capacity)


def reachable(nodes: Sequence[Node], roots: Iterable[NodeId]) -> list[NodeId]:
    """All nodes under the roots, the roots included, children before parents."""
    seen: set[NodeId] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(child for child in children(nodes[node]) if child not in seen)
    return sorted(seen)


class Evaluation:
    """The ground model at one point; every node is evaluated at most once."""

    def __init__(self, model: GroundModel, values: Sequence[Rational]) -> None:
        self._model = model
        self._values = values
        self._known: dict[NodeId, Value] = {}

    def number(self, node: NodeId) -> Value:
        """The value of a node (a Boolean node counts 0 or 1), or None where it is not defined."""
        known = self._known
        if node not in known:
            kept = bare_sum(self._model, node)
            if kept is not None:
                known[node] = self._sum_of(kept)
                return known[node]
            nodes = self._model.nodes
            for each in reachable(nodes, [node]):
                if each not in known:
                    known[each] = self._value(nodes[each])
        return known[node]

    def _sum_of(self, kept: LinearRows) -> Rational:
        """A sum that is kept as arrays; most of its columns are 0."""
        values = self._values
        total: Rational = int(kept.consts[0])
        for place, column in enumerate(kept.columns.tolist()):
            value = values[column]
            if value:
                total += int(kept.coefs[place]) * value
        return whole(Fraction(total) / kept.denominator)

    def holds(self, node: NodeId) -> bool:
        """Whether a Boolean node is defined and true."""
        return self.number(node) == 1

    def feasible(self) -> bool:
        """Whether the point is within all bounds and kinds and satisfies all constraints."""
        return all(
            _admits(column, value) for column, value in zip(self._model.columns, self._values, strict=True)
        ) and all(self.holds(constraint.node) for constraint in self._model.constraints)

    def objectives(self) -> tuple[Value, ...]:
        """The value of each stage."""
        return tuple(self.number(objective.node) for objective in self._model.objectives)

    def _value(self, node: Node) -> Value:
        known = self._known
        arguments = [known[child] for child in children(node)]
        if any(argument is None for argument in arguments):
            return None
        numbers = [argument for argument in arguments if argument is not None]
        match node:
            case Linear(const=const, columns=columns, coefs=coefs, atom_coefs=atom_coefs):
                values = self._values
                total = const
                for column, coef in zip(columns, coefs, strict=True):
                    value = values[column]
                    if value:
                        total += coef * value
                for number, coef in zip(numbers, atom_coefs, strict=True):
                    total += coef * number
                return total
            case Product():
                product: Rational = 1
                for number in numbers:
                    product *= number
                return product
            case Power():
                return power(numbers[0], numbers[1])
            case Quotient():
                return None if numbers[1] == 0 else Fraction(numbers[0]) / numbers[1]
            case Function(name=name):
                return function(name, numbers[0])
            case Extreme(kind=kind):
                return min(numbers) if kind == "min" else max(numbers)
            case IfThenElse():
                return numbers[1] if numbers[0] == 1 else numbers[2]
            case FloorDivide(divisor=divisor):
                return math.floor(Fraction(numbers[0]) / divisor)
            case Modulo(divisor=divisor):
                return numbers[0] - divisor * math.floor(Fraction(numbers[0]) / divisor)
            case Piecewise(points=points):
                return _interpolate(numbers[0], points)
            case Truth(value=value):
                return int(value)
            case Literal(column=column):
                return int(self._values[column] == 1)
            case Comparison(op=op):
                return int(numbers[0] <= 0 if op == "<=" else numbers[0] == 0)
            case And():
                return int(all(numbers))
            case Or():
                return int(any(numbers))
            case Not():
                return 1 - numbers[0]
            case Iff():
                return int(numbers[0] == numbers[1])
            case AllDifferent():
                return int(len(set(numbers)) == len(numbers))
            case Circuit():
                return int(self._is_circuit(node))
            case NoOverlap(spans=spans, setup=setup):
                return int(self._apart(spans, setup))
            case Cumulative():
                return int(self._within_capacity(node))

    def _is_circuit(self, circuit: Circuit) -> bool:
        used = [(tail, head) for tail, head, column in circuit.arcs if self._values[column] == 1]
        after = dict(used)
        if (
            len(used) != circuit.size
            or len(after) != circuit.size
            or len({h for _, h in used}) != circuit.size
        ):
            return False
        visited = [node for node in range(circuit.size) if after[node] != node]
        if not visited:
            return circuit.may_be_empty
        node, length = after[visited[0]], 1
        while node != visited[0]:
            node, length = after[node], length + 1
        return length == len(visited)

    def _present(self, spans: Sequence[Span]) -> list[tuple[int, Rational, Rational]]:
        """(position, start, end) of the spans that are present and take time."""
        found = []
        for position, span in enumerate(spans):
            start, end = self._known[span.start], self._known[span.end]
            assert start is not None and end is not None
            if (span.present is None or self._known[span.present] == 1) and start < end:
                found.append((position, start, end))
        return found

    def _apart(self, spans: Sequence[Span], setup: tuple[tuple[Rational, ...], ...] | None) -> bool:
        present = sorted(self._present(spans), key=lambda span: (span[1], span[2]))
        if setup is None:
            return all(earlier[2] <= later[1] for earlier, later in pairwise(present))
        return all(
            earlier[2] + setup[earlier[0]][later[0]] <= later[1]
            for k, later in enumerate(present)
            for earlier in present[:k]
        )

    def _within_capacity(self, cumulative: Cumulative) -> bool:
        capacity = self._known[cumulative.capacity]
        assert capacity is not None
        present = self._present(cumulative.spans)
        if capacity < 0:  # at some time nothing is under way
            return False
        for moment in {*(span[1] for span in present), *(span[2] for span in present)}:
            load: Rational = 0
            for position, start, end in present:
                if start <= moment < end:
                    load += self._known[cumulative.demands[position]] or 0
            if load > capacity:
                return False
        return True


def _span_children(span: Span) -> tuple[NodeId, ...]:
    times = (span.start, span.length, span.end)
    return times if span.present is None else (*times, span.present)


def _admits(column: Column, value: Rational) -> bool:
    if column.kind != "real" and value != int(value):
        return False
    if column.semicontinuous and value == 0:
        return True
    if column.kind == "binary" and value not in (0, 1):
        return False
    return (column.lower is None or value >= column.lower) and (column.upper is None or value <= column.upper)


def _interpolate(x: Rational, points: tuple[tuple[Rational, Rational], ...]) -> Value:
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + Fraction(y1 - y0) / (x1 - x0) * (x - x0)
    return points[0][1] if len(points) == 1 and x == points[0][0] else None


def power(base: Rational, exponent: Rational) -> Value:
    """base ** exponent, exact for whole exponents."""
    if base == 0:
        return None if exponent < 0 else int(exponent == 0)
    whole = int(exponent)
    if exponent == whole and abs(whole) <= _LARGEST_EXACT_EXPONENT:
        return Fraction(base) ** whole
    if base < 0:
        return None
    with mpmath.workdps(_DIGITS):
        return _rational(mpmath.power(_real(base), _real(exponent)))


def function(name: FunctionName, x: Rational) -> Value:
    """The named function of x, exact where its value is a simple rational."""
    if name == "abs":
        return -x if x < 0 else x
    if name == "round":
        return round(x)
    if name == "floor":
        return math.floor(x)
    if name == "ceil":
        return math.ceil(x)
    if (name == "sqrt" and x < 0) or (name == "log" and x <= 0):
        return None
    if name == "sqrt":
        exact = Fraction(math.isqrt(Fraction(x).numerator), math.isqrt(Fraction(x).denominator))
        if exact * exact == x:
            return exact
    with mpmath.workdps(_DIGITS):
        return _rational(getattr(mpmath, name)(_real(x)))


def _real(x: Rational) -> mpmath.mpf:
    return mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator


def _rational(x: mpmath.mpf) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if sign else value

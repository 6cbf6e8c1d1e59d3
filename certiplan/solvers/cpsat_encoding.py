"""Ground models over whole decisions for CP-SAT.

Accepts: models without real columns, without quotients of decisions, roots and transcendental functions.
Produces: a CP-SAT model; rational rows are scaled to integers. Circuits, intervals and all-different are
native; comparisons under logic are enforced by literals, in the direction that is needed.

Columns without bounds get bounds from the rows where these imply some, else artificial ones; then
`Encoding.artificial` names them, and neither infeasibility nor optimality may be concluded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId
from certiplan.solvers.bounds import Interval, column_interval
from certiplan.solvers.cpsat_arithmetic import Arithmetic
from certiplan.solvers.cpsat_global import GlobalConstraints, Times
from certiplan.solvers.cpsat_logic import Logic
from certiplan.solvers.cpsat_polarity import conjuncts, enforced, flipped, polarities
from certiplan.solvers.cpsat_terms import Literal, NotSupportedError, Number, Terms
from certiplan.solvers.node_graph import needed_nodes
from certiplan.solvers.propagation import Row, propagate

_ARTIFICIAL: Final = 2**36


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """A ground model in CP-SAT.

    Attributes:
        terms: the model.
        columns: the variable of each column.
        objectives: what each stage optimizes.
        artificial: columns whose bounds are not the model's own.
    """

    terms: Terms
    columns: tuple[int, ...]
    objectives: tuple[Number, ...]
    artificial: tuple[int, ...]


def encode(model: GroundModel) -> Encoding:
    """The ground model as a CP-SAT model.

    Raises:
        NotSupportedError: it has real columns, or numbers that are neither whole nor affine, or too large.
    """
    return _Encoder(model).encoded()


def rows_of(model: GroundModel) -> list[Row]:
    """The linear rows that the model asserts."""
    rows: list[Row] = []
    waiting = [constraint.node for constraint in model.constraints]
    while waiting:
        node = model.nodes[waiting.pop()]
        if isinstance(node, ir.And):
            waiting.extend(node.arguments)
        elif isinstance(node, ir.Comparison):
            left = model.nodes[node.left]
            if left.columns and not left.atoms:
                rows.append(Row(left.columns, left.coefs, -left.const, node.op == "=="))
    return rows


def intervals_of(model: GroundModel, rows: Sequence[Row]) -> list[Interval]:
    """Where the columns lie, rows taken into account where bounds are missing."""
    intervals = [column_interval(column) for column in model.columns]
    if all(interval.is_finite for interval in intervals):
        return intervals
    return propagate(intervals, [column.kind != "real" for column in model.columns], rows)[0]


class _Encoder:
    """Writes one model: numbers and literals of nodes on demand, children first."""

    def __init__(self, model: GroundModel) -> None:
        self._model = model
        self._nodes = model.nodes
        self._terms = Terms()
        self._arithmetic = Arithmetic(self._terms)
        self._logic = Logic(self._terms)
        self._global = GlobalConstraints(self._terms, self._logic)
        self._columns: list[int] = []
        self._numbers: dict[NodeId, Number] = {}
        self._literals: dict[NodeId, Literal] = {}
        self._polarity: dict[NodeId, int] = {}

    def encoded(self) -> Encoding:
        artificial = self._declare_columns()
        asserted = [node for c in self._model.constraints for node in conjuncts(self._nodes, c.node)]
        self._polarity = polarities(self._model, asserted)
        for node in needed_nodes(self._model):
            if node in self._polarity:
                self._enter(node)
        for node in asserted:
            self._assert(node)
        objectives = tuple(self._number(objective.node) for objective in self._model.objectives)
        return Encoding(
            terms=self._terms,
            columns=tuple(self._columns),
            objectives=objectives,
            artificial=artificial,
        )

    # ------------------------------------------------------------ columns

    def _declare_columns(self) -> tuple[int, ...]:
        artificial = []
        intervals = intervals_of(self._model, rows_of(self._model))
        for position, (column, interval) in enumerate(zip(self._model.columns, intervals, strict=True)):
            if column.kind == "real":
                raise NotSupportedError(f"the real decision {column.name}")
            low, high = interval.lower, interval.upper
            if low is None or high is None:
                artificial.append(position)
            least = -_ARTIFICIAL if low is None else math.ceil(low)
            most = _ARTIFICIAL if high is None else math.floor(high)
            if low is None:
                least = min(least, most - _ARTIFICIAL)
            if high is None:
                most = max(most, least + _ARTIFICIAL)
            if least > most:
                self._terms.clause([])
                most = least
            variable = self._terms.variable(least, most)
            self._columns.append(variable)
            if column.semicontinuous and column.lower is not None and column.upper is not None:
                inner = (math.ceil(column.lower), math.floor(column.upper))
                ranges = [inner, (0, 0)] if inner[0] <= inner[1] else [(0, 0)]
                self._terms.restrict(variable, sorted(ranges))
        return tuple(artificial)

    # ------------------------------------------------------------ nodes

    def _enter(self, number: NodeId) -> None:
        node = self._nodes[number]
        match node:
            case (
                ir.Truth()
                | ir.Literal()
                | ir.Comparison()
                | ir.And()
                | ir.Or()
                | ir.Not()
                | ir.Iff()
                | ir.AllDifferent()
            ):
                self._literals[number] = self._literal(node, self._polarity[number])
            case ir.Circuit() | ir.NoOverlap() | ir.Cumulative():
                raise NotSupportedError(f"{type(node).__name__} under a condition")
            case _:
                self._numbers[number] = self._value(node)

    def _number(self, node: NodeId) -> Number:
        if node in self._numbers:
            return self._numbers[node]
        return self._terms.of(self._literals[node])

    def _value(self, node: ir.Numeric) -> Number:
        terms, arithmetic = self._terms, self._arithmetic
        match node:
            case ir.Linear():
                return self._row(node)
            case ir.Product():
                conditions = [self._literals[f] for f in node.factors if f in self._literals]
                factors = [self._numbers[f] for f in node.factors if f in self._numbers]
                return arithmetic.product(self._logic.conjunction(conditions), factors)
            case ir.Power():
                return arithmetic.power(self._number(node.base), self._number(node.exponent))
            case ir.Quotient():
                raise NotSupportedError("a quotient of decisions")
            case ir.Function():
                return arithmetic.function(node.name, self._number(node.argument))
            case ir.Extreme():
                return arithmetic.extreme(node.kind, [self._number(a) for a in node.arguments])
            case ir.IfThenElse():
                condition = self._literals[node.condition]
                return arithmetic.conditional(
                    condition, self._number(node.then), self._number(node.otherwise)
                )
            case ir.FloorDivide():
                return arithmetic.floor(self._number(node.argument), node.divisor)
            case ir.Modulo():
                argument = self._number(node.argument)
                quotient = arithmetic.floor(argument, node.divisor)
                return terms.combination(0, [(1, argument), (-node.divisor, quotient)])
            case ir.Piecewise():
                return arithmetic.piecewise(self._number(node.argument), node.points)
            case _:
                assert_never(node)

    def _row(self, node: ir.Linear) -> Number:
        columns = self._columns
        if not node.atoms:
            terms = [(columns[c], coef) for c, coef in zip(node.columns, node.coefs, strict=True)]
            return self._terms.affine(node.const, terms)
        parts = [
            (coef, self._terms.affine(0, [(columns[c], 1)]))
            for c, coef in zip(node.columns, node.coefs, strict=True)
        ]
        parts += [(coef, self._number(a)) for a, coef in zip(node.atoms, node.atom_coefs, strict=True)]
        return self._terms.combination(node.const, parts)

    # ------------------------------------------------------------ logic

    def _literal(self, node: ir.Boolean, polarity: int) -> Literal:
        terms, logic = self._terms, self._logic
        match node:
            case ir.Truth():
                return terms.true if node.value else terms.false
            case ir.Literal():
                return self._columns[node.column]
            case ir.Not():
                return ~self._literals[node.argument]
            case ir.And():
                return logic.conjunction([self._literals[a] for a in node.arguments], polarity)
            case ir.Or():
                return ~logic.conjunction([~self._literals[a] for a in node.arguments], flipped(polarity))
            case ir.Iff():
                return logic.equivalence(self._literals[node.left], self._literals[node.right], polarity)
            case ir.Comparison():
                return logic.comparison(node.op, self._numbers[node.left], polarity)
            case ir.AllDifferent():
                return logic.conjunction(
                    logic.differences([self._number(a) for a in node.arguments]), polarity
                )
            case ir.Circuit() | ir.NoOverlap() | ir.Cumulative():
                raise NotSupportedError(f"{type(node).__name__} under a condition")
            case _:
                assert_never(node)

    # ------------------------------------------------------------ assertions

    def _assert(self, number: NodeId) -> None:
        node = self._nodes[number]
        match node:
            case ir.Comparison():
                self._logic.hold(node.op, self._numbers[node.left])
            case ir.Or():
                self._assert_some(node)
            case ir.Not():
                self._deny(node.argument)
            case ir.Truth():
                self._terms.clause([self._terms.true] if node.value else [])
            case ir.Literal():
                self._terms.clause([self._columns[node.column]])
            case ir.Iff():
                left, right = self._literals[node.left], self._literals[node.right]
                self._terms.clause([~left, right])
                self._terms.clause([left, ~right])
            case ir.AllDifferent():
                numbers = self._terms.common([self._number(a) for a in node.arguments])
                self._terms.model.add_all_different(
                    [self._terms.numerator(self._terms.simple(n)) for n in numbers]
                )
            case ir.Circuit():
                self._global.circuit(node, self._columns)
            case ir.NoOverlap():
                self._global.no_overlap(self._times(node.spans), node.setup)
            case ir.Cumulative():
                demands = [self._number(demand) for demand in node.demands]
                self._global.cumulative(self._times(node.spans), demands, self._number(node.capacity))
            case _:
                self._terms.clause([self._literals[number]])

    def _assert_some(self, node: ir.Or) -> None:
        position = enforced(self._nodes, node)
        others = [self._literals[a] for a in node.arguments if a != position]
        if position is None:
            self._terms.clause(others)
            return
        comparison = self._nodes[position]
        if self._terms.true not in others:
            enforcing = [~literal for literal in others if literal != self._terms.false]
            self._logic.hold(comparison.op, self._numbers[comparison.left], enforcing)

    def _deny(self, number: NodeId) -> None:
        node = self._nodes[number]
        if isinstance(node, ir.Comparison):
            self._logic.fail(node.op, self._numbers[node.left])
        elif isinstance(node, ir.Or):
            for argument in node.arguments:
                self._terms.clause([~self._literals[argument]])
        else:
            self._terms.clause([~self._literals[number]])

    def _times(self, spans: Sequence[ir.Span]) -> list[Times]:
        return [
            Times(
                self._number(span.start),
                self._number(span.length),
                self._number(span.end),
                self._terms.true if span.present is None else self._literals[span.present],
            )
            for span in spans
        ]

"""Ground models over whole decisions for CP-SAT.

Accepts: models without real columns, without quotients of decisions, roots and transcendental functions.
Produces: a CP-SAT model; rational rows are scaled to integers. Circuits, intervals and all-different are
native; comparisons under logic are enforced by literals, in the direction that is needed.

Columns without bounds get bounds from the rows where these imply some, else artificial ones; then
`Encoding.artificial` names them, and neither infeasibility nor optimality may be concluded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, assert_never

from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId, Rational
from certiplan.solvers.bounds import Interval, column_interval
from certiplan.solvers.cpsat_arithmetic import Arithmetic
from certiplan.solvers.cpsat_terms import Literal, NotSupportedError, Number, Terms
from certiplan.solvers.propagation import Row, propagate
from certiplan.solvers.wire import needed_nodes, node_children

_ARTIFICIAL: Final = 2**36
_POSITIVE: Final = 1
_NEGATIVE: Final = 2
_BOTH: Final = _POSITIVE | _NEGATIVE


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
        self._columns: list[int] = []
        self._numbers: dict[NodeId, Number] = {}
        self._literals: dict[NodeId, Literal] = {}
        self._polarity: dict[NodeId, int] = {}

    def encoded(self) -> Encoding:
        artificial = self._declare_columns()
        asserted = [node for c in self._model.constraints for node in self._conjuncts(c.node)]
        self._spread_polarity(asserted)
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

    # ------------------------------------------------------------ which nodes, and in which direction

    def _conjuncts(self, node: NodeId) -> list[NodeId]:
        found, waiting = [], [node]
        while waiting:
            each = waiting.pop()
            inner = self._nodes[each]
            if isinstance(inner, ir.And):
                waiting.extend(reversed(inner.arguments))
            else:
                found.append(each)
        return found

    def _spread_polarity(self, asserted: Iterable[NodeId]) -> None:
        """Mark the nodes that need a number or a literal, and whether they are used plainly or negated."""
        marks = self._polarity
        for objective in self._model.objectives:
            marks[objective.node] = _BOTH
        for node in asserted:
            for child, polarity in self._asserted_parts(self._nodes[node]):
                marks[child] = marks.get(child, 0) | polarity
        for node in sorted(needed_nodes(self._model), reverse=True):
            polarity = marks.get(node, 0)
            if polarity:
                for child, passed in self._parts(self._nodes[node], polarity):
                    marks[child] = marks.get(child, 0) | passed

    def _asserted_parts(self, node: ir.Node) -> list[tuple[NodeId, int]]:
        """What asserting the node takes."""
        if isinstance(node, ir.Not):
            return self._denied_parts(self._nodes[node.argument], node.argument)
        if isinstance(node, ir.Or):
            enforced = self._enforced(node)
            parts = [(argument, _POSITIVE) for argument in node.arguments if argument != enforced]
            if enforced is not None:
                parts.append((self._nodes[enforced].left, _BOTH))
            return parts
        return self._parts(node, _POSITIVE)

    def _denied_parts(self, node: ir.Node, number: NodeId) -> list[tuple[NodeId, int]]:
        return (
            self._parts(node, _NEGATIVE) if isinstance(node, ir.Comparison | ir.Or) else [(number, _NEGATIVE)]
        )

    def _enforced(self, node: ir.Or) -> NodeId | None:
        """A comparison among the alternatives that can be enforced by the failure of the others."""
        comparisons = [a for a in node.arguments if isinstance(self._nodes[a], ir.Comparison)]
        return comparisons[-1] if comparisons else None

    def _parts(self, node: ir.Node, polarity: int) -> list[tuple[NodeId, int]]:
        match node:
            case ir.And() | ir.Or():
                return [(argument, polarity) for argument in node.arguments]
            case ir.Not():
                flipped = {_POSITIVE: _NEGATIVE, _NEGATIVE: _POSITIVE, _BOTH: _BOTH}[polarity]
                return [(node.argument, flipped)]
            case _:
                return [(child, _BOTH) for child in node_children(node)]

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
                return arithmetic.product(self._conjunction(conditions), factors)
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
        terms = self._terms
        match node:
            case ir.Truth():
                return terms.true if node.value else terms.false
            case ir.Literal():
                return self._columns[node.column]
            case ir.Not():
                return ~self._literals[node.argument]
            case ir.And():
                return self._both_ways([self._literals[a] for a in node.arguments], polarity)
            case ir.Or():
                flipped = (polarity & _POSITIVE) * _NEGATIVE | (polarity & _NEGATIVE) // _NEGATIVE
                return ~self._both_ways([~self._literals[a] for a in node.arguments], flipped)
            case ir.Iff():
                return self._equivalence(self._literals[node.left], self._literals[node.right], polarity)
            case ir.Comparison():
                literal = terms.literal()
                left = self._numbers[node.left]
                if polarity & _POSITIVE:
                    self._hold(node.op, left, (literal,))
                if polarity & _NEGATIVE:
                    self._fail(node.op, left, (~literal,))
                return literal
            case ir.AllDifferent():
                return self._both_ways(self._differences(node), polarity)
            case ir.Circuit() | ir.NoOverlap() | ir.Cumulative():
                raise NotSupportedError(f"{type(node).__name__} under a condition")
            case _:
                assert_never(node)

    def _hold(self, op: str, left: Number, enforcing: Sequence[Literal]) -> None:
        self._terms.between(left, 0 if op == "==" else None, 0, enforcing)

    def _fail(self, op: str, left: Number, enforcing: Sequence[Literal]) -> None:
        if op == "==":
            self._terms.differs(left, enforcing)
        else:
            self._terms.between(left, 1, None, enforcing)

    def _conjunction(self, literals: Sequence[Literal]) -> Literal:
        return self._both_ways(literals, _BOTH)

    def _both_ways(self, literals: Sequence[Literal], polarity: int) -> Literal:
        """A literal for the conjunction: it implies all of them, or they imply it, or both."""
        terms = self._terms
        kept = [literal for literal in dict.fromkeys(literals) if literal != terms.true]
        if terms.false in kept or any(~literal in kept for literal in kept):
            return terms.false
        if len(kept) <= 1:
            return kept[0] if kept else terms.true
        result = terms.literal()
        if polarity & _POSITIVE:
            for literal in kept:
                terms.clause([~result, literal])
        if polarity & _NEGATIVE:
            terms.clause([result, *(~literal for literal in kept)])
        return result

    def _equivalence(self, left: Literal, right: Literal, polarity: int) -> Literal:
        terms = self._terms
        result = terms.literal()
        if polarity & _POSITIVE:
            terms.clause([~result, ~left, right])
            terms.clause([~result, left, ~right])
        if polarity & _NEGATIVE:
            terms.clause([result, left, right])
            terms.clause([result, ~left, ~right])
        return result

    def _differences(self, node: ir.AllDifferent) -> list[Literal]:
        numbers = [self._number(a) for a in node.arguments]
        found: list[Literal] = []
        for k, one in enumerate(numbers):
            for other in numbers[:k]:
                literal = self._terms.literal()
                gap = self._terms.combination(0, [(1, one), (-1, other)])
                self._terms.differs(gap, (literal,))
                self._terms.between(gap, 0, 0, (~literal,))
                found.append(literal)
        return found

    # ------------------------------------------------------------ assertions

    def _assert(self, number: NodeId) -> None:
        node = self._nodes[number]
        match node:
            case ir.Comparison():
                self._hold(node.op, self._numbers[node.left], ())
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
                self._circuit(node)
            case ir.NoOverlap():
                self._no_overlap(node)
            case ir.Cumulative():
                self._cumulative(node)
            case _:
                self._terms.clause([self._literals[number]])

    def _assert_some(self, node: ir.Or) -> None:
        enforced = self._enforced(node)
        others = [self._literals[a] for a in node.arguments if a != enforced]
        if enforced is None:
            self._terms.clause(others)
            return
        comparison = self._nodes[enforced]
        if self._terms.true not in others:
            enforcing = [~literal for literal in others if literal != self._terms.false]
            self._hold(comparison.op, self._numbers[comparison.left], enforcing)

    def _deny(self, number: NodeId) -> None:
        node = self._nodes[number]
        if isinstance(node, ir.Comparison):
            self._fail(node.op, self._numbers[node.left], ())
        elif isinstance(node, ir.Or):
            for argument in node.arguments:
                self._terms.clause([~self._literals[argument]])
        else:
            self._terms.clause([~self._literals[number]])

    # ------------------------------------------------------------ global constraints

    def _circuit(self, node: ir.Circuit) -> None:
        terms = self._terms
        tails = {tail for tail, _, _ in node.arcs}
        heads = {head for _, head, _ in node.arcs}
        if len(tails) < node.size or len(heads) < node.size:
            terms.clause([])
            return
        arcs = [(tail, head, terms.object(self._columns[column])) for tail, head, column in node.arcs]
        if arcs:
            terms.model.add_circuit(arcs)
        if not node.may_be_empty:
            skipped = {tail: self._columns[column] for tail, head, column in node.arcs if tail == head}
            terms.clause([~skipped.get(k, terms.false) for k in range(node.size)])

    def _times(self, spans: Sequence[ir.Span]) -> list[tuple[Number, Number, Number, Literal]]:
        """Start, length, end over one scale, and whether the span is there and takes time."""
        terms = self._terms
        scaled = terms.common([self._number(n) for s in spans for n in (s.start, s.length, s.end)])
        found = []
        for k, span in enumerate(spans):
            start, length, end = scaled[3 * k : 3 * k + 3]
            present = terms.true if span.present is None else self._literals[span.present]
            active = present
            if length.high <= 0:
                active = terms.false
            elif length.low <= 0:
                takes_time = terms.literal()
                terms.between(length, 1, None, (takes_time,))
                terms.between(length, None, 0, (~takes_time,))
                active = self._conjunction([present, takes_time])
            found.append((start, length, end, active))
        return found

    def _intervals(self, times: Sequence[tuple[Number, Number, Number, Literal]]) -> list[Any]:
        terms = self._terms
        found = []
        for start, length, end, active in times:
            parts = [terms.numerator(terms.simple(part)) for part in (start, length, end)]
            found.append(terms.model.new_optional_interval_var(*parts, terms.object(active), ""))
        return found

    def _no_overlap(self, node: ir.NoOverlap) -> None:
        if not node.spans:
            return
        times = self._times(node.spans)
        if node.setup is None or all(gap >= 0 for row in node.setup for gap in row):
            self._terms.model.add_no_overlap(self._intervals(times))
        if node.setup is None:
            return
        for i in range(len(times)):
            for j in range(i):
                if node.setup[i][j] or node.setup[j][i]:
                    self._apart(times, i, j, node.setup)

    def _apart(
        self,
        times: Sequence[tuple[Number, Number, Number, Literal]],
        i: int,
        j: int,
        setup: Sequence[Sequence[Rational]],
    ) -> None:
        terms = self._terms
        first = terms.literal()
        present = [times[i][3], times[j][3]]
        for one, other, order in ((i, j, first), (j, i, ~first)):
            gap = terms.combination(setup[one][other], [(1, times[one][2]), (-1, times[other][0])])
            terms.between(gap, None, 0, (*present, order))

    def _cumulative(self, node: ir.Cumulative) -> None:
        terms = self._terms
        needs = [self._number(demand) for demand in node.demands]
        *scaled, capacity = terms.common([*needs, self._number(node.capacity)])
        terms.between(capacity, 0, None)
        if any(demand.low < 0 for demand in scaled):
            raise NotSupportedError("a demand that may be negative")
        if not node.spans:
            return
        times = self._times(node.spans)
        intervals = self._intervals(times)
        demands = [terms.numerator(terms.simple(demand)) for demand in scaled]
        if not capacity.terms:
            terms.model.add_cumulative(intervals, demands, capacity.const)
            return
        # OR-Tools 9.15 loses solutions where capacity and demands are both variable: so the capacity is fixed
        # at the most that can be used, and what it lacks of that is a demand all the time.
        most = max(0, min(capacity.high, sum(demand.high for demand in scaled)))
        lacking = terms.affine(0, [(terms.variable(0, most), Fraction(1, capacity.scale))])
        together = terms.combination(0, [(1, capacity), (1, lacking)])
        terms.between(together, most * together.scale // capacity.scale, None)
        first = min(start.low for start, _, _, _ in times)
        last = max(end.high for _, _, end, _ in times)
        if first < last:
            always = terms.model.new_fixed_size_interval_var(first, last - first, "")
            terms.model.add_cumulative([*intervals, always], [*demands, terms.numerator(lacking)], most)

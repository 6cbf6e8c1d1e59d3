"""A ground model parted into what a linear program can say and smooth nonlinear rows.

Accepts: any ground model. Produces: a ground model without objectives and without nonlinear functions, and
rows over its columns made of sums, products, powers, quotients and smooth functions. What stands on the
other side of the border is named by a further column: a product under a disjunction becomes a column
that a nonlinear row defines, a minimum under a logarithm a column that the linear part defines.

Circuits become order constraints, so that nothing is left to be separated while the solver runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, assert_never

from certiplan.model import ir
from certiplan.model.ir import ColumnId, GroundModel, NodeId, Rational
from certiplan.solvers.bounds import Ranges, column_interval
from certiplan.solvers.lowering.tables import MOST_ENTRIES
from certiplan.solvers.node_graph import flat_linear, needed_nodes, node_children

_FUNCTIONS: Final = frozenset({"sqrt", "exp", "log", "sin", "cos", "tan"})
_FEW_EXPONENTS: Final = 64
_LEAST_POSITIVE: Final = Fraction(1, 10**9)  # strict inequalities mean nothing to floating point
DEFINITION: Final = ir.Origin(constraint="definition of a column")
"""The origin of constraints that say what a further column means."""


@dataclass(frozen=True, kw_only=True)
class SmoothRow:
    """node op 0, where the node is smooth in the columns.

    `origin` is that of the constraint, or of the objective (`DEFINITION`), that first needs the row.
    """

    op: Literal["<=", "=="]
    node: NodeId
    origin: ir.Origin = DEFINITION


@dataclass(frozen=True, kw_only=True)
class Parted:
    """The two parts.

    Attributes:
        linear: columns (the original ones first), all nodes, and the constraints without nonlinear functions.
        rows: the nonlinear rows.
        objectives: the stages' expressions, smooth in the columns.
    """

    linear: GroundModel
    rows: tuple[SmoothRow, ...]
    objectives: tuple[NodeId, ...]


def part(model: GroundModel) -> Parted:
    """Part a ground model; see the module."""
    return _Parting(model).parted()


class _Parting:
    """The nodes of one model, rewritten."""

    def __init__(self, model: GroundModel) -> None:
        self._model = model
        self._old = model.nodes
        self._new = ir.Nodes()
        self._columns = list(model.columns)
        self._constraints: list[ir.GroundConstraint] = []
        self._rows: list[SmoothRow] = []
        self._origin = DEFINITION
        self._linear: dict[NodeId, NodeId] = {}
        self._smooth: dict[NodeId, NodeId] = {}
        self._column_of: dict[NodeId, ColumnId] = {}
        self._ranges = Ranges(
            model.nodes,
            [column_interval(column) for column in model.columns],
            [column.kind != "real" for column in model.columns],
        )
        self._is_smooth: set[NodeId] = set()
        self._has_smooth: set[NodeId] = set()

    def parted(self) -> Parted:
        for node in needed_nodes(self._model):
            if self._must_be_smooth(self._old[node]):
                self._is_smooth.add(node)
            if node in self._is_smooth or self._has_smooth.intersection(node_children(self._old[node])):
                self._has_smooth.add(node)
        for constraint in self._model.constraints:
            self._origin = constraint.origin
            self._part_constraint(constraint)
        self._origin = DEFINITION
        objectives = tuple(self._expression(objective.node) for objective in self._model.objectives)
        linear = GroundModel(
            columns=tuple(self._columns), nodes=self._new, constraints=tuple(self._constraints)
        )
        return Parted(linear=linear, rows=tuple(self._rows), objectives=objectives)

    def _part_constraint(self, constraint: ir.GroundConstraint) -> None:
        waiting = [constraint.node]
        while waiting:
            number = waiting.pop()
            node = self._old[number]
            if isinstance(node, ir.And):
                waiting.extend(reversed(node.arguments))
            elif isinstance(node, ir.Comparison) and node.left in self._has_smooth:
                self._enter_row(node.op, self._expression(node.left))
            elif isinstance(node, ir.Circuit):
                for each in self._ordered(node):
                    self._constraints.append(ir.GroundConstraint(each, constraint.origin))
            else:
                self._constraints.append(ir.GroundConstraint(self._translate(number), constraint.origin))

    def _enter_row(self, op: Literal["<=", "=="], node: NodeId) -> None:
        self._rows.append(SmoothRow(op=op, node=node, origin=self._origin))

    # ------------------------------------------------------------ what is smooth

    def _must_be_smooth(self, node: ir.Node) -> bool:
        """Whether linear rows cannot say it: they can where binary columns and finite bounds are enough."""
        match node:
            case ir.Product():
                factors = [f for f in node.factors if not self._is_binary(f) and not self._is_constant(f)]
                if len(factors) == 1:
                    return not self._ranges.interval(factors[0]).is_finite
                return len(factors) > 1
            case ir.Quotient():
                # A divisor that may be 0 by its bounds leaves the value without any: a table keeps them.
                divisors = self._ranges.values(node.denominator, most=MOST_ENTRIES)
                in_table = divisors is not None and 0 in divisors
                return not (in_table and self._ranges.interval(node.numerator).is_finite)
            case ir.Power():
                interval = self._ranges.interval(node.exponent)
                low, high = interval.lower, interval.upper
                if not self._is_constant(node.base) or low is None or high is None:
                    return True
                return self._ranges.lattice(node.exponent) is None or high - low > _FEW_EXPONENTS
            case ir.Function(name=name):
                unbounded = name == "abs" and not self._ranges.interval(node.argument).is_finite
                return name in _FUNCTIONS or unbounded
            case _:
                return False

    def _is_constant(self, number: NodeId) -> bool:
        node = self._old[number]
        return isinstance(node, ir.Linear) and not node.columns and not node.atoms

    def _is_binary(self, number: NodeId) -> bool:
        node = self._old[number]
        if isinstance(node, ir.Linear):
            return (
                len(node.columns) == 1 and not node.atoms and self._columns[node.columns[0]].kind == "binary"
            )
        return isinstance(node, ir.Boolean)

    # ------------------------------------------------------------ further columns

    def _further(self, number: NodeId) -> ColumnId:
        """A new column for the value of an old node."""
        interval, lattice = self._ranges.interval(number), self._ranges.lattice(number)
        whole = lattice is not None and lattice.offset.denominator == lattice.step.denominator == 1
        boolean = isinstance(self._old[number], ir.Boolean)
        self._columns.append(
            ir.Column(
                name=f"value[{number}]",
                kind="binary" if boolean else "integer" if whole else "real",
                lower=interval.lower,
                upper=interval.upper,
            )
        )
        return len(self._columns) - 1

    def _plain(self, column: ColumnId) -> NodeId:
        return self._new.add(ir.Linear(0, (column,), (1,)))

    def _sum(
        self,
        const: Rational,
        columns: Iterable[tuple[ColumnId, Rational]],
        atoms: Iterable[tuple[NodeId, Rational]],
    ) -> NodeId:
        """A `Linear` of new nodes; atoms that are `Linear` or `Literal` are folded in."""
        return self._new.add(flat_linear(self._new, const, columns, atoms))

    # ------------------------------------------------------------ the smooth side

    def _expression(self, number: NodeId) -> NodeId:
        """A new node with the value of an old one, smooth in the columns."""
        if number not in self._smooth:
            self._smooth[number] = self._smooth_node(number)
        return self._smooth[number]

    def _smooth_node(self, number: NodeId) -> NodeId:
        node = self._old[number]
        match node:
            case ir.Linear():
                atoms = [
                    (self._expression(a), coef) for a, coef in zip(node.atoms, node.atom_coefs, strict=True)
                ]
                return self._sum(node.const, zip(node.columns, node.coefs, strict=True), atoms)
            case ir.Literal():
                return self._plain(node.column)
            case ir.Product():
                return self._new.add(ir.Product(tuple(self._expression(f) for f in node.factors)))
            case ir.Quotient():
                parts = self._expression(node.numerator), self._expression(node.denominator)
                return self._new.add(ir.Quotient(*parts))
            case ir.Power() if number in self._is_smooth:
                exponent = self._old[node.exponent]
                if not self._is_constant(node.exponent):
                    self._keep_above(node.base, _LEAST_POSITIVE)
                elif exponent.const.denominator > 1:
                    self._keep_above(node.base, _LEAST_POSITIVE if exponent.const < 0 else 0)
                return self._new.add(ir.Power(self._expression(node.base), self._expression(node.exponent)))
            case ir.Function() if number in self._is_smooth:
                if node.name in ("sqrt", "log"):
                    self._keep_above(node.argument, _LEAST_POSITIVE if node.name == "log" else 0)
                return self._new.add(ir.Function(node.name, self._expression(node.argument)))
            case _:
                column = self._further(number)
                self._define(column, number)
                return self._plain(column)

    def _keep_above(self, number: NodeId, least: Rational) -> None:
        """Solvers drop rows that always hold where they are defined, and with them where they are defined."""
        low = self._ranges.interval(number).lower
        if low is None or low < least:
            self._enter_row("<=", self._sum(least, [], [(self._expression(number), -1)]))

    def _define(self, column: ColumnId, number: NodeId) -> None:
        """The linear part says that the column is the node's value."""
        value = self._translate(number)
        if isinstance(self._old[number], ir.Boolean):
            meaning = self._new.add(ir.Iff(self._new.add(ir.Literal(column)), value))
        else:
            meaning = self._new.add(ir.Comparison("==", self._sum(0, [(column, -1)], [(value, 1)])))
        self._constraints.append(ir.GroundConstraint(meaning, DEFINITION))

    # ------------------------------------------------------------ the linear side

    def _translate(self, number: NodeId) -> NodeId:
        """A new node with the value of an old one, without nonlinear functions."""
        if number not in self._linear:
            if number in self._is_smooth:
                column = self._further(number)
                defined = self._sum(0, [(column, -1)], [(self._expression(number), 1)])
                self._enter_row("==", defined)
                self._linear[number] = self._plain(column)
            else:
                self._linear[number] = self._linear_node(self._old[number])
        return self._linear[number]

    def _all(self, numbers: Iterable[NodeId]) -> tuple[NodeId, ...]:
        return tuple(self._translate(number) for number in numbers)

    def _linear_node(self, node: ir.Node) -> NodeId:
        add, translate = self._new.add, self._translate
        match node:
            case ir.Linear():
                atoms = [(translate(a), coef) for a, coef in zip(node.atoms, node.atom_coefs, strict=True)]
                return self._sum(node.const, zip(node.columns, node.coefs, strict=True), atoms)
            case ir.Product():
                return add(ir.Product(self._all(node.factors)))
            case ir.Power():
                return add(ir.Power(translate(node.base), translate(node.exponent)))
            case ir.Quotient():
                return add(ir.Quotient(translate(node.numerator), translate(node.denominator)))
            case ir.Function():
                return add(ir.Function(node.name, translate(node.argument)))
            case ir.Extreme():
                return add(ir.Extreme(node.kind, self._all(node.arguments)))
            case ir.IfThenElse():
                return add(ir.IfThenElse(*self._all((node.condition, node.then, node.otherwise))))
            case ir.FloorDivide():
                return add(ir.FloorDivide(translate(node.argument), node.divisor))
            case ir.Modulo():
                return add(ir.Modulo(translate(node.argument), node.divisor))
            case ir.Piecewise():
                return add(ir.Piecewise(translate(node.argument), node.points))
            case ir.Truth() | ir.Literal():
                return add(node)
            case ir.Comparison():
                return add(ir.Comparison(node.op, translate(node.left)))
            case ir.And():
                return add(ir.And(self._all(node.arguments)))
            case ir.Or():
                return add(ir.Or(self._all(node.arguments)))
            case ir.Not():
                return add(ir.Not(translate(node.argument)))
            case ir.Iff():
                return add(ir.Iff(translate(node.left), translate(node.right)))
            case ir.AllDifferent():
                return add(ir.AllDifferent(self._all(node.arguments)))
            case ir.Circuit():
                return add(ir.And(tuple(self._ordered(node))))
            case ir.NoOverlap():
                return add(ir.NoOverlap(self._spans(node.spans), node.setup))
            case ir.Cumulative():
                demands = self._all(node.demands)
                return add(ir.Cumulative(self._spans(node.spans), demands, translate(node.capacity)))
            case _:
                assert_never(node)

    def _spans(self, spans: Sequence[ir.Span]) -> tuple[ir.Span, ...]:
        found = []
        for span in spans:
            start, length, end = self._all((span.start, span.length, span.end))
            present = None if span.present is None else self._translate(span.present)
            found.append(ir.Span(start, length, end, present))
        return tuple(found)

    # ------------------------------------------------------------ circuits

    def _ordered(self, circuit: ir.Circuit) -> list[NodeId]:
        """One arc out of and into each node; positions rise along used arcs, but into the first node.

        The first node is one that must be visited if there is one, else the first of those visited.
        """
        add, size = self._new.add, circuit.size
        skip = {tail: column for tail, head, column in circuit.arcs if tail == head}
        found: list[NodeId] = []
        for side in (0, 1):
            for node in range(size):
                columns = [(arc[2], 1) for arc in circuit.arcs if arc[side] == node]
                found.append(add(ir.Comparison("==", self._sum(-1, columns, []))))
        if not circuit.may_be_empty and (size == 0 or len(skip) == size):
            visited = [(column, 1) for column in skip.values()]
            found.append(add(ir.Comparison("<=", self._sum(1 - size, visited, []))))
        must = next((node for node in range(size) if node not in skip), None)
        positions = []
        for _ in range(size):
            self._columns.append(
                ir.Column(name=f"position[{len(self._columns)}]", kind="real", lower=0, upper=size - 1)
            )
            positions.append(len(self._columns) - 1)
        for tail, head, column in circuit.arcs:
            if tail == head or head == must:
                continue
            rises = self._sum(1, [(positions[tail], 1), (positions[head], -1)], [])
            alternatives = [add(ir.Not(add(ir.Literal(column)))), add(ir.Comparison("<=", rises))]
            if must is None:
                alternatives.append(self._first(head, skip))
            found.append(add(ir.Or(tuple(alternatives))))
        return found

    def _first(self, node: NodeId, skip: dict[int, ColumnId]) -> NodeId:
        literals = [self._new.add(ir.Literal(skip[earlier])) for earlier in range(node)]
        literals.append(self._new.add(ir.Not(self._new.add(ir.Literal(skip[node])))))
        return literals[0] if len(literals) == 1 else self._new.add(ir.And(tuple(literals)))

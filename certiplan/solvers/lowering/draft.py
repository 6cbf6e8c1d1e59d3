"""A ground model that is being rewritten: its own nodes and columns, and what rewriting adds to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from certiplan.model.ir import (
    And,
    ColumnId,
    Comparison,
    GroundModel,
    IfThenElse,
    Linear,
    Literal,
    Node,
    NodeId,
    Not,
    Or,
    Rational,
    Truth,
)
from certiplan.solvers.bounds import Choice, Interval, Lattice, Ranges, column_interval
from certiplan.solvers.evaluate_ir import reachable
from certiplan.solvers.lowering.milp import MissingBoundError
from certiplan.solvers.node_graph import flat_linear


class Draft:
    """Nodes and columns that grow, with their ranges.

    Attributes:
        model: the ground model that is lowered.
        nodes: its nodes and those that rewriting added.
        intervals, whole: one entry per column, further columns included.
        ranges: intervals and lattices over these columns.
        definitions: Boolean nodes that say what further columns mean; they cut no solution off.
    """

    def __init__(
        self, model: GroundModel, intervals: Sequence[Interval], choices: Mapping[ColumnId, Choice]
    ) -> None:
        self.model = model
        self.nodes: list[Node] = list(model.nodes)
        self.intervals = list(intervals)
        self.whole = [column.kind != "real" for column in model.columns]
        self.ranges = Ranges(self.nodes, self.intervals, self.whole, choices)
        self.definitions: list[NodeId] = []
        self._ids: dict[Node, NodeId] = {}

    # ------------------------------------------------------------ columns

    def integer(self, lower: Rational | None, upper: Rational | None) -> ColumnId:
        """A further integer column."""
        return self._column(Interval(lower, upper), whole=True)

    def binary(self) -> ColumnId:
        """A further binary column."""
        return self.integer(0, 1)

    def real(self, interval: Interval) -> ColumnId:
        """A further real column."""
        return self._column(interval, whole=False)

    def _column(self, interval: Interval, *, whole: bool) -> ColumnId:
        self.intervals.append(interval)
        self.whole.append(whole)
        return len(self.intervals) - 1

    # ------------------------------------------------------------ nodes

    def add(self, node: Node) -> NodeId:
        """The number of a node, entered if rewriting did not add an equal one before."""
        found = self._ids.get(node)
        if found is None:
            found = len(self.nodes)
            self._ids[node] = found
            self.nodes.append(node)
        return found

    def linear(
        self,
        const: Rational = 0,
        columns: Mapping[ColumnId, Rational] | None = None,
        atoms: Iterable[tuple[NodeId, Rational]] = (),
    ) -> NodeId:
        """const + columns + atoms as one `Linear`; atoms may be any nodes."""
        return self.add(flat_linear(self.nodes, const, (columns or {}).items(), atoms))

    def constant(self, value: Rational) -> NodeId:
        """A constant number."""
        return self.linear(value)

    def difference(self, left: NodeId, right: NodeId, plus: Rational = 0) -> NodeId:
        """left - right + plus."""
        return self.linear(plus, None, ((left, 1), (right, -1)))

    def scaled(self, node: NodeId, factor: Rational) -> NodeId:
        """factor * node."""
        return self.linear(0, None, ((node, factor),))

    def at_most(self, left: NodeId, right: NodeId, plus: Rational = 0) -> NodeId:
        """left + plus <= right."""
        return self.add(Comparison("<=", self.difference(left, right, plus)))

    def equal(self, left: NodeId, right: NodeId) -> NodeId:
        """left == right."""
        return self.add(Comparison("==", self.difference(left, right)))

    def is_one(self, column: ColumnId) -> NodeId:
        """The literal of a binary column."""
        return self.add(Literal(column))

    def every(self, arguments: Sequence[NodeId]) -> NodeId:
        """All of any number of Boolean nodes."""
        distinct = tuple(dict.fromkeys(arguments))
        if not distinct:
            return self.add(Truth(value=True))
        return distinct[0] if len(distinct) == 1 else self.add(And(distinct))

    def some(self, arguments: Sequence[NodeId]) -> NodeId:
        """Some of any number of Boolean nodes."""
        distinct = tuple(dict.fromkeys(arguments))
        if not distinct:
            return self.add(Truth(value=False))
        return distinct[0] if len(distinct) == 1 else self.add(Or(distinct))

    def negated(self, argument: NodeId) -> NodeId:
        """The negation of a Boolean node."""
        return self.add(Not(argument))

    def times_boolean(self, condition: NodeId, number: NodeId) -> NodeId:
        """condition * number."""
        return self.add(IfThenElse(condition, number, self.constant(0)))

    def define(self, node: NodeId) -> None:
        """Enter the meaning of a further column."""
        self.definitions.append(node)

    # ------------------------------------------------------------ ranges

    def interval(self, node: NodeId) -> Interval:
        """Where the value of a node lies."""
        return self.ranges.interval(node)

    def lattice(self, node: NodeId) -> Lattice | None:
        """A lattice that holds the value of a node, if there is one."""
        return self.ranges.lattice(node)

    def finite(self, node: NodeId, why: str) -> tuple[Rational, Rational]:
        """Both ends of a node's interval.

        Raises:
            MissingBoundError: one is missing; the message names the columns to blame.
        """
        interval = self.interval(node)
        if interval.lower is None or interval.upper is None:
            raise self.missing_bound([node], why)
        return interval.lower, interval.upper

    def missing_bound(self, nodes: Iterable[NodeId], why: str) -> MissingBoundError:
        """The error that names the columns under these nodes that lack a bound."""
        columns = self.model.columns
        names: list[str] = []
        for node in reachable(self.nodes, nodes):
            inner = self.nodes[node]
            if isinstance(inner, Linear):
                names += [
                    columns[column].name
                    for column in inner.columns
                    if column < len(columns) and not column_interval(columns[column]).is_finite
                ]
        distinct = list(dict.fromkeys(names))
        shown = ", ".join(distinct[:3]) + (", …" if len(distinct) > 3 else "")
        what = f"a lower and an upper bound of {shown}" if distinct else "a bounded expression"
        return MissingBoundError(f"{why} needs {what}")

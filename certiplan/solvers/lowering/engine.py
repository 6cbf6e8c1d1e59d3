"""Logic and numbers as rows: the last pass, which follows the polarity of every node.

Accepts: any Boolean node; kinds without a direct form are expanded on the way (`expand`).
Produces: rows over columns. What is asserted needs no further columns; what stands under a disjunction
gets a binary column in the direction that is needed (both, under `Iff` and in sums); a comparison under a
condition is relaxed by the least constant that bounds allow. Numeric nodes are estimated from the side
that matters, so the convex side of an extreme needs no binary column.

A `relax` expression is 0 where the node must hold and at least 1 where it need not.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property

from certiplan.model.ir import (
    AllDifferent,
    And,
    Circuit,
    ColumnId,
    Comparison,
    Cumulative,
    Iff,
    Linear,
    Literal,
    NodeId,
    NoOverlap,
    Not,
    Or,
    Rational,
    Truth,
)
from certiplan.solvers.bounds import TRUTH_VALUES, Interval
from certiplan.solvers.lowering.affine import Affine, combined
from certiplan.solvers.lowering.distinct import at_most_one_per_value, pairs_differ
from certiplan.solvers.lowering.draft import Draft
from certiplan.solvers.lowering.milp import AUXILIARY, LazyCircuit, NotSupportedError
from certiplan.solvers.lowering.numeric import Definition, Estimator
from certiplan.solvers.lowering.plain import RowBlock
from certiplan.solvers.lowering.products import is_boolean, without_quotients
from certiplan.solvers.lowering.spans import apart, within_capacity
from certiplan.solvers.lowering.tables import indicators, values_of
from certiplan.solvers.lowering.tours import degrees

NEVER = Affine(0)
"""The relaxation of what must hold always."""


class Engine(Estimator):
    """Turns nodes of a draft into rows of a block."""

    def __init__(self, draft: Draft, block: RowBlock) -> None:
        super().__init__(draft, block)
        self._literals: dict[NodeId, Definition] = {}
        self._by_value: dict[ColumnId, dict[Rational, list[ColumnId]]] = {}
        self._defined = 0
        self.circuits: list[LazyCircuit] = []

    def require(self, node: NodeId, position: int) -> None:
        """Rows that hold exactly where the node does; they belong to the constraint at this position."""
        self._position = position
        self._enforce(node, NEVER, holds=True)
        self.settle_definitions()

    def objective(self, node: NodeId, *, minimize: bool) -> Affine:
        """An affine expression whose optimum is that of the node."""
        self._position = AUXILIARY
        result = self._estimate(node, above=minimize, below=not minimize)
        self.settle_definitions()
        return result

    def exact(self, node: NodeId) -> Affine:
        """An affine expression equal to the node."""
        self._position = AUXILIARY
        result = self._estimate(node, above=True, below=True)
        self.settle_definitions()
        return result

    def settle_definitions(self) -> None:
        """Rows for all further columns whose meaning has been entered since the last time."""
        self._position = AUXILIARY
        definitions = self._draft.definitions
        while self._defined < len(definitions):
            self._defined += 1
            self._enforce(definitions[self._defined - 1], NEVER, holds=True)

    def _assert_light(self, literal: Affine, relax: Affine) -> None:
        if not (literal.is_constant and literal.const >= 1):
            self._at_least_one(relax.plus(literal))

    # ------------------------------------------------------------ Boolean nodes

    def _enforce(self, number: NodeId, relax: Affine, *, holds: bool) -> None:
        """The node holds (or does not) wherever `relax` is 0."""
        if relax.is_constant and relax.const >= 1:
            return
        node = self._draft.nodes[number]
        match node:
            case Truth() | Literal():
                literal = self._light(number)
                assert literal is not None
                self._assert_light(literal if holds else literal.complement(), relax)
            case Comparison():
                self._compare(number, node, relax, holds=holds)
            case And(arguments=arguments) | Or(arguments=arguments):
                if isinstance(node, And) == holds:
                    for argument in arguments:
                        self._enforce(argument, relax, holds=holds)
                else:
                    self._clause([(argument, holds) for argument in arguments], relax)
            case Not(argument=argument):
                self._enforce(argument, relax, holds=not holds)
            case Iff(left=left, right=right):
                self._equivalent(left, right, relax, holds=holds)
            case AllDifferent():
                if holds and relax == NEVER:
                    self._enforce(at_most_one_per_value(self._draft, node), relax, holds=True)
                else:
                    self._enforce(pairs_differ(self._draft, node), relax, holds=holds)
            case Circuit() | NoOverlap() | Cumulative():
                if not holds or relax != NEVER:
                    raise NotSupportedError(f"{type(node).__name__} under a condition")
                self._require_global(node)
            case _:
                raise NotSupportedError(f"{type(node).__name__} where a Boolean is expected")

    def _require_global(self, node: Circuit | NoOverlap | Cumulative) -> None:
        match node:
            case Circuit():
                self.circuits.append(LazyCircuit(position=self._position, circuit=node))
                self._enforce(degrees(self._draft, node), NEVER, holds=True)
            case NoOverlap():
                self._enforce(apart(self._draft, node), NEVER, holds=True)
            case Cumulative():
                self._enforce(within_capacity(self._draft, node), NEVER, holds=True)

    def _light(self, number: NodeId) -> Affine | None:
        """The truth value as an affine expression without further columns, where that is possible."""
        node = self._draft.nodes[number]
        match node:
            case Truth(value=value):
                return Affine(int(value))
            case Literal(column=column):
                interval = self._draft.intervals[column]
                if interval.lower is not None and interval.lower == interval.upper:
                    return Affine(interval.lower)
                return Affine.column(column)
            case Not(argument=argument):
                inner = self._light(argument)
                return None if inner is None else inner.complement()
            case Comparison(op=op, left=left):
                interval, lattice = self._draft.interval(left), self._draft.lattice(left)
                low, high = interval.lower, interval.upper
                if low is not None and low > 0:
                    return Affine(0)
                if high is not None and (high < 0 if op == "==" else high <= 0):
                    return Affine(0 if op == "==" else 1)
                if op == "==" and (low == high == 0 or (lattice is not None and not lattice.contains(0))):
                    return Affine(int(low == high == 0))
                return self._of_one_choice(node)
        return None

    def _cheap(self, number: NodeId) -> Affine | None:
        """Like `_light`, with columns that several nodes share; for nodes that are not simply asserted."""
        light = self._light(number)
        if light is not None:
            return light
        node = self._draft.nodes[number]
        if isinstance(node, Not):
            inner = self._cheap(node.argument)
            return None if inner is None else inner.complement()
        return self._of_one_value(node) if isinstance(node, Comparison) else None

    def _of_one_choice(self, comparison: Comparison) -> Affine | None:
        """A comparison over columns of one choice, or one binary column: the sum of those that satisfy it."""
        left = self._draft.nodes[comparison.left]
        if not isinstance(left, Linear) or left.atoms or not left.columns:
            return None
        choice = self._draft.ranges.choices.get(left.columns[0])
        if choice is None:
            interval = self._draft.intervals[left.columns[0]]
            if len(left.columns) > 1 or not self._draft.whole[left.columns[0]] or interval != TRUTH_VALUES:
                return None
        elif any(self._draft.ranges.choices.get(column) is not choice for column in left.columns):
            return None

        def satisfied(value: Rational) -> int:
            return int(value <= 0 if comparison.op == "<=" else value == 0)

        default = satisfied(left.const)
        if choice is not None and choice.exactly_one and len(left.columns) == len(choice.columns):
            default = 0  # never the case, as one of the columns is 1
        found = {
            column: satisfied(left.const + coef) - default
            for column, coef in zip(left.columns, left.coefs, strict=True)
        }
        return Affine(default, {column: coef for column, coef in found.items() if coef})

    def _of_one_value(self, comparison: Comparison) -> Affine | None:
        """column == value by the binary columns of its values, where many values are asked for."""
        left = self._draft.nodes[comparison.left]
        if comparison.op != "==" or not isinstance(left, Linear) or left.atoms or len(left.columns) != 1:
            return None
        column = left.columns[0]
        number = self._draft.linear(0, {column: 1})
        values = values_of(self._draft, number)
        if values is None or 2 * self._asked_values[column] < len(values):
            return None
        if column not in self._by_value:
            self._by_value[column] = indicators(self._draft, number, values)
        taken = self._by_value[column].get(Fraction(-left.const) / left.coefs[0], [])
        return Affine(0, dict.fromkeys(taken, 1))

    @cached_property
    def _asked_values(self) -> Counter[ColumnId]:
        """How many values each column is compared with for equality, anywhere in the model."""
        counts: Counter[ColumnId] = Counter()
        nodes = self._draft.model.nodes
        for node in nodes:
            if isinstance(node, Comparison) and node.op == "==":
                left = nodes[node.left]
                if isinstance(left, Linear) and not left.atoms and len(left.columns) == 1:
                    counts[left.columns[0]] += 1
        return counts

    def _clause(self, items: list[tuple[NodeId, bool]], relax: Affine) -> None:
        """Some item holds (or does not, as it says), wherever `relax` is 0.

        Of the items that need rows of their own, all but the last get a binary column.
        """
        literals: list[tuple[Affine, Rational]] = [(relax, 1)]
        waiting = list(reversed(items))
        heavy: list[tuple[NodeId, bool]] = []
        while waiting:
            number, holds = waiting.pop()
            literal = self._cheap(number)
            if literal is not None:
                literal = literal if holds else literal.complement()
                if literal.is_constant and literal.const >= 1:
                    return
                literals.append((literal, 1))
                continue
            node = self._draft.nodes[number]
            if isinstance(node, Not):
                waiting.append((node.argument, not holds))
            elif isinstance(node, Or | And) and isinstance(node, Or) == holds:
                waiting.extend((argument, holds) for argument in reversed(node.arguments))
            else:
                heavy.append((number, holds))
        heavy = list(dict.fromkeys(heavy))
        for number, holds in heavy[:-1]:
            literal = self._literal(number, if_true=holds, if_false=not holds)
            literals.append((literal if holds else literal.complement(), 1))
        if heavy:
            number, holds = heavy[-1]
            self._enforce(number, combined(literals), holds=holds)
        else:
            self._at_least_one(combined(literals))

    def _equivalent(self, left: NodeId, right: NodeId, relax: Affine, *, holds: bool) -> None:
        if self._cheap(left) is None:
            left, right = right, left
        literal = self._literal(left, if_true=True, if_false=True)
        other = self._cheap(right)
        if other is not None:
            difference = literal.plus(other if holds else other.complement(), -1)
            if relax == NEVER:
                self._row(difference, equation=True)
            else:
                self._row(difference.plus(relax, -1))
                self._row(difference.scaled(-1).plus(relax, -1))
            return
        self._enforce(right, relax.plus(literal.complement()), holds=holds)
        self._enforce(right, relax.plus(literal), holds=not holds)

    def _literal(self, number: NodeId, *, if_true: bool, if_false: bool) -> Affine:
        """An expression that is 0 or 1.

        Args:
            number: a Boolean node.
            if_true: where the expression is 1, the node holds.
            if_false: where the expression is 0, the node does not hold.
        """
        light = self._cheap(number)
        if light is not None:
            return light
        node = self._draft.nodes[number]
        if isinstance(node, Not):
            return self._literal(node.argument, if_true=if_false, if_false=if_true).complement()
        if not is_boolean(node):
            raise NotSupportedError(f"{type(node).__name__} under a condition")
        known = self._literals.get(number)
        if known is None:
            known = self._literals[number] = Definition(self._draft.binary())
        literal = Affine.column(known.column)
        position, self._position = self._position, AUXILIARY
        if if_true and not known.below:
            known.below = True
            self._enforce(number, literal.complement(), holds=True)
        if if_false and not known.above:
            known.above = True
            self._enforce(number, literal, holds=False)
        self._position = position
        return literal

    # ------------------------------------------------------------ comparisons

    def _compare(self, number: NodeId, node: Comparison, relax: Affine, *, holds: bool) -> None:
        light = self._light(number) if holds and relax == NEVER else self._cheap(number)
        if light is not None:
            self._assert_light(light if holds else light.complement(), relax)
            return
        node = without_quotients(self._draft, node)
        left, lattice = node.left, self._draft.lattice(node.left)
        if node.op == "<=":
            if holds:
                self._at_most(left, 0, relax)
            else:
                self._not_below(left, 0 if lattice is None else lattice.above(0), relax)
        elif holds:
            if lattice is not None and not lattice.contains(0):
                self._at_least_one(relax)
            elif relax == NEVER:
                self._row(self._estimate(left, above=True, below=True), equation=True)
            else:
                self._at_most(left, 0, relax)
                self._not_below(left, 0, relax)
        elif lattice is not None and lattice.contains(0):
            self._differs(left, lattice.below(0), lattice.above(0), relax)

    def _differs(self, left: NodeId, below: Rational | None, above: Rational | None, relax: Affine) -> None:
        """left <= below or left >= above, the lattice points next to 0."""
        interval = self._draft.interval(left)
        if below is None or (interval.lower is not None and interval.lower > below):
            self._not_below(left, above, relax)
        elif above is None or (interval.upper is not None and interval.upper < above):
            self._at_most(left, below, relax)
        else:
            less = self._draft.add(Comparison("<=", self._draft.linear(-below, None, ((left, 1),))))
            more = self._draft.add(Comparison("<=", self._draft.linear(above, None, ((left, -1),))))
            self._clause([(less, True), (more, True)], relax)

    def _at_most(self, left: NodeId, limit: Rational | None, relax: Affine) -> None:
        """left <= limit wherever `relax` is 0; no limit at all means that it cannot hold."""
        lattice = self._draft.lattice(left)
        if limit is not None and lattice is not None:
            limit = lattice.at_most(limit)
        if limit is None:
            self._at_least_one(relax)
            return
        self._relaxed(
            self._estimate(left, above=True, below=False), limit, self._draft.interval(left), relax, left
        )

    def _not_below(self, left: NodeId, limit: Rational | None, relax: Affine) -> None:
        """left >= limit wherever `relax` is 0; no limit at all means that it cannot hold."""
        lattice = self._draft.lattice(left)
        if limit is not None and lattice is not None:
            limit = lattice.at_least(limit)
        if limit is None:
            self._at_least_one(relax)
            return
        estimate = self._estimate(left, above=False, below=True)
        self._relaxed(estimate.scaled(-1), -limit, -self._draft.interval(left), relax, left)

    def _relaxed(
        self, left: Affine, limit: Rational, interval: Interval, relax: Affine, node: NodeId
    ) -> None:
        """left <= limit + M * relax, with M as small as the interval of left allows."""
        if interval.upper is not None and interval.upper <= limit:
            return
        if relax == NEVER:
            self._row(left.shifted(-limit))
            return
        most = interval.meet(self._draft.ranges.sum(left.const, left.terms.items())).upper
        if most is None:
            raise self._draft.missing_bound([node], "a comparison under a condition")
        if most > limit:
            self._row(left.shifted(-limit).plus(relax, limit - most))

"""Ground models as SMT-LIB text for Z3.

Accepts every ground model but those with exp, log, sin, cos or tan, and produces text: Z3 reads text
ten times faster than it is told through its API, and rationals in text stay exact.

Binary columns are Bools, integer columns Ints, real columns Reals, named c0, c1, … by position. Rows over
Booleans become pseudo-Boolean constraints, everything else arithmetic over `ite`. A comparison of real
columns under logic is a fresh Boolean r with (r => left <= 0) and (not r => left >= 0): at equality either
outcome is right, and no optimum hides behind a strict inequality.

Z3 gives a value to x/0, to the root of a negative number and beyond the ends of a piecewise function;
the ground model does not. Each such node has a condition under which it is defined, and every
constraint that uses it implies the condition.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId
from certiplan.solvers import z3_text as text
from certiplan.solvers.node_graph import node_children
from certiplan.solvers.z3_arithmetic import Arithmetic
from certiplan.solvers.z3_global import (
    Times,
    circuit_terms,
    cumulative_rows,
    cumulative_terms,
    no_overlap_terms,
)
from certiplan.solvers.z3_text import Sort, number


@dataclass(frozen=True, kw_only=True)
class Z3Objective:
    """One stage: `scale` times the objective.

    Attributes:
        term: of the given sort.
        literals: (coefficient, Bool term) pairs that with `const` sum to `term`, when it is such a sum.
    """

    sense: Literal["minimize", "maximize"]
    term: str
    sort: Sort
    scale: int
    literals: tuple[tuple[int, str], ...] | None
    const: int


@dataclass(frozen=True, kw_only=True)
class Z3Model:
    """A ground model as text.

    Attributes:
        preamble: declarations, definitions, the bounds of the columns.
        constraints: one Bool term for each ground constraint, in their order.
        objectives: the stages.
        propositional: constraints are over Booleans and pseudo-Boolean rows only.
        nonlinear: some product, quotient or power of decisions is left to nonlinear arithmetic.
    """

    preamble: str
    constraints: tuple[str, ...]
    objectives: tuple[Z3Objective, ...]
    propositional: bool
    nonlinear: bool


def encode(model: GroundModel) -> Z3Model:
    """The ground model as SMT-LIB text.

    Raises:
        NotSupportedError: it uses a transcendental function or a power that has no exact definition.
    """
    return _Encoder(model).encoded()


class _Encoder(Arithmetic):
    """Writes one model: the nodes that are needed as terms, children first, then the constraints."""

    def encoded(self) -> Z3Model:
        for position, column in enumerate(self._model.columns):
            self._declare_column(position, column)
        asserted = [self._conjuncts(c.node) for c in self._model.constraints]
        uses = self._uses([node for nodes in asserted for node in nodes])
        for node in sorted(uses):
            self._enter(node, shared=uses[node] > 1)
        constraints = tuple(text.conjunction(self._assertions(nodes)) for nodes in asserted)
        objectives = tuple(self._objective(objective) for objective in self._model.objectives)
        return Z3Model(
            preamble="\n".join(self._lines),
            constraints=constraints,
            objectives=objectives,
            propositional=not self._arithmetic,
            nonlinear=self._nonlinear,
        )

    # ------------------------------------------------------------ which nodes become terms

    def _conjuncts(self, node: NodeId) -> list[NodeId]:
        """The nodes that hold when the node does, conjunctions taken apart."""
        found, waiting = [], [node]
        while waiting:
            each = waiting.pop()
            inner = self._nodes[each]
            if isinstance(inner, ir.And):
                waiting.extend(reversed(inner.arguments))
            else:
                found.append(each)
        return found

    def _parts(self, node: NodeId) -> tuple[NodeId, ...]:
        """The nodes whose terms this node's own term is made of: a comparison writes its row itself."""
        inner = self._nodes[node]
        return node_children(self._nodes[inner.left] if isinstance(inner, ir.Comparison) else inner)

    def _uses(self, asserted: Iterable[NodeId]) -> dict[NodeId, int]:
        """How often each node's term will be written."""
        roots: list[NodeId] = []
        for node in asserted:
            roots.extend(self._parts(node) if isinstance(self._nodes[node], ir.Comparison) else [node])
        for objective in self._model.objectives:
            inner = self._nodes[objective.node]
            roots.extend(inner.atoms if isinstance(inner, ir.Linear) else [objective.node])
        uses: dict[NodeId, int] = {}
        waiting = roots
        while waiting:
            node = waiting.pop()
            uses[node] = uses.get(node, 0) + 1
            if uses[node] == 1:
                waiting.extend(self._parts(node))
        return uses

    def _assertions(self, nodes: Sequence[NodeId]) -> list[str]:
        found: list[str] = []
        for node in nodes:
            inner = self._nodes[node]
            if isinstance(inner, ir.Comparison):
                row = self._nodes[inner.left]
                found.append(self._row(inner.op, row))
                found.extend(sorted(self._domain(row.atoms)))
            else:
                found.append(self._terms[node])
                found.extend(sorted(self._domains[node]))
        return list(dict.fromkeys(found))

    # ------------------------------------------------------------ columns

    def _declare_column(self, position: int, column: ir.Column) -> None:
        name = f"c{position}"
        low, high = column.lower, column.upper
        if column.kind == "binary":
            self._lines.append(f"(declare-const {name} Bool)")
            if low is not None and low > 0 and not column.semicontinuous:
                self._assert(name)
            if high is not None and high < 1:
                self._assert(f"(not {name})")
            return
        sort: Sort = "Int" if column.kind == "integer" else "Real"
        self._lines.append(f"(declare-const {name} {sort})")
        bounds = []
        if low is not None:
            bounds.append(f"(>= {name} {number(math.ceil(low) if sort == 'Int' else low, sort)})")
        if high is not None:
            bounds.append(f"(<= {name} {number(math.floor(high) if sort == 'Int' else high, sort)})")
        within = text.conjunction(bounds)
        if column.semicontinuous:
            within = text.disjunction([f"(= {name} {number(0, sort)})", within])
        if within != "true":
            self._assert(within)

    # ------------------------------------------------------------ terms

    def _enter(self, node: NodeId, *, shared: bool) -> None:
        self._conditions.clear()
        term, sort = self._term(self._nodes[node])
        if sort != "Bool":
            self._arithmetic = True
        self._terms[node] = self._define(term, sort) if shared else term
        self._sorts[node] = sort
        self._domains[node] = self._domain(self._parts(node)).union(self._conditions)
        if self._is_continuous(self._nodes[node]):
            self._continuous.add(node)

    def _term(self, node: ir.Node) -> tuple[str, Sort]:
        match node:
            case ir.Literal():
                return f"c{node.column}", "Bool"
            case ir.Truth():
                return ("true" if node.value else "false"), "Bool"
            case ir.Comparison():
                return self._reified(node), "Bool"
            case ir.And():
                return text.conjunction(self._terms[a] for a in node.arguments), "Bool"
            case ir.Or():
                return text.disjunction(self._terms[a] for a in node.arguments), "Bool"
            case ir.Not():
                return text.negation(self._terms[node.argument]), "Bool"
            case ir.Iff():
                return f"(= {self._terms[node.left]} {self._terms[node.right]})", "Bool"
            case ir.AllDifferent():
                sort = self._common(node.arguments)
                return text.distinct([self._number(a, sort) for a in node.arguments]), "Bool"
            case ir.Circuit() | ir.NoOverlap() | ir.Cumulative():
                return self._global(node), "Bool"
            case ir.Linear():
                sort = self._row_sort(node)
                return text.total(self._addends(node, sort), sort), sort
            case ir.Product():
                return self._product(node)
            case ir.Power():
                return self._power(node)
            case ir.Quotient():
                return self._quotient(node)
            case ir.Function():
                return self._function(node)
            case ir.Extreme():
                return self._extreme(node)
            case ir.IfThenElse():
                sort = self._common((node.then, node.otherwise))
                then, otherwise = self._number(node.then, sort), self._number(node.otherwise, sort)
                return text.chosen(self._terms[node.condition], then, otherwise), sort
            case ir.FloorDivide():
                return self._floor_divide(node.argument, node.divisor), "Int"
            case ir.Modulo():
                return self._modulo(node)
            case ir.Piecewise():
                return self._piecewise(node)
            case _:
                assert_never(node)

    def _reified(self, comparison: ir.Comparison) -> str:
        """left op 0, as it stands under logic."""
        row, _ = self._scaled(self._nodes[comparison.left])
        if not self._is_continuous(row):
            return self._row(comparison.op, row)
        name = self._declare("Bool", "r")
        value = self._define(text.total(self._addends(row, "Real"), "Real"), "Real")
        self._assert(f"(=> {name} ({'<=' if comparison.op == '<=' else '='} {value} 0.0))")
        if comparison.op == "<=":
            self._assert(f"(=> (not {name}) (>= {value} 0.0))")
        return name

    # ------------------------------------------------------------ global constraints

    def _global(self, node: ir.Circuit | ir.NoOverlap | ir.Cumulative) -> str:
        if isinstance(node, ir.Circuit):
            self._arithmetic = True
            return text.conjunction(circuit_terms(node, self._declare))
        self._arithmetic = True
        times = [number for span in node.spans for number in (span.start, span.end)]
        sort = self._common(times)
        spans = [
            Times(
                start=self._bound_number(span.start, sort),
                end=self._bound_number(span.end, sort),
                length=self._constant(span.length),
                present="true" if span.present is None else self._terms[span.present],
            )
            for span in node.spans
        ]
        if isinstance(node, ir.NoOverlap):
            return text.conjunction(no_overlap_terms(spans, node.setup, sort))
        demands = [self._constant(demand) for demand in node.demands]
        capacity = self._constant(node.capacity)
        if capacity is not None and all(demand is not None for demand in demands):
            fixed = [demand for demand in demands if demand is not None]
            return text.conjunction(cumulative_rows(spans, fixed, capacity))
        amount = self._common((*node.demands, node.capacity))
        needs = [self._bound_number(demand, amount) for demand in node.demands]
        limit = self._bound_number(node.capacity, amount)
        return text.conjunction(cumulative_terms(spans, needs, limit, amount))

    # ------------------------------------------------------------ objectives

    def _objective(self, objective: ir.GroundObjective) -> Z3Objective:
        inner = self._nodes[objective.node]
        if not isinstance(inner, ir.Linear):
            inner = ir.Linear(0, (), (), (objective.node,), (1,))
        for condition in sorted(self._domain(inner.atoms)):
            self._assert(condition)
        row, scale = self._scaled(inner)
        literals = self._booleans(row)
        if literals is not None and sum(abs(coef) for coef, _ in literals) > text.LARGEST_ROW:
            self._arithmetic = True
        sort = self._row_sort(row)
        if sort == "Real":
            row, scale = inner, 1
        return Z3Objective(
            sense=objective.sense,
            term=text.total(self._addends(row, sort), sort),
            sort=sort,
            scale=scale,
            literals=None if literals is None else tuple(literals),
            const=0 if literals is None else int(row.const),
        )

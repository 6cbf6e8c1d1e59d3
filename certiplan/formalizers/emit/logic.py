"""Ground models as formulas for Z3.

Accepts: a ground model without exp, log, sin, cos, tan and powers that have no exact definition. Produces: a
`LogicProgram` that keeps the shape of the document: one assertion for each ground constraint, native
logic, weighted counts for rows of Booleans, global constraints by their definitions.

A comparison of real columns never becomes strict: within tolerance of equality either outcome is right, and
an optimum would hide behind a strict inequality. Where it counts only that it holds, or only that it does
not, it is written as it is; elsewhere it is a Boolean of its own, with both implications.

Z3 gives a value to x/0, to the root of a negative number and beyond the ends of a piecewise function; the
ground model does not. Each constraint that uses such a node also asserts where it is defined.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, Literal, assert_never

from certiplan.formalizers.emit import logic_numbers as numbers
from certiplan.formalizers.emit import terms as t
from certiplan.formalizers.emit.comments import Remarks, label_of
from certiplan.formalizers.emit.logic_global import Times, circuit, cumulative, no_overlap
from certiplan.formalizers.emit.logic_program import (
    CannotExpressError,
    Declare,
    Define,
    Goal,
    LogicProgram,
    Require,
    Statement,
)
from certiplan.formalizers.emit.naming import Names
from certiplan.formalizers.emit.terms import Sort, Term
from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId
from certiplan.solvers.bounds import Ranges, column_interval
from certiplan.solvers.evaluate_ir import children, reachable

Polarity = Literal[1, -1, 0]
"""What a Boolean term must be right about: that it holds, that it does not, or both."""

_LARGEST_INLINE: Final = 6
_DEEPEST: Final = 15
_WORDS: Final[dict[type[ir.Node], str]] = {
    ir.And: "all_of",
    ir.Or: "some_of",
    ir.Not: "opposite",
    ir.Iff: "equivalence",
    ir.Comparison: "comparison",
    ir.Linear: "sum",
    ir.Product: "product",
    ir.Quotient: "quotient",
    ir.IfThenElse: "case",
    ir.Extreme: "extreme",
}


def logic_program(model: GroundModel, remarks: Remarks, names: Names) -> LogicProgram:
    """The ground model as formulas.

    Args:
        model: what to write.
        remarks: the document's words.
        names: identifiers of the columns; further ones are taken from it.

    Raises:
        CannotExpressError: a node has no exact form; the text names the constraint.
    """
    return _Encoder(model, remarks, names).program()


class _Encoder:
    def __init__(self, model: GroundModel, remarks: Remarks, names: Names) -> None:
        self._model = model
        self._nodes = model.nodes
        self._remarks = remarks
        self._names = names
        self._body: list[Statement] = []
        self._terms: dict[tuple[NodeId, Polarity], Term] = {}
        self._domains: dict[NodeId, tuple[Term, ...]] = {}
        self._conditions: list[Term] = []
        self._continuous: set[NodeId] = set()
        self._uses: dict[NodeId, int] = {}
        self._label = self._where = ""
        self.nonlinear = False
        self.ranges = Ranges(
            model.nodes,
            [column_interval(column) for column in model.columns],
            [column.kind != "real" for column in model.columns],
        )
        self._columns = [t.named(names.sanitize(c.name), _SORTS[c.kind]) for c in model.columns]

    def program(self) -> LogicProgram:
        model = self._model
        self._count_uses()
        for constraint in model.constraints:
            self._constraint(constraint)
        goals = tuple(self._goal(stage) for stage in range(len(model.objectives)))
        return LogicProgram(
            names=self._names,
            decisions=tuple(
                Declare(name=str(term.value), sort=term.sort, meaning=column.name)
                for term, column in zip(self._columns, model.columns, strict=True)
            ),
            bounds=tuple(self._bounds()),
            body=tuple(self._body),
            goals=goals,
            nonlinear=self.nonlinear,
        )

    # ------------------------------------------------------------ statements

    def declare(self, sort: Sort, hint: str, meaning: str) -> Term:
        """A further constant."""
        name = self._names.fresh(hint)
        self._body.append(Declare(name=name, sort=sort, meaning=f"{meaning} ({self._label})"))
        return t.named(name, sort)

    def define(self, term: Term, hint: str) -> Term:
        """A name for the term where it has none, so that text grows with the graph and not with the tree."""
        if not term.args or (term.op == "to_real" and not term.args[0].args):
            return term
        name = self._names.fresh(hint)
        self._body.append(Define(name=name, term=term))
        return t.named(name, term.sort)

    def require(self, *terms: Term) -> None:
        """What further constants mean."""
        self._body.append(Require(terms=terms))

    def defined_if(self, condition: Term) -> None:
        """The node being entered is defined only where the condition holds."""
        if condition != t.TRUE:
            self._conditions.append(condition)

    def _constraint(self, constraint: ir.GroundConstraint) -> None:
        label = label_of(constraint.origin)
        self._label, self._where = label, f"constraint {label}"
        parts: list[NodeId] = []
        waiting = [constraint.node]
        while waiting:
            node = waiting.pop()
            inner = self._nodes[node]
            if isinstance(inner, ir.And):
                waiting.extend(reversed(inner.arguments))
            else:
                parts.append(node)
        terms: list[Term] = []
        for part in parts:
            self._enter([(part, 1)])
            found = self._terms[part, 1]
            terms.extend(found.args if found.op == "and" else [found])
            terms.extend(self._domains[part])
        kept = [term for term in dict.fromkeys(terms) if term != t.TRUE]
        remarks = tuple(self._remarks.constraint(constraint.origin))
        self._body.append(Require(terms=tuple(kept), label=self._names.fresh(label), remarks=remarks))

    def _bounds(self) -> Iterable[Require]:
        for term, column in zip(self._columns, self._model.columns, strict=True):
            low, high = column.lower, column.upper
            terms: list[Term] = []
            if column.kind == "binary":
                if low is not None and low > 0 and not column.semicontinuous:
                    terms.append(term)
                if high is not None and high < 1:
                    terms.append(t.negation(term))
            else:
                whole = column.kind == "integer"
                if low is not None:
                    terms.append(t.related(">=", term, t.number(math.ceil(low) if whole else low, term.sort)))
                if high is not None:
                    terms.append(
                        t.related("<=", term, t.number(math.floor(high) if whole else high, term.sort))
                    )
                if column.semicontinuous and terms:
                    unused = t.related("=", term, t.number(0, term.sort))
                    terms = [t.disjunction([unused, t.conjunction(terms)])]
            if terms:
                yield Require(terms=tuple(terms))

    def _goal(self, stage: int) -> Goal:
        objective = self._model.objectives[stage]
        self._label = self._where = self._remarks.stage_name(stage)
        self._enter([(objective.node, 0)])
        if self._domains[objective.node]:
            self.require(*self._domains[objective.node])
        term = self._terms[objective.node, 0]
        if term.sort == "Bool":
            term = t.chosen(term, t.number(1, "Int"), t.number(0, "Int"))
        return Goal(
            sense=objective.sense,
            term=term,
            name=self._label,
            remarks=tuple(self._remarks.objective(stage)),
            slack=objective.slack,
            slack_abs=objective.slack_abs,
        )

    # ------------------------------------------------------------ nodes, children first

    def _parts(self, node: ir.Node) -> tuple[NodeId, ...]:
        """The nodes whose terms the node's own term is made of: a comparison writes its row itself."""
        return children(self._nodes[node.left]) if isinstance(node, ir.Comparison) else children(node)

    def _count_uses(self) -> None:
        roots = [c.node for c in self._model.constraints] + [o.node for o in self._model.objectives]
        for node in reachable(self._nodes, roots):
            inner = self._nodes[node]
            for child in self._parts(inner):
                self._uses[child] = self._uses.get(child, 0) + 1
            if self._is_continuous(inner):
                self._continuous.add(node)

    def _is_continuous(self, node: ir.Node) -> bool:
        """Whether a real column has a part in the node's value."""
        if isinstance(node, ir.Linear) and any(self._model.columns[c].kind == "real" for c in node.columns):
            return True
        return any(child in self._continuous for child in children(node))

    def _enter(self, roots: Sequence[tuple[NodeId, Polarity]]) -> None:
        """Find the terms of nodes, and of all that they need, in this polarity."""
        wanted: set[tuple[NodeId, Polarity]] = set()
        waiting = list(roots)
        while waiting:
            each = waiting.pop()
            if each in wanted or each in self._terms:
                continue
            wanted.add(each)
            waiting.extend(self._wanted_below(*each))
        for node, polarity in sorted(wanted):
            self._conditions = []
            try:
                term = self._term(node, polarity)
            except CannotExpressError as error:
                raise CannotExpressError(f"{self._where}: {error}") from error
            inner = self._nodes[node]
            shared = self._uses.get(node, 0) > 1 and term.size > _LARGEST_INLINE
            if (shared or term.depth > _DEEPEST) and term.op not in ("name", "number", "truth"):
                term = self.define(term, _WORDS.get(type(inner), "part"))
            self._terms[node, polarity] = term
            below = [condition for part in self._parts(inner) for condition in self._domains[part]]
            self._domains[node] = tuple(dict.fromkeys([*below, *self._conditions]))

    def _wanted_below(self, node: NodeId, polarity: Polarity) -> Iterable[tuple[NodeId, Polarity]]:
        inner = self._nodes[node]
        match inner:
            case ir.And() | ir.Or():
                return [(child, polarity) for child in inner.arguments]
            case ir.Not():
                return [(inner.argument, _flipped(polarity))]
            case _:
                return [(child, 0) for child in self._parts(inner)]

    def term(self, node: NodeId, polarity: Polarity = 0) -> Term:
        """The term of a node that has been entered."""
        return self._terms[node, polarity]

    def common(self, nodes: Iterable[NodeId]) -> Sort:
        """Real if one of the nodes is."""
        return "Real" if any(self.term(node).sort == "Real" for node in nodes) else "Int"

    def numeric(self, node: NodeId, sort: Sort) -> Term:
        """The node's term as a number of sort Int or Real; Booleans count 0 or 1."""
        term = self.term(node)
        if term.sort == "Bool":
            return t.chosen(term, t.number(1, sort), t.number(0, sort))
        return t.real(term) if sort == "Real" else term

    def _term(self, number: NodeId, polarity: Polarity) -> Term:
        node = self._nodes[number]
        match node:
            case ir.Literal():
                return self._columns[node.column]
            case ir.Truth():
                return t.TRUE if node.value else t.FALSE
            case ir.Comparison():
                return self._comparison(node, polarity)
            case ir.And():
                return t.conjunction([self.term(a, polarity) for a in node.arguments])
            case ir.Or():
                return t.disjunction([self.term(a, polarity) for a in node.arguments])
            case ir.Not():
                return t.negation(self.term(node.argument, _flipped(polarity)))
            case ir.Iff():
                return t.equivalent(self.term(node.left), self.term(node.right))
            case ir.AllDifferent():
                sort = self.common(node.arguments)
                return t.distinct([self.numeric(a, sort) for a in node.arguments])
            case ir.Circuit() | ir.NoOverlap() | ir.Cumulative():
                return self._global(node)
            case ir.Linear():
                return t.total(self._addends(node, self._row_sort(node)), self._row_sort(node))
            case ir.IfThenElse():
                sort = self.common((node.then, node.otherwise))
                then, otherwise = self.numeric(node.then, sort), self.numeric(node.otherwise, sort)
                return t.chosen(self.term(node.condition), then, otherwise)
            case ir.Product() | ir.Quotient() | ir.Power() | ir.Function():
                return numbers.nonlinear(self, node)
            case ir.Extreme() | ir.FloorDivide() | ir.Modulo() | ir.Piecewise():
                return numbers.stepwise(self, node)
            case _:
                assert_never(node)

    # ------------------------------------------------------------ rows

    def constant(self, node: NodeId) -> ir.Rational | None:
        """The value of a node that is a constant number."""
        return self.term(node).constant

    def _row_sort(self, row: ir.Linear) -> Sort:
        """Int when the row is over integers with whole coefficients, the constant included."""
        columns = self._model.columns
        whole = (
            all(coef.denominator == 1 for coef in (row.const, *row.coefs, *row.atom_coefs))
            and all(columns[column].kind != "real" for column in row.columns)
            and all(self.term(atom).sort != "Real" for atom in row.atoms)
        )
        return "Int" if whole else "Real"

    def _weighted(self, row: ir.Linear) -> list[tuple[ir.Rational, Term]]:
        found = [(coef, self._columns[c]) for c, coef in zip(row.columns, row.coefs, strict=True)]
        found += [(coef, self.term(a)) for a, coef in zip(row.atoms, row.atom_coefs, strict=True)]
        return found

    def _addends(self, row: ir.Linear, sort: Sort) -> list[Term]:
        return [*(_addend(coef, term, sort) for coef, term in self._weighted(row)), t.number(row.const, sort)]

    def _row(self, op: Literal["<=", "<", "="], row: ir.Linear) -> Term:
        """The comparison with 0: what is added on the left, what is taken away on the right."""
        weighted = self._weighted(row)
        if op != "<" and all(term.sort == "Bool" for _, term in weighted):
            scale = t.scaled_to_whole(coef for coef, _ in weighted)
            bound = -row.const * scale
            if op == "<=" or bound.denominator == 1:
                whole = [(int(coef * scale), term) for coef, term in weighted]
                counted = t.weighted_count(op, whole, math.floor(bound))
                if counted is not None:
                    return counted
            else:
                return t.FALSE
        sort = self._row_sort(row)
        left = [_addend(coef, term, sort) for coef, term in weighted if coef > 0]
        right = [_addend(-coef, term, sort) for coef, term in weighted if coef < 0]
        if left and (row.const <= 0 or not right):
            right.append(t.number(-row.const, sort))
        else:
            left.append(t.number(row.const, sort))
        one, other = t.total(left, sort), t.total(right, sort)
        if one.constant is not None:
            return t.related("=" if op == "=" else ">" if op == "<" else ">=", other, one)
        return t.related(op, one, other)

    def _comparison(self, node: ir.Comparison, polarity: Polarity) -> Term:
        row = self._nodes[node.left]
        op: Literal["<=", "="] = "<=" if node.op == "<=" else "="
        if polarity == 1 or node.left not in self._continuous:
            return self._row(op, row)
        if polarity == -1:
            return self._row("<", row) if op == "<=" else t.FALSE
        holds = self.declare("Bool", "holds", "whether a comparison holds; at equality either is right")
        self.require(t.disjunction([t.negation(holds), self._row(op, row)]))
        if op == "<=":
            self.require(t.disjunction([holds, t.negation(self._row("<", row))]))
        return holds

    # ------------------------------------------------------------ global constraints

    def _global(self, node: ir.Circuit | ir.NoOverlap | ir.Cumulative) -> Term:
        if isinstance(node, ir.Circuit):
            return t.conjunction(circuit(node, self._columns, self.declare))
        sort = self.common([number for span in node.spans for number in (span.start, span.end)])
        spans = [
            Times(
                start=self.numeric(span.start, sort),
                end=self.numeric(span.end, sort),
                length=self.constant(span.length),
                present=t.TRUE if span.present is None else self.term(span.present),
            )
            for span in node.spans
        ]
        if isinstance(node, ir.NoOverlap):
            return t.conjunction(no_overlap(spans, node.setup, sort))
        amount = self.common((*node.demands, node.capacity))
        demands = [self.numeric(demand, amount) for demand in node.demands]
        return t.conjunction(cumulative(spans, demands, self.numeric(node.capacity, amount), amount))


_SORTS: Final[dict[str, Sort]] = {"binary": "Bool", "integer": "Int", "real": "Real"}


def _flipped(polarity: Polarity) -> Polarity:
    return -1 if polarity == 1 else 1 if polarity == -1 else 0


def _addend(coef: ir.Rational, term: Term, sort: Sort) -> Term:
    if term.sort == "Bool":
        return t.chosen(term, t.number(coef, sort), t.number(0, sort))
    return t.times(coef, t.real(term) if sort == "Real" else term)

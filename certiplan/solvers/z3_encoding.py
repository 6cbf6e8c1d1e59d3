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
from fractions import Fraction
from typing import Literal, assert_never

from certiplan.model import ir
from certiplan.model.ir import GroundModel, NodeId, Rational
from certiplan.solvers import z3_text as text
from certiplan.solvers.wire import node_children
from certiplan.solvers.z3_global import (
    Times,
    circuit_terms,
    cumulative_rows,
    cumulative_terms,
    no_overlap_terms,
)
from certiplan.solvers.z3_text import Sort, number

_LARGEST_POWER = 64
_LARGEST_ROOT = 8
_WIDEST_EXPONENT = 64


class NotSupportedError(Exception):
    """The model uses something that the solver cannot express; the message names it."""


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


class _Encoder:
    """Writes one model: the nodes that are needed as terms, children first, then the constraints."""

    def __init__(self, model: GroundModel) -> None:
        self._model = model
        self._nodes = model.nodes
        self._lines: list[str] = []
        self._terms: dict[NodeId, str] = {}
        self._sorts: dict[NodeId, Sort] = {}
        self._domains: dict[NodeId, frozenset[str]] = {}
        self._conditions: list[str] = []  # under which the node being entered is defined
        self._continuous: set[NodeId] = set()
        self._names = 0
        self._arithmetic = any(column.kind != "binary" for column in model.columns)
        self._nonlinear = False

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

    # ------------------------------------------------------------ lines

    def _declare(self, sort: Sort, prefix: str) -> str:
        self._names += 1
        name = f"{prefix}{self._names}"
        self._lines.append(f"(declare-const {name} {sort})")
        return name

    def _define(self, term: str, sort: Sort) -> str:
        """A name for the term, so that text grows with the graph and not with the tree."""
        if " " not in term:
            return term
        self._names += 1
        self._lines.append(f"(define-fun d{self._names} () {sort} {term})")
        return f"d{self._names}"

    def _assert(self, term: str) -> None:
        self._lines.append(f"(assert {term})")

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

    def _domain(self, nodes: Iterable[NodeId]) -> frozenset[str]:
        return frozenset().union(*(self._domains[node] for node in nodes))

    def _common(self, nodes: Iterable[NodeId]) -> Sort:
        return "Real" if any(self._sorts[node] == "Real" for node in nodes) else "Int"

    def _number(self, node: NodeId, sort: Sort) -> str:
        """The node's term as a number of the given sort, Int or Real."""
        own = self._sorts[node]
        if own == "Bool":
            return text.chosen(self._terms[node], number(1, sort), number(0, sort))
        if own == sort:
            return self._terms[node]
        assert sort == "Real"
        return f"(to_real {self._terms[node]})"

    def _bound_number(self, node: NodeId, sort: Sort) -> str:
        """Likewise, under a name: for terms that are written several times."""
        return self._define(self._number(node, sort), sort)

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

    def _is_continuous(self, node: ir.Node) -> bool:
        """Whether a real column has a part in the node's value."""
        if isinstance(node, ir.Comparison):
            return self._is_continuous(self._nodes[node.left])
        if isinstance(node, ir.Linear) and any(self._model.columns[c].kind == "real" for c in node.columns):
            return True
        return any(child in self._continuous for child in node_children(node))

    # ------------------------------------------------------------ rows

    def _row_sort(self, row: ir.Linear) -> Sort:
        """Int when the row is over integers with whole coefficients, the constant included."""
        columns = self._model.columns
        whole = (
            all(coef.denominator == 1 for coef in (row.const, *row.coefs, *row.atom_coefs))
            and all(columns[column].kind != "real" for column in row.columns)
            and all(self._sorts[atom] != "Real" for atom in row.atoms)
        )
        return "Int" if whole else "Real"

    def _scaled(self, row: ir.Linear) -> tuple[ir.Linear, int]:
        """The row times the least number that makes all its coefficients whole, and that number."""
        scale = math.lcm(*(coef.denominator for coef in (row.const, *row.coefs, *row.atom_coefs)))
        if scale == 1:
            return row, 1
        coefs = tuple(int(coef * scale) for coef in row.coefs)
        atom_coefs = tuple(int(coef * scale) for coef in row.atom_coefs)
        return ir.Linear(int(row.const * scale), row.columns, coefs, row.atoms, atom_coefs), scale

    def _booleans(self, row: ir.Linear) -> list[tuple[int, str]] | None:
        """A row with whole coefficients as (coefficient, Bool term) pairs, if all its terms are Boolean."""
        columns, sorts = self._model.columns, self._sorts
        if any(columns[column].kind != "binary" for column in row.columns):
            return None
        if any(sorts[atom] != "Bool" for atom in row.atoms):
            return None
        terms = [(int(coef), f"c{column}") for column, coef in zip(row.columns, row.coefs, strict=True)]
        terms.extend((int(coef), self._terms[a]) for a, coef in zip(row.atoms, row.atom_coefs, strict=True))
        return terms

    def _addends(self, row: ir.Linear, sort: Sort) -> list[str]:
        columns = self._model.columns
        zero = number(0, sort)
        addends = [] if row.const == 0 else [number(row.const, sort)]
        for column, coef in zip(row.columns, row.coefs, strict=True):
            kind, name = columns[column].kind, f"c{column}"
            if kind == "binary":
                addends.append(f"(ite {name} {number(coef, sort)} {zero})")
            else:
                term = f"(to_real {name})" if kind == "integer" and sort == "Real" else name
                addends.append(text.weighted(coef, term, sort))
        for atom, coef in zip(row.atoms, row.atom_coefs, strict=True):
            if self._sorts[atom] == "Bool":
                addends.append(text.chosen(self._terms[atom], number(coef, sort), zero))
            else:
                addends.append(text.weighted(coef, self._number(atom, sort), sort))
        return addends

    def _row(self, op: Literal["<=", "=="], row: ir.Linear) -> str:
        """left op 0, as it stands asserted."""
        row, _ = self._scaled(row)
        terms = self._booleans(row)
        if terms is not None:
            bound = -int(row.const)
            found = text.at_most(terms, bound) if op == "<=" else text.equal(terms, bound)
            self._arithmetic |= found.startswith(("(<=", "(="))
            return found
        self._arithmetic = True
        sort = self._row_sort(row)
        without = ir.Linear(0, row.columns, row.coefs, row.atoms, row.atom_coefs)
        left, right = text.total(self._addends(without, sort), sort), number(-row.const, sort)
        return f"({'<=' if op == '<=' else '='} {left} {right})"

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

    # ------------------------------------------------------------ products and powers

    def _constant(self, node: NodeId) -> Rational | None:
        inner = self._nodes[node]
        constant = isinstance(inner, ir.Linear) and not inner.columns and not inner.atoms
        return inner.const if constant else None

    def _product(self, node: ir.Product) -> tuple[str, Sort]:
        conditions = dict.fromkeys(self._terms[f] for f in node.factors if self._sorts[f] == "Bool")
        factors = [f for f in node.factors if self._sorts[f] != "Bool"]
        sort = self._common(factors)
        if sum(self._constant(f) is None for f in factors) > 1:
            self._nonlinear = True
        value = text.product([self._number(f, sort) for f in factors], sort)
        return text.chosen(text.conjunction(conditions), value, number(0, sort)), sort

    def _quotient(self, node: ir.Quotient) -> tuple[str, Sort]:
        self._nonlinear = True
        divisor = self._bound_number(node.denominator, "Real")
        self._conditions.append(f"(not (= {divisor} 0.0))")
        return f"(/ {self._number(node.numerator, 'Real')} {divisor})", "Real"

    def _power(self, node: ir.Power) -> tuple[str, Sort]:
        base, exponent = self._constant(node.base), self._constant(node.exponent)
        if exponent is not None:
            return self._constant_power(node.base, exponent)
        if base is None:
            raise NotSupportedError("a power whose base and exponent are both decisions")
        return self._exponential(base, node.exponent)

    def _constant_power(self, base: NodeId, exponent: Rational) -> tuple[str, Sort]:
        whole, root = abs(exponent.numerator), exponent.denominator
        if whole > _LARGEST_POWER or root > _LARGEST_ROOT:
            raise NotSupportedError(f"a power with the exponent {exponent}")
        self._nonlinear = True
        sort: Sort = "Int" if exponent >= 0 and root == 1 and self._sorts[base] != "Real" else "Real"
        argument = self._bound_number(base, sort)
        if exponent < 0:
            self._conditions.append(f"(not (= {argument} 0.0))")
        power = text.product([argument] * whole, sort)
        if root > 1:
            power = self._root(argument, power, root)
        return (power if exponent >= 0 else f"(/ 1.0 {power})"), sort

    def _root(self, argument: str, power: str, root: int) -> str:
        """A nonnegative real whose `root`th power is the given power of a nonnegative argument."""
        self._nonlinear = True
        self._conditions.append(f"(>= {argument} 0.0)")
        name = self._declare("Real", "y")
        repeated = text.product([name] * root, "Real")
        self._assert(f"(=> (>= {argument} 0.0) (and (>= {name} 0.0) (= {repeated} {power})))")
        return name

    def _exponential(self, base: Rational, exponent: NodeId) -> tuple[str, Sort]:
        """A constant to the power of a whole number within narrow bounds: one case for each."""
        low, high = self._whole_range(exponent)
        argument = self._bound_number(exponent, "Int")
        powers: list[tuple[int, Rational]] = []
        for each in range(low, high + 1):
            if base == 0 and each < 0:
                self._conditions.append(f"(not (= {argument} {number(each, 'Int')}))")
            else:
                powers.append((each, Fraction(base) ** each))
        sort: Sort = "Int" if all(power.denominator == 1 for _, power in powers) else "Real"
        value = number(powers[-1][1] if powers else 0, sort)
        for each, power in powers[:-1]:
            value = f"(ite (= {argument} {number(each, 'Int')}) {number(power, sort)} {value})"
        return value, sort

    def _whole_range(self, node: NodeId) -> tuple[int, int]:
        inner = self._nodes[node]
        low: Rational = 0
        high: Rational = 0
        if self._sorts[node] == "Real" or not isinstance(inner, ir.Linear) or inner.atoms:
            raise NotSupportedError("an exponent that is not a whole affine expression")
        low = high = inner.const
        for position, coef in zip(inner.columns, inner.coefs, strict=True):
            column = self._model.columns[position]
            least, most = column.lower, column.upper
            if column.kind == "binary":
                least, most = 0, 1
            if least is None or most is None:
                raise NotSupportedError("an exponent without bounds")
            if column.semicontinuous:
                least, most = min(least, 0), max(most, 0)
            low += min(coef * least, coef * most)
            high += max(coef * least, coef * most)
        if high - low > _WIDEST_EXPONENT or max(-low, high) > _LARGEST_POWER:
            raise NotSupportedError(f"an exponent between {low} and {high}")
        return math.floor(low), math.ceil(high)

    # ------------------------------------------------------------ functions

    def _function(self, node: ir.Function) -> tuple[str, Sort]:
        sort = self._common((node.argument,))
        match node.name:
            case "abs":
                argument = self._bound_number(node.argument, sort)
                return f"(ite (>= {argument} {number(0, sort)}) {argument} (- {argument}))", sort
            case "round" | "floor" | "ceil" if sort == "Int":
                return self._number(node.argument, "Int"), "Int"
            case "floor":
                return f"(to_int {self._number(node.argument, 'Real')})", "Int"
            case "ceil":
                return f"(- (to_int (- {self._number(node.argument, 'Real')})))", "Int"
            case "round":
                half_up = self._define(f"(+ {self._number(node.argument, 'Real')} (/ 1.0 2.0))", "Real")
                value = self._define(f"(to_int {half_up})", "Int")
                odd_tie = f"(and (= {half_up} (to_real {value})) (= (mod {value} 2) 1))"
                return f"(ite {odd_tie} (- {value} 1) {value})", "Int"
            case "sqrt":
                argument = self._bound_number(node.argument, "Real")
                return self._root(argument, argument, 2), "Real"
            case "exp" | "log" | "sin" | "cos" | "tan":
                raise NotSupportedError(f"the function {node.name}")
            case _:
                assert_never(node.name)

    def _extreme(self, node: ir.Extreme) -> tuple[str, Sort]:
        sort = self._common(node.arguments)
        operator = "<=" if node.kind == "min" else ">="
        best = self._bound_number(node.arguments[0], sort)
        for each in node.arguments[1:]:
            other = self._bound_number(each, sort)
            best = self._define(f"(ite ({operator} {best} {other}) {best} {other})", sort)
        return best, sort

    def _floor_divide(self, argument: NodeId, divisor: Rational) -> str:
        if self._sorts[argument] == "Real":
            return f"(to_int {text.weighted(1 / Fraction(divisor), self._number(argument, 'Real'), 'Real')})"
        scaled = text.weighted(divisor.denominator, self._number(argument, "Int"), "Int")
        return f"(div {scaled} {divisor.numerator})"

    def _modulo(self, node: ir.Modulo) -> tuple[str, Sort]:
        if self._sorts[node.argument] != "Real" and node.divisor.denominator == 1:
            return f"(mod {self._number(node.argument, 'Int')} {node.divisor.numerator})", "Int"
        quotient = f"(to_real {self._floor_divide(node.argument, node.divisor)})"
        taken = text.weighted(node.divisor, quotient, "Real")
        return f"(- {self._number(node.argument, 'Real')} {taken})", "Real"

    def _piecewise(self, node: ir.Piecewise) -> tuple[str, Sort]:
        argument = self._bound_number(node.argument, "Real")
        self._conditions.append(f"(>= {argument} {number(node.points[0][0], 'Real')})")
        self._conditions.append(f"(<= {argument} {number(node.points[-1][0], 'Real')})")
        return text.interpolation(argument, node.points), "Real"

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

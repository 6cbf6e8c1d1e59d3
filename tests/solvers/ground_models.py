"""Small ground models to test backends with: a builder, a brute-force oracle, and a Hypothesis strategy.

The oracle enumerates every point of the columns' grid (integers within bounds; real columns, where a
model has any, over a grid that the caller gives). `ground_models` draws models whose grid is small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import Literal as OneOf

from hypothesis import strategies as st

from certiplan.model.ir import (
    AllDifferent,
    And,
    Circuit,
    Column,
    ColumnId,
    Comparison,
    Cumulative,
    Extreme,
    FloorDivide,
    Function,
    FunctionName,
    GroundConstraint,
    GroundModel,
    GroundObjective,
    Iff,
    IfThenElse,
    Linear,
    Literal,
    Modulo,
    Node,
    NodeId,
    Nodes,
    NoOverlap,
    Not,
    Or,
    Origin,
    Piecewise,
    Power,
    Product,
    Quotient,
    Rational,
    Span,
    Truth,
)
from certiplan.solvers.evaluate_ir import Evaluation, children, reachable

Point = tuple[Rational, ...]


@dataclass
class Builder:
    """Enters columns and nodes in the form that the ground model promises.

    Terms of `linear` may be any numeric or Boolean node: `Linear` and `Literal` atoms are folded in.
    """

    columns: list[Column] = field(default_factory=list)
    nodes: Nodes = field(default_factory=Nodes)
    constraints: list[GroundConstraint] = field(default_factory=list)
    objectives: list[GroundObjective] = field(default_factory=list)

    def column(
        self,
        kind: OneOf["binary", "integer", "real"],
        lower: Rational | None,
        upper: Rational | None,
        *,
        semicontinuous: bool = False,
    ) -> ColumnId:
        name = f"{kind[0]}{len(self.columns)}"
        self.columns.append(
            Column(name=name, kind=kind, lower=lower, upper=upper, semicontinuous=semicontinuous)
        )
        return len(self.columns) - 1

    def binary(self) -> ColumnId:
        return self.column("binary", 0, 1)

    def integer(self, lower: Rational | None, upper: Rational | None) -> ColumnId:
        return self.column("integer", lower, upper)

    def real(self, lower: Rational | None, upper: Rational | None) -> ColumnId:
        return self.column("real", lower, upper)

    def linear(
        self,
        const: Rational = 0,
        columns: Mapping[ColumnId, Rational] | None = None,
        atoms: Iterable[tuple[NodeId, Rational]] = (),
    ) -> NodeId:
        """const + columns + atoms, normalised."""
        total = const
        by_column: dict[ColumnId, Rational] = dict(columns or {})
        by_atom: dict[NodeId, Rational] = {}
        for atom, coef in atoms:
            node = self.nodes[atom]
            if isinstance(node, Literal):
                by_column[node.column] = by_column.get(node.column, 0) + coef
            elif isinstance(node, Linear):
                total += coef * node.const
                for column, inner in zip(node.columns, node.coefs, strict=True):
                    by_column[column] = by_column.get(column, 0) + coef * inner
                for deeper, inner in zip(node.atoms, node.atom_coefs, strict=True):
                    by_atom[deeper] = by_atom.get(deeper, 0) + coef * inner
            else:
                by_atom[atom] = by_atom.get(atom, 0) + coef
        cols = sorted((c, v) for c, v in by_column.items() if v)
        deep = sorted((a, v) for a, v in by_atom.items() if v)
        return self.nodes.add(
            Linear(
                total,
                tuple(c for c, _ in cols),
                tuple(v for _, v in cols),
                tuple(a for a, _ in deep),
                tuple(v for _, v in deep),
            )
        )

    def x(self, column: ColumnId, coef: Rational = 1) -> NodeId:
        """coef * column, as a number."""
        return self.linear(0, {column: coef})

    def is_one(self, column: ColumnId) -> NodeId:
        return self.nodes.add(Literal(column))

    def compare(self, op: OneOf["<=", "=="], left: NodeId, right: Rational | NodeId = 0) -> NodeId:
        """left op right; a right side that is an int is a constant, `NodeId`s go through `minus`."""
        return self.nodes.add(Comparison(op, self.linear(-right, {}, [(left, 1)])))

    def le(self, left: NodeId, right: Rational = 0) -> NodeId:
        return self.compare("<=", left, right)

    def ge(self, left: NodeId, right: Rational = 0) -> NodeId:
        return self.nodes.add(Comparison("<=", self.linear(right, {}, [(left, -1)])))

    def eq(self, left: NodeId, right: Rational = 0) -> NodeId:
        return self.compare("==", left, right)

    def minus(self, left: NodeId, right: NodeId) -> NodeId:
        return self.linear(0, {}, [(left, 1), (right, -1)])

    def add(self, node: Node) -> NodeId:
        return self.nodes.add(node)

    def require(self, node: NodeId, *requirements: str) -> None:
        origin = Origin(constraint=f"c{len(self.constraints)}", requirements=requirements)
        self.constraints.append(GroundConstraint(node, origin))

    def minimize(self, node: NodeId, *, slack: Rational = 0, slack_abs: Rational = 0) -> None:
        self.objectives.append(GroundObjective(sense="minimize", node=node, slack=slack, slack_abs=slack_abs))

    def maximize(self, node: NodeId, *, slack: Rational = 0, slack_abs: Rational = 0) -> None:
        self.objectives.append(GroundObjective(sense="maximize", node=node, slack=slack, slack_abs=slack_abs))

    def model(self) -> GroundModel:
        return GroundModel(
            columns=tuple(self.columns),
            nodes=self.nodes,
            constraints=tuple(self.constraints),
            objectives=tuple(self.objectives),
        )


# ---------------------------------------------------------------- the oracle


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What brute force says.

    Attributes:
        solutions: every point that satisfies the constraints.
        best: of those where every objective is defined, the points that no other beats in lexicographic
            order with slack; all without an objective. Empty exactly if there is nothing to find.
        optimum: per stage, the least (greatest) value under the stages before it; slack is not in it.
    """

    solutions: frozenset[Point]
    best: frozenset[Point]
    optimum: tuple[Rational, ...]


def grid(model: GroundModel, reals: Sequence[Rational] = ()) -> Iterator[Point]:
    """All points within the bounds: integers, and for real columns the values of `reals`."""

    def values(column: Column) -> list[Rational]:
        if column.kind == "real":
            found = [v for v in reals if _within(column, v)]
        else:
            assert column.lower is not None and column.upper is not None, "brute force needs bounds"
            low, high = -(-Fraction(column.lower) // 1), Fraction(column.upper) // 1
            found = list(range(int(low), int(high) + 1))
        if column.semicontinuous and 0 not in found:
            found.append(0)
        return found

    return product(*(values(column) for column in model.columns))


def _within(column: Column, value: Rational) -> bool:
    return (column.lower is None or value >= column.lower) and (column.upper is None or value <= column.upper)


def brute_force(model: GroundModel, reals: Sequence[Rational] = ()) -> Answer:
    """Every solution on the grid, and the best ones."""
    evaluations = {point: Evaluation(model, point) for point in grid(model, reals)}
    solutions = frozenset(point for point, at in evaluations.items() if at.feasible())
    best = frozenset(point for point in solutions if None not in evaluations[point].objectives())
    optimum: list[Rational] = []
    for objective in model.objectives:
        sign = 1 if objective.sense == "minimize" else -1
        worth = {point: evaluations[point].number(objective.node) for point in best}
        defined = {point: sign * value for point, value in worth.items() if value is not None}
        if not defined:
            break
        least = min(defined.values())
        optimum.append(sign * least)
        limit = least + objective.slack * max(least, -least) + objective.slack_abs
        if objective is model.objectives[-1]:
            limit = least
        best = frozenset(point for point, value in defined.items() if value <= limit)
    return Answer(solutions=solutions, best=best, optimum=tuple(optimum))


def pinned(model: GroundModel, point: Sequence[Rational]) -> GroundModel:
    """The model with every column fixed and no objective: feasible exactly if the point is a solution."""
    nodes = Nodes()
    for node in model.nodes:
        nodes.append(node)
    fixes = tuple(
        GroundConstraint(
            nodes.append(Comparison("==", nodes.append(Linear(-value, (column,), (1,))))),
            Origin(constraint="pin"),
        )
        for column, value in enumerate(point)
    )
    return replace(model, nodes=nodes, constraints=(*model.constraints, *fixes), objectives=())


def excluding(model: GroundModel, point: Sequence[Rational]) -> GroundModel:
    """The model without one point of its integer columns: for enumeration by any backend."""
    nodes = Nodes()
    for node in model.nodes:
        nodes.append(node)
    differs = [
        nodes.append(Not(nodes.append(Comparison("==", nodes.append(Linear(-value, (column,), (1,)))))))
        for column, value in enumerate(point)
        if model.columns[column].kind != "real"
    ]
    clause = nodes.append(Or(tuple(differs))) if len(differs) > 1 else differs[0]
    cut = GroundConstraint(clause, Origin(constraint="cut"))
    return replace(model, nodes=nodes, constraints=(*model.constraints, cut))


def has_tie(model: GroundModel, point: Sequence[Rational]) -> bool:
    """Whether a comparison of reals under logic is exactly at equality: either outcome is then right."""
    at = Evaluation(model, point)
    real = _touches_real(model)
    asserted: set[NodeId] = set()
    waiting = [constraint.node for constraint in model.constraints]
    while waiting:
        node = waiting.pop()
        asserted.add(node)
        inner = model.nodes[node]
        if isinstance(inner, And):
            waiting.extend(inner.arguments)
    roots = [c.node for c in model.constraints] + [o.node for o in model.objectives]
    uses: dict[NodeId, int] = {}
    for node in reachable(model.nodes, roots):
        for child in children(model.nodes[node]):
            if not (node in asserted and isinstance(model.nodes[node], And)):
                uses[child] = uses.get(child, 0) + 1
    for node in reachable(model.nodes, roots):
        inner = model.nodes[node]
        if isinstance(inner, Comparison) and real[inner.left] and (node not in asserted or uses.get(node)):
            value = at.number(inner.left)
            if value is None or value == 0:
                return True
    return False


def _touches_real(model: GroundModel) -> list[bool]:
    """For each node, whether its value is real: from real columns, divisions, or interpolation."""
    found: list[bool] = []
    for node in model.nodes:
        own = isinstance(node, Quotient | Piecewise | Power) or (
            isinstance(node, Function) and node.name not in ("abs", "round", "floor", "ceil")
        )
        own |= isinstance(node, Linear) and any(model.columns[c].kind == "real" for c in node.columns)
        found.append(own or any(found[child] for child in children(node)))
    return found


# ---------------------------------------------------------------- random models

LOGIC = frozenset({"And", "Or", "Not", "Iff"})
MILP = LOGIC | {
    "Truth",
    "Product",
    "Quotient",
    "Extreme",
    "IfThenElse",
    "FloorDivide",
    "Modulo",
    "Piecewise",
    "Function",
    "AllDifferent",
    "Circuit",
    "NoOverlap",
    "Cumulative",
}
NONLINEAR = frozenset({"Power", "Transcendental"})


@st.composite
def ground_models(
    draw: st.DrawFn,
    kinds: frozenset[str] = MILP,
    *,
    depth: int = 2,
    fractions: bool = False,
    reals: bool = False,
    objectives: int = 2,
) -> GroundModel:
    """A model over two or three small integer columns, with node kinds drawn from `kinds`.

    Args:
        kinds: names of node classes; `Function` is abs, round, floor and ceil, `Transcendental` the others.
        depth: how deeply numeric and Boolean nodes may be nested.
        fractions: whether coefficients may be halves and thirds.
        reals: whether one column is real (its best value may lie beside any grid).
        objectives: the most objective stages.
    """
    builder = Builder()
    for _ in range(draw(st.integers(2, 3))):
        if draw(st.booleans()):
            builder.binary()
        else:
            lower = draw(st.integers(-3, 2))
            builder.integer(lower, lower + draw(st.integers(0, 4)))
    if reals:
        lower = draw(st.integers(-2, 1))
        builder.real(lower, lower + draw(st.integers(0, 3)))
    maker = _Maker(draw, builder, kinds, fractions=fractions)
    for name in sorted(kinds & {"Circuit", "NoOverlap", "Cumulative"}):
        if draw(st.integers(0, 3)) == 0:
            builder.require(maker.globally(name))
            break
    for k in range(draw(st.integers(1, 3))):
        builder.require(maker.boolean(depth), *([f"r{k}"] if draw(st.booleans()) else []))
    for _ in range(draw(st.integers(0, objectives))):
        sense = builder.minimize if draw(st.booleans()) else builder.maximize
        sense(
            maker.number(max(depth - 1, 0)),
            slack=Fraction(draw(st.integers(0, 1)), 4),
            slack_abs=draw(st.sampled_from([0, 0, 1])),
        )
    return builder.model()


class _Maker:
    """Draws nodes over the columns of a builder."""

    def __init__(self, draw: st.DrawFn, builder: Builder, kinds: frozenset[str], *, fractions: bool) -> None:
        self._draw = draw
        self._b = builder
        self._kinds = kinds
        self._fractions = fractions
        self._general = range(len(builder.columns))
        self._whole = [k for k in self._general if builder.columns[k].kind != "real"]

    def _pick(self, choices: Sequence[str]) -> str:
        return self._draw(st.sampled_from([c for c in choices if c.partition(":")[0] in self._kinds]))

    def _coef(self, *, whole: bool) -> Rational:
        value = self._draw(st.integers(-3, 3))
        if self._fractions and not whole and self._draw(st.booleans()):
            return Fraction(value, self._draw(st.sampled_from([2, 3])))
        return value

    def affine(self, *, whole: bool = False) -> NodeId:
        choices = self._whole if whole else self._general
        columns = self._draw(st.lists(st.sampled_from(choices), min_size=1, max_size=2, unique=True))
        return self._b.linear(
            self._coef(whole=whole), {column: self._coef(whole=whole) for column in columns}
        )

    def positive(self) -> NodeId:
        """A whole affine expression that is at least 1 wherever the columns are."""
        column = self._draw(st.sampled_from(self._whole))
        lower = self._b.columns[column].lower
        assert lower is not None
        return self._b.linear(1 + self._draw(st.integers(0, 2)) - lower, {column: 1})

    def number(self, depth: int, *, whole: bool = False) -> NodeId:
        """A numeric node: an affine expression, or one plus a multiple of an atom."""
        numeric = [
            "Product",
            "Extreme",
            "IfThenElse",
            "FloorDivide",
            "Modulo",
            "Function",
            "Truth:indicator",
            *([] if whole else ["Quotient", "Piecewise", "Power", "Transcendental"]),
        ]
        available = [n for n in numeric if n.partition(":")[0] in self._kinds]
        if depth == 0 or not available or self._draw(st.integers(0, 2)) == 0:
            return self.affine(whole=whole)
        atom = self._atom(self._draw(st.sampled_from(available)), depth - 1, whole=whole)
        if self._draw(st.booleans()):
            return (
                atom if not isinstance(self._b.nodes[atom], Literal) else self._b.linear(0, {}, [(atom, 1)])
            )
        return self._b.linear(0, {}, [(self.affine(whole=whole), 1), (atom, self._coef(whole=True) or 1)])

    def _atom(self, name: str, depth: int, *, whole: bool) -> NodeId:
        draw, b = self._draw, self._b
        match name:
            case "Product":
                factors = [self.number(depth, whole=whole) for _ in range(draw(st.integers(2, 3)))]
                if draw(st.booleans()):
                    factors[0] = self.boolean(depth)
                if draw(st.booleans()):
                    factors[1] = factors[0]
                return b.add(Product(tuple(factors)))
            case "Quotient":
                return b.add(Quotient(self.number(depth), self.positive()))
            case "Extreme":
                kind: OneOf["min", "max"] = draw(st.sampled_from(["min", "max"]))
                count = draw(st.integers(1, 3))
                return b.add(Extreme(kind, tuple(self.number(depth, whole=whole) for _ in range(count))))
            case "IfThenElse":
                condition = self.boolean(depth)
                return b.add(
                    IfThenElse(condition, self.number(depth, whole=whole), self.number(depth, whole=whole))
                )
            case "FloorDivide" | "Modulo":
                divisor: Rational = draw(st.integers(1, 4))
                if self._fractions and not whole and draw(st.booleans()):
                    divisor /= Fraction(2)
                argument = self.number(depth, whole=True)
                if name == "FloorDivide":
                    return b.add(FloorDivide(argument, divisor))
                return b.add(Modulo(argument, divisor))
            case "Piecewise":
                x = draw(st.integers(-6, 0))
                points = [(x, draw(st.integers(-3, 3)))]
                for _ in range(draw(st.integers(1, 3))):
                    x += draw(st.integers(1, 4))
                    points.append((x, draw(st.integers(-3, 3))))
                return b.add(Piecewise(self.number(depth), tuple(points)))
            case "Function":
                function: FunctionName = draw(st.sampled_from(["abs", "round", "floor", "ceil"]))
                return b.add(Function(function, self.number(depth, whole=whole)))
            case "Power":
                if draw(st.booleans()):
                    return b.add(Power(self.positive(), b.linear(Fraction(1, 2))))
                return b.add(Power(b.linear(2), self.affine(whole=True)))
            case "Transcendental":
                other: FunctionName = draw(st.sampled_from(["sqrt", "exp", "log", "sin", "cos"]))
                return b.add(Function(other, self.positive()))
            case _:
                return self.boolean(depth)

    def boolean(self, depth: int) -> NodeId:
        """A Boolean node that may stand anywhere."""
        draw, b = self._draw, self._b
        names = ["And", "Or", "Not", "Iff", "AllDifferent"]
        available = [n for n in names if n in self._kinds]
        if depth == 0 or not available or draw(st.integers(0, 2)) == 0:
            binaries = [c for c in self._general if b.columns[c].kind == "binary"]
            if "Truth" in self._kinds and draw(st.integers(0, 15)) == 0:
                return b.add(Truth(draw(st.booleans())))
            if len(binaries) > 0 and draw(st.booleans()):
                return b.is_one(draw(st.sampled_from(binaries)))
            return b.compare("==" if draw(st.integers(0, 2)) == 0 else "<=", self.number(depth))
        name = draw(st.sampled_from(available))
        if name == "Not":
            return b.add(Not(self.boolean(depth - 1)))
        if name == "Iff":
            return b.add(Iff(self.boolean(depth - 1), self.boolean(depth - 1)))
        count = draw(st.integers(2, 3))
        if name == "AllDifferent":
            return b.add(AllDifferent(tuple(self.number(depth - 1, whole=True) for _ in range(count))))
        arguments = tuple(self.boolean(depth - 1) for _ in range(count))
        return b.add(And(arguments) if name == "And" else Or(arguments))

    def globally(self, name: str) -> NodeId:
        """A global constraint, over columns of its own where it needs them."""
        draw, b = self._draw, self._b
        if name == "Circuit":
            size = draw(st.integers(2, 3))
            pairs = [(i, j) for i in range(size) for j in range(size)]
            arcs = draw(st.lists(st.sampled_from(pairs), min_size=size, max_size=6, unique=True))
            return b.add(
                Circuit(size, tuple((i, j, b.binary()) for i, j in sorted(arcs)), draw(st.booleans()))
            )
        spans = tuple(self._span() for _ in range(draw(st.integers(2, 3))))
        if name == "NoOverlap":
            setup: tuple[tuple[int, ...], ...] | None = None
            if draw(st.booleans()):
                setup = tuple(tuple(draw(st.integers(0, 2)) for _ in spans) for _ in spans)
            return b.add(NoOverlap(spans, setup))
        demands = tuple(
            b.linear(draw(st.integers(0, 2))) if draw(st.booleans()) else self.affine(whole=True)
            for _ in spans
        )
        capacity = b.linear(draw(st.integers(0, 3))) if draw(st.booleans()) else self.affine(whole=True)
        return b.add(Cumulative(spans, demands, capacity))

    def _span(self) -> Span:
        draw, b = self._draw, self._b
        start = b.x(b.integer(0, draw(st.integers(0, 3))))
        if draw(st.integers(0, 3)) == 0:
            length = self.affine(whole=True)
            shift = sum(
                min(0, coef * (bound or 0))
                for column, coef in zip(b.nodes[length].columns, b.nodes[length].coefs, strict=True)
                for bound in (b.columns[column].lower, b.columns[column].upper)
            )
            length = b.linear(-shift - min(0, b.nodes[length].const), {}, [(length, 1)])
        else:
            length = b.linear(draw(st.integers(0, 3)))
        end = b.linear(0, {}, [(start, 1), (length, 1)])
        present = self.boolean(0) if draw(st.integers(0, 2)) == 0 else None
        return Span(start, length, end, present)

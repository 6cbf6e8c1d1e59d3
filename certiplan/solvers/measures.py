"""What is counted on a ground model before a solver is chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from certiplan.model import ir
from certiplan.model.ir import GroundConstraint, GroundModel, NodeId
from certiplan.model.parts import bare_sum, column_parts, constraint_parts
from certiplan.solvers.backend import Feature
from certiplan.solvers.lowering.growth import growths
from certiplan.solvers.node_graph import needed_nodes, node_children

_TRANSCENDENTAL: Final = frozenset({"exp", "log", "sin", "cos", "tan"})


@dataclass(frozen=True, kw_only=True)
class Measures:
    """What is counted on a ground model.

    Attributes:
        free_integers: integer columns without a bound on some side.
        logic: disjunctions, equivalences and negations of anything but literals.
        disjunctions: alternatives between comparisons over integer columns that are not binary.
        intervals: spans in `no_overlap` and `cumulative`.
        circuits: nodes of circuits; tours: how many circuits there are.
        carried: disjunctions that say how a quantity with a capacity grows along a circuit.
        extremes: maxima and minima.
        distinct: arguments of `all_different`.
        whole_products: products of integer decisions, powers of them among these.
        real_products: products of real decisions, and quotients, powers and roots, whose values are real.
        ratios: those of them that are quotients of affine expressions.
        quadratic_objective: all of these are products of two in an objective.
        transcendental: the names of such functions that occur.
        weights: coefficients other than 1 and -1 in objectives.
    """

    binaries: int
    integers: int
    free_integers: int
    reals: int
    constraints: int
    logic: int
    disjunctions: int
    intervals: int
    circuits: int
    tours: int
    carried: int
    extremes: int
    distinct: int
    whole_products: int
    real_products: int
    ratios: int
    quadratic_objective: bool
    transcendental: tuple[str, ...]
    objectives: int
    weights: int

    @property
    def columns(self) -> int:
        """All decisions."""
        return self.binaries + self.integers + self.reals

    def features(self) -> frozenset[Feature]:
        """What a solver must support to settle the model."""
        present: dict[Feature, bool] = {
            "integer": self.binaries + self.integers > 0,
            "unbounded integer": self.free_integers > 0,
            "real": self.reals > 0,
            "logic": self.logic > 0,
            "bilinear": self.whole_products > 0,
            "nonlinear": self.real_products > self.ratios and not self.quadratic_objective,
            "transcendental": bool(self.transcendental),
            "global constraints": self.intervals + self.circuits + self.distinct > 0,
            "objective": self.objectives > 0,
        }
        return frozenset(feature for feature, is_present in present.items() if is_present)


def measure(model: GroundModel) -> Measures:
    """Count what the choice of a solver depends on; linear in the size of the model."""
    return _Meter(model).measures()


class _Meter:
    """One pass over the nodes that constraints and objectives need."""

    def __init__(self, model: GroundModel) -> None:
        self._model = model
        self._nodes = model.nodes
        self._kinds: dict[NodeId, frozenset[str]] = {}

    def measures(self) -> Measures:
        counts = self._columns()
        needed = self._needed()
        present = [(number, self._nodes[number]) for number in needed]
        products = [(number, node) for number, node in present if self._is_product(node)]
        real = [number for number, node in products if self._has_real_value(number, node)]
        in_objectives = self._only_in_objectives() if real else frozenset()
        names = {n.name for _, n in present if isinstance(n, ir.Function)}
        powers = {"powers with decisions as exponents" for _, n in present if self._is_exponential(n)}
        return Measures(
            binaries=counts["binary"],
            integers=counts["integer"],
            free_integers=counts["free"],
            reals=counts["real"],
            constraints=len(self._model.constraints),
            logic=sum(self._is_logic(node) for _, node in present),
            disjunctions=sum(self._is_choice_of_order(node) for _, node in present),
            intervals=sum(len(n.spans) for _, n in present if isinstance(n, ir.NoOverlap | ir.Cumulative)),
            circuits=sum(n.size for _, n in present if isinstance(n, ir.Circuit)),
            tours=sum(isinstance(n, ir.Circuit) for _, n in present),
            carried=len(self._carried(present)),
            extremes=sum(isinstance(n, ir.Extreme) for _, n in present),
            distinct=sum(len(n.arguments) for _, n in present if isinstance(n, ir.AllDifferent)),
            whole_products=len(products) - len(real),
            real_products=len(real),
            ratios=sum(self._is_ratio(self._nodes[number]) for number in real),
            quadratic_objective=bool(real) and all(self._is_quadratic(n, in_objectives) for n in real),
            transcendental=tuple(sorted(names & _TRANSCENDENTAL | powers)),
            objectives=len(self._model.objectives),
            weights=self._weights(),
        )

    def _columns(self) -> Counter[str]:
        """How many columns there are of each kind, and how many free integers."""
        counts: Counter[str] = Counter()
        for _, part in column_parts(self._model):
            if isinstance(part, list):
                counts.update(column.kind for column in part)
                counts["free"] += sum(
                    c.kind == "integer" and (c.lower is None or c.upper is None) for c in part
                )
            else:
                counts[part.kind] += part.size
                if part.kind == "integer" and (part.lower is None or part.upper is None):
                    counts["free"] += part.size
        return counts

    def _needed(self) -> list[NodeId]:
        """The nodes to look at: rows that are kept as arrays hold nothing to count."""
        singles: list[GroundConstraint] = []
        for first, part in constraint_parts(self._model):
            if isinstance(part, list):
                singles.extend(part)
            else:
                singles.extend(self._model.constraints[first + place] for place in part.others())
        bare = [o for o in self._model.objectives if bare_sum(self._model, o.node) is None]
        return needed_nodes(replace(self._model, constraints=tuple(singles), objectives=tuple(bare)))

    def _column_kinds(self, number: NodeId) -> frozenset[str]:
        """The kinds of the columns below a node."""
        waiting = [number]
        while waiting:
            each = waiting[-1]
            if each in self._kinds:
                waiting.pop()
                continue
            node = self._nodes[each]
            below = [child for child in node_children(node) if child not in self._kinds]
            if below:
                waiting.extend(below)
                continue
            columns = self._model.columns
            own = {columns[c].kind for c in node.columns} if isinstance(node, ir.Linear) else set()
            if isinstance(node, ir.Literal):
                own = {"binary"}
            self._kinds[each] = frozenset(own).union(*(self._kinds[c] for c in node_children(node)))
            waiting.pop()
        return self._kinds[number]

    def _varies(self, number: NodeId) -> bool:
        """Whether more than a binary decision stands below: a product with a binary one is no product."""
        node = self._nodes[number]
        if isinstance(node, ir.Linear):
            if len(node.columns) == 1 and not node.atoms:
                return self._model.columns[node.columns[0]].kind != "binary"
            return bool(node.columns or node.atoms)
        return not isinstance(node, ir.Boolean)

    def _is_product(self, node: ir.Node) -> bool:
        if isinstance(node, ir.Product):
            return sum(self._varies(factor) for factor in node.factors) > 1
        if isinstance(node, ir.Function):
            return node.name == "sqrt"
        return isinstance(node, ir.Quotient | ir.Power)

    def _has_real_value(self, number: NodeId, node: ir.Node) -> bool:
        return not isinstance(node, ir.Product) or "real" in self._column_kinds(number)

    def _is_ratio(self, node: ir.Node) -> bool:
        if not isinstance(node, ir.Quotient):
            return False
        parts = self._nodes[node.numerator], self._nodes[node.denominator]
        return all(isinstance(part, ir.Linear) and not part.atoms for part in parts)

    def _is_exponential(self, node: ir.Node) -> bool:
        return isinstance(node, ir.Power) and bool(self._column_kinds(node.exponent) & {"real"})

    def _is_quadratic(self, number: NodeId, in_objectives: frozenset[NodeId]) -> bool:
        node = self._nodes[number]
        return isinstance(node, ir.Product) and len(node.factors) == 2 and number in in_objectives

    def _only_in_objectives(self) -> frozenset[NodeId]:
        constraints = replace(self._model, objectives=())
        objectives = replace(self._model, constraints=())
        return frozenset(needed_nodes(objectives)) - frozenset(needed_nodes(constraints))

    def _is_logic(self, node: ir.Node) -> bool:
        if isinstance(node, ir.Not):
            return not isinstance(self._nodes[node.argument], ir.Literal)
        return isinstance(node, ir.Or | ir.Iff | ir.IfThenElse)

    def _is_choice_of_order(self, node: ir.Node) -> bool:
        if not isinstance(node, ir.Or):
            return False
        return any(
            isinstance(self._nodes[a], ir.Comparison) and "integer" in self._column_kinds(a)
            for a in node.arguments
        )

    def _carried(self, present: list[tuple[NodeId, ir.Node]]) -> frozenset[NodeId]:
        found = [growths(self._model, node) for _, node in present if isinstance(node, ir.Circuit)]
        positions = frozenset[int]().union(*(growth.positions for each in found for growth in each))
        nodes = (self._model.constraints[position].node for position in positions)
        return frozenset(node for node in nodes if isinstance(self._nodes[node], ir.Or))

    def _weights(self) -> int:
        total = 0
        for objective in self._model.objectives:
            kept = bare_sum(self._model, objective.node)
            if kept is not None:
                total += sum(abs(coef) != kept.denominator for coef in kept.coefs.tolist())
                continue
            row = self._nodes[objective.node]
            if isinstance(row, ir.Linear):
                total += sum(coef not in (1, -1) for coef in row.coefs)
        return total

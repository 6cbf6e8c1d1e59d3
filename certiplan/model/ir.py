"""The ground model: what a document means once every index has been given its value.

A `GroundModel` is a flat directed acyclic graph. Nodes are shallow immutable records that name
their children by number; equal nodes are one node (`Nodes.add` conses by hash). Two kinds of node:

    numeric   Linear Product Power Quotient Function Extreme IfThenElse FloorDivide Modulo Piecewise
    Boolean   Truth Literal Comparison And Or Not Iff AllDifferent Circuit NoOverlap Cumulative

A Boolean node may stand where a number is wanted and counts 0 or 1. `Linear` is the only sum: a
constant, columns with coefficients, and other nodes ("atoms") with coefficients; an expression that
is affine in the columns is exactly one `Linear` without atoms. Every coefficient is exact.

What a document's author wrote maps onto columns as follows. `binary`, `integer` and `real` elements
are columns. A `choice` is one binary column for each member of its set, exactly one of which (at most
one, when optional) is 1: that constraint is part of `GroundModel.constraints`, without a requirement.
An `interval` is a start, a length and an end (`Linear` nodes) and, when optional, a binary column.

`Circuit` holds the arcs of all its nodes; each arc's column is 1 when the arc is used. Exactly one
arc leaves each node and one enters it; a used self-loop (i, i) means that node i is not visited; the
arcs used that are not self-loops form at most one cycle. `NoOverlap` and `Cumulative` ignore absent
intervals; an interval of length 0 takes no time. All four global constraints
(`AllDifferent Circuit NoOverlap Cumulative`) occur only as asserted constraints or conjuncts of one,
except `AllDifferent`, which may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias
from typing import Literal as OneOf

from certiplan.model.chunked import Chunked

Rational: TypeAlias = int | Fraction
NodeId: TypeAlias = int
ColumnId: TypeAlias = int

FunctionName = OneOf["abs", "round", "floor", "ceil", "sqrt", "exp", "log", "sin", "cos", "tan"]


@dataclass(kw_only=True, slots=True, unsafe_hash=True)
class Column:
    """One decision of the ground model. Nobody changes it; it is not frozen because that is slow to make.

    Attributes:
        name: how it is printed, for instance "make[bread,sat]" or "hotel[2]=Ritz"; unique.
        lower: the least value, or None where there is none; likewise `upper`.
        semicontinuous: the value is 0 or within the bounds (both are then finite).
    """

    name: str
    kind: OneOf["binary", "integer", "real"]
    lower: Rational | None
    upper: Rational | None
    semicontinuous: bool = False


# ---------------------------------------------------------------- numeric nodes


@dataclass(frozen=True, slots=True)
class Linear:
    """const + sum(coefs[k] * column columns[k]) + sum(atom_coefs[k] * node atoms[k]).

    Columns are distinct, in increasing order, with nonzero coefficients; so are atoms. An atom is never
    itself a `Linear` or a `Literal`.
    """

    const: Rational
    columns: tuple[ColumnId, ...] = ()
    coefs: tuple[Rational, ...] = ()
    atoms: tuple[NodeId, ...] = ()
    atom_coefs: tuple[Rational, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """The product of two or more numeric nodes; a square repeats its factor."""

    factors: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """base ** exponent; exactly one of the two forms `x ** 1/2`-like (constant exponent) or `2 ** x`.

    `exponent` is a numeric node. Small whole constant exponents (2..4) are written as `Product`.
    """

    base: NodeId
    exponent: NodeId


@dataclass(frozen=True, slots=True)
class Quotient:
    """numerator / denominator, where the denominator is not constant."""

    numerator: NodeId
    denominator: NodeId


@dataclass(frozen=True, slots=True)
class Function:
    """A named function of one numeric node. `round` is half to even; `sin cos tan` are in radians."""

    name: FunctionName
    argument: NodeId


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of one or more numeric nodes."""

    kind: OneOf["min", "max"]
    arguments: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class IfThenElse:
    """`then` where `condition` (Boolean) holds, else `otherwise`; both are numeric."""

    condition: NodeId
    then: NodeId
    otherwise: NodeId


@dataclass(frozen=True, slots=True)
class FloorDivide:
    """floor(argument / divisor), divisor a positive constant, argument integer-valued."""

    argument: NodeId
    divisor: Rational


@dataclass(frozen=True, slots=True)
class Modulo:
    """argument - divisor * floor(argument / divisor); the divisor is a positive constant."""

    argument: NodeId
    divisor: Rational


@dataclass(frozen=True, slots=True)
class Piecewise:
    """Linear interpolation between (x, y) points with strictly increasing x.

    It is defined from the first x to the last. Using it implies that the argument lies in that range.
    """

    argument: NodeId
    points: tuple[tuple[Rational, Rational], ...]


# ---------------------------------------------------------------- Boolean nodes


@dataclass(frozen=True, slots=True)
class Truth:
    """A Boolean constant."""

    value: bool


@dataclass(frozen=True, slots=True)
class Literal:
    """Binary column == 1."""

    column: ColumnId


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left op 0`, where `left` is a `Linear`.

    Strict comparisons and disequations of integer-valued expressions have been rewritten (`a < b` as
    `a - b + 1 <= 0`, `a != b` as `Not(a - b == 0)`). For real-valued ones, a negated `<=` means `>=`:
    within tolerance of equality either outcome is right.
    """

    op: OneOf["<=", "=="]
    left: NodeId


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more Boolean nodes."""

    arguments: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some of two or more Boolean nodes."""

    arguments: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of a Boolean node."""

    argument: NodeId


@dataclass(frozen=True, slots=True)
class Iff:
    """Both Boolean nodes have the same truth value."""

    left: NodeId
    right: NodeId


@dataclass(frozen=True, slots=True)
class AllDifferent:
    """The integer-valued numeric nodes take pairwise different values."""

    arguments: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class Circuit:
    """The used arcs form one cycle through all nodes but those with a used self-loop.

    Attributes:
        size: nodes are numbered 0 .. size - 1.
        arcs: (tail, head, column) triples, each (tail, head) at most once.
        may_be_empty: every node may have its self-loop; otherwise at least one node is visited.
    """

    size: int
    arcs: tuple[tuple[int, int, ColumnId], ...]
    may_be_empty: bool


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of time inside a global constraint: numeric nodes with start + length == end when present.

    `present` is a Boolean node, or None for an interval that is always there.
    """

    start: NodeId
    length: NodeId
    end: NodeId
    present: NodeId | None = None


@dataclass(frozen=True, slots=True)
class NoOverlap:
    """No two present spans share time.

    `setup[i][j]`, if given, is the least gap from the end of i to the start of j whenever i comes before j,
    directly or not.
    """

    spans: tuple[Span, ...]
    setup: tuple[tuple[Rational, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class Cumulative:
    """At every time the demands of the present spans under way sum to at most the capacity."""

    spans: tuple[Span, ...]
    demands: tuple[NodeId, ...]
    capacity: NodeId


Numeric: TypeAlias = (
    Linear | Product | Power | Quotient | Function | Extreme | IfThenElse | FloorDivide | Modulo | Piecewise
)
Boolean: TypeAlias = (
    Truth | Literal | Comparison | And | Or | Not | Iff | AllDifferent | Circuit | NoOverlap | Cumulative
)
Node: TypeAlias = Numeric | Boolean


class Nodes(Chunked[Node]):
    """All nodes of a ground model, children before parents; equal nodes that `add` entered are one node."""

    __slots__ = ("_ids",)

    if TYPE_CHECKING:
        # Readers know what kind of node they expect under a number.
        def __getitem__(self, index: Any) -> Any: ...

    def __init__(self) -> None:
        super().__init__()
        self._ids: dict[Node, NodeId] = {}

    def add(self, node: Node) -> NodeId:
        """The number of this node, which is entered if it is new."""
        found = self._ids.get(node)
        if found is None:
            found = self._ids[node] = self.push(node)
        return found

    def append(self, node: Node) -> NodeId:
        """Enter a node without looking for its equal: for long rows that hardly ever recur."""
        return self.push(node)


# ---------------------------------------------------------------- the model


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a ground constraint comes from.

    Attributes:
        constraint: the element's name; for structure, the variable whose meaning it is part of.
        indices: the values of its `for` indices, as printed.
        requirements: the requirements it serves; giving up any of them drops it. Empty for structure.
    """

    constraint: str
    indices: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroundConstraint:
    """A Boolean node that must hold."""

    node: NodeId
    origin: Origin


@dataclass(frozen=True, kw_only=True, slots=True)
class GroundObjective:
    """One stage of the lexicographic objective, most important first.

    Later stages may worsen this one by `slack` times the absolute value of its optimum plus `slack_abs`.
    """

    sense: OneOf["minimize", "maximize"]
    node: NodeId
    slack: Rational = 0
    slack_abs: Rational = 0


@dataclass(frozen=True, kw_only=True)
class GroundModel:
    """A document, ground. Constraints may be left out (`restricted`), nodes and columns are shared.

    Attributes:
        columns: all decisions; a ColumnId indexes them.
        nodes: all expressions; a NodeId indexes them.
        constraints: what must hold, structure included.
        objectives: stages of the objective, possibly none.
        hints: a starting value for some columns.
    """

    columns: Sequence[Column]
    nodes: Nodes
    constraints: Sequence[GroundConstraint]
    objectives: tuple[GroundObjective, ...] = ()
    hints: Mapping[ColumnId, Rational] = field(default_factory=dict)

    def restricted(self, kept: frozenset[str]) -> GroundModel:
        """The model with only structure and those constraints all of whose requirements are kept."""
        constraints = tuple(c for c in self.constraints if kept.issuperset(c.origin.requirements))
        return replace(self, constraints=constraints)

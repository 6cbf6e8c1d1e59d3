"""The elements of a document with their expressions parsed: what type check, grounder and evaluator read.

All three share this and nothing else. Nothing here depends on data: sets are not yet enumerated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from certiplan.model import syntax as s
from certiplan.model.document import Negotiable, Requirement, TableData
from certiplan.model.values import Value
from certiplan.model.yaml_text import Data


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """What every element has: its name and the requirements it serves."""

    name: str
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Indexed(Element):
    """An element that may be a family.

    `index` is its `for`, or its `over` as anonymous ranges; empty for a scalar. The indices of
    `over: [S, T]` are called "#1", "#2": no expression can name them.
    """

    index: tuple[s.Range, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberSet(Element):
    """A set of listed members: texts, whole numbers, or tuples of them, in order, distinct."""

    members: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeSet(Element):
    """The integers from `first` to `last`, both included."""

    first: s.Expr
    last: s.Expr


@dataclass(frozen=True, kw_only=True, slots=True)
class TableSet(Indexed):
    """The rows of a table that satisfy `where`, in which `alias` names the row."""

    table: str
    alias: str
    where: s.Expr | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ComputedSet(Indexed):
    """The distinct values of a comprehension (first order kept), or of any set-valued expression."""

    values: s.Expr


SetElement: TypeAlias = MemberSet | RangeSet | TableSet | ComputedSet


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenValue:
    """Plain data: a scalar, or mappings by member and lists in the order of the set, alternating by level."""

    data: Data


@dataclass(frozen=True, kw_only=True, slots=True)
class ComputedValue:
    """An expression over constants and the indices."""

    expression: s.Expr


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedValue:
    """Rows of [key, …, value]."""

    rows: tuple[tuple[Data, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnValue:
    """A column of a table, keyed by other columns."""

    table: str
    key: tuple[str, ...]
    column: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownValue:
    """Not known yet: ask the person."""

    question: str
    between: tuple[s.Expr, s.Expr] | None
    one_of: str | None


ValueSource: TypeAlias = GivenValue | ComputedValue | ListedValue | ColumnValue | UnknownValue


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter(Indexed):
    """A constant or a family of constants. `sparse` is what missing keys are, None where none may miss."""

    value: ValueSource
    sparse: Value | None = None
    unit: str | None = None
    negotiable: Negotiable | None = None


VariableKind = Literal["binary", "integer", "real", "choice", "interval"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable(Indexed):
    """A decision or a family of decisions.

    Attributes:
        lower: a constant expression; None where there is no bound.
        domain: for a choice, the set it takes its value from.
        start: for an interval, (lo, hi), or one expression that fixes it, or None for the default.
        length: for an interval, (lo, hi) or one expression; never None there.
        real_time: an interval's times need not be whole.
    """

    kind: VariableKind
    lower: s.Expr | None = None
    upper: s.Expr | None = None
    domain: s.Expr | None = None
    optional: bool = False
    start: s.Expr | tuple[s.Expr, s.Expr] | None = None
    end: s.Expr | tuple[s.Expr, s.Expr] | None = None
    length: s.Expr | tuple[s.Expr, s.Expr] | None = None
    real_time: bool = False
    unit: str | None = None
    semicontinuous: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition(Indexed):
    """A name for an expression over decisions."""

    value: s.Expr
    unit: str | None = None
    show: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Soft:
    """A preference: `weight` (a constant expression) per violated constraint, or per unit of violation."""

    weight: s.Expr
    by: Literal["count", "amount"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Constraint(Indexed):
    """A family of Boolean expressions."""

    that: s.Expr
    soft: Soft | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Objective(Element):
    """One stage of the lexicographic objective, named "objective", or "objective.2" and so on in a list."""

    sense: Literal["minimize", "maximize"]
    value: s.Expr
    slack: int | Fraction = 0
    slack_abs: int | Fraction = 0


@dataclass(frozen=True, kw_only=True)
class Elements:
    """A whole document, parsed.

    `penalty` (the weighted sum of violated soft constraints) is a reserved name; when some constraint is
    soft and no objective uses it, minimizing it is the last entry of `objectives` already.
    """

    title: str | None
    request: tuple[str, ...]
    requirements: Mapping[str, Requirement]
    tables: Mapping[str, TableData]
    sets: Mapping[str, SetElement]
    parameters: Mapping[str, Parameter]
    variables: Mapping[str, Variable]
    definitions: Mapping[str, Definition]
    constraints: Mapping[str, Constraint]
    objectives: tuple[Objective, ...]
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict, repr=False)


def indices_of(ranges: tuple[s.Range, ...]) -> tuple[str, ...]:
    """The index names that ranges bind, in order."""
    return tuple(name for part in ranges for name in s.names_of(part.target))

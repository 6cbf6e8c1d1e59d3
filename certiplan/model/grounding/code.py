"""What an expression compiles to: closures over an environment that holds the current indices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from certiplan.model import ir
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.types import BOOLEAN, INTERVAL, NUMBER, UNKNOWN, Type
from certiplan.model.values import Rational, Value

Env: TypeAlias = list[Any]
"""The current values of the indices in scope, by slot. Heterogeneous by nature, hence Any."""

Emit: TypeAlias = Callable[[Env, Accumulator, Rational], None]


@dataclass(frozen=True, slots=True)
class Cases:
    """A decision with finitely many values: pairs of a value and the binary column that selects it.

    Exactly one column is 1, or at most one when `present` (a Boolean node) is given: then exactly one if
    it holds.

    Attributes:
        zero: of a look-up: holds where it is 0 because an index is absent; None where that is whenever
            `present` does not hold.
    """

    pairs: tuple[tuple[Any, ir.ColumnId], ...]
    present: ir.NodeId | None = None
    zero: ir.NodeId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GroundSpan:
    """An interval at run time."""

    start: ir.NodeId
    length: ir.NodeId
    end: ir.NodeId
    present: ir.NodeId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Constant:
    """No decision in it.

    Attributes:
        known: it reads no index at all.
        slot: for a bare index, where the environment holds it.
        size: for a set that depends on indices, how many members it has on average.
    """

    type: Type
    value: Callable[[Env], Any]
    known: bool = False
    slot: int | None = None
    size: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Numeric:
    """A number that depends on decisions."""

    emit: Emit
    type: Type = field(default=NUMBER, init=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Logical:
    """A truth value that depends on decisions; `emit`, if given, adds it as a number without a node."""

    node: Callable[[Env], ir.NodeId]
    emit: Emit | None = None
    type: Type = field(default=BOOLEAN, init=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """One of finitely many constants, chosen by decisions: a choice, a field of it, a look-up by it.

    Attributes:
        derived: a look-up or a field, which is 0 where the choice is absent; comparisons of the choice
            itself are false then.
        may_lack: of a look-up: what is looked up may be an absent choice, which is not 0 in comparisons.
    """

    type: Type
    cases: Callable[[Env], Cases]
    derived: bool = False
    may_lack: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Timed:
    """An interval."""

    span: Callable[[Env], GroundSpan]
    type: Type = field(default=INTERVAL, init=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """An element that still needs its indices; only an index may follow."""

    name: str
    type: Type = field(default=UNKNOWN, init=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Faulty:
    """What could not be compiled; the fault has been reported."""

    type: Type = field(default=UNKNOWN, init=False)


Code: TypeAlias = Constant | Numeric | Logical | Selection | Timed | Family | Faulty


def known(type_: Type, value: Value | object) -> Constant:
    """The code of a value known at compile time."""
    return Constant(type=type_, value=lambda env: value, known=True)


FAULTY = Faulty()

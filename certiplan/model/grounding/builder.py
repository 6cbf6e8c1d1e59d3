"""Columns, nodes and accumulators: the only place that writes the ground model."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import Any, Literal

from certiplan.model import ir
from certiplan.model.chunked import Chunked
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.values import Rational, whole

MAX_ROUNDS = 50_000_000
"""How many combinations of indices a document may range over: more is refused before it is tried."""

_CONSED = 32
"""Longer sums hardly ever recur: looking for their equals costs more than it saves."""


class Accumulator:
    """A sum under construction: a constant, columns and nodes with coefficients."""

    __slots__ = ("atoms", "columns", "const")

    def __init__(self) -> None:
        self.const: Rational = 0
        self.columns: dict[ir.ColumnId, Rational] = {}
        self.atoms: dict[ir.NodeId, Rational] = {}

    def add_column(self, column: ir.ColumnId, coefficient: Rational) -> None:
        """Add coefficient times column."""
        self.columns[column] = self.columns.get(column, 0) + coefficient

    def add_linear(self, linear: ir.Linear, scale: Rational) -> None:
        """Add a multiple of a finished sum."""
        self.const += scale * linear.const
        columns = self.columns
        for column, coefficient in zip(linear.columns, linear.coefs, strict=True):
            columns[column] = columns.get(column, 0) + scale * coefficient
        for atom, coefficient in zip(linear.atoms, linear.atom_coefs, strict=True):
            self.atoms[atom] = self.atoms.get(atom, 0) + scale * coefficient

    def finish(self) -> ir.Linear:
        """The sum as a node, without zero coefficients, columns in increasing order; 3/3 is the int 1."""
        columns = [(column, whole(value)) for column, value in self.columns.items() if value]
        columns.sort()
        atoms = sorted((atom, whole(value)) for atom, value in self.atoms.items() if value)
        return ir.Linear(
            whole(self.const),
            tuple([column for column, _ in columns]),
            tuple([value for _, value in columns]),
            tuple([atom for atom, _ in atoms]),
            tuple([value for _, value in atoms]),
        )


class Builder:
    """Writes a ground model. Boolean constructors simplify: constants vanish, nesting is flattened."""

    def __init__(self) -> None:
        self.columns: Chunked[ir.Column] = Chunked()
        self.nodes = ir.Nodes()
        self.constraints: Chunked[ir.GroundConstraint] = Chunked()
        self.true = self.nodes.add(ir.Truth(value=True))
        self.false = self.nodes.add(ir.Truth(value=False))
        self.rounds = 0
        """How often loops have run so far; see `MAX_ROUNDS`."""
        self.side: list[ir.NodeId] = []
        """What must hold besides the instance being made: a look-up without an entry excludes an option."""
        self.defaulted: dict[ir.ColumnId, Rational] = {}
        """Starts of intervals whose latest end nobody said, with their greatest lengths."""
        self.made: dict[object, Any] = {}
        """What was made before and may be used again, by what it was made from."""
        self._whole: dict[ir.NodeId, bool] = {}

    def spend(self, rounds: int) -> None:
        """Count rounds that a loop is about to run.

        Raises:
            ExpressionError: code `too-large`.
        """
        self.rounds += rounds
        if self.rounds > MAX_ROUNDS:
            raise too_large(self.rounds)

    # ------------------------------------------------------------ columns and constraints

    def column(
        self,
        name: str,
        kind: Literal["binary", "integer", "real"],
        lower: Rational | None,
        upper: Rational | None,
        *,
        semicontinuous: bool = False,
    ) -> ir.ColumnId:
        """Enter a new decision."""
        return self.columns.push(
            ir.Column(name=name, kind=kind, lower=lower, upper=upper, semicontinuous=semicontinuous)
        )

    def kind_of(self, column: ir.ColumnId) -> Literal["binary", "integer", "real"]:
        """The kind of a column, without making the records of its block."""
        holder = self.columns.chunk_at(column)
        kind: Literal["binary", "integer", "real"] = (
            self.columns[column].kind if holder is None else holder[1].kind  # type: ignore[attr-defined]
        )
        return kind

    def binary(self, name: str) -> ir.ColumnId:
        """Enter a new binary decision."""
        return self.column(name, "binary", 0, 1)

    def require(self, node: ir.NodeId, origin: ir.Origin) -> None:
        """State that a Boolean node holds; conjunctions become several constraints."""
        record = self.nodes[node]
        if isinstance(record, ir.And):
            for part in record.arguments:
                self.require(part, origin)
        elif node != self.true:
            self.constraints.push(ir.GroundConstraint(node, origin))

    # ------------------------------------------------------------ numbers

    def number(self, accumulator: Accumulator) -> ir.NodeId:
        """The node of a finished sum."""
        return self.nodes.add(accumulator.finish())

    def constant(self, value: Rational) -> ir.NodeId:
        """The node of a constant."""
        return self.nodes.add(ir.Linear(value))

    def add_node(self, accumulator: Accumulator, node: ir.NodeId, scale: Rational) -> None:
        """Add scale times a node: sums are merged, literals become columns, truth values 0 or 1."""
        record = self.nodes[node]
        match record:
            case ir.Linear():
                accumulator.add_linear(record, scale)
            case ir.Truth(value=value):
                if value:
                    accumulator.const += scale
            case ir.Literal(column=column):
                accumulator.add_column(column, scale)
            case ir.Not(argument=argument):
                accumulator.const += scale
                self.add_node(accumulator, argument, -scale)
            case _:
                accumulator.atoms[node] = accumulator.atoms.get(node, 0) + scale

    def columns_of(self, node: ir.NodeId) -> tuple[ir.ColumnId, ...]:
        """The columns of a sum."""
        record = self.nodes[node]
        return record.columns if isinstance(record, ir.Linear) else ()

    def constant_of(self, node: ir.NodeId) -> Rational | None:
        """The value of a numeric node that is constant, else None."""
        record = self.nodes[node]
        if isinstance(record, ir.Linear) and not record.columns and not record.atoms:
            return record.const
        return None

    def is_whole(self, node: ir.NodeId) -> bool:
        """Whether the node, numeric or Boolean, can only take whole values."""
        found = self._whole.get(node)
        if found is None:
            found = self._whole[node] = self._is_whole(self.nodes[node])
        return found

    def is_whole_sum(self, linear: ir.Linear) -> bool:
        """Whether the sum can only take whole values."""
        return (
            all(type(value) is int for value in linear.coefs)
            and type(linear.const) is int
            and all(self.kind_of(column) != "real" for column in linear.columns)
            and all(type(value) is int for value in linear.atom_coefs)
            and all(self.is_whole(atom) for atom in linear.atoms)
        )

    def _is_whole(self, record: ir.Node) -> bool:
        match record:
            case ir.Linear():
                return self.is_whole_sum(record)
            case ir.Product(factors=parts) | ir.Extreme(arguments=parts):
                return all(self.is_whole(part) for part in parts)
            case ir.Function(name=name, argument=argument):
                return name in ("floor", "ceil", "round") or (name == "abs" and self.is_whole(argument))
            case ir.IfThenElse(then=then, otherwise=otherwise):
                return self.is_whole(then) and self.is_whole(otherwise)
            case ir.FloorDivide() | ir.Modulo():
                return True
            case ir.Power(base=base, exponent=exponent):
                power = self.constant_of(exponent)
                return type(power) is int and power >= 0 and self.is_whole(base)
            case ir.Quotient() | ir.Piecewise():
                return False
            case _:
                return True

    # ------------------------------------------------------------ truth values

    def literal(self, column: ir.ColumnId) -> ir.NodeId:
        """Binary column == 1."""
        return self.nodes.add(ir.Literal(column))

    def truth(self, value: object) -> ir.NodeId:
        """A Boolean constant."""
        return self.true if value else self.false

    def negate(self, node: ir.NodeId) -> ir.NodeId:
        """The opposite."""
        record = self.nodes[node]
        match record:
            case ir.Truth(value=value):
                return self.truth(not value)
            case ir.Not(argument=argument):
                return argument
            case _:
                return self.nodes.add(ir.Not(node))

    def conjunction(self, parts: Iterable[ir.NodeId]) -> ir.NodeId:
        """All of these."""
        kept: dict[ir.NodeId, None] = {}
        for part in parts:
            if part == self.false:
                return self.false
            record = self.nodes[part]
            if isinstance(record, ir.And):
                kept.update(dict.fromkeys(record.arguments))
            elif part != self.true:
                kept[part] = None
        if len(kept) < 2:
            return next(iter(kept), self.true)
        return self.nodes.add(ir.And(tuple(kept)))

    def disjunction(self, parts: Iterable[ir.NodeId]) -> ir.NodeId:
        """Some of these."""
        kept: dict[ir.NodeId, None] = {}
        for part in parts:
            if part == self.true:
                return self.true
            record = self.nodes[part]
            if isinstance(record, ir.Or):
                kept.update(dict.fromkeys(record.arguments))
            elif part != self.false:
                kept[part] = None
        if len(kept) < 2:
            return next(iter(kept), self.false)
        return self.nodes.add(ir.Or(tuple(kept)))

    def equivalence(self, left: ir.NodeId, right: ir.NodeId) -> ir.NodeId:
        """Both or neither."""
        for one, other in ((left, right), (right, left)):
            if one == self.true:
                return other
            if one == self.false:
                return self.negate(other)
        return self.true if left == right else self.nodes.add(ir.Iff(left, right))

    def at_most_zero(self, linear: ir.Linear) -> ir.NodeId:
        """linear <= 0."""
        return self._comparison("<=", linear)

    def equals_zero(self, linear: ir.Linear) -> ir.NodeId:
        """linear == 0."""
        return self._comparison("==", linear)

    def _comparison(self, op: Literal["<=", "=="], linear: ir.Linear) -> ir.NodeId:
        size = len(linear.columns) + len(linear.atoms)
        if size == 0:
            return self.truth(_holds(op, linear.const))
        if size == 1 and (only := self._only_truth(linear)) is not None:
            coefficient = (linear.coefs or linear.atom_coefs)[0]
            if_false, if_true = _holds(op, linear.const), _holds(op, linear.const + coefficient)
            if if_false == if_true:
                return self.truth(if_true)
            return only if if_true else self.negate(only)
        if size > _CONSED:
            return self.nodes.append(ir.Comparison(op, self.nodes.append(linear)))
        return self.nodes.add(ir.Comparison(op, self.nodes.add(linear)))

    def _only_truth(self, linear: ir.Linear) -> ir.NodeId | None:
        """The Boolean node that a sum of one term consists of, if it is one."""
        if linear.columns:
            column = linear.columns[0]
            return self.literal(column) if self.kind_of(column) == "binary" else None
        atom = linear.atoms[0]
        return atom if isinstance(self.nodes[atom], ir.Boolean) else None

    def below_zero(self, linear: ir.Linear) -> ir.NodeId:
        """linear < 0: of whole values exactly, else the negation of -linear <= 0."""
        scaled = scaled_to_whole(linear)
        if self.is_whole_sum(scaled):
            shifted = ir.Linear(
                scaled.const + 1, scaled.columns, scaled.coefs, scaled.atoms, scaled.atom_coefs
            )
            return self.at_most_zero(shifted)
        return self.negate(self.at_most_zero(negative(linear)))


def too_large(rounds: int) -> ExpressionError:
    """The error of a document that ranges over too many combinations."""
    return ExpressionError(
        f"this ranges over {rounds:,} combinations of its indices",
        code="too-large",
        expected=f"at most {MAX_ROUNDS:,}; smaller sets, or dependent ranges in place of an `if`",
    )


def _holds(op: Literal["<=", "=="], value: Rational) -> bool:
    return value <= 0 if op == "<=" else value == 0


def negative(linear: ir.Linear) -> ir.Linear:
    """The sum times -1."""
    return ir.Linear(
        -linear.const,
        linear.columns,
        tuple(-value for value in linear.coefs),
        linear.atoms,
        tuple(-value for value in linear.atom_coefs),
    )


def scaled_to_whole(linear: ir.Linear) -> ir.Linear:
    """The sum times the least positive number that makes all its coefficients whole."""
    values = (linear.const, *linear.coefs, *linear.atom_coefs)
    factor = lcm(*(value.denominator for value in values if isinstance(value, Fraction)))
    if factor == 1:
        return linear
    return ir.Linear(
        int(linear.const * factor),
        linear.columns,
        tuple(int(value * factor) for value in linear.coefs),
        linear.atoms,
        tuple(int(value * factor) for value in linear.atom_coefs),
    )

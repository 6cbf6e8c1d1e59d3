"""Whole elements as arrays: the way that large families take into the ground model.

Each function returns None where an element is not written for arrays or has something wrong with it: the
way over single records then takes it, and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import numpy as np

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.blocks import ColumnBlock, ConstraintBlock, LinearRows, rationals
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.elements import ComputedValue, Constraint, Indexed, Objective, Parameter, Variable
from certiplan.model.grounding.arrays.affine import Affine, affine, rows
from certiplan.model.grounding.arrays.context import Context
from certiplan.model.grounding.arrays.frames import ONE_ROUND, Frame, expanded
from certiplan.model.grounding.arrays.numbers import NotAnArrayError, Numbers
from certiplan.model.grounding.arrays.pools import KeyIndex, flat_atoms
from certiplan.model.grounding.code import Constant, Logical, Numeric
from certiplan.model.grounding.decisions import EntryBlock
from certiplan.model.grounding.symbols import Key
from certiplan.model.on_demand import OnDemand
from certiplan.model.values import Rational, Value

T = TypeVar("T")

_RELATIONS = {"<=": (1, False), "<": (1, False), ">=": (-1, False), ">": (-1, False), "==": (1, True)}


@dataclass(frozen=True, eq=False)
class IndexedFrame:
    """The rounds of an element's index, and how its keys come from them."""

    frame: Frame
    names: tuple[str, ...]

    def atoms(self) -> Sequence[tuple[Value, ...]]:
        """The indices of every round, flat."""
        if not self.names:
            return [()]
        columns = []
        for name in self.names:
            points = self.frame.axes[name]
            values = points.pool.values
            places = np.broadcast_to(points.places, self.frame.size).tolist()
            columns.append([values[place] for place in places])
        return flat_atoms(columns)

    def key_index(self) -> KeyIndex:
        """Where the entry of each key stands."""
        atoms = [atom for name in self.names for atom in self.frame.axes[name].atoms()]
        return KeyIndex.of_atoms(atoms, self.frame.size)


@dataclass(frozen=True, kw_only=True, eq=False)
class VariableBlock:
    """The columns of a variable by key, and how to read each element back."""

    columns: OnDemand[Key, ir.ColumnId]
    entries: EntryBlock


class Families:
    """Enters elements as arrays."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def parameter(self, parameter: Parameter) -> OnDemand[Key, Rational] | None:
        """The entries of a computed parameter of numbers."""
        source = parameter.value
        if not isinstance(source, ComputedValue) or not parameter.index:
            return None
        expression = source.expression
        return _or_none(lambda: self._parameter(parameter, expression))

    def _parameter(self, parameter: Parameter, expression: s.Expr) -> OnDemand[Key, Rational]:
        context = self._context
        indexed = self._indexed(parameter)
        code = context.constant(expression, indexed.frame.scope)
        if code.type.kind != "number":
            raise NotAnArrayError
        found = context.numbers(expression, indexed.frame)
        numbers = Numbers(np.broadcast_to(found.values, indexed.frame.size), found.denominator)
        context.indices[parameter.name] = indexed.key_index()
        context.parameters[parameter.name] = numbers
        context.builder.spend(indexed.frame.size)
        return OnDemand(
            lambda: dict(zip(_keys(indexed), rationals(numbers.values, numbers.denominator), strict=True))
        )

    def variable(self, variable: Variable) -> VariableBlock | None:
        """Enter the columns of a variable."""
        kind = variable.kind
        if kind == "choice" or kind == "interval" or variable.semicontinuous or not variable.index:
            return None
        return _or_none(lambda: self._variable(variable, kind))

    def _variable(self, variable: Variable, kind: Literal["binary", "integer", "real"]) -> VariableBlock:
        context = self._context
        indexed = self._indexed(variable)
        size = indexed.frame.size
        index = indexed.key_index()
        lower, upper = self._bound(variable.lower, indexed.frame), self._bound(variable.upper, indexed.frame)
        if lower is not None and upper is not None and np.any(lower.compared(">", upper)):
            raise NotAnArrayError
        if kind == "integer":
            lower = None if lower is None else -((-lower).floor_divided(_ONE))
            upper = None if upper is None else upper.floor_divided(_ONE)
        if kind == "binary":
            lower, upper = _ZERO, _ONE
        block = ColumnBlock(
            variable=variable.name,
            kind=kind,
            size=size,
            lower=None if lower is None else (lower.values, lower.denominator),
            upper=None if upper is None else (upper.values, upper.denominator),
            atoms=indexed.atoms,
        )
        context.builder.spend(size)
        first = context.builder.columns.push_chunk(block)
        context.indices[variable.name] = index
        context.first_columns[variable.name] = first
        return VariableBlock(
            columns=OnDemand(lambda: dict(zip(_keys(indexed), range(first, first + size), strict=True))),
            entries=EntryBlock(first, size, indexed.atoms),
        )

    def _bound(self, expr: s.Expr | None, frame: Frame) -> Numbers | None:
        return None if expr is None else self._context.numbers(expr, frame).reduced()

    def constraint(self, constraint: Constraint) -> bool:
        """Enter the rows of a constraint; False if that could not be done."""
        if constraint.soft is not None or self._context.builder.defaulted:
            return False
        return _or_none(lambda: self._constraint(constraint)) is not None

    def _constraint(self, constraint: Constraint) -> bool:
        builder = self._context.builder
        indexed = self._indexed(constraint, constraint.that)
        size = indexed.frame.size
        if not size:
            raise NotAnArrayError
        links = [link for part in _conjuncts(constraint.that) for link in _links(part)]
        sums: list[Affine] = []
        equations: list[bool] = []
        for relation, left, right in links:
            found, equation = self._link(relation, left, right, indexed.frame)
            sums.append(found)
            equations.append(equation)
        made = rows(sums, size, len(builder.columns), equations)
        builder.spend(len(made.columns))
        if len(links) > 1 and _may_repeat(made, len(links)):
            raise NotAnArrayError
        self._enter(constraint, indexed, made, len(links))
        return True

    def _link(self, relation: str, left: s.Expr, right: s.Expr, frame: Frame) -> tuple[Affine, bool]:
        """One comparison as a sum that is at most, or equal to, 0."""
        context = self._context
        codes = [context.compiler.compile(expr, frame.scope) for expr in (left, right)]
        if context.compiler.faults or relation not in _RELATIONS:
            context.compiler.faults.clear()
            raise NotAnArrayError
        if all(isinstance(code, Logical) for code in codes):
            raise NotAnArrayError
        for code in codes:
            is_number = isinstance(code, Numeric) or (isinstance(code, Logical) and code.emit is not None)
            if not is_number and not (isinstance(code, Constant) and code.type.kind == "number"):
                raise NotAnArrayError
        sign, equation = _RELATIONS[relation]
        found = affine(context, left, frame).plus(affine(context, right, frame), -1)
        if sign < 0:
            found = found.scaled(Numbers(np.array(-1, dtype=np.int64)))
        if relation in ("<", ">"):
            if not found.whole or not all(
                number.is_whole for number in (found.const, *(part.coefs for part in found.parts))
            ):
                raise NotAnArrayError
            found = replace(found, const=found.const + _ONE)
        return found, equation

    def _enter(self, constraint: Constraint, indexed: IndexedFrame, made: LinearRows, links: int) -> None:
        """Rows become nodes; what holds anyway, or says no more than that a binary is 0 or 1, is no row."""
        builder = self._context.builder
        assert made.equation is not None
        lengths = np.diff(made.starts)
        trivial = lengths == 0
        for row in np.flatnonzero(lengths == 1).tolist():
            column = int(made.columns[made.starts[row]])
            trivial[row] = builder.kind_of(column) == "binary"
        nodes = np.zeros(len(lengths), dtype=np.int64)
        kept = ~trivial
        if trivial.any():
            if links > 1:
                raise NotAnArrayError  # a link that is decided may decide its neighbours
            for row in np.flatnonzero(trivial).tolist():
                linear = _single(made, row)
                equals = bool(made.equation[row])
                nodes[row] = builder.equals_zero(linear) if equals else builder.at_most_zero(linear)
            made = _without(made, trivial)
        first = builder.nodes.push_chunk(made) if len(made) else 0
        nodes[kept] = first + 1 + 2 * np.arange(int(kept.sum()))
        instances = np.flatnonzero(nodes != builder.true)
        if not len(instances):
            return
        builder.constraints.push_chunk(
            ConstraintBlock(
                constraint=constraint.name,
                requirements=constraint.requirements,
                nodes=nodes[instances],
                rows=made,
                places=np.flatnonzero(kept[instances]),
                rounds=instances // links,
                atoms=indexed.atoms,
            )
        )

    def objective(self, objective: Objective) -> ir.NodeId | None:
        """The node of an objective that is a sum."""
        return _or_none(lambda: self._objective(objective))

    def _objective(self, objective: Objective) -> ir.NodeId:
        context, builder = self._context, self._context.builder
        found = affine(context, objective.value, ONE_ROUND)
        made = rows([found], 1, len(builder.columns), None)
        builder.spend(len(made.columns))
        return builder.nodes.push_chunk(made)

    def _indexed(self, element: Indexed, *wanted: s.Expr) -> IndexedFrame:
        context = self._context
        names = tuple(name for part in element.index for name in s.names_of(part.target))
        read = (*wanted, *(s.Name(name) for name in names))
        frame, _ = expanded(context, ONE_ROUND, element.index, read)
        return IndexedFrame(frame, names)


_ZERO = Numbers(np.array(0, dtype=np.int64))
_ONE = Numbers(np.array(1, dtype=np.int64))


def _keys(indexed: IndexedFrame) -> Iterable[Key]:
    atoms = indexed.atoms()
    if atoms and len(atoms[0]) == 1:
        return [key[0] for key in atoms]
    return atoms


def _conjuncts(expr: s.Expr) -> list[s.Expr]:
    if isinstance(expr, s.And):
        return [part for item in expr.items for part in _conjuncts(item)]
    return [expr]


def _links(expr: s.Expr) -> list[tuple[str, s.Expr, s.Expr]]:
    if not isinstance(expr, s.Compare):
        raise NotAnArrayError
    return list(zip(expr.relations, expr.operands, expr.operands[1:], strict=False))


def _single(made: LinearRows, row: int) -> ir.Linear:
    begin, end = int(made.starts[row]), int(made.starts[row + 1])
    return ir.Linear(
        rationals(made.consts[row : row + 1], made.denominator)[0],
        tuple(made.columns[begin:end].tolist()),
        tuple(rationals(made.coefs[begin:end], made.denominator)),
    )


def _without(made: LinearRows, gone: Any) -> LinearRows:
    """The rows but those."""
    assert made.equation is not None
    lengths = np.diff(made.starts)
    kept = np.repeat(~gone, lengths)
    starts = np.append(0, np.cumsum(lengths[~gone]))
    return LinearRows(
        starts=starts,
        columns=made.columns[kept],
        coefs=made.coefs[kept],
        consts=made.consts[~gone],
        denominator=made.denominator,
        equation=made.equation[~gone],
    )


def _may_repeat(made: LinearRows, links: int) -> bool:
    """Whether two links of a round may be the same row: they look alike from outside."""
    assert made.equation is not None
    lengths = np.diff(made.starts)
    some = lengths > 0
    first, last = made.starts[:-1][some], made.starts[1:][some] - 1
    looks = np.zeros((7, len(lengths)), dtype=np.int64)
    looks[:3] = lengths, made.consts, made.equation
    looks[3:, some] = made.columns[first], made.coefs[first], made.columns[last], made.coefs[last]
    by_round = looks.reshape(7, -1, links)
    return any(
        bool(np.any(np.all(by_round[:, :, one] == by_round[:, :, two], axis=0)))
        for one in range(links)
        for two in range(one)
    )


def _or_none(make: Callable[[], T]) -> T | None:
    try:
        return make()
    except (NotAnArrayError, ExpressionError):
        return None

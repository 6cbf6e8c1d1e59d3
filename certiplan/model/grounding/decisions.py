"""Variables to columns: what each kind of decision is in the ground model, and how to read it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any, TypeAlias

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.elements import Variable
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import Cases, Env, GroundSpan
from certiplan.model.grounding.compiler import Compiler, Scope
from certiplan.model.on_demand import OnDemand
from certiplan.model.solution import Decision, IntervalValue
from certiplan.model.values import Rational, Value, show

Values: TypeAlias = Sequence[Rational]
Reader: TypeAlias = Callable[[Values], Decision]
"""Reads the value of one element from the values of all columns."""


@dataclass(kw_only=True, slots=True)
class Entry:
    """One element of a variable: what expressions see, and how to read its value back. Nobody changes it.

    Attributes:
        members: what a choice may take.
    """

    ground: Any
    read: Reader
    members: tuple[Value, ...] = ()


class EntryBlock(OnDemand[tuple[Value, ...], Entry]):
    """The elements of a variable whose columns stand beside each other: `size` of them from `first` on.

    Args:
        atoms: makes the indices of each element, in order.
    """

    def __init__(self, first: int, size: int, atoms: Callable[[], Sequence[tuple[Value, ...]]]) -> None:
        super().__init__(self._made)
        self._columns = range(first, first + size)
        self._atoms = atoms

    def _made(self) -> dict[tuple[Value, ...], Entry]:
        return {
            atoms: Entry(ground=column, read=itemgetter(column))
            for atoms, column in zip(self._atoms(), self._columns, strict=True)
        }

    def read(self, values: Values) -> dict[tuple[Value, ...], Decision]:
        """The value of each element."""
        own = values[self._columns.start : self._columns.stop]
        return dict(zip(self._atoms(), own, strict=True))


EntryMaker: TypeAlias = Callable[[Env, str], Entry]
"""make(env, name): enter the columns of one element."""

_Number: TypeAlias = Callable[[Env], Rational]


def compile_variable(
    compiler: Compiler, variable: Variable, scope: Scope, horizon: Rational
) -> EntryMaker | None:
    """How to enter one element of a variable, or None after a fault.

    Args:
        horizon: the latest end of intervals that do not say one.
    """
    match variable.kind:
        case "binary":
            return lambda env, name: _column(compiler, name, "binary", 0, 1)
        case "integer" | "real":
            return _number(compiler, variable, scope)
        case "choice":
            return _choice(compiler, variable, scope)
        case "interval":
            return _interval(compiler, variable, scope, horizon)


def _constant(compiler: Compiler, expr: s.Expr | None, scope: Scope) -> tuple[bool, _Number | None]:
    """(sound, reader) of an optional constant bound."""
    if expr is None:
        return True, None
    code = compiler.constant(expr, scope, "a bound is constant")
    number = None if code is None else compiler.constant_number(code, expr.column)
    return number is not None, number


def _column(
    compiler: Compiler,
    name: str,
    kind: Any,
    lower: Rational | None,
    upper: Rational | None,
    *,
    gap: bool = False,
) -> Entry:
    column = compiler.builder.column(name, kind, lower, upper, semicontinuous=gap)
    return Entry(ground=column, read=lambda values: values[column])


def _number(compiler: Compiler, variable: Variable, scope: Scope) -> EntryMaker | None:
    sound_lower, lower = _constant(compiler, variable.lower, scope)
    sound_upper, upper = _constant(compiler, variable.upper, scope)
    if not (sound_lower and sound_upper):
        return None
    whole = variable.kind == "integer"
    gap = variable.semicontinuous

    def make(env: Env, name: str) -> Entry:
        low = None if lower is None else lower(env)
        high = None if upper is None else upper(env)
        if gap and low is None:
            low = 0
        if low is not None and high is not None and low > high:
            raise ExpressionError(
                f"the bounds of {name} cross: {show(low)} > {show(high)}",
                code="empty-domain",
                expected="lower <= upper",
            )
        if whole:
            low = None if low is None else -(-Fraction(low) // 1)
            high = None if high is None else Fraction(high) // 1
        return _column(compiler, name, variable.kind, low, high, gap=gap)

    return make


def _choice(compiler: Compiler, variable: Variable, scope: Scope) -> EntryMaker | None:
    assert variable.domain is not None
    code = compiler.constant(variable.domain, scope, "the set of a choice is constant")
    if code is None:
        return None
    if code.type.kind not in ("set", "list", "any", "unknown"):
        compiler.misfit(code, variable.domain.column, "a set")
        return None
    domain, builder = code.value, compiler.builder

    def make(env: Env, name: str) -> Entry:
        origin = ir.Origin(constraint=variable.name)
        total = Accumulator()
        pairs: list[tuple[Value, ir.ColumnId]] = []
        for member in domain(env):
            column = builder.binary(f"{name}={show(member)}")
            total.add_column(column, 1)
            pairs.append((member, column))
        present: ir.NodeId | None = None
        if variable.optional:
            column = builder.binary(f"{name}.present")
            total.add_column(column, -1)
            present = builder.literal(column)
        else:
            total.const = -1
        builder.require(builder.equals_zero(total.finish()), origin)

        def read(values: Values) -> Decision:
            return next((member for member, column in pairs if values[column] == 1), None)

        members = tuple(member for member, _ in pairs)
        return Entry(ground=Cases(tuple(pairs), present), read=read, members=members)

    return make


def _bounds(
    compiler: Compiler, given: s.Expr | tuple[s.Expr, s.Expr] | None, scope: Scope
) -> tuple[bool, _Number | None, _Number | None]:
    """(sound, lo, hi) of an interval's part; one expression fixes both."""
    if given is None:
        return True, None, None
    low, high = given if isinstance(given, tuple) else (given, given)
    sound_low, read_low = _constant(compiler, low, scope)
    sound_high, read_high = _constant(compiler, high, scope)
    return sound_low and sound_high, read_low, read_high


def _interval(compiler: Compiler, variable: Variable, scope: Scope, horizon: Rational) -> EntryMaker | None:
    parts = [_bounds(compiler, given, scope) for given in (variable.start, variable.length, variable.end)]
    if not all(sound for sound, _, _ in parts):
        return None
    (_, start_low, start_high), (_, length_low, length_high), (_, end_low, end_high) = parts
    assert length_low is not None
    assert length_high is not None
    kind: Any = "real" if variable.real_time else "integer"

    def whole(value: Rational, name: str) -> Rational:
        if not variable.real_time and not isinstance(value, int):
            raise ExpressionError(
                f"{name} has the fractional time {show(value)}",
                code="fractional-time",
                expected="`time: real`",
            )
        return value

    def make(env: Env, name: str) -> Entry:
        def at(read: _Number | None, default: Rational) -> Rational:
            return default if read is None else whole(read(env), name)

        shortest, longest = at(length_low, 0), at(length_high, 0)
        defaulted = end_high is None and start_high is None
        latest_end = horizon if defaulted else at(end_high, at(start_high, 0) + longest)
        latest_start = min(at(start_high, latest_end), latest_end - shortest)
        earliest_start = at(start_low, 0)
        if start_low is None and end_low is not None:
            earliest_start = max(earliest_start, at(end_low, 0) - longest)
        if shortest > longest or earliest_start > latest_start or shortest < 0:
            if not variable.optional:
                raise ExpressionError(
                    f"{name} has no room: its start, length and end clash", code="empty-domain"
                )
            latest_start = earliest_start
        return _enter_interval(
            compiler,
            variable,
            name,
            kind,
            (earliest_start, latest_start),
            (shortest, longest),
            (at(end_low, earliest_start + shortest), latest_end),
            defaulted=defaulted,
        )

    return make


def _enter_interval(
    compiler: Compiler,
    variable: Variable,
    name: str,
    kind: Any,
    start: tuple[Rational, Rational],
    length: tuple[Rational, Rational],
    end: tuple[Rational, Rational],
    *,
    defaulted: bool,
) -> Entry:
    """Enter start, length and presence; an absent interval has start, length and end 0.

    Args:
        defaulted: nobody said how late it may end.
    """
    builder = compiler.builder
    origin = ir.Origin(constraint=variable.name)
    presence = builder.binary(f"{name}.present") if variable.optional else None
    begin = _part(compiler, f"{name}.start", kind, start, presence, origin)
    extent = _part(compiler, f"{name}.length", kind, length, presence, origin)
    if defaulted:
        builder.defaulted.update(dict.fromkeys(builder.columns_of(begin), length[1]))
    finish = Accumulator()
    builder.add_node(finish, begin, 1)
    builder.add_node(finish, extent, 1)
    linear = finish.finish()
    over = Accumulator()
    over.add_linear(linear, 1)
    under = Accumulator()
    under.add_linear(linear, -1)
    slack = (end[1] - start[1] - length[1], start[0] + length[0] - end[0])
    for accumulator, sign, bound, room in ((over, -1, end[1], slack[0]), (under, 1, end[0], slack[1])):
        if room >= 0:
            continue
        if presence is None:
            accumulator.const += sign * bound
        else:
            accumulator.add_column(presence, sign * bound)
        builder.require(builder.at_most_zero(accumulator.finish()), origin)
    ends = builder.nodes.add(linear)
    present = None if presence is None else builder.literal(presence)

    def read(values: Values) -> Decision:
        here = presence is None or values[presence] == 1
        first, long = (value_of(builder.nodes[node], values) for node in (begin, extent))
        return IntervalValue(start=first, length=long, end=first + long, present=here)

    return Entry(ground=GroundSpan(start=begin, length=extent, end=ends, present=present), read=read)


def _part(
    compiler: Compiler,
    name: str,
    kind: Any,
    bounds: tuple[Rational, Rational],
    presence: ir.ColumnId | None,
    origin: ir.Origin,
) -> ir.NodeId:
    """A time within bounds when present, 0 when absent, as a numeric node."""
    builder = compiler.builder
    low, high = bounds
    if low == high:
        if presence is None:
            return builder.constant(low)
        accumulator = Accumulator()
        accumulator.add_column(presence, low)
        return builder.number(accumulator)
    if presence is None:
        column = builder.column(name, kind, low, high)
    else:
        column = builder.column(name, kind, min(low, 0), max(high, 0))
        for sign, bound in ((1, high), (-1, low)):
            linear = Accumulator()
            linear.add_column(column, sign)
            linear.add_column(presence, -sign * bound)
            builder.require(builder.at_most_zero(linear.finish()), origin)
    accumulator = Accumulator()
    accumulator.add_column(column, 1)
    return builder.number(accumulator)


def value_of(node: ir.Node, values: Values) -> Rational:
    """The value of a sum of columns."""
    assert isinstance(node, ir.Linear)
    return node.const + sum(
        coefficient * values[column] for column, coefficient in zip(node.columns, node.coefs, strict=True)
    )

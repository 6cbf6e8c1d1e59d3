"""Look-ups by decisions: the entries that a decision can select, each with the column that selects it.

Two or more deciding indices get one binary column for each combination, tied to the choices by their
marginal sums, which is exact and has a tight relaxation. An integer decision that stands as an index gets
one binary column for each value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.arithmetic import multiply
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import (
    FAULTY,
    Cases,
    Code,
    Constant,
    Emit,
    Env,
    Logical,
    Numeric,
    Selection,
    Timed,
)
from certiplan.model.grounding.members import flat
from certiplan.model.grounding.symbols import Key, Symbol, entry_code
from certiplan.model.values import Rational, show

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler

_WIDEST_INTEGER = 100_000
_MOST_IN_REACH = 1_000


def selected_number(code: Selection) -> Emit:
    """A selection among numbers as a sum over its columns."""
    cases = code.cases

    def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        columns = accumulator.columns
        for value, column in cases(env).pairs:
            if not isinstance(value, int | Fraction):
                raise ExpressionError(
                    f"{show(value)} is not a number", code="type-mismatch", expected="a number"
                )
            columns[column] = columns.get(column, 0) + scale * value

    return emit


def exclude(compiler: Compiler, column: ir.ColumnId) -> None:
    """State besides that this option is not chosen: a look-up has no entry for it."""
    builder = compiler.builder
    builder.side.append(builder.negate(builder.literal(column)))


def as_cases(
    compiler: Compiler, code: Code, at: int, candidates: Callable[[Env], Any]
) -> Callable[[Env], Cases] | None:
    """A deciding index as cases; an integer decision gets one binary column for each candidate."""
    if isinstance(code, Selection):
        return code.cases
    emit = compiler.numeric(code, at)
    if emit is None:
        return None
    builder = compiler.builder

    def spread(env: Env) -> Cases:
        accumulator = Accumulator()
        emit(env, accumulator, 1)
        linear = accumulator.finish()
        if not builder.is_whole_sum(linear):
            raise ExpressionError(
                "an index must be a whole number or a choice",
                code="bad-index",
                column=at,
                expected="an integer",
            )
        values = [value for value in candidates(env) if isinstance(value, int)]
        values = _with_all_in_reach(compiler, linear, values)
        if len(values) > _WIDEST_INTEGER:
            raise ExpressionError(
                f"this index could take {len(values):,} values",
                code="too-large",
                column=at,
                expected="a smaller set",
            )
        return spread_integer(compiler, linear, values)

    return spread


def _with_all_in_reach(compiler: Compiler, linear: ir.Linear, values: list[int]) -> list[int]:
    """The candidates and, where they are not many, all other whole values that the sum may take.

    The columns of a spread integer are structure. What a look-up has no entry for is excluded by the
    constraint that looks it up: it must come back when that constraint is given up.
    """
    low: Rational = linear.const
    high: Rational = linear.const
    for column, coef in zip(linear.columns, linear.coefs, strict=True):
        entered = compiler.builder.columns[column]
        lower, upper = entered.lower, entered.upper
        if lower is None or upper is None or entered.semicontinuous:
            return values
        low += coef * (lower if coef > 0 else upper)
        high += coef * (upper if coef > 0 else lower)
    if linear.atoms or high - low >= _MOST_IN_REACH:
        return values
    return sorted({*values, *range(int(low), int(high) + 1)})


def selected_entry(compiler: Compiler, symbol: Symbol, codes: list[Code], expr: s.Index) -> Code:
    """The entry of an element where at least one index is a decision."""
    parts: list[Callable[[Env], Any]] = []
    deciding: list[bool] = []
    place = 0
    for code, key in zip(codes, expr.keys, strict=True):
        if isinstance(code, Constant):
            parts.append(code.value)
            deciding.append(False)
        else:
            made = as_cases(compiler, code, key.column, partial(_atoms_at, symbol, place))
            if made is None:
                return FAULTY
            parts.append(made)
            deciding.append(True)
        place += code.type.width

    def options(env: Env) -> Cases:
        """Key → column for every combination that the deciding indices can select."""
        choices = [part(env) for part, decides in zip(parts, deciding, strict=True) if decides]
        joint = joined(compiler, choices)
        fixed = [None if decides else part(env) for part, decides in zip(parts, deciding, strict=True)]
        pairs = []
        for values, column in joint.pairs:
            chosen = iter(values)
            atoms: list[Any] = [next(chosen) if d else f for f, d in zip(fixed, deciding, strict=True)]
            key = flat(tuple(atoms))
            assert isinstance(key, tuple)
            bare = key[0] if len(key) == 1 else key
            if bare in symbol.entries:
                pairs.append((bare, column))
            else:
                exclude(compiler, column)
        return Cases(tuple(pairs), joint.present)

    if symbol.kind == "parameter":
        entries = symbol.entries

        def look_up(env: Env) -> Cases:
            found = options(env)
            return Cases(tuple((entries[key], column) for key, column in found.pairs), found.present)

        return Selection(type=symbol.type, cases=look_up, derived=True)
    if symbol.kind == "set":
        return compiler.fault("a set that decisions select", "decision-in-constant", expr.column)
    return _selected_decision(compiler, symbol, options, expr)


def _atoms_at(symbol: Symbol, position: int, env: Env) -> Any:
    """What stands at one place of the element's keys; the same in every environment."""
    del env
    if len(symbol.index_types) == 1:
        return tuple(symbol.entries)
    return tuple(dict.fromkeys(key[position] for key in symbol.entries))


def joined(compiler: Compiler, choices: list[Cases]) -> Cases:
    """All combinations of several selections, tied by marginals to the choices.

    Selections that rest on the same columns, such as two fields of one chosen row, go together as they are.
    What rests on different columns gets one binary column for each combination.
    """
    groups = _on_same_columns(choices) if len(choices) > 1 else [[0]]
    merged = [_merged(compiler, [choices[k] for k in group]) for group in groups]
    if len(merged) == 1:
        return merged[0]
    joint = make_joint(compiler, merged)
    places = sorted(range(len(choices)), key=[k for group in groups for k in group].__getitem__)
    pairs = []
    for values, column in joint.pairs:
        found = [value for part in values for value in part]
        pairs.append((tuple(found[place] for place in places), column))
    return Cases(tuple(pairs), joint.present)


def _on_same_columns(choices: list[Cases]) -> list[list[int]]:
    """The positions of the choices, those that share columns together."""
    groups: list[tuple[set[int], list[int]]] = []
    for position, choice in enumerate(choices):
        columns = {column for _, column in choice.pairs}
        for known, members in groups:
            if not known.isdisjoint(columns):
                known |= columns
                members.append(position)
                break
        else:
            groups.append((columns, [position]))
    return [members for _, members in groups]


def _merged(compiler: Compiler, choices: list[Cases]) -> Cases:
    """Selections on the same columns as one, of tuples; columns that not all of them have are excluded."""
    if len(choices) == 1:
        return Cases(tuple(((value,), column) for value, column in choices[0].pairs), choices[0].present)
    tables = [{column: value for value, column in choice.pairs} for choice in choices]
    pairs = []
    for column in dict.fromkeys(column for table in tables for column in table):
        if all(column in table for table in tables):
            pairs.append((tuple(table[column] for table in tables), column))
        else:
            exclude(compiler, column)
    present = list(dict.fromkeys(choice.present for choice in choices if choice.present is not None))
    return Cases(tuple(pairs), compiler.builder.conjunction(present) if present else None)


def make_joint(compiler: Compiler, choices: list[Cases]) -> Cases:
    """Enter the columns and the structure of `joined`, once for the same choices.

    Args:
        choices: no two of which share a column.
    """
    builder = compiler.builder
    memo = ("joint", *(tuple(column for _, column in choice.pairs) for choice in choices))
    found = builder.made.get(memo)
    if found is not None:
        columns = [column for _, column in found.pairs]
        values = product(*([value for value, _ in choice.pairs] for choice in choices))
        return Cases(tuple(zip(values, columns, strict=True)), found.present)
    name = f"together#{len(builder.made) + 1}"
    made = builder.made[memo] = _new_joint(compiler, choices, name)
    return made


def _new_joint(compiler: Compiler, choices: list[Cases], name: str) -> Cases:
    builder = compiler.builder
    origin = ir.Origin(constraint=name)
    marginals: defaultdict[int, Accumulator] = defaultdict(Accumulator)
    pairs = []
    for combination in product(*(choice.pairs for choice in choices)):
        shown = ",".join(show(value) for value, _ in combination)
        column = builder.binary(f"{name}={shown}")
        for _, part in combination:
            marginals[part].add_column(column, 1)
        pairs.append((tuple(value for value, _ in combination), column))
    present = [choice.present for choice in choices if choice.present is not None]
    for part, accumulator in marginals.items():
        accumulator.add_column(part, -1)
        linear = accumulator.finish()
        node = builder.at_most_zero(linear) if present else builder.equals_zero(linear)
        builder.require(node, origin)
    if not present:
        return Cases(tuple(pairs))
    together = builder.conjunction(present)
    total = Accumulator()
    for _, column in pairs:
        total.add_column(column, 1)
    builder.add_node(total, together, -1)
    builder.require(builder.equals_zero(total.finish()), origin)
    return Cases(tuple(pairs), together)


def _selected_decision(
    compiler: Compiler, symbol: Symbol, options: Callable[[Env], Cases], expr: s.Index
) -> Code:
    """A decision (or a definition) whose index decisions select: each option's entry where it is chosen."""
    builder = compiler.builder
    current: list[Key] = [None]
    entry = entry_code(symbol, lambda env: current[0], compiler)
    looks_up = isinstance(entry, Selection) and entry.derived and entry.type.kind == "number"
    if isinstance(entry, Constant) or looks_up:
        entry_emit = compiler.numeric(entry, expr.column)
    elif isinstance(entry, Timed):
        return compiler.fault(
            "an interval that decisions select",
            "unsupported",
            expr.column,
            expected="an optional interval for each",
        )
    elif isinstance(entry, Selection):
        return _selected_choice(compiler, entry, options, current, is_firm=_never_absent(symbol))
    else:
        entry_emit = compiler.numeric(entry, expr.column)
    if entry_emit is None:
        return FAULTY
    if isinstance(entry, Logical):
        node_of = entry.node

        def make(env: Env) -> ir.NodeId:
            found = options(env)
            parts = []
            for key, column in found.pairs:
                current[0] = key
                parts.append(builder.disjunction((builder.negate(builder.literal(column)), node_of(env))))
            if found.present is not None:
                parts.append(found.present)
            return builder.conjunction(parts)

        return Logical(node=make)
    make_number = compiler.node_of(entry_emit)

    def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        for key, column in options(env).pairs:
            current[0] = key
            value = make_number(env)
            builder.add_node(accumulator, multiply(compiler, [builder.literal(column), value]), scale)

    return Numeric(emit=emit)


def _never_absent(symbol: Symbol) -> bool:
    """Whether every entry is known to be there: those of choices that are not optional."""
    return symbol.kind == "choice" and all(entry.present is None for entry in symbol.entries.values())


def _selected_choice(
    compiler: Compiler,
    entry: Selection,
    options: Callable[[Env], Cases],
    current: list[Key],
    *,
    is_firm: bool,
) -> Code:
    """A choice whose index decisions select: joint cases of selector and selected.

    Where the index is absent it is a look-up of nothing; where the selected choice is absent, so is this.
    """

    def cases(env: Env) -> Cases:
        found = options(env)
        builder = compiler.builder
        groups: dict[Any, list[ir.NodeId]] = {}
        lacking: list[ir.NodeId] = []
        for key, column in found.pairs:
            current[0] = key
            inner = entry.cases(env)
            for value, selected in inner.pairs:
                both = builder.conjunction((builder.literal(column), builder.literal(selected)))
                groups.setdefault(value, []).append(both)
            if inner.present is not None:
                lacking.append(builder.conjunction((builder.literal(column), builder.negate(inner.present))))
        if not lacking:
            return union_cases(compiler, groups, found.present)
        present = builder.negate(builder.disjunction(lacking))
        if found.present is None:
            return replace(union_cases(compiler, groups, present), zero=builder.false)
        present = builder.conjunction((found.present, present))
        return replace(union_cases(compiler, groups, present), zero=builder.negate(found.present))

    return Selection(type=entry.type, cases=cases, derived=True, may_lack=not is_firm)


def spread_integer(compiler: Compiler, linear: ir.Linear, values: list[int]) -> Cases:
    """One binary column for each value that a whole-valued sum may take; exactly one of them is 1."""
    builder = compiler.builder
    memo = ("spread", linear, tuple(values))
    found: Cases | None = builder.made.get(memo)
    if found is not None:
        return found
    name = f"value#{len(builder.made) + 1}"
    origin = ir.Origin(constraint=name)
    one, tie = Accumulator(), Accumulator()
    one.const = -1
    tie.add_linear(linear, -1)
    pairs = []
    for value in values:
        column = builder.binary(f"{name}={value}")
        one.add_column(column, 1)
        tie.add_column(column, value)
        pairs.append((value, column))
    builder.require(builder.equals_zero(one.finish()), origin)
    builder.require(builder.equals_zero(tie.finish()), origin)
    made = builder.made[memo] = Cases(tuple(pairs))
    return made


def union_cases(
    compiler: Compiler, groups: Mapping[Any, list[ir.NodeId]], present: ir.NodeId | None
) -> Cases:
    """One binary column for each value, 1 exactly when one of its nodes holds."""
    builder = compiler.builder
    memo = ("union", present, *((value, tuple(nodes)) for value, nodes in groups.items()))
    found: Cases | None = builder.made.get(memo)
    if found is not None:
        return found
    name = f"selected#{len(builder.made) + 1}"
    origin = ir.Origin(constraint=name)
    pairs = []
    for value, nodes in groups.items():
        column = builder.binary(f"{name}={show(value)}")
        builder.require(builder.equivalence(builder.literal(column), builder.disjunction(nodes)), origin)
        pairs.append((value, column))
    made = builder.made[memo] = Cases(tuple(pairs), present)
    return made

"""Sets enumerated and parameters evaluated, in the order of their dependence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.elements import (
    ComputedSet,
    ComputedValue,
    Indexed,
    MemberSet,
    Parameter,
    RangeSet,
    SetElement,
    TableSet,
    UnknownValue,
    indices_of,
)
from certiplan.model.grounding.code import Env
from certiplan.model.grounding.compiler import EMPTY_SCOPE, Compiler, Scope
from certiplan.model.grounding.loops import Loop, bind, compile_loop
from certiplan.model.grounding.members import Members, flat, integers
from certiplan.model.grounding.symbols import Key, Symbol
from certiplan.model.grounding.types import ANY, NUMBER, UNKNOWN, Type, common, row_of, set_of, type_of
from certiplan.model.parameter_data import parameter_values
from certiplan.model.values import Rational, Table, Value


class Family:
    """The index of an element, compiled: its loop, its scope, and the keys it yields.

    Attributes:
        names: the index names in order.
        types: one for each atom of a key.
    """

    def __init__(self, compiler: Compiler, ranges: tuple[s.Range, ...], run: Loop, scope: Scope) -> None:
        self.names = indices_of(ranges)
        self.scope = scope
        self._run = run
        self._compiler = compiler
        self._slots = [scope.slots[name][0] for name in self.names]
        self.types = tuple(atom for name in self.names for atom in _atoms(scope.slots[name][1]))

    def rounds(self) -> Iterator[tuple[Key, tuple[Value, ...], Env]]:
        """Every combination of the indices: key, flat tuple of atoms, and the environment (reused)."""
        found: list[tuple[Value, ...]] = []
        slots = self._slots
        env = self._compiler.environment()
        collect = found.append
        if len(slots) > 1:
            read = itemgetter(*slots)
            self._run(env, lambda inside: collect(read(inside)))
        else:
            self._run(env, lambda inside: collect(tuple([inside[slot] for slot in slots])))
        for values in found:
            for slot, value in zip(slots, values, strict=True):
                env[slot] = value
            atoms = flat(values)
            assert isinstance(atoms, tuple)
            yield (atoms[0] if len(atoms) == 1 else atoms), atoms, env

    def place(self, env: Env, values: Sequence[Value]) -> None:
        """Set the indices of an environment."""
        for slot, value in zip(self._slots, values, strict=True):
            env[slot] = value

    def values(self, env: Env) -> tuple[Value, ...]:
        """The current indices of an environment, one for each name."""
        return tuple([env[slot] for slot in self._slots])


def _atoms(type_: Type) -> tuple[Type, ...]:
    if type_.kind != "tuple":
        return (type_,)
    return tuple(atom for item in type_.items for atom in _atoms(item))


def compile_family(compiler: Compiler, element: Indexed) -> Family | None:
    """The index of an element, or None after a fault."""
    made = compile_loop(compiler, element.index, EMPTY_SCOPE)
    return None if made is None else Family(compiler, element.index, *made)


def usage(element: Indexed) -> str:
    """How an element is written: `make[p, d]`, or `make[Product, Day]` when its indices have no names."""
    parts = []
    for part in element.index:
        names = s.names_of(part.target)
        if all(name.startswith("#") for name in names):
            parts.append(part.source.name if isinstance(part.source, s.Name) else "…")
        else:
            parts.extend(names)
    return f"{element.name}[{', '.join(parts)}]" if parts else element.name


# ---------------------------------------------------------------- sets


def set_symbol(compiler: Compiler, element: SetElement, tables: Mapping[str, Table]) -> Symbol | None:
    """Enumerate a set or a family of sets; None after a fault.

    Raises:
        ExpressionError: for what only shows while it is enumerated.
    """
    match element:
        case MemberSet(members=members):
            type_ = common(type_of(member) for member in members)
            return Symbol(name=element.name, kind="set", type=set_of(type_), entries={(): Members(members)})
        case RangeSet():
            return _range_symbol(compiler, element)
        case TableSet() | ComputedSet():
            family = compile_family(compiler, element)
            if family is None:
                return None
            made = (
                _table_rows(compiler, element, family, tables)
                if isinstance(element, TableSet)
                else _computed(compiler, element, family)
            )
            if made is None or compiler.faults:
                return None
            type_, read = made
            if element.index:
                entries = {key: read(env) for key, _, env in family.rounds()}
            else:
                entries = {(): read(compiler.environment())}
            return Symbol(
                name=element.name,
                kind="set",
                type=type_,
                index_types=family.types,
                usage=usage(element),
                entries=entries,
            )


def _range_symbol(compiler: Compiler, element: RangeSet) -> Symbol | None:
    ends = []
    for expr in (element.first, element.last):
        code = compiler.constant(expr, EMPTY_SCOPE)
        number = None if code is None else compiler.constant_number(code, expr.column)
        if number is None:
            return None
        value = number(compiler.environment())
        if not isinstance(value, int):
            raise ExpressionError(
                "the ends of a range are whole numbers", code="type-mismatch", column=expr.column
            )
        ends.append(value)
    return Symbol(name=element.name, kind="set", type=set_of(NUMBER), entries={(): integers(*ends)})


def _table_rows(
    compiler: Compiler, element: TableSet, family: Family, tables: Mapping[str, Table]
) -> tuple[Type, Callable[[Env], Members]] | None:
    table = tables.get(element.table)
    if table is None:
        return None
    type_ = row_of(table)
    if element.where is None:
        return set_of(type_), lambda env: Members(table.rows)
    names = bind(compiler, element.alias, type_, element.where.column)
    scope = family.scope.bind(names)
    slot = names[element.alias][0]
    code = compiler.constant(element.where, scope, "a filter cannot read decisions")
    if code is None:
        return None
    holds = compiler.logical(code, element.where.column)
    if holds is None:
        return None
    true = compiler.builder.true

    def read(env: Env) -> Members:
        kept = []
        for row in table.rows:
            env[slot] = row
            if holds(env) == true:
                kept.append(row)
        return Members(kept)

    return set_of(type_), read


def _computed(
    compiler: Compiler, element: ComputedSet, family: Family
) -> tuple[Type, Callable[[Env], Members]] | None:
    code = compiler.constant(element.values, family.scope, "a set holds constants")
    if code is None:
        return None
    if code.type.kind not in ("set", "list", "any"):
        compiler.misfit(code, element.values.column, "a set")
        return None
    value, at = code.value, element.values.column

    def read(env: Env) -> Members:
        found = value(env)
        if isinstance(found, Members):
            return found
        if isinstance(found, tuple):
            return Members(found)
        raise ExpressionError("this is not a set", code="type-mismatch", column=at)

    return set_of(code.type.member or ANY), read


# ---------------------------------------------------------------- parameters


def _levels(compiler: Compiler, element: Parameter) -> list[tuple[Value, ...] | None]:
    """For each range of the index all members in order, None where they depend on earlier indices."""
    levels: list[tuple[Value, ...] | None] = []
    for part in element.index:
        code = (
            compiler.constant(part.source, EMPTY_SCOPE)
            if not s.free_names(part.source) & set(indices_of(element.index))
            else None
        )
        levels.append(tuple(code.value(compiler.environment())) if code is not None else None)
    return levels


def _computing(compiler: Compiler, family: Family) -> Callable[[s.Expr, tuple[Value, ...]], Value]:
    """How texts of data that begin with `=` are evaluated, with the indices in scope."""

    def compute(expr: s.Expr, key: tuple[Value, ...]) -> Value:
        code = compiler.constant(expr, family.scope)
        if code is None:
            raise compiler.faults.pop()
        env = compiler.environment()
        if key:
            family.place(env, key)
        value: Value = code.value(env)
        return value

    return compute


def unknown_parameter(name: str, source: UnknownValue) -> ExpressionError:
    """That the value of a parameter is not known yet."""
    return ExpressionError(
        f"the value of {name} is not known: {source.question}",
        code="unknown-parameter",
        expected=f"an answer, for instance --set {name}=…",
    )


def _stand_in(compiler: Compiler, source: UnknownValue) -> Value:
    """A value that an unknown parameter could have, to check the rest of the document with."""
    if source.between is not None:
        code = compiler.constant(source.between[0], EMPTY_SCOPE)
        if code is not None:
            value: Value = code.value(compiler.environment())
            return value
    symbol = None if source.one_of is None else compiler.symbols.get(source.one_of)
    if symbol is not None and not symbol.is_family and symbol.entries.get(()):
        first: Value = symbol.entries[()].at(1)
        return first
    return 1


def parameter_symbol(
    compiler: Compiler,
    element: Parameter,
    tables: Mapping[str, Table],
    *,
    stand_in: bool = False,
    given: Mapping[Key, Rational] | None = None,
    lines: Mapping[tuple[str, ...], int] | None = None,
) -> Symbol | None:
    """Evaluate a parameter or a family of them; None after a fault.

    Args:
        given: its entries, where they are known to be numbers already.
        lines: where the document's entries begin, for the findings.
        stand_in: give what is not known yet some value that it could have, instead of refusing it.

    Raises:
        ExpressionError: for what only shows while it is evaluated.
    """
    family = compile_family(compiler, element)
    if family is None:
        return None
    source = element.value
    entries: Mapping[Key, Any]
    if isinstance(source, UnknownValue):
        if not stand_in:
            raise unknown_parameter(element.name, source)
        value = _stand_in(compiler, source)
        entries = {key: value for key, _, _ in family.rounds()} if element.index else {(): value}
        type_ = type_of(value)
    elif isinstance(source, ComputedValue):
        code = compiler.constant(source.expression, family.scope, "a parameter is constant")
        if code is None or compiler.faults:
            return None
        if code.type.kind == "set":
            compiler.fault("this is a set", "type-mismatch", source.expression.column, expected="a value")
            return None
        read, type_ = code.value, code.type
        if given is not None:
            entries = given
        elif element.index:
            entries = {key: read(env) for key, _, env in family.rounds()}
        else:
            entries = {(): read(compiler.environment())}
    else:
        if compiler.faults:
            return None
        rounds = (
            [(key, atoms, family.values(env)) for key, atoms, env in family.rounds()] if element.index else []
        )
        keys = [values for _, _, values in rounds] if element.index else [()]
        found, findings = parameter_values(
            element,
            keys,
            tables,
            levels=_levels(compiler, element),
            compute=_computing(compiler, family),
            lines=lines,
        )
        if findings:
            compiler.findings.extend(findings)
            return None
        entries = {key: found[values] for key, _, values in rounds} if element.index else {(): found[()]}
        type_ = UNKNOWN
    if type_.kind in ("unknown", "any"):
        type_ = common(type_of(value) for value in entries.values()) if entries else NUMBER
    return Symbol(
        name=element.name,
        kind="parameter",
        type=type_,
        index_types=family.types,
        usage=usage(element),
        entries=entries,
    )

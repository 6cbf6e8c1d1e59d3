"""Indices and fields to code."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import (
    FAULTY,
    Cases,
    Code,
    Constant,
    Env,
    Family,
    Faulty,
    Logical,
    Numeric,
    Selection,
    Timed,
)
from certiplan.model.grounding.comparisons import missing_field
from certiplan.model.grounding.members import flat
from certiplan.model.grounding.selections import as_cases, exclude, selected_entry
from certiplan.model.grounding.symbols import Key, Symbol, entry_code
from certiplan.model.grounding.types import ANY, Type, comparable, field_type
from certiplan.model.values import MISSING, Rational, Row, show

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope

KeyMaker = Callable[[Env], Key]
_SPAN_PARTS = ("start", "length", "end", "present")
_WIDEST_INTEGER = 100_000


# ---------------------------------------------------------------- fields


def compile_field(compiler: Compiler, expr: s.Field, scope: Scope) -> Code:
    """`row.field`, `choice.field`, `choice.present`, `interval.start`."""
    base = compiler.compile(expr.base, scope)
    match base:
        case Timed():
            return _span_part(compiler, base, expr)
        case Selection() if expr.name == "present":
            cases, builder = base.cases, compiler.builder

            def present(env: Env) -> ir.NodeId:
                found = cases(env).present
                return builder.true if found is None else found

            return Logical(node=present)
        case Selection() | Constant():
            return _read_field(compiler, base, expr.name, expr.column)
        case Family():
            return compiler.misfit(base, expr.column, "a row, a choice or an interval")
        case Faulty():
            return FAULTY
        case _:
            return compiler.fault(
                f"{base.type} has no fields",
                "type-mismatch",
                expr.column,
                expected="a row, a choice or an interval",
            )


def _span_part(compiler: Compiler, base: Timed, expr: s.Field) -> Code:
    if expr.name not in _SPAN_PARTS:
        return compiler.fault(
            f"an interval has no {expr.name!r}",
            "unknown-field",
            expr.column,
            expected="start, length, end or present",
            did_you_mean=nearest(expr.name, _SPAN_PARTS),
        )
    span, builder = base.span, compiler.builder
    if expr.name == "present":

        def present(env: Env) -> ir.NodeId:
            found = span(env).present
            return builder.true if found is None else found

        return Logical(node=present)
    part = expr.name

    def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        found = span(env)
        node = found.start if part == "start" else found.length if part == "length" else found.end
        builder.add_node(accumulator, node, scale)

    return Numeric(emit=emit)


def _read_field(compiler: Compiler, base: Selection | Constant, name: str, at: int) -> Code:
    """A field of a row, or of the chosen row."""
    if base.type.kind == "unknown":
        return FAULTY
    type_ = ANY
    if base.type.kind == "row" and base.type.table is not None:
        table = base.type.table
        if name not in table.columns:
            return compiler.fault(
                f"{table.name} has no column {name!r}",
                "unknown-field",
                at,
                expected="one of " + ", ".join(table.columns),
                did_you_mean=nearest(name, table.columns),
            )
        kind = table.types.get(name)
        type_ = ANY if kind is None else field_type(kind)
    elif base.type.kind != "any":
        return compiler.fault(f"{base.type} has no fields", "type-mismatch", at, expected="a row of a table")

    def read(row: Any) -> Any:
        if not isinstance(row, Row) or name not in row.table.columns:
            raise ExpressionError(f"{show(row)} has no field {name!r}", code="unknown-field", column=at)
        return row.table.columns[name][row.position]

    if isinstance(base, Constant):
        value = base.value
        if base.type.kind == "row" and base.type.table is not None:
            column_values = base.type.table.columns[name]

            def fast(env: Env) -> Any:
                found = column_values[value(env).position]
                if found is MISSING:
                    row = value(env)
                    raise ExpressionError(
                        f"{name} of {row.table.name} row {row.position + 1} ({show(row)}) is empty",
                        code="missing-field",
                        column=at,
                        expected=f"`not is_missing(row.{name})` before it",
                    )
                return found

            return Constant(type=type_, value=fast, known=base.known)

        def checked(env: Env) -> Any:
            found = read(value(env))
            if found is MISSING:
                raise missing_field(at)
            return found

        return Constant(type=type_, value=checked, known=base.known)
    return Selection(type=type_, cases=_mapped(compiler, base.cases, read), derived=True)


def _mapped(
    compiler: Compiler, cases: Callable[[Env], Cases], read: Callable[[Any], Any]
) -> Callable[[Env], Cases]:
    """The cases with their values replaced; those whose value is missing are excluded."""

    def make(env: Env) -> Cases:
        found = cases(env)
        pairs = []
        for value, column in found.pairs:
            result = read(value)
            if result is MISSING:
                exclude(compiler, column)
            else:
                pairs.append((result, column))
        return Cases(tuple(pairs), found.present)

    return make


# ---------------------------------------------------------------- indices


def compile_index(compiler: Compiler, expr: s.Index, scope: Scope) -> Code:
    """`family[keys]`, `set[k]`, `row['field']`, `tuple[k]`."""
    base = compiler.compile(expr.base, scope)
    if isinstance(base, Faulty):
        return FAULTY
    if isinstance(base, Family):
        symbol = compiler.symbols.get(base.name)
        assert symbol is not None
        return _entry(compiler, symbol, expr, scope)
    if len(expr.keys) != 1:
        return compiler.fault(f"{base.type} takes one index", "bad-index", expr.column)
    key = expr.keys[0]
    if base.type.kind in ("row", "any") and isinstance(base, Constant | Selection):
        field = compiler.constant(key, scope)
        if field is None:
            return FAULTY
        if field.known:
            name = field.value([])
            if isinstance(name, str):
                return _read_field(compiler, base, name, expr.column)
        if field.type.kind in ("text", "any", "row") and isinstance(base, Constant):
            return _computed_field(base, field, expr.column)
    if base.type.kind == "set" and isinstance(base, Constant):
        return _kth(compiler, base, key, scope)
    if base.type.kind in ("list", "tuple") and isinstance(base, Constant):
        position = compiler.constant(key, scope)
        if position is None:
            return FAULTY
        items, place, at = base.value, position.value, expr.column

        def pick(env: Env) -> Any:
            found, k = items(env), place(env)
            if not isinstance(k, int) or not 1 <= k <= len(found):
                raise ExpressionError(
                    f"there is no part {show(k)}",
                    code="bad-index",
                    column=at,
                    expected=f"1 to {len(found)}: parts count from 1",
                )
            return found[k - 1]

        member = base.type.member or ANY
        return Constant(type=member, value=pick, known=base.known and position.known)
    return compiler.fault(
        f"{base.type} takes no index",
        "bad-index",
        expr.column,
        expected="an element with indices, a set, or a row",
    )


def _computed_field(base: Constant, field: Constant, at: int) -> Code:
    row_of, name_of = base.value, field.value

    def read(env: Env) -> Any:
        row, name = row_of(env), name_of(env)
        name = show(name)
        if not isinstance(row, Row) or name not in row.table.columns:
            raise ExpressionError(f"{show(row)} has no field {name!r}", code="unknown-field", column=at)
        found = row.table.columns[name][row.position]
        if found is MISSING:
            raise missing_field(at)
        return found

    return Constant(type=ANY, value=read)


def _kth(compiler: Compiler, base: Constant, key: s.Expr, scope: Scope) -> Code:
    code = compiler.compile(key, scope)
    members, at = base.value, key.column
    if isinstance(code, Constant):
        place = compiler.constant_number(code, at)
        if place is None:
            return FAULTY

        def kth(env: Env) -> Any:
            position = place(env)
            if not isinstance(position, int):
                raise ExpressionError("a position is a whole number", code="bad-index", column=at)
            try:
                return members(env).at(position)
            except ExpressionError as error:
                error.column = at
                raise

        return Constant(type=base.type.member or ANY, value=kth, known=base.known and code.known)
    if isinstance(code, Selection) and code.type.kind not in ("number", "any", "unknown"):
        return compiler.fault(
            f"a position is a number, not {code.type}",
            "bad-index",
            at,
            expected="the choice itself: it is the member",
        )
    keyed = as_cases(compiler, code, at, lambda env: range(1, len(members(env)) + 1))
    if keyed is None:
        return FAULTY

    def pick(env: Env) -> Cases:
        found, values = keyed(env), members(env).values
        if not all(isinstance(k, int) for k, _ in found.pairs):
            raise ExpressionError("a position is a whole number", code="bad-index", column=at)
        pairs = tuple((values[k - 1], column) for k, column in found.pairs if 1 <= k <= len(values))
        for k, column in found.pairs:
            if not 1 <= k <= len(values):
                exclude(compiler, column)
        return Cases(pairs, found.present)

    return Selection(type=base.type.member or ANY, cases=pick, derived=True)


def _entry(compiler: Compiler, symbol: Symbol, expr: s.Index, scope: Scope) -> Code:
    codes = [compiler.compile(key, scope) for key in expr.keys]
    if symbol.faulty or any(isinstance(code, Faulty) for code in codes):
        return FAULTY
    widths = [code.type.width for code in codes]
    loose = any(code.type.kind in ("any", "unknown") for code in codes)
    expected = len(symbol.index_types)
    if sum(widths) != expected and not (loose and len(codes) <= expected):
        return compiler.fault(
            f"{symbol.name} has {expected} {'index' if expected == 1 else 'indices'}, not {sum(widths)}",
            "bad-index",
            expr.column,
            expected=f"`{symbol.usage}`",
        )
    if not loose and not _index_types_fit(compiler, symbol, codes, expr):
        return FAULTY
    if all(isinstance(code, Constant) for code in codes):
        maker = _key_maker([code for code in codes if isinstance(code, Constant)], loose=loose)
        return _constant_entry(compiler, symbol, maker, expr)
    return selected_entry(compiler, symbol, codes, expr)


def _index_types_fit(compiler: Compiler, symbol: Symbol, codes: list[Code], expr: s.Index) -> bool:
    place = 0
    for code, key in zip(codes, expr.keys, strict=True):
        atoms = _atoms(code.type)
        for atom in atoms:
            wanted = symbol.index_types[place]
            place += 1
            if not comparable(atom, wanted):
                expected = f"`{symbol.usage}`"
                if atom.kind == "set" and isinstance(key, s.Name):
                    name = compiler.symbols.free_letter(key.name)
                    expected = f"an index in place of the set: `{name}` with `for {name} in {key.name}`"
                compiler.fault(
                    f"index {place} of {symbol.name} is {wanted}, not {atom}",
                    "bad-index",
                    key.column,
                    expected=expected,
                )
                return False
    return True


def _atoms(type_: Type) -> tuple[Type, ...]:
    if type_.kind != "tuple":
        return (type_,)
    return tuple(atom for item in type_.items for atom in _atoms(item))


def _key_maker(codes: list[Constant], *, loose: bool) -> KeyMaker:
    """The fastest way to make a key: slots by itemgetter, one value bare, else a tuple."""
    values = [code.value for code in codes]
    if loose or any(code.type.kind == "tuple" for code in codes):

        def flat_key(env: Env) -> Key:
            parts = flat(tuple(value(env) for value in values))
            assert isinstance(parts, tuple)
            return parts[0] if len(parts) == 1 else parts

        return flat_key
    slots = [code.slot for code in codes]
    if all(slot is not None for slot in slots):
        return itemgetter(*slots)
    if len(values) == 1:
        return values[0]
    if len(values) == 2:
        first, second = values
        return lambda env: (first(env), second(env))
    return lambda env: tuple([value(env) for value in values])


def _nearest_key(symbol: Symbol, key: Key) -> str | None:
    """The text index most like a misspelt one; of several indices, the first that is misspelt."""
    parts = key if isinstance(key, tuple) else (key,)
    keys = [each if isinstance(each, tuple) else (each,) for each in symbol.entries]
    for place, part in enumerate(parts):
        known = {each[place] for each in keys if place < len(each)}
        if isinstance(part, str) and part not in known:
            return nearest(part, sorted(show(other) for other in known if isinstance(other, str | Row)))
    return None


def no_entry(symbol: Symbol, key: Key, column: int) -> ExpressionError:
    """The error of reading outside an index set."""
    shown = show(key if isinstance(key, tuple) else (key,))
    meant = _nearest_key(symbol, key)
    guard = "" if meant else "; guard the ends with `if` or `and`"
    return ExpressionError(
        f"{symbol.name}[{shown}] does not exist",
        code="bad-index",
        column=column,
        expected=f"indices of `{symbol.usage}`{guard}",
        did_you_mean=meant,
    )


def _constant_entry(compiler: Compiler, symbol: Symbol, key: KeyMaker, expr: s.Index) -> Code:
    at = expr.column
    entries = symbol.entries
    if symbol.kind in ("set", "parameter"):

        def read(env: Env) -> Any:
            try:
                return entries[key(env)]
            except KeyError:
                raise no_entry(symbol, key(env), at) from None

        size = None
        if symbol.kind == "set" and entries:
            size = -(-sum(map(len, entries.values())) // len(entries))
        return Constant(type=symbol.type, value=read, size=size)

    return entry_code(symbol, key, compiler, lambda found: no_entry(symbol, found, at))

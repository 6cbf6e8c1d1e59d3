"""Calls of the language's functions to code."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding import global_constraints, irrational
from certiplan.model.grounding.arithmetic import multiply
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import FAULTY, Code, Constant, Env, Logical, Numeric
from certiplan.model.grounding.constant_functions import (
    compile_constant_function,
    compile_conversion,
    compile_is_missing,
)
from certiplan.model.grounding.items import Items, collected, compile_items, numeric_nodes
from certiplan.model.grounding.types import BOOLEAN, DATE, NUMBER
from certiplan.model.values import Rational, show, whole

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope

_IRRATIONAL = ("sqrt", "exp", "log", "sin", "cos", "tan")


def _absolute(value: Rational) -> Rational:
    return value if value >= 0 else -value


_ROUNDING: dict[str, Callable[[Rational], Rational]] = {
    "floor": floor,
    "ceil": ceil,
    "round": round,
    "abs": _absolute,
}


def compile_call(compiler: Compiler, expr: s.Call, scope: Scope, *, must: bool | None = None) -> Code:
    """The code of a call; its number of arguments and keywords has been checked by the parser."""
    name = expr.function
    if name in ("sum", "count", "prod", "any", "all", "min", "max"):
        return _aggregate(compiler, expr, scope)
    if name in _ROUNDING or name in _IRRATIONAL:
        return _numeric_function(compiler, expr, scope)
    if name in ("implies", "iff", "xor"):
        return _logic(compiler, expr, scope, must=must)
    if name == "piecewise":
        return _piecewise(compiler, expr, scope)
    if name in global_constraints.NAMES:
        return global_constraints.compile_global(compiler, expr, scope)
    if name == "to":
        return compile_conversion(compiler, expr, scope)
    if name == "is_missing":
        return compile_is_missing(compiler, expr, scope)
    return compile_constant_function(compiler, expr, scope)


# ---------------------------------------------------------------- aggregates


def _aggregate(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    items = compile_items(compiler, expr.arguments, scope)
    if items is None:
        return FAULTY
    codes = items.codes
    if all(isinstance(code, Constant) for code, _ in codes):
        return _constant_aggregate(
            compiler, expr, scope, items, [(c, at) for c, at in codes if isinstance(c, Constant)]
        )
    match expr.function:
        case "sum":
            return _sum(compiler, items)
        case "count" | "any" | "all":
            return _logical_aggregate(compiler, expr.function, items)
        case "prod":
            return _product(compiler, items)
        case _:
            return _extreme(compiler, expr, scope, items)


def _sum(compiler: Compiler, items: Items) -> Code:
    run, codes = items.run, items.codes
    emits = [compiler.numeric(code, at) for code, at in codes]
    if any(emit is None for emit in emits):
        return FAULTY
    parts = [emit for emit in emits if emit is not None]
    if len(parts) == 1:
        only = parts[0]
        return Numeric(emit=lambda env, accumulator, scale: run(env, only, accumulator, scale))

    def emit_all(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        for part in parts:
            part(env, accumulator, scale)

    return Numeric(emit=emit_all)


def _logical_aggregate(compiler: Compiler, name: str, items: Items) -> Code:
    codes = items.codes
    makers = [compiler.logical(code, at) for code, at in codes]
    if any(maker is None for maker in makers):
        return FAULTY
    parts = [maker for maker in makers if maker is not None]
    builder = compiler.builder

    nodes = collected(items, parts)
    if name == "count":

        def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
            for node in nodes(env):
                builder.add_node(accumulator, node, scale)

        return Numeric(emit=emit)
    combine = builder.disjunction if name == "any" else builder.conjunction
    return Logical(node=lambda env: combine(nodes(env)))


def _product(compiler: Compiler, items: Items) -> Code:
    nodes = numeric_nodes(compiler, items)
    if nodes is None:
        return FAULTY
    return Numeric(emit=compiler.emit_node(lambda env: multiply(compiler, nodes(env))))


def _extreme(compiler: Compiler, expr: s.Call, scope: Scope, items: Items) -> Code:
    nodes = numeric_nodes(compiler, items)
    default = dict(expr.keywords).get("default")
    emit_default = None if default is None else compiler.number(default, scope)
    if nodes is None or (default is not None and emit_default is None):
        return FAULTY
    builder, at, name = compiler.builder, expr.column, expr.function
    make_default = None if emit_default is None else compiler.node_of(emit_default)

    def make(env: Env) -> ir.NodeId:
        found = list(dict.fromkeys(nodes(env)))
        if not found:
            if make_default is None:
                raise ExpressionError(
                    f"{name} of nothing", code="empty-extreme", column=at, expected=f"`{name}(…, default=0)`"
                )
            return make_default(env)
        if len(found) == 1:
            return found[0]
        return builder.nodes.add(ir.Extreme("min" if name == "min" else "max", tuple(found)))

    return Numeric(emit=compiler.emit_node(make))


def _constant_aggregate(
    compiler: Compiler,
    expr: s.Call,
    scope: Scope,
    items: Items,
    codes: list[tuple[Constant, int]],
) -> Code:
    name, at = expr.function, expr.column
    logical = name in ("any", "all", "count")
    readers: list[Callable[[Env], Any]] = []
    for code, column in codes:
        if logical:
            if code.type.kind not in ("boolean", "any", "unknown"):
                return compiler.misfit(code, column, "true or false")
            readers.append(code.value)
        elif name in ("min", "max") and code.type.kind == "date":
            readers.append(code.value)
        else:
            number = compiler.constant_number(code, column)
            if number is None:
                return FAULTY
            readers.append(number)
    default = dict(expr.keywords).get("default")
    fallback = None if default is None else compiler.constant(default, scope)
    if default is not None and fallback is None:
        return FAULTY

    collect = collected(items, readers)

    def value(env: Env) -> Any:
        found = collect(env)
        match name:
            case "sum":
                return whole(sum(found))
            case "count":
                return sum(1 for item in found if item)
            case "any":
                return any(found)
            case "all":
                return all(found)
            case "prod":
                result: Rational = 1
                for item in found:
                    result = irrational.bounded(result * item)
                return whole(result)
        if not found:
            if fallback is None:
                raise ExpressionError(
                    f"{name} of nothing", code="empty-extreme", column=at, expected=f"`{name}(…, default=0)`"
                )
            return fallback.value(env)
        return min(found) if name == "min" else max(found)

    type_ = BOOLEAN if name in ("any", "all") else NUMBER
    if name in ("min", "max") and codes and codes[0][0].type.kind == "date":
        type_ = DATE
    return Constant(type=type_, value=value)


# ---------------------------------------------------------------- numeric functions


def _numeric_function(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    name, at = expr.function, expr.column
    code = compiler.compile(expr.arguments[0], scope)
    if isinstance(code, Constant):
        number = compiler.constant_number(code, expr.arguments[0].column)
        if number is None:
            return FAULTY
        return Constant(type=NUMBER, value=lambda env: apply(name, number(env), at), known=code.known)
    emit = compiler.numeric(code, expr.arguments[0].column)
    if emit is None:
        return FAULTY
    argument, builder = compiler.node_of(emit), compiler.builder

    def make(env: Env) -> ir.NodeId:
        node = argument(env)
        constant = builder.constant_of(node)
        if constant is not None:
            return builder.constant(apply(name, constant, at))
        if name in ("floor", "ceil", "round") and builder.is_whole(node):
            return node
        return builder.nodes.add(ir.Function(name, node))  # type: ignore[arg-type]  # checked by the parser

    return Numeric(emit=compiler.emit_node(make))


def apply(name: str, value: Rational, column: int) -> Rational:
    """A numeric function of a constant.

    Raises:
        ExpressionError: outside its domain.
    """
    if name in _ROUNDING:
        return whole(_ROUNDING[name](value))
    try:
        return irrational.function(name, value)
    except ExpressionError as error:
        error.column = column
        raise


def _piecewise(compiler: Compiler, expr: s.Call, scope: Scope) -> Code:
    points = _points(compiler, expr.arguments[1], scope)
    code = compiler.compile(expr.arguments[0], scope)
    emit = compiler.numeric(code, expr.arguments[0].column)
    if points is None or emit is None:
        return FAULTY
    builder, at = compiler.builder, expr.column
    argument = compiler.node_of(emit)

    def checked(env: Env) -> tuple[tuple[Rational, Rational], ...]:
        found = points(env)
        if len(found) < 2 or any(one[0] >= two[0] for one, two in pairwise(found)):
            raise ExpressionError(
                "the points of piecewise",
                code="bad-call",
                column=at,
                expected="two or more, with increasing x",
            )
        return found

    def make(env: Env) -> ir.NodeId:
        node, found = argument(env), checked(env)
        constant = builder.constant_of(node)
        if constant is None:
            return builder.nodes.add(ir.Piecewise(node, found))
        return builder.constant(interpolate(constant, found, at))

    if isinstance(code, Constant):
        number = compiler.constant_number(code, at)
        if number is None:
            return FAULTY
        return Constant(type=NUMBER, value=lambda env: interpolate(number(env), checked(env), at))
    return Numeric(emit=compiler.emit_node(make))


def interpolate(x: Rational, points: tuple[tuple[Rational, Rational], ...], column: int) -> Rational:
    """The piecewise linear function through the points, at x.

    Raises:
        ExpressionError: outside the points.
    """
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return whole(Fraction(y0) + Fraction(y1 - y0) * (x - x0) / (x1 - x0))
    raise ExpressionError(f"{show(x)} lies outside the points", code="out-of-domain", column=column)


def _points(
    compiler: Compiler, expr: s.Expr, scope: Scope
) -> Callable[[Env], tuple[tuple[Rational, Rational], ...]] | None:
    code = compiler.constant(expr, scope, "the points of piecewise are constants")
    if code is None:
        return None
    if code.type.kind not in ("list", "tuple", "set", "any"):
        compiler.misfit(code, expr.column, "points [(x, y), …]")
        return None
    value, at = code.value, expr.column

    def read(env: Env) -> tuple[tuple[Rational, Rational], ...]:
        found = []
        for point in value(env):
            pair = point if isinstance(point, tuple) else ()
            if len(pair) != 2 or not all(isinstance(part, int | Fraction) for part in pair):
                raise ExpressionError("a point is a pair of numbers", code="type-mismatch", column=at)
            found.append((pair[0], pair[1]))
        return tuple(found)

    return read


# ---------------------------------------------------------------- logic


def _logic(compiler: Compiler, expr: s.Call, scope: Scope, *, must: bool | None) -> Code:
    # An implication that must not hold has a left side that must and a right side that must not.
    sides = (True, False) if expr.function == "implies" and must is False else (None, None)
    codes = [
        compiler.compile(argument, scope, must=side)
        for argument, side in zip(expr.arguments, sides, strict=True)
    ]
    makers = [
        compiler.logical(code, argument.column) for code, argument in zip(codes, expr.arguments, strict=True)
    ]
    if makers[0] is None or makers[1] is None:
        return FAULTY
    left, right = makers[0], makers[1]
    builder = compiler.builder

    def make(env: Env) -> ir.NodeId:
        first = left(env)
        if expr.function == "implies":
            if first == builder.false:
                return builder.true
            return builder.disjunction((builder.negate(first), right(env)))
        node = builder.equivalence(first, right(env))
        return node if expr.function == "iff" else builder.negate(node)

    if all(isinstance(code, Constant) for code in codes):
        return Constant(type=BOOLEAN, value=lambda env: make(env) == builder.true)
    return Logical(node=make)

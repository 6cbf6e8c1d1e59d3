"""Sums, products, quotients, powers, dates and set operators to code."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding import dates
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import (
    FAULTY,
    Code,
    Constant,
    Emit,
    Env,
    Faulty,
    Logical,
    Numeric,
    Selection,
)
from certiplan.model.grounding.irrational import bounded, power
from certiplan.model.grounding.members import Members
from certiplan.model.grounding.types import ANY, DATE, NUMBER, Type, common, set_of, tuple_of
from certiplan.model.values import Rational, whole

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope


def compile_sum(compiler: Compiler, expr: s.Sum, scope: Scope) -> Code:
    """The code of a sum of numbers, a date moved by days, or a difference of sets."""
    codes = [(sign, compiler.compile(term, scope), term.column) for sign, term in expr.terms]
    kinds = {code.type.kind for _, code, _ in codes}
    if "set" in kinds:
        return _difference(compiler, expr, codes)
    if kinds & {"date"}:
        return _date_sum(compiler, expr, codes)
    constants = [(sign, code, column) for sign, code, column in codes if isinstance(code, Constant)]
    if len(constants) == len(codes):
        return _constant_sum(compiler, constants)
    emits = [(sign, compiler.numeric(code, column)) for sign, code, column in codes]
    if any(emit is None for _, emit in emits):
        return FAULTY
    parts = [(sign, emit) for sign, emit in emits if emit is not None]

    def emit_all(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        for sign, emit in parts:
            emit(env, accumulator, scale if sign > 0 else -scale)

    return Numeric(emit=emit_all)


def _constant_sum(compiler: Compiler, codes: list[tuple[int, Constant, int]]) -> Code:
    parts = []
    for sign, code, column in codes:
        value = compiler.constant_number(code, column)
        if value is None:
            return FAULTY
        parts.append((sign, value))

    def total(env: Env) -> Rational:
        result: Rational = 0
        for sign, value in parts:
            result = result + value(env) if sign > 0 else result - value(env)
        return result if type(result) is int else bounded(whole(result))

    return Constant(type=NUMBER, value=total, known=all(code.known for _, code, _ in codes))


def _difference(compiler: Compiler, expr: s.Sum, codes: list[tuple[int, Code, int]]) -> Code:
    sets: list[Constant] = []
    for position, (sign, code, column) in enumerate(codes):
        if isinstance(code, Faulty):
            return FAULTY
        if not isinstance(code, Constant) or code.type.kind != "set":
            return compiler.misfit(code, column, "a set, as its neighbour is")
        if position and sign > 0:
            return compiler.fault("sets are not added", "type-mismatch", column, expected="`S | T`")
        sets.append(code)
    first, *rest = [code.value for code in sets]

    def subtract(env: Env) -> Members:
        result: Members = first(env)
        for other in rest:
            result = result - other(env)
        return result

    return Constant(type=sets[0].type, value=subtract, known=all(code.known for code in sets))


def _date_sum(compiler: Compiler, expr: s.Sum, codes: list[tuple[int, Code, int]]) -> Code:
    if any(isinstance(code, Faulty) for _, code, _ in codes):
        return FAULTY
    dated = [(sign, found) for sign, code, _ in codes if (found := dates.as_dated(code)) is not None]
    others = [(sign, code, column) for sign, code, column in codes if dates.as_dated(code) is None]
    numbers = [(sign, code, column) for sign, code, column in others if isinstance(code, Constant)]
    signs = sorted(sign for sign, _ in dated)
    if signs == [-1, 1] and not others:
        earlier, later = (code for _, code in sorted(dated, key=lambda each: each[0]))
        if isinstance(earlier, Selection) or isinstance(later, Selection):
            return dates.day_difference(later, earlier, expr.column)
    if signs != [1] or codes[0][1] is not dated[0][1] or len(numbers) < len(others):
        return compiler.fault(
            "dates only take a number of days that is known",
            "type-mismatch",
            expr.column,
            expected="`date + 2`; for days that are decided, `days_between(a, b) >= n`",
        )
    shift = _constant_sum(compiler, numbers)
    if not isinstance(shift, Constant):
        return FAULTY
    base, days, at = dated[0][1], shift.value, expr.column
    if isinstance(base, Selection):
        return dates.moved(base, days, at)
    start = base.value
    return Constant(
        type=DATE,
        value=lambda env: dates.moved_date(start(env), days(env), at),
        known=base.known and shift.known,
    )


# ------------------------------------------------------------ products, quotients, powers, set operators


def compile_binary(compiler: Compiler, expr: s.Binary, scope: Scope) -> Code:
    """The code of every other arithmetic or set operator."""
    left, right = compiler.compile(expr.left, scope), compiler.compile(expr.right, scope)
    if isinstance(left, Faulty) or isinstance(right, Faulty):
        return FAULTY
    if expr.operator in ("|", "&") or "set" in (left.type.kind, right.type.kind):
        return _set_operation(compiler, expr, left, right)
    if isinstance(left, Constant) and isinstance(right, Constant):
        return _constant_binary(compiler, expr, left, right)
    match expr.operator:
        case "*":
            return _product(compiler, left, right, expr)
        case "/":
            return _quotient(compiler, left, right, expr)
        case "//" | "%":
            return _floor_division(compiler, left, right, expr)
        case _:
            return _power(compiler, left, right, expr)


def _set_operation(compiler: Compiler, expr: s.Binary, left: Code, right: Code) -> Code:
    for code, part in ((left, expr.left), (right, expr.right)):
        if isinstance(code, Constant) and code.type.kind == "set":
            continue
        if expr.operator in ("|", "&"):
            logic = "`and`" if expr.operator == "&" else "`or`"
            return compiler.fault(
                f"`{expr.operator}` combines sets, and this is {code.type}",
                "type-mismatch",
                part.column,
                expected=f"{logic} between conditions",
            )
        return compiler.misfit(code, part.column, "a set")
    assert isinstance(left, Constant)
    assert isinstance(right, Constant)
    one, two = left.value, right.value
    members = [code.type.member or ANY for code in (left, right)]
    all_known = left.known and right.known
    match expr.operator:
        case "|":
            return Constant(
                type=set_of(common(members)), value=lambda env: one(env) | two(env), known=all_known
            )
        case "&":
            return Constant(type=left.type, value=lambda env: one(env) & two(env), known=all_known)
        case "*":
            type_ = set_of(_flat_tuple(members))
            return Constant(type=type_, value=lambda env: one(env).times(two(env)), known=all_known)
        case _:
            return compiler.fault(
                f"{expr.operator} is not defined between sets",
                "type-mismatch",
                expr.column,
                expected="| & - *",
            )


def _constant_binary(compiler: Compiler, expr: s.Binary, left: Constant, right: Constant) -> Code:
    one, two = (
        compiler.constant_number(left, expr.left.column),
        compiler.constant_number(right, expr.right.column),
    )
    if one is None or two is None:
        return FAULTY
    operate = _OPERATIONS[expr.operator]
    at = expr.column

    def value(env: Env) -> Rational:
        try:
            return bounded(whole(operate(one(env), two(env))))
        except ZeroDivisionError as error:
            raise ExpressionError("this divides by zero", code="division-by-zero", column=at) from error
        except ExpressionError as error:
            error.column = error.column or at
            raise

    return Constant(type=NUMBER, value=value, known=left.known and right.known)


def _product(compiler: Compiler, left: Code, right: Code, expr: s.Binary) -> Code:
    if isinstance(right, Constant):
        left, right = right, left
        factor_at = expr.right.column
    else:
        factor_at = expr.left.column
    emit = compiler.numeric(right, expr.right.column if factor_at == expr.left.column else expr.left.column)
    if isinstance(left, Constant):
        factor = compiler.constant_number(left, factor_at)
        return FAULTY if emit is None or factor is None else Numeric(emit=_scaled(factor, emit))
    other = compiler.numeric(left, expr.left.column)
    if emit is None or other is None:
        return FAULTY
    if isinstance(left, Logical) and isinstance(right, Logical):
        builder, one, two = compiler.builder, left.node, right.node
        return Numeric(emit=compiler.emit_node(lambda env: builder.conjunction((one(env), two(env)))))
    makers = [
        code.node if isinstance(code, Logical) else compiler.node_of(maker)
        for code, maker in ((left, other), (right, emit))
    ]
    return Numeric(emit=compiler.emit_node(lambda env: multiply(compiler, [make(env) for make in makers])))


def multiply(compiler: Compiler, factors: list[ir.NodeId]) -> ir.NodeId:
    """The product of nodes: constants go before it, nested products are flattened."""
    builder = compiler.builder
    scale: Rational = 1
    kept: list[ir.NodeId] = []
    for factor in factors:
        record = builder.nodes[factor]
        constant = builder.constant_of(factor)
        if isinstance(record, ir.Truth):
            constant = int(record.value)
        if constant is not None:
            scale *= constant
        elif isinstance(record, ir.Product):
            kept.extend(record.factors)
        elif isinstance(record, ir.Linear) and _is_single(record):
            scale *= record.atom_coefs[0]
            inner = builder.nodes[record.atoms[0]]
            kept.extend(inner.factors if isinstance(inner, ir.Product) else (record.atoms[0],))
        else:
            kept.append(factor)
    if not kept or scale == 0:
        return builder.constant(whole(scale) if scale == 0 or not kept else 0)
    accumulator = Accumulator()
    if len(kept) == 1:
        builder.add_node(accumulator, kept[0], scale)
    else:
        builder.add_node(accumulator, builder.nodes.add(ir.Product(tuple(sorted(kept)))), scale)
    return builder.number(accumulator)


def _quotient(compiler: Compiler, left: Code, right: Code, expr: s.Binary) -> Code:
    top = compiler.numeric(left, expr.left.column)
    at = expr.right.column
    if isinstance(right, Constant):
        divisor = compiler.constant_number(right, at)
        if top is None or divisor is None:
            return FAULTY

        def inverse(env: Env) -> Rational:
            value = divisor(env)
            if value == 0:
                raise ExpressionError("this divides by zero", code="division-by-zero", column=at)
            return whole(Fraction(1) / value)

        return Numeric(emit=_scaled(inverse, top))
    bottom = compiler.numeric(right, at)
    if top is None or bottom is None:
        return FAULTY
    numerator, denominator, builder = compiler.node_of(top), compiler.node_of(bottom), compiler.builder

    def make(env: Env) -> ir.NodeId:
        below = denominator(env)
        constant = builder.constant_of(below)
        if constant == 0:
            raise ExpressionError("this divides by zero", code="division-by-zero", column=at)
        if constant is not None:
            return multiply(compiler, [numerator(env), builder.constant(whole(Fraction(1) / constant))])
        return builder.nodes.add(ir.Quotient(numerator(env), below))

    return Numeric(emit=compiler.emit_node(make))


def _floor_division(compiler: Compiler, left: Code, right: Code, expr: s.Binary) -> Code:
    top = compiler.numeric(left, expr.left.column)
    if not isinstance(right, Constant):
        return compiler.fault(
            f"the right side of {expr.operator} must be a constant",
            "type-mismatch",
            expr.right.column,
            expected="a positive whole number",
        )
    divisor = compiler.constant_number(right, expr.right.column)
    if top is None or divisor is None:
        return FAULTY
    numerator, builder, at = compiler.node_of(top), compiler.builder, expr.column
    node_type = ir.FloorDivide if expr.operator == "//" else ir.Modulo

    def make(env: Env) -> ir.NodeId:
        by, above = divisor(env), numerator(env)
        if not isinstance(by, int) or by <= 0 or not builder.is_whole(above):
            raise ExpressionError(
                f"{expr.operator} takes a whole-valued decision and a positive whole constant",
                code="type-mismatch",
                column=at,
                expected="for instance `t % 7` with an integer t",
            )
        constant = builder.constant_of(above)
        if constant is not None:
            return builder.constant(constant // by if node_type is ir.FloorDivide else constant % by)
        return builder.nodes.add(node_type(above, by))

    return Numeric(emit=compiler.emit_node(make))


def _power(compiler: Compiler, left: Code, right: Code, expr: s.Binary) -> Code:
    base, exponent = compiler.numeric(left, expr.left.column), compiler.numeric(right, expr.right.column)
    if base is None or exponent is None:
        return FAULTY
    make_base, make_exponent, builder = compiler.node_of(base), compiler.node_of(exponent), compiler.builder

    def make(env: Env) -> ir.NodeId:
        below, above = make_base(env), make_exponent(env)
        constant = builder.constant_of(above)
        if isinstance(constant, int) and 0 <= constant <= 4:
            return multiply(compiler, [below] * constant)
        return builder.nodes.add(ir.Power(below, above))

    return Numeric(emit=compiler.emit_node(make))


def _scaled(factor: Callable[[Env], Rational], emit: Emit) -> Emit:
    def scaled(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        by = factor(env)
        if by:
            emit(env, accumulator, by if scale == 1 else scale * by)

    return scaled


def _is_single(record: ir.Linear) -> bool:
    return not record.const and not record.columns and len(record.atoms) == 1


def _flat_tuple(members: list[Type]) -> Type:
    parts: list[Type] = []
    for member in members:
        parts.extend(member.items if member.kind == "tuple" else (member,))
    return tuple_of(parts)


_OPERATIONS: dict[str, Callable[[Rational, Rational], Rational]] = {
    "*": operator.mul,
    "/": lambda one, two: Fraction(one) / two,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": power,
}

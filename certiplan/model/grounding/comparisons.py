"""Comparisons to code: numbers as sums against zero, selections as sets of the columns that satisfy them."""

from __future__ import annotations

import datetime as dt
import operator
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import (
    FAULTY,
    Cases,
    Code,
    Constant,
    Emit,
    Env,
    Faulty,
    Logical,
    Numeric,
    Selection,
)
from certiplan.model.grounding.dates import as_dated, order_emit
from certiplan.model.grounding.members import Members, flat
from certiplan.model.grounding.strictness import is_fractional, remark_threshold, strict_comparison
from certiplan.model.grounding.types import BOOLEAN, comparable
from certiplan.model.values import MISSING, Rational, Row, show

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRRORED: dict[str, s.Relation] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_STRICT = ("<", ">", "!=")
NodeMaker = Callable[[Env], ir.NodeId]


def compile_compare(compiler: Compiler, expr: s.Compare, scope: Scope, *, must: bool | None) -> Code:
    """The code of a chain of comparisons."""
    # A chain that must not hold fails in one of its links, nobody knows which.
    each = None if must is False and len(expr.relations) > 1 else must
    codes: list[Code] = []
    for position, operand in enumerate(expr.operands):
        is_tuple = isinstance(operand, s.TupleOf) and expr.relations[
            min(position, len(expr.relations) - 1)
        ] in (
            "in",
            "not in",
        )
        codes.append(FAULTY if is_tuple and position == 0 else compiler.compile(operand, scope))
    links: list[Code] = []
    for position, relation in enumerate(expr.relations):
        left, right = expr.operands[position], expr.operands[position + 1]
        if relation in ("in", "not in"):
            links.append(
                _membership(compiler, relation, left, codes[position], right, codes[position + 1], scope)
            )
        else:
            link = _link(compiler, relation, codes[position], codes[position + 1], expr, position, must=each)
            links.append(link)
    if any(isinstance(link, Faulty) for link in links):
        return FAULTY
    if len(links) == 1:
        return links[0]
    if all(isinstance(link, Constant) for link in links):
        values = [link.value for link in links if isinstance(link, Constant)]
        return Constant(type=BOOLEAN, value=lambda env: all(value(env) for value in values))
    makers = [compiler.logical(link, expr.column) for link in links]
    builder = compiler.builder
    return Logical(
        node=lambda env: builder.conjunction([maker(env) for maker in makers if maker is not None])
    )


def _link(
    compiler: Compiler,
    relation: s.Relation,
    left: Code,
    right: Code,
    expr: s.Compare,
    position: int,
    *,
    must: bool | None,
) -> Code:
    if isinstance(left, Faulty) or isinstance(right, Faulty):
        return FAULTY
    left_at, right_at = expr.operands[position].column, expr.operands[position + 1].column
    if not comparable(left.type, right.type) or left.type.kind in ("interval", "set"):
        return compiler.fault(
            f"{left.type} is compared with {right.type}", "type-mismatch", right_at, expected=f"{left.type}"
        )
    if relation not in ("==", "!="):
        for code, at in ((left, left_at), (right, right_at)):
            if code.type.kind in ("text", "row", "tuple", "list"):
                return compiler.fault(
                    f"{code.type} has no order",
                    "type-mismatch",
                    at,
                    expected="numbers or dates on both sides",
                )
    if isinstance(left, Constant) and isinstance(right, Constant):
        return _constant_link(relation, left, right, right_at)
    if isinstance(right, Selection) and isinstance(left, Constant):
        left, right, relation = right, left, _MIRRORED[relation]
    if isinstance(left, Selection) and isinstance(right, Constant):
        return _selection_test(compiler, relation, left, right, right_at)
    if isinstance(left, Selection) and isinstance(right, Selection) and relation in ("==", "!="):
        numeric = None
        if is_zero_when_absent(left) or is_zero_when_absent(right):
            numeric = _numeric_link(compiler, relation, left, right, left_at, right_at, must=must)
        return _selections_link(compiler, relation, left, right, numeric)
    return _numeric_link(compiler, relation, left, right, left_at, right_at, must=must)


def compare_constants(relation: str, one: Any, two: Any, column: int) -> bool:
    """Compare two constants; a missing field or an order between different kinds is an error."""
    for value in (one, two):
        if value is MISSING:
            raise missing_field(column)
    if relation in ("==", "!="):
        return _TESTS[relation](one, two)
    if isinstance(one, Row) or isinstance(two, Row):
        one, two = (value.key if isinstance(value, Row) else value for value in (one, two))
    same = (isinstance(one, int | Fraction) and isinstance(two, int | Fraction)) or (
        isinstance(one, dt.date) and isinstance(two, dt.date)
    )
    if not same:
        raise ExpressionError(
            f"{show(one)} and {show(two)} have no order",
            code="type-mismatch",
            column=column,
            expected="two numbers",
        )
    return _TESTS[relation](one, two)


def missing_field(column: int) -> ExpressionError:
    """The error of reading an empty field."""
    return ExpressionError(
        "a field that is read here is empty",
        code="missing-field",
        column=column,
        expected="`not is_missing(row.field)`",
    )


def _constant_link(relation: s.Relation, left: Constant, right: Constant, column: int) -> Code:
    one, two = left.value, right.value
    return Constant(
        type=BOOLEAN,
        value=lambda env: compare_constants(relation, one(env), two(env), column),
        known=left.known and right.known,
    )


def _selection_test(
    compiler: Compiler, relation: s.Relation, left: Selection, right: Constant, column: int
) -> Code:
    cases, other = left.cases, right.value

    def make(env: Env) -> ir.NodeId:
        target, found = other(env), cases(env)
        return chosen(
            compiler,
            found,
            lambda value: compare_constants(relation, value, target, column),
            zero=_zero(compiler, left, found),
        )

    return Logical(node=make)


def is_zero_when_absent(code: Selection) -> bool:
    """Whether the selection is a number read through a choice: a look-up, which is 0 for an absent choice."""
    return code.derived and code.type.kind == "number"


def _zero(compiler: Compiler, code: Selection, cases: Cases) -> ir.NodeId | None:
    """Holds where a look-up is 0 because an index of it is absent; None where that cannot be."""
    if not is_zero_when_absent(code) or cases.present is None:
        return None
    return compiler.builder.negate(cases.present) if cases.zero is None else cases.zero


def _has_value(compiler: Compiler, code: Selection, cases: Cases) -> ir.NodeId | None:
    """Holds where there is something to compare; None where there always is."""
    if cases.present is None or not is_zero_when_absent(code):
        return cases.present
    return None if cases.zero is None else compiler.builder.disjunction((cases.present, cases.zero))


def chosen(
    compiler: Compiler, cases: Cases, test: Callable[[Any], bool], *, zero: ir.NodeId | None = None
) -> ir.NodeId:
    """The node that holds when the selected value passes the test; false when nothing is selected.

    Args:
        zero: where it holds, nothing is selected and the value is 0.
    """
    builder = compiler.builder
    passing = [column for value, column in cases.pairs if test(value)]
    if zero is not None and test(0):
        assert cases.present is not None
        if len(passing) == len(cases.pairs):
            return builder.true if cases.zero is None else builder.disjunction((zero, cases.present))
        selected = [builder.literal(column) for column in passing]
        return builder.disjunction((zero, *selected))
    if len(passing) == len(cases.pairs) and passing:
        return builder.true if cases.present is None else cases.present
    if len(passing) > len(cases.pairs) / 2 and cases.present is None:
        failing = set(passing)
        return builder.conjunction(
            builder.negate(builder.literal(column)) for _, column in cases.pairs if column not in failing
        )
    return builder.disjunction(builder.literal(column) for column in passing)


def selected_truth(compiler: Compiler, code: Selection) -> NodeMaker:
    """A selection among truth values as a node."""
    cases = code.cases
    return lambda env: chosen(compiler, cases(env), lambda value: value is True)


def _selections_link(
    compiler: Compiler, relation: s.Relation, left: Selection, right: Selection, numeric: Code | None
) -> Code:
    """Equal: for every value, both select it or neither. Different: no value is selected by both.

    Args:
        numeric: the same comparison of numbers, for look-ups by choices that may be absent.
    """
    one, two, builder = left.cases, right.cases, compiler.builder

    def make(env: Env) -> ir.NodeId:
        first, second = one(env), two(env)
        if isinstance(numeric, Logical) and not (first.present is None and second.present is None):
            return numeric.node(env)
        groups: defaultdict[Any, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, cases in enumerate((first, second)):
            for value, column in cases.pairs:
                if value is MISSING:
                    raise missing_field(1)
                groups[value][side].append(column)
        parts: list[ir.NodeId] = []
        for lefts, rights in groups.values():
            accumulator = Accumulator()
            for column in lefts:
                accumulator.add_column(column, 1)
            for column in rights:
                accumulator.add_column(column, -1 if relation == "==" else 1)
            if relation == "==":
                parts.append(builder.equals_zero(accumulator.finish()))
            elif lefts and rights:
                accumulator.const -= 1
                parts.append(builder.at_most_zero(accumulator.finish()))
        parts.extend(cases.present for cases in (first, second) if cases.present is not None)
        return builder.conjunction(parts)

    return Logical(node=make)


def _numeric_link(
    compiler: Compiler,
    relation: s.Relation,
    left: Code,
    right: Code,
    left_at: int,
    right_at: int,
    *,
    must: bool | None,
) -> Code:
    builder = compiler.builder
    difference = _difference(compiler, left, right, left_at, right_at)
    if difference is None:
        return FAULTY
    truths = all(isinstance(code, Logical) for code in (left, right))
    guards = [
        code
        for code in (left, right)
        if isinstance(code, Selection) and (code.may_lack or not is_zero_when_absent(code))
    ]
    sign = -1 if relation in (">", ">=") else 1

    def compare(env: Env) -> ir.NodeId:
        accumulator = Accumulator()
        difference(env, accumulator, sign)
        linear = accumulator.finish()
        if (relation in _STRICT) is must and is_fractional(builder, linear):
            raise strict_comparison(relation, right_at, denied=must is False)
        if must is None:
            remark_threshold(compiler, linear, relation, right_at)
        match relation:
            case "<=" | ">=":
                return builder.at_most_zero(linear)
            case "==":
                return builder.equals_zero(linear)
        if relation == "!=":
            return builder.negate(builder.equals_zero(linear))
        return builder.below_zero(linear)

    if truths and relation in ("==", "!=") and isinstance(left, Logical) and isinstance(right, Logical):
        one, two = left.node, right.node

        def agree(env: Env) -> ir.NodeId:
            node = builder.equivalence(one(env), two(env))
            return node if relation == "==" else builder.negate(node)

        return Logical(node=agree)
    if not guards:
        return Logical(node=compare)

    def guarded(env: Env) -> ir.NodeId:
        present = (_has_value(compiler, code, code.cases(env)) for code in guards)
        return builder.conjunction([compare(env), *(each for each in present if each is not None)])

    return Logical(node=guarded)


def _difference(compiler: Compiler, left: Code, right: Code, left_at: int, right_at: int) -> Emit | None:
    """What is positive where the left side is larger, of numbers or of dates; None after a fault."""
    one, other = as_dated(left), as_dated(right)
    if one is not None and other is not None:
        return order_emit(one, other, right_at)
    emit_left, emit_right = compiler.numeric(left, left_at), compiler.numeric(right, right_at)
    if emit_left is None or emit_right is None:
        return None

    def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        emit_left(env, accumulator, scale)
        emit_right(env, accumulator, -scale)

    return emit


# ---------------------------------------------------------------- membership


def _membership(
    compiler: Compiler,
    relation: s.Relation,
    left: s.Expr,
    left_code: Code,
    right: s.Expr,
    right_code: Code,
    scope: Scope,
) -> Code:
    if isinstance(right_code, Faulty):
        return FAULTY
    if not isinstance(right_code, Constant) or right_code.type.kind not in (
        "set",
        "list",
        "tuple",
        "any",
        "unknown",
    ):
        return compiler.misfit(right_code, right.column, "a set, or values such as ('a', 'b')")
    collection = right_code.value
    parts = left.items if isinstance(left, s.TupleOf) else (left,)
    codes = [compiler.compile(part, scope) for part in parts] if isinstance(left, s.TupleOf) else [left_code]
    if any(isinstance(code, Faulty) for code in codes):
        return FAULTY
    positive = relation == "in"
    if all(isinstance(code, Constant) for code in codes):
        values = [code.value for code in codes if isinstance(code, Constant)]
        single = not isinstance(left, s.TupleOf)

        def holds(env: Env) -> bool:
            items = _container(collection(env), right.column)
            value = values[0](env) if single else flat(tuple(value(env) for value in values))
            if value is MISSING:
                raise missing_field(left.column)
            return (value in items) == positive

        return Constant(type=BOOLEAN, value=holds)
    builder = compiler.builder
    testers = [_equality_tester(compiler, code, part) for code, part in zip(codes, parts, strict=True)]
    if any(tester is None for tester in testers):
        return FAULTY
    single_code = codes[0] if len(codes) == 1 else None

    def make(env: Env) -> ir.NodeId:
        items = _container(collection(env), right.column)
        if isinstance(single_code, Selection):
            cases = single_code.cases(env)
            zero = _zero(compiler, single_code, cases)
            node = chosen(compiler, cases, lambda value: value in items, zero=zero)
        else:
            options = []
            for item in items:
                values = item if isinstance(item, tuple) else (item,)
                if len(values) == len(testers):
                    tests = zip(testers, values, strict=True)
                    options.append(
                        builder.conjunction([tester(env, value) for tester, value in tests if tester])
                    )
            node = builder.disjunction(options)
        if positive:
            return node
        present = [
            found
            for code in codes
            if isinstance(code, Selection)
            and (found := _has_value(compiler, code, code.cases(env))) is not None
        ]
        return builder.conjunction([builder.negate(node), *present])

    return Logical(node=make)


def _container(found: Any, column: int) -> Members | tuple[Any, ...]:
    if isinstance(found, Members | tuple):
        return found
    raise ExpressionError(
        "this is not a set", code="type-mismatch", column=column, expected="a set or a list"
    )


def _equality_tester(compiler: Compiler, code: Code, part: s.Expr) -> Callable[[Env, Any], ir.NodeId] | None:
    """tester(env, value): the node that holds when the part equals the value."""
    builder = compiler.builder
    match code:
        case Constant(value=read):
            return lambda env, value: builder.truth(read(env) == value)
        case Selection(cases=cases):
            return lambda env, value: chosen(compiler, cases(env), lambda member: bool(member == value))
        case Numeric() | Logical():
            emit = compiler.numeric(code, part.column)
            if emit is None:
                return None

            def equals(env: Env, value: Any) -> ir.NodeId:
                if not isinstance(value, int | Fraction):
                    return builder.false
                accumulator = Accumulator()
                emit(env, accumulator, 1)
                accumulator.const -= value
                return builder.equals_zero(accumulator.finish())

            return equals
        case _:
            compiler.misfit(code, part.column, "a value or a choice")
            return None

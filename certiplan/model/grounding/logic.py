"""And, or, not and conditional expressions to code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.grounding.builder import Accumulator
from certiplan.model.grounding.code import FAULTY, Code, Constant, Env, Faulty, Logical, Numeric, Selection
from certiplan.model.grounding.types import BOOLEAN, common
from certiplan.model.values import Rational

if TYPE_CHECKING:
    from certiplan.model.grounding.compiler import Compiler, Scope


def compile_connective(
    compiler: Compiler, items: tuple[s.Expr, ...], scope: Scope, *, stop: bool, must: bool | None
) -> Code:
    """And (stop at False) or Or (stop at True); what is constant decides before the rest is read."""
    # All of a conjunction must hold, none of a disjunction may where it must not.
    each = must if must is not stop else None
    codes = [compiler.compile(item, scope, must=each) for item in items]
    makers = [compiler.logical(code, item.column) for code, item in zip(codes, items, strict=True)]
    if any(maker is None for maker in makers):
        return FAULTY
    builder = compiler.builder
    nodes = [maker for maker in makers if maker is not None]
    decisive = builder.truth(stop)
    if all(isinstance(code, Constant) for code in codes):
        return Constant(
            type=BOOLEAN,
            value=lambda env: any(node(env) == decisive for node in nodes) == stop,
            known=all(isinstance(code, Constant) and code.known for code in codes),
        )
    combine = builder.disjunction if stop else builder.conjunction

    def make(env: Env) -> ir.NodeId:
        found: list[ir.NodeId] = []
        for node in nodes:
            part = node(env)
            if part == decisive:
                return decisive
            found.append(part)
        return combine(found)

    return Logical(node=make)


def compile_not(compiler: Compiler, item: s.Expr, scope: Scope, *, must: bool | None) -> Code:
    """The code of a negation."""
    code = compiler.compile(item, scope, must=None if must is None else not must)
    maker = compiler.logical(code, item.column)
    if maker is None:
        return FAULTY
    builder = compiler.builder
    if isinstance(code, Constant):
        return Constant(type=BOOLEAN, value=lambda env: maker(env) == builder.false, known=code.known)
    return Logical(node=lambda env: builder.negate(maker(env)))


def compile_conditional(compiler: Compiler, expr: s.Conditional, scope: Scope) -> Code:
    """The code of `a if c else b`; a constant condition reads only the branch that it selects."""
    condition = compiler.compile(expr.condition, scope)
    test = compiler.logical(condition, expr.condition.column)
    branches = [compiler.compile(expr.then, scope), compiler.compile(expr.otherwise, scope)]
    if test is None or any(isinstance(branch, Faulty) for branch in branches):
        return FAULTY
    then, otherwise = branches
    builder = compiler.builder
    if isinstance(condition, Constant) and isinstance(then, Constant) and isinstance(otherwise, Constant):
        one, two, yes = then.value, otherwise.value, builder.true
        return Constant(
            type=common((then.type, otherwise.type)),
            value=lambda env: one(env) if test(env) == yes else two(env),
            known=condition.known and then.known and otherwise.known,
        )
    kinds = {then.type.kind, otherwise.type.kind}
    if (
        isinstance(condition, Constant)
        and isinstance(then, Selection)
        and isinstance(otherwise, Selection)
        and (then.derived == otherwise.derived or "number" not in kinds)
    ):
        first, second, yes = then.cases, otherwise.cases, builder.true
        return Selection(
            type=common((then.type, otherwise.type)),
            cases=lambda env: first(env) if test(env) == yes else second(env),
            derived=then.derived and otherwise.derived,
            may_lack=then.may_lack or otherwise.may_lack,
        )
    if kinds == {"boolean"}:
        return _logical_branches(compiler, test, then, otherwise, expr)
    return _numeric_branches(compiler, test, then, otherwise, expr)


def _logical_branches(
    compiler: Compiler, test: Callable[[Env], ir.NodeId], then: Code, otherwise: Code, expr: s.Conditional
) -> Code:
    one, two = compiler.logical(then, expr.then.column), compiler.logical(otherwise, expr.otherwise.column)
    if one is None or two is None:
        return FAULTY
    builder = compiler.builder

    def make(env: Env) -> ir.NodeId:
        decided = test(env)
        if decided == builder.true:
            return one(env)
        if decided == builder.false:
            return two(env)
        return builder.conjunction(
            (
                builder.disjunction((builder.negate(decided), one(env))),
                builder.disjunction((decided, two(env))),
            )
        )

    return Logical(node=make)


def _numeric_branches(
    compiler: Compiler, test: Callable[[Env], ir.NodeId], then: Code, otherwise: Code, expr: s.Conditional
) -> Code:
    one, two = compiler.numeric(then, expr.then.column), compiler.numeric(otherwise, expr.otherwise.column)
    if one is None or two is None:
        return FAULTY
    builder = compiler.builder
    make_one, make_two = compiler.node_of(one), compiler.node_of(two)

    def emit(env: Env, accumulator: Accumulator, scale: Rational) -> None:
        decided = test(env)
        if decided == builder.true:
            one(env, accumulator, scale)
        elif decided == builder.false:
            two(env, accumulator, scale)
        else:
            first, second = make_one(env), make_two(env)
            high, low = builder.constant_of(first), builder.constant_of(second)
            if high is not None and low is not None:
                accumulator.const += scale * low
                builder.add_node(accumulator, decided, scale * (high - low))
            else:
                node = builder.nodes.add(ir.IfThenElse(decided, first, second))
                builder.add_node(accumulator, node, scale)

    return Numeric(emit=emit)

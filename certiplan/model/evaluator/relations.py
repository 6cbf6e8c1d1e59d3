"""Comparisons in expressions: chains of them, membership, and what a constraint asserts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from certiplan.model import syntax as s
from certiplan.model.evaluator.comparing import (
    EXACT,
    ORDERS,
    Order,
    Precision,
    compare,
    compare_members,
)
from certiplan.model.evaluator.runtime import (
    Absent,
    Frame,
    Members,
    Scope,
    Truth,
    TruthRun,
    all_of,
    mismatch,
)
from certiplan.model.evaluator.statics import Grade

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter


def build_comparisons(
    interpreter: Interpreter, expr: s.Compare, scope: Scope, *, asserted: bool = False
) -> TruthRun:
    """A chain of comparisons, every one of which must hold."""
    links = [
        build_link(interpreter, relation, left, right, scope, asserted=asserted)
        for relation, left, right in zip(expr.relations, expr.operands, expr.operands[1:], strict=False)
    ]
    if len(links) == 1:
        return links[0]
    return lambda f: all_of(link(f) for link in links)


def build_link(
    interpreter: Interpreter,
    relation: s.Relation,
    left: s.Expr,
    right: s.Expr,
    scope: Scope,
    *,
    asserted: bool = False,
) -> TruthRun:
    """One comparison of a chain.

    Args:
        asserted: only whether it may hold matters.
    """
    if relation == "in" or relation == "not in":
        return _build_membership(interpreter, relation, left, right, scope)
    order: Order = relation
    grade = max(interpreter.statics.grade(left), interpreter.statics.grade(right))
    first, second, column = interpreter.value(left, scope), interpreter.value(right, scope), left.column
    operation = ORDERS[order]
    if grade is Grade.EXACT:

        def exact(f: Frame) -> Truth:
            a, b = first(f), second(f)
            if (type(a) is int or type(a) is Fraction) and (type(b) is int or type(b) is Fraction):
                return operation(a, b)
            return compare(order, a, b, column=column)

        return exact
    terms = [interpreter.largest_terms.of(side, scope) for side in (left, right)]

    def tolerant(f: Frame) -> Truth:
        precision = Precision(grade, lambda: max(term(f) for term in terms), asserted)
        return compare(order, first(f), second(f), column=column, precision=precision)

    return tolerant


def build_assertion(interpreter: Interpreter, expr: s.Expr, scope: Scope) -> TruthRun:
    """Whether a constraint holds: False where it fails, anything else where it may hold."""
    if isinstance(expr, s.Compare):
        return build_comparisons(interpreter, expr, scope, asserted=True)
    return interpreter.truth(expr, scope)


def _build_membership(
    interpreter: Interpreter, relation: Literal["in", "not in"], left: s.Expr, right: s.Expr, scope: Scope
) -> TruthRun:
    subject, column, grade = interpreter.value(left, scope), right.column, interpreter.statics.grade(left)
    container = interpreter.value(right, scope)
    largest = interpreter.largest_terms.of(left, scope) if grade is not Grade.EXACT else None

    def membership(f: Frame) -> Truth:
        value, within = subject(f), container(f)
        precision = EXACT if largest is None else Precision(grade, lambda: largest(f))
        if isinstance(within, Members | tuple | list):
            return compare_members(relation, value, within, column=column, precision=precision)
        if within is Absent.LOOKUP:
            return False
        raise mismatch(within, "a set, a tuple or a list", column)

    return membership

"""By how much a Boolean expression fails, and which of its comparisons fails first.

`a <= b` fails by a - b, `a == b` by |a - b|, `a < b` by a - b + 1 where that is whole and by a - b else.
`and`, `all` and chains fail by the sum of what their parts fail by. Where constants decide all of an `or`,
an `implies` or an `if` but one part, it is that part which counts. Everything else fails by 1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from certiplan.model import syntax as s
from certiplan.model.evaluator.interpreter import Interpreter
from certiplan.model.evaluator.relations import build_link
from certiplan.model.evaluator.runtime import (
    Ambiguous,
    Frame,
    Result,
    Run,
    Scope,
    TruthRun,
    magnitude,
    number_of,
)
from certiplan.model.values import Rational

AmountRun: TypeAlias = Callable[[Frame], Rational]


class Link(NamedTuple):
    """One comparison: `left relation right`."""

    holds: TruthRun
    left: Run
    relation: s.Relation
    right: Run

    def amount(self, f: Frame) -> Rational:
        """By how much it fails."""
        if self.holds(f):
            return 0
        left, right = self.left(f), self.right(f)
        if not (_is_number(left) and _is_number(right)):
            return 1
        difference = _exact(left) - _exact(right)
        match self.relation:
            case "==" | "<=" | ">=":
                return magnitude(difference)
            case "<" | ">":
                return magnitude(difference) + (difference.denominator == 1)
            case _:
                return 1


def _is_number(value: Result) -> bool:
    return isinstance(value, int | Fraction | Ambiguous)


def _exact(value: Result) -> Rational:
    number = number_of(value, 1)
    return number.nominal if isinstance(number, Ambiguous) else number


def links(interpreter: Interpreter, expr: s.Compare, scope: Scope) -> list[Link]:
    """The comparisons of a chain."""
    return [
        Link(
            build_link(interpreter, relation, left, right, scope),
            interpreter.value(left, scope),
            relation,
            interpreter.value(right, scope),
        )
        for relation, left, right in zip(expr.relations, expr.operands, expr.operands[1:], strict=False)
    ]


def build_amount(interpreter: Interpreter, expr: s.Expr, scope: Scope) -> AmountRun:
    """The closure of the amount by which an expression fails."""
    truth = interpreter.truth(expr, scope)
    match expr:
        case s.Compare():
            chain = links(interpreter, expr, scope)
            return lambda f: sum((link.amount(f) for link in chain), 0)
        case s.And(items=items):
            parts = [build_amount(interpreter, item, scope) for item in items]
            return lambda f: sum((part(f) for part in parts), 0)
        case s.Or(items=items):
            open_items = [item for item in items if interpreter.statics.decisive(item)]
            if len(open_items) == 1:
                part = build_amount(interpreter, open_items[0], scope)
                return lambda f: 0 if truth(f) else part(f)
        case s.Conditional(condition=condition, then=then, otherwise=otherwise):
            if not interpreter.statics.decisive(condition):
                decide = interpreter.truth(condition, scope)
                chosen, other = (build_amount(interpreter, part, scope) for part in (then, otherwise))
                return lambda f: chosen(f) if decide(f) else other(f)
        case s.Call(function="implies", arguments=(condition, consequence)):
            if not interpreter.statics.decisive(condition):
                part = build_amount(interpreter, consequence, scope)
                return lambda f: 0 if truth(f) else part(f)
        case s.Call(function="all" | "any" as name, arguments=(s.Comprehension() as argument,)):
            loops, inner = interpreter.loops(argument.ranges, scope)
            part = build_amount(interpreter, argument.element, inner)
            if name == "all":
                return lambda f: sum((part(f) for _ in loops(f)), 0)

            def of_any(f: Frame) -> Rational:
                if truth(f):
                    return 0
                amounts = [part(f) for _ in loops(f)]
                return amounts[0] if len(amounts) == 1 else 1

            return of_any
        case _:
            pass
    return lambda f: 0 if truth(f) else 1


def first_failing(
    interpreter: Interpreter, expr: s.Expr, scope: Scope
) -> Callable[[Frame], tuple[Result, s.Relation, Result] | None]:
    """The closure that tells the comparison which fails, if the expression is a conjunction of some."""
    chains: list[Link] = []
    waiting = [expr]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, s.And):
            waiting[:0] = part.items
        elif isinstance(part, s.Compare):
            chains.extend(links(interpreter, part, scope))
        else:
            truth = interpreter.truth(part, scope)
            chains.append(Link(truth, truth, "==", lambda f: True))

    def failing(f: Frame) -> tuple[Result, s.Relation, Result] | None:
        for link in chains:
            if link.holds(f) is False:
                if link.left is link.holds:
                    return None
                return link.left(f), link.relation, link.right(f)
        return None

    return failing

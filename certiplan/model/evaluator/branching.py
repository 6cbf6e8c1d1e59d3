"""What decides before the other side is read: `and`, `or`, `a if c else b`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.evaluator.runtime import (
    Absent,
    Ambiguous,
    Either,
    ExcludedError,
    Frame,
    Result,
    Run,
    Scope,
    Truth,
    UnassignedError,
    number_of,
)

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter


def build_junction(interpreter: Interpreter, items: Sequence[s.Expr], scope: Scope, *, deciding: bool) -> Run:
    """And, which False decides, or Or, which True decides."""
    runs = [interpreter.truth(item, scope) for item in items]
    probes = [build_probe(interpreter, items[:at], items[at:], scope) for at in range(1, len(items) + 1)]

    def junction(f: Frame) -> Truth:
        sure, nominal = True, not deciding
        for run, probe in zip(runs, probes, strict=True):
            truth = run(f)
            if truth is deciding:
                if probe is not None:
                    probe(f)
                return deciding
            if isinstance(truth, Either):
                sure = False
                if bool(truth) is deciding:
                    nominal = deciding
        return nominal if sure else Either(nominal)

    return junction


def build_probe(
    interpreter: Interpreter, deciding: Sequence[s.Expr], unread: Sequence[s.Expr], scope: Scope
) -> Callable[[Frame], None] | None:
    """Looks through what a decision leaves unread, for look-ups that exclude a decision.

    None where nothing can be excluded, or where what decides is constant.
    """
    if not interpreter.statics.decisive(deciding[-1]):
        return None
    runs = [interpreter.value(expr, scope) for expr in unread if interpreter.statics.may_exclude(expr)]
    if not runs:
        return None

    def probe(f: Frame) -> None:
        for run in runs:
            try:
                run(f)
            except (ExcludedError, UnassignedError):
                raise
            except ExpressionError:
                continue

    return probe


def build_conditional(interpreter: Interpreter, expr: s.Conditional, scope: Scope) -> Run:
    """`then if condition else otherwise`.

    One of two choices by a constant condition is that choice; else the branches are numbers, and an absent
    choice counts 0.
    """
    statics = interpreter.statics
    is_choice = not statics.decisive(expr.condition) and all(
        statics.names_choice(branch) for branch in (expr.then, expr.otherwise)
    )
    condition = interpreter.truth(expr.condition, scope)
    then, otherwise = interpreter.value(expr.then, scope), interpreter.value(expr.otherwise, scope)
    then_unread = build_probe(interpreter, [expr.condition], [expr.then], scope)
    otherwise_unread = build_probe(interpreter, [expr.condition], [expr.otherwise], scope)

    def conditional(f: Frame) -> Result:
        truth = condition(f)
        if isinstance(truth, Either):
            return _either_of(truth, then(f), otherwise(f))
        unread = otherwise_unread if truth else then_unread
        if unread is not None:
            unread(f)
        found = then(f) if truth else otherwise(f)
        return Absent.LOOKUP if found is Absent.CHOICE and not is_choice else found

    return conditional


def _either_of(truth: Either, then: Result, otherwise: Result) -> Result:
    """The value where the condition may count either way."""
    chosen = then if truth else otherwise
    if isinstance(then, bool | Either) and isinstance(otherwise, bool | Either):
        return then if then is otherwise else Either(bool(chosen))
    numbers = (int, Fraction, Ambiguous, Either)
    if isinstance(then, numbers) and isinstance(otherwise, numbers):
        ends = [
            end
            for number in (number_of(then, 1), number_of(otherwise, 1))
            for end in ((number.low, number.high) if isinstance(number, Ambiguous) else (number,))
        ]
        nominal = number_of(chosen, 1)
        return Ambiguous(nominal.nominal if isinstance(nominal, Ambiguous) else nominal, min(ends), max(ends))
    return chosen

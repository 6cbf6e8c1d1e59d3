"""The largest absolute term of a numeric expression, by which the tolerance of real decisions is measured.

Terms are what is added when sums and products of sums are multiplied out; what is neither counts as one.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from certiplan.model import syntax as s
from certiplan.model.evaluator.families import DefinitionFamily
from certiplan.model.evaluator.runtime import (
    Ambiguous,
    Frame,
    Result,
    Scope,
    magnitude,
)
from certiplan.model.values import Rational

if TYPE_CHECKING:
    from certiplan.model.evaluator.interpreter import Interpreter

TermRun: TypeAlias = Callable[[Frame], Rational]


class LargestTerms:
    """Builds closures for the largest absolute terms of expressions."""

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter

    def of(self, expr: s.Expr, scope: Scope) -> TermRun:
        """The largest absolute term of an expression; 0 for what is not a number."""
        if not self._interpreter.statics.decisive(expr):
            return self._whole(expr, scope)
        match expr:
            case s.Name(name=name) if scope.place(name) is None:
                return self._element(name, expr, (), scope)
            case s.Index(base=s.Name(name=name), keys=keys) if scope.place(name) is None:
                return self._element(name, expr, keys, scope)
            case s.Sum(terms=terms):
                return _largest([self.of(term, scope) for _, term in terms])
            case s.Binary(operator="*", left=left, right=right):
                first, second = self.of(left, scope), self.of(right, scope)
                return lambda f: first(f) * second(f)
            case s.Binary(operator="/", left=left, right=right):
                above, below = self.of(left, scope), self._whole(right, scope)
                return lambda f: _ratio(above(f), below(f))
            case s.Binary(operator="**", left=left, right=s.Number(value=int() as exponent)) if (
                0 < exponent <= 8
            ):
                base = self.of(left, scope)
                return lambda f: base(f) ** exponent
            case s.Conditional(condition=condition, then=then, otherwise=otherwise):
                decide = self._interpreter.truth(condition, scope)
                chosen, other = self.of(then, scope), self.of(otherwise, scope)
                return lambda f: chosen(f) if decide(f) else other(f)
            case s.Call(function="sum" | "min" | "max" | "abs" | "to", arguments=arguments):
                return _largest([self.of(argument, scope) for argument in arguments])
            case s.Comprehension(element=element, ranges=ranges):
                loops, inner = self._interpreter.loops(ranges, scope)
                term = self.of(element, inner)
                return lambda f: max((term(f) for _ in loops(f)), default=0)
            case s.ListOf(items=items):
                return _largest([self.of(item, scope) for item in items])
            case _:
                return self._whole(expr, scope)

    def _element(self, name: str, expr: s.Expr, keys: tuple[s.Expr, ...], scope: Scope) -> TermRun:
        family = self._interpreter.world.family(name)
        if not isinstance(family, DefinitionFamily):
            return self._whole(expr, scope)
        definition = family
        runs = [self._interpreter.value(key, scope) for key in keys]
        return lambda f: definition.largest_term(tuple([run(f) for run in runs]))

    def _whole(self, expr: s.Expr, scope: Scope) -> TermRun:
        run = self._interpreter.value(expr, scope)
        return lambda f: _size(run(f))


def _largest(runs: list[TermRun]) -> TermRun:
    return lambda f: max((run(f) for run in runs), default=0)


def _ratio(above: Rational, below: Rational) -> Rational:
    return Fraction(above) / below if below else above


def _size(value: Result) -> Rational:
    if isinstance(value, Ambiguous):
        return magnitude(value.nominal)
    return magnitude(value) if isinstance(value, int | Fraction) else 0

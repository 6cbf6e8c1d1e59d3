"""The interpreter of expressions: a tree becomes closures over frames, one for each of its nodes.

What is constant and free of indices is evaluated once. A constant condition decides before the other
side is read. Where a condition depends on decisions, the other side is still looked through for look-ups
that find nothing, since those exclude a decision wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from certiplan.model import syntax as s
from certiplan.model.elements import Variable
from certiplan.model.evaluator import sets
from certiplan.model.evaluator.arithmetic import (
    Total,
    floor_quotient,
    limited,
    power,
    quotient,
    remainder,
    spread,
)
from certiplan.model.evaluator.branching import build_conditional, build_junction
from certiplan.model.evaluator.calls import build_call
from certiplan.model.evaluator.comparing import (
    tolerance_of,
)
from certiplan.model.evaluator.lookups import build_field, build_index, build_name
from certiplan.model.evaluator.relations import build_comparisons
from certiplan.model.evaluator.runtime import (
    Ambiguous,
    Budget,
    EvaluationError,
    ExcludedError,
    Fail,
    Frame,
    Members,
    Number,
    NumberRun,
    Result,
    Run,
    Scope,
    Truth,
    TruthRun,
    UndefinedError,
    flat,
    mismatch,
    negation,
    number_of,
    truth_of,
)
from certiplan.model.evaluator.statics import Grade, Statics
from certiplan.model.evaluator.terms import LargestTerms
from certiplan.model.values import Rational, Row

if TYPE_CHECKING:
    from certiplan.model.evaluator.world import World

LoopRun = Callable[[Frame], Iterator[None]]
ItemsRun = Callable[[Frame], Sequence[Result]]
_LITERALS = (s.Number, s.Text, s.Truth, s.Name)
_ARITHMETIC_CALLS = frozenset(("sum", "prod", "count", "abs", "round", "floor", "ceil", "sqrt", "exp", "log"))


class Interpreter:
    """Builds the closures of expressions.

    Attributes:
        world: where names are looked up.
        statics: what is known without evaluating.
        budget: spent by everything that enumerates.
    """

    def __init__(self, world: World, statics: Statics, budget: Budget) -> None:
        self.world = world
        self.statics = statics
        self.budget = budget
        self.largest_terms = LargestTerms(self)

    # ------------------------------------------------------------ results of a wanted type

    def value(self, expr: s.Expr, scope: Scope) -> Run:
        """The value of an expression, whatever its type."""
        run = self._build(expr, scope)
        if not isinstance(expr, _LITERALS) and self.statics.fixed(expr, scope.names):
            return _once(run)
        return run

    def number(self, expr: s.Expr, scope: Scope) -> NumberRun:
        """The value as a number."""
        run, column = self.value(expr, scope), expr.column

        def number(f: Frame) -> Number:
            value = run(f)
            if type(value) is int or type(value) is Fraction:
                return value
            return number_of(value, column)

        return cast(NumberRun, run) if self._is_number(expr) else number

    def truth(self, expr: s.Expr, scope: Scope) -> TruthRun:
        """The value as a truth value."""
        run, column = self.value(expr, scope), expr.column

        def truth(f: Frame) -> Truth:
            value = run(f)
            return value if value is True or value is False else truth_of(value, column)

        return truth

    def items(self, expr: s.Expr, scope: Scope) -> ItemsRun:
        """The members of a set, or the items of a list, a tuple or a comprehension, repeats included."""
        column = expr.column
        if isinstance(expr, s.Comprehension):
            loops, inner = self.loops(expr.ranges, scope)
            element = self.value(expr.element, inner)
            return lambda f: [element(f) for _ in loops(f)]
        run = self.value(expr, scope)

        def items(f: Frame) -> Sequence[Result]:
            value = run(f)
            if isinstance(value, Members):
                return value.items
            if isinstance(value, tuple | list):
                return value
            raise mismatch(value, "a set or a list", column)

        return items

    def members(self, expr: s.Expr, scope: Scope) -> Callable[[Frame], Members]:
        """The value as a set; lists and comprehensions lose their repeats."""
        column = expr.column
        if isinstance(expr, s.Comprehension):
            items = self.items(expr, scope)
            return lambda f: sets.members_of(items(f), column)
        run = self.value(expr, scope)

        def members(f: Frame) -> Members:
            value = run(f)
            if isinstance(value, Members):
                return value
            if isinstance(value, tuple | list):
                return sets.members_of(value, column)
            raise mismatch(value, "a set or a list", column)

        return members

    def loops(self, ranges: Sequence[s.Range], scope: Scope) -> tuple[LoopRun, Scope]:
        """Sets the indices of the ranges in the frame, to each binding in turn; and their scope."""
        part, rest = ranges[0], ranges[1:]
        items = self.items(part.source, scope)
        names = s.names_of(part.target)
        inner = scope.bind(names)
        bind = _binder(part.target, [cast(int, inner.place(name)) for name in names], part.column)
        conditions = [self.truth(condition, inner) for condition in part.conditions]
        following, innermost = self.loops(rest, inner) if rest else (None, inner)
        budget, column = self.budget, part.source.column

        def loop(f: Frame) -> Iterator[None]:
            found = items(f)
            budget.spend(len(found) + 1, column)
            for item in found:
                bind(f, item)
                if conditions and not all(condition(f) for condition in conditions):
                    continue
                if following is None:
                    yield
                else:
                    yield from following(f)

        return loop, innermost

    def fail(self, expr: s.Expr) -> Fail:
        """How to fail where an expression has no value: a fault of the plan if it depends on decisions."""
        kind = UndefinedError if self.statics.decisive(expr) else EvaluationError
        return lambda message: kind(message, code="undefined", column=expr.column)

    def exclude(self, expr: s.Expr) -> Fail:
        """How to fail where an expression has no value, which excludes the decisions, read or not."""
        kind = ExcludedError if self.statics.decisive(expr) else EvaluationError
        return lambda message: kind(message, code="undefined", column=expr.column)

    # ------------------------------------------------------------ nodes

    def _is_number(self, expr: s.Expr) -> bool:
        match expr:
            case s.Number():
                return True
            case s.Binary(operator=operator):
                return operator in ("/", "//", "%", "**") or (
                    operator == "*" and not self.statics.is_set(expr)
                )
            case s.Call(function=function):
                return function in _ARITHMETIC_CALLS
            case s.Index(base=s.Name(name=name), keys=keys):
                variable = self.statics.element(name)
                numeric = isinstance(variable, Variable) and variable.kind in ("binary", "integer", "real")
                return numeric and not any(self.statics.decisive(key) for key in keys)
            case _:
                return False

    def _build(self, expr: s.Expr, scope: Scope) -> Run:
        match expr:
            case s.Number(value=literal) | s.Text(value=literal) | s.Truth(value=literal):
                return lambda f: literal
            case s.Name():
                return build_name(self, expr, scope)
            case s.Field():
                return build_field(self, expr, scope)
            case s.Index():
                return build_index(self, expr, scope)
            case s.TupleOf(items=items):
                runs = [self.value(item, scope) for item in items]
                return lambda f: tuple([run(f) for run in runs])
            case s.ListOf(items=items):
                runs = [self.value(item, scope) for item in items]
                return lambda f: [run(f) for run in runs]
            case s.Comprehension():
                listed = self.items(expr, scope)
                return lambda f: list(listed(f))
            case s.Sum():
                return (
                    sets.build_difference(self, expr, scope)
                    if self.statics.is_set(expr)
                    else (self._sum(expr, scope))
                )
            case s.Binary():
                return (
                    sets.build_operation(self, expr, scope)
                    if self.statics.is_set(expr)
                    else (self._arithmetic(expr, scope))
                )
            case s.Compare():
                return build_comparisons(self, expr, scope)
            case s.And(items=items):
                return build_junction(self, items, scope, deciding=False)
            case s.Or(items=items):
                return build_junction(self, items, scope, deciding=True)
            case s.Not(item=item):
                truth = self.truth(item, scope)
                return lambda f: negation(truth(f))
            case s.Conditional():
                return build_conditional(self, expr, scope)
            case s.Call():
                return build_call(self, expr, scope)

    def _sum(self, expr: s.Sum, scope: Scope) -> Run:
        parts = [(sign, self.value(term, scope), term.column) for sign, term in expr.terms]
        column = expr.column

        def general(f: Frame) -> Result:
            values = [(sign, run(f), at) for sign, run, at in parts]
            if any(sets.is_date(value) for _, value, _ in values):
                return sets.shifted_date(values, column)
            total = Total(column)
            for sign, value, at in values:
                total.add(number_of(value, at), sign)
            return total.value()

        def exact(f: Frame) -> Result:
            total: Rational = 0
            for sign, run, _ in parts:
                value = run(f)
                if type(value) is not int and type(value) is not Fraction:
                    return general(f)
                total = total + value if sign > 0 else total - value
            return limited(total, column)

        return exact if len(parts) <= 8 else general

    def _arithmetic(self, expr: s.Binary, scope: Scope) -> Run:
        left, right = self.number(expr.left, scope), self.number(expr.right, scope)
        fail, column = self.exclude(expr), expr.column
        if expr.operator == "*":
            return _times(left, right, column)
        match expr.operator:
            case "/":

                def operation(a: Rational, b: Rational) -> Rational:
                    return quotient(a, b, fail)

            case "//":

                def operation(a: Rational, b: Rational) -> Rational:
                    return floor_quotient(a, b, fail)

            case "%":

                def operation(a: Rational, b: Rational) -> Rational:
                    return remainder(a, b, fail)

            case "**":

                def operation(a: Rational, b: Rational) -> Rational:
                    return power(a, b, fail, column)

            case _:
                raise mismatch(Members(()), "numbers, or sets on both sides", column)

        def arithmetic(f: Frame) -> Number:
            a, b = left(f), right(f)
            if isinstance(a, Ambiguous) or isinstance(b, Ambiguous):
                return spread(operation, a, b)
            return operation(a, b)

        return arithmetic

    def tolerance(self, expr: s.Expr, scope: Scope) -> Callable[[Frame], Rational]:
        """How far the values of a numeric expression may be off."""
        grade = self.statics.grade(expr)
        if grade is Grade.EXACT:
            return lambda f: 0
        largest = self.largest_terms.of(expr, scope)
        return lambda f: tolerance_of(grade, largest(f))


def _times(left: NumberRun, right: NumberRun, column: int) -> NumberRun:
    """left * right; most factors of a plan are 0 or 1, and exact products of others are dear."""

    def exact(a: Rational, b: Rational) -> Rational:
        return limited(a * b, column)

    def times(f: Frame) -> Number:
        a, b = left(f), right(f)
        if type(a) is int and type(b) is not int:
            a, b = b, a
        if type(b) is int:
            if b == 0:
                return 0
            if b == 1:
                return a
        if isinstance(a, Ambiguous) or isinstance(b, Ambiguous):
            return spread(exact, a, b)
        return exact(a, b)

    return times


def _once(run: Run) -> Run:
    known: list[Result] = []

    def cached(f: Frame) -> Result:
        if not known:
            known.append(run(f))
        return known[0]

    return cached


def _binder(target: s.Target, places: list[int], column: int) -> Callable[[Frame, Result], None]:
    """Puts an item, or the parts of a tuple, into the frame."""
    if isinstance(target, str):
        place = places[0]

        def bind_one(f: Frame, item: Result) -> None:
            f[place] = item

        return bind_one

    def bind_parts(f: Frame, item: Result) -> None:
        parts = _unpacked(target, item)
        if parts is None and isinstance(item, tuple):
            parts = list(flat(item))
        if parts is None or len(parts) != len(places):
            raise mismatch(item, f"a tuple of {len(places)}", column)
        for place, part in zip(places, parts, strict=True):
            f[place] = part

    return bind_parts


def _unpacked(target: s.Target, item: Result) -> list[Result] | None:
    """The parts of an item in the order of the target's names, or None if it has another shape."""
    if isinstance(target, str):
        return [item]
    if isinstance(item, Row):
        item = cast(Result, item.key)
    if not isinstance(item, tuple) or len(item) != len(target):
        return None
    found: list[Result] = []
    for name, part in zip(target, item, strict=True):
        inner = _unpacked(name, part)
        if inner is None:
            return None
        found.extend(inner)
    return found

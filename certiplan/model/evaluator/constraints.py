"""The ground constraints of one element: which hold, which do not and why, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from certiplan.model import syntax as s
from certiplan.model.elements import Constraint, indices_of
from certiplan.model.evaluator.amounts import build_amount, first_failing
from certiplan.model.evaluator.arithmetic import Total, limited, spread
from certiplan.model.evaluator.interpreter import Interpreter
from certiplan.model.evaluator.relations import build_assertion
from certiplan.model.evaluator.runtime import (
    EvaluationError,
    Frame,
    Key,
    Number,
    Result,
    Scope,
    Truth,
    UndefinedError,
    number_of,
    shown,
)
from certiplan.model.evaluator.verdict import Violation, plain
from certiplan.model.values import Rational


@dataclass(frozen=True, slots=True)
class Explanation:
    """The closures that say why a ground constraint fails; built for the first that does."""

    scope: Scope
    failing: Callable[[Frame], tuple[Result, s.Relation, Result] | None]
    amount: Callable[[Frame], Rational]


class ConstraintFamily:
    """The ground constraints of one element."""

    def __init__(self, interpreter: Interpreter, constraint: Constraint) -> None:
        self.constraint = constraint
        self._interpreter = interpreter
        self._names = indices_of(constraint.index)
        outer = Scope()
        if constraint.index:
            self._loops, self._scope = interpreter.loops(constraint.index, outer)
        else:
            self._loops, self._scope = _once, outer
        self._places = [place for place in map(self._scope.place, self._names) if place is not None]
        self.holds = build_assertion(interpreter, constraint.that, self._scope)
        self._cost = self._built_cost()
        self._explanation: Explanation | None = None

    def frames(self) -> Iterator[Frame]:
        """One frame, always the same, holding the indices of each ground constraint in turn."""
        frame = self._scope.frame()
        try:
            for _ in self._loops(frame):
                yield frame
        except EvaluationError as fault:
            fault.found_in(("constraints", self.constraint.name, "for"))
            raise

    def key(self, frame: Frame) -> Key:
        """The values of the constraint's indices."""
        return tuple([frame[place] for place in self._places])

    def frame(self, key: Key) -> Frame:
        """A frame with these indices."""
        frame = self._scope.frame()
        for place, value in zip(self._places, key, strict=True):
            frame[place] = value
        return frame

    def violation(self, frame: Frame) -> Violation:
        """Why the ground constraint, which fails, does so."""
        if self._explanation is None:
            scope = Scope(self._names)
            self._explanation = Explanation(
                scope,
                first_failing(self._interpreter, self.constraint.that, scope),
                build_amount(self._interpreter, self.constraint.that, scope),
            )
        explanation, key = self._explanation, self.key(frame)
        own = explanation.scope.frame(key)
        left, relation, right = explanation.failing(own) or (None, None, None)
        return Violation(
            constraint=self.constraint.name,
            indices=tuple(map(shown, key)),
            requirements=self.constraint.requirements,
            left=None if left is None else plain(left),
            relation=relation,
            right=None if right is None else plain(right),
            amount=explanation.amount(own),
        )

    def undefined(self, frame: Frame, fault: EvaluationError) -> Violation:
        """The violation of a ground constraint without a truth value."""
        return Violation(
            constraint=self.constraint.name,
            indices=tuple(map(shown, self.key(frame))),
            requirements=self.constraint.requirements,
            reason=fault.message,
        )

    def _built_cost(self) -> Callable[[Frame], Number] | None:
        soft = self.constraint.soft
        if soft is None:
            return None
        weight, column = self._interpreter.number(soft.weight, self._scope), soft.weight.column
        amount = build_amount(self._interpreter, self.constraint.that, self._scope)
        by_amount, holds = soft.by == "amount", self._interpreter.truth(self.constraint.that, self._scope)

        def cost(f: Frame) -> Number:
            failing: Number = amount(f) if by_amount else _failing(holds(f))
            return spread(lambda a, b: limited(a * b, column), weight(f), failing)

        return cost

    def add_penalties(self, total: Total) -> None:
        """Add what the ground constraints that fail cost, if the constraint is a preference.

        One without a truth value is none: it excludes the decisions.

        Raises:
            EvaluationError: with the element.
        """
        if self._cost is None:
            return
        for frame in self.frames():
            try:
                total.add(self._cost(frame))
            except UndefinedError:
                continue
            except EvaluationError as fault:
                fault.found_in(("constraints", self.constraint.name, "that"))
                raise


def _once(f: Frame) -> Iterator[None]:
    yield


def _failing(truth: Truth) -> Number:
    """1 where it is false."""
    value = number_of(truth, 1)
    return spread(lambda a: 1 - a, value)

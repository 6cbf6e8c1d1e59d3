"""What values a variable's elements may take, and whether a value is one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, TypeVar

from certiplan.model import syntax as s
from certiplan.model.elements import Variable, VariableKind, indices_of
from certiplan.model.evaluator.comparing import tolerance_of
from certiplan.model.evaluator.families import Family
from certiplan.model.evaluator.interpreter import Interpreter
from certiplan.model.evaluator.runtime import (
    Absent,
    EvaluationError,
    Frame,
    Key,
    Members,
    Result,
    Scope,
    magnitude,
    rational_of,
    shown,
)
from certiplan.model.evaluator.statics import Grade
from certiplan.model.evaluator.verdict import DomainCode
from certiplan.model.solution import Decision, IntervalValue
from certiplan.model.values import Rational, show_rational, whole

Bounds: TypeAlias = tuple[Rational | None, Rational | None]
Complaint: TypeAlias = tuple[DomainCode, str]
NO_BOUNDS: Bounds = (None, None)
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """What one element of a variable may be.

    Attributes:
        bounds: of a number, both included; None where there is none.
        members: of a choice.
        start: of an interval; likewise `length` and `end`.
    """

    kind: VariableKind
    bounds: Bounds = NO_BOUNDS
    semicontinuous: bool = False
    members: Members | None = None
    optional: bool = False
    start: Bounds = NO_BOUNDS
    length: Bounds = NO_BOUNDS
    end: Bounds = NO_BOUNDS
    real_time: bool = False

    def admit(self, value: Decision) -> tuple[Result | None, Complaint | None]:
        """The value as expressions see it (None if it is of no use to them), and what is wrong with it."""
        match self.kind:
            case "choice":
                return self._admit_choice(value)
            case "interval":
                return self._admit_interval(value)
            case _:
                return self._admit_number(value)

    def _admit_number(self, value: Decision) -> tuple[Result | None, Complaint | None]:
        if not isinstance(value, int | Fraction):
            return None, ("type", f"{_shown(value)} is not a number")
        number = whole(int(value) if isinstance(value, bool) else value)
        if self.kind != "real" and isinstance(number, Fraction):
            return number, ("type", f"{show_rational(number)} is not a whole number")
        if self.kind == "binary" and number not in (0, 1):
            return number, ("bound", f"{show_rational(number)} is neither 0 nor 1")
        grade = Grade.REAL if self.kind == "real" else Grade.EXACT
        if self.semicontinuous and magnitude(number) <= (tolerance_of(grade, 1)):
            return number, None
        return number, _outside(number, self.bounds, grade, "it")

    def _admit_choice(self, value: Decision) -> tuple[Result | None, Complaint | None]:
        assert self.members is not None
        if value is None:
            complaint: Complaint | None = (
                None if self.optional else ("absent", "it is not optional, yet absent")
            )
            return Absent.CHOICE, complaint
        place = self.members.position(value)
        if place is None or isinstance(value, IntervalValue):
            return None, ("member", f"{_shown(value)} is not one of its {len(self.members)} members")
        return self.members.items[place], None

    def _admit_interval(self, value: Decision) -> tuple[Result | None, Complaint | None]:
        if not isinstance(value, IntervalValue):
            return None, ("type", f"{_shown(value)} is not an interval")
        parts: dict[str, Rational] = {"start": value.start, "length": value.length, "end": value.end}
        if not all(isinstance(part, int | Fraction) for part in parts.values()):
            return None, ("type", "its times are not exact numbers")
        if not value.present:
            if not self.optional:
                return value, ("absent", "it is not optional, yet absent")
            odd = [name for name, part in parts.items() if part != 0]
            return value, (("interval", f"it is absent, yet its {odd[0]} is not 0") if odd else None)
        grade = Grade.REAL if self.real_time else Grade.EXACT
        for name, part in parts.items():
            if not self.real_time and whole(part) != int(part):
                return value, ("type", f"its {name}, {show_rational(part)}, is not a whole number")
        largest = max(magnitude(part) for part in parts.values())
        if magnitude(value.start + value.length - value.end) > tolerance_of(grade, largest):
            return value, ("interval", "its end is not its start plus its length")
        bounds = {"start": self.start, "length": self.length, "end": self.end}
        for name, part in parts.items():
            complaint = _outside(part, bounds[name], grade, f"its {name}")
            if complaint is not None:
                return value, complaint
        return value, None


def _shown(value: Decision) -> str:
    return "absent" if value is None else shown(value)


def _outside(value: Rational, bounds: Bounds, grade: Grade, what: str) -> Complaint | None:
    low, high = bounds
    for bound, word in ((low, "least"), (high, "most")):
        if bound is None or (value >= bound if word == "least" else value <= bound):
            continue
        if magnitude(bound - value) > tolerance_of(grade, max(magnitude(bound), magnitude(value))):
            return (
                "bound",
                f"{what} is {show_rational(value)}, which should be at {word} {show_rational(bound)}",
            )
    return None


def _names_in(part: s.Expr | tuple[s.Expr, s.Expr] | None) -> frozenset[str]:
    if part is None:
        return frozenset()
    return s.free_names(s.ListOf(part) if isinstance(part, tuple) else part)


class Domains:
    """The domains of one variable's elements.

    Args:
        horizon: how late an interval may end that does not say so.
    """

    def __init__(
        self, interpreter: Interpreter, variable: Variable, family: Family, horizon: Callable[[], Rational]
    ) -> None:
        self._variable = variable
        self._family = family
        self._horizon = horizon
        self._scope = Scope(indices_of(variable.index))
        self._interpreter = interpreter
        self._lower, self._upper = self._bound("lower"), self._bound("upper")
        domain = variable.domain
        self._members = None if domain is None else interpreter.members(domain, self._scope)
        self._spans = {name: self._span(name) for name in ("start", "length", "end")}
        self._known: dict[Key, Domain] = {}
        parts = (variable.lower, variable.upper, domain, variable.start, variable.length, variable.end)
        names = frozenset(indices_of(variable.index))
        self._uniform = not any(names & _names_in(part) for part in parts)
        self._only: Domain | None = None

    def _bound(self, part: str) -> Callable[[Frame], Rational | None]:
        expr: s.Expr | None = getattr(self._variable, part)
        if expr is None:
            return lambda f: None
        run, column = self._interpreter.value(expr, self._scope), expr.column
        return self._located(part, lambda f: rational_of(run(f), column))

    def _span(self, part: str) -> Callable[[Frame], Bounds]:
        given: s.Expr | tuple[s.Expr, s.Expr] | None = getattr(self._variable, part)
        if given is None and part == "end" and self._variable.start is not None:
            # Where only the start is said, the interval ends as late as that lets it.
            return lambda f: (0, (self._spans["start"](f)[1] or 0) + (self._spans["length"](f)[1] or 0))
        if given is None:
            return lambda f: (0, self._horizon())
        ends = given if isinstance(given, tuple) else (given, given)
        runs = [(self._interpreter.value(end, self._scope), end.column) for end in ends]

        def span(f: Frame) -> Bounds:
            low, high = (whole(rational_of(run(f), column)) for run, column in runs)
            return low, high

        return self._located(part, span)

    def _located(self, part: str, run: Callable[[Frame], _T]) -> Callable[[Frame], _T]:
        """The same, in which faults know where they are."""

        def located(f: Frame) -> _T:
            try:
                return run(f)
            except EvaluationError as fault:
                fault.found_in(("variables", self._variable.name, part))
                raise

        return located

    def __iter__(self) -> Iterator[Key]:
        """The indices of all elements, flattened."""
        return iter(self._family.indices.bindings())

    def of(self, key: Key) -> Domain:
        """The domain of the element at flattened indices.

        Raises:
            EvaluationError: where a bound or a set cannot be evaluated.
        """
        if self._only is not None:
            return self._only
        if self._uniform:
            self._only = self._computed(self._scope.frame(self._family.indices.bindings()[key]))
            return self._only
        if key not in self._known:
            self._known[key] = self._computed(self._scope.frame(self._family.indices.bindings()[key]))
        return self._known[key]

    def said_latest(self, key: Key) -> Rational:
        """How late the interval at flattened indices may end by its own words; 0 where it says nothing."""
        if self._variable.start is None and self._variable.end is None:
            return 0
        frame = self._scope.frame(self._family.indices.bindings()[key])
        return self._spans["end"](frame)[1] or 0

    def longest(self, key: Key) -> Rational:
        """How long the interval at flattened indices can be."""
        frame = self._scope.frame(self._family.indices.bindings()[key])
        return self._spans["length"](frame)[1] or 0

    def _computed(self, frame: Frame) -> Domain:
        variable = self._variable
        if variable.kind == "choice":
            assert self._members is not None
            members = self._located("of", self._members)(frame)
            return Domain(kind="choice", members=members, optional=variable.optional)
        if variable.kind == "interval":
            return Domain(
                kind="interval",
                optional=variable.optional,
                start=self._spans["start"](frame),
                length=self._spans["length"](frame),
                end=self._spans["end"](frame),
                real_time=variable.real_time,
            )
        bounds = (self._lower(frame), self._upper(frame))
        return Domain(kind=variable.kind, bounds=bounds, semicontinuous=variable.semicontinuous)

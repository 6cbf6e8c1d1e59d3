"""What expressions evaluate to: constants, and what only a plan brings about.

A comparison of reals within tolerance of equality may count either way; it is an `Either`, and a number
made of such truth values is `Ambiguous`. An optional choice that was not taken is `Absent`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TypeAlias, final

from certiplan.model.diagnostics import Diagnostic, ExpressionError
from certiplan.model.document import line_of
from certiplan.model.solution import IntervalValue
from certiplan.model.values import Missing, Rational, Row, Value, kind_of, show, show_rational, whole

MAX_BITS = 200_000
MAX_MEMBERS = 5_000_000
MAX_STEPS = 50_000_000


class Either(Enum):
    """A truth value that may count either way; as a Boolean it is what it would be at exact equality."""

    LIKELY = True
    UNLIKELY = False

    def __bool__(self) -> bool:
        return self is Either.LIKELY


class Absent(Enum):
    """What an optional choice that was not taken leaves: the choice itself, or what is looked up by it."""

    CHOICE = "an absent choice"
    LOOKUP = "a look-up by an absent choice"


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A number that depends on comparisons which may count either way: it lies from low to high."""

    nominal: Rational
    low: Rational
    high: Rational


@final
class Members:
    """The members of a set, in order, each once."""

    __slots__ = ("_positions", "items")

    def __init__(self, items: Iterable[Value]) -> None:
        self.items: tuple[Value, ...] = tuple(dict.fromkeys(items))
        self._positions: dict[Value, int] | None = None

    def position(self, value: object) -> int | None:
        """Where a value stands, from 0, or None when it is not a member."""
        if self._positions is None:
            self._positions = {item: place for place, item in enumerate(self.items)}
        try:
            return self._positions.get(value)  # type: ignore[call-overload, no-any-return]
        except TypeError:
            return None

    def __contains__(self, value: object) -> bool:
        return self.position(value) is not None

    def __len__(self) -> int:
        return len(self.items)


Truth: TypeAlias = bool | Either
Number: TypeAlias = int | Fraction | Ambiguous
_Scalar: TypeAlias = int | Fraction | str | bool | dt.date | Row | Missing
_Special: TypeAlias = Either | Ambiguous | Absent | Members | IntervalValue
Result: TypeAlias = _Scalar | _Special | tuple["Result", ...] | list["Result"]
Key: TypeAlias = tuple[Result, ...]
Frame: TypeAlias = list[Result]
"""The current values of all indices of one expression; `Scope` says which stands where."""

Run: TypeAlias = Callable[[Frame], Result]
NumberRun: TypeAlias = Callable[[Frame], Number]
TruthRun: TypeAlias = Callable[[Frame], Truth]


class EvaluationError(ExpressionError):
    """An expression that cannot be evaluated.

    Attributes:
        element: the path of the element whose expression it is, once known.
    """

    element: tuple[str, ...] | None = None

    def found_in(self, element: tuple[str, ...]) -> None:
        """Note the element, unless a more deeply nested one is to blame."""
        if self.element is None:
            self.element = element


class MissingValueError(EvaluationError):
    """A constant that is missing was read."""


class UndefinedError(EvaluationError):
    """The decisions give the expression no value: whatever uses it does not hold."""


class ExcludedError(UndefinedError):
    """A decision was used as a key for which there is nothing: this excludes the decision."""


class UnassignedError(EvaluationError):
    """A decision without a value was read.

    Attributes:
        variable: its name.
        key: which element.
    """

    def __init__(self, variable: str, key: Key, column: int | None) -> None:
        super().__init__(
            f"{variable}{show_key(key)} has no value",
            code="missing-value",
            column=column,
            expected="a value for every element of every variable",
        )
        self.variable = variable
        self.key = key


Fail: TypeAlias = Callable[[str], EvaluationError]
"""Makes the fault to raise where a value is not defined, given what is wrong."""


def diagnose(
    fault: ExpressionError, element: tuple[str, ...], lines: Mapping[tuple[str, ...], int]
) -> Diagnostic:
    """The fault as a finding about the element it arose in, else about this one."""
    path = (fault.element if isinstance(fault, EvaluationError) else None) or element
    return fault.at(".".join(path), line=line_of(path, lines))


class Budget:
    """How much may still be enumerated, so that every evaluation ends soon."""

    __slots__ = ("_steps", "left")

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self.left = steps

    def refill(self) -> None:
        """Begin anew."""
        self.left = self._steps

    def spend(self, steps: int, column: int | None = None) -> None:
        """Count steps.

        Raises:
            EvaluationError: code `too-large`, once there were too many.
        """
        self.left -= steps
        if self.left < 0:
            raise EvaluationError(
                f"evaluating this takes more than {self._steps:,} steps",
                code="too-large",
                column=column,
                expected="smaller sets",
            )


class Scope:
    """The names of indices and their places in a frame."""

    __slots__ = ("_places", "_size")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._places: dict[str, int] = {}
        self._size = [0]
        self._enter(names)

    def _enter(self, names: Iterable[str]) -> None:
        for name in names:
            self._places[name] = self._size[0]
            self._size[0] += 1

    def bind(self, names: Iterable[str]) -> Scope:
        """This scope with further names, which have places of their own even if they hide others."""
        inner = Scope()
        inner._places = dict(self._places)
        inner._size = self._size
        inner._enter(names)
        return inner

    def place(self, name: str) -> int | None:
        """The place of an index, or None if there is no such index."""
        return self._places.get(name)

    @property
    def names(self) -> frozenset[str]:
        """All indices in scope."""
        return frozenset(self._places)

    def frame(self, values: Iterable[Result] = ()) -> Frame:
        """A frame for expressions read in this scope, with the values of the first names."""
        frame = list(values)
        frame.extend([0] * (self._size[0] - len(frame)))
        return frame


def flat(key: Key) -> Key:
    """Indices with tuples taken apart: `x[(i, j)]` is `x[i, j]`."""
    if any(isinstance(part, tuple) for part in key):
        return tuple(leaf for part in key for leaf in (flat(part) if isinstance(part, tuple) else (part,)))
    return key


def magnitude(value: Rational) -> Rational:
    """The absolute value."""
    return -value if value < 0 else value


def negation(truth: Truth) -> Truth:
    """Not."""
    if truth is True or truth is False:
        return not truth
    return Either.UNLIKELY if truth else Either.LIKELY


def all_of(truths: Iterable[Truth]) -> Truth:
    """And; stops at the first False."""
    sure, nominal = True, True
    for truth in truths:
        if truth is True:
            continue
        if truth is False:
            return False
        sure, nominal = False, nominal and bool(truth)
    return True if sure else Either(nominal)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Or; stops at the first True."""
    return negation(all_of(negation(truth) for truth in truths))


def same_truth(left: Truth, right: Truth) -> Truth:
    """If and only if."""
    nominal = bool(left) == bool(right)
    return Either(nominal) if isinstance(left, Either) or isinstance(right, Either) else nominal


def number_of(value: Result, column: int) -> Number:
    """The value as a number: truth values count 0 or 1, what an absent choice leaves counts 0.

    Raises:
        EvaluationError: code `type-mismatch`.
    """
    if type(value) is int or type(value) is Fraction or isinstance(value, Ambiguous):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Fraction):
        return value
    if isinstance(value, Either):
        return Ambiguous(int(bool(value)), 0, 1)
    if isinstance(value, Absent):
        return 0
    raise mismatch(value, "a number", column)


def truth_of(value: Result, column: int) -> Truth:
    """The value as a truth value: 0 and 1 count as false and true.

    Raises:
        EvaluationError: code `type-mismatch`.
    """
    if value is True or value is False or isinstance(value, Either):
        return value
    if isinstance(value, int | Fraction) and (value == 0 or value == 1):
        return value == 1
    if isinstance(value, Absent):
        return False
    if isinstance(value, Ambiguous) and value.low >= 0 and value.high <= 1:
        return Either(value.nominal == 1)
    raise mismatch(value, "a truth value", column)


def rational_of(value: Result, column: int) -> Rational:
    """The value as one exact number; an ambiguous one is what it is at exact equality."""
    number = number_of(value, column)
    return number.nominal if isinstance(number, Ambiguous) else number


def integer_of(value: Result, column: int) -> int:
    """The value as a whole number.

    Raises:
        EvaluationError: code `type-mismatch`.
    """
    number = whole(rational_of(value, column))
    if isinstance(number, Fraction):
        raise mismatch(number, "a whole number", column)
    return number


def mismatch(value: Result, expected: str, column: int) -> EvaluationError:
    """The fault of a value of another type than is wanted."""
    return EvaluationError(
        f"this is {described(value)}", code="type-mismatch", column=column, expected=expected
    )


def described(value: Result) -> str:
    """What a value is, in words."""
    match value:
        case Members():
            return "a set"
        case list():
            return "a list"
        case IntervalValue():
            return "an interval"
        case Either():
            return "a truth value"
        case Ambiguous():
            return "a number"
        case Absent():
            return value.value
        case bool() | str() | Row() | Missing() | dt.date():
            return kind_of(value)
        case int() | Fraction():
            return f"the number {show_rational(value)}"
        case _:
            return "a tuple"


def shown(value: Result) -> str:
    """A value as people see it."""
    match value:
        case Members():
            return "{" + ", ".join(show(item) for item in value.items) + "}"
        case list():
            return "[" + ", ".join(shown(item) for item in value) + "]"
        case IntervalValue():
            times = f"{show_rational(value.start)}..{show_rational(value.end)}"
            return times if value.present else "absent"
        case Either():
            return str(bool(value))
        case Ambiguous():
            return show_rational(value.nominal)
        case Absent():
            return "absent"
        case tuple():
            return ",".join(shown(part) for part in value)
        case _:
            return show(value)


def show_key(key: Key) -> str:
    """Indices in brackets, or nothing for a scalar."""
    return f"[{','.join(shown(part) for part in key)}]" if key else ""

"""What the judge says about a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from certiplan.model.diagnostics import Diagnostic
from certiplan.model.evaluator.runtime import Absent, Ambiguous, Either, Members, Result, shown
from certiplan.model.solution import IntervalValue
from certiplan.model.values import Missing, Rational, Value

Plain: TypeAlias = Value | IntervalValue | tuple["Plain", ...] | None
"""A value without what is internal to evaluation: None is an absent choice, tuples are lists and sets too."""

DomainCode = Literal["missing", "extra", "type", "bound", "member", "interval", "absent"]


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainFault:
    """A value that its variable does not admit.

    Attributes:
        indices: as printed.
        code: no value, a value for no element, a wrong type, out of bounds, not a member of the choice's
            set, an interval that does not fit together, or absent though not optional.
    """

    variable: str
    indices: tuple[str, ...]
    code: DomainCode
    message: str

    def __str__(self) -> str:
        return f"{self.variable}{_brackets(self.indices)}: {self.message}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """A ground constraint that does not hold.

    Attributes:
        indices: the values of its `for` indices, as printed.
        requirements: the requirements that it serves.
        left: with `relation` and `right`, the comparison that fails; `relation` is None where it is not one.
        amount: by how much it fails; 1 where that is not a number.
        reason: why it has no truth value, if so: a look-up that finds nothing, a division by 0.
    """

    constraint: str
    indices: tuple[str, ...]
    requirements: tuple[str, ...]
    left: Plain = None
    relation: str | None = None
    right: Plain = None
    amount: Rational = 1
    reason: str | None = None

    def __str__(self) -> str:
        where = f"{self.constraint}{_brackets(self.indices)}"
        if self.reason is not None:
            return f"{where}: {self.reason}"
        if self.relation is None:
            return f"{where} does not hold"
        return f"{where}: {_text(self.left)} {self.relation} {_text(self.right)} does not hold"


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectiveValue:
    """What one stage of the objective is worth.

    Attributes:
        value: exactly, or None where it is not defined.
        low: with `high`, the range of what it may count as, since comparisons of reals within tolerance of
            equality may count either way; both are `value` where no such comparison matters.
    """

    name: str
    sense: Literal["minimize", "maximize"]
    value: Rational | None
    low: Rational | None
    high: Rational | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownValue:
    """The value of an element of a definition with `show: true`; None also where it is not defined."""

    name: str
    indices: tuple[str, ...]
    value: Plain
    unit: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The judgment of a plan.

    Attributes:
        domain_faults: values that their variables do not admit.
        violations: constraints that do not hold.
        unmet: preferences (soft constraints) that do not hold; they do not matter for `satisfied`.
        objectives: the value of each stage.
        penalty: the weighted sum of unmet preferences.
        shown: the definitions to print.
        diagnostics: faults of the document that kept something from being evaluated.
    """

    domain_faults: tuple[DomainFault, ...]
    violations: tuple[Violation, ...]
    unmet: tuple[Violation, ...]
    objectives: tuple[ObjectiveValue, ...]
    penalty: Rational
    shown: tuple[ShownValue, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def satisfied(self) -> bool:
        """Whether the plan is a solution: in every domain, and every constraint holds."""
        return not (self.domain_faults or self.violations or self.diagnostics)

    def __str__(self) -> str:
        faults = [*self.domain_faults, *self.violations, *self.diagnostics]
        return "\n".join(map(str, faults)) if faults else "every constraint holds"


def plain(value: Result) -> Plain:
    """A result as a plain value."""
    match value:
        case Ambiguous():
            return value.nominal
        case Either():
            return bool(value)
        case Absent():
            return 0 if value is Absent.LOOKUP else None
        case Missing():
            return None
        case Members(items=items):
            return items
        case tuple() | list():
            return tuple(plain(part) for part in value)
        case _:
            return value


def _brackets(indices: tuple[str, ...]) -> str:
    return f"[{','.join(indices)}]" if indices else ""


def _text(value: Plain) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_text, value))
    return "absent" if value is None else shown(value)

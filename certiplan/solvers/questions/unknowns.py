"""The parameters of a document that nobody knows yet, and what they may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from certiplan.errors import UsageError
from certiplan.model import syntax as s
from certiplan.model.dependencies import computes, dependencies, names_in_constraint
from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.elements import Elements, Parameter, UnknownValue
from certiplan.model.evaluator import Evaluator
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.patches import apply_patch
from certiplan.model.scalars import scalar_value
from certiplan.model.values import Row, show, whole
from certiplan.model.yaml_text import Data
from certiplan.solvers.explain.subject import closure

Answer: TypeAlias = int | Fraction | str
"""A value that an unknown parameter may be given."""

_COUNTS = re.compile(r"\bhow\s+many\b|\bnumber\s+of\b", re.IGNORECASE)
_MOST_MEMBERS = 200
_LISTED = 12


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A parameter to be asked about.

    Attributes:
        between: the least and the greatest value it may have.
        members: all values it may have, where the document lists them.
        is_whole: only whole numbers make sense: both ends are whole and the question asks how many.
        is_number: a number is asked for: it has a range or a unit, or the question asks how many.
        is_family: it has indices; such a one is asked about as it is.
        is_read: some constraint, objective or variable depends on it, or a number that is shown.
        is_shown: a number that is shown depends on it.
    """

    name: str
    question: str
    between: tuple[int | Fraction, int | Fraction] | None = None
    members: tuple[Answer, ...] | None = None
    unit: str | None = None
    is_whole: bool = False
    is_number: bool = False
    is_family: bool = False
    is_read: bool = True
    is_shown: bool = False

    @property
    def has_range(self) -> bool:
        """Whether the document says what it may be."""
        return not self.is_family and (self.between is not None or self.members is not None)

    def every(self, most: int) -> tuple[Answer, ...] | None:
        """All values it may have; None if there are more than so many, or a continuum."""
        if self.members is not None:
            return self.members if len(self.members) <= most else None
        if self.between is None:
            return None
        low, high = self.between
        if low == high:
            return (low,)
        if not self.is_whole or high - low + 1 > most:
            return None
        return tuple(range(int(low), int(high) + 1))

    def telling(self) -> tuple[Answer, ...]:
        """The values to try first: the ends and the middle, or all of a few."""
        few = self.every(6)
        if few is not None:
            return few
        if self.members is not None:
            middle = len(self.members) // 2
            return (self.members[0], self.members[-1], self.members[middle])
        assert self.between is not None
        low, high = self.between
        middle_value = whole(Fraction(low + high) / 2)
        if self.is_whole:
            middle_value = int(middle_value)
        return (low, high, middle_value)


def unknowns_of(document: LoadedDocument) -> tuple[Unknown, ...]:
    """The unknown parameters of a document, in its order."""
    elements = document.elements
    unknown = {
        name: parameter.value
        for name, parameter in elements.parameters.items()
        if isinstance(parameter.value, UnknownValue)
    }
    if not unknown:
        return ()
    evaluator = Evaluator(elements, document.tables)
    read = _read_names(elements)
    shown = closure(
        [name for name, each in elements.definitions.items() if each.show], dependencies(elements)
    )
    return tuple(
        replace(
            _unknown(elements.parameters[name], value, evaluator),
            is_read=name in read or name in shown,
            is_shown=name in shown,
        )
        for name, value in unknown.items()
    )


def _unknown(parameter: Parameter, value: UnknownValue, evaluator: Evaluator) -> Unknown:
    between = None
    if value.between is not None:
        ends = [_number(evaluator, end) for end in value.between]
        if ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]:
            between = ends[0], ends[1]
    members = None if value.one_of is None else _members(evaluator, value.one_of)
    ends_whole = between is not None and all(Fraction(end).denominator == 1 for end in between)
    counts = _COUNTS.search(value.question) is not None
    return Unknown(
        name=parameter.name,
        question=value.question,
        between=between,
        members=members,
        unit=parameter.unit,
        is_whole=ends_whole and counts,
        is_number=between is not None or parameter.unit is not None or counts,
        is_family=bool(parameter.index),
    )


def _number(evaluator: Evaluator, expr: s.Expr) -> int | Fraction | None:
    try:
        value = evaluator.evaluate(expr)
    except ExpressionError:
        return None
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def _members(evaluator: Evaluator, name: str) -> tuple[Answer, ...] | None:
    """The members of a set that a person can name: texts, whole numbers, keys of rows."""
    source = s.Name(name)
    try:
        count = evaluator.evaluate(s.Call("len", (source,)))
        if not isinstance(count, int) or count > _MOST_MEMBERS:
            return None
        values = [evaluator.evaluate(s.Index(source, (s.Number(k),))) for k in range(1, count + 1)]
    except ExpressionError:
        return None
    named = [value.key if isinstance(value, Row) else value for value in values]
    answers = [value for value in named if isinstance(value, int | str) and not isinstance(value, bool)]
    return tuple(answers) if answers and len(answers) == len(named) else None


def _read_names(elements: Elements) -> frozenset[str]:
    """Everything that constraints, objectives and variables are built from."""
    names = list(elements.variables)
    for constraint in elements.constraints.values():
        names.extend(names_in_constraint(constraint))
    for objective in elements.objectives:
        names.extend(s.free_names(objective.value))
    return closure(names, dependencies(elements))


def checked_answers(document: LoadedDocument) -> LoadedDocument:
    """A document whose unknown parameters were set when it was loaded, with answers that its questions allow.

    Raises:
        UsageError: for an answer of another kind than the question asks for, or out of its range.
    """
    assert isinstance(document.data, dict)
    parameters = document.data.get("parameters")
    assert isinstance(parameters, dict)
    asking = {**document.data, "parameters": {**parameters, **document.answered}}
    replaced: dict[str, Answer] = {}
    for unknown in unknowns_of(load_elements(asking, tables=dict(document.tables))):
        if unknown.name not in document.answered:
            continue
        given = parameters[unknown.name]
        value = given.get("value") if isinstance(given, dict) else None
        answer, expected = allowed_answer(unknown, value)
        if expected:
            raise UsageError(
                f"{unknown.name} = {show(value) if isinstance(value, int | Fraction | str) else value} is no "
                f"answer to {unknown.question!r}: expected {expected}"
            )
        if answer is not None and answer != value:
            replaced[unknown.name] = answer
    return with_answers(document, replaced) if replaced else document


def allowed_answer(unknown: Unknown, value: object) -> tuple[Answer | None, str]:
    """Which member a value is, and what was expected where it is no answer: "a number between 1 and 8"."""
    if unknown.members is not None:
        for member in unknown.members:
            if value == member or (isinstance(value, int | Fraction) and show(value) == show(member)):
                return member, ""
        listed = ", ".join(show(member) for member in unknown.members[:_LISTED])
        rest = f" or {len(unknown.members) - _LISTED} more" if len(unknown.members) > _LISTED else ""
        hint = (
            nearest(value, [show(member) for member in unknown.members]) if isinstance(value, str) else None
        )
        return None, f"one of {listed}{rest}" + (f"; did you mean {hint!r}?" if hint else "")
    meant = scalar_value(value) if isinstance(value, str) else value
    is_number = isinstance(meant, int | Fraction) and not isinstance(meant, bool)
    if is_number and isinstance(meant, int | Fraction):
        if unknown.between is not None and not unknown.between[0] <= meant <= unknown.between[1]:
            return None, expected_number(unknown)
        if unknown.is_whole and Fraction(meant).denominator != 1:
            return None, expected_number(unknown)
    elif unknown.is_number and not (isinstance(value, str) and computes(value)):
        return None, expected_number(unknown)
    return None, ""


def expected_number(unknown: Unknown) -> str:
    """The numbers that answer a question, in words."""
    kind = "a whole number" if unknown.is_whole else "a number"
    unit = f" {unknown.unit}" if unknown.unit else ""
    if unknown.between is None:
        return f"{kind}{f' of{unit}' if unit else ''}"
    low, high = unknown.between
    return f"{kind} between {show(low)} and {show(high)}{unit}"


def with_answers(document: LoadedDocument, answers: Mapping[str, Answer]) -> LoadedDocument:
    """The document in which unknown parameters have these values.

    Raises:
        DocumentError: for values that leave a document with errors.
    """
    settings: dict[str, Data] = {f"parameters.{name}.value": value for name, value in answers.items()}
    data = apply_patch(document.data, {"set": settings})
    assert isinstance(data, dict)
    return replace(load_elements(data, tables=dict(document.tables)), path=document.path)

"""A solution as lines for people: the objectives' values, the decisions, the definitions to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from certiplan.model.elements import Objective, Variable
from certiplan.model.solution import Decision, IntervalValue
from certiplan.model.units import unit_shown
from certiplan.model.values import Rational, Value, show, show_number, without_dust
from certiplan.solvers.model import Model, Solved, given_away_by_slack

Entries: TypeAlias = Mapping[tuple[Value, ...], Decision]

_LISTED = 12
"""So many absent elements are named; of more only the number is told."""


def plan_lines(model: Model, answer: Solved) -> Iterator[str]:
    """The lines of a plan.

    Of a family of numbers the elements that are 0 are left out; a member that happens to be the number 0 is
    not, nor is an interval that starts at 0: there 0 says something.
    """
    is_exact = not any(_has_reals(variable) for variable in model.elements.variables.values())
    for objective, number, bound in zip(
        model.elements.objectives, answer.objectives, answer.bounds, strict=True
    ):
        unit = _suffix(unit_shown(model.elements, objective.value))
        beside = _beside(objective, number, bound, is_optimal=answer.optimal)
        yield f"{objective.sense} {objective.name}: {_number(number, is_exact=is_exact)}{unit}{beside}"
    for name, entries in answer.solution.items():
        yield from _variable_lines(name, model.elements.variables[name], entries)
    for shown in answer.verdict.shown:
        label = f"{shown.name}[{','.join(shown.indices)}]" if shown.indices else shown.name
        value = shown.value
        text = _number(value, is_exact=is_exact) if isinstance(value, int | Fraction) else value
        yield f"{label} = {text}{_suffix(shown.unit)}"


def _beside(objective: Objective, number: Rational, bound: Rational | None, *, is_optimal: bool) -> str:
    """What a proved bound adds to the value of a stage: how far it may be off, or what was given away."""
    if not is_optimal:
        return f" (bound {'unknown' if bound is None else show_number(bound)})"
    given_away = given_away_by_slack(objective, number, bound)
    if bound is None or not given_away:
        return ""
    return f" (the best is {show_number(bound)}; {show_number(given_away)} given away, as its slack allows)"


def _variable_lines(name: str, variable: Variable, entries: Entries) -> Iterator[str]:
    unit = _suffix(variable.unit)
    if set(entries) == {()}:
        yield f"{name} = {_text(variable, entries[()], unit)}"
        return
    told = {key: value for key, value in entries.items() if not _is_left_out(variable, value)}
    for key, value in told.items():
        yield f"{name}[{show(key)}] = {_text(variable, value, unit)}"
    rest = [show(key) for key in entries if key not in told]
    if not rest:
        return
    if variable.kind in ("choice", "interval"):
        where = ", ".join(rest) if len(rest) <= _LISTED else f"{len(rest)} of {len(entries)}"
        yield f"{name} is absent for {where if told or len(rest) <= _LISTED else f'all {len(rest)}'}"
    elif not told:
        yield f"{name} is 0 throughout"


def _is_left_out(variable: Variable, value: Decision) -> bool:
    """Whether an element of a family has no line of its own: it is absent, or an amount of 0."""
    if isinstance(value, IntervalValue):
        return not value.present
    if value is None or variable.kind == "choice":
        return value is None
    return isinstance(value, int | Fraction) and without_dust(value) == 0


def _text(variable: Variable, value: Decision, unit: str) -> str:
    if isinstance(value, IntervalValue):
        if not value.present:
            return "absent"
        start, end = (_number(time, is_exact=not variable.real_time) for time in (value.start, value.end))
        return f"{start} to {end}{unit}"
    if value is None:
        return "absent"
    if isinstance(value, int | Fraction) and variable.kind != "choice":
        return f"{_number(value, is_exact=variable.kind != 'real')}{unit}"
    return show(value)


def _has_reals(variable: Variable) -> bool:
    return variable.kind == "real" or variable.real_time


def _number(value: Rational, *, is_exact: bool) -> str:
    return show_number(value if is_exact else without_dust(value))


def _suffix(unit: str | None) -> str:
    return f" {unit}" if unit else ""

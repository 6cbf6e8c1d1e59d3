"""Negotiable numbers as decisions: the document in which they may move, and what moving them costs.

A parameter becomes a variable of the same name, between what was asked and its limit; parameters that are
computed from it become definitions. That only works where the number stands in constraints; where a
constant is needed (the end of a range, a bound, a filter), grounding says so and the caller steps through
values instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.elements import (
    Objective,
    Parameter,
    Variable,
    indices_of,
)
from certiplan.model.evaluator import Evaluator
from certiplan.model.ir import Rational
from certiplan.model.values import Value
from certiplan.solvers.bounds import Ranges, column_interval
from certiplan.solvers.explain.changes import ChangeNumber, Entries
from certiplan.solvers.explain.dependents import dependent_definitions, is_constant_needed
from certiplan.solvers.explain.extremes import plain_number
from certiplan.solvers.explain.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Loosened:
    """A document in which some numbers are decisions.

    Attributes:
        subject: that document; its objective is the cost of the changes, or their sum.
        base: the document as it was.
        asked: by number, the name of the parameter that holds its value as it was.
    """

    subject: Subject
    base: Subject
    asked: Mapping[str, str]

    @cached_property
    def before(self) -> dict[str, dict[tuple[Value, ...], Rational]]:
        """The numbers as they were, by parameter and indices."""
        evaluator = Evaluator(self.subject.elements, self.subject.tables)
        return {
            name: {key: _entry(evaluator, asked, key) for key in self.subject.ground.entries[name]}
            for name, asked in self.asked.items()
        }

    def entries(self, values: Sequence[Rational]) -> Entries:
        """All numbers that may move, as they are at a point."""
        found: dict[str, dict[tuple[Value, ...], Rational]] = {}
        for name in self.asked:
            found[name] = {}
            for key, entry in self.subject.ground.entries[name].items():
                value = entry.read(values)
                assert isinstance(value, Rational)
                found[name][key] = plain_number(value)
        return found

    def changes(self, entries: Entries) -> tuple[ChangeNumber, ...]:
        """What differs from the document as it was."""
        return tuple(
            ChangeNumber(
                parameter=name,
                indices=key,
                before=self.before[name][key],
                after=after,
                unit=self.base.elements.parameters[name].unit,
            )
            for name in self.asked
            for key, after in entries[name].items()
            if after != self.before[name][key]
        )


def loosened(
    subject: Subject,
    names: Sequence[str],
    *,
    weighted: bool,
    objectives: Sequence[Objective] | None = None,
) -> Loosened | None:
    """The document with some negotiable numbers as decisions; None where one must be constant.

    Args:
        subject: the document.
        names: parameters with `negotiable`.
        weighted: minimize the cost of the changes; else their sum.
        objectives: replace that objective; they may read the numbers, and the parameters named by
            `asked_name` that hold the old values.
    """
    whole = {name for name in names if _is_whole(subject, subject.elements.parameters[name])}
    attempts = [frozenset(whole), frozenset[str]()] if whole else [frozenset[str]()]
    for integers in attempts:
        made = _loosened(subject, names, integers, weighted=weighted, objectives=objectives)
        if made is None or not integers or _meets_only_whole(made.subject.model, integers):
            return made
    return None


def asked_name(name: str) -> str:
    """The parameter that holds a loosened number's old value; no name of a document has a space."""
    return f"{name} as asked"


def _loosened(
    subject: Subject,
    names: Sequence[str],
    integers: frozenset[str],
    *,
    weighted: bool,
    objectives: Sequence[Objective] | None,
) -> Loosened | None:
    elements = subject.elements
    dependents = dependent_definitions(elements, set(names))
    if dependents is None or is_constant_needed(elements, set(names)):
        return None
    parameters = {name: each for name, each in elements.parameters.items() if name not in dependents}
    variables = dict(elements.variables)
    definitions = {**elements.definitions, **dependents}
    cost: list[tuple[int, s.Expr]] = []
    for name in names:
        parameter = parameters.pop(name)
        parameters[asked_name(name)] = replace(parameter, name=asked_name(name), negotiable=None)
        variables[name] = _variable(parameter, integer=name in integers)
        cost.append((1, _change(parameter, weighted=weighted)))
    if objectives is None:
        objectives = [Objective(name="objective", sense="minimize", value=s.Sum(tuple(cost)))]
    made = subject.with_elements(
        replace(
            elements,
            parameters=parameters,
            variables=variables,
            definitions=definitions,
            objectives=tuple(objectives),
        )
    )
    try:
        made.ground  # noqa: B018  # grounding shows whether the numbers may be decisions
    except DocumentError:
        return None
    return Loosened(subject=made, base=subject, asked={name: asked_name(name) for name in names})


def _keys(parameter: Parameter) -> tuple[s.Expr, ...]:
    return tuple(s.Name(each) for each in indices_of(parameter.index))


def _read(name: str, keys: tuple[s.Expr, ...]) -> s.Expr:
    return s.Index(s.Name(name), keys) if keys else s.Name(name)


def _variable(parameter: Parameter, *, integer: bool) -> Variable:
    negotiable = parameter.negotiable
    assert negotiable is not None
    asked = _read(asked_name(parameter.name), _keys(parameter))
    limit = None if negotiable.limit is None else s.Number(negotiable.limit)
    lower: s.Expr | None = None
    upper: s.Expr | None = None
    match negotiable.direction:
        case "up":
            lower, upper = asked, limit
        case "down":
            lower, upper = limit, asked
        case "both":
            if limit is not None:
                room = s.Call("abs", (s.Sum(((1, limit), (-1, asked))),))
                lower, upper = s.Sum(((1, asked), (-1, room))), s.Sum(((1, asked), (1, room)))
    return Variable(
        name=parameter.name,
        index=parameter.index,
        kind="integer" if integer else "real",
        lower=lower,
        upper=upper,
        unit=parameter.unit,
    )


def _change(parameter: Parameter, *, weighted: bool) -> s.Expr:
    """What changing a number costs: cost times the distance from what was asked, summed over its entries."""
    negotiable = parameter.negotiable
    assert negotiable is not None
    keys = _keys(parameter)
    now, asked = _read(parameter.name, keys), _read(asked_name(parameter.name), keys)
    match negotiable.direction:
        case "up":
            distance: s.Expr = s.Sum(((1, now), (-1, asked)))
        case "down":
            distance = s.Sum(((1, asked), (-1, now)))
        case "both":
            distance = s.Call("abs", (s.Sum(((1, now), (-1, asked))),))
    if weighted:
        distance = s.Binary("*", s.Number(negotiable.cost), distance)
    return s.Call("sum", (s.Comprehension(distance, parameter.index),)) if keys else distance


def distances(parameters: Iterable[Parameter]) -> s.Expr:
    """The sum of the distances of loosened numbers from what was asked, without their costs."""
    return s.Sum(tuple((1, _change(parameter, weighted=False)) for parameter in parameters))


def is_number(subject: Subject, parameter: Parameter) -> bool:
    """Whether a parameter holds numbers only, and not texts or dates."""
    return _all_entries(subject, parameter, ">=", lambda value: s.Call("abs", (value,)), s.Number(0))


def _is_whole(subject: Subject, parameter: Parameter) -> bool:
    return _all_entries(subject, parameter, "==", lambda value: s.Call("floor", (value,)), None)


def _all_entries(
    subject: Subject,
    parameter: Parameter,
    relation: s.Relation,
    function: Callable[[s.Expr], s.Expr],
    right: s.Expr | None,
) -> bool:
    """Whether function(entry) relates to `right`, or to the entry itself, for all entries of a parameter."""
    entry = _read(parameter.name, _keys(parameter))
    test: s.Expr = s.Compare((function(entry), entry if right is None else right), (relation,))
    if parameter.index:
        test = s.Call("all", (s.Comprehension(test, parameter.index),))
    try:
        return subject.evaluator.evaluate(test) is True
    except ExpressionError:
        return False


def _entry(evaluator: Evaluator, name: str, key: tuple[Value, ...]) -> Rational:
    """The value of one entry of a parameter."""
    labels = tuple(f"key {k}" for k in range(len(key)))
    expr = _read(name, tuple(s.Name(label) for label in labels))
    value = evaluator.evaluate(expr, indices=dict(zip(labels, key, strict=True)))
    assert isinstance(value, Rational)
    return value


def _meets_only_whole(model: ir.GroundModel, names: frozenset[str]) -> bool:
    """Whether every sum that a number stands in can only take whole values."""
    moving = {k for k, column in enumerate(model.columns) if column.name.partition("[")[0] in names}
    ranges = Ranges(
        model.nodes,
        [column_interval(column) for column in model.columns],
        [column.kind != "real" for column in model.columns],
    )
    for node in model.nodes:
        if isinstance(node, ir.Comparison):
            linear = model.nodes[node.left]
            if isinstance(linear, ir.Linear) and not moving.isdisjoint(linear.columns):
                lattice = ranges.lattice(node.left)
                if lattice is None or not all(
                    value == int(value) for value in (lattice.offset, lattice.step)
                ):
                    return False
    return True

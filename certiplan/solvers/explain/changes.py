"""What a way out changes, what that costs the person, and the document that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from certiplan.model.document import Requirement
from certiplan.model.elements import GivenValue, ListedValue, Parameter
from certiplan.model.values import Rational, Value, show
from certiplan.model.yaml_text import Data
from certiplan.solvers.explain.subject import Plan, Subject

DROP_COSTS: Final[Mapping[int, int]] = {
    1: 10,
    2: 20,
    3: 50,
    4: 100,
    5: 200,
    6: 500,
    7: 1_000,
    8: 2_000,
}
"""What giving up a requirement costs, by its priority; 9 is never given up.

The unit is that of `negotiable.cost`: with `cost: 1` on a budget in dollars, giving up a requirement of
priority 5 is as bad as paying $200 more. Two requirements of one priority together cost at most about as
much as one of the next.
"""


@dataclass(frozen=True, kw_only=True)
class ChangeNumber:
    """A negotiable number takes another value.

    Attributes:
        indices: of the entry that changes; empty for a scalar.
    """

    parameter: str
    indices: tuple[Value, ...] = ()
    before: Rational
    after: Rational
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class DropRequirement:
    """A requirement is given up."""

    requirement: str


Change: TypeAlias = ChangeNumber | DropRequirement
Kind: TypeAlias = Literal["number", "drop", "combination"]


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Changes after which a plan exists, with the plan.

    Attributes:
        kind: one number (all entries of it), requirements only, or both or several numbers.
        cost: what the changes cost the person; see `DROP_COSTS`.
        plan: the best plan found after the changes; its objectives are the value afterwards.
        proved_least: for a number, no smaller change of it leads to a plan; for requirements, none of them
            could be kept; for a combination, none that changes the same things is cheaper.
        patch: the changes as a patch of the document.
        words: the way out as a sentence.
    """

    kind: Kind
    changes: tuple[Change, ...]
    cost: Rational
    plan: Plan
    proved_least: bool
    patch: Mapping[str, Data]
    words: str


def drop_cost(requirement: Requirement | None) -> int:
    """What giving the requirement up costs."""
    return DROP_COSTS[5 if requirement is None else min(requirement.priority, 8)]


def cost_of(subject: Subject, changes: Iterable[Change]) -> Rational:
    """What changes cost the person."""
    total: Rational = 0
    for change in changes:
        match change:
            case DropRequirement(requirement=name):
                total += drop_cost(subject.requirements.get(name))
            case ChangeNumber(parameter=name, before=before, after=after):
                negotiable = subject.elements.parameters[name].negotiable
                unit_cost = 1 if negotiable is None else negotiable.cost
                total += distance(before, after) * unit_cost
    return total


def distance(before: Rational, after: Rational) -> Rational:
    """How far apart two numbers are."""
    return after - before if after > before else before - after


def changed(subject: Subject, changes: Sequence[Change], entries: Entries | None = None) -> Subject:
    """The document after changes: numbers set, constraints of dropped requirements gone.

    Args:
        subject: the document.
        changes: what changes.
        entries: by parameter all its entries with their values afterwards, for parameters with indices.
    """
    elements = subject.elements
    parameters = dict(elements.parameters)
    for change in changes:
        if isinstance(change, ChangeNumber):
            parameters[change.parameter] = _with_value(parameters[change.parameter], change, entries or {})
    dropped = [change.requirement for change in changes if isinstance(change, DropRequirement)]
    return subject.with_elements(replace(elements, parameters=parameters)).without(dropped)


Entries: TypeAlias = Mapping[str, Mapping[tuple[Value, ...], Rational]]


def _with_value(parameter: Parameter, change: ChangeNumber, entries: Entries) -> Parameter:
    if not parameter.index:
        return replace(parameter, value=GivenValue(data=change.after))
    return replace(parameter, value=ListedValue(rows=_rows(entries[parameter.name])), sparse=None)


def _rows(entries: Mapping[tuple[Value, ...], Rational]) -> tuple[tuple[Data, ...], ...]:
    return tuple((*(_key(part) for part in key), value) for key, value in entries.items())


def _key(part: Value) -> Data:
    return part if isinstance(part, int | str) else show(part)


def patch_of(subject: Subject, changes: Sequence[Change], entries: Entries | None = None) -> dict[str, Data]:
    """The changes as a patch of the document, which `apply_patch` takes."""
    data = subject.document.data
    known = data.get("parameters") if isinstance(data, dict) else None
    setting: dict[str, Data] = {}
    for change in changes:
        if not isinstance(change, ChangeNumber):
            continue
        name = change.parameter
        if not change.indices:
            setting[f"parameters.{name}.value"] = change.after
        else:
            old = known.get(name) if isinstance(known, dict) else None
            kept = {k: v for k, v in old.items() if k not in _SOURCES} if isinstance(old, dict) else {}
            rows: list[Data] = [list(row) for row in _rows((entries or {})[name])]
            setting[f"parameters.{name}"] = {**kept, "rows": rows}
    dropped = {change.requirement for change in changes if isinstance(change, DropRequirement)}
    removed: list[Data] = [
        f"constraints.{name}"
        for name, constraint in subject.elements.constraints.items()
        if not dropped.isdisjoint(constraint.requirements)
    ]
    patch: dict[str, Data] = {}
    if setting:
        patch["set"] = setting
    if removed:
        patch["remove"] = removed
    return patch


_SOURCES = ("value", "rows", "table", "key", "column", "sparse", "ask", "between", "one_of")

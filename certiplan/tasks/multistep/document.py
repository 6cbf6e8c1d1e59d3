"""The model document of a planning problem with so many steps: the shipped document with its tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, cast
from typing import Literal as OneOf

from certiplan.model.values import show_rational
from certiplan.model.yaml_text import Data
from certiplan.tasks.multistep.grounding import GroundTask
from certiplan.tasks.multistep.invariants import Group
from certiplan.tasks.multistep.pddl import Literal
from certiplan.tasks.shipped import read_shipped

_Entries = dict[str, Data]
Question = OneOf["plan", "induction", "cost"]
"""What a document asks for.

"plan": a way from the start to the goals. "induction": a way from any state to the goals that meets them in
the last step only; where there is none, the start does not meet them, and no plan has fewer steps, there is
no plan at all. "cost": the cheapest way to the goals of which what follows the steps deletes nothing: no
plan of any length is cheaper.
"""

_ONLY: Final = {"kept_during": True, "one_deletes": True, "one_at_a_time": False}


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """A ground problem with the variables that its facts are values of.

    Attributes:
        groups: facts that exclude each other; a group may be a variable as well.
        variables: the facts of each variable; every fact is of exactly one.
    """

    task: GroundTask
    groups: tuple[Group, ...]
    variables: Mapping[str, tuple[Literal, ...]]


def encode(task: GroundTask, groups: Sequence[Group]) -> Encoding:
    """Make variables of the groups, the largest first; what is in none is a variable by itself."""
    left = set(task.facts)
    variables: dict[str, tuple[Literal, ...]] = {}
    waiting = list(groups)
    while waiting:
        best = max(waiting, key=lambda group: len(left.intersection(group.facts)))
        waiting.remove(best)
        facts = tuple(fact for fact in best.facts if fact in left)
        if len(facts) < 2:
            break
        variables[_unused(best.name, variables)] = facts
        left.difference_update(facts)
    for fact in task.facts:
        if fact in left:
            variables[_unused(str(fact), variables)] = (fact,)
    return Encoding(task=task, groups=tuple(groups), variables=variables)


def _unused(name: str, taken: Iterable[str]) -> str:
    names = set(taken)
    candidates = (name if number == 1 else f"{name} ({number})" for number in range(1, len(names) + 2))
    return next(candidate for candidate in candidates if candidate not in names)


def goal_id(number: int) -> str:
    """The requirement of a goal, counted from 1."""
    return f"g{number}"


def plan_document(
    encoding: Encoding,
    steps: int,
    *,
    together: bool,
    question: Question = "plan",
    goals: Mapping[Literal, str] | None = None,
) -> dict[str, Data]:
    """The document as plain data.

    Args:
        encoding: the problem.
        steps: how many steps there are at most; at least 1.
        together: whether a step may hold several actions, each of which could go first.
        question: what is asked, see `Question`.
        goals: the goals' words: an exact part of the request where there is one.
    """
    task = encoding.task
    data = shipped_document()
    if question == "cost":
        data = _joined(data, read_shipped("certiplan.tasks.multistep", "beyond.yaml"))
    met = "in_the_end['{}']" if question == "cost" else "holds['{}', steps]"
    constraints: _Entries = dict(_section(data, "constraints"))
    requirements: _Entries = {}
    for number, goal in enumerate(task.goals, start=1):
        quote = (goals or {}).get(goal)
        requirements[goal_id(number)] = {"quote": quote} if quote else {"assume": f"In the end: {goal}"}
        constraints[f"goal_{number}"] = {"that": met.format(goal), "from": goal_id(number)}
    if question == "induction":
        del constraints["at_the_start"]
        before = " and ".join(f"holds['{goal}', t]" for goal in task.goals)
        constraints["not_before"] = {"for": "t in Time if t < steps", "that": f"not ({before})"}
    if all(action.cost > 0 for action in task.actions):
        constraints.pop("no_state_again", None)
    for name, wanted in _ONLY.items():
        if wanted != together:
            del constraints[name]
    found: dict[str, Data] = {
        **data,
        "title": f"{task.problem.name}: {'at most ' if steps > 1 else ''}{steps} step{'s' * (steps > 1)}",
        "requirements": requirements,
        "data": dict(_tables(data, encoding)),
        "parameters": {"steps": {"value": steps}},
        "constraints": constraints,
    }
    if question == "plan" and together:
        found["objective"] = {"minimize": "cost"}
    return found


def _joined(data: Mapping[str, Data], more: Mapping[str, Data]) -> dict[str, Data]:
    """A document with further elements."""
    joined = dict(data)
    for section, entries in more.items():
        if isinstance(entries, dict) and section in data:
            joined[section] = {**_section(data, section), **entries}
        else:
            joined[section] = entries
    return joined


def shipped_document() -> dict[str, Data]:
    """The document that ships with the domain, without any problem's tables; it is not to be changed."""
    return read_shipped("certiplan.tasks.multistep", "model.yaml")


def _section(data: Mapping[str, Data], name: str) -> _Entries:
    entries = data[name]
    assert isinstance(entries, dict)
    return entries


def _tables(data: Mapping[str, Data], encoding: Encoding) -> Iterator[tuple[str, Data]]:
    rows = _rows(encoding)
    for name, table in _section(data, "data").items():
        assert isinstance(table, dict)
        yield name, {**table, "rows": rows[name]}


def _rows(encoding: Encoding) -> dict[str, list[Data]]:
    task = encoding.task
    variable = {fact: name for name, facts in encoding.variables.items() for fact in facts}
    names = _group_names(encoding.groups)
    return {
        "facts": [[str(fact), variable[fact]] for fact in task.facts],
        "actions": [[action.name, _plain(action.cost)] for action in task.actions],
        "needs": [
            [action.name, str(fact), int(fact not in action.deletes)]
            for action in task.actions
            for fact in sorted(action.needs, key=str)
        ],
        "adds": [
            [action.name, str(fact)] for action in task.actions for fact in sorted(action.adds, key=str)
        ],
        "deletes": [
            [action.name, str(fact)] for action in task.actions for fact in sorted(action.deletes, key=str)
        ],
        "groups": [
            [name, str(fact), int(group.exact)]
            for name, group in zip(names, encoding.groups, strict=True)
            for fact in group.facts
        ],
        "orders": [
            [action.name, str(need), str(add)]
            for action in task.actions
            for need in sorted(action.needs, key=str)
            for add in sorted(action.adds, key=str)
        ],
        "start": [[str(fact)] for fact in sorted(task.initially, key=str)],
    }


def _group_names(groups: Sequence[Group]) -> list[str]:
    names: list[str] = []
    for group in groups:
        names.append(_unused(group.name, names))
    return names


def _plain(value: Fraction) -> Data:
    return int(value) if value.denominator == 1 else cast(Data, show_rational(value))

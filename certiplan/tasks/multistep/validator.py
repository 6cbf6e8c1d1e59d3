"""Is a plan a plan? Judged from the PDDL texts and the text of the plan alone.

The rules are those of the PDDL definition (Fox and Long, 2003, for steps with several actions: each must be
applicable, and none may delete what another of the step needs or adds). This module shares no code with
what reads or states problems elsewhere: it parses the texts once more, in its own way, never grounds, and
applies the actions to a set of facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

_Tree: TypeAlias = "str | list[_Tree]"
_State: TypeAlias = frozenset[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The judgement on a plan.

    Attributes:
        valid: every action could be applied, and the goal holds in the end.
        why: what is wrong, with the number of the action; "" for a valid plan.
        actions: how many actions the plan has.
        steps: how many steps; as many as actions, unless the plan says "; step N" before each.
        cost: the total cost; the number of actions where the domain has no costs.
    """

    valid: bool
    why: str
    actions: int
    steps: int
    cost: Fraction


class _Rejected(Exception):  # noqa: N818  # a verdict, not an error
    """The plan is no plan; the text says why."""


def validate_plan(domain: str, problem: str, plan: str) -> Verdict:
    """Judge a plan in the format of the planning competitions: an action in parentheses a line, `;` comments.

    Args:
        domain: the domain's PDDL.
        problem: the problem's PDDL.
        plan: lines such as `(unstack b a)`. Where comments `; step 1` divide it, the actions between two of
            them are judged as applied at the same time.
    """
    try:
        steps = _steps(plan)
    except _Rejected as reason:
        return Verdict(valid=False, why=str(reason), actions=0, steps=0, cost=Fraction(0))
    actions = sum(len(step) for step in steps)
    world = _World(_sections(domain), _sections(problem))
    cost = Fraction(0)
    try:
        state = world.start
        number = 0
        for step in steps:
            state, spent = world.after(state, step, number)
            number += len(step)
            cost += spent
        missing = world.missing(state)
        if missing:
            raise _Rejected(f"in the end {missing} does not hold")
    except _Rejected as reason:
        return Verdict(valid=False, why=str(reason), actions=actions, steps=len(steps), cost=cost)
    return Verdict(valid=True, why="", actions=actions, steps=len(steps), cost=cost)


def _steps(plan: str) -> list[list[tuple[str, ...]]]:
    marked: list[list[tuple[str, ...]]] = []
    single: list[list[tuple[str, ...]]] = []
    for number, line in enumerate(plan.splitlines(), start=1):
        if re.fullmatch(r"\s*;\s*step\s+\d+\s*", line):
            marked.append([])
            continue
        code = line.split(";")[0].strip().lower()
        if not code:
            continue
        found = re.fullmatch(r"(?:\d+(?:\.\d+)?\s*:\s*)?\(\s*([^()]+?)\s*\)(?:\s*\[[\d.]+\])?", code)
        if found is None:
            raise _Rejected(f"line {number} of the plan is no action in parentheses: {line.strip()!r}")
        action = tuple(found[1].split())
        single.append([action])
        if marked:
            marked[-1].append(action)
    if marked and sum(map(len, marked)) == len(single):
        return [step for step in marked if step]
    return single


def _sections(text: str) -> list[_Tree]:
    code = re.sub(r";[^\n]*", " ", text).lower()
    tokens = iter(code.replace("(", " ( ").replace(")", " ) ").split())
    trees = list(_trees(tokens))
    definition = trees[0] if trees else []
    return definition[1:] if isinstance(definition, list) else []


def _trees(tokens: Iterator[str]) -> Iterator[_Tree]:
    for piece in tokens:
        if piece == ")":
            return
        yield list(_trees(tokens)) if piece == "(" else piece


def _named(sections: Sequence[_Tree], name: str) -> Iterator[list[_Tree]]:
    for section in sections:
        if isinstance(section, list) and section and section[0] == name:
            yield section[1:]


def _typed(items: Sequence[_Tree]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of a typed list, each with its types; "object" where none is said."""
    names: list[str] = []
    position = 0
    while position < len(items):
        item = items[position]
        if item == "-":
            kind = items[position + 1]
            kinds = tuple(str(part) for part in kind[1:]) if isinstance(kind, list) else (kind,)
            yield from ((name, kinds) for name in names)
            names = []
            position += 1
        else:
            names.append(str(item))
        position += 1
    yield from ((name, ("object",)) for name in names)


def _flat(tree: _Tree, binding: Mapping[str, str]) -> tuple[str, ...]:
    assert isinstance(tree, list)
    return tuple(binding.get(str(part), str(part)) for part in tree)


def _parts(tree: _Tree) -> Iterator[_Tree]:
    if isinstance(tree, list) and tree and tree[0] == "and":
        for part in tree[1:]:
            yield from _parts(part)
    elif tree:
        yield tree


def _denied(tree: _Tree) -> _Tree | None:
    """What a `not` denies."""
    return tree[1] if isinstance(tree, list) and tree[0] == "not" else None


class _World:
    """A domain with a problem: the start, the goal, and what each action does."""

    def __init__(self, domain: Sequence[_Tree], problem: Sequence[_Tree]) -> None:
        self._above = {name: kinds[0] for part in _named(domain, ":types") for name, kinds in _typed(part)}
        self._kinds: dict[str, tuple[str, ...]] = {}
        for part in (*_named(domain, ":constants"), *_named(problem, ":objects")):
            self._kinds.update(_typed(part))
        self._actions: dict[str, dict[str, _Tree]] = {}
        for body in _named(domain, ":action"):
            entries = dict(zip(map(str, body[1::2]), body[2::2], strict=True))
            self._actions[str(body[0])] = entries
        self._values: dict[tuple[str, ...], Fraction] = {}
        facts = set()
        for item in next(_named(problem, ":init"), []):
            assert isinstance(item, list)
            if item[0] == "=":
                self._values[_flat(item[1], {})] = Fraction(str(item[2]))
            else:
                facts.add(_flat(item, {}))
        self.start: _State = frozenset(facts)
        goal = next(_named(problem, ":goal"), [])
        self._goal = list(_parts(goal[0])) if goal else []
        self._costs = any("increase" in str(entries.get(":effect")) for entries in self._actions.values())

    def _is_a(self, name: str, kinds: Sequence[str]) -> bool:
        for kind in self._kinds[name]:
            climbed = {"object", kind}
            while kind in self._above and self._above[kind] not in climbed:
                kind = self._above[kind]
                climbed.add(kind)
            if climbed.intersection(kinds):
                return True
        return False

    def missing(self, state: _State) -> str:
        """The first part of the goal that does not hold; "" if all do."""
        return next((_text(part) for part in self._goal if not _true(part, {}, state)), "")

    def after(self, state: _State, step: Sequence[tuple[str, ...]], number: int) -> tuple[_State, Fraction]:
        """The state after the actions of a step, and what they cost.

        Raises:
            _Rejected: one of them cannot be applied, or two of them interfere.
        """
        added: set[tuple[str, ...]] = set()
        deleted: set[tuple[str, ...]] = set()
        cost = Fraction(0)
        judged: list[tuple[str, _State, _State, _State, _State]] = []
        for position, action in enumerate(step, start=number + 1):
            name = f"action {position}, ({' '.join(action)}),"
            entries, binding = self._bound(action, name)
            needs: set[tuple[str, ...]] = set()
            lacks: set[tuple[str, ...]] = set()
            for condition in _parts(entries.get(":precondition", [])):
                if not _true(condition, binding, state):
                    raise _Rejected(f"{name} needs {_text(condition, binding)}, which does not hold")
                denied = _denied(condition)
                (needs if denied is None else lacks).add(
                    _flat(condition if denied is None else denied, binding)
                )
            gains: set[tuple[str, ...]] = set()
            losses: set[tuple[str, ...]] = set()
            for effect in _parts(entries[":effect"]):
                denied = _denied(effect)
                if denied is not None:
                    losses.add(_flat(denied, binding))
                elif isinstance(effect, list) and effect[0] == "increase":
                    cost += self._amount(effect[2], binding)
                else:
                    gains.add(_flat(effect, binding))
            losses -= gains
            for other, *sets in judged:
                pairs = (
                    (losses, sets[0] | sets[2]),
                    (sets[3], needs | gains),
                    (gains, sets[1]),
                    (sets[2], lacks),
                )
                if any(not frozenset(one).isdisjoint(two) for one, two in pairs):
                    raise _Rejected(f"{name} and {other} of the same step interfere")
            judged.append((name, frozenset(needs), frozenset(lacks), frozenset(gains), frozenset(losses)))
            added |= gains
            deleted |= losses
        return (state - deleted) | added, cost if self._costs else Fraction(len(step))

    def _bound(self, action: tuple[str, ...], name: str) -> tuple[dict[str, _Tree], dict[str, str]]:
        if action[0] not in self._actions:
            raise _Rejected(f"{name} is no action of the domain")
        entries = self._actions[action[0]]
        listed = entries.get(":parameters", [])
        parameters = list(_typed(listed if isinstance(listed, list) else []))
        if len(parameters) != len(action) - 1:
            raise _Rejected(f"{name} should have {len(parameters)} arguments")
        binding = {}
        for (parameter, kinds), value in zip(parameters, action[1:], strict=True):
            if value not in self._kinds:
                raise _Rejected(f"{name} names the unknown object {value!r}")
            if not self._is_a(value, kinds):
                raise _Rejected(f"{name} has {value!r} where a {' or '.join(kinds)} should be")
            binding[parameter] = value
        return entries, binding

    def _amount(self, tree: _Tree, binding: Mapping[str, str]) -> Fraction:
        return Fraction(tree) if isinstance(tree, str) else self._values[_flat(tree, binding)]


def _true(condition: _Tree, binding: Mapping[str, str], state: _State) -> bool:
    denied = _denied(condition)
    if denied is not None:
        return not _true(denied, binding, state)
    fact = _flat(condition, binding)
    return fact[1] == fact[2] if fact[0] == "=" else fact in state


def _text(tree: _Tree, binding: Mapping[str, str] | None = None) -> str:
    if isinstance(tree, str):
        return (binding or {}).get(tree, tree)
    return f"({' '.join(_text(part, binding) for part in tree)})"

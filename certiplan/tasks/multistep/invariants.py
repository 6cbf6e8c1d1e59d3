"""Groups of facts of which at most one, or exactly one, holds in every state that can be reached.

The candidates are those of Helmert, "Concise finite-domain representations for PDDL planning tasks" (2009):
patterns such as {(on a *), (holding a), (ontable a)}, grown until no action is left that adds one fact of
the group more than it takes away. A candidate is verified on the ground actions themselves: the group holds
at most one fact at the start, and every action adds at most as many of its facts as it needs and deletes
(Fišer and Komenda, "Fact-alternating mutex groups", 2018). An action that needs two facts of the group is
never applied as long as the group holds, so it cannot break it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from certiplan.tasks.multistep.grounding import GroundAction, GroundTask, without
from certiplan.tasks.multistep.pddl import Literal

_MAX_CANDIDATES = 200


@dataclass(frozen=True, kw_only=True)
class Group:
    """Facts that exclude each other.

    Attributes:
        name: such as "a: holding, on, ontable".
        exact: one of them holds in every state.
    """

    name: str
    facts: tuple[Literal, ...]
    exact: bool


@dataclass(frozen=True)
class _Part:
    """One pattern of facts: where the fixed object stands (None: nowhere) and where any object may stand."""

    predicate: str
    positive: bool
    arity: int
    fixed: int | None
    free: int | None

    def object_of(self, fact: Literal) -> str | None:
        """The fixed object of a fact that fits the pattern, "" without one; None if it does not fit."""
        atom = fact.atom
        if (atom.predicate, fact.positive, len(atom.terms)) != (self.predicate, self.positive, self.arity):
            return None
        return "" if self.fixed is None else atom.terms[self.fixed]


def find_groups(task: GroundTask) -> tuple[Group, ...]:
    """The groups found, largest first; facts may be in several."""
    found: dict[frozenset[Literal], Group] = {}
    for pattern in _verified_patterns(task):
        for key, facts in _by_object(pattern, task.facts).items():
            if len(facts) > 1 and frozenset(facts) not in found and _weight(facts, task) <= 1:
                exact = _balance(facts, task.actions)
                if exact is not None:
                    names = sorted({("" if part.positive else "not ") + part.predicate for part in pattern})
                    found[frozenset(facts)] = Group(
                        name=(f"{key}: " if key else "") + ", ".join(names),
                        facts=tuple(facts),
                        exact=exact and _weight(facts, task) == 1,
                    )
    maximal = [group for facts, group in found.items() if not any(facts < others for others in found)]
    return tuple(sorted(maximal, key=lambda group: (-len(group.facts), group.name)))


def possible_part(task: GroundTask) -> tuple[GroundTask, tuple[Group, ...]]:
    """The task without the actions that need two facts of one group, and its groups."""
    while True:
        groups = find_groups(task)
        members = [frozenset(group.facts) for group in groups]
        impossible = [
            action.name for action in task.actions if any(len(action.needs & facts) > 1 for facts in members)
        ]
        if not impossible:
            return task, groups
        task = without(task, impossible)


def _by_object(pattern: frozenset[_Part], facts: Sequence[Literal]) -> dict[str, list[Literal]]:
    groups: dict[str, list[Literal]] = {}
    for fact in facts:
        for part in pattern:
            key = part.object_of(fact)
            if key is not None:
                group = groups.setdefault(key, [])
                if fact not in group:
                    group.append(fact)
    return dict(sorted(groups.items()))


def _weight(facts: Sequence[Literal], task: GroundTask) -> int:
    return sum(fact in task.initially for fact in facts)


def _balance(facts: Sequence[Literal], actions: Sequence[GroundAction]) -> bool | None:
    """Whether the number of facts that hold never changes; None where it may grow."""
    members = frozenset(facts)
    steady = True
    for action in actions:
        if len(action.needs & members) > 1:
            continue
        added, freed = len(action.adds & members), len(action.needs & action.deletes & members)
        if added > freed:
            return None
        steady = steady and added == freed == len(action.deletes & members)
    return steady


def _verified_patterns(task: GroundTask) -> Iterator[frozenset[_Part]]:
    """Patterns that hold for some object, grown from single parts."""
    shapes = sorted({(fact.atom.predicate, fact.positive, len(fact.atom.terms)) for fact in task.facts})
    parts = [part for shape in shapes for part in _parts(*shape)]
    waiting = [frozenset([part]) for part in parts]
    seen = set(waiting)
    while waiting:
        pattern = waiting.pop(0)
        verdicts = [
            (facts, _fault(facts, task.actions)) for facts in _by_object(pattern, task.facts).values()
        ]
        if any(fault is None for _, fault in verdicts):
            yield pattern
        # What the first faulty action needs and deletes may complete the pattern.
        fault = next((fault for _, fault in verdicts if fault is not None), None)
        if fault is None or len(seen) > _MAX_CANDIDATES:
            continue
        shapes_freed = {
            (fact.atom.predicate, fact.positive, len(fact.atom.terms)) for fact in fault.needs & fault.deletes
        }
        for part in parts:
            if (part.predicate, part.positive, part.arity) in shapes_freed:
                grown = pattern | {part}
                if grown not in seen and _consistent(grown):
                    seen.add(grown)
                    waiting.append(grown)


def _parts(predicate: str, positive: bool, arity: int) -> Iterator[_Part]:  # noqa: FBT001
    """All ways to fix one place and to leave at most one other free."""
    places: list[int | None] = [None, *range(arity)]
    for fixed in places:
        others = [place for place in range(arity) if place != fixed]
        if len(others) <= 1:
            free = others[0] if others else None
            yield _Part(predicate, positive, arity, fixed, free)


def _consistent(pattern: frozenset[_Part]) -> bool:
    """Every predicate occurs once, and all parts have a fixed object or none has."""
    predicates = [(part.predicate, part.positive) for part in pattern]
    with_object = {part.fixed is not None for part in pattern if part.arity > 0 or part.fixed is None}
    return len(set(predicates)) == len(predicates) and len(with_object) == 1


def _fault(facts: Sequence[Literal], actions: Sequence[GroundAction]) -> GroundAction | None:
    """An action that adds more of the facts than it takes away."""
    members = frozenset(facts)
    for action in actions:
        if len(action.needs & members) > 1:
            continue
        if len(action.adds & members) > len(action.needs & action.deletes & members):
            return action
    return None

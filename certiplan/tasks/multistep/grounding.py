"""From a domain and a problem to ground facts and actions, without what can never matter.

Negative conditions are compiled away: a fact is a literal, and where some condition denies an atom, its
denial is a fact of its own that changes together with it. What is left out: actions that cannot be
applied even if nothing were ever deleted, facts that hold throughout, and what no goal depends on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from certiplan.errors import DataError, UsageError
from certiplan.tasks.multistep.pddl import Action, Atom, Literal, Problem

MAX_ACTIONS = 50_000


@dataclass(frozen=True, kw_only=True)
class GroundAction:
    """An action with its objects.

    Attributes:
        name: as in a plan, such as "(stack a b)".
        needs: what must hold before it.
        adds: what holds after it.
        deletes: what no longer holds after it, none of it among `adds`.
    """

    name: str
    needs: frozenset[Literal]
    adds: frozenset[Literal]
    deletes: frozenset[Literal]
    cost: Fraction


@dataclass(frozen=True, kw_only=True)
class GroundTask:
    """A problem without parameters.

    Attributes:
        facts: what may change, in the order of their texts.
        goals: what must hold in the end and does not hold throughout.
        unreachable: the goals that no plan can reach, even if nothing were ever deleted.
        priced: the metric is the total cost; otherwise each action counts one.
    """

    problem: Problem
    facts: tuple[Literal, ...]
    actions: tuple[GroundAction, ...]
    initially: frozenset[Literal]
    goals: tuple[Literal, ...]
    unreachable: tuple[Literal, ...]
    priced: bool


def ground_problem(problem: Problem) -> GroundTask:
    """Ground a problem.

    Raises:
        UsageError: there are more ground actions than can be handled.
        DataError: a cost is missing or negative.
    """
    possible = list(_instances(problem))
    denied = _denied(possible, problem)
    actions = [_with_denials(action, denied) for action in possible]
    initially = frozenset(Literal(atom) for atom in problem.initially) | frozenset(
        denial for denial in denied if denial.atom not in problem.initially
    )
    false = tuple(goal for goal in problem.goals if _settled(goal) and not _true(goal))
    goals = tuple(goal for goal in dict.fromkeys(problem.goals) if not _settled(goal))
    return _pruned(problem, actions, initially, goals, false)


def without(task: GroundTask, impossible: Iterable[str]) -> GroundTask:
    """The task without some actions, by name, and without what can then no longer matter.

    Args:
        task: a ground task.
        impossible: actions that no plan can apply.
    """
    gone = frozenset(impossible)
    actions = [action for action in task.actions if action.name not in gone]
    return _pruned(task.problem, actions, task.initially, task.goals, task.unreachable)


def _pruned(
    problem: Problem,
    possible: Sequence[GroundAction],
    initially: frozenset[Literal],
    goals: Sequence[Literal],
    unreachable: Sequence[Literal],
) -> GroundTask:
    """The task of some actions, without what cannot matter.

    Args:
        unreachable: goals that are known to be out of reach already.
    """
    reached, actions = _reachable(possible, initially)
    lost = [goal for goal in goals if goal not in reached]
    lasting = initially - {fact for action in actions for fact in action.deletes}
    actions = [
        replace(action, needs=action.needs - lasting, adds=action.adds - lasting) for action in actions
    ]
    left = tuple(goal for goal in goals if goal not in lasting)
    relevant, actions = _relevant(actions, left)
    return GroundTask(
        problem=problem,
        facts=tuple(sorted(relevant, key=str)),
        actions=tuple(sorted(actions, key=lambda action: action.name)),
        initially=initially & relevant,
        goals=left,
        unreachable=tuple(dict.fromkeys((*unreachable, *lost))),
        priced=problem.minimizes_cost,
    )


def _settled(literal: Literal) -> bool:
    return literal.atom.predicate == "="


def _true(comparison: Literal) -> bool:
    first, second = comparison.atom.terms
    return (first == second) == comparison.positive


# ---------------------------------------------------------------- instances


def _instances(problem: Problem) -> Iterator[GroundAction]:
    """Every action with every choice of objects that what never changes allows."""
    domain = problem.domain
    changing = {effect.atom.predicate for action in domain.actions for effect in action.effects}
    of_type: dict[str, list[str]] = {}
    for item in problem.objects:
        kinds = {above for kind in item.types for above in domain.ancestors(kind)}
        for kind in kinds:
            of_type.setdefault(kind, []).append(item.name)
    count = 0
    for action in domain.actions:
        choices = [
            list(dict.fromkeys(name for kind in parameter.types for name in of_type.get(kind, ())))
            for parameter in action.parameters
        ]
        for binding in _bindings(action, choices, problem, changing):
            count += 1
            if count > MAX_ACTIONS:
                raise UsageError(f"the problem has more than {MAX_ACTIONS} ground actions")
            yield _instance(action, binding, problem, changing)


def _bindings(
    action: Action, choices: Sequence[Sequence[str]], problem: Problem, changing: set[str]
) -> Iterator[dict[str, str]]:
    """The choices of objects under which the conditions that never change hold."""
    names = [parameter.name for parameter in action.parameters]
    fixed = [literal for literal in action.preconditions if literal.atom.predicate not in changing]
    due: list[list[Literal]] = [[] for _ in range(len(names) + 1)]
    for literal in fixed:
        places = [names.index(term) + 1 for term in literal.atom.terms if term in names]
        due[max(places, default=0)].append(literal)

    def extended(binding: dict[str, str]) -> Iterator[dict[str, str]]:
        depth = len(binding)
        if not all(_holds(literal, binding, problem) for literal in due[depth]):
            return
        if depth == len(names):
            yield dict(binding)
            return
        for name in choices[depth]:
            yield from extended({**binding, names[depth]: name})

    return extended({})


def _holds(literal: Literal, binding: Mapping[str, str], problem: Problem) -> bool:
    atom = literal.atom.under(binding)
    if atom.predicate == "=":
        return _true(Literal(atom, literal.positive))
    return (atom in problem.initially) == literal.positive


def _instance(
    action: Action, binding: Mapping[str, str], problem: Problem, changing: set[str]
) -> GroundAction:
    needs = {
        Literal(literal.atom.under(binding), literal.positive)
        for literal in action.preconditions
        if literal.atom.predicate in changing
    }
    effects = [Literal(effect.atom.under(binding), effect.positive) for effect in action.effects]
    adds = frozenset(effect for effect in effects if effect.positive)
    deletes = frozenset(Literal(effect.atom) for effect in effects if not effect.positive) - adds
    arguments = (binding[parameter.name] for parameter in action.parameters)
    name = str(Atom(action.name, tuple(arguments)))
    cost = Fraction(0)
    for amount in action.cost:
        if isinstance(amount, Fraction):
            cost += amount
            continue
        function = amount.under(binding)
        if function not in problem.values:
            raise DataError(f"the problem gives no value for {function}, which {name} costs")
        cost += problem.values[function]
    if cost < 0:
        raise DataError(f"{name} has a negative cost: {cost}")
    return GroundAction(
        name=name,
        needs=frozenset(needs),
        adds=adds,
        deletes=deletes,
        cost=cost if problem.minimizes_cost else Fraction(1),
    )


def _denied(actions: Iterable[GroundAction], problem: Problem) -> frozenset[Literal]:
    """The denials that some condition needs."""
    found = {literal for action in actions for literal in action.needs if not literal.positive}
    return frozenset(found | {goal for goal in problem.goals if not goal.positive and not _settled(goal)})


def _with_denials(action: GroundAction, denied: frozenset[Literal]) -> GroundAction:
    """The action with what it does to the denials."""
    lost = {Literal(fact.atom, positive=False) for fact in action.adds} & denied
    won = {Literal(fact.atom, positive=False) for fact in action.deletes} & denied
    return replace(action, adds=action.adds | won, deletes=action.deletes | lost)


# ---------------------------------------------------------------- what can matter


def _reachable(
    actions: Sequence[GroundAction], initially: frozenset[Literal]
) -> tuple[frozenset[Literal], list[GroundAction]]:
    """What can be reached if nothing is ever deleted: the facts and the actions."""
    waiting: dict[Literal, list[int]] = {}
    missing = []
    for number, action in enumerate(actions):
        missing.append(len(action.needs))
        for fact in action.needs:
            waiting.setdefault(fact, []).append(number)
    applicable = [number for number, count in enumerate(missing) if count == 0]
    used = set(applicable)
    reached: set[Literal] = set()
    fresh = set(initially)
    while fresh or applicable:
        fresh |= {fact for number in applicable for fact in actions[number].adds} - reached
        applicable = []
        for fact in fresh:
            reached.add(fact)
            for number in waiting.get(fact, ()):
                missing[number] -= 1
                if missing[number] == 0:
                    applicable.append(number)
        fresh = set()
        used.update(applicable)
    return frozenset(reached), [actions[number] for number in sorted(used)]


def _relevant(
    actions: Sequence[GroundAction], goals: Iterable[Literal]
) -> tuple[frozenset[Literal], list[GroundAction]]:
    """What the goals depend on: the facts, and the actions that add one of them."""
    adders: dict[Literal, list[int]] = {}
    for number, action in enumerate(actions):
        for fact in action.adds:
            adders.setdefault(fact, []).append(number)
    relevant: set[Literal] = set()
    used: set[int] = set()
    stack = list(goals)
    while stack:
        fact = stack.pop()
        if fact in relevant:
            continue
        relevant.add(fact)
        for number in adders.get(fact, ()):
            if number not in used:
                used.add(number)
                stack.extend(actions[number].needs)
    kept = [
        replace(action, adds=action.adds & relevant, deletes=action.deletes & relevant)
        for action in (actions[number] for number in sorted(used))
    ]
    return frozenset(relevant), kept

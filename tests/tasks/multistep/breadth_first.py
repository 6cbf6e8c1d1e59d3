"""An independent judge of optimal plans: breadth-first search over plain states, for tests only."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count, product

from certiplan.tasks.multistep.pddl import Action, Atom, Literal, Problem

State = frozenset[Atom]


def fewest_actions(problem: Problem, *, limit: int = 50_000) -> int | None:
    """The length of a shortest plan, or None where there is none.

    Raises:
        RuntimeError: there are more states than the limit.
    """
    depths = {problem.initially: 0}
    queue = deque([problem.initially])
    while queue:
        state = queue.popleft()
        if all(true(goal, state, {}) for goal in problem.goals):
            return depths[state]
        for after in successors(problem, state):
            if after not in depths:
                depths[after] = depths[state] + 1
                queue.append(after)
        if len(depths) > limit:
            raise RuntimeError("too many states")
    return None


def least_cost(problem: Problem) -> Fraction | None:
    """The cost of a cheapest plan by Dijkstra's search, or None where there is no plan."""
    costs: dict[State, Fraction] = {}
    queue: list[tuple[Fraction, int, State]] = [(Fraction(0), 0, problem.initially)]
    numbers = count(1)
    while queue:
        cost, _, state = heappop(queue)
        if state in costs:
            continue
        costs[state] = cost
        if all(true(goal, state, {}) for goal in problem.goals):
            return cost
        for price, after in priced_successors(problem, state):
            if after not in costs:
                heappush(queue, (cost + price, next(numbers), after))
    return None


def reachable(problem: Problem, *, limit: int = 50_000) -> set[State]:
    """All states that can be reached."""
    found = {problem.initially}
    stack = [problem.initially]
    while stack:
        for after in successors(problem, stack.pop()):
            if after not in found:
                found.add(after)
                stack.append(after)
        if len(found) > limit:
            raise RuntimeError("too many states")
    return found


def successors(problem: Problem, state: State) -> Iterator[State]:
    return (after for _, after in priced_successors(problem, state))


def priced_successors(problem: Problem, state: State) -> Iterator[tuple[Fraction, State]]:
    for action in problem.domain.actions:
        for binding in bindings(problem, action):
            if all(true(literal, state, binding) for literal in action.preconditions):
                gone = {effect.atom.under(binding) for effect in action.effects if not effect.positive}
                new = {effect.atom.under(binding) for effect in action.effects if effect.positive}
                prices = (
                    amount if isinstance(amount, Fraction) else problem.values[amount.under(binding)]
                    for amount in action.cost
                )
                yield sum(prices, Fraction(0)), (state - gone) | new


def bindings(problem: Problem, action: Action) -> Iterator[dict[str, str]]:
    names = [parameter.name for parameter in action.parameters]
    choices = [
        [
            item.name
            for item in problem.objects
            if any(kind in problem.domain.ancestors(own) for own in item.types for kind in parameter.types)
        ]
        for parameter in action.parameters
    ]
    for values in product(*choices):
        yield dict(zip(names, values, strict=True))


def true(literal: Literal, state: State, binding: dict[str, str]) -> bool:
    atom = literal.atom.under(binding)
    holds = atom.terms[0] == atom.terms[1] if atom.predicate == "=" else atom in state
    return holds == literal.positive

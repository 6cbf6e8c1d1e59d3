"""Planning problems for language models: rules, situation and goal as one request, and its answer.

A model document says how many actions are needed, not which; the number is found here by breadth-first
search, which shares nothing with the documents.
"""

from __future__ import annotations

from collections import deque

from certiplan.tasks.multistep.grounding import ground_problem
from certiplan.tasks.multistep.request import PlanningRequest

_GOAL = "Reach the goal with the least number of actions; say how many they are."


def request_text(domain: str, words: str) -> str:
    """A request that leaves nothing unsaid.

    Args:
        domain: in PDDL.
        words: the situation and the goal.
    """
    return f"The rules, as a planning domain:\n{domain}\n{words.strip()}\n{_GOAL}"


def least_actions(request: PlanningRequest) -> int | None:
    """The number of actions of a shortest plan; None if there is no plan."""
    task = ground_problem(request.problem)
    if task.unreachable:
        return None
    goals = frozenset(task.goals)
    seen = {task.initially}
    queue = deque([(task.initially, 0)])
    while queue:
        state, depth = queue.popleft()
        if goals <= state:
            return depth
        for action in task.actions:
            if action.needs <= state:
                after = (state - action.deletes) | action.adds
                if after not in seen:
                    seen.add(after)
                    queue.append((after, depth + 1))
    return None

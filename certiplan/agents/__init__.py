"""What planning domains offer and what planning comes to: tasks, outcomes, and finding tasks by name."""

from certiplan.agents.outcomes import (
    Change,
    Conflict,
    Heard,
    Numbers,
    Outcome,
    Part,
    Plan,
    Question,
    Unknown,
    WayOut,
    Wish,
)
from certiplan.agents.task import PlanSettings, Task, find_task

__all__ = [
    "Change",
    "Conflict",
    "Heard",
    "Numbers",
    "Outcome",
    "Part",
    "Plan",
    "PlanSettings",
    "Question",
    "Task",
    "Unknown",
    "WayOut",
    "Wish",
    "find_task",
]

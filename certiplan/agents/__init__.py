"""What planning domains offer and what planning comes to: tasks, outcomes, and finding tasks by name."""

from certiplan.agents.outcomes import Conflict, Outcome, Plan, Question, Unknown, Wish
from certiplan.agents.task import PlanSettings, Task, find_task

__all__ = ["Conflict", "Outcome", "Plan", "PlanSettings", "Question", "Task", "Unknown", "Wish", "find_task"]

"""Planning in conversation: tasks and outcomes, the loop from one to the other, its sessions and events."""

from certiplan.agents.conversation import Conversation
from certiplan.agents.memory import Effect, Intent, Memory
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
from certiplan.agents.turns import ConversationState, Turn

__all__ = [
    "Change",
    "Conflict",
    "Conversation",
    "ConversationState",
    "Effect",
    "Heard",
    "Intent",
    "Memory",
    "Numbers",
    "Outcome",
    "Part",
    "Plan",
    "PlanSettings",
    "Question",
    "Task",
    "Turn",
    "Unknown",
    "WayOut",
    "Wish",
    "find_task",
]

"""Multi-step planning: problems in PDDL, solved by model documents of growing horizons."""

from certiplan.tasks.multistep.plan_text import plan_text
from certiplan.tasks.multistep.request import PlanningRequest
from certiplan.tasks.multistep.search import (
    Impossible,
    Measure,
    Planned,
    SearchOptions,
    Trial,
    Undecided,
    search_plan,
)
from certiplan.tasks.multistep.task import (
    BLOCKSWORLD,
    GRIPPER,
    MOVIE,
    MYSTERY,
    PDDL,
    MultistepTask,
    read_pddl,
)
from certiplan.tasks.multistep.validator import Verdict, validate_plan

__all__ = [
    "BLOCKSWORLD",
    "GRIPPER",
    "MOVIE",
    "MYSTERY",
    "PDDL",
    "Impossible",
    "Measure",
    "MultistepTask",
    "Planned",
    "PlanningRequest",
    "SearchOptions",
    "Trial",
    "Undecided",
    "Verdict",
    "plan_text",
    "read_pddl",
    "search_plan",
    "validate_plan",
]

"""Schedules: from a typed request to a schedule that a checker of the domain's own accepted."""

from certiplan.tasks.scheduling.checker import check_schedule
from certiplan.tasks.scheduling.domain import DOMAIN, SchedulingDomain
from certiplan.tasks.scheduling.request import Activity, Job, Resource, SchedulingRequest, Step
from certiplan.tasks.scheduling.schedule import Schedule, Slot
from certiplan.tasks.typed import TypedTask

TASK = TypedTask(DOMAIN)

__all__ = [
    "DOMAIN",
    "TASK",
    "Activity",
    "Job",
    "Resource",
    "Schedule",
    "SchedulingDomain",
    "SchedulingRequest",
    "Slot",
    "Step",
    "check_schedule",
]

"""The best schedules of tiny requests by trying all orders; it knows the checker, and nothing of the model.

All objectives here want everything as early as it can be, so that some active schedule is best (Sprecher,
Kolisch and Drexl, 1995): tasks are put in place one after another, in every order that is allowed, each
at the first moment when it fits.
"""

from __future__ import annotations

from itertools import permutations

from certiplan.tasks.scheduling.checker import check_schedule
from certiplan.tasks.scheduling.request import Activity, SchedulingRequest
from certiplan.tasks.scheduling.schedule import Schedule, Slot


def best_schedule(request: SchedulingRequest) -> tuple[Schedule, float] | None:
    """A best schedule and its value; None if there is none."""
    best: tuple[Schedule, float] | None = None
    for order in permutations(request.tasks):
        schedule = _placed(request, order)
        if schedule is None:
            continue
        verdict = check_schedule(request, schedule)
        if verdict.passes and (best is None or verdict.value < best[1]):
            best = schedule, verdict.value
    return best


def _placed(request: SchedulingRequest, order: tuple[Activity, ...]) -> Schedule | None:
    slots: dict[str, Slot] = {}
    tasks = {task.name: task for task in order}
    capacity = {resource.name: resource.capacity for resource in request.resources}
    for task in order:
        if any(name not in slots for name in task.after):
            return None
        earliest = max([task.release, *(slots[name].end for name in task.after)])
        moments = sorted({earliest, *(slot.end for slot in slots.values() if slot.end > earliest)})
        start = next((m for m in moments if _is_free(task, m, slots, tasks, capacity)), None)
        if start is None:
            return None
        slots[task.name] = Slot(task=task.name, start=start, end=start + task.length)
    return Schedule(slots=tuple(slots.values()))


def _is_free(
    task: Activity, start: int, slots: dict[str, Slot], tasks: dict[str, Activity], capacity: dict[str, int]
) -> bool:
    end = start + task.length
    beside = [slot for slot in slots.values() if slot.start < end and start < slot.end]
    if task.machine is not None and any(tasks[slot.task].machine == task.machine for slot in beside):
        return False
    for moment in [start, *(slot.start for slot in beside if slot.start > start)]:
        for name, amount in task.needs.items():
            used = sum(
                tasks[slot.task].needs.get(name, 0) for slot in beside if slot.start <= moment < slot.end
            )
            if used + amount > capacity[name]:
                return False
    return True

"""Judges a schedule by the rules of the request alone; it knows nothing of how it was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from certiplan.tasks.scheduling.request import Job, SchedulingRequest
from certiplan.tasks.scheduling.schedule import Schedule, Slot
from certiplan.tasks.typed import Verdict

_Slots = Mapping[str, Slot]


def check_schedule(request: SchedulingRequest, schedule: Schedule) -> Verdict:
    """Judge a schedule.

    Args:
        request: what was asked for.
        schedule: a slot for each task.
    """
    lengths = _lengths(request)
    strange = [*_strange(lengths, schedule)]
    if strange:
        return Verdict(faults=tuple(strange), value=0)
    slots = {slot.task: slot for slot in schedule.slots}
    faults = [
        *_durations(lengths, slots),
        *_jobs(request, slots),
        *_activities(request, slots),
        *_machines(request, slots),
        *_resources(request, slots),
    ]
    last = max(slot.end for slot in slots.values())
    if request.finish_by is not None and last > request.finish_by:
        faults.append(f"the last task ends at {last}, after {request.finish_by}")
    return Verdict(faults=tuple(faults), value=_value(request, slots))


def step_names(job: Job) -> list[str]:
    """What the steps of a job are called."""
    if len(job.steps) == 1:
        return [job.name]
    return [f"{job.name} {k}" for k in range(1, len(job.steps) + 1)]


def _lengths(request: SchedulingRequest) -> dict[str, int]:
    steps = {
        name: step.length
        for job in request.jobs
        for name, step in zip(step_names(job), job.steps, strict=True)
    }
    return steps | {activity.name: activity.length for activity in request.activities}


def _strange(lengths: Mapping[str, int], schedule: Schedule) -> Iterator[str]:
    times = Counter(slot.task for slot in schedule.slots)
    for name in times.keys() - lengths.keys():
        yield f"there is no task {name}"
    for name in lengths:
        if times[name] != 1:
            yield f"{name} has {times[name]} slots instead of one"


def _durations(lengths: Mapping[str, int], slots: _Slots) -> Iterator[str]:
    for name, slot in slots.items():
        if slot.end - slot.start != lengths[name]:
            yield f"{name} takes {slot.end - slot.start}, not {lengths[name]}"
        if slot.start < 0:
            yield f"{name} begins before 0"


def _jobs(request: SchedulingRequest, slots: _Slots) -> Iterator[str]:
    orders = set()
    for job in request.jobs:
        steps = [slots[name] for name in step_names(job)]
        for one, other in pairwise(steps):
            if other.start < one.end:
                yield f"{other.task} begins before {one.task} has ended"
        if steps[0].start < job.release:
            yield f"{job.name} begins before its release at {job.release}"
        if job.deadline is not None and steps[-1].end > job.deadline:
            yield f"{job.name} ends at {steps[-1].end}, after its deadline {job.deadline}"
    if request.same_order:
        for k in range(len(request.jobs[0].steps)):
            order = sorted(request.jobs, key=lambda job: _place(slots[step_names(job)[k]]))
            orders.add(tuple(job.name for job in order))
        if len(orders) > 1 and not _has_ties(request, slots):
            yield "the jobs pass the machines in different orders"


def _place(slot: Slot) -> tuple[int, int]:
    return slot.start, slot.end


def _has_ties(request: SchedulingRequest, slots: _Slots) -> bool:
    """Steps without a length may share a moment: then any two jobs keep one order where they differ."""
    for one, other in combinations(request.jobs, 2):
        befores = set()
        for a, b in zip(step_names(one), step_names(other), strict=True):
            if _place(slots[a]) != _place(slots[b]):
                befores.add(_place(slots[a]) < _place(slots[b]))
        if len(befores) > 1:
            return False
    return True


def _activities(request: SchedulingRequest, slots: _Slots) -> Iterator[str]:
    for activity in request.activities:
        slot = slots[activity.name]
        for name in activity.after:
            if slot.start < slots[name].end:
                yield f"{activity.name} begins before {name} has ended"
        if slot.start < activity.release:
            yield f"{activity.name} begins before its release at {activity.release}"
        if activity.deadline is not None and slot.end > activity.deadline:
            yield f"{activity.name} ends at {slot.end}, after its deadline {activity.deadline}"


def _machines(request: SchedulingRequest, slots: _Slots) -> Iterator[str]:
    users: dict[str, list[Slot]] = {}
    for job in request.jobs:
        for name, step in zip(step_names(job), job.steps, strict=True):
            users.setdefault(step.machine, []).append(slots[name])
    for activity in request.activities:
        if activity.machine is not None:
            users.setdefault(activity.machine, []).append(slots[activity.name])
    for machine, used in users.items():
        for one, other in combinations(used, 2):
            if one.start < other.end and other.start < one.end:
                yield f"{machine} does {one.task} and {other.task} at the same time"


def _resources(request: SchedulingRequest, slots: _Slots) -> Iterator[str]:
    for resource in request.resources:
        users = [
            (slots[activity.name], activity.needs[resource.name])
            for activity in request.activities
            if activity.needs.get(resource.name)
        ]
        for moment in sorted({slot.start for slot, _ in users}):
            used = sum(amount for slot, amount in users if slot.start <= moment < slot.end)
            if used > resource.capacity:
                yield f"{used} of {resource.name} are used at {moment}, more than {resource.capacity}"
                break


def _value(request: SchedulingRequest, slots: _Slots) -> float:
    ends = [(slots[step_names(job)[-1]].end, job.due, job.weight) for job in request.jobs]
    ends += [(slots[a.name].end, a.due, a.weight) for a in request.activities]
    match request.objective:
        case "makespan":
            return max(slot.end for slot in slots.values())
        case "total tardiness":
            return sum(weight * max(0, end - due) for end, due, weight in ends if due is not None)
        case "total completion":
            return sum(weight * end for end, _, weight in ends)
        case "maximum lateness":
            return max(end - due for end, due, _ in ends if due is not None)

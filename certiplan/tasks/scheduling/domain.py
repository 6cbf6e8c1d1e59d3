"""Scheduling as a domain: what is stated, read, judged, given up and shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from certiplan.errors import InternalError
from certiplan.model.solution import IntervalValue, Solution
from certiplan.pictures import Bar, Gantt, Picture, Table
from certiplan.solvers.explain.changes import ChangeNumber
from certiplan.tasks.scheduling.checker import check_schedule
from certiplan.tasks.scheduling.request import SchedulingRequest
from certiplan.tasks.scheduling.schedule import Schedule, Slot
from certiplan.tasks.scheduling.statement import Wish, state, wishes
from certiplan.tasks.typed import Domain, Stated, Verdict


class SchedulingDomain(Domain[SchedulingRequest, Schedule]):
    """Schedules for shops, single machines and projects."""

    name = "scheduling"
    value_name = "objective"
    request_type = SchedulingRequest
    plan_type = Schedule

    def state(self, request: SchedulingRequest) -> Stated[SchedulingRequest]:
        """Tasks as intervals."""
        statement = state(request)
        words = {name: wish.sentence for name, wish in statement.wishes.items()}
        return Stated(request=request, document=statement.document, words=words)

    def read(self, stated: Stated[SchedulingRequest], solution: Solution) -> Schedule:
        """When each task is done."""
        slots = []
        for (task,), value in solution["t"].items():
            assert isinstance(value, IntervalValue) and isinstance(task, str)
            slots.append(Slot(task=task, start=_whole(value.start), end=_whole(value.end)))
        return Schedule(slots=tuple(slots))

    def check(self, request: SchedulingRequest, plan: Schedule) -> Verdict:
        """See `certiplan.tasks.scheduling.checker`."""
        return check_schedule(request, plan)

    def without(
        self, request: SchedulingRequest, requirement: str, named: SchedulingRequest
    ) -> SchedulingRequest:
        """Deadlines are gone, orders are free, resources are unlimited."""
        wish = wishes(named)[requirement]
        match wish.kind:
            case "finish":
                return request.model_copy(update={"finish_by": None})
            case "resource":
                kept = tuple(r for r in request.resources if r.name != wish.about)
                needs = [
                    a.model_copy(update={"needs": {n: v for n, v in a.needs.items() if n != wish.about}})
                    for a in request.activities
                ]
                return request.model_copy(update={"resources": kept, "activities": tuple(needs)})
            case "order":
                return _activity(request, wish, after=())
            case "deadline":
                return _without_deadline(request, wish)

    def with_number(self, request: SchedulingRequest, change: ChangeNumber, unit: int) -> SchedulingRequest:
        """More time, or more of a resource."""
        value = int(change.after)
        if change.parameter == "finish_by":
            return request.model_copy(update={"finish_by": value})
        name = _resource(request, change)
        resources = tuple(
            r.model_copy(update={"capacity": value}) if r.name == name else r for r in request.resources
        )
        return request.model_copy(update={"resources": resources})

    def number_words(self, change: ChangeNumber) -> str:
        """What a negotiable number is called."""
        if change.parameter == "finish_by":
            return "the time by which everything ends"
        return f"the number of {change.parameter.removeprefix('capacity_').replace('_', ' ')}"

    def pictures(self, request: SchedulingRequest, plan: Schedule) -> tuple[Picture, ...]:
        """Bars by machine or by activity, and a table."""
        machine = {task.name: task.machine or task.name for task in request.tasks}
        job = {
            name: each.name
            for each in request.jobs
            for name in ([each.name] if len(each.steps) == 1 else _numbered(each.name, len(each.steps)))
        }
        bars = tuple(
            Bar(
                lane=machine[slot.task],
                label=slot.task,
                start=slot.start,
                end=slot.end,
                group=job.get(slot.task, slot.task),
            )
            for slot in plan.slots
            if slot.end > slot.start
        )
        lanes = tuple(dict.fromkeys(machine[task.name] for task in request.tasks))
        rows = tuple(
            (
                slot.task,
                machine[slot.task] if machine[slot.task] != slot.task else "",
                str(slot.start),
                str(slot.end),
            )
            for slot in sorted(plan.slots, key=lambda slot: (slot.start, slot.task))
        )
        return (
            Gantt(title="Schedule", lanes=lanes, bars=bars, unit=request.unit),
            Table(
                title="In the order of their starts",
                columns=("task", "machine", "start", "end"),
                rows=rows,
                numeric=frozenset({2, 3}),
            ),
        )


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name} {k}" for k in range(1, count + 1)]


def _whole(value: int | Fraction) -> int:
    if value != int(value):
        raise InternalError(f"a task begins or ends at {value}")
    return int(value)


def _resource(request: SchedulingRequest, change: ChangeNumber) -> str:
    names = {name.replace("resource_", "capacity_", 1): wish.about for name, wish in wishes(request).items()}
    return names[change.parameter]


def _activity(request: SchedulingRequest, wish: Wish, **update: object) -> SchedulingRequest:
    activities = tuple(a.model_copy(update=update) if a.name == wish.about else a for a in request.activities)
    return request.model_copy(update={"activities": activities})


def _without_deadline(request: SchedulingRequest, wish: Wish) -> SchedulingRequest:
    jobs = tuple(
        job.model_copy(update={"deadline": None})
        if wish.about in (job.name, f"{job.name} {len(job.steps)}")
        else job
        for job in request.jobs
    )
    return _activity(request.model_copy(update={"jobs": jobs}), wish, deadline=None)


DOMAIN: Final = SchedulingDomain()

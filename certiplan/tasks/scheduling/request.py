"""What is to be scheduled, typed: shops, single machines and projects in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from certiplan.tasks.named import distinct, known

Objective = Literal["makespan", "total tardiness", "total completion", "maximum lateness"]

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Step(BaseModel):
    """A step of a job: how long it takes on which machine."""

    model_config = _FROZEN

    machine: str
    length: int = Field(ge=0)


class Job(BaseModel):
    """A job: its steps follow each other. `weight` counts in sums of tardiness and completion."""

    model_config = _FROZEN

    name: str = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    release: int = Field(default=0, ge=0)
    due: int | None = Field(default=None, ge=0)
    deadline: int | None = Field(default=None, ge=0)
    weight: int = Field(default=1, ge=0)


class Activity(BaseModel):
    """An activity of a project: it begins when those in `after` have ended, and needs resources meanwhile."""

    model_config = _FROZEN

    name: str = Field(min_length=1)
    length: int = Field(ge=0)
    after: tuple[str, ...] = ()
    needs: Mapping[str, int] = Field(default_factory=dict)
    machine: str | None = None
    release: int = Field(default=0, ge=0)
    due: int | None = Field(default=None, ge=0)
    deadline: int | None = Field(default=None, ge=0)
    weight: int = Field(default=1, ge=0)


class Resource(BaseModel):
    """A resource of which so many units are there at any time."""

    model_config = _FROZEN

    name: str = Field(min_length=1)
    capacity: int = Field(ge=0)


class SchedulingRequest(BaseModel):
    """Jobs in a shop, activities of a project, or both.

    A machine does one thing at a time. With `same_order`, jobs pass all machines in the same order, as in a
    permutation flow shop. All times are whole numbers of `unit`.

    Nothing begins before its `release` or ends after its `deadline`; everything ends by `finish_by`. The
    objective is the `makespan`, the sum of `total tardiness` (weights times what ends after its `due` time),
    of `total completion` (weights times ends), or the `maximum lateness` (the most that an end is after its
    due time, negative where all are early). Of a job its last step counts.

    `quotes` holds, by requirement, the exact words of `text` that it comes from.
    """

    model_config = _FROZEN

    text: str = ""
    jobs: tuple[Job, ...] = ()
    activities: tuple[Activity, ...] = ()
    resources: tuple[Resource, ...] = ()
    objective: Objective = "makespan"
    same_order: bool = False
    finish_by: int | None = Field(default=None, ge=0)
    unit: str = ""
    quotes: Mapping[str, str] = Field(default_factory=dict)

    @property
    def tasks(self) -> tuple[Activity, ...]:
        """Everything that takes time: the steps of jobs, by the names "job step", and the activities."""
        return (*(task for job in self.jobs for task in steps_of(job)), *self.activities)

    @property
    def machines(self) -> tuple[str, ...]:
        """All machines, as they are first named."""
        return tuple(dict.fromkeys(task.machine for task in self.tasks if task.machine is not None))

    @model_validator(mode="after")
    def _fits(self) -> SchedulingRequest:
        tasks = self.tasks
        if not tasks:
            raise ValueError("there is nothing to schedule: give jobs or activities")
        names = [task.name for task in tasks]
        distinct(names, "tasks")
        distinct([resource.name for resource in self.resources], "resources")
        resources = {resource.name for resource in self.resources}
        for task in self.activities:
            known(task.after, set(names), "activity")
            known(task.needs, resources, "resource")
            if any(amount < 0 for amount in task.needs.values()):
                raise ValueError(f"{task.name} needs less than nothing")
        _acyclic(tasks)
        if self.objective in ("total tardiness", "maximum lateness") and all(t.due is None for t in tasks):
            raise ValueError(f"{self.objective} needs a due time of something")
        if self.same_order and len({tuple(step.machine for step in job.steps) for job in self.jobs}) != 1:
            raise ValueError("same_order needs jobs that pass the same machines in the same order")
        return self


def steps_of(job: Job) -> tuple[Activity, ...]:
    """The steps of a job as tasks; one that is alone has the name of the job."""
    last = len(job.steps)
    found: list[Activity] = []
    for number, step in enumerate(job.steps, start=1):
        found.append(
            Activity(
                name=f"{job.name} {number}" if last > 1 else job.name,
                length=step.length,
                machine=step.machine,
                after=(found[-1].name,) if found else (),
                release=job.release if number == 1 else 0,
                due=job.due if number == last else None,
                deadline=job.deadline if number == last else None,
                weight=job.weight if number == last else 0,
            )
        )
    return tuple(found)


def _acyclic(tasks: tuple[Activity, ...]) -> None:
    waiting = {task.name: set(task.after) for task in tasks}
    while waiting:
        ready = [name for name, before in waiting.items() if not before & waiting.keys()]
        if not ready:
            raise ValueError(f"these wait for each other: {', '.join(sorted(waiting))}")
        for name in ready:
            del waiting[name]

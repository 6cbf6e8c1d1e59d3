"""The model document of a request: the shipped document with this request's data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias, cast

from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.yaml_text import Data
from certiplan.tasks.scheduling.request import SchedulingRequest, steps_of
from certiplan.tasks.shipped import read_shipped
from certiplan.tasks.typed.asked import requirements_of
from certiplan.tasks.typed.items import free_name, plain

Entries: TypeAlias = dict[str, Data]
Kind = Literal["finish", "deadline", "order", "resource"]

_SAMPLES: Final = ("deadline_", "order_", "resource_", "need_", "capacity_", "after_")
_OBJECTIVES: Final = {
    "makespan": "makespan",
    "total tardiness": "tardiness",
    "total completion": "completion",
    "maximum lateness": "lateness",
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One wish; `about` is the task or the resource that it is about."""

    kind: Kind
    about: str = ""
    sentence: str
    priority: int = 5


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A request, stated."""

    request: SchedulingRequest
    document: LoadedDocument
    wishes: dict[str, Wish]


def wishes(request: SchedulingRequest) -> dict[str, Wish]:
    """The wishes of a request by the names that their requirements have."""
    found: dict[str, Wish] = {}
    for wish in _wishes(request):
        base = f"{wish.kind}_{plain(wish.about)}" if wish.about else wish.kind
        found[free_name(base, found)] = wish
    return found


def _wishes(request: SchedulingRequest) -> Iterator[Wish]:
    if request.finish_by is not None:
        yield Wish(kind="finish", sentence=f"Everything ends by {request.finish_by}")
    for resource in request.resources:
        yield Wish(
            kind="resource",
            about=resource.name,
            sentence=f"There are {resource.capacity} of {resource.name}",
            priority=6,
        )
    for task in request.tasks:
        if task.deadline is not None:
            yield Wish(kind="deadline", about=task.name, sentence=f"{task.name} ends by {task.deadline}")
    for activity in request.activities:
        if activity.after:
            before = " and ".join(activity.after)
            yield Wish(
                kind="order",
                about=activity.name,
                sentence=f"{activity.name} begins after {before}",
                priority=7,
            )


def state(request: SchedulingRequest) -> Statement:
    """State a request as a model document."""
    asked = wishes(request)
    return Statement(request=request, document=load_elements(_data(request, asked)), wishes=asked)


def shipped_document() -> dict[str, Data]:
    """The document that ships with the domain; it is not to be changed."""
    return read_shipped("certiplan.tasks.scheduling", "model.yaml")


def _data(request: SchedulingRequest, asked: dict[str, Wish]) -> dict[str, Data]:
    shipped = shipped_document()
    data: dict[str, Data] = {**shipped, "title": f"A schedule of {len(request.tasks)} tasks"}
    if request.text:
        data["request"] = [request.text]
    data["requirements"] = requirements_of(asked, request.quotes, best="The best schedule is wanted.")
    for section in ("sets", "parameters", "variables", "define", "constraints"):
        entries = cast(Entries, shipped[section])
        data[section] = {name: entry for name, entry in entries.items() if not name.startswith(_SAMPLES)}
    _fill(cast(Entries, data["sets"]), _sets(request))
    _fill(cast(Entries, data["parameters"]), _values(request))
    define, constraints = cast(Entries, data["define"]), cast(Entries, data["constraints"])
    if all(task.due is None for task in request.tasks):
        del define["lateness"]
    if not request.machines:
        del constraints["one_at_a_time"]
    if request.finish_by is None:
        del constraints["finish"]
        del cast(Entries, data["parameters"])["finish_by"]
    cast(Entries, data["parameters"]).update(_resources(request, asked))
    constraints.update(_constraints(request, asked))
    data["objective"] = {"minimize": _OBJECTIVES[request.objective], "from": "best"}
    return data


def _fill(entries: Entries, values: Entries) -> None:
    for name, value in values.items():
        entry = entries[name]
        entries[name] = {**entry, "value": value} if isinstance(entry, dict) else value


def _sets(request: SchedulingRequest) -> Entries:
    lasts = [steps_of(job)[-1].name for job in request.jobs]
    return {
        "Task": [task.name for task in request.tasks],
        "Machine": list(request.machines),
        "Due": [task.name for task in request.tasks if task.due is not None],
        "Ends": [*lasts, *(activity.name for activity in request.activities)],
    }


def _values(request: SchedulingRequest) -> Entries:
    tasks = request.tasks
    horizon = sum(task.length for task in tasks) + max(task.release for task in tasks)
    values: Entries = {
        "length": {task.name: task.length for task in tasks},
        "machine": {task.name: task.machine for task in tasks if task.machine is not None},
        "release": {task.name: task.release for task in tasks if task.release},
        "due": {task.name: task.due for task in tasks if task.due is not None},
        "weight": {task.name: task.weight for task in tasks if task.weight},
        "deadline": {task.name: task.deadline for task in tasks if task.deadline is not None},
        "horizon": horizon,
    }
    if request.finish_by is not None:
        values["finish_by"] = request.finish_by
    return values


def _resources(request: SchedulingRequest, asked: dict[str, Wish]) -> Entries:
    """What each task needs of each resource, and how much there is of it."""
    found: Entries = {}
    for name, wish in asked.items():
        if wish.kind == "resource":
            (capacity,) = (r.capacity for r in request.resources if r.name == wish.about)
            needs: Entries = {
                a.name: a.needs[wish.about] for a in request.activities if wish.about in a.needs
            }
            found[_need(name)] = {"over": ["Task"], "value": needs, "sparse": 0}
            negotiable: Entries = {"direction": "up", "cost": 20}
            found[_capacity(name)] = {"value": capacity, "from": name, "negotiable": negotiable}
    return found


def _need(requirement: str) -> str:
    return requirement.replace("resource_", "need_", 1)


def _capacity(requirement: str) -> str:
    return requirement.replace("resource_", "capacity_", 1)


def _constraints(request: SchedulingRequest, asked: dict[str, Wish]) -> Entries:
    found: Entries = {}
    for job in request.jobs:
        for number, (one, other) in enumerate(pairwise(steps_of(job)), start=2):
            name = f"after_{plain(job.name)}_{number}"
            found[name] = {"that": f"precedes(t[{one.name!r}], t[{other.name!r}])"}
    for name, wish in asked.items():
        if wish.kind == "deadline":
            found[name] = {"that": f"t[{wish.about!r}].end <= deadline[{wish.about!r}]", "from": name}
        elif wish.kind == "order":
            (after,) = (a.after for a in request.activities if a.name == wish.about)
            found[name] = {"that": _precedes(after, wish.about), "from": name}
        elif wish.kind == "resource":
            pairs = f"(t[k], {_need(name)}[k]) for k in Task if {_need(name)}[k] > 0"
            if any(wish.about in activity.needs for activity in request.activities):
                found[name] = {"that": f"cumulative(({pairs}), capacity={_capacity(name)})", "from": name}
    if request.same_order:
        found.update(_same_order(request))
    return found


def _precedes(before: tuple[str, ...], after: str) -> str:
    return " and ".join(f"precedes(t[{name!r}], t[{after!r}])" for name in before)


def _same_order(request: SchedulingRequest) -> Entries:
    """Of every two jobs, the one that is first on the first machine is first on all."""
    found: Entries = {}
    jobs = request.jobs
    for a in range(len(jobs)):
        for b in range(a):
            one, other = jobs[a], jobs[b]
            pairs = [
                f"t[{x.name!r}].end <= t[{y.name!r}].start"
                for x, y in zip(steps_of(one), steps_of(other), strict=True)
            ]
            text = " and ".join(f"iff({pairs[0]}, {pair})" for pair in pairs[1:])
            if text:
                found[f"same_order_{a}_{b}"] = {"that": text}
    return found

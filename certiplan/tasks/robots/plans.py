"""Plans of robots, judged by the rules alone: nothing here knows how they are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TypeAlias

from certiplan.tasks.robots.requests import ORIGIN, AllocationRequest, RobotRequest, WarehouseRequest


@dataclass(frozen=True, kw_only=True)
class AllocationPlan:
    """How many tasks of each kind each robot does."""

    does: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class WarehousePlan:
    """The station of each task, in order."""

    stations: tuple[str, ...]


RobotPlan: TypeAlias = AllocationPlan | WarehousePlan


@dataclass(frozen=True, kw_only=True)
class RobotVerdict:
    """The judgement on a plan.

    Attributes:
        faults: what is wrong, a sentence each.
        value: when the last robot stops (minutes), or how long the way is.
    """

    faults: tuple[str, ...]
    value: float


def judge_plan(request: RobotRequest, plan: RobotPlan) -> RobotVerdict:
    """Judge a plan from the request alone."""
    if isinstance(request, AllocationRequest) and isinstance(plan, AllocationPlan):
        return _allocation(request, plan)
    if isinstance(request, WarehouseRequest) and isinstance(plan, WarehousePlan):
        return _warehouse(request, plan)
    return RobotVerdict(faults=("the plan is not of the kind that was asked for",), value=0.0)


def _allocation(request: AllocationRequest, plan: AllocationPlan) -> RobotVerdict:
    faults = [f"{robot} is no robot" for robot in plan.does if robot not in request.minutes]
    for kind, wanted in request.count.items():
        done = sum(tasks.get(kind, 0) for tasks in plan.does.values())
        if done != wanted:
            faults.append(f"{done} instead of {wanted} of {kind} are done")
    faults += [
        f"{robot} does {number} of {kind}"
        for robot, tasks in plan.does.items()
        for kind, number in tasks.items()
        if number < 0 or kind not in request.count
    ]
    busy = [
        sum(number * request.minutes[robot].get(kind, 0) for kind, number in tasks.items())
        for robot, tasks in plan.does.items()
        if robot in request.minutes
    ]
    return RobotVerdict(faults=tuple(faults), value=float(max(busy, default=0)))


def _warehouse(request: WarehouseRequest, plan: WarehousePlan) -> RobotVerdict:
    faults = []
    if len(plan.stations) != len(request.tasks):
        faults.append(f"{len(plan.stations)} stations for {len(request.tasks)} tasks")
    for task, station in zip(request.tasks, plan.stations, strict=False):
        if station not in request.able[task]:
            faults.append(f"{task} cannot be done at {station}")
    stops = [ORIGIN, *(station for station in plan.stations if station in request.places), ORIGIN]
    points = [request.places[stop] for stop in stops]
    length = sum(hypot(a[0] - b[0], a[1] - b[1]) for a, b in pairwise(points))
    return RobotVerdict(faults=tuple(faults), value=length)

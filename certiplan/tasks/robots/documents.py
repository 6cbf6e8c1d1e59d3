"""The model documents of the robots' problems: the shipped ones with a request's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, assert_never, cast

from certiplan.model.solution import Solution
from certiplan.model.values import show
from certiplan.model.yaml_text import Data
from certiplan.tasks.robots.plans import AllocationPlan, RobotPlan, WarehousePlan
from certiplan.tasks.robots.requests import AllocationRequest, RobotRequest, WarehouseRequest
from certiplan.tasks.shipped import read_shipped

_Entries = dict[str, Data]


def robot_document(request: RobotRequest) -> dict[str, Data]:
    """The document of a request, as plain data."""
    match request:
        case AllocationRequest():
            return _allocation(request)
        case WarehouseRequest():
            return _warehouse(request)
        case _:
            assert_never(request)


def robot_plan(request: RobotRequest, solution: Solution) -> RobotPlan:
    """The plan that a solution of the document describes."""
    match request:
        case AllocationRequest():
            does = {
                robot: {kind: int(cast(int, solution["does"][robot, kind])) for kind in request.count}
                for robot in request.minutes
            }
            return AllocationPlan(does=does)
        case WarehouseRequest():
            stations = (solution["at"][number,] for number in range(1, len(request.tasks) + 1))
            return WarehousePlan(stations=tuple(show(cast(str, station)) for station in stations))
        case _:
            assert_never(request)


def _allocation(request: AllocationRequest) -> dict[str, Data]:
    data = _shipped("allocation")
    parameters = _section(data, "parameters")
    return {
        **data,
        "sets": {"Robot": list(request.minutes), "Kind": list(request.count)},
        "parameters": {
            "count": {**_entries(parameters["count"]), "value": dict(request.count)},
            "minutes": {
                **_entries(parameters["minutes"]),
                "value": {robot: dict(times) for robot, times in request.minutes.items()},
            },
        },
    }


def _warehouse(request: WarehouseRequest) -> dict[str, Data]:
    data = _shipped("warehouse")
    rows: dict[str, list[Data]] = {
        "places": [[name, Fraction(x), Fraction(y)] for name, (x, y) in request.places.items()],
        "visits": [[number, task] for number, task in enumerate(request.tasks, start=1)],
        "able": [[task, station] for task in dict.fromkeys(request.tasks) for station in request.able[task]],
    }
    tables = _section(data, "data")
    parameters = _section(data, "parameters")
    return {
        **data,
        "data": {name: {**_entries(table), "rows": rows[name]} for name, table in tables.items()},
        "parameters": {**parameters, "visits": {"value": len(request.tasks)}},
    }


def _shipped(name: Literal["allocation", "warehouse"]) -> dict[str, Data]:
    return read_shipped("certiplan.tasks.robots", f"{name}.yaml")


def _section(data: Mapping[str, Data], name: str) -> _Entries:
    return _entries(data[name])


def _entries(data: Data) -> _Entries:
    assert isinstance(data, dict)
    return data

"""What is asked for: tasks to be shared among robots, or a round through a warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = str
ORIGIN = "origin"


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AllocationRequest(_Request):
    """Tasks of some kinds for robots that take different times.

    Attributes:
        count: how many tasks of each kind.
        minutes: how long each robot takes for one task of each kind.
    """

    kind: Literal["allocation"] = "allocation"
    count: Mapping[Name, int] = Field(min_length=1)
    minutes: Mapping[Name, Mapping[Name, int]] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> AllocationRequest:
        for robot, times in self.minutes.items():
            if set(times) != set(self.count):
                raise ValueError(
                    f"{robot} needs a time for each of {', '.join(sorted(self.count))}, and no others"
                )
            if any(time < 0 for time in times.values()):
                raise ValueError(f"a time of {robot} is negative")
        if any(number < 0 for number in self.count.values()):
            raise ValueError("a number of tasks is negative")
        return self


class WarehouseRequest(_Request):
    """A round: tasks in order, each at a station that can do it, from the origin and back.

    Attributes:
        places: where the stations are, and "origin".
        able: the stations that can do each task.
        tasks: in their order; a task may come twice.
    """

    kind: Literal["warehouse"] = "warehouse"
    places: Mapping[Name, tuple[float, float]]
    able: Mapping[Name, tuple[Name, ...]]
    tasks: tuple[Name, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> WarehouseRequest:
        if ORIGIN not in self.places:
            raise ValueError("there is no place 'origin'")
        for task in self.tasks:
            if not self.able.get(task):
                raise ValueError(f"no station can do {task!r}")
            unknown = sorted(set(self.able[task]) - set(self.places))
            if unknown:
                raise ValueError(f"{task} can be done at unknown stations: {', '.join(unknown)}")
        return self


RobotRequest: TypeAlias = AllocationRequest | WarehouseRequest

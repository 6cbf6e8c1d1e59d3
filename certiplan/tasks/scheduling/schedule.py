"""A schedule, as a plan says it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Slot(BaseModel):
    """When a task is done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str
    start: int
    end: int


class Schedule(BaseModel):
    """A slot for every task."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slots: tuple[Slot, ...]

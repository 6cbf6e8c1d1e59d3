"""Routes, as a plan says them."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field


class Route(BaseModel):
    """The way of one vehicle.

    `path` holds all places from the start to the end, also those that are only passed; a vehicle that stays
    at home has its start alone. `serves` holds the stops that it visits, in order; `buys` how much it buys
    at them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    vehicle: str
    path: tuple[str, ...] = Field(min_length=1)
    serves: tuple[str, ...] = ()
    buys: Mapping[str, int] = Field(default_factory=dict)


class RoutePlan(BaseModel):
    """A route for every vehicle."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    routes: tuple[Route, ...]

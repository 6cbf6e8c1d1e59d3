"""What is to be driven, typed: the meeting point of readers, the models and the checker."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from certiplan.tasks.named import distinct, known

Objective = Literal["total", "longest route", "longest leg"]
Metric = Literal["euclidean", "manhattan"]

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Place(BaseModel):
    """A place, and what is to be done there.

    `demand` is what a vehicle has to carry for it, in the unit of the capacities. A service begins between
    `earliest` and `latest` (a vehicle may wait) and takes `service`, all in the unit of time. At a depot the
    two are when vehicles may leave and must be back. `kinds` are the kinds of vehicle that may come; empty
    for any. A purchase of up to `units` costs `price` each. `recharges` restores a vehicle's range. `depot`
    is for a place that need not be visited; where a vehicle starts is one without saying so.
    """

    model_config = _FROZEN

    name: str = Field(min_length=1)
    x: float | None = None
    y: float | None = None
    demand: int = Field(default=0, ge=0)
    earliest: float | None = Field(default=None, ge=0)
    latest: float | None = Field(default=None, ge=0)
    service: float = Field(default=0, ge=0)
    group: str | None = None
    kinds: tuple[str, ...] = ()
    units: int = Field(default=0, ge=0)
    price: float = Field(default=0, ge=0)
    recharges: bool = False
    depot: bool = False


class Vehicle(BaseModel):
    """A vehicle. Without `ends` it returns to its `start`; with the empty list it may stop anywhere.

    `max_length` limits the length of its route, `range` the length between two recharges, `capacity` what it
    carries. It costs `fixed_cost` if it is used, and `cost_per_distance` on the way.
    """

    model_config = _FROZEN

    name: str = Field(min_length=1)
    start: str
    ends: tuple[str, ...] | None = None
    kind: str | None = None
    capacity: int | None = Field(default=None, ge=0)
    max_length: float | None = Field(default=None, ge=0)
    range: float | None = Field(default=None, ge=0)
    fixed_cost: float = Field(default=0, ge=0)
    cost_per_distance: float = Field(default=1, ge=0)


class Shipment(BaseModel):
    """Something to fetch at one place and to bring to another with the same vehicle."""

    model_config = _FROZEN

    fetch: str
    bring: str
    amount: int = Field(default=0, ge=0)


class RoutingRequest(BaseModel):
    """Routes for vehicles from their starts over the stops.

    Every place that is no depot is a stop. Each is visited exactly once by one vehicle, unless one of these
    says otherwise: `visit_exactly` so many stops; exactly `one_per_group`; those `only_within` a distance of
    the first vehicle's start; as many as it takes to `buy` units, at each place any number of what it
    offers, or everything (`buy_everything`). With `pass_through`, vehicles may pass a place any number of
    times on their way.

    `order` holds pairs: where one vehicle visits both, the first comes first. `use_all` wants a stop for
    every vehicle. Distances come from the coordinates (`metric`) or are the rows of `distances`, in the
    order of `places`; they are taken rounded to so many `decimals`. A unit of distance takes 1 / `speed`
    units of time.

    The objective is the `total` cost, the cost of the `longest route`, or the `longest leg`; `balanced`
    then makes the difference between the longest and the shortest route as small as it can be.

    No place is visited more than `recharge_visits` times to recharge, by all vehicles together.

    `quotes` holds, by requirement, the exact words of `text` that it comes from.
    """

    model_config = _FROZEN

    text: str = ""
    places: tuple[Place, ...] = Field(min_length=1)
    vehicles: tuple[Vehicle, ...] = Field(min_length=1)
    objective: Objective = "total"
    balanced: bool = False
    visit_exactly: int | None = Field(default=None, ge=0)
    one_per_group: bool = False
    only_within: float | None = Field(default=None, ge=0)
    buy: int | None = Field(default=None, ge=0)
    buy_everything: bool = False
    pass_through: bool = False
    order: tuple[tuple[str, str], ...] = ()
    shipments: tuple[Shipment, ...] = ()
    use_all: bool = False
    metric: Metric = "euclidean"
    distances: tuple[tuple[float, ...], ...] | None = None
    decimals: int = Field(default=4, ge=0, le=6)
    speed: float = Field(default=1, gt=0)
    recharge_visits: int = Field(default=2, ge=1, le=5)
    quotes: Mapping[str, str] = Field(default_factory=dict)

    @property
    def depots(self) -> tuple[Place, ...]:
        """The places that need not be visited."""
        starts = {vehicle.start for vehicle in self.vehicles}
        return tuple(place for place in self.places if place.depot or place.name in starts)

    @property
    def stops(self) -> tuple[Place, ...]:
        """The places to visit, or to choose from."""
        homes = {place.name for place in self.depots}
        stops = [place for place in self.places if place.name not in homes]
        if self.only_within is not None:
            home = self.place(self.vehicles[0].start)
            stops = [stop for stop in stops if self.distance(home, stop) <= self.only_within]
        return tuple(stops)

    @property
    def some_suffice(self) -> bool:
        """Whether not every stop has to be visited."""
        return self.visit_exactly is not None or self.one_per_group or self.buy is not None

    def place(self, name: str) -> Place:
        """The place of this name."""
        return next(place for place in self.places if place.name == name)

    def distance(self, a: Place, b: Place) -> float:
        """From one place to another, straight, not rounded."""
        if self.distances is not None:
            return self.distances[self.places.index(a)][self.places.index(b)]
        assert a.x is not None and a.y is not None and b.x is not None and b.y is not None
        if self.metric == "manhattan":
            return abs(a.x - b.x) + abs(a.y - b.y)
        return math.hypot(a.x - b.x, a.y - b.y)

    @model_validator(mode="after")
    def _fits(self) -> RoutingRequest:
        distinct([place.name for place in self.places], "places")
        distinct([vehicle.name for vehicle in self.vehicles], "vehicles")
        self._names_known()
        if self.distances is None:
            missing = [place.name for place in self.places if place.x is None or place.y is None]
            if missing:
                raise ValueError(f"{missing[0]} has no coordinates: give x and y, or distances")
        elif any(len(row) != len(self.places) for row in (self.distances, *self.distances)):
            raise ValueError(f"distances need a row and a column for each of the {len(self.places)} places")
        ways = [self.visit_exactly is not None, self.one_per_group, self.buy is not None]
        if sum(ways) > 1:
            raise ValueError("only one of visit_exactly, one_per_group and buy can be wanted")
        if self.one_per_group and any(stop.group is None for stop in self.stops):
            raise ValueError("one_per_group needs a group for every stop")
        if self.shipments and self.some_suffice:
            raise ValueError("shipments need all stops to be visited")
        return self

    def _names_known(self) -> None:
        places = {place.name for place in self.places}
        stops = {stop.name for stop in self.stops}
        for vehicle in self.vehicles:
            known((vehicle.start, *(vehicle.ends or ())), places, "place")
        known((name for pair in self.order for name in pair), stops, "stop")
        for shipment in self.shipments:
            known((shipment.fetch, shipment.bring), stops, "stop")

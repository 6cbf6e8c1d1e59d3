"""Judges routes by the rules of the request alone; it knows nothing of how they were found.

Distances are measured anew from the coordinates. As they are taken rounded in a request, limits may be
missed by half a unit of the last decimal for each leg, and by nothing more.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from certiplan.tasks.routing.request import Place, RoutingRequest, Vehicle
from certiplan.tasks.routing.routes import Route, RoutePlan


@dataclass(frozen=True, kw_only=True)
class Report:
    """What became of the rules.

    Attributes:
        faults: a sentence for each rule that is broken.
        length: of all routes together, exact up to floating point.
        cost: travel, use of vehicles and purchases together.
        route_costs: of each route, in the order of the plan.
        longest_leg: the longest way between two places that follow each other.
        value: what the request wants least of.
    """

    faults: tuple[str, ...]
    length: float
    cost: float
    route_costs: tuple[float, ...]
    longest_leg: float
    value: float

    @property
    def passes(self) -> bool:
        """Whether no rule is broken."""
        return not self.faults


def check_plan(request: RoutingRequest, plan: RoutePlan) -> Report:
    """Judge a plan.

    Args:
        request: what was asked for.
        plan: a route for each vehicle.
    """
    return _Judge(request, plan).report()


@dataclass
class _Drive:
    """A route, driven: what was there to be seen."""

    length: float = 0.0
    legs: list[float] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    stranded: str | None = None
    most_on_board: int = 0
    back_at: float = 0.0


class _Judge:
    def __init__(self, request: RoutingRequest, plan: RoutePlan) -> None:
        self._request = request
        self._plan = plan
        self._places = {place.name: place for place in request.places}
        self._vehicles = {vehicle.name: vehicle for vehicle in request.vehicles}
        starts = {vehicle.start for vehicle in request.vehicles}
        self._stops = {
            name: place for name, place in self._places.items() if not place.depot and name not in starts
        }
        if request.only_within is not None:
            home = self._places[request.vehicles[0].start]
            self._stops = {
                name: place
                for name, place in self._stops.items()
                if self._far(home, place) <= request.only_within
            }

    def _far(self, a: Place, b: Place) -> float:
        request = self._request
        if request.distances is not None:
            index = {place.name: k for k, place in enumerate(request.places)}
            return request.distances[index[a.name]][index[b.name]]
        assert a.x is not None and a.y is not None and b.x is not None and b.y is not None
        if request.metric == "manhattan":
            return abs(a.x - b.x) + abs(a.y - b.y)
        return math.dist((a.x, a.y), (b.x, b.y))

    def report(self) -> Report:
        strange = [*self._strange()]
        if strange:
            return Report(faults=tuple(strange), length=0, cost=0, route_costs=(), longest_leg=0, value=0)
        drives = {route.vehicle: self._driven(route) for route in self._plan.routes}
        faults = [*self._visits(), *self._recharging()]
        for route in self._plan.routes:
            faults += self._route(route, drives[route.vehicle])
        costs = [self._cost(route, drives[route.vehicle]) for route in self._plan.routes]
        longest_leg = max((leg for drive in drives.values() for leg in drive.legs), default=0.0)
        value = {"total": sum(costs), "longest route": max(costs), "longest leg": longest_leg}
        return Report(
            faults=tuple(faults),
            length=sum(drive.length for drive in drives.values()),
            cost=sum(costs),
            route_costs=tuple(costs),
            longest_leg=longest_leg,
            value=value[self._request.objective],
        )

    def _strange(self) -> Iterator[str]:
        """What makes no sense of a plan at all."""
        driven = Counter(route.vehicle for route in self._plan.routes)
        for name in self._vehicles:
            if driven[name] != 1:
                yield f"{name} has {driven[name]} routes instead of one"
        for route in self._plan.routes:
            if route.vehicle not in self._vehicles:
                yield f"there is no vehicle {route.vehicle}"
            for name in (*route.path, *route.serves, *route.buys):
                if name not in self._places:
                    yield f"there is no place {name}"

    # ------------------------------------------------------------ over all routes

    def _visits(self) -> Iterator[str]:
        request = self._request
        served = Counter(name for route in self._plan.routes for name in route.serves)
        for name, times in served.items():
            if name not in self._stops:
                yield f"{name} is served, which is not to be visited"
            elif times > 1:
                yield f"{name} is served {times} times"
        if request.visit_exactly is not None:
            if len(served) != request.visit_exactly:
                yield f"{len(served)} stops are served, not {request.visit_exactly}"
        elif request.one_per_group:
            groups = Counter(self._stops[name].group for name in served if name in self._stops)
            for group in sorted({str(place.group) for place in self._stops.values()}):
                if groups[group] != 1:
                    yield f"{groups[group]} stops of group {group} are served"
        elif request.buy is None:
            for name in self._stops:
                if not served[name]:
                    yield f"{name} is not served"
        yield from self._purchases()
        for shipment in request.shipments:
            for route in self._plan.routes:
                if (shipment.fetch in route.serves) != (shipment.bring in route.serves):
                    yield f"{shipment.fetch} and {shipment.bring} are not on one route"

    def _purchases(self) -> Iterator[str]:
        request = self._request
        bought = sum(units for route in self._plan.routes for units in route.buys.values())
        if request.buy is not None and bought < request.buy:
            yield f"{bought} units are bought, not {request.buy}"
        for route in self._plan.routes:
            for name, units in route.buys.items():
                if name not in route.serves:
                    yield f"{route.vehicle} buys at {name} without visiting it"
                if not 0 <= units <= self._places[name].units:
                    yield f"{units} units are bought at {name}, which has {self._places[name].units}"
            if request.buy is not None and request.buy_everything:
                for name in route.serves:
                    if route.buys.get(name, 0) != self._places[name].units:
                        yield f"not everything is bought at {name}"

    # ------------------------------------------------------------ one route

    def _route(self, route: Route, drive: _Drive) -> Iterator[str]:
        request, vehicle = self._request, self._vehicles[route.vehicle]
        slack = 0.5 * 10.0**-request.decimals * len(route.path) + 1e-9
        ends = (vehicle.start,) if vehicle.ends is None else vehicle.ends
        moves = len(route.path) > 1
        if route.path[0] != vehicle.start:
            yield f"{vehicle.name} starts at {route.path[0]}, not at {vehicle.start}"
        if moves and ends and route.path[-1] not in ends:
            yield f"{vehicle.name} ends at {route.path[-1]}, not at {' or '.join(ends)}"
        yield from self._way(route)
        if request.use_all and not route.serves:
            yield f"{vehicle.name} serves nothing"
        yield from self._allowed(route, vehicle)
        yield from self._carried(route, vehicle, drive)
        if vehicle.max_length is not None and drive.length > vehicle.max_length + slack:
            yield f"{vehicle.name} drives {drive.length:.6g}, more than {vehicle.max_length:g}"
        if drive.stranded is not None:
            yield f"{vehicle.name} is out of range before {drive.stranded}"
        yield from drive.late
        closes = self._places[vehicle.start].latest
        if moves and closes is not None and drive.back_at > closes + slack / request.speed + slack:
            yield f"{vehicle.name} is back at {drive.back_at:.6g}, after {closes:g}"
        place = {name: k for k, name in enumerate(route.serves)}
        pairs = [*request.order, *((shipment.fetch, shipment.bring) for shipment in request.shipments)]
        for first, second in pairs:
            if first in place and second in place and place[first] > place[second]:
                yield f"{second} is served before {first}"

    def _way(self, route: Route) -> Iterator[str]:
        """Every place on the way has a reason, and the stops come in the order that is said."""
        rest = iter(route.path[1:])
        for name in route.serves:
            if name not in rest:
                yield f"{route.vehicle} does not come to {name} in the order that it says"
        if self._request.pass_through:
            return
        times = Counter(route.path[1:])
        served = Counter(route.serves)
        last = route.path[-1]
        for name, visits in times.items():
            needless = visits - served[name] - (name == last)
            recharging = self._places[name].recharges and self._vehicles[route.vehicle].range is not None
            if needless > 0 and not recharging:
                yield f"{route.vehicle} passes {name} without need"

    def _recharging(self) -> Iterator[str]:
        """No place is visited more often to recharge, over all routes, than the request allows."""
        if self._request.pass_through:
            return
        visits = Counter(name for route in self._plan.routes for name in route.path[1:])
        visits.subtract(name for route in self._plan.routes for name in route.serves)
        visits.subtract(route.path[-1] for route in self._plan.routes if len(route.path) > 1)
        for name, times in visits.items():
            most = self._request.recharge_visits
            if times > most:
                yield f"{name} is visited {times} times to recharge, more than {most}"

    def _allowed(self, route: Route, vehicle: Vehicle) -> Iterator[str]:
        for name in route.serves:
            kinds = self._places[name].kinds
            if kinds and vehicle.kind not in kinds:
                yield f"{vehicle.name} may not come to {name}"

    def _carried(self, route: Route, vehicle: Vehicle, drive: _Drive) -> Iterator[str]:
        if vehicle.capacity is None:
            return
        demand = sum(self._places[name].demand for name in route.serves)
        if demand > vehicle.capacity:
            yield f"{vehicle.name} carries {demand}, more than {vehicle.capacity}"
        if sum(route.buys.values()) > vehicle.capacity:
            yield f"{vehicle.name} buys {sum(route.buys.values())}, more than {vehicle.capacity}"
        if drive.most_on_board > vehicle.capacity:
            yield f"{vehicle.name} has {drive.most_on_board} on board, more than {vehicle.capacity}"

    def _cost(self, route: Route, drive: _Drive) -> float:
        vehicle = self._vehicles[route.vehicle]
        used = vehicle.fixed_cost if len(route.path) > 1 else 0.0
        goods = sum(units * self._places[name].price for name, units in route.buys.items())
        return drive.length * vehicle.cost_per_distance + used + goods

    def _driven(self, route: Route) -> _Drive:
        """Drive a route, as early as its windows allow, and see what happens."""
        request, vehicle = self._request, self._vehicles[route.vehicle]
        half = 0.5 * 10.0**-request.decimals
        drive = _Drive()
        to_serve = list(route.serves)
        here = self._places[route.path[0]]
        clock = here.earliest or 0.0
        since_charged = 0.0
        on_board = 0
        for legs, name in enumerate(route.path[1:], start=1):
            there = self._places[name]
            far = self._far(here, there)
            slack = (half + half / request.speed) * legs + 1e-9
            drive.length += far
            drive.legs.append(far)
            clock += far / request.speed
            since_charged += far
            if vehicle.range is not None and since_charged > vehicle.range + slack:
                drive.stranded = drive.stranded or name
            if there.recharges:
                since_charged = 0.0
            if to_serve and to_serve[0] == name:
                to_serve.pop(0)
                clock = max(clock, there.earliest or 0.0)
                if there.latest is not None and clock > there.latest + slack:
                    drive.late.append(f"{name} is served at {clock:.6g}, after {there.latest:g}")
                clock += there.service
                on_board += sum(s.amount for s in request.shipments if s.fetch == name)
                on_board -= sum(s.amount for s in request.shipments if s.bring == name)
                drive.most_on_board = max(drive.most_on_board, on_board)
            here = there
        drive.back_at = clock
        return drive

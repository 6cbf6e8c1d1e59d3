"""Routes as pictures: a map, a timetable, and a table."""

from __future__ import annotations

from collections.abc import Iterator

from certiplan.pictures import Bar, Gantt, Picture, RouteMap, Table
from certiplan.pictures import Place as Point
from certiplan.pictures import Route as Way
from certiplan.tasks.routing.request import RoutingRequest
from certiplan.tasks.routing.routes import Route, RoutePlan


def pictures(request: RoutingRequest, plan: RoutePlan) -> tuple[Picture, ...]:
    """A plan as pictures.

    Args:
        request: what was asked for.
        plan: routes over its places.
    """
    return tuple(_pictures(request, plan))


def _pictures(request: RoutingRequest, plan: RoutePlan) -> Iterator[Picture]:
    depots = {place.name for place in request.depots}
    points = tuple(
        Point(name=place.name, x=place.x, y=place.y, depot=place.name in depots)
        for place in request.places
        if place.x is not None and place.y is not None
    )
    driven = [route for route in plan.routes if len(route.path) > 1]
    if len(points) == len(request.places) and driven:
        ways = tuple(Way(name=route.vehicle, stops=route.path) for route in driven)
        yield RouteMap(title="Routes", places=points, routes=ways)
    yield _table(request, plan)
    if any(place.earliest is not None or place.latest is not None for place in request.places):
        bars = tuple(bar for route in driven for bar in _times(request, route))
        yield Gantt(title="When", lanes=tuple(route.vehicle for route in driven), bars=bars)


def _table(request: RoutingRequest, plan: RoutePlan) -> Table:
    carries = any(place.demand for place in request.places)
    buys = request.buy is not None
    columns = ["vehicle", "route", "length", *(["carries"] if carries else []), *(["buys"] if buys else [])]
    rows = []
    for route in plan.routes:
        legs = zip(route.path, route.path[1:], strict=False)
        length = sum(request.distance(request.place(a), request.place(b)) for a, b in legs)
        moves = len(route.path) > 1
        row = [route.vehicle, " → ".join(route.path) if moves else f"stays at {route.path[0]}"]
        row.append(f"{length:.2f}")
        if carries:
            row.append(str(sum(request.place(name).demand for name in route.serves)))
        if buys:
            row.append(str(sum(route.buys.values())))
        rows.append(tuple(row))
    return Table(
        title="Routes",
        columns=tuple(columns),
        rows=tuple(rows),
        numeric=frozenset(range(2, len(columns))),
    )


def _times(request: RoutingRequest, route: Route) -> Iterator[Bar]:
    """When each stop is served, as early as can be."""
    here = request.place(route.path[0])
    clock = here.earliest or 0.0
    serves = list(route.serves)
    for name in route.path[1:]:
        there = request.place(name)
        clock += request.distance(here, there) / request.speed
        if serves and serves[0] == name:
            serves.pop(0)
            begin = max(clock, there.earliest or 0.0)
            clock = begin + there.service
            yield Bar(lane=route.vehicle, label=name, start=begin, end=max(clock, begin + 0.01), group=name)
        here = there

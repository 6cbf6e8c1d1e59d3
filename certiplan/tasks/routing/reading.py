"""Reads the solution of a document as routes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from certiplan.model.solution import Decision, Solution
from certiplan.model.values import Value
from certiplan.tasks.routing.layout import Layout
from certiplan.tasks.routing.request import Vehicle
from certiplan.tasks.routing.routes import Route, RoutePlan
from certiplan.tasks.routing.statement import Statement


def read_plan(statement: Statement, solution: Solution) -> RoutePlan:
    """The routes that a solution of a request's document describes."""
    layout = statement.layout
    if layout.shape == "table":
        return _chosen(layout, solution)
    after = solution["after"]
    buys: dict[str, int] = {}
    for (stop,), units in solution.get("buy", {}).items():
        assert isinstance(stop, str) and isinstance(units, int)
        buys[stop] = units
    routes = []
    for name, vehicle in layout.vehicles.items():
        if layout.shape == "tour":
            nodes = list(_followed(after, (), name, layout.vehicles))
        else:
            nodes = list(_followed(after, (name,), layout.home, (layout.home,)))
        routes.append(_route(layout, vehicle, nodes, buys))
    return RoutePlan(routes=tuple(routes))


def _chosen(layout: Layout, solution: Solution) -> RoutePlan:
    """The routes that were chosen from the table, for one vehicle after another."""
    driven = [
        list(route.stops)
        for route, drives in zip(layout.candidates, solution["drive"].values(), strict=True)
        if drives == 1
    ]
    idle: list[list[str]] = [[]] * (len(layout.vehicles) - len(driven))
    pairs = zip(layout.vehicles.values(), driven + idle, strict=True)
    return RoutePlan(routes=tuple(_route(layout, vehicle, nodes, {}) for vehicle, nodes in pairs))


def _followed(
    after: Mapping[tuple[Value, ...], Decision], prefix: tuple[str, ...], begin: str, ends: Collection[str]
) -> Iterator[str]:
    """The stops after a node, up to the next depot."""
    node = after[*prefix, begin]
    while node not in ends:
        assert isinstance(node, str)
        yield node
        node = after[*prefix, node]


def _route(layout: Layout, vehicle: Vehicle, nodes: list[str], buys: Mapping[str, int]) -> Route:
    if not nodes:
        return Route(vehicle=vehicle.name, path=(vehicle.start,))
    network = layout.network
    places = [layout.place_of[node] for node in nodes]
    path = [vehicle.start]
    for place in places:
        path.extend(network.path(path[-1], place))
    end = network.nearest_end(places[-1], vehicle)
    if end is not None and end != places[-1]:
        path.extend(network.path(places[-1], end))
    return Route(
        vehicle=vehicle.name,
        path=tuple(path),
        serves=tuple(node for node in nodes if node not in layout.extra),
        buys={node: buys[node] for node in nodes if buys.get(node)},
    )

"""Routes on a map as SVG."""

from __future__ import annotations

from itertools import pairwise
from math import cos, radians

from certiplan.pictures.markup import Node, drawing, element
from certiplan.pictures.palette import class_of, groups_of
from certiplan.pictures.shapes import Place, RouteMap

_WIDTH = 860.0
_MARGIN = 70.0
_LEAST_HEIGHT = 220.0
_MOST_HEIGHT = 620.0


def plane(map_: RouteMap) -> dict[str, tuple[float, float]]:
    """Places in a plane, by name: degrees are drawn together as they lie at the map's middle latitude."""
    if not map_.geographic or not map_.places:
        return {place.name: (place.x, place.y) for place in map_.places}
    middle = sum(place.y for place in map_.places) / len(map_.places)
    return {place.name: (place.x * cos(radians(middle)), place.y) for place in map_.places}


def map_drawing(map_: RouteMap) -> Node:
    """The map: a line a route with arrows in the direction of travel, stops numbered in their order."""
    points = plane(map_)
    xs = [x for x, _ in points.values()] or [0.0]
    ys = [y for _, y in points.values()] or [0.0]
    wide, high = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    scale = min((_WIDTH - 2 * _MARGIN) / wide, (_MOST_HEIGHT - 2 * _MARGIN) / high)
    height = max(_LEAST_HEIGHT, high * scale + 2 * _MARGIN)
    left = (_WIDTH - (max(xs) - min(xs)) * scale) / 2
    top = (height - (max(ys) - min(ys)) * scale) / 2
    at = {
        name: (left + (x - min(xs)) * scale, top + (max(ys) - y) * scale) for name, (x, y) in points.items()
    }
    groups = groups_of(route.name for route in map_.routes)
    lines = [
        _leg(at[here], at[there], class_of(route.name, groups).replace("group", "leg"))
        for route in map_.routes
        for here, there in pairwise(route.stops)
        if here != there
    ]
    dots = [_dot(place, *at[place.name]) for place in map_.places]
    return drawing(_WIDTH, height, map_.title, *lines, *dots)


def _leg(here: tuple[float, float], there: tuple[float, float], kind: str) -> Node:
    """A slightly bent arrow, so that the ways there and back can be told apart."""
    (x1, y1), (x2, y2) = here, there
    across, down = x2 - x1, y2 - y1
    length = max((across**2 + down**2) ** 0.5, 1e-9)
    bend = min(14.0, length * 0.12)
    middle = ((x1 + x2) / 2 - down / length * bend, (y1 + y2) / 2 + across / length * bend)
    # A quadratic curve's halfway point lies halfway to its control point.
    tip = (middle[0] / 2 + (x1 + x2) / 4, middle[1] / 2 + (y1 + y2) / 4)
    ux, uy = across / length, down / length
    arrow = (
        f"{tip[0] + ux * 6:.1f},{tip[1] + uy * 6:.1f} "
        f"{tip[0] - ux * 5 - uy * 5:.1f},{tip[1] - uy * 5 + ux * 5:.1f} "
        f"{tip[0] - ux * 5 + uy * 5:.1f},{tip[1] - uy * 5 - ux * 5:.1f}"
    )
    curve = f"M{x1:.1f} {y1:.1f} Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}"
    return element(
        "g", element("path", d=curve, class_=kind), element("polygon", points=arrow, class_=f"{kind} tip")
    )


def _dot(place: Place, x: float, y: float) -> Node:
    said = f"{place.name}: {place.note}" if place.note else place.name
    shape = (
        element("rect", x=x - 6, y=y - 6, width=12, height=12, class_="place depot")
        if place.depot
        else element("circle", cx=x, cy=y, r=5, class_="place")
    )
    return element(
        "g",
        element("title", said),
        shape,
        element("text", place.name, x=x, y=y - 11, class_="label middle halo"),
    )

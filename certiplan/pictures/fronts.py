"""A front of two numbers as SVG."""

from __future__ import annotations

from certiplan.pictures.markup import Node, drawing, element
from certiplan.pictures.scale import number_text, ticks
from certiplan.pictures.shapes import Front

_WIDTH, _HEIGHT = 640.0, 380.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 84.0, 24.0, 24.0, 56.0


def front_drawing(front: Front) -> Node:
    """The plans as points, joined in the order of x; the chosen one is larger."""
    xs = [point.x for point in front.points] or [0.0]
    ys = [point.y for point in front.points] or [0.0]
    low_x, high_x = _room(min(xs), max(xs))
    low_y, high_y = _room(min(ys), max(ys))

    def at_x(x: float) -> float:
        return _LEFT + (x - low_x) / (high_x - low_x) * (_WIDTH - _LEFT - _RIGHT)

    def at_y(y: float) -> float:
        return _HEIGHT - _BOTTOM - (y - low_y) / (high_y - low_y) * (_HEIGHT - _TOP - _BOTTOM)

    floor_y, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    grid = [
        part
        for mark in ticks(low_x, high_x, about=5)
        for part in (
            element("line", x1=at_x(mark), x2=at_x(mark), y1=_TOP, y2=floor_y, class_="grid"),
            element("text", number_text(mark), x=at_x(mark), y=floor_y + 18, class_="tick middle"),
        )
    ] + [
        part
        for mark in ticks(low_y, high_y, about=5)
        for part in (
            element("line", x1=_LEFT, x2=right, y1=at_y(mark), y2=at_y(mark), class_="grid"),
            element("text", number_text(mark), x=_LEFT - 8, y=at_y(mark) + 4, class_="tick end"),
        )
    ]
    ordered = sorted(front.points, key=lambda point: (point.x, point.y))
    line = " ".join(f"{at_x(point.x):.1f},{at_y(point.y):.1f}" for point in ordered)
    names = (
        element("text", front.x_label, x=right, y=_HEIGHT - 12, class_="label end"),
        element("text", front.y_label, x=_LEFT - 64, y=14, class_="label"),
    )
    dots = [
        element(
            "g",
            element("title", point.label or f"{number_text(point.x)}, {number_text(point.y)}"),
            element(
                "circle",
                cx=at_x(point.x),
                cy=at_y(point.y),
                r=8 if point.chosen else 5,
                class_="group g0 dot",
            ),
        )
        for point in ordered
    ]
    return drawing(
        _WIDTH, _HEIGHT, front.title, *grid, element("polyline", points=line, class_="leg g0"), *names, *dots
    )


def _room(low: float, high: float) -> tuple[float, float]:
    """A little space around, so that no point lies on the frame."""
    space = (high - low) * 0.08 or abs(low) * 0.1 or 1.0
    return low - space, high + space

"""A schedule as SVG."""

from __future__ import annotations

from certiplan.pictures.markup import Node, drawing, element
from certiplan.pictures.palette import class_of, groups_of
from certiplan.pictures.scale import number_text, ticks
from certiplan.pictures.shapes import Bar, Gantt

_WIDTH = 860.0
_LANE = 34.0
_TOP = 12.0
_LETTER = 7.2


def gantt_drawing(chart: Gantt) -> Node:
    """The schedule: a lane a row, the time axis below."""
    left = 16 + _LETTER * max((len(lane) for lane in chart.lanes), default=0)
    left = min(left, _WIDTH / 3)
    first = min((bar.start for bar in chart.bars), default=0.0)
    last = max((bar.end for bar in chart.bars), default=1.0)
    first = min(first, 0.0) if not chart.ticks else min(first, chart.ticks[0][0])
    span = (last - first) or 1.0
    scale = (_WIDTH - left - 16) / span
    bottom = _TOP + _LANE * len(chart.lanes)
    marks = chart.ticks or tuple((mark, number_text(mark)) for mark in ticks(first, last))
    groups = groups_of(bar.group for bar in chart.bars)

    def at(moment: float) -> float:
        return left + (moment - first) * scale

    grid = [
        part
        for moment, text in marks
        for part in (
            element("line", x1=at(moment), x2=at(moment), y1=_TOP, y2=bottom, class_="grid"),
            element("text", text, x=at(moment), y=bottom + 18, class_="tick middle"),
        )
    ]
    lanes = [
        part
        for row, lane in enumerate(chart.lanes)
        for part in (
            element(
                "line",
                x1=left,
                x2=_WIDTH - 16,
                y1=_TOP + _LANE * (row + 1),
                y2=_TOP + _LANE * (row + 1),
                class_="grid",
            ),
            element(
                "text", _cut(lane, left - 12), x=left - 8, y=_TOP + _LANE * (row + 0.62), class_="label end"
            ),
        )
    ]
    bars = [
        _bar(
            bar,
            at(bar.start),
            at(bar.end),
            _TOP + _LANE * chart.lanes.index(bar.lane),
            class_of(bar.group, groups),
        )
        for bar in chart.bars
    ]
    unit = element("text", chart.unit, x=_WIDTH - 16, y=bottom + 34, class_="tick end")
    return drawing(_WIDTH, bottom + 42, chart.title, *grid, *lanes, *bars, unit)


def _bar(bar: Bar, left: float, right: float, top: float, kind: str) -> Node:
    width = max(right - left, 2.0)
    said = f"{bar.label}: {number_text(bar.start)} to {number_text(bar.end)} ({bar.lane})"
    parts = [
        element("title", said),
        element("rect", x=left, y=top + 4, width=width, height=_LANE - 8, rx=4, class_=kind),
    ]
    if len(bar.label) * _LETTER <= width - 4:
        parts.append(
            element("text", bar.label, x=left + width / 2, y=top + _LANE * 0.62, class_="on-colour middle")
        )
    return element("g", *parts)


def _cut(text: str, width: float) -> str:
    most = max(1, int(width / _LETTER))
    return text if len(text) <= most else f"{text[: most - 1]}…"

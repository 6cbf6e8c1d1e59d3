"""Each kind of picture as Rich prints it. Nothing hangs on colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby, pairwise
from typing import assert_never

from rich.bar import Bar as RichBar
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table as RichTable
from rich.text import Text

from certiplan.pictures.braille import Canvas
from certiplan.pictures.maps import plane
from certiplan.pictures.palette import TERMINAL_COLOURS, groups_of
from certiplan.pictures.scale import number_text, ticks
from certiplan.pictures.shapes import (
    Checks,
    Choices,
    Days,
    Front,
    Gantt,
    Matrix,
    Page,
    Picture,
    RouteMap,
    Stack,
    Table,
    Words,
)
from certiplan.printable import printable

_SIGNS = {"met": "[green]✓", "not met": "[bold red]✗", "clash": "[bold red]✗", "assumed": "[yellow]~"}
_MAP_ROWS = 16
MAX_WIDTH = 100
"""The most columns of what is read line by line; schedules and tables may be wider."""


def to_terminal(page: Page) -> RenderableType:
    """A whole page for the terminal."""
    parts: list[RenderableType] = [Text(page.title, style="bold")]
    if page.subtitle:
        parts.append(Text(page.subtitle))
    for picture in page.pictures:
        view = picture_view(picture)
        wide = isinstance(picture, Gantt | Matrix | Table)
        parts += [_Narrow(Rule(style="dim")), view if wide else _Narrow(view)]
    return _Printable(Group(*parts, *(_Narrow(Text(line, style="dim")) for line in page.small_print)))


class _Printable:
    """A renderable without the control characters that names in it may hold; none of them takes a column."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._content, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)


class _Narrow:
    """A renderable that keeps its lines short enough to read on a wide screen."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self._content, options.update(width=min(MAX_WIDTH, options.max_width)))


def picture_view(picture: Picture) -> RenderableType:
    """One picture, as wide as the terminal lets it be."""
    match picture:
        case Days():
            return _days(picture)
        case Stack():
            return _stack(picture)
        case Gantt():
            return _GanttView(picture)
        case RouteMap():
            return _MapView(picture)
        case Front():
            return _FrontView(picture)
        case Matrix():
            return _matrix(picture)
        case Table():
            return _table(picture)
        case Checks():
            return _checks(picture)
        case Choices():
            return _choices(picture)
        case Words():
            return _titled(picture.title, *(Text(text) for text in picture.paragraphs))
        case _:
            assert_never(picture)


def _titled(title: str, *parts: RenderableType) -> RenderableType:
    return Group(*([Text(title, style="bold")] if title else []), *parts)


def _grid(*columns: dict[str, object]) -> RichTable:
    grid = RichTable.grid(expand=True, padding=(0, 1, 0, 0))
    for column in columns:
        grid.add_column(**column)  # type: ignore[arg-type]  # Rich's keyword arguments, by name
    return grid


def _headed(title: str, amount: str) -> RenderableType:
    heading = _grid({"ratio": 1, "overflow": "fold"}, {"justify": "right", "no_wrap": True})
    heading.add_row(Text(title, style="bold"), Text(amount, style="bold"))
    return heading


def _days(days: Days) -> RenderableType:
    parts: list[RenderableType] = []
    for position, day in enumerate(days.days):
        if position:
            parts.append(Rule(style="dim"))
        lines = _grid(
            {"width": 11, "no_wrap": True, "style": "cyan"},
            {"ratio": 1, "overflow": "fold"},
            {"justify": "right", "no_wrap": True},
        )
        for entry in day.entries:
            text = Text(entry.text)
            if entry.note:
                text.append(f" · {entry.note}", style="dim")
            lines.add_row(Text(f" {entry.label}"), text, Text(entry.amount))
        parts += [_headed(day.title, day.amount), lines]
    return _titled(days.title, *parts)


def _stack(stack: Stack) -> RenderableType:
    whole = max(sum(part.amount for part in stack.parts), stack.limit or 0.0) or 1.0
    grid = _grid({"width": 14}, {"ratio": 1}, {"justify": "right", "no_wrap": True})
    spent = 0.0
    groups = groups_of(part.label for part in stack.parts)
    for part in stack.parts:
        colour = TERMINAL_COLOURS[groups[part.label]]
        grid.add_row(
            Text(f" {part.label}"), RichBar(whole, spent, spent + part.amount, color=colour), Text(part.shown)
        )
        spent += part.amount
    return Group(_headed(stack.title, stack.total), grid, *(Text(f" {note}") for note in stack.notes))


def _matrix(matrix: Matrix) -> RenderableType:
    table = RichTable(title=None, show_edge=False, pad_edge=False)
    table.add_column("")
    for column in matrix.columns:
        table.add_column(Text(column), justify="center")
    for row in matrix.rows:
        cells = (matrix.cells.get((row, column), "·") for column in matrix.columns)
        table.add_row(Text(row), *(Text(cell, style="dim" if cell == "·" else "bold") for cell in cells))
    return _titled(matrix.title, table)


def _table(picture: Table) -> RenderableType:
    table = RichTable(show_edge=False, pad_edge=False)
    for position, name in enumerate(picture.columns):
        table.add_column(
            Text(name), justify="right" if position in picture.numeric else "left", overflow="fold"
        )
    for row in picture.rows:
        table.add_row(*(Text(cell) for cell in row))
    return _titled(picture.title, table)


def _checks(checks: Checks) -> RenderableType:
    grid = _grid(
        {"width": 2, "justify": "right"}, {"ratio": 2, "overflow": "fold"}, {"ratio": 3, "overflow": "fold"}
    )
    for check in checks.checks:
        said = Text(check.shown_by)
        if check.quote:
            said.append(f"{chr(10) if check.shown_by else ''}“{check.quote}”", style="dim italic")
        grid.add_row(Text.from_markup(_SIGNS[check.state]), Text(check.label), said)
    return _titled(checks.title, grid)


def _choices(choices: Choices) -> RenderableType:
    grid = _grid({"width": 4, "justify": "right"}, {"ratio": 1, "overflow": "fold"})
    for choice in choices.choices:
        text = Text(choice.text)
        for note in choice.notes:
            text.append(f"\n{note}", style="dim")
        grid.add_row(Text(f"{choice.number}."), text)
    return _titled(choices.title, grid, *([Text(choices.note, style="dim")] if choices.note else []))


class _GanttView:
    def __init__(self, chart: Gantt) -> None:
        self._chart = chart

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        chart = self._chart
        label = min(max((len(lane) for lane in chart.lanes), default=0), options.max_width // 3)
        width = max(10, options.max_width - label - 2)
        first = min((bar.start for bar in chart.bars), default=0.0)
        first = min(first, chart.ticks[0][0]) if chart.ticks else min(first, 0.0)
        last = max((bar.end for bar in chart.bars), default=1.0)
        scale = width / ((last - first) or 1.0)
        groups = groups_of(bar.group for bar in chart.bars)
        yield Text(f"{chart.title}{f' ({chart.unit})' if chart.unit else ''}", style="bold")
        for lane in chart.lanes:
            line = Text(f"{lane[:label]:>{label}} ")
            signs: list[tuple[str, str]] = [("·", "dim")] * width
            for bar in (bar for bar in chart.bars if bar.lane == lane):
                left, right = round((bar.start - first) * scale), round((bar.end - first) * scale)
                right = max(right, left + 1)
                named = bar.label[: right - left].center(right - left) if right - left > 1 else "█"
                style = f"black on {TERMINAL_COLOURS[groups[bar.group]]}"
                if console.no_color or console.color_system is None:
                    named = f"[{bar.label[: max(right - left - 2, 0)].center(right - left - 2, '=')}]"
                    named = named if right - left > 1 else "#"
                    style = ""
                for offset, sign in enumerate(named[: right - left]):
                    if 0 <= left + offset < width:
                        signs[left + offset] = (sign, style)
            for style, run in groupby(signs, key=lambda pair: pair[1]):
                line.append("".join(sign for sign, _ in run), style=style)
            yield line
        yield _axis(chart, label, width, first, last, scale)


def _axis(chart: Gantt, label: int, width: int, first: float, last: float, scale: float) -> Text:
    marks = chart.ticks or tuple((mark, number_text(mark)) for mark in ticks(first, last, about=width // 12))
    signs = [" "] * (width + 1)
    free_from = 0
    for moment, text in marks:
        place = min(round((moment - first) * scale), width - len(text))
        if place >= free_from:
            signs[place : place + len(text)] = text
            free_from = place + len(text) + 1
    return Text(" " * (label + 1) + "".join(signs).rstrip(), style="dim")


class _MapView:
    def __init__(self, picture: RouteMap) -> None:
        self._picture = picture

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        picture = self._picture
        yield Text(picture.title, style="bold")
        groups = groups_of(route.name for route in picture.routes)
        numbers = {place.name: str(k) for k, place in enumerate(picture.places, start=1)}
        if len(picture.places) > 2:  # a straight line shows nothing that the route does not say
            yield from self._drawn(options, groups, numbers)
        for route in picture.routes:
            stops = " → ".join(f"{stop} ({numbers[stop]})" for stop in route.stops)
            text = Text(f"{route.name}: " if route.name else "", style=TERMINAL_COLOURS[groups[route.name]])
            text.append(stops, style="default")
            if route.note:
                text.append(f"  {route.note}", style="dim")
            yield text

    def _drawn(
        self, options: ConsoleOptions, groups: Mapping[str, int], numbers: Mapping[str, str]
    ) -> list[Text]:
        picture = self._picture
        canvas = Canvas(max(20, min(options.max_width, MAX_WIDTH)), _MAP_ROWS)
        points = plane(picture)
        at = _fitted(points, canvas)
        for route in picture.routes:
            for here, there in pairwise(route.stops):
                canvas.line(at[here], at[there], TERMINAL_COLOURS[groups[route.name]])
        return _map_lines(canvas, {name: (at[name], numbers[name]) for name in at})


def _fitted(points: dict[str, tuple[float, float]], canvas: Canvas) -> dict[str, tuple[float, float]]:
    """Points in dots of the canvas, with a margin for their numbers."""
    xs = [x for x, _ in points.values()] or [0.0]
    ys = [y for _, y in points.values()] or [0.0]
    wide, high = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    scale = min((canvas.width - 9) / wide, (canvas.height - 5) / high)
    return {name: (2 + (x - min(xs)) * scale, 2 + (max(ys) - y) * scale) for name, (x, y) in points.items()}


def _map_lines(canvas: Canvas, labels: dict[str, tuple[tuple[float, float], str]]) -> list[Text]:
    written: dict[tuple[int, int], str] = {}
    for (x, y), number in labels.values():
        for offset, sign in enumerate(number):
            written[int(x) // 2 + offset, int(y) // 4] = sign
    lines = []
    for row in range(canvas.rows):
        line = Text()
        for column in range(canvas.columns):
            sign, colour = canvas.at(column, row)
            if (column, row) in written:
                line.append(written[column, row], style="bold reverse")
            else:
                line.append(sign, style=colour)
        if line.plain.strip():
            line.rstrip()
            lines.append(line)
    return lines


class _FrontView:
    def __init__(self, front: Front) -> None:
        self._front = front

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        front = self._front
        canvas = Canvas(max(20, min(options.max_width - 2, 70)), 12)
        ordered = sorted(front.points, key=lambda point: (point.x, point.y))
        at = _fitted_front([(point.x, point.y) for point in ordered], canvas)
        for here, there in pairwise(at):
            canvas.line(here, there, TERMINAL_COLOURS[0])
        marks = {str(k): (spot, "●" if ordered[k].chosen else "○") for k, spot in enumerate(at)}
        yield Text(front.title, style="bold")
        yield Text(f"{front.y_label} ↑", style="dim")
        yield from _map_lines(canvas, marks)
        yield Text(f"→ {front.x_label}", style="dim")
        for point in ordered:
            sign = "●" if point.chosen else "○"
            yield Text(f"{sign} {number_text(point.x)}, {number_text(point.y)}  {point.label}".rstrip())


def _fitted_front(points: list[tuple[float, float]], canvas: Canvas) -> list[tuple[float, float]]:
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    wide, high = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    return [
        (
            2 + (x - min(xs)) / wide * (canvas.width - 5),
            2 + (max(ys) - y) / high * (canvas.height - 5),
        )
        for x, y in points
    ]

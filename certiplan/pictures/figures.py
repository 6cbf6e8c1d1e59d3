"""Each kind of picture as a section of a page."""

from __future__ import annotations

from typing import assert_never

from certiplan.pictures.fronts import front_drawing
from certiplan.pictures.gantt import gantt_drawing
from certiplan.pictures.maps import map_drawing
from certiplan.pictures.markup import Node, element
from certiplan.pictures.palette import class_of, groups_of
from certiplan.pictures.scale import number_text
from certiplan.pictures.shapes import (
    Check,
    Checks,
    CheckState,
    Choices,
    Day,
    Days,
    Front,
    Gantt,
    Matrix,
    Picture,
    RouteMap,
    Stack,
    Table,
    Words,
)

_SIGNS: dict[CheckState, tuple[str, str]] = {
    "met": ("✓", "met"),
    "not met": ("✗", "not met"),
    "clash": ("✗", "in conflict"),
    "assumed": ("~", "assumed"),
}


def figure(picture: Picture) -> Node:
    """A section with the picture; drawings stand beside the same as a table."""
    match picture:
        case Days():
            return element("section", element("h2", picture.title), *_days(picture), class_="days long")
        case Stack():
            return _stack(picture)
        case Gantt():
            rows = tuple(
                (bar.lane, bar.label, number_text(bar.start), number_text(bar.end)) for bar in picture.bars
            )
            schedule = gantt_drawing(picture)
            # A schedule is read by its labels: on a phone it is scrolled, not shrunk.
            schedule.set("class", "wide")
            return _drawn(picture.title, schedule, ("Lane", "What", "From", "To"), rows)
        case RouteMap():
            ways = tuple((route.name, " → ".join(route.stops), route.note) for route in picture.routes)
            return _drawn(picture.title, map_drawing(picture), ("Route", "Stops", ""), ways)
        case Front():
            points = tuple(
                (number_text(point.x), number_text(point.y), point.label) for point in picture.points
            )
            return _drawn(
                picture.title, front_drawing(picture), (picture.x_label, picture.y_label, ""), points
            )
        case Matrix():
            return _matrix(picture)
        case Table():
            return _section(picture.title, element("div", _table(picture), class_="scroll"))
        case Checks():
            listed = element("ul", *(_check(check) for check in picture.checks), class_="checks")
            return _section(picture.title, listed)
        case Choices():
            return _choices(picture)
        case Words():
            return _section(picture.title, *(element("p", text) for text in picture.paragraphs))
        case _:
            assert_never(picture)


def _section(title: str, *children: Node) -> Node:
    return element("section", *([element("h2", title)] if title else []), *children)


def _drawn(title: str, drawing: Node, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Node:
    told = Table(title="", columns=columns, rows=rows)
    return _section(
        title,
        element("div", drawing, class_="scroll"),
        element(
            "details",
            element("summary", "The same as a table"),
            element("div", _table(told), class_="scroll"),
        ),
    )


def _days(days: Days) -> list[Node]:
    return [part for day in days.days for part in _day(day)]


def _day(day: Day) -> tuple[Node, Node]:
    rows = [
        element(
            "tr",
            element("td", entry.label),
            element("td", entry.text, *([element("div", entry.note, class_="note")] if entry.note else [])),
            element("td", entry.amount, class_="number"),
        )
        for entry in day.entries
    ]
    heading = element("div", element("h3", day.title), element("b", day.amount), class_="day")
    return heading, element("table", element("tbody", *rows))


def _stack(stack: Stack) -> Node:
    whole = max(sum(part.amount for part in stack.parts), stack.limit or 0.0) or 1.0
    groups = groups_of(part.label for part in stack.parts)
    bar = element(
        "div",
        *(
            element(
                "span", class_=class_of(part.label, groups), style=f"width:{100 * part.amount / whole:.2f}%"
            )
            for part in stack.parts
        ),
        class_="stack",
        role="presentation",
    )
    key = element(
        "ul",
        *(
            element("li", element("i", class_=class_of(part.label, groups)), f"{part.label} {part.shown}")
            for part in stack.parts
        ),
        class_="key",
    )
    heading = element("h2", stack.title, element("span", stack.total, class_="total"))
    return element("section", heading, bar, key, *(element("p", note, class_="note") for note in stack.notes))


def _matrix(matrix: Matrix) -> Node:
    head = element("tr", element("td"), *(element("th", column, scope="col") for column in matrix.columns))
    rows = [
        element(
            "tr",
            element("th", row, scope="row"),
            *(
                element(
                    "td",
                    matrix.cells.get((row, column), ""),
                    class_="on" if (row, column) in matrix.cells else None,
                )
                for column in matrix.columns
            ),
        )
        for row in matrix.rows
    ]
    table = element("table", element("thead", head), element("tbody", *rows), class_="matrix")
    return _section(matrix.title, element("div", table, class_="scroll"))


def _table(table: Table) -> Node:
    def style(position: int) -> str | None:
        return "number" if position in table.numeric else None

    head = element(
        "tr",
        *(element("th", name, scope="col", class_=style(k)) for k, name in enumerate(table.columns)),
    )
    rows = [
        element("tr", *(element("td", cell, class_=style(k)) for k, cell in enumerate(row)))
        for row in table.rows
    ]
    return element("table", element("thead", head), element("tbody", *rows))


def _check(check: Check) -> Node:
    sign, name = _SIGNS[check.state]
    said: list[Node | str] = [check.shown_by] if check.shown_by else []
    if check.quote:
        said.append(element("div", element("q", check.quote)))
    return element(
        "li",
        element("span", sign, class_="sign", title=name, role="img", aria_label=name),
        element("span", check.label),
        element("span", *said, class_="said"),
        class_=check.state.replace(" ", "-"),
    )


def _choices(choices: Choices) -> Node:
    listed = element(
        "ol",
        *(
            element(
                "li",
                element("span", f"{choice.number}.", class_="sign"),
                element(
                    "div",
                    element("div", choice.text),
                    *(element("div", note, class_="note") for note in choice.notes),
                ),
            )
            for choice in choices.choices
        ),
        class_="choices",
    )
    note = [element("p", choices.note, class_="note")] if choices.note else []
    return _section(choices.title, listed, *note)

"""How value and bound of a running solver come together, drawn in braille."""

from __future__ import annotations

from rich.console import RenderableType
from rich.style import Style
from rich.text import Text

from certiplan.tui.widgets.palette import Palette

HEIGHT = 6
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
Trail = tuple[tuple[float, float | None, float | None], ...]


def progress_chart(trail: Trail, width: int, colours: Palette) -> list[RenderableType]:
    """Value and bound over time, `width` columns wide; nothing while there are fewer than two reports.

    Args:
        trail: (seconds, value, bound) of each report, in order.
        width: in columns.
        colours: the theme's.
    """
    numbers = [number for _, value, bound in trail for number in (value, bound) if number is not None]
    if len(trail) < 2 or not numbers:
        return []
    low, high = min(numbers), max(numbers)
    last = max(trail[-1][0], 1e-9)
    spread = (high - low) or 1.0
    value_dots: set[tuple[int, int]] = set()
    bound_dots: set[tuple[int, int]] = set()
    for column in range(width * 2):
        moment = last * column / (width * 2 - 1)
        value, bound = _at(trail, moment)
        for number, dots in ((value, value_dots), (bound, bound_dots)):
            if number is not None:
                row = round((high - number) / spread * (HEIGHT * 4 - 1))
                dots.add((column, row))
    lines = [_line(row, width, value_dots, bound_dots, colours) for row in range(HEIGHT)]
    legend = Text.assemble(
        ("⠶ plan", colours.good), "  ", ("⠶ bound", colours.accent), (f"  0 to {last:.1f} s", "dim")
    )
    return [Text(""), *lines, legend]


def _at(trail: Trail, moment: float) -> tuple[float | None, float | None]:
    """What was known at a moment."""
    value: float | None = None
    bound: float | None = None
    for seconds, newer_value, newer_bound in trail:
        if seconds > moment + 1e-9:
            break
        value = value if newer_value is None else newer_value
        bound = bound if newer_bound is None else newer_bound
    return value, bound


def _line(
    row: int,
    width: int,
    value_dots: set[tuple[int, int]],
    bound_dots: set[tuple[int, int]],
    colours: Palette,
) -> Text:
    line = Text()
    for column in range(width):
        cell = [
            ((x, y), _DOTS[y - row * 4][x - column * 2])
            for x in (column * 2, column * 2 + 1)
            for y in range(row * 4, row * 4 + 4)
        ]
        mask = sum(bit for dot, bit in cell if dot in value_dots or dot in bound_dots)
        has_value = any(dot in value_dots for dot, _ in cell)
        style = colours.good if has_value else colours.accent if mask else Style()
        line.append(chr(0x2800 + mask), style=style)
    return line

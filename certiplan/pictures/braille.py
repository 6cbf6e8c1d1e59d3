"""Lines drawn with braille signs: two dots across and four down in each character."""

from __future__ import annotations

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Canvas:
    """A raster of `columns` × `rows` characters; a dot is given by x from the left and y from the top."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self._cells: dict[tuple[int, int], tuple[int, str]] = {}

    @property
    def width(self) -> int:
        """Dots across."""
        return 2 * self.columns

    @property
    def height(self) -> int:
        """Dots down."""
        return 4 * self.rows

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """A straight line between two dots."""
        (x1, y1), (x2, y2) = start, end
        steps = int(max(abs(x2 - x1), abs(y2 - y1), 1))
        for k in range(steps + 1):
            self.dot(x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps, colour)

    def dot(self, x: float, y: float, colour: str) -> None:
        """One dot; outside of the raster there is nothing to draw."""
        column, row = int(x) // 2, int(y) // 4
        if 0 <= column < self.columns and 0 <= row < self.rows:
            bits, _ = self._cells.get((column, row), (0, colour))
            self._cells[column, row] = (bits | _DOTS[int(y) % 4][int(x) % 2], colour)

    def at(self, column: int, row: int) -> tuple[str, str]:
        """The sign and the colour of a character."""
        bits, colour = self._cells.get((column, row), (0, ""))
        return (chr(0x2800 + bits), colour) if bits else (" ", "")

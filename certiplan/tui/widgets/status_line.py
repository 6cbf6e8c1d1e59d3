"""The line on top: what this is about, who reads, and what is going on."""

from __future__ import annotations

import time

from rich.table import Table
from rich.text import Text
from textual.widgets import Static

from certiplan.tui.desk.board import Board
from certiplan.tui.desk.durations import duration
from certiplan.tui.widgets.palette import palette

_SPINNER = "◐◓◑◒"
TICK_S = 0.1


class StatusLine(Static):
    """One line: the name and the conversation to the left, the state to the right."""

    def __init__(self) -> None:
        super().__init__(id="status", markup=False)
        self._board = Board(reader="")
        self._doing: str | None = "starting"
        self._since = time.monotonic()
        self._frame = 0

    def on_mount(self) -> None:
        """Tick while something runs."""
        self.set_interval(TICK_S, self._tick)
        self._draw()

    @property
    def doing(self) -> str | None:
        """What is going on; None when ready."""
        return self._doing

    def show(self, board: Board) -> None:
        """Show the board."""
        self._board = board
        self._draw()

    def work(self, doing: str | None) -> None:
        """Say what is going on from now on; None when ready."""
        if doing is not None and self._doing is None:
            self._since = time.monotonic()
        self._doing = doing
        self._draw()

    def _tick(self) -> None:
        if self._doing is not None:
            self._frame += 1
            self._draw()

    def _draw(self) -> None:
        colours = palette(self.app.theme_variables)
        board = self._board
        left = Text("◆ Certiplan", style=colours.primary, no_wrap=True, overflow="ellipsis")
        about = " · ".join(part for part in (board.title, board.task, board.reader) if part)
        left.append(f"  {about}", style="not bold dim")
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        grid.add_column(justify="right", no_wrap=True)
        grid.add_row(left, self._state())
        self.update(grid)

    def _state(self) -> Text:
        colours = palette(self.app.theme_variables)
        if self._doing is None:
            place = f"turn {self._board.turn} of {self._board.turns}" if self._board.can_redo else ""
            return Text.assemble((f"{place}  " if place else "", colours.muted), ("● ready", colours.good))
        elapsed = time.monotonic() - self._since
        text = Text(f"{_SPINNER[self._frame % len(_SPINNER)]} {self._doing}", style=colours.warn)
        solver = self._board.run.solver
        if self._board.run.running and solver is not None and solver.gap is not None:
            text.append(f" · gap {solver.gap:.1%}", style=colours.accent)
        text.append(f" {duration(elapsed)}", style="not bold dim")
        return text

"""What the six panes have in common."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text
from textual.containers import Vertical

from certiplan.tui.desk.board import Board, PaneName
from certiplan.tui.widgets.palette import Palette, palette


class Pane(Vertical, can_focus=False):
    """A view of the board. It keeps what it shows and draws again when that, or the theme, changes."""

    pane_name: PaneName

    def __init__(self) -> None:
        super().__init__(id=f"pane-{self.pane_name}", classes="pane")
        self.border_title = self.pane_name.capitalize()

    @property
    def colours(self) -> Palette:
        """The palette of the current theme."""
        return palette(self.app.theme_variables)

    async def show(self, board: Board) -> None:
        """Show the board."""
        raise NotImplementedError

    def forget(self) -> None:
        """Draw anew at the next `show`, as in the colours of another theme."""
        raise NotImplementedError

    def enter(self) -> None:
        """Put the focus on what the pane is mainly for."""
        for widget in self.query("*"):
            if widget.focusable:
                self.screen.set_focus(widget)
                return


def empty_state(title: str, *lines: str) -> RenderableType:
    """What a pane shows while there is nothing: what will be here, and how to get it."""
    return Group(
        Text(""),
        Text(f"  {title}", style="bold"),
        Text(""),
        *(Text(f"  {line}", style="dim") for line in lines),
    )

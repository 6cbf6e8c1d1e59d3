"""Earlier conversations, to be gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from certiplan.tui.desk.sessions import KeptSession


class SessionsScreen(ModalScreen[Path | None]):
    """A list of conversations; the chosen one is what the screen returns."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f10", "leave", "Close")]

    def __init__(self, sessions: tuple[KeptSession, ...], current: str) -> None:
        super().__init__()
        self._sessions = sessions
        self._current = current

    def compose(self) -> ComposeResult:
        """The list, or why it is empty."""
        with Vertical(classes="card") as card:
            card.border_title = "Conversations"
            card.border_subtitle = "Enter goes on with one · Escape closes"
            if self._sessions:
                yield OptionList(
                    *(self._option(kept) for kept in self._sessions), id="sessions", compact=True
                )
            else:
                yield Static("\n  No conversation is kept yet.\n", markup=False)

    def _option(self, kept: KeptSession) -> Option:
        grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        grid.add_column(justify="right", no_wrap=True)
        here = "●" if str(kept.path) == self._current else ""
        grid.add_row(
            here,
            Text(kept.title),
            Text(
                "open in another program"
                if kept.elsewhere
                else f"{kept.changed:%b} {kept.changed.day} {kept.changed:%H:%M}",
                style="dim",
            ),
        )
        return Option(grid, id=str(kept.path), disabled=kept.elsewhere)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        event.stop()
        self.dismiss(Path(event.option_id) if event.option_id else None)

    def action_leave(self) -> None:
        """None of them."""
        self.dismiss(None)

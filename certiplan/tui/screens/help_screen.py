"""Keys and commands, laid over the conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from certiplan.tui.desk.commands import COMMANDS
from certiplan.tui.widgets.palette import Palette, palette

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "send; in a block: open its pane; on a way out: take it"),
    ("Ctrl+J or Alt+Enter", "begin another line"),
    ("Escape", "stop what is running; else back to the input"),
    ("↑ ↓", "earlier inputs; in the conversation: from block to block"),
    ("Ctrl+↑ or Shift+Tab", "from the input into the conversation"),
    ("F2 … F7", "Requirements, Model, Plan, Conflict, Code, Run"),
    ("F8 / F9", "undo / redo a turn"),
    ("F10", "earlier conversations"),
    ("Ctrl+P", "all commands, themes among them"),
    ("C", "copy the block or the code that has the focus"),
    ("E, then Ctrl+S", "edit the model, then solve it as edited"),
    ("Ctrl+C", "copy what is selected; else stop what is running; else, twice, leave"),
    ("Ctrl+Q", "leave; the conversation is kept"),
)


PLAIN = (
    "a request, or the reply to a question",
    "an edit: raise the budget to 1600 · drop the no-flight rule",
    "a question: why not Rockford? · what if we were four?",
    "undo that",
)


def help_view(colours: Palette) -> RenderableType:
    """What can be said, the keys, and the commands."""
    return Group(
        Text("Say it in plain words", style=colours.primary),
        *(Padding(Text(line), (0, 0, 0, 2)) for line in PLAIN),
        Text(""),
        Text("Keys", style=colours.primary),
        _table(KEYS, colours),
        Text(""),
        Text("Commands", style=colours.primary),
        _table([(known.usage, known.does) for known in COMMANDS], colours),
    )


def _table(rows: Iterable[tuple[str, str]], colours: Palette) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(min_width=24)
    grid.add_column(ratio=1)
    for key, does in rows:
        grid.add_row(Text(f"  {key}", style=colours.accent), does)
    return grid


class HelpScreen(ModalScreen[None]):
    """Help; any way out of it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """The text, which scrolls."""
        with VerticalScroll(classes="card") as card:
            card.border_title = "Help"
            card.border_subtitle = "Escape closes"
            yield Static(help_view(palette(self.app.theme_variables)))

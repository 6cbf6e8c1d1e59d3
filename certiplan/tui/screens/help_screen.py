"""Keys and commands, laid over the conversation."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown

from certiplan.tui.desk.commands import COMMANDS

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
    ("Ctrl+Q", "leave; the conversation is kept"),
)


def help_text() -> str:
    """Keys and commands as Markdown."""
    keys = "\n".join(f"| {key} | {does} |" for key, does in KEYS)
    commands = "\n".join(f"| `{known.usage}` | {known.does} |" for known in COMMANDS)
    return f"""\
## Say it in plain words

A request, the reply to a question, an edit (*raise the budget to 1600*, *drop the no-flight rule*),
a question (*why not Rockford?*, *what if we were four?*), or *undo that*.

## Keys

| Key | |
|:--|:--|
{keys}

## Commands

| Command | |
|:--|:--|
{commands}
"""


class HelpScreen(ModalScreen[None]):
    """Help; any way out of it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """The text, which scrolls."""
        with VerticalScroll(classes="card") as card:
            card.border_title = "Help"
            card.border_subtitle = "Escape closes"
            yield Markdown(help_text(), open_links=False)

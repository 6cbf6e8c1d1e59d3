"""Where the person types: several lines, earlier inputs, and commands that complete themselves."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from certiplan.tui.desk.commands import completions
from certiplan.tui.desk.input_history import InputHistory
from certiplan.tui.messages import Entered

PLACEHOLDER = "Say what you want planned.  / commands, F1 help"
_NEW_LINE_KEYS = ("ctrl+j", "shift+enter", "alt+enter")
_MAX_HINTS = 6


class Composer(TextArea):
    """The input: Enter sends, Ctrl+J or Alt+Enter begins a line, the arrows at its edges walk the history."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(
            id="composer",
            placeholder=PLACEHOLDER,
            soft_wrap=True,
            highlight_cursor_line=False,
            compact=True,
        )
        self.earlier_inputs = InputHistory()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self._send()
        elif event.key in _NEW_LINE_KEYS:
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)

    def _send(self) -> None:
        text = self.text.strip()
        if text:
            self.post_message(Entered(text=text))

    def taken(self, text: str) -> None:
        """What was sent is being worked on: remember it and begin anew."""
        self.earlier_inputs.add(text)
        self.text = ""

    def put(self, text: str) -> None:
        """Replace what is typed, with the cursor at its end."""
        self.text = text
        self.move_cursor(self.document.end)

    def action_cursor_up(self, select: bool = False) -> None:  # noqa: FBT001, FBT002  # the name and shape are Textual's
        """Up: at the first line, the input before."""
        if select or self.cursor_location[0] > 0:
            super().action_cursor_up(select)
        elif (before := self.earlier_inputs.earlier(self.text)) is not None:
            self.put(before)

    def action_cursor_down(self, select: bool = False) -> None:  # noqa: FBT001, FBT002
        """Down: at the last line, the input after."""
        if select or self.cursor_location[0] < self.document.line_count - 1:
            super().action_cursor_down(select)
        elif (after := self.earlier_inputs.later()) is not None:
            self.put(after)

    def action_complete(self) -> None:
        """Tab: complete a command; where there is nothing to complete, go on to the next widget."""
        found = completions(self.text)
        if not found or (len(found) == 1 and self.text == f"/{found[0].name}"):
            self.screen.focus_next()
            return
        self.put(f"/{found[0].name}{' ' if found[0].argument else ''}")

    def update_suggestion(self) -> None:
        """The rest of a command, in grey."""
        found = completions(self.text)
        self.suggestion = found[0].name[len(self.text) - 1 :] if found and len(self.text) > 1 else ""


class ComposerArea(Vertical):
    """The input with the commands above it that its beginning may become."""

    def compose(self) -> ComposeResult:
        """Hints, then the input."""
        yield Static(id="hints", markup=False)
        yield Composer()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Show which commands the text may become."""
        event.stop()
        found = completions(event.text_area.text)[:_MAX_HINTS]
        hints = self.query_one("#hints", Static)
        hints.display = bool(found)
        width = max((len(known.usage) for known in found), default=0)
        hints.update("\n".join(f"{known.usage:<{width}}  {known.does}" for known in found))

"""The model as code that runs by itself."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static, Tab, Tabs

from certiplan.tui.desk.board import Board
from certiplan.tui.messages import CodeReady, CodeWanted, CopyWanted
from certiplan.tui.widgets.pane import Pane, empty_state

TARGETS: dict[str, tuple[str, str, str]] = {
    "smtlib": ("SMT-LIB", "common-lisp", ".smt2"),
    "z3py": ("Z3Py", "python", ".z3.py"),
    "pyomo": ("Pyomo", "python", ".pyomo.py"),
    "lp": ("LP", "text", ".lp"),
    "mps": ("MPS", "text", ".mps"),
}
MAX_LINES = 400


class CodePane(Pane):
    """Code in one of the formats; it is written when it is looked at."""

    pane_name = "code"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("c,y", "copy", "Copy code")]

    def __init__(self) -> None:
        super().__init__()
        self._document = ""
        self._known: dict[tuple[str, str], CodeReady] = {}
        self._asked: set[tuple[str, str]] = set()
        self.looked_at = False

    def compose(self) -> ComposeResult:
        """The formats, and the code."""
        yield Tabs(*(Tab(title, id=f"to-{name}") for name, (title, _, _) in TARGETS.items()), id="targets")
        with VerticalScroll(id="code-scroll"):
            yield Static(id="code-text", markup=False)

    @property
    def target(self) -> str:
        """The format that is shown."""
        active = self.query_one("#targets", Tabs).active
        return active.removeprefix("to-") or "smtlib"

    def forget(self) -> None:
        """Nothing: the code is drawn anew every time."""

    async def show(self, board: Board) -> None:
        """Show the code of the board's model."""
        document = board.model.document if board.model is not None else ""
        if document != self._document:
            self._document = document
            self._known.clear()
            self._asked.clear()
        self._draw()

    def look(self) -> None:
        """The pane has come into view: what it lacks is wanted now."""
        self.looked_at = True
        self._draw()

    def look_away(self) -> None:
        """The pane is out of view: nothing need be written for it."""
        self.looked_at = False

    def ready(self, found: CodeReady) -> None:
        """A document was written as code."""
        if found.document == self._document:
            self._known[found.document, found.target] = found
            self._draw()

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Another format."""
        event.stop()
        self._draw()

    def action_copy(self) -> None:
        """Copy all of the code, not only the lines that are shown."""
        found = self._known.get((self._document, self.target))
        if found is not None and found.problem is None:
            self.post_message(CopyWanted(text=found.code, what=f"the {TARGETS[self.target][0]} code"))

    def _draw(self) -> None:
        text = self.query_one("#code-text", Static)
        key = (self._document, self.target)
        self.border_subtitle = ""
        if not self._document:
            text.update(
                empty_state(
                    "No code yet",
                    "The model as SMT-LIB, Z3Py, Pyomo, LP or MPS",
                    "stands here, each runs by itself.",
                )
            )
            return
        found = self._known.get(key)
        if found is None:
            text.update(empty_state("Writing …"))
            if self.looked_at and key not in self._asked:
                self._asked.add(key)
                self.post_message(CodeWanted(document=self._document, target=self.target))
            return
        if found.problem is not None:
            text.update(empty_state(f"{TARGETS[self.target][0]} cannot express this model", found.problem))
            return
        from textual.highlight import highlight  # loads Pygments, which only who looks at code needs

        lines = found.code.splitlines()
        shown = "\n".join(lines[:MAX_LINES])
        _, language, ending = TARGETS[self.target]
        content = highlight(shown, language=language)
        if len(lines) > MAX_LINES:
            rest = f"\n\n… {len(lines) - MAX_LINES:,} more lines: /export model{ending} writes all of them"
            content = content + rest
        text.update(content)
        self.border_subtitle = f"{len(lines):,} lines"

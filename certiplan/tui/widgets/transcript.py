"""The conversation: a block for every entry, and one that grows while an answer is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from certiplan.tui.desk.board import Board, Entry, EntryKind, PaneName, RunView
from certiplan.tui.desk.durations import duration
from certiplan.tui.messages import CopyWanted, PaneWanted
from certiplan.tui.widgets.elapsed import TICK_S, StepClock

if TYPE_CHECKING:
    from textual.widgets.markdown import MarkdownStream

_LABELS: dict[EntryKind, str] = {
    "request": "You",
    "plan": "✓ Plan",
    "conflict": "↯ Conflict",
    "question": "? Question",
    "unknown": "… Unknown",
    "effect": "→ Answer",
    "notice": "Note",
    "stopped": "■ Stopped",
    "failure": "✗ Failure",
    "help": "Help",
}
_PANES: dict[EntryKind, PaneName] = {
    "plan": "plan",
    "conflict": "conflict",
    "unknown": "run",
    "stopped": "run",
    "failure": "run",
}
WELCOME = (
    ("What would you like to plan?\n\n", "bold"),
    ("Say it in your own words, for instance\n\n", ""),
    (
        "5 days from Denver through 2 cities in Oregon, May 3 to 7, 2027, for 3 people, $4,000, "
        "no flights\n\n",
        "italic",
    ),
    (
        "You get a plan that was proved and rechecked, or the smallest clash among your wishes with the "
        "cheapest ways out of it. Every turn can be taken back.",
        "",
    ),
)


class EntryBlock(Vertical, can_focus=True):
    """One entry: Enter opens the pane that belongs to it, C copies it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "Block before", show=False),
        Binding("down,j", "step(1)", "Block after", show=False),
        Binding("home,g", "edge(0)", "First block", show=False),
        Binding("end,G", "edge(-1)", "Last block", show=False),
        Binding("enter", "open", "Open"),
        Binding("c,y", "copy", "Copy"),
    ]

    def __init__(self, entry: Entry) -> None:
        super().__init__(classes=f"entry -{entry.kind}")
        self.entry = entry

    def compose(self) -> ComposeResult:
        """Who speaks, and what."""
        yield Static(_LABELS[self.entry.kind], classes="who", markup=False)
        if self.entry.kind == "request":
            yield Static(self.entry.markdown, classes="words", markup=False)
        else:
            from textual.widgets import Markdown  # slow to import, and not needed for the first picture

            yield Markdown(self.entry.markdown, classes="words", open_links=False)

    def action_step(self, by: int) -> None:
        """Go to a neighbouring block; below the last is the input."""
        blocks = list(self.screen.query(EntryBlock))
        place = blocks.index(self) + by
        if place >= len(blocks):
            self.screen.set_focus(self.screen.query_one("#composer"))
        elif place >= 0:
            self.screen.set_focus(blocks[place])

    def action_edge(self, place: int) -> None:
        """Go to the first or the last block."""
        self.screen.set_focus(list(self.screen.query(EntryBlock))[place])

    def action_open(self) -> None:
        """Show the pane that belongs to the entry."""
        pane = _PANES.get(self.entry.kind)
        if pane is not None:
            self.post_message(PaneWanted(pane=pane))

    def action_copy(self) -> None:
        """Copy the entry as it was written."""
        self.post_message(CopyWanted(text=self.entry.markdown, what="the block"))


class LiveBlock(Vertical):
    """The answer that is on its way: the current step, and what a language model writes, as it comes."""

    def __init__(self) -> None:
        super().__init__(id="live", classes="entry -live")
        self._stream: MarkdownStream | None = None
        self._written = ""
        self._run = RunView()
        self._clock = StepClock()

    def on_mount(self) -> None:
        """Tick while a step takes its time."""
        self.set_interval(TICK_S, self._tick)

    def compose(self) -> ComposeResult:
        """The step, and the text."""
        yield Static("Working", classes="who", markup=False)
        yield Static(id="live-steps", markup=False)

    async def show(self, run: RunView, streamed: str) -> None:
        """Show where the turn is."""
        self._run = run
        self.display = run.running
        if not run.running:
            await self._rewind()
            return
        self._draw()
        await self._write(streamed)

    def _tick(self) -> None:
        if self._run.running:
            self._draw()

    def _draw(self) -> None:
        run, elapsed = self._run, round(self._clock.seconds(self._run))
        done = [f"✓ {row.step} {duration(row.seconds)}" for row in run.steps if row.seconds is not None]
        so_far = f"{elapsed} s" if elapsed else "…"
        now = [f"◌ {row.step} {so_far}" for row in run.steps if row.seconds is None]
        steps = "   ".join((*done[-4:], *now[-1:])) or "◌ …"
        self.query_one("#live-steps", Static).update(f"{steps}\n  {run.remark}" if run.remark else steps)

    async def _write(self, streamed: str) -> None:
        if not streamed.startswith(self._written):
            await self._rewind()
        more = streamed[len(self._written) :]
        if more:
            if self._stream is None:
                from textual.widgets import Markdown

                text = Markdown(id="live-text", open_links=False)
                await self.mount(text)
                self._stream = Markdown.get_stream(text)
            self._written = streamed
            await self._stream.write(more)

    async def _rewind(self) -> None:
        if self._stream is not None:
            await self._stream.stop()
            self._stream = None
        if self._written:
            self._written = ""
            await self.query("#live-text").remove()


class Transcript(VerticalScroll, can_focus=False):
    """All blocks, the latest in view."""

    def compose(self) -> ComposeResult:
        """A welcome, until something was said."""
        yield Static(Text.assemble(*WELCOME), id="welcome")
        yield LiveBlock()

    def on_mount(self) -> None:
        """Stay at the end while it grows."""
        self.anchor()
        self.query_one(LiveBlock).display = False

    async def show(self, board: Board) -> None:
        """Show the entries of a board: those that stay are left as they are."""
        live = self.query_one(LiveBlock)
        blocks = list(self.query(EntryBlock))
        same = 0
        while same < min(len(blocks), len(board.entries)) and blocks[same].entry == board.entries[same]:
            same += 1
        if blocks[same:]:
            await self.remove_children(blocks[same:])
        if board.entries[same:]:
            await self.mount_all([EntryBlock(entry) for entry in board.entries[same:]], before=live)
            self.anchor()
        self.query_one("#welcome").display = not board.entries and not board.run.running
        await live.show(board.run, board.streamed)

    def last_block(self) -> EntryBlock | None:
        """The latest entry's block."""
        blocks = list(self.query(EntryBlock))
        return blocks[-1] if blocks else None

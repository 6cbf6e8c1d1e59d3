"""What clashes, the numbers that meet in it, and the ways out as buttons."""

from __future__ import annotations

from typing import ClassVar

from rich.bar import Bar
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Click, Focus
from textual.widgets import Static

from certiplan.tui.desk.board import Board, ConflictView, NumbersRow, WayRow
from certiplan.tui.messages import WayChosen
from certiplan.tui.widgets.palette import OnPane, Palette, palette
from certiplan.tui.widgets.pane import Pane, empty_state


class WayButton(Static, can_focus=True):
    """A way out: Enter takes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "take", "Take this way out"),
        Binding("up,k", "step(-1)", "Way before", show=False),
        Binding("down,j", "step(1)", "Way after", show=False),
    ]

    def __init__(self, way: WayRow, *, standing: bool) -> None:
        super().__init__(classes="way", markup=False)
        self.way = way
        self.disabled = not standing

    def on_mount(self) -> None:
        """Draw it in the theme's colours."""
        colours = palette(self.app.theme_variables)
        grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
        grid.add_column(width=2, no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        least = "proved least" if self.way.least else ""
        about = "  ·  ".join(part for part in (self.way.cost, self.way.gives, least) if part)
        grid.add_row(
            Text(f"{self.way.number}.", style=colours.primary),
            Group(Text(self.way.words, style="bold"), Text(about, style="dim")),
        )
        self.update(grid)

    def action_take(self) -> None:
        """Take it."""
        self.post_message(WayChosen(number=self.way.number))

    def action_step(self, by: int) -> None:
        """Go to a neighbouring way."""
        ways = list(self.screen.query(WayButton))
        place = ways.index(self) + by
        if 0 <= place < len(ways):
            self.screen.set_focus(ways[place])

    def on_click(self, event: Click) -> None:
        """A second click takes what the first has chosen."""
        event.stop()
        if event.chain == 2:
            self.action_take()


class ConflictPane(Pane):
    """The clash, its numbers, and the ways out with the plan that each would give."""

    pane_name = "conflict"

    def __init__(self) -> None:
        super().__init__()
        self._conflict: ConflictView | None = None
        self._shown = False

    def compose(self) -> ComposeResult:
        """The clash, the buttons, and the plan of the chosen way."""
        with VerticalScroll(id="conflict-scroll", can_focus=False):
            yield Static(id="clash", markup=False)
            yield Vertical(id="ways")
            yield Static(id="way-plan", markup=False)

    def enter(self) -> None:
        """The first way out, or the text where there is none."""
        ways = list(self.query(WayButton))
        if ways and not ways[0].disabled:
            self.screen.set_focus(ways[0])

    def forget(self) -> None:
        """Draw anew."""
        self._shown = False

    async def show(self, board: Board) -> None:
        """Show the conflict of a board."""
        if self._shown and board.conflict == self._conflict:
            return
        self._shown, self._conflict = True, board.conflict
        clash = self.query_one("#clash", Static)
        ways = self.query_one("#ways", Vertical)
        await ways.remove_children()
        preview = self.query_one("#way-plan", Static)
        preview.display = False
        if board.conflict is None:
            clash.update(
                empty_state(
                    "No conflict",
                    "Where wishes cannot all hold, the smallest clash among",
                    "them stands here, with the cheapest ways out.",
                )
            )
            self.border_subtitle = ""
            return
        clash.update(_clash(board.conflict, self.colours))
        self.border_subtitle = "" if board.conflict.standing else "settled since"
        await ways.mount_all(
            [WayButton(way, standing=board.conflict.standing) for way in board.conflict.ways]
        )
        if board.conflict.ways:
            self._preview(board.conflict.ways[0])

    def on_descendant_focus(self, event: Focus) -> None:
        """Show the plan of the way that is looked at."""
        focused = self.screen.focused
        if isinstance(focused, WayButton):
            self._preview(focused.way)

    def _preview(self, way: WayRow) -> None:
        preview = self.query_one("#way-plan", Static)
        preview.display = way.drawing is not None
        if way.drawing is not None:
            title = Text(f"The plan that way {way.number} gives", style="bold")
            preview.update(Group(title, Text(""), OnPane(way.drawing)))


def _clash(conflict: ConflictView, colours: Palette) -> RenderableType:
    parts: list[RenderableType] = [
        Text(
            "These cannot all be had together" if conflict.wishes else "There is no plan", style=colours.bad
        ),
        Text(""),
    ]
    for words, quote in conflict.wishes:
        line = Text.assemble(("↯ ", colours.bad), words)
        if quote is not None and quote.casefold() not in words.casefold():
            line.append(f"  “{quote}”", style="dim italic")
        parts.append(line)
    if not conflict.wishes:
        parts.append(Text(conflict.words))
    for numbers in conflict.numbers:
        parts += [Text(""), _numbers(numbers, colours)]
    parts.append(Text(conflict.proof, style="dim"))
    if conflict.ways:
        parts += [Text(""), Rule("Ways out, the least change first", style="dim", align="left")]
    elif not conflict.unsettled:
        parts += [Text(""), Text("No change that could be offered leads to a plan.")]
    if conflict.unsettled:
        parts.append(Text(f"Not settled in the time: {'; '.join(conflict.unsettled)}.", style=colours.warn))
    return Group(*parts)


def _numbers(numbers: NumbersRow, colours: Palette) -> RenderableType:
    """The parts one after the other, all together, and the limit, to one scale."""
    # Either the least that the parts come to is beyond a limit, or the most falls short of what is needed.
    sign, bound = ("≥", "limit") if numbers.together > numbers.limit else ("≤", "needed")
    scale = max(numbers.together, numbers.limit, sum(part.least for part in numbers.parts), 1.0)
    grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    spent = 0.0
    for part in numbers.parts:
        bar = Bar(scale, spent, spent + part.least, color=_colour(colours.accent.color))
        grid.add_row(part.words, bar, Text(f"{sign} {part.shown}"))
        spent += part.least
    together = Bar(scale, 0, numbers.together, color=_colour(colours.bad.color))
    grid.add_row(
        Text("together", style="bold"), together, Text(f"{sign} {numbers.together_shown}", style=colours.bad)
    )
    limit = Bar(scale, 0, numbers.limit, color=_colour(colours.good.color))
    grid.add_row(Text(bound, style="bold"), limit, Text(numbers.limit_shown, style=colours.good))
    return OnPane(grid)


def _colour(colour: object) -> str:
    name = getattr(colour, "name", None)
    return name if isinstance(name, str) else "default"

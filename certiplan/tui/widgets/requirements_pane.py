"""What the person wants, each with where it stands and what the model states for it."""

from __future__ import annotations

from collections import Counter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from certiplan.tui.desk.board import Board, RequirementRow
from certiplan.tui.widgets.formula import formula
from certiplan.tui.widgets.palette import SIGN_WORDS, SIGNS
from certiplan.tui.widgets.pane import Pane, empty_state


class RequirementsPane(Pane):
    """A list of requirements; the selected one is explained below it."""

    pane_name = "requirements"

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[RequirementRow, ...] = ()

    def compose(self) -> ComposeResult:
        """The list and the details."""
        yield Static(id="no-requirements")
        yield OptionList(id="wishes", compact=True)
        with VerticalScroll(id="wish-details", can_focus=False):
            yield Static(id="wish-detail")

    def forget(self) -> None:
        """Draw anew."""
        self._rows = ()

    async def show(self, board: Board) -> None:
        """Show the requirements of a board; the selection stays where it was."""
        empty = self.query_one("#no-requirements", Static)
        empty.display = not board.requirements
        self.query_one("#wishes").display = bool(board.requirements)
        if not board.requirements:
            empty.update(
                empty_state(
                    "No requirements yet",
                    "Each wish will stand here with your own words,",
                    "and a sign for where it stands.",
                )
            )
            self.query_one("#wish-details").display = False
            self.border_subtitle = ""
        if board.requirements == self._rows:
            return
        self._rows = board.requirements
        self._fill()

    def _fill(self) -> None:
        wishes = self.query_one("#wishes", OptionList)
        chosen = wishes.highlighted_option.id if wishes.highlighted_option else None
        wishes.clear_options()
        said = [row for row in self._rows if not row.assumed]
        assumed = [row for row in self._rows if row.assumed]
        for title, rows in (("You said", said), ("Assumed", assumed)):
            if rows:
                wishes.add_option(Option(Text(title, style="bold dim"), disabled=True))
                wishes.add_options([Option(self._prompt(row), id=row.name) for row in rows])
        names = [row.name for row in (*said, *assumed)]
        if names:
            wishes.highlighted = wishes.get_option_index(chosen if chosen in names else names[0])
        self.border_subtitle = self._summary()

    def _summary(self) -> str:
        counts = Counter(row.sign for row in self._rows)
        words = [f"{SIGNS[sign]} {counts[sign]}" for sign in SIGNS if counts[sign]]
        return "  ".join(words)

    def _prompt(self, row: RequirementRow) -> RenderableType:
        colours = self.colours
        grid = Table.grid(expand=True, padding=(0, 1, 0, 0))
        grid.add_column(width=1, no_wrap=True)
        grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        grid.add_column(justify="right", no_wrap=True)
        words = Text(row.words, style="" if not row.assumed else "dim", no_wrap=True, overflow="ellipsis")
        if row.sign in ("conflict", "unmet"):
            words.stylize(colours.bad)
        if row.quote is not None and row.quote.casefold() not in row.words.casefold():
            words.append(f"  “{row.quote}”", style="not bold dim italic")
        firm = "firm" if not row.negotiable or row.priority == 9 else f"p{row.priority}"
        grid.add_row(Text(SIGNS[row.sign], style=colours.of_sign(row.sign)), words, Text(firm, style="dim"))
        return grid

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the requirement."""
        event.stop()
        row = next((row for row in self._rows if row.name == event.option_id), None)
        self.query_one("#wish-details").display = row is not None
        if row is not None:
            self.query_one("#wish-detail", Static).update(self._detail(row))

    def _detail(self, row: RequirementRow) -> RenderableType:
        colours = self.colours
        said = f"“{row.quote}”" if row.quote is not None else "assumed, not said"
        lines: list[RenderableType] = [
            Text.assemble(
                (SIGNS[row.sign], colours.of_sign(row.sign)),
                " ",
                (row.name, "bold"),
                f"  {SIGN_WORDS[row.sign]}",
            ),
            Text(said, style="italic"),
        ]
        if row.quote is None and row.words:
            lines.append(Text(row.words))
        if row.remark:
            lines.append(Text(row.remark, style=colours.warn))
        priority = (
            "never given up" if row.priority == 9 or not row.negotiable else f"priority {row.priority} of 9"
        )
        lines.append(Text(priority, style="dim"))
        for element in row.elements:
            lines.append(
                Text.assemble(
                    (f"{element.kind} ", "dim"),
                    (element.name, "bold"),
                    (f"  for {element.range}" if element.range else "", "dim"),
                )
            )
            text = formula(element.text, colours)
            text.pad_left(2)
            lines.append(text)
        if not row.elements:
            lines.append(Text("The model states nothing for it.", style="dim"))
        return Group(*lines)

"""The plan as its domain draws it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from certiplan.tui.desk.board import Board, PlanView
from certiplan.tui.widgets.palette import OnPane
from certiplan.tui.widgets.pane import Pane, empty_state


class PlanPane(Pane):
    """A verified plan; it scrolls."""

    pane_name = "plan"

    def __init__(self) -> None:
        super().__init__()
        self._plan: PlanView | None = None

    def compose(self) -> ComposeResult:
        """The drawing."""
        with VerticalScroll(id="plan-scroll"):
            yield Static(id="plan-drawing")

    def forget(self) -> None:
        """Draw anew."""
        self._plan = None

    async def show(self, board: Board) -> None:
        """Show the plan of a board."""
        if board.plan is self._plan and self._plan is not None:
            return
        self._plan = board.plan
        drawing = self.query_one("#plan-drawing", Static)
        if board.plan is None:
            drawing.update(self._nothing(board))
            self.border_subtitle = ""
            return
        self.border_subtitle = board.plan.proof if len(board.plan.proof) < 40 else ""
        drawing.update(
            Group(
                Text.assemble((board.plan.headline, self.colours.good), f"  {board.plan.proof}"),
                Text(""),
                OnPane(board.plan.drawing),
            )
        )
        self.query_one("#plan-scroll", VerticalScroll).scroll_home(animate=False)

    def _nothing(self, board: Board) -> RenderableType:
        if board.conflict is not None and board.conflict.standing:
            return empty_state(
                "No plan: the wishes clash",
                "F5 shows what clashes and the ways out,",
                "each with the plan that it gives.",
            )
        return empty_state(
            "No plan yet",
            "A plan stands here once it was proved",
            "and rechecked, drawn as its domain draws it.",
        )

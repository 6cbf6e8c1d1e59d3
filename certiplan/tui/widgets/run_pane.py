"""What happened in this turn: steps, the solver's progress, and what it used."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from certiplan.tui.desk.board import Board, RunView, SolverRow, UsageRow
from certiplan.tui.desk.durations import duration
from certiplan.tui.widgets.chart import progress_chart
from certiplan.tui.widgets.elapsed import TICK_S, StepClock
from certiplan.tui.widgets.palette import Palette
from certiplan.tui.widgets.pane import Pane, empty_state

MAX_NOTICES = 12
_CHART_WIDTH = 46


class RunPane(Pane):
    """The steps of the current turn as they come and go."""

    pane_name = "run"

    def __init__(self) -> None:
        super().__init__()
        self._run: RunView | None = None
        self._clock = StepClock()

    def on_mount(self) -> None:
        """Tick while a step takes its time."""
        self.set_interval(TICK_S, self._tick)

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with VerticalScroll(id="run-scroll"):
            yield Static(id="run-text", markup=False)

    def forget(self) -> None:
        """Draw anew."""
        self._run = None

    async def show(self, board: Board) -> None:
        """Show the run of a board."""
        if board.run == self._run:
            return
        self._run = board.run
        self._update(board.run)
        self.border_subtitle = "running" if board.run.running else ""

    def _tick(self) -> None:
        if self._run is not None and self._run.running and self.display:
            self._update(self._run)

    def _update(self, run: RunView) -> None:
        elapsed_s = self._clock.seconds(run) if run.running else 0.0
        self.query_one("#run-text", Static).update(self._drawn(run, elapsed_s))

    def _drawn(self, run: RunView, elapsed_s: float) -> RenderableType:
        if not run.steps and not run.running and not run.notices:
            return empty_state(
                "Nothing has run yet",
                "Steps, the solver's value and bound, tokens",
                "and cost stand here while a turn runs.",
            )
        colours = self.colours
        parts: list[RenderableType] = []
        if run.request:
            parts += [Text(run.request, style="italic dim", overflow="ellipsis"), Text("")]
        parts.append(_steps(run, colours, elapsed_s))
        if run.verified:
            good = run.verified.startswith("✓")
            parts += [Text(""), Text(run.verified, style=colours.good if good else colours.bad)]
        if run.solver is not None:
            parts += [Text(""), *_solver(run.solver, colours)]
        if run.usage:
            parts += [Text(""), _usage(run.usage)]
        if run.notices:
            parts += [Text(""), *(Text(f"• {words}", style="dim") for words in run.notices[-MAX_NOTICES:])]
        return Group(*parts)


def _steps(run: RunView, colours: Palette, elapsed_s: float) -> RenderableType:
    longest = max((row.seconds or 0.0 for row in run.steps), default=0.0)
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(min_width=9)
    grid.add_column(justify="right", min_width=8)
    grid.add_column()
    for row in run.steps:
        if row.seconds is not None:
            length = max(1, round(24 * row.seconds / longest)) if longest else 1
            grid.add_row(
                Text("✓", style=colours.good),
                row.step,
                duration(row.seconds),
                Text("━" * length, style=colours.accent),
            )
        else:
            so_far = f"{round(elapsed_s)} s" if round(elapsed_s) else "…"
            sign, words = ("◌", so_far) if run.running else ("–", "stopped")
            grid.add_row(Text(sign, style=colours.warn), row.step, words, Text(run.remark, style="dim"))
    if not run.running and all(row.seconds is not None for row in run.steps):
        # How long a step took that was stopped is not known, and so not the sum either.
        total = sum(row.seconds or 0.0 for row in run.steps)
        grid.add_row("", Text("together", style="dim"), Text(duration(total), style="dim"), "")
    return grid


def _solver(row: SolverRow, colours: Palette) -> list[RenderableType]:
    stage = f", stage {row.stage + 1}" if row.stage else ""
    heading = Text.assemble((row.solver, "bold"), f"{stage}  {row.seconds:.1f} s")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row(Text("best plan so far", style="dim"), Text(_number(row.value), style=colours.good))
    grid.add_row(Text("proved bound", style="dim"), Text(_number(row.bound), style=colours.accent))
    gap = "–" if row.gap is None else f"{row.gap:.2%}"
    grid.add_row(Text("gap", style="dim"), Text(gap, style=colours.warn))
    return [heading, grid, *progress_chart(row.trail, _CHART_WIDTH, colours)]


def _usage(rows: tuple[UsageRow, ...]) -> RenderableType:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for title in ("model", "calls", "in", "out", "cost"):
        grid.add_column(title, justify="left" if title == "model" else "right")
    grid.add_row(*(Text(title, style="dim") for title in ("model", "calls", "tokens in", "out", "cost")))
    for row in rows:
        calls = f"{row.calls}" + (f" ({row.cached} cached)" if row.cached else "")
        cost = "not known" if row.cost_usd is None else f"${row.cost_usd:.4f}"
        grid.add_row(row.model, calls, f"{row.input_tokens:,}", f"{row.output_tokens:,}", cost)
    return grid


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.6g}"

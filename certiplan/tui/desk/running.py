"""Events as they come in, folded into what the board shows of a running turn."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from certiplan.agents import events as e
from certiplan.model.diagnostics import Diagnostic, ordered
from certiplan.tui.desk.board import Board, Entry, RunView, SolverRow, StepRow, UsageRow
from certiplan.tui.desk.elements import model_view, requirement_rows

MAX_TRAIL = 400
MAX_STREAMED = 20_000


def with_event(board: Board, event: e.Event) -> Board:
    """The board after an event of the running turn."""
    match event:
        case e.StepStarted() | e.StepEnded() | e.SolverProgress() | e.Usage() | e.Noticed() | e.Verified():
            return replace(board, run=_run_after(board.run, event))
        case e.RequestRead():
            return board
        case e.ModelDrafted():
            words = {row.name: row.words for row in board.requirements}
            return replace(
                board,
                model=model_view(event.document),
                requirements=requirement_rows(event.document, words) or board.requirements,
                streamed="",
            )
        case e.Diagnosed():
            return replace(board, findings=shown_findings(event.diagnostics))
        case e.Asked():
            return replace(board, question=event.question.question)
        case e.ConflictFound():
            return replace(board, run=_remarked(board.run, f"clash: {event.conflict.words}"))
        case e.WayOutFound():
            return replace(board, run=_remarked(board.run, f"way out: {event.way.words}"))
        case e.PlanFound():
            return replace(
                board,
                run=_remarked(board.run, "a plan was found, to be verified"),
            )
        case e.TokenDelta():
            return replace(board, streamed=(board.streamed + event.text)[-MAX_STREAMED:])
        case e.Failure():
            return replace(board, run=_remarked(board.run, event.words))
        case e.Answered():
            return board
        case _:
            assert_never(event)


def begun(board: Board, request: str) -> Board:
    """The board at the beginning of a turn."""
    said = Entry(number=len(board.entries), kind="request", markdown=request)
    return replace(
        board,
        entries=(*board.entries, said),
        run=RunView(request=request, running=True),
        streamed="",
        question=None,
    )


def ended(run: RunView) -> RunView:
    """A run that is over: a step that was interrupted keeps its place and gets no time."""
    return replace(run, running=False, remark="")


def shown_findings(diagnostics: tuple[Diagnostic, ...]) -> tuple[str, ...]:
    """Findings a line each, errors first."""
    return tuple(str(diagnostic) for diagnostic in ordered(diagnostics))


def _run_after(
    run: RunView,
    event: e.StepStarted | e.StepEnded | e.SolverProgress | e.Usage | e.Noticed | e.Verified,
) -> RunView:
    match event:
        case e.StepStarted():
            return replace(run, steps=(*run.steps, StepRow(step=event.step, seconds=None)), remark="")
        case e.StepEnded():
            return replace(run, steps=_ended(run.steps, event), remark="")
        case e.SolverProgress():
            return replace(run, solver=_progressed(run.solver, event))
        case e.Usage():
            return replace(run, usage=_used(run.usage, event), remark="")
        case e.Noticed():
            return replace(_remarked(run, event.words), remark=event.words)
        case e.Verified():
            sign = "✓" if event.accepted else "✗"
            return replace(run, verified=f"{sign} {event.words}")
        case _:
            assert_never(event)


def _remarked(run: RunView, words: str) -> RunView:
    return replace(run, notices=(*run.notices, words))


def _ended(steps: tuple[StepRow, ...], event: e.StepEnded) -> tuple[StepRow, ...]:
    for place in range(len(steps) - 1, -1, -1):
        if steps[place].step == event.step and steps[place].seconds is None:
            return (*steps[:place], replace(steps[place], seconds=event.seconds), *steps[place + 1 :])
    return (*steps, StepRow(step=event.step, seconds=event.seconds))


def _progressed(row: SolverRow | None, event: e.SolverProgress) -> SolverRow:
    same = row is not None and row.solver == event.solver and row.stage == event.stage
    trail = row.trail if row is not None and same else ()
    return SolverRow(
        solver=event.solver,
        stage=event.stage,
        seconds=event.seconds,
        value=event.value,
        bound=event.bound,
        gap=event.gap,
        trail=(*trail, (event.seconds, event.value, event.bound))[-MAX_TRAIL:],
    )


def _used(rows: tuple[UsageRow, ...], event: e.Usage) -> tuple[UsageRow, ...]:
    before = next((row for row in rows if row.model == event.model), None)
    if before is None:
        before = UsageRow(
            model=event.model, calls=0, cached=0, input_tokens=0, output_tokens=0, cost_usd=0.0, seconds=0.0
        )
    after = UsageRow(
        model=event.model,
        calls=before.calls + 1,
        cached=before.cached + int(event.cached),
        input_tokens=before.input_tokens + event.input_tokens,
        output_tokens=before.output_tokens + event.output_tokens,
        cost_usd=_together(before.cost_usd, 0.0 if event.cached else event.cost_usd),
        seconds=before.seconds + event.seconds,
    )
    return (*(row for row in rows if row.model != event.model), after)


def _together(before: float | None, more: float | None) -> float | None:
    return None if before is None or more is None else before + more

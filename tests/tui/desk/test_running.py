"""Events folded into a board."""

from __future__ import annotations

from certiplan.agents import events as e
from certiplan.model.diagnostics import Diagnostic
from certiplan.tui.desk.board import Board
from certiplan.tui.desk.running import begun, ended, with_event
from tests.tui.talks import BAKERY, CONFLICT, HEARD, PLAN


def _after(*events: e.Event) -> Board:
    board = begun(Board(), "bake")
    for event in events:
        board = with_event(board, event)
    return board


def test_every_event_is_taken() -> None:
    fault = Diagnostic(severity="error", code="x", element="objective", message="wrong")
    board = _after(
        e.StepStarted(step="read"),
        e.TokenDelta(text="a "),
        e.TokenDelta(text="b"),
        e.RequestRead(heard=HEARD),
        e.StepEnded(step="read", seconds=1.0),
        e.ModelDrafted(document=BAKERY, round=0),
        e.Diagnosed(diagnostics=(fault,)),
        e.ConflictFound(conflict=CONFLICT),
        e.WayOutFound(way=CONFLICT.ways_out[0]),
        e.PlanFound(plan=PLAN),
        e.Verified(accepted=False, words="the cake is missing"),
        e.Noticed(words="tried again"),
        e.Failure(words="no more", exit_code=1),
        e.Answered(outcome=PLAN),
    )
    assert board.entries[0].markdown == "bake"
    assert board.model is not None and board.model.title == "Weekend bakery"
    assert len(board.requirements) == 4
    assert board.findings == ("error: objective: wrong [x]",)
    assert board.streamed == ""
    assert board.run.verified == "✗ the cake is missing"
    assert board.run.notices[-2:] == ("tried again", "no more")
    assert board.run.running and not ended(board.run).running


def test_steps_may_come_again_and_end_innermost_first() -> None:
    steps = _after(
        e.StepStarted(step="formalize"),
        e.StepEnded(step="formalize", seconds=1.0),
        e.StepStarted(step="formalize"),
        e.StepEnded(step="formalize", seconds=2.0),
        e.StepStarted(step="solve"),
    ).run.steps
    assert [(row.step, row.seconds) for row in steps] == [
        ("formalize", 1.0),
        ("formalize", 2.0),
        ("solve", None),
    ]


def _progress(seconds: float, value: float | None, *, stage: int = 0) -> e.SolverProgress:
    return e.SolverProgress(solver="highs", stage=stage, seconds=seconds, value=value, bound=8.0)


def test_a_new_stage_of_a_solver_begins_a_new_trail() -> None:
    solver = _after(_progress(1.0, None), _progress(2.0, 10.0)).run.solver
    assert solver is not None and len(solver.trail) == 2 and solver.gap == 0.2
    solver = _after(_progress(1.0, 9.0), _progress(3.0, 8.0, stage=1)).run.solver
    assert solver is not None and solver.trail == ((3.0, 8.0, 8.0),)


def test_calls_of_a_model_are_added_up_and_an_unknown_price_stays_unknown() -> None:
    def call(model: str, cost: float | None, *, cached: bool = False) -> e.Usage:
        return e.Usage(
            model=model, input_tokens=10, output_tokens=1, cached=cached, cost_usd=cost, seconds=1.0
        )

    usage = _after(
        call("a", 0.5), call("b", None), call("a", 0.25), call("b", 1.0), call("a", None, cached=True)
    ).run.usage
    rows = {row.model: row for row in usage}
    assert (rows["a"].calls, rows["a"].cached, rows["a"].input_tokens) == (3, 1, 30)
    assert rows["a"].cost_usd == 0.75
    assert rows["b"].cost_usd is None

"""Work that takes long, is stopped, or fails: the screen is always there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event

import pytest

from certiplan.agents.events import (
    Listener,
    Noticed,
    SolverProgress,
    StepEnded,
    StepStarted,
    TokenDelta,
    Usage,
)
from certiplan.agents.outcomes import Outcome
from certiplan.errors import SessionError, UsageError
from certiplan.tui.desk.desk import Desk
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.widgets.status_line import StatusLine
from tests.tui.driving import driven
from tests.tui.talks import PLAN, ScriptedTalk, answering, scripted, until_stopped

pytestmark = pytest.mark.asyncio


def _solving(listener: Listener) -> None:
    listener(StepStarted(step="read"))
    listener(StepEnded(step="read", seconds=0.5))
    listener(Usage(model="m", input_tokens=10, output_tokens=5, cached=False, cost_usd=0.01, seconds=1.0))
    listener(TokenDelta(text="**three** "))
    listener(TokenDelta(text="loaves"))
    listener(StepStarted(step="solve"))
    listener(SolverProgress(solver="highs", stage=0, seconds=0.1, value=None, bound=50.0))
    listener(SolverProgress(solver="highs", stage=0, seconds=2.0, value=40.0, bound=44.0))


async def test_a_solve_is_watched_resized_and_stopped(tmp_path: Path) -> None:
    reached = Event()
    async with driven(tmp_path, opening=scripted(ScriptedTalk(until_stopped(reached, _solving)))) as test:
        await test.type("bake")
        await test.reached(reached)
        run = test.app.board.run
        assert run.running and test.app.busy
        assert [(row.step, row.seconds) for row in run.steps] == [("read", 0.5), ("solve", None)]
        assert run.solver is not None and run.solver.gap == pytest.approx(0.1)
        assert test.app.board.streamed == "**three** loaves"
        assert test.kinds == ["request"]
        await test.pilot.press("f7")
        await test.pilot.pause()
        shown = test.text("#run-text")
        assert "10.00%" in shown and "solve" in shown and "$0.0100" in shown

        for size in ((60, 20), (200, 60), (80, 45)):
            await test.pilot.resize_terminal(*size)
            await test.pilot.pause()
        assert test.app.board.run.running

        # what is typed meanwhile is kept, and said to be too early
        test.composer.focus()
        await test.type("and a cake")
        assert test.composer.text == "and a cake"

        await test.press("escape")
        assert not test.app.busy
        assert not test.app.board.run.running
        assert test.kinds == ["request", "stopped"]
        assert test.chat.query_one(StatusLine).doing is None
        assert "stopped" in test.text("#run-text")


async def test_a_failure_is_told_and_the_conversation_goes_on(tmp_path: Path) -> None:
    def sometimes(said: str, listener: Listener, stop: Event) -> Outcome:
        if said == "fail":
            raise UsageError("the model [gpt] does not answer: try again")
        return PLAN

    async with driven(tmp_path, opening=scripted(ScriptedTalk(sometimes))) as test:
        await test.say("fail")
        assert test.kinds == ["request", "failure"]
        assert "does not answer" in test.app.board.entries[-1].markdown
        await test.say("bake")
        assert test.kinds == ["request", "failure", "request", "plan"]


async def test_a_fault_in_the_desk_itself_does_not_end_the_application(tmp_path: Path) -> None:
    talk = ScriptedTalk(answering(PLAN))

    def broken(said: str, listener: Listener, stop: Event) -> Outcome:
        raise AssertionError

    async with driven(tmp_path, opening=scripted(talk)) as test:
        talk.say = broken  # type: ignore[method-assign, assignment]
        await test.say("bake")
        assert not test.app.busy
        assert any("please report it" in toast.message for toast in test.app._notifications)


async def test_a_session_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    def opening(settings: ChatSettings) -> Desk:
        raise SessionError("there is no session lost.jsonl")

    async with driven(tmp_path, opening=opening) as test:
        assert [toast.message for toast in test.app._notifications] == ["there is no session lost.jsonl"]
        await test.type("bake")
        assert test.composer.text == "bake"
        assert test.app.board.entries == ()
        assert "/new" in list(test.app._notifications)[-1].message


async def test_what_is_typed_before_the_conversation_is_open_is_said_then(tmp_path: Path) -> None:
    may_open, opening_begun = Event(), Event()
    inner = scripted(ScriptedTalk(answering(PLAN)))

    def opening(settings: ChatSettings) -> Desk:
        opening_begun.set()
        assert may_open.wait(60)
        return inner(settings)

    app_settings = ChatSettings(sessions=tmp_path)
    from certiplan.tui.app import ChatApp
    from tests.tui.driving import Driven

    app = ChatApp(app_settings, opening=opening)
    async with app.run_test(size=(100, 30)) as pilot:
        test = Driven(app, pilot)
        await pilot.pause()
        await test.reached(opening_begun)
        await test.type("bake")
        assert test.composer.text == ""
        may_open.set()
        await test.settle()
        assert test.kinds == ["request", "plan"]


async def test_leaving_stops_what_runs(tmp_path: Path) -> None:
    reached, stopped = Event(), Event()

    def script(said: str, listener: Listener, stop: Event) -> Outcome:
        reached.set()
        assert stop.wait(60), "nobody stopped it"
        stopped.set()
        return PLAN

    async with driven(tmp_path, opening=scripted(ScriptedTalk(script))) as test:
        await test.type("bake")
        await test.reached(reached)
        await test.pilot.press("ctrl+q")
    assert await asyncio.to_thread(stopped.wait, 60)


async def test_an_interrupted_turn_is_gone_on_with(tmp_path: Path) -> None:
    talk = ScriptedTalk(answering(PLAN))
    talk.interrupted = "bake"
    async with driven(tmp_path, opening=scripted(talk)) as test:
        assert [entry.markdown for entry in test.app.board.entries][:1] == ["bake"]
        assert test.kinds == ["request", "plan"]


async def test_ctrl_c_stops_what_runs_and_pressed_twice_leaves(tmp_path: Path) -> None:
    reached = Event()
    async with driven(tmp_path, opening=scripted(ScriptedTalk(until_stopped(reached, _solving)))) as test:
        await test.type("bake")
        await test.reached(reached)
        await test.press("ctrl+c")
        assert not test.app.busy
        assert test.kinds == ["request", "stopped"]
        assert test.app.return_code is None
        await test.pilot.press("ctrl+c")
        await test.pilot.pause()
        assert any("Ctrl+C again leaves" in toast.message for toast in test.app._notifications)
        assert test.app.return_code is None
        await test.pilot.press("ctrl+c")
        assert test.app.return_code == 130


async def test_ctrl_c_copies_what_is_selected_and_does_not_leave(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN)))) as test:
        test.composer.put("bake")
        test.composer.select_all()
        await test.press("ctrl+c", "ctrl+c", "ctrl+c")
        assert test.app.clipboard == "bake"
        assert test.app.return_code is None


async def test_it_is_ready_once_what_came_of_it_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doing: list[tuple[str | None, list[str]]] = []
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN)))) as test:
        status = test.chat.query_one(StatusLine)
        work = status.work

        def noted(what: str | None) -> None:
            labels = [str(label.render()) for label in test.chat.query("#transcript .who") if label.display]
            doing.append((what, labels))
            work(what)

        monkeypatch.setattr(status, "work", noted)
        await test.say("bake")
    assert doing[-1][0] is None
    assert "✓ Plan" in doing[-1][1]


async def test_which_model_is_asked_and_for_how_long_is_told(tmp_path: Path) -> None:
    reached = Event()

    def asking(listener: Listener) -> None:
        listener(StepStarted(step="formalize"))
        listener(Noticed(words="asking openai:relay"))

    async with driven(tmp_path, opening=scripted(ScriptedTalk(until_stopped(reached, asking)))) as test:
        await test.type("bake")
        await test.reached(reached)
        await test.pilot.press("f7")
        await test.pilot.pause()
        assert "asking openai:relay" in test.text("#live-steps")
        shown = test.text("#run-text")
        assert "asking openai:relay" in shown and "together" not in shown
        await test.press("escape", "escape")
        assert test.kinds == ["request", "stopped"]
        # How long the step would have taken is not known: no sum is claimed.
        assert "together" not in test.text("#run-text")


async def test_what_is_typed_in_a_pane_goes_to_the_input(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN)))) as test:
        await test.say("bake")
        await test.press("f4")
        assert test.chat.person_is_in_panes
        await test.press("u", "s", "e", "space", "1", "0")
        assert test.composer.text == "use 10"
        assert test.chat.focused is test.composer
        # What a pane has a use for stays its own.
        await test.press("f3", "e")
        assert test.composer.text == "use 10"

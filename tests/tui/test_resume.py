"""A killed process loses nothing: the conversation is found again as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from certiplan.tui.desk.settings import ChatSettings
from tests.tui.driving import INFEASIBLE, driven

pytestmark = pytest.mark.asyncio
SECOND = "5 days from Denver through 2 cities in Oregon, May 3 to 7, 2027, for 3 people, $1000, no flights"
KILLED_IN_A_SOLVE = """
import os, signal, sys
from pathlib import Path
from threading import Event
from certiplan.tui.desk.commands import Say
from certiplan.tui.desk.opening import open_desk
from certiplan.tui.desk.settings import ChatSettings

session, first, second = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
desk = open_desk(ChatSettings(sessions=session.parent, session=session))
desk.do(Say(text=first), lambda board: None, Event())

def watch(board):
    if board.run.steps and board.run.steps[-1].step == "solve":
        os.kill(os.getpid(), signal.SIGKILL)

desk.do(Say(text=second), watch, Event())
"""


async def test_kill_9_during_a_solve_then_resume(tmp_path: Path) -> None:
    session = tmp_path / "trip.jsonl"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_IN_A_SOLVE, str(session), INFEASIBLE, SECOND], capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    # `certiplan chat --resume`, which takes the latest conversation
    async with driven(tmp_path, settings=ChatSettings(sessions=tmp_path, resume=True)) as test:
        entries = test.app.board.entries
        assert [entry.markdown for entry in entries if entry.kind == "request"] == [INFEASIBLE, SECOND]
        assert test.kinds == ["request", "conflict", "request", "plan"]
        assert test.app.board.plan is not None
        # what was done before can still be taken back
        await test.press("f8")
        assert test.kinds == ["request", "conflict"]
        standing = test.app.board.conflict
        assert standing is not None and standing.standing and standing.ways[0].drawing is not None


async def test_there_may_be_nothing_to_go_on_with(tmp_path: Path) -> None:
    async with driven(tmp_path, settings=ChatSettings(sessions=tmp_path, resume=True)) as test:
        assert any("no conversation" in toast.message for toast in test.app._notifications)
        # a new one can be begun from there
        await test.say("/new")
        assert not test.app.busy
    assert list(tmp_path.iterdir()) == []

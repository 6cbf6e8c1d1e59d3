"""The whole conversation about an infeasible trip, driven by keys, on the embedded world."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import OptionList

from certiplan.tui.widgets.conflict_pane import WayButton
from certiplan.tui.widgets.transcript import EntryBlock
from tests.tui.driving import INFEASIBLE, driven

pytestmark = pytest.mark.asyncio


async def test_from_a_conflict_to_a_plan_and_back_and_out(tmp_path: Path) -> None:
    target = tmp_path / "plan.html"
    async with driven(tmp_path / "sessions") as test:
        assert test.app.board.entries == ()
        # the request, and its conflict
        await test.say(INFEASIBLE)
        board = test.app.board
        assert test.kinds == ["request", "conflict"]
        assert board.conflict is not None and board.conflict.standing
        assert board.plan is None
        signs = {row.name: row.sign for row in board.requirements}
        assert signs["budget"] == "conflict"
        assert signs["transport_no_flight"] == "open"
        assert test.pane == "conflict"

        # a way out, by keys alone
        await test.press("f5")
        way = test.app.focused
        assert isinstance(way, WayButton) and way.way.number == 1
        assert way.way.drawing is not None
        await test.press("enter")
        board = test.app.board
        assert test.kinds == ["request", "conflict", "request", "plan"]
        assert board.plan is not None and board.plan.proof == "proved best"
        assert board.conflict is not None and not board.conflict.standing
        assert {row.name: row.sign for row in board.requirements}["budget"] == "changed"
        assert test.pane == "plan"
        assert test.has_focus(test.composer)

        # the requirements, and what the model states for one of them
        await test.press("f2")
        wishes = test.chat.query_one("#wishes", OptionList)
        assert test.has_focus(wishes)
        await test.press("end")
        assert wishes.highlighted == wishes.option_count - 1

        # undo, redo
        await test.press("f8")
        assert test.kinds == ["request", "conflict"]
        assert test.app.board.plan is None and test.app.board.can_redo
        await test.press("f9")
        assert test.app.board.plan is not None

        # a supposition changes nothing; an edit does
        await test.press("escape")
        await test.say("what if we were four?")
        assert test.kinds[-1] == "effect"
        assert {row.name: row.words for row in test.app.board.requirements}["people"] == "3 people"
        await test.say("drop the no-flight rule")
        assert test.kinds[-1] == "plan"
        assert "transport_no_flight" not in {row.name for row in test.app.board.requirements}
        await test.say("undo that")
        assert "transport_no_flight" in {row.name for row in test.app.board.requirements}

        # out into a file
        assert test.has_focus(test.composer)
        await test.say(f"/export {target}")
        assert test.kinds[-1] == "notice"
        assert "<svg" in target.read_text() or "<html" in target.read_text()


async def test_blocks_are_walked_through_and_copied_by_keys(tmp_path: Path) -> None:
    async with driven(tmp_path) as test:
        await test.say(INFEASIBLE)
        await test.press("ctrl+up")
        last = test.app.focused
        assert isinstance(last, EntryBlock) and last.entry.kind == "conflict"
        await test.press("c")
        assert test.app.clipboard == last.entry.markdown
        await test.press("up")
        first = test.app.focused
        assert isinstance(first, EntryBlock) and first.entry.kind == "request"
        await test.press("up")
        assert test.has_focus(first)
        await test.press("down", "enter")
        assert test.pane == "conflict"
        await test.press("escape")
        assert test.has_focus(test.composer)


async def test_a_question_is_asked_and_replied_to(tmp_path: Path) -> None:
    async with driven(tmp_path) as test:
        await test.say("4 days for two people, May 3 to 6, 2027, 2000 dollars, to Portland")
        assert test.kinds == ["request", "question"]
        assert test.app.board.question is not None
        await test.say("from Denver")
        assert test.kinds[-1] in ("plan", "conflict")
        assert test.app.board.question is None


async def test_a_request_that_cannot_be_says_why_and_changes_nothing(tmp_path: Path) -> None:
    async with driven(tmp_path) as test:
        await test.say("4 days from Boston to Atlantis, May 3 to 6, 2027, for two")
        assert test.kinds == ["request", "failure"] or test.kinds == ["request", "question"]
        assert test.app.board.plan is None
        assert not test.app.busy

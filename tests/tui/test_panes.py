"""The panes: each shows its part of the board, and is worked by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import OptionList, Tabs

from certiplan.tui.widgets.code_pane import CodePane
from certiplan.tui.widgets.conflict_pane import WayButton
from certiplan.tui.widgets.model_pane import ModelEditor, ModelPane
from tests.tui.driving import driven
from tests.tui.talks import BAKERY, CONFLICT, PLAN, ScriptedTalk, answering, scripted

pytestmark = pytest.mark.asyncio


async def test_requirements_are_explained_by_what_the_model_states(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN)))) as test:
        assert "No requirements yet" in test.text("#no-requirements")
        await test.say("bake")
        rows = test.app.board.requirements
        assert [(row.name, row.sign, row.assumed) for row in rows] == [
            ("oven_limit", "met", False),
            ("cake", "met", False),
            ("profit", "met", False),
            ("whole", "met", True),
        ]
        await test.press("f2")
        shown = test.text("#wish-detail")
        assert "the oven runs at most ten hours" in shown
        assert "sum(hours[p] * make[p] for p in Product) <= oven" in shown
        assert "priority 8 of 9" in shown
        await test.press("down")
        assert "make['cake'] >= 1" in test.text("#wish-detail")
        wishes = test.chat.query_one("#wishes", OptionList)
        assert wishes.highlighted_option is not None and wishes.highlighted_option.id == "cake"


async def test_the_model_is_read_edited_checked_and_solved(tmp_path: Path) -> None:
    talk = ScriptedTalk(answering(PLAN))
    async with driven(tmp_path, opening=scripted(talk)) as test:
        await test.say("bake")
        await test.press("f3")
        shown = test.text("#model-text")
        assert "Weekend bakery" in shown and "maximize" in shown and "may change" in shown

        await test.press("e")
        pane, editor = test.chat.query_one(ModelPane), test.chat.query_one(ModelEditor)
        assert pane.editing and test.has_focus(editor)
        assert editor.text == BAKERY

        editor.text = BAKERY.replace("<= oven,", "<= ovne,").replace('<= oven"', '<= ovne"')
        await test.settle()
        assert pane.edited
        findings = test.text("#model-findings")
        assert "error" in findings and "did you mean 'oven'?" in findings

        changed = BAKERY.replace("value: 10", "value: 12")
        editor.text = changed
        await test.settle()
        assert "error" not in test.text("#model-findings")
        await test.press("ctrl+s")
        assert talk.documents == [changed]
        assert test.app.board.model is not None and test.app.board.model.document == changed
        assert not pane.edited
        await test.press("escape")
        assert not pane.editing


async def test_code_is_written_when_it_is_looked_at_and_copied_whole(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN)))) as test:
        await test.say("bake")
        pane = test.chat.query_one(CodePane)
        assert not pane.looked_at
        await test.press("f6")
        assert "(declare" in test.text("#code-text")
        test.chat.query_one("#targets", Tabs).focus()
        await test.press("right", "right")
        assert pane.target == "pyomo"
        assert "pyomo" in test.text("#code-text")
        await test.press("c")
        assert test.app.clipboard.startswith("#") and "pyomo" in test.app.clipboard


async def test_what_cannot_be_written_as_code_says_why(tmp_path: Path) -> None:
    twofold = BAKERY.replace(
        "objective: {maximize: earned, from: profit}",
        "objective: [{maximize: earned, from: profit}, {minimize: \"make['cake']\"}]",
    )
    assert twofold != BAKERY
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN), document=twofold))) as test:
        await test.say("bake")
        await test.press("f6")
        test.chat.query_one("#targets", Tabs).active = "to-lp"
        await test.settle()
        assert "cannot express" in test.text("#code-text")


async def test_ways_out_are_buttons_each_with_its_plan(tmp_path: Path) -> None:
    said: list[str] = []

    def script(text: str, *rest: object) -> object:
        said.append(text)
        return CONFLICT

    async with driven(tmp_path, opening=scripted(ScriptedTalk(script))) as test:  # type: ignore[arg-type]
        assert "No conflict" in test.text("#clash")
        await test.say("bake")
        clash = test.text("#clash")
        assert "ten hours of oven" in clash and "≥ 13 hour" in clash and "again by z3" in clash
        await test.press("f5")
        assert "17 loaves and 1 cake, 13 hours" in test.text("#way-plan")
        await test.press("down")
        button = test.app.focused
        assert isinstance(button, WayButton) and button.way.number == 2
        assert "17 loaves and 1 cake, no cake" in test.text("#way-plan")
        await test.press("enter")
        assert said == ["bake", "accept 2"]


async def test_the_person_is_not_taken_out_of_the_pane_they_are_in(tmp_path: Path) -> None:
    talk = ScriptedTalk(answering(PLAN))
    async with driven(tmp_path, opening=scripted(talk)) as test:
        await test.say("bake")
        assert test.pane == "plan"
        assert "drawn: 17 loaves" in test.text("#plan-drawing")
        await test.press("f3", "e")
        await test.press("ctrl+s")
        assert test.pane == "model"


async def test_what_falls_short_is_not_shown_as_too_much(tmp_path: Path) -> None:
    (numbers,) = CONFLICT.numbers
    short = replace(CONFLICT, numbers=(replace(numbers, together=194, limit=200, unit=None),))
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(short)))) as test:
        await test.say("bake")
        shown = test.text("#clash")
        assert "≤ 194" in shown and "needed" in shown and "≥ 194" not in shown

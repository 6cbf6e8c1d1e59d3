"""The input."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from tests.tui.driving import driven
from tests.tui.talks import PLAN, ScriptedTalk, answering, scripted

pytestmark = pytest.mark.asyncio


async def test_lines_history_and_commands(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN)))) as test:
        # several lines
        await test.press(*"one", "ctrl+j", *"two", "alt+enter", *"three")
        assert test.composer.text == "one\ntwo\nthree"
        await test.press("enter")
        assert test.composer.text == ""
        assert test.app.board.entries[0].markdown == "one\ntwo\nthree"
        # nothing is sent where nothing is typed
        await test.press("space", "enter")
        assert test.kinds == ["request", "plan"]
        test.composer.put("")

        # earlier inputs, with the draft waiting at the end
        await test.say("cake")
        await test.press(*"draft", "up")
        assert test.composer.text == "cake"
        await test.press("up")
        assert test.composer.text == "one\ntwo\nthree"
        await test.press("up", "up", "up", "up")
        assert test.composer.text == "one\ntwo\nthree"
        await test.press("down", "down", "down", "down", "down")
        assert test.composer.text == "draft"
        test.composer.put("")

        # commands complete themselves
        hints = test.chat.query_one("#hints", Static)
        await test.press("slash")
        assert hints.display and "/accept N" in test.text("#hints")
        await test.press(*"un")
        assert test.text("#hints").split()[0] == "/undo"
        assert test.composer.suggestion == "do"
        await test.press("tab")
        assert test.composer.text == "/undo"
        await test.press("enter")
        assert not hints.display
        assert test.kinds == ["request", "plan"]

        # and what is none says what would be
        await test.say("/unod")
        assert any("/undo" in toast.message for toast in test.app._notifications)
        assert test.kinds == ["request", "plan"]

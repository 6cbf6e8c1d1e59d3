"""What is laid over the conversation: help, sessions, themes, the palette."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Static

from certiplan.tui.desk.desk import Desk
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.screens.help_screen import HelpScreen
from certiplan.tui.screens.sessions_screen import SessionsScreen
from tests.tui.driving import driven
from tests.tui.talks import PLAN, ScriptedTalk, answering, scripted

pytestmark = pytest.mark.asyncio


async def test_help_themes_and_palette(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(PLAN)))) as test:
        await test.press("f1")
        assert isinstance(test.app.screen, HelpScreen)
        await test.press("escape")
        assert len(test.app.screen_stack) == 1
        await test.say("/theme certiplan-light")
        assert test.app.theme == "certiplan-light"
        await test.say("bake")
        drawn = test.chat.query_one("#plan-drawing", Static).content
        await test.say("/theme certiplan-dark")
        assert test.chat.query_one("#plan-drawing", Static).content is not drawn
        await test.say("/theme certiplan-light")
        await test.say("/theme mauve")
        assert test.app.theme == "certiplan-light"
        await test.pilot.press("ctrl+p")
        await test.pilot.pause()
        assert isinstance(test.app.screen, CommandPalette)
        await test.pilot.press("escape")
        await test.pilot.pause()
        assert len(test.app.screen_stack) == 1
        chat: Screen[object] = test.app.screen_stack[0]
        offered = {command.title for command in test.app.get_system_commands(chat)}
        assert {"Undo", "Redo", "Theme", "Help", "New conversation", "Conversations", "Show plan"} <= offered


async def test_an_earlier_conversation_is_chosen_by_keys(tmp_path: Path) -> None:
    opened: list[ChatSettings] = []
    inner = scripted(ScriptedTalk(answering(PLAN)))

    def opening(settings: ChatSettings) -> Desk:
        opened.append(settings)
        return inner(settings)

    line = {"kind": "turn", "memory": {"said": "a weekend of baking"}}
    (tmp_path / "old.jsonl").write_text(f"{json.dumps(line)}\n")
    async with driven(tmp_path, opening=opening) as test:
        await test.press("f10")
        assert isinstance(test.app.screen, SessionsScreen)
        await test.press("escape")
        assert len(opened) == 1
        await test.press("f10", "enter")
        assert opened[-1].session == tmp_path / "old.jsonl" and opened[-1].resume
        await test.say("/new")
        assert opened[-1].session is None and not opened[-1].resume

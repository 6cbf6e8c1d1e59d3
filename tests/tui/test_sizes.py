"""From 60×20 to 200×60: everything is reached by keys, whatever the size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certiplan.tui.desk.board import PANES
from certiplan.tui.widgets.composer import Composer
from certiplan.tui.widgets.transcript import Transcript
from tests.tui.driving import Driven, driven
from tests.tui.talks import CONFLICT, ScriptedTalk, answering, scripted

pytestmark = pytest.mark.asyncio
SIZES = ((60, 20), (80, 24), (80, 45), (100, 24), (140, 45), (200, 60))


def _fits(test: Driven) -> None:
    """What is shown lies on the screen and has room."""
    for widget in (test.composer, *(test.chat.pane_widget(name) for name in PANES)):
        if widget.display and all(ancestor.display for ancestor in widget.ancestors):
            region = widget.region
            assert region.width >= 20 and region.height >= 3, widget
            assert test.app.screen.region.contains_region(region), widget


async def test_every_size_has_room_for_everything(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(CONFLICT))), size=SIZES[0]) as test:
        await test.say("bake")
        for width, height in SIZES:
            await test.pilot.resize_terminal(width, height)
            await test.settle()
            for number, name in enumerate(PANES, start=2):
                await test.press(f"f{number}")
                pane = test.chat.pane_widget(name)
                assert pane.region.area > 0, (width, height, name)
                assert test.app.focused is not None and pane in test.app.focused.ancestors_with_self
                _fits(test)
            await test.press("escape")
            assert isinstance(test.app.focused, Composer)
            assert test.chat.query_one(Transcript).region.area > 0, (width, height)
            _fits(test)


async def test_where_there_is_no_room_an_outcome_leaves_the_conversation_in_view(tmp_path: Path) -> None:
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(CONFLICT))), size=(60, 20)) as test:
        await test.say("bake")
        assert test.chat.query_one(Transcript).region.area > 0
        assert not test.chat.has_room


async def test_without_colours_the_signs_still_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driven(tmp_path, opening=scripted(ScriptedTalk(answering(CONFLICT)))) as test:
        assert test.app.no_color
        await test.say("bake")
        assert "↯ ten hours of oven" in test.text("#clash")
        svg = test.app.export_screenshot()
    # What the picture's frame is drawn in is not the application's.
    frame = {"ff5f57", "febc2e", "28c840", "c5c8c6"}
    colours = set(re.findall(r"#([0-9a-f]{6})\b", svg)) - frame
    assert len(colours) > 3
    assert [colour for colour in sorted(colours) if len({colour[:2], colour[2:4], colour[4:]}) > 1] == []

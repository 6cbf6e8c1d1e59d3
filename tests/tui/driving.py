"""Driving the application in tests: nothing here waits for time to pass, only for work to be done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from threading import Event

from rich.console import Console
from textual.pilot import Pilot
from textual.widgets import Static

from certiplan.tui.app import ChatApp
from certiplan.tui.backstage import Opening, open_real_desk
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.screens.chat_screen import ChatScreen
from certiplan.tui.widgets.composer import Composer

INFEASIBLE = "5 days from Denver through 2 cities in Oregon, May 3 to 7, 2027, for 3 people, $400, no flights"
MAX_ROUNDS = 1000


class Driven:
    """An application under test."""

    def __init__(self, app: ChatApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def chat(self) -> ChatScreen:
        """The screen of the conversation, whatever is laid over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def composer(self) -> Composer:
        """The input."""
        return self.chat.query_one(Composer)

    async def settle(self) -> None:
        """Until no worker runs and every message was dealt with."""
        for _ in range(MAX_ROUNDS):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
            if not self.app.busy and not any(not worker.is_finished for worker in self.app.workers):
                await self.pilot.pause()
                return
        raise AssertionError("the application never settles")

    async def press(self, *keys: str) -> None:
        """Press keys, and let what they begin come to its end."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Put a text into the input as typing it would, and send it with Enter."""
        self.composer.put(text)
        await self.pilot.press("enter")
        await self.pilot.pause()

    async def say(self, text: str) -> None:
        """Type a text and wait for what comes of it."""
        await self.type(text)
        await self.settle()

    async def reached(self, event: Event) -> None:
        """Until a thread has set an event, and what it posted before was dealt with."""
        assert await asyncio.to_thread(event.wait, 60), "the thread never got there"
        await self.pilot.pause()
        await self.pilot.pause()

    @property
    def pane(self) -> str:
        """The pane that is chosen."""
        return self.chat.pane

    def has_focus(self, widget: object) -> bool:
        """Whether a widget has the focus."""
        return self.app.focused is widget

    def text(self, selector: str) -> str:
        """What a static widget shows, without its colours."""
        console = Console(file=StringIO(), width=120, color_system=None, legacy_windows=False)
        console.print(self.chat.query_one(selector, Static).content)
        assert isinstance(console.file, StringIO)
        return console.file.getvalue()

    @property
    def kinds(self) -> list[str]:
        """What kinds of entries the conversation has."""
        return [entry.kind for entry in self.app.board.entries]


@asynccontextmanager
async def driven(
    sessions: Path,
    *,
    opening: Opening = open_real_desk,
    size: tuple[int, int] = (140, 45),
    settings: ChatSettings | None = None,
) -> AsyncIterator[Driven]:
    """The application, open and at rest."""
    app = ChatApp(settings or ChatSettings(sessions=sessions), opening=opening)
    async with app.run_test(size=size) as pilot:
        test = Driven(app, pilot)
        await pilot.pause()
        await test.settle()
        yield test

"""What the application is made of: its threads, the board that it shows, and what it does with results."""

from __future__ import annotations

from threading import Event

from rich.console import RenderableType
from textual.app import App
from textual.theme import Theme

from certiplan.tui import messages as m
from certiplan.tui.backstage import Backstage, Opening
from certiplan.tui.colours import DEFAULT_THEME
from certiplan.tui.desk.board import Board
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.screens.chat_screen import ChatScreen
from certiplan.tui.themes import ANSI_DARK, ANSI_LIGHT, THEMES
from certiplan.tui.widgets.composer import Composer
from certiplan.tui.widgets.status_line import StatusLine

NOT_OPEN = "No conversation is open: /new begins one, F10 lists earlier ones."
AT_WORK = "Still at work: Escape stops it."


class BoardApp(App[None]):
    """Shows boards as workers make them; what a person can do is added by `ChatApp`.

    Attributes:
        takes_keys: set once there is an input for them.
    """

    def __init__(self, settings: ChatSettings, *, opening: Opening) -> None:
        super().__init__()
        self._settings = settings
        self._backstage = Backstage(self, opening)
        self._board = Board(reader=settings.model or "offline")
        self._waiting: str | None = settings.first
        self._furnished = False
        self._leaving_with: int | None = None
        self.takes_keys = Event()
        for theme in THEMES:
            self.register_theme(theme)
        self.ansi_theme_dark, self.ansi_theme_light = ANSI_DARK, ANSI_LIGHT
        self.theme = settings.theme if settings.theme in self.available_themes else DEFAULT_THEME

    def get_default_screen(self) -> ChatScreen:
        """The conversation."""
        return ChatScreen()

    def on_descendant_focus(self) -> None:
        """There is an input now."""
        self.takes_keys.set()

    def on_furnished(self, message: m.Furnished) -> None:
        """The screen stands: now load what is heavy."""
        self._furnished = True
        if self._leaving_with is not None:
            self.exit(return_code=self._leaving_with)
            return
        self.theme_changed_signal.subscribe(self, self._theme_changed)
        self._backstage.open(self._settings)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leave; while the panes are being put in their places, as soon as they are."""
        if self._furnished:
            super().exit(result, return_code, message)
        else:
            self._leaving_with = return_code

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self._backstage.leave()

    @property
    def board(self) -> Board:
        """What is shown."""
        return self._board

    @property
    def busy(self) -> bool:
        """Whether a turn runs, or a conversation is being opened."""
        return self._backstage.busy

    # ------------------------------------------------------------ results of workers

    async def on_board_changed(self, message: m.BoardChanged) -> None:
        """A turn got further."""
        latest = self._backstage.take_latest()
        if latest is not None and self._backstage.busy:
            await self._show(latest)

    async def on_opened(self, message: m.Opened) -> None:
        """A conversation is open, or cannot be."""
        if message.board is None:
            self._rest()
            self._fail(message.problem or "the conversation cannot be opened")
            return
        await self._show(message.board)
        self._rest()
        self._choose_for(message.board)
        if self._backstage.interrupted is not None:
            self._begin("going on")
            self._backstage.finish()
        elif self._waiting is not None:
            text, self._waiting = self._waiting, None
            self.begin_with(text)

    async def on_finished(self, message: m.Finished) -> None:
        """A turn is over."""
        self._backstage.take_latest()
        before, self._board = self._board, message.board
        await self._show(message.board)
        self._rest()
        if message.problem is not None:
            self._fail(message.problem)
        elif message.board.entries != before.entries:
            self._choose_for(message.board)

    def on_findings_ready(self, message: m.FindingsReady) -> None:
        """A document was checked."""
        from certiplan.tui.widgets.model_pane import ModelPane

        self._chat.query_one(ModelPane).found(message)

    def on_code_ready(self, message: m.CodeReady) -> None:
        """A document was written as code."""
        from certiplan.tui.widgets.code_pane import CodePane

        self._chat.query_one(CodePane).ready(message)

    def _fail(self, words: str) -> None:
        """The one place where failures are shown."""
        self.notify(words, severity="error", timeout=8, markup=False)

    def begin_with(self, text: str) -> None:
        """What was typed while the conversation was being opened is said now."""
        raise NotImplementedError

    # ------------------------------------------------------------ inside

    @property
    def _chat(self) -> ChatScreen:
        screen = self.screen_stack[0]
        assert isinstance(screen, ChatScreen)
        return screen

    @property
    def _composer(self) -> Composer:
        return self._chat.query_one(Composer)

    @property
    def _status(self) -> StatusLine:
        return self._chat.query_one(StatusLine)

    async def _theme_changed(self, theme: Theme) -> None:
        await self._chat.redraw()

    async def _show(self, board: Board) -> None:
        self._board = board
        await self._chat.show(board)

    def _begin(self, doing: str) -> None:
        self._status.work(doing)
        self.refresh_bindings()

    def _rest(self) -> None:
        """What came of it is drawn: say so, and not before."""
        self._backstage.busy = False
        if self.screen_stack:  # there is none any more where the person left meanwhile
            self._status.work(None)
            self.refresh_bindings()

    def _can_begin(self) -> bool:
        """Whether something can be done with the conversation now; if not, the person is told why."""
        if self.busy:
            self.notify(AT_WORK, severity="warning", timeout=3)
        elif not self._backstage.is_open:
            self.notify(NOT_OPEN, severity="warning", markup=False)
        return self._backstage.is_open and not self.busy

    def _open(self, doing: str) -> None:
        if self._backstage.busy:
            self.notify(AT_WORK, severity="warning", timeout=3)
            return
        self._begin(doing)
        self._backstage.open(self._settings)

    def _step(self, *, back: bool) -> None:
        if self._can_begin():
            self._begin("undoing" if back else "redoing")
            self._backstage.step(back=back)

    def _choose_for(self, board: Board) -> None:
        """Bring the pane into view that the latest entry is about, unless the person is in another."""
        if self._chat.person_is_in_panes or not self._chat.has_room or not board.entries:
            return
        kind = board.entries[-1].kind
        if kind == "plan":
            self._chat.choose("plan", focus=False)
        elif kind == "conflict":
            self._chat.choose("conflict", focus=False)

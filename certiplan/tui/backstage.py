"""What is done in threads, so that the screen never waits: every result comes back as a message.

Nothing heavy is imported before the first thread runs, which is after the screen was painted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event, Lock
from typing import TYPE_CHECKING

from textual.app import App
from textual.message import Message

from certiplan.tui.desk.board import Board
from certiplan.tui.desk.commands import Accept, Export, Say
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.messages import BoardChanged, CodeReady, FindingsReady, Finished, Opened

if TYPE_CHECKING:
    from certiplan.tui.desk.desk import Desk

Opening = Callable[[ChatSettings], "Desk"]


def open_real_desk(settings: ChatSettings) -> Desk:
    """The desk of a real conversation."""
    from certiplan.tui.desk.opening import open_desk  # loads solvers; only ever called in a thread

    return open_desk(settings)


class Backstage:
    """The threads of an application.

    Args:
        app: gets the messages.
        opening: opens a desk; called in a thread.
    """

    def __init__(self, app: App[None], opening: Opening) -> None:
        self._app = app
        self._opening = opening
        self._desk: Desk | None = None
        self._stop = Event()
        self._latest: Board | None = None
        self._lock = Lock()
        self.busy = True  # from the beginning, since the first thing to come is the opening

    @property
    def is_open(self) -> bool:
        """Whether there is a conversation."""
        return self._desk is not None

    @property
    def interrupted(self) -> str | None:
        """What was being worked on when the process was killed."""
        return None if self._desk is None else self._desk.interrupted

    def open(self, settings: ChatSettings) -> None:
        """Open a conversation; the one before is closed."""
        self._begin("desk", partial(self._open, settings))

    def do(self, what: Say | Accept) -> None:
        """Say something, or take a way out."""
        self._turn(lambda desk, stop: desk.do(what, self._show, stop))

    def apply(self, document: str) -> None:
        """Have an edited document solved."""
        self._turn(lambda desk, stop: desk.apply(document, self._show, stop))

    def finish(self) -> None:
        """Go on with what was interrupted."""
        self._turn(lambda desk, stop: desk.finish(self._show, stop))

    def step(self, *, back: bool) -> None:
        """Undo or redo."""
        nothing = "There is nothing to undo." if back else "There is nothing to redo."
        self._turn(lambda desk, stop: None if desk.step(back=back) else nothing)

    def export(self, what: Export) -> None:
        """Write a file."""
        self._turn(lambda desk, stop: desk.export(what))

    def stop(self) -> bool:
        """Stop what runs; whether anything does."""
        self._stop.set()
        return self.busy

    def leave(self) -> None:
        """The conversation is left."""
        self._stop.set()

    def check(self, document: str) -> None:
        """Check a document; a check that is under way becomes irrelevant."""
        self._app.run_worker(
            partial(self._check, document), thread=True, exclusive=True, group="check", exit_on_error=False
        )

    def write(self, document: str, target: str) -> None:
        """Write a document as code."""
        self._app.run_worker(
            partial(self._write, document, target), thread=True, group="code", exit_on_error=False
        )

    def take_latest(self) -> Board | None:
        """The newest board, once: boards that came faster than they could be drawn are skipped."""
        with self._lock:
            board, self._latest = self._latest, None
            return board

    # ------------------------------------------------------------ in the threads

    def _begin(self, group: str, work: Callable[[], None]) -> None:
        self.busy = True
        self._stop = Event()
        self._app.run_worker(work, thread=True, group=group, exit_on_error=False)

    def _turn(self, work: Callable[[Desk, Event], str | None]) -> None:
        desk = self._desk
        assert desk is not None, "nothing is done before a conversation is open"
        stop = Event()

        def run() -> None:
            problem = _problem_of(lambda: work(desk, stop))
            self._post(Finished(board=desk.board, problem=problem))

        self._begin("desk", run)
        self._stop = stop

    def _open(self, settings: ChatSettings) -> None:
        opened: list[Desk] = []
        problem = _problem_of(lambda: opened.append(self._opening(settings)))
        if opened:
            before, self._desk = self._desk, opened[0]
            if before is not None:
                before.close()
        self._post(Opened(board=opened[0].board if opened else None, problem=problem))

    def _check(self, document: str) -> None:
        from certiplan.tui.desk.coding import findings_of

        found: list[str] = []
        problem = _problem_of(lambda: found.extend(findings_of(document)))
        findings = tuple(found) if problem is None else (f"error: {problem}",)
        self._post(FindingsReady(document=document, findings=findings))

    def _write(self, document: str, target: str) -> None:
        from certiplan.tui.desk.coding import code_of

        written: list[str] = []
        problem = _problem_of(lambda: written.append(code_of(document, target)))
        code = written[0] if written else ""
        self._post(CodeReady(document=document, target=target, code=code, problem=problem))

    def _show(self, board: Board) -> None:
        with self._lock:
            waiting = self._latest is not None
            self._latest = board
        if not waiting:
            self._post(BoardChanged(board=board))

    def _post(self, message: Message) -> None:
        self._app.post_message(message)


def _problem_of(work: Callable[[], str | None]) -> str | None:
    """Do some work; what it says went wrong, or raises. The one place where failures become words."""
    from certiplan.errors import CertiplanError

    try:
        return work()
    except CertiplanError as error:
        return str(error)
    except Exception as error:
        return f"internal failure ({type(error).__name__}: {error}); please report it"

"""The desk: one conversation, what a person does with it, and the board that shows it.

It runs in a worker thread, one call at a time. It knows no screen: whoever calls it passes a function that
takes boards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event as StopEvent
from typing import Protocol, assert_never

from certiplan.agents.events import Event, Listener
from certiplan.agents.outcomes import Outcome, Plan, WayOut
from certiplan.agents.task import Task
from certiplan.agents.turns import ConversationState, Turn
from certiplan.errors import CancelledError, CertiplanError
from certiplan.tui.desk.board import Board
from certiplan.tui.desk.commands import Accept, Export, Say
from certiplan.tui.desk.exporting import export
from certiplan.tui.desk.running import begun, ended, with_event
from certiplan.tui.desk.turns_view import board_of, with_reader

Show = Callable[[Board], None]
Preview = Callable[[ConversationState, WayOut], Outcome | None]


class Talk(Protocol):
    """What the desk needs of a `certiplan.agents.Conversation`."""

    @property
    def state(self) -> ConversationState:
        """What was said, and what is in effect."""

    @property
    def error(self) -> Exception | None:
        """What the last turn failed with."""

    @property
    def task(self) -> Task:
        """The domain, which draws its outcomes."""

    @property
    def interrupted(self) -> str | None:
        """What was being worked on when the process was killed."""

    def say(self, text: str, *, listener: Listener, stop: StopEvent) -> Turn:
        """Take what the person says."""

    def accept(self, number: int, *, listener: Listener, stop: StopEvent) -> Turn:
        """Take a way out."""

    def set_document(self, yaml_text: str, *, listener: Listener, stop: StopEvent) -> Turn:
        """Take the edited model."""

    def finish(self, *, listener: Listener, stop: StopEvent) -> Turn | None:
        """Go on with the interrupted turn."""

    def undo(self) -> Turn | None:
        """Take the last change back."""

    def redo(self) -> Turn | None:
        """Bring it back again."""

    def close(self) -> None:
        """Let other programs have the session."""


class Desk:
    """A conversation at work.

    Args:
        talk: the conversation.
        preview: draws the plan of a way out before it is accepted; None where the domain cannot.
        reader: who reads requests, for the eyes.
        session: where it is kept.
    """

    def __init__(
        self,
        talk: Talk,
        *,
        preview: Preview | None = None,
        reader: str = "offline",
        session: Path | None = None,
    ) -> None:
        self._talk = talk
        self._preview = preview
        self._reader = reader
        self._session = session
        self._notes: dict[int, list[str]] = defaultdict(list)
        self.board = self._rested()

    @property
    def interrupted(self) -> str | None:
        """What was being worked on when the process was killed; `finish` goes on with it."""
        return self._talk.interrupted

    def do(self, what: Say | Accept, show: Show, stop: StopEvent) -> str | None:
        """Take what the person says, or the way out that they chose.

        Returns:
            What went wrong, if anything; None as well where the person cancelled.
        """
        match what:
            case Say(text=text):
                return self._turn(text, show, lambda hear: self._talk.say(text, listener=hear, stop=stop))
            case Accept(number=number):
                said = f"accept {number}"
                return self._turn(
                    said, show, lambda hear: self._talk.accept(number, listener=hear, stop=stop)
                )
            case _:
                assert_never(what)

    def apply(self, document: str, show: Show, stop: StopEvent) -> str | None:
        """Have the edited document solved; returns as `do`."""
        return self._turn(
            "the edited model", show, lambda hear: self._talk.set_document(document, listener=hear, stop=stop)
        )

    def finish(self, show: Show, stop: StopEvent) -> str | None:
        """Go on with the interrupted turn; returns as `do`."""
        said = self._talk.interrupted or ""
        return self._turn(said, show, lambda hear: self._talk.finish(listener=hear, stop=stop))

    def step(self, *, back: bool) -> bool:
        """Undo or redo; whether there was anything to go to."""
        moved = self._talk.undo() if back else self._talk.redo()
        self.board = replace(self._rested(), run=self.board.run)
        return moved is not None

    def export(self, what: Export) -> None:
        """Write a file and note it in the conversation.

        Raises:
            CertiplanError: it cannot be written, and why.
        """
        state = self._talk.state
        written = export(
            what.path,
            task=self._talk.task,
            outcome=state.outcome,
            document=state.document,
            transcript=self.transcript,
        )
        self._notes[state.position].append(f"Wrote {written} to `{what.path}`.")
        self.board = replace(self._rested(), run=self.board.run)

    def close(self) -> None:
        """Let other programs have the conversation; nothing more is done here."""
        self._talk.close()

    def transcript(self) -> str:
        """The conversation as Markdown."""
        parts = []
        for entry in self.board.entries:
            is_request = entry.kind == "request"
            parts.append(
                "\n".join(f"> {line}" for line in entry.markdown.splitlines())
                if is_request
                else entry.markdown
            )
        return "\n\n".join(parts) + "\n"

    # ------------------------------------------------------------ inside

    def _turn(self, said: str, show: Show, work: Callable[[Listener], Turn | None]) -> str | None:
        self.board = begun(self.board, said)
        show(self.board)

        def hear(event: Event) -> None:
            self.board = with_event(self.board, event)
            show(self.board)

        try:
            turn = work(hear)
            problem = None if turn is None or turn.failure is None else turn.failure.words
            if isinstance(self._talk.error, CancelledError):
                problem = None
        except CertiplanError as error:
            problem = str(error)
        finally:
            self.board = replace(self._rested(), run=ended(self.board.run))
        return problem

    def _rested(self) -> Board:
        board = board_of(
            self._talk.state,
            draw=self._talk.task.show,
            title=self._title,
            preview=self._drawn_way,
            notes=self._notes,
        )
        return with_reader(board, self._reader, "" if self._session is None else str(self._session))

    def _title(self, plan: Plan) -> str:
        page = self._talk.task.page(plan)
        return f"{page.title} · {page.subtitle}" if page.subtitle else page.title

    def _drawn_way(self, way: WayOut) -> object | None:
        outcome = None if self._preview is None else self._preview(self._talk.state, way)
        return None if outcome is None else self._talk.task.show(outcome)

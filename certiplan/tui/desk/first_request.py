"""A conversation whose domain the first request decides: until then there is none, and no session file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from certiplan.agents.choosing import chosen_task
from certiplan.agents.conversation import Conversation
from certiplan.agents.events import Failure, Listener
from certiplan.agents.memory import Memory
from certiplan.agents.task import PlanSettings, Task, find_task
from certiplan.agents.turns import ConversationState, Turn
from certiplan.errors import CertiplanError, UsageError

DEFAULT = "travel"


class FirstRequest:
    """Begins a conversation with the first thing that is said.

    Args:
        settings: how to plan.
        task: the name of the domain; None lets the first request decide.
        session: the file that is written from then on.
        another: names another file, where that one was taken since by another program; None where it must be
            that one.
    """

    def __init__(
        self,
        settings: PlanSettings,
        *,
        task: str | None,
        session: Path,
        another: Callable[[], Path] | None = None,
    ) -> None:
        self.settings = settings
        self._name = task
        self._session = session
        self._another = another
        self._task: Task = find_task(task or DEFAULT)
        self._state = ConversationState(task=task or "")
        self._error: Exception | None = None
        self.conversation: Conversation | None = None

    @property
    def state(self) -> ConversationState:
        """What was said."""
        return self._state if self.conversation is None else self.conversation.state

    @property
    def error(self) -> Exception | None:
        """What the last turn failed with."""
        return self._error if self.conversation is None else self.conversation.error

    @property
    def task(self) -> Task:
        """The domain."""
        return self._task if self.conversation is None else self.conversation.task

    @property
    def interrupted(self) -> str | None:
        """Nothing: the conversation is new."""
        return None

    def say(self, text: str, *, listener: Listener, stop: Event) -> Turn:
        """Take what the person says; the first thing decides the domain."""
        talk = self.conversation
        if talk is not None and (self._name is not None or talk.state.current is not None):
            return talk.say(text, listener=listener, stop=stop)
        try:
            name = self._name or chosen_task(text, self.settings)
            if talk is not None:
                if talk.task.name == name:
                    return talk.say(text, listener=listener, stop=stop)
                # Nothing came of what was said before: it does not bind the conversation to a domain.
                talk.close()
                self._session.unlink(missing_ok=True)
            if self._another is not None and self._session.exists():
                self._session = self._another()
            begun = Conversation.start(task=name, settings=self.settings, session=self._session)
        except CertiplanError as error:
            return self._failed(text, error, listener)
        self.conversation = begun
        return begun.say(text, listener=listener, stop=stop)

    def accept(self, number: int, *, listener: Listener, stop: Event) -> Turn:
        """Take a way out; there is none before anything was said."""
        if self.conversation is None:
            return self._failed(f"accept {number}", UsageError("there is no conflict yet"), listener)
        return self.conversation.accept(number, listener=listener, stop=stop)

    def set_document(self, yaml_text: str, *, listener: Listener, stop: Event) -> Turn:
        """Take an edited model; there is none before anything was said."""
        if self.conversation is None:
            return self._failed("(edited the model)", UsageError("there is no model yet"), listener)
        return self.conversation.set_document(yaml_text, listener=listener, stop=stop)

    def finish(self, *, listener: Listener, stop: Event) -> Turn | None:
        """Nothing: the conversation is new."""
        return None

    def undo(self) -> Turn | None:
        """Take the last change back."""
        return None if self.conversation is None else self.conversation.undo()

    def redo(self) -> Turn | None:
        """Bring it back again."""
        return None if self.conversation is None else self.conversation.redo()

    def close(self) -> None:
        """Let other programs have the session."""
        if self.conversation is not None:
            self.conversation.close()

    def _failed(self, said: str, error: CertiplanError, listener: Listener) -> Turn:
        """A turn of a conversation that did not begin."""
        self._error = error
        failure = Failure(words=str(error), exit_code=error.exit_code)
        listener(failure)
        turns = self._state.turns
        turn = Turn(
            number=len(turns) + 1,
            said=said,
            intent="request",
            memory=Memory(said=said),
            failure=failure,
        )
        self._state = ConversationState(task=self._state.task, turns=(*turns, turn), position=len(turns) + 1)
        return turn

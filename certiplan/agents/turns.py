"""What a conversation consists of: turns, and which of them are in effect."""

from __future__ import annotations

from dataclasses import dataclass, field

from certiplan.agents.events import Failure
from certiplan.agents.loop import Letter
from certiplan.agents.memory import Effect, Intent, Memory
from certiplan.agents.outcomes import Heard, Outcome


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What a person said and what came of it.

    Attributes:
        number: from 1.
        said: their words; for what was not said in words, what they did, such as "accept 2".
        intent: what they wanted.
        memory: what was known at the end.
        letters: the steps and facts of the turn, in order.
        failure: why it ended without anything; what was known before is then still in effect.
    """

    number: int
    said: str
    intent: Intent
    memory: Memory = field(repr=False)
    letters: tuple[Letter, ...] = ()
    failure: Failure | None = None

    @property
    def changes(self) -> bool:
        """Whether something is in effect that was not before."""
        return self.failure is None and not self.memory.hypothetical

    @property
    def outcome(self) -> Outcome | None:
        """What it came to; None for a failure, and for what was only asked about."""
        return self.memory.outcome if self.changes else None

    @property
    def effect(self) -> Effect | None:
        """The answer to a what-if or a why."""
        return None if self.failure is not None else self.memory.effect

    @property
    def document(self) -> str | None:
        """The model document as YAML text; for a what-if, the one that was supposed."""
        return None if self.failure is not None else self.memory.document

    @property
    def heard(self) -> Heard | None:
        """How the request was understood."""
        return None if self.failure is not None else self.memory.heard

    @property
    def words(self) -> str:
        """In a sentence, what was done with what the person said."""
        if self.failure is not None:
            return self.failure.words
        if self.memory.effect is not None:
            return self.memory.effect.words
        return self.memory.read_as


@dataclass(frozen=True, kw_only=True)
class ConversationState:
    """A conversation so far.

    Attributes:
        task: the planning domain.
        turns: all turns, in order; those from `position` on are undone.
        position: how many of the turns are in effect.
        trace: the letters of all that was done, undone or not.
    """

    task: str
    turns: tuple[Turn, ...] = ()
    position: int = 0
    trace: tuple[Letter, ...] = ()

    @property
    def current(self) -> Turn | None:
        """The turn that says what is in effect."""
        return next((turn for turn in reversed(self.turns[: self.position]) if turn.changes), None)

    @property
    def memory(self) -> Memory | None:
        """What is known."""
        return None if self.current is None else self.current.memory

    @property
    def outcome(self) -> Outcome | None:
        """What the request comes to."""
        return None if self.current is None else self.current.outcome

    @property
    def document(self) -> str | None:
        """The model document as YAML text."""
        return None if self.current is None else self.current.document

    @property
    def heard(self) -> Heard | None:
        """How the request was understood."""
        return None if self.current is None else self.current.heard

    @property
    def undone_to(self) -> int | None:
        """The position after one more undo; None where there is nothing to go back to."""
        changing = [k for k, turn in enumerate(self.turns[: self.position]) if turn.changes]
        return changing[-2] + 1 if len(changing) > 1 else None

    @property
    def redone_to(self) -> int | None:
        """The position after a redo; None where nothing is undone."""
        undone = range(self.position, len(self.turns))
        return next((k + 1 for k in undone if self.turns[k].changes), None)

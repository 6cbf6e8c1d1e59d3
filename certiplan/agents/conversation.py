"""A conversation: requests, replies, edits, questions about the plan, and taking back, with its session file.

This is the headless core that the terminal, the command line and the Python interface share. It knows nothing
of screens: what happens is told to listeners as events, and what came of it is a `Turn`.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path
from typing import Self, cast

from certiplan.agents.contract import Contract
from certiplan.agents.events import Failure, Listener
from certiplan.agents.keeping import Ended, Opened, kept_codec, settings_from, settings_to, states_of
from certiplan.agents.loop import Letter, LoopState, run
from certiplan.agents.memory import Intent, Memory
from certiplan.agents.outcomes import Conflict, Outcome, Question
from certiplan.agents.phrases import Accept, Redo, Undo, command_in
from certiplan.agents.promises import loop_contract
from certiplan.agents.session import SessionFile
from certiplan.agents.steps import SteppedTask, Steps, Tools, limits_of
from certiplan.agents.task import PlanSettings
from certiplan.agents.turns import ConversationState, Turn
from certiplan.errors import CertiplanError, SessionError, UsageError
from certiplan.solvers.explain.clock import Clock


class Conversation:
    """One conversation with one planning domain. Not to be used by two threads at once.

    Args:
        task: the domain.
        settings: how to plan; of its options only the limits and the progress listener count.
        contract: what the loop keeps to.
        session: where every step is written; None for nowhere.
        state: what was said before.
        interrupted: the turn that was not finished.

    Use `start` and `resume`.

    Attributes:
        state: everything that was said, and what is in effect.
        error: what the last turn failed with; None if it did not.
    """

    def __init__(
        self,
        *,
        task: SteppedTask,
        settings: PlanSettings,
        contract: Contract,
        session: SessionFile | None = None,
        state: ConversationState | None = None,
        interrupted: LoopState | None = None,
    ) -> None:
        self.task = task
        self.settings = settings
        self.contract = contract
        self.state = state or ConversationState(task=task.name)
        self.error: Exception | None = None
        self._steps: Steps = task.steps(settings)
        self._session = session
        self._interrupted = interrupted

    @classmethod
    def start(
        cls,
        *,
        task: SteppedTask | str | None = None,
        settings: PlanSettings | None = None,
        session: Path | None = None,
    ) -> Self:
        """Begin a conversation.

        Args:
            task: a planning domain, or the name of one; None for travel.
            settings: how to plan; by default from today on, without limits.
            session: a new file for the session.

        Raises:
            UsageError: there is no such domain, or it cannot be conversed with.
            ContractError: a formula cannot be read.
            SessionError: the file exists already or cannot be written.
        """
        domain = _domain(task)
        given = settings or PlanSettings(today=dt.datetime.now().astimezone().date())
        contract = loop_contract(given.contract)
        file = None
        if session is not None:
            opened = Opened(task=domain.name, settings=settings_to(given))
            file = SessionFile.create(session, opened.line())
        return cls(task=domain, settings=given, contract=contract, session=file)

    @classmethod
    def resume(cls, session: Path, *, task: SteppedTask | None = None) -> Self:
        """Go on with a conversation, as its session file has it.

        A turn that was interrupted is gone on with by `finish`; its steps that are done are not done again.

        Args:
            session: the file.
            task: the domain, where it is not one that is found by its name.

        Raises:
            SessionError: the file is missing or damaged.
            SessionInUseError: another program has it open.
            UsageError: the domain is not installed.
        """
        file, lines = SessionFile.open(session)
        opened = Opened.of(lines[0])
        domain = task or _domain(opened.task)
        if domain.name != opened.task:
            raise SessionError(f"{session} is a session of {opened.task}, not of {domain.name}")
        settings = settings_from(opened.settings)
        codec = kept_codec(domain.steps(settings).codec)
        state, interrupted = states_of(lines[1:], domain.name, codec)
        return cls(
            task=domain,
            settings=settings,
            contract=loop_contract(settings.contract),
            session=file,
            state=state,
            interrupted=interrupted,
        )

    # ------------------------------------------------------------ what a person does

    def say(
        self, text: str, *, listener: Listener | None = None, stop: threading.Event | None = None
    ) -> Turn:
        """Take something that the person says: a request, a reply, an edit, a question, "undo that".

        Args:
            text: their words.
            listener: is told everything that happens, in this thread.
            stop: set by another thread to cancel.

        Returns:
            What came of it. What fails is a turn with a `failure`, and changes nothing.
        """
        outcome = self.state.outcome
        ways_out = len(outcome.ways_out) if isinstance(outcome, Conflict) else 0
        match command_in(text, ways_out=ways_out):
            case Undo():
                return self.undo() or self._refused(text, "there is nothing to undo", listener)
            case Redo():
                return self.redo() or self._refused(text, "there is nothing to redo", listener)
            case Accept(number=number):
                return self._turn(text, "accept", listener, stop, accepted=number)
            case None:
                intent: Intent = "reply" if isinstance(outcome, Question) else "request"
                return self._turn(text, intent, listener, stop)

    def accept(
        self, number: int, *, listener: Listener | None = None, stop: threading.Event | None = None
    ) -> Turn:
        """Take a way out of the conflict that there is.

        Args:
            number: of the way out.
            listener: as for `say`.
            stop: as for `say`.
        """
        return self._turn(f"accept {number}", "accept", listener, stop, accepted=number)

    def set_document(
        self, yaml_text: str, *, listener: Listener | None = None, stop: threading.Event | None = None
    ) -> Turn:
        """Take the model document as the person edited it.

        Args:
            yaml_text: the whole document.
            listener: as for `say`.
            stop: as for `say`.
        """
        return self._turn("(edited the model)", "document", listener, stop, given=yaml_text)

    def undo(self) -> Turn | None:
        """Take back the last change; the turn that is in effect then, or None where nothing can be undone."""
        return self._moved(self.state.undone_to)

    def redo(self) -> Turn | None:
        """Take back the taking back; None where nothing is undone."""
        return self._moved(self.state.redone_to)

    def close(self) -> None:
        """Let other programs have the session; nothing more is said here."""
        if self._session is not None:
            self._session.close()

    # ------------------------------------------------------------ interrupted turns

    @property
    def interrupted(self) -> str | None:
        """What the person said last, if the work on it was interrupted; `finish` goes on with it."""
        return None if self._interrupted is None else self._interrupted.memory.said

    def finish(self, *, listener: Listener | None = None, stop: threading.Event | None = None) -> Turn | None:
        """Go on with the turn that was interrupted; None where none was.

        Args:
            listener: as for `say`.
            stop: as for `say`.
        """
        state, self._interrupted = self._interrupted, None
        return None if state is None else self._run(state, listener, stop)

    # ------------------------------------------------------------ inside

    def _turn(
        self,
        said: str,
        intent: Intent,
        listener: Listener | None,
        stop: threading.Event | None,
        *,
        accepted: int | None = None,
        given: str | None = None,
    ) -> Turn:
        self._abandon()
        before = self.state.memory
        memory = replace(
            before or Memory(),
            said=said,
            intent=intent,
            accepted=accepted,
            given=given,
            read_as="",
            question=before.question if before is not None and intent == "reply" else None,
            diagnostics=(),
            repair=False,
            finding=None,
            outcome=None,
            verified=False,
            verdict="",
            effect=None,
        )
        lead = self._lead(intent)
        state = LoopState(trace=(*self.state.trace, *lead), before=before, memory=memory)
        self.state = replace(self.state, turns=self.state.turns[: self.state.position], trace=state.trace)
        self._write({"kind": "turn", "lead": list(lead), "memory": self._encoded(memory)})
        return self._run(state, listener, stop)

    def _lead(self, intent: Intent) -> tuple[Letter, ...]:
        """What comes between the trace and a turn."""
        waits = self.state.trace[-1:] == ("ask",)
        if intent == "reply" and not waits:
            # Its question stands again, since the reply before it failed, was stopped or was taken back.
            return ("read", "ask")
        # Whoever does something else than replying leaves the question open: that ends it.
        return ("stop",) if intent != "reply" and waits else ()

    def _run(self, state: LoopState, listener: Listener | None, stop: threading.Event | None) -> Turn:
        emit = listener or _nobody
        limits = limits_of(self.settings)
        session = self._session
        tools = Tools(
            settings=self.settings,
            emit=emit,
            clock=Clock(replace(limits, stop=stop or limits.stop)),
            calls=None if session is None else lambda call: session.append({"kind": "call", **call}),
            answers=None if session is None else session.path.with_name(f"{session.path.name}.answers"),
        )
        reached = state

        def record(after: LoopState) -> None:
            nonlocal reached
            reached = after
            self._write({"kind": "state", "done": list(after.done), "memory": self._encoded(after.memory)})

        failure = None
        self.error = None
        try:
            run(state, self._steps, tools, contract=self.contract, record=record)
        except SessionError:
            raise
        except Exception as error:
            self.error = error
            failure = _failure(error)
        else:
            if reached.memory.outcome is None:  # killed between the end of the work and the end of the turn
                failure = Failure(words="the work was interrupted", exit_code=1)
        turn = Turn(
            number=len(self.state.turns) + 1,
            said=state.memory.said,
            intent=reached.memory.intent,
            memory=reached.memory,
            letters=reached.done,
            failure=failure,
        )
        self._ended(turn)
        if failure is not None:
            emit(failure)
        return turn

    def _ended(self, turn: Turn) -> None:
        self._write(Ended(failure=turn.failure).line())
        turns = (*self.state.turns, turn)
        self.state = replace(
            self.state, turns=turns, position=len(turns), trace=(*self.state.trace, *turn.letters)
        )

    def _abandon(self) -> None:
        """End the turn that was interrupted, since the person goes on with something else."""
        state, self._interrupted = self._interrupted, None
        if state is not None:
            failure = Failure(words="the work was interrupted, and not gone on with", exit_code=1)
            letters: tuple[Letter, ...] = (*state.done, "stop")
            self._write({"kind": "state", "done": list(letters), "memory": self._encoded(state.memory)})
            self._ended(
                Turn(
                    number=len(self.state.turns) + 1,
                    said=state.memory.said,
                    intent=state.memory.intent,
                    memory=state.memory,
                    letters=letters,
                    failure=failure,
                )
            )

    def _refused(self, said: str, words: str, listener: Listener | None) -> Turn:
        """A turn in which nothing was done."""
        self.error = UsageError(words)
        failure = Failure(words=words, exit_code=UsageError.exit_code)
        if listener is not None:
            listener(failure)
        return Turn(
            number=len(self.state.turns),
            said=said,
            intent="request",
            memory=self.state.memory or Memory(),
            failure=failure,
        )

    def _moved(self, position: int | None) -> Turn | None:
        if position is None:
            return None
        self._abandon()
        self.state = replace(self.state, position=position)
        self._write({"kind": "position", "position": position})
        return self.state.current

    def _write(self, line: dict[str, object]) -> None:
        if self._session is not None:
            self._session.append(line)

    def _encoded(self, memory: Memory) -> object:
        return None if self._session is None else kept_codec(self._steps.codec).encode(memory)


def _nobody(event: object) -> None:
    """A listener that does not listen."""


def _failure(error: Exception) -> Failure:
    if isinstance(error, CertiplanError):
        return Failure(words=str(error), exit_code=error.exit_code)
    return Failure(words=f"internal failure ({type(error).__name__}: {error}); please report it", exit_code=1)


def outcome_of(conversation: Conversation, turn: Turn) -> Outcome:
    """The outcome of a turn.

    Raises:
        CertiplanError: what the turn failed with.
    """
    if turn.failure is not None:
        raise conversation.error or UsageError(turn.failure.words)
    return cast(Outcome, turn.memory.outcome)


def _domain(task: SteppedTask | str | None) -> SteppedTask:
    from certiplan.agents.whole_task import find_stepped_task

    return task if task is not None and not isinstance(task, str) else find_stepped_task(task or "travel")

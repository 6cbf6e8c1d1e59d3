"""Planning from Python: one object for a request and what follows it."""

from __future__ import annotations

import asyncio
import datetime as dt
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from certiplan.agents.accepting import nothing_to_accept
from certiplan.agents.choosing import chosen_task
from certiplan.agents.conversation import Conversation, outcome_of
from certiplan.agents.events import Event, Listener
from certiplan.agents.memory import Effect
from certiplan.agents.outcomes import Conflict, Outcome
from certiplan.agents.steps import SteppedTask, TakesChatModel
from certiplan.agents.task import PlanSettings
from certiplan.agents.turns import Turn
from certiplan.errors import UsageError

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

T = TypeVar("T")


class Planner:
    """Plans requests in plain words, and goes on from there.

    Args:
        task: "travel", "general", or any other domain that is installed; None: travel where the request is
            one of a trip, else general, which needs a language model.
        model: the language model, as `provider:name` or as a LangChain chat model; None for none.
        settings: how to plan; by default from today on, without limits.
        base_url: the address of an OpenAI-compatible server.
        session: a new file in which every step is kept.
        contract: further formulas that the loop keeps to (`docs/contract.md`).
        samples: how many readings a language model makes of a request.

    Every method that plans raises what is wrong with the input (`UsageError` and its kinds), what a language
    model refuses (`LanguageModelError`), or that the work was cancelled (`CancelledError`).
    """

    def __init__(
        self,
        *,
        task: str | SteppedTask | None = None,
        model: str | object | None = None,
        settings: PlanSettings | None = None,
        base_url: str | None = None,
        session: Path | None = None,
        contract: tuple[str, ...] = (),
        samples: int = 1,
    ) -> None:
        given = settings or PlanSettings(today=dt.datetime.now().astimezone().date())
        self.settings = replace(
            given,
            model=model if isinstance(model, str) else given.model,
            base_url=base_url or given.base_url,
            contract=(*given.contract, *contract),
            samples=max(samples, given.samples),
        )
        self._task = task
        self._chat_model = None if model is None or isinstance(model, str) else model
        self._session = session
        self._conversation: Conversation | None = None

    @classmethod
    def resume(cls, session: Path) -> Planner:
        """Go on with a session.

        Raises:
            SessionError: the file is missing or damaged.
        """
        conversation = Conversation.resume(session)
        planner = cls(task=conversation.task, settings=conversation.settings)
        planner._conversation = conversation
        conversation.finish()
        return planner

    def fresh(self) -> Planner:
        """Another planner like this one, which has planned nothing and keeps no session."""
        return Planner(task=self._task, model=self._chat_model, settings=self.settings)

    @property
    def conversation(self) -> Conversation:
        """The conversation that the last request began.

        Raises:
            UsageError: nothing was planned yet.
        """
        if self._conversation is None:
            raise UsageError("nothing was planned yet: call plan first")
        return self._conversation

    # ------------------------------------------------------------ planning

    def plan(
        self,
        text: str,
        *,
        on_event: Listener | None = None,
        stop: threading.Event | None = None,
    ) -> Outcome:
        """Plan a request; a new one each time.

        Args:
            text: in plain words.
            on_event: is told everything that happens.
            stop: set by another thread to cancel.
        """
        if self._conversation is not None and self._session is not None:
            raise UsageError("a session holds one request and what follows it: reply, edit or accept")
        task = self._task or chosen_task(text, self.settings, chat_model=self._chat_model)
        self._conversation = Conversation.start(
            task=task if not isinstance(task, str) else _named(task, self._chat_model),
            settings=self.settings,
            session=self._session,
        )
        outcome = self._came_to(self._conversation.say(text, listener=on_event, stop=stop))
        for number in self.settings.accept:
            if not isinstance(outcome, Conflict):
                raise nothing_to_accept(number)
            outcome = self.accept(number, on_event=on_event, stop=stop)
        while self.settings.accept_cheapest and isinstance(outcome, Conflict) and outcome.ways_out:
            outcome = self.accept(outcome.ways_out[0].number, on_event=on_event, stop=stop)
        return outcome

    async def aplan(self, text: str, *, on_event: Listener | None = None) -> Outcome:
        """Plan a request in a thread of its own; cancelling the awaiting task cancels the work."""
        return await _in_thread(lambda stop: self.plan(text, on_event=on_event, stop=stop))

    def stream(self, text: str) -> Iterator[Event]:
        """Everything that happens while a request is planned, the outcome last (`Answered`).

        Leaving the iteration early cancels the work.
        """
        events: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
        stop = threading.Event()

        def work() -> None:
            try:
                self.plan(text, on_event=events.put, stop=stop)
                events.put(None)
            except BaseException as error:
                events.put(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            while (event := events.get()) is not None:
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            stop.set()
            thread.join()

    async def astream(self, text: str) -> AsyncIterator[Event]:
        """The same as an asynchronous iterator."""
        loop = asyncio.get_running_loop()
        events: asyncio.Queue[Event | None] = asyncio.Queue()

        def tell(event: Event | None) -> None:
            loop.call_soon_threadsafe(events.put_nowait, event)

        planning = asyncio.ensure_future(self.aplan(text, on_event=tell))
        planning.add_done_callback(lambda _: events.put_nowait(None))
        try:
            while (event := await events.get()) is not None:
                yield event
            await planning
        finally:
            planning.cancel()

    # ------------------------------------------------------------ going on

    def reply(self, text: str, *, on_event: Listener | None = None) -> Outcome:
        """Answer the question that the last outcome was."""
        return self._came_to(self.conversation.say(text, listener=on_event))

    def edit(self, text: str, *, on_event: Listener | None = None) -> Outcome:
        """Change the request: "make it four people", "drop the no-flight rule"."""
        return self._came_to(self.conversation.say(text, listener=on_event))

    def accept(
        self, number: int, *, on_event: Listener | None = None, stop: threading.Event | None = None
    ) -> Outcome:
        """Take a way out of the conflict that the last outcome was."""
        return self._came_to(self.conversation.accept(number, listener=on_event, stop=stop))

    def set_document(self, yaml_text: str, *, on_event: Listener | None = None) -> Outcome:
        """Take the model document as it was edited."""
        return self._came_to(self.conversation.set_document(yaml_text, listener=on_event))

    def undo(self) -> Outcome | None:
        """Take back the last change; None where there is nothing to take back."""
        turn = self.conversation.undo()
        return None if turn is None else turn.outcome

    def what_if(self, text: str) -> Effect:
        """What a change would do, without making it: "we were three", "the budget were 1600"."""
        return self._effect("what if", text)

    def why(self, text: str) -> Effect:
        """What it would cost to do without something of the plan: "this hotel"."""
        return self._effect("why", text)

    def why_not(self, text: str) -> Effect:
        """What it would cost to have something else, or what forbids it: "the cheaper hotel"."""
        return self._effect("why not", text)

    @property
    def document(self) -> str | None:
        """The model document in effect, as YAML text."""
        return self.conversation.state.document

    # ------------------------------------------------------------ faces

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """An outcome as JSON data, with at least the key "outcome"."""
        return self.conversation.task.to_json(outcome)

    def show(self, outcome: Outcome) -> object:
        """An outcome for people: anything that Rich can print."""
        return self.conversation.task.show(outcome)

    def as_tool(self, *, name: str = "plan", description: str | None = None) -> BaseTool:
        """A LangChain tool that plans a request and returns the outcome as JSON text."""
        from certiplan.agents.langchain.tool import planner_tool

        return planner_tool(self, name=name, description=description)

    def _came_to(self, turn: Turn) -> Outcome:
        return outcome_of(self.conversation, turn)

    def _effect(self, asked: str, text: str) -> Effect:
        said = text if text.lower().startswith(asked) else f"{asked} {text}"
        turn = self.conversation.say(said)
        outcome_of(self.conversation, turn)
        if turn.effect is None:
            raise UsageError(f"{said!r} was taken for a change, not for a question: {turn.words}")
        return turn.effect


def _named(task: str, chat_model: object | None) -> SteppedTask:
    from certiplan.agents.whole_task import find_stepped_task

    found = find_stepped_task(task)
    if chat_model is not None and isinstance(found, TakesChatModel):
        return found.with_chat_model(chat_model)
    return found


async def _in_thread(work: Callable[[threading.Event], T]) -> T:
    stop = threading.Event()
    try:
        return await asyncio.to_thread(work, stop)
    except asyncio.CancelledError:
        stop.set()
        raise

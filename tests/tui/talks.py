"""Conversations that follow a script, for what a real one does too fast or too well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event as StopEvent

from certiplan.agents import Memory, Outcome, Plan, Turn
from certiplan.agents.events import Answered, Failure, Listener, ModelDrafted
from certiplan.agents.outcomes import Conflict, Heard, Numbers, Part, WayOut, Wish
from certiplan.agents.turns import ConversationState
from certiplan.errors import CancelledError
from certiplan.pictures import CalendarEntry, Page
from certiplan.tui.backstage import Opening
from certiplan.tui.desk.desk import Desk

BAKERY = """\
certiplan: 1
title: Weekend bakery
requirements:
  oven_limit: {quote: the oven runs at most ten hours, priority: 8}
  cake: {quote: at least one cake}
  profit: {quote: earn as much as possible, negotiable: false}
  whole: {assume: Only whole loaves and cakes are sold.}
sets:
  Product: [bread, cake]
parameters:
  profit: {over: [Product], value: {bread: 2, cake: 5}, unit: USD}
  hours: {over: [Product], value: {bread: 0.5, cake: 1.5}, unit: hour}
  oven: {value: 10, unit: hour, from: oven_limit, negotiable: {direction: up, cost: 1}}
variables:
  make: {over: [Product], type: integer, lower: 0, upper: 30, from: whole}
define:
  earned: {value: "sum(profit[p] * make[p] for p in Product)", unit: USD}
constraints:
  oven_hours: {that: "sum(hours[p] * make[p] for p in Product) <= oven", from: oven_limit}
  one_cake: {that: "make['cake'] >= 1", from: cake}
objective: {maximize: earned, from: profit}
"""
HEARD = Heard(request="a weekend of baking", assumptions=("Only whole loaves and cakes are sold.",))
WISHES = (
    Wish(name="oven_limit", words="ten hours of oven", quote="the oven runs at most ten hours"),
    Wish(name="cake", words="one cake", quote="at least one cake"),
    Wish(name="profit", words="the most profit", quote="earn as much as possible"),
)
PLAN = Plan(
    task="bakery",
    heard=HEARD,
    content="17 loaves and 1 cake",
    wishes=WISHES,
    value=39,
    bound=39,
    optimal=True,
    reason=None,
    solver="highs",
    seconds=0.01,
)
CONFLICT = Conflict(
    task="bakery",
    heard=HEARD,
    wishes=WISHES[:2],
    minimal=True,
    words="ten hours of oven and one cake clash",
    numbers=(
        Numbers(
            parts=(Part(words="cake", least=9), Part(words="bread", least=4)),
            together=13,
            limit=10,
            unit="hour",
            exact=True,
            words="cake at least 9 hour + bread at least 4 hour > 10 hour",
        ),
    ),
    ways_out=(
        WayOut(
            number=1,
            changes=(),
            cost=3,
            words="Run the oven for 13 hours.",
            value=50,
            optimal=True,
            proved_least=True,
            plan="13 hours",
        ),
        WayOut(
            number=2,
            changes=(),
            cost=5,
            words="Bake no cake.",
            value=40,
            optimal=True,
            proved_least=False,
            plan="no cake",
        ),
    ),
    unsettled=(),
    solver="highs",
    confirmed_by="z3",
    seconds=0.02,
)


class BakeryTask:
    """Draws outcomes as their names."""

    name = "bakery"

    def plan(self, text: str, settings: object, *, previous: object = None) -> Outcome:
        """Plans nothing."""
        raise NotImplementedError

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """Its kind."""
        return {"outcome": outcome.kind}

    def show(self, outcome: Outcome) -> object:
        """What is in a plan."""
        return f"drawn: {outcome.content}" if isinstance(outcome, Plan) else f"drawn: {outcome.kind}"

    def page(self, outcome: Outcome) -> Page:
        """A page without pictures."""
        return Page(title="A weekend of baking", subtitle=outcome.kind, pictures=())

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """Nothing has a date."""
        return ()


Script = Callable[[str, Listener, StopEvent], Outcome]
"""From what is said to what it comes to; raises to fail, and may wait for `stop`."""


class ScriptedTalk:
    """A conversation whose turns come to what a script says."""

    def __init__(self, script: Script, *, document: str | None = BAKERY) -> None:
        self._script = script
        self._document = document
        self.state = ConversationState(task="bakery")
        self.error: Exception | None = None
        self.interrupted: str | None = None
        self.documents: list[str] = []
        self.task = BakeryTask()

    def say(self, text: str, *, listener: Listener, stop: StopEvent) -> Turn:
        """Take what is said."""
        return self._turn(text, listener, stop)

    def accept(self, number: int, *, listener: Listener, stop: StopEvent) -> Turn:
        """Take a way out."""
        return self._turn(f"accept {number}", listener, stop)

    def set_document(self, yaml_text: str, *, listener: Listener, stop: StopEvent) -> Turn:
        """Take a document."""
        self.documents.append(yaml_text)
        self._document = yaml_text
        return self._turn("(edited the model)", listener, stop)

    def finish(self, *, listener: Listener, stop: StopEvent) -> Turn | None:
        """Go on with what was interrupted."""
        said, self.interrupted = self.interrupted, None
        return None if said is None else self._turn(said, listener, stop)

    def undo(self) -> Turn | None:
        """Take back."""
        return self._moved(self.state.undone_to)

    def redo(self) -> Turn | None:
        """Bring back."""
        return self._moved(self.state.redone_to)

    def close(self) -> None:
        """Nothing is kept."""

    def _moved(self, position: int | None) -> Turn | None:
        if position is None:
            return None
        self.state = replace(self.state, position=position)
        return self.state.current

    def _turn(self, said: str, listener: Listener, stop: StopEvent) -> Turn:
        self.error = None
        failure: Failure | None = None
        memory = Memory(said=said, heard=HEARD, document=self._document)
        try:
            outcome = self._script(said, listener, stop)
            if self._document is not None:
                listener(ModelDrafted(document=self._document, round=0))
            memory = replace(memory, outcome=outcome)
            listener(Answered(outcome=outcome))
        except Exception as error:
            self.error = error
            failure = Failure(words=str(error), exit_code=getattr(error, "exit_code", 1))
        kept = self.state.turns[: self.state.position]
        turn = Turn(number=len(kept) + 1, said=said, intent="request", memory=memory, failure=failure)
        turns = (*kept, turn)
        self.state = replace(self.state, turns=turns, position=len(turns))
        return turn


def scripted(talk: ScriptedTalk) -> Opening:
    """Opens a desk with this conversation."""

    def preview(state: ConversationState, way: WayOut) -> Outcome:
        return replace(PLAN, content=f"{PLAN.content}, {way.plan}", value=way.value)

    return lambda settings: Desk(talk, preview=preview)


def until_stopped(reached: StopEvent, begin: Callable[[Listener], None] = lambda listener: None) -> Script:
    """A script that works until it is stopped."""

    def work(said: str, listener: Listener, stop: StopEvent) -> Outcome:
        begin(listener)
        reached.set()
        assert stop.wait(60), "nobody stopped it"
        raise CancelledError("the work was cancelled")

    return work


def answering(outcome: Outcome) -> Script:
    """A script that always comes to the same."""
    return lambda said, listener, stop: outcome

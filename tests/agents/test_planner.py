"""The Python interface: sync, async and streaming; going on; and the choice of a domain."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

import certiplan
from certiplan.agents import Conflict, Plan, Question
from certiplan.agents.choosing import chosen_task
from certiplan.agents.events import Answered, Event
from certiplan.agents.planner import Planner
from certiplan.errors import CancelledError, ContractError, SessionError, UsageError
from certiplan.formalizers.language_model.scripted import ScriptedChatModel
from tests.agents.general.bakery import BEST, DOCUMENT, REQUEST
from tests.agents.trips import CLASH, OPEN, SETTINGS, TRIP


def planner() -> Planner:
    return Planner(settings=SETTINGS)


def test_it_is_exported() -> None:
    assert certiplan.Planner is Planner


def test_plan_reply_edit_accept_undo() -> None:
    plans = planner()
    assert isinstance(plans.plan(OPEN), Question)
    assert isinstance(plans.reply("on April 5 2027"), Plan)
    assert isinstance(plans.edit("budget 2000 dollars"), Plan)
    clash = plans.plan(CLASH)
    assert isinstance(clash, Conflict)
    taken = plans.accept(1)
    assert isinstance(taken, Plan)
    assert plans.to_json(taken)["outcome"] == "plan"
    assert plans.undo() is clash
    assert plans.document is not None and plans.document.startswith("certiplan: 1")


def test_suppositions() -> None:
    plans = planner()
    plans.plan(TRIP)
    assert plans.what_if("we were three").asked == "what if"
    assert plans.why_not("the cheaper hotel").asked == "why not"
    assert plans.why("this hotel").asked == "why"
    with pytest.raises(UsageError):
        plans.what_if("the moon were blue")


def test_ways_out_that_the_settings_accept() -> None:
    cheapest = Planner(settings=replace(SETTINGS, accept_cheapest=True))
    assert isinstance(cheapest.plan(CLASH), Plan)
    second = Planner(settings=replace(SETTINGS, accept=(2,)))
    assert isinstance(second.plan(CLASH), Plan)
    with pytest.raises(UsageError, match="no conflict"):
        Planner(settings=replace(SETTINGS, accept=(1,))).plan(TRIP)


def test_streaming_ends_with_the_outcome() -> None:
    events = list(planner().stream(TRIP))
    assert isinstance(events[-1], Answered) and isinstance(events[-1].outcome, Plan)
    with pytest.raises(UsageError):
        list(planner().stream("From Houston to Houston for 3 days from April 5 2027"))


def test_leaving_a_stream_cancels_the_work() -> None:
    stream = planner().stream(TRIP)
    first = next(stream)
    assert first.kind == "step_started"
    stream.close()  # type: ignore[attr-defined]  # a generator


def test_asynchronously() -> None:
    async def all_of_it() -> tuple[object, list[Event]]:
        outcome = await planner().aplan(TRIP)
        return outcome, [event async for event in planner().astream(TRIP)]

    outcome, events = asyncio.run(all_of_it())
    assert isinstance(outcome, Plan)
    assert isinstance(events[-1], Answered)


def test_cancelling() -> None:
    import threading

    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        planner().plan(TRIP, stop=stop)


@pytest.mark.parametrize(
    ("text", "task"),
    [
        (TRIP, "travel"),
        (OPEN, "travel"),
        ("a trip", "travel"),
        ("Plan me a weekend getaway", "travel"),
        ("I want to visit Nashville", "travel"),
        (REQUEST, "general"),
        ("Schedule 5 jobs on 2 machines", "general"),
        ("A truck drives from the depot to 3 customers; minimise the distance", "general"),
        ("", "general"),
    ],
)
def test_the_domain_is_chosen_by_the_request(text: str, task: str) -> None:
    assert chosen_task(text, SETTINGS) == task


def test_a_request_that_is_no_trip() -> None:
    with pytest.raises(UsageError, match="needs a language model"):
        planner().plan(REQUEST)
    model = ScriptedChatModel(script=[DOCUMENT])
    outcome = Planner(model=model, settings=SETTINGS).plan(REQUEST)
    assert isinstance(outcome, Plan) and outcome.value == BEST


def test_a_contract_of_ones_own() -> None:
    strict = Planner(settings=SETTINGS, contract=("G not relax",))
    assert isinstance(strict.plan(CLASH), Conflict)
    with pytest.raises(ContractError, match="G not relax"):
        strict.accept(1)
    with pytest.raises(ContractError, match="there is no 'realx'; did you mean 'relax'"):
        Planner(settings=SETTINGS, contract=("G not realx",)).plan(TRIP)


def test_a_session_from_python(tmp_path: Path) -> None:
    path = tmp_path / "trip.jsonl"
    first = Planner(settings=SETTINGS, session=path)
    assert isinstance(first.plan(CLASH), Conflict)
    with pytest.raises(UsageError, match="one request"):
        first.plan(TRIP)
    with pytest.raises(SessionError, match="exists already"):
        Planner(settings=SETTINGS, session=path).plan(TRIP)
    assert isinstance(Planner.resume(path).accept(1), Plan)
    kinds = [json.loads(line)["kind"] for line in path.read_text().splitlines()]
    assert kinds.count("ended") == 2


def test_nothing_was_planned_yet() -> None:
    with pytest.raises(UsageError, match="call plan first"):
        planner().reply("four")

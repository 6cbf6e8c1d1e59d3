"""Conversations about trips: requests, replies, acceptance, undo, and what is told on the way."""

from __future__ import annotations

import threading

from certiplan.agents import Conflict, Conversation, Plan, Question
from certiplan.agents.events import Event, Failure, ModelDrafted, StepStarted
from certiplan.model.yaml_text import parse_text
from tests.agents.trips import CLASH, OPEN, SETTINGS, TRIP, start


def test_a_request_that_can_be_met() -> None:
    events: list[Event] = []
    conversation = start()
    turn = conversation.say(TRIP, listener=events.append)
    assert isinstance(turn.outcome, Plan)
    assert turn.letters == ("read", "formalize", "check", "solve", "verify", "answer")
    steps = [event.step for event in events if isinstance(event, StepStarted)]
    assert steps == list(turn.letters)
    kinds = [event.kind for event in events]
    assert kinds[-1] == "answered"
    assert kinds.index("plan_found") < kinds.index("verified") < kinds.index("answered")
    (drafted,) = (event for event in events if isinstance(event, ModelDrafted))
    data = parse_text(drafted.document).data
    assert isinstance(data, dict) and data["request"] == [TRIP]
    assert conversation.state.document == drafted.document
    assert conversation.state.outcome is turn.outcome


def test_a_conflict_a_way_out_and_back() -> None:
    events: list[Event] = []
    conversation = start()
    clash = conversation.say(CLASH, listener=events.append)
    assert isinstance(clash.outcome, Conflict)
    ways = clash.outcome.ways_out
    assert [event.way for event in events if event.kind == "way_out_found"] == list(ways)
    taken = conversation.accept(2)
    assert isinstance(taken.outcome, Plan)
    assert taken.letters == ("consent", "relax", "verify", "answer")
    assert taken.outcome.changes == ways[1].changes
    back = conversation.undo()
    assert back is not None and back.outcome is clash.outcome
    assert conversation.undo() is None
    again = conversation.redo()
    assert again is not None and again.outcome is taken.outcome
    assert conversation.redo() is None


def test_commands_in_words() -> None:
    conversation = start()
    conversation.say(CLASH)
    taken = conversation.say("take the second one, please")
    assert isinstance(taken.outcome, Plan) and taken.intent == "accept"
    assert isinstance(conversation.say("undo that").outcome, Conflict)
    assert conversation.state.position == 1
    assert isinstance(conversation.say("redo").outcome, Plan)
    assert conversation.say("redo").words == "there is nothing to redo"


def test_a_question_and_its_reply() -> None:
    conversation = start()
    asked = conversation.say(OPEN)
    assert isinstance(asked.outcome, Question)
    assert asked.letters == ("read", "ask")
    turn = conversation.say("on April 5 2027")
    assert isinstance(turn.outcome, Plan)
    assert turn.letters[:2] == ("reply", "read")
    assert conversation.state.trace == (*asked.letters, *turn.letters)


def test_a_question_that_stands_again_can_be_replied_to() -> None:
    conversation = start()
    asked = conversation.say(OPEN)
    assert isinstance(conversation.say("on April 5 2027").outcome, Plan)
    taken_back = conversation.undo()
    assert taken_back is not None and taken_back.outcome is asked.outcome
    stopped = threading.Event()
    stopped.set()
    failed = conversation.say("on April 6 2027", stop=stopped)
    assert failed.failure is not None and failed.failure.exit_code == 130
    again = conversation.say("on April 6 2027")
    assert isinstance(again.outcome, Plan) and again.letters[:2] == ("reply", "read")
    trace = conversation.state.trace
    assert all(trace[k - 1] == "ask" for k, letter in enumerate(trace) if letter == "reply")


def test_what_fails_changes_nothing() -> None:
    events: list[Event] = []
    conversation = start()
    plan = conversation.say(TRIP).outcome
    turn = conversation.say("From Houston to Houston for 3 days from April 5 2027", listener=events.append)
    assert turn.failure is not None and turn.failure.exit_code == 2
    assert "starts where it goes" in turn.words
    assert isinstance(events[-1], Failure)
    assert turn.outcome is None and conversation.state.outcome is plan
    assert turn.letters == ("stop",)
    assert conversation.accept(1).words.startswith("way out 1 was accepted, but there is no conflict")
    assert conversation.state.outcome is plan


def test_cancelling_before_anything_was_found() -> None:
    stop = threading.Event()
    conversation = start()

    def listener(event: Event) -> None:
        if isinstance(event, StepStarted) and event.step == "formalize":
            stop.set()

    turn = conversation.say(TRIP, listener=listener, stop=stop)
    assert turn.failure is not None and turn.failure.exit_code == 130
    assert turn.letters[-1] == "stop"
    assert isinstance(conversation.say(TRIP).outcome, Plan)


def test_a_time_limit_that_is_over_at_once() -> None:
    from dataclasses import replace

    from certiplan.solvers.backend import SolveOptions

    settings = replace(SETTINGS, options=SolveOptions(time_limit_s=0.0))
    turn = Conversation.start(settings=settings).say(TRIP)
    assert turn.outcome is not None and turn.outcome.kind == "unknown"
    assert turn.letters[-1] == "stop"

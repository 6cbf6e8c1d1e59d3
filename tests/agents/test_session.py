"""Sessions: nothing is lost, whenever the process dies, and no step is done twice."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from certiplan.agents import Conflict, Conversation, Plan
from certiplan.agents.events import Event, StepStarted
from certiplan.errors import SessionError, SessionInUseError
from tests.agents.trips import CLASH, OPEN, SETTINGS, TODAY, TRIP
from tests.test_locking import held_by_another

ROOT = Path(__file__).parent.parent.parent

# Says what there is to say, going on where it was killed; dies at the step whose number it is given.
PROGRAM = f"""
import datetime as dt, os, signal, sys
from pathlib import Path
from certiplan.agents import Conversation, PlanSettings
from certiplan.agents.events import StepStarted, StepEnded
session, die_at = Path(sys.argv[1]), int(sys.argv[2])
seen = 0
def listener(event):
    global seen
    if isinstance(event, (StepStarted, StepEnded)):
        seen += 1
        if seen == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
if session.exists():
    talk = Conversation.resume(session)
    talk.finish(listener=listener)
else:
    talk = Conversation.start(
        task="travel", settings=PlanSettings(today=dt.date({TODAY.year}, {TODAY.month}, {TODAY.day})),
        session=session,
    )
say = [{OPEN!r}, "on April 5 2027", {CLASH!r}, "take the first"]
for text in say[len(talk.state.turns):]:
    talk.say(text, listener=listener)
"""


def start(path: Path) -> Conversation:
    return Conversation.start(task="travel", settings=SETTINGS, session=path)


def timeless(value: object) -> object:
    """Data without what differs from run to run: how long things took."""
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key != "seconds"}
    if isinstance(value, list | tuple):
        return [timeless(item) for item in value]
    return value


def essence(conversation: Conversation) -> object:
    """All that a conversation knows, but for times."""
    from certiplan.agents.keeping import kept_codec

    codec = kept_codec(conversation.task.steps(SETTINGS).codec)
    turns = [
        (turn.said, turn.intent, turn.letters, codec.encode(turn.memory)) for turn in conversation.state.turns
    ]
    return timeless([turns, conversation.state.position, conversation.state.trace])


def same(one: object, other: object) -> bool:
    """Whether typed objects are the same; worlds are compared by identity of what they were made from."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one) and not isinstance(one, type):
        if type(one).__name__ == "World":
            return True
        return all(
            same(getattr(one, each.name), getattr(other, each.name))
            for each in fields(one)
            if each.name != "seconds"
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def test_a_session_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "trip.jsonl"
    before = start(path)
    for text in (OPEN, "on April 5 2027", "From Houston to Houston for 3 days from April 5 2027", CLASH):
        before.say(text)
    before.accept(1)
    before.undo()
    after = Conversation.resume(path)
    assert after.interrupted is None and after.finish() is None
    assert same(after.state, before.state)
    assert isinstance(after.state.outcome, Conflict)
    # What was restored is worth as much as what was there: the way out can be taken, the change redone.
    assert isinstance(after.accept(2).outcome, Plan)


def test_a_torn_last_line_is_as_if_it_had_not_been_written(tmp_path: Path) -> None:
    path = tmp_path / "trip.jsonl"
    conversation = start(path)
    conversation.say(TRIP)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    wanted = essence(conversation)
    for kept in range(1, len(lines)):
        path.write_bytes(b"".join(lines[:kept]) + lines[kept][: len(lines[kept]) // 2])
        again = Conversation.resume(path)
        done = [line for line in map(json.loads, lines[:kept]) if line["kind"] == "state"]
        events: list[Event] = []
        if kept == 1:
            assert again.interrupted is None and again.state.turns == ()
            again.say(TRIP)
        else:
            assert again.interrupted == TRIP
            again.finish(listener=events.append)
            steps = [event.step for event in events if isinstance(event, StepStarted)]
            assert len(steps) == 6 - len(done)
        assert essence(again) == wanted
        assert essence(Conversation.resume(path)) == wanted


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_random_points_and_resumed(tmp_path: Path) -> None:
    draw = random.Random(7)
    path = tmp_path / "killed.jsonl"
    deaths = 0
    while True:
        die_at = draw.randint(1, 14)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(path), str(die_at)],
            cwd=ROOT,
            check=False,
            capture_output=True,
        )
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        deaths += 1
    assert deaths >= 2
    unbroken = start(tmp_path / "whole.jsonl")
    for text in (OPEN, "on April 5 2027", CLASH, "take the first"):
        unbroken.say(text)
    assert essence(Conversation.resume(path)) == essence(unbroken)


def test_going_on_with_something_else_ends_the_interrupted_turn(tmp_path: Path) -> None:
    path = tmp_path / "trip.jsonl"
    conversation = start(path)
    conversation.say(TRIP)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]))
    again = Conversation.resume(path)
    assert again.interrupted == TRIP
    assert isinstance(again.say(CLASH).outcome, Conflict)
    first, second = again.state.turns
    assert first.failure is not None and first.letters[-1] == "stop"
    assert essence(Conversation.resume(path)) == essence(again)
    assert second.number == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no session"),
        (b"{}\n", "no line of a session"),
        (b"[1\n", "is no JSON"),
        (b'{"kind":"state"}\n', "is no session"),
        (b'{"kind":"session","version":99}\n', "of version 99"),
        (b'{"kind":"session","version":1}\n', "first line"),
        (b'{"kind":"session","version":1,"task":"travel","settings":{},"contract":[]}\n', "settings"),
    ],
)
def test_what_is_no_session(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(SessionError, match=words):
        Conversation.resume(path)


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "state", "done": ["read"], "memory": {"$": "Memory"}},
        {"kind": "ended"},
        {"kind": "position", "position": 4},
        {"kind": "turn", "lead": ["fly"], "memory": {"$": "Memory"}},
        {"kind": "turn", "lead": [], "memory": {"$": "Popen", "args": "true"}},
        {"kind": "turn", "lead": [], "memory": {"$": "Memory", "said_by": "nobody"}},
        {"kind": "turn", "lead": [], "memory": {"$": "TravelRequest", "value": {"origin": "Rome"}}},
        {"kind": "turn", "lead": [], "memory": None},
    ],
)
def test_lines_that_do_not_fit(tmp_path: Path, line: Mapping[str, object]) -> None:
    path = tmp_path / "bad.jsonl"
    start(path)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    with pytest.raises(SessionError, match="line 2 of the session does not fit"):
        Conversation.resume(path)


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "trip.jsonl"
    path.write_text("mine")
    with pytest.raises(SessionError, match="exists already"):
        start(path)
    assert path.read_text() == "mine"
    with pytest.raises(SessionError, match="there is no session"):
        Conversation.resume(tmp_path / "none.jsonl")
    assert [each.name for each in tmp_path.iterdir()] == ["trip.jsonl"]


def test_a_session_that_another_program_has_open_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "trip.jsonl"
    talk = start(path)
    talk.close()
    words = r"trip.jsonl is open in another program.*certiplan chat"
    with held_by_another(path), pytest.raises(SessionInUseError, match=words):
        Conversation.resume(path)
    assert Conversation.resume(path).state.turns == ()

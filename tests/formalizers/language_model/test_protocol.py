"""What goes wrong on the way to a provider ends in a good answer or one clear error; no log holds a key."""

from __future__ import annotations

import json
import random
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from certiplan.errors import CancelledError, LanguageModelError, LanguageModelUnavailableError
from certiplan.formalizers.language_model import (
    AnswerCache,
    ChatClient,
    LanguageModelReader,
    Listeners,
    Message,
    ModelOptions,
    RetryPolicy,
    jsonl_log,
)
from tests.formalizers.language_model.unruly_server import (
    Act,
    Server,
    ends_early,
    hangs_up,
    refuses,
    replies,
    says,
    stays_silent,
    unruly_server,
)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

KEY = "sk-test-4711-do-not-log"
HELLO = (Message(role="user", content="hello"),)


class Waits:
    """Sleeps that are only written down."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float, stop: threading.Event | None) -> None:
        self.seconds.append(seconds)


def _client(
    server: Server,
    folder: Path,
    *,
    waits: Waits | None = None,
    stream: bool = False,
    timeout_s: float = 60.0,
    cache: AnswerCache | None = None,
    notices: list[str] | None = None,
) -> ChatClient:
    said: list[str] = []
    return ChatClient(
        "openai:m",
        base_url=server.url,
        options=ModelOptions(timeout_s=timeout_s),
        retries=RetryPolicy(attempts=3),
        cache=cache,
        log=jsonl_log(folder / "calls.jsonl"),
        listeners=Listeners(
            text=said.append if stream else None,
            notice=None if notices is None else notices.append,
        ),
        wait=waits or Waits(),
        chance=random.Random(0),
        now=lambda: datetime(2026, 3, 16, tzinfo=UTC),
    )


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def _log(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "calls.jsonl").read_text(encoding="utf-8").splitlines()]


NO_CHOICES = json.dumps(
    {"id": "c1", "object": "chat.completion", "created": 0, "model": "m", "choices": None}
)
FAULTS: dict[str, tuple[Act, str]] = {
    "429": (refuses(429, Retry_After="7"), "rate limit"),
    "500": (refuses(500), "server"),
    "503": (refuses(503), "server"),
    "529": (refuses(529), "server"),
    "408": (refuses(408), "time-out"),
    "cut reply": (hangs_up, "connection"),
    "malformed JSON": (replies('{"id": "c1", "choi'), "server"),
    "no JSON at all": (replies("<html>Bad gateway</html>"), "server"),
    "wrong schema": (replies(NO_CHOICES), "server"),
    "empty answer": (says(""), "empty answer"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_passes_ends_in_the_answer(name: str, tmp_path: Path) -> None:
    act, fault = FAULTS[name]
    waits = Waits()
    with unruly_server([act, says("fine")]) as server:
        answer = _client(server, tmp_path, waits=waits).ask(HELLO)

    assert (answer.text, answer.finish, answer.attempts) == ("fine", "complete", 2)
    assert len(waits.seconds) == 1
    first, second = _log(tmp_path)
    assert isinstance(first["error"], dict) and first["error"]["fault"] == fault
    assert second["answer"] == {"text": "fine", "finish": "complete"}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_stays_ends_in_one_clear_error(name: str, tmp_path: Path) -> None:
    act, fault = FAULTS[name]
    waits = Waits()
    with unruly_server([act] * 3) as server, pytest.raises(LanguageModelError) as caught:
        _client(server, tmp_path, waits=waits).ask(HELLO)

    assert caught.value.fault == fault
    assert caught.value.attempts == 3
    assert "openai:m gave no answer after 3 attempts" in str(caught.value)
    assert len(waits.seconds) == 2
    assert len(_log(tmp_path)) == 3


def test_the_wait_grows_and_heeds_what_the_server_asks(tmp_path: Path) -> None:
    waits = Waits()
    with unruly_server([refuses(500), refuses(429, Retry_After="7"), says("fine")]) as server:
        _client(server, tmp_path, waits=waits).ask(HELLO)

    assert 0.5 <= waits.seconds[0] <= 1.0
    assert waits.seconds[1] == 7.0


def test_a_date_in_retry_after_counts_from_now(tmp_path: Path) -> None:
    waits = Waits()
    with unruly_server([refuses(429, Retry_After="Mon, 16 Mar 2026 00:00:30 GMT"), says("fine")]) as server:
        _client(server, tmp_path, waits=waits).ask(HELLO)

    assert waits.seconds == [30.0]


def test_no_server_asks_for_more_than_the_longest_wait(tmp_path: Path) -> None:
    waits = Waits()
    with unruly_server([refuses(429, Retry_After="86400"), says("fine")]) as server:
        _client(server, tmp_path, waits=waits).ask(HELLO)

    assert waits.seconds == [60.0]


def test_a_server_that_never_answers_is_left(tmp_path: Path) -> None:
    with unruly_server([stays_silent] * 3) as server, pytest.raises(LanguageModelError) as caught:
        _client(server, tmp_path, timeout_s=0.05).ask(HELLO)

    assert caught.value.fault == "time-out"


def test_nobody_at_the_address_is_a_broken_connection(tmp_path: Path) -> None:
    with unruly_server([]) as server:
        pass
    with pytest.raises(LanguageModelError) as caught:
        _client(server, tmp_path).ask(HELLO)

    assert caught.value.fault == "connection"


@pytest.mark.parametrize("cut", [hangs_up, ends_early], ids=["hangs up", "ends early"])
def test_a_stream_that_is_cut_is_asked_for_again(cut: Act, tmp_path: Path) -> None:
    with unruly_server([cut, says("certiplan: 1")]) as server:
        answer = _client(server, tmp_path, stream=True).ask(HELLO)

    assert (answer.text, answer.attempts) == ("certiplan: 1", 2)


def test_an_answer_that_was_too_long_is_continued(tmp_path: Path) -> None:
    notices: list[str] = []
    with unruly_server([says("certiplan: 1\nvari", "length"), says("ables: {}")]) as server:
        answer = _client(server, tmp_path, notices=notices).ask(HELLO)

        assert answer.text == "certiplan: 1\nvariables: {}"
        assert server.bodies[1]["messages"][1] == {"role": "assistant", "content": "certiplan: 1\nvari"}
    assert notices == ["the answer was cut off; asking for the rest"]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (refuses(401, f"Incorrect API key provided: {KEY}"), "HTTP 401"),
        (refuses(403, "not for you"), "not for you"),
        (refuses(404, "no such model"), "no such model"),
        (refuses(429, "You exceeded your quota", code="insufficient_quota"), "quota"),
    ],
    ids=["no key", "forbidden", "no model", "no credit"],
)
def test_what_no_retry_helps_is_said_at_once(act: Act, words: str, tmp_path: Path) -> None:
    with unruly_server([act]) as server, pytest.raises(LanguageModelUnavailableError, match=words) as caught:
        _client(server, tmp_path).ask(HELLO)

    assert caught.value.exit_code == 2
    assert KEY not in str(caught.value)


def test_a_request_that_the_server_refuses_is_not_sent_again(tmp_path: Path) -> None:
    acts = [refuses(400, "the context is too long")]
    with unruly_server(acts) as server, pytest.raises(LanguageModelError, match="context") as caught:
        _client(server, tmp_path).ask(HELLO)

    assert (caught.value.fault, caught.value.attempts) == ("refused request", 1)


def test_a_server_that_does_not_stream_is_heard_all_the_same(tmp_path: Path) -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": "fine"}, "finish_reason": "stop"}
    whole = json.dumps(
        {"id": "c1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
    )
    with unruly_server([replies(whole), replies(whole)]) as server:
        answer = _client(server, tmp_path, stream=True).ask(HELLO)
    assert (answer.text, answer.attempts) == ("fine", 1)


def test_no_key_is_in_the_log_the_cache_or_the_notices(tmp_path: Path) -> None:
    notices: list[str] = []
    cache = AnswerCache(tmp_path / "answers.sqlite")
    with unruly_server([refuses(500, f"Bearer {KEY}"), says(f"the key is {KEY}")]) as server:
        _client(server, tmp_path, cache=cache, notices=notices).ask(HELLO)

        assert server.authorizations == [f"Bearer {KEY}"] * 2
    logged = (tmp_path / "calls.jsonl").read_text(encoding="utf-8")
    assert KEY not in logged
    assert "Authorization" not in logged
    assert KEY not in "".join(notices)
    assert KEY.encode() not in (tmp_path / "answers.sqlite").read_bytes()


def test_waiting_for_an_answer_can_be_stopped(tmp_path: Path) -> None:
    stop = threading.Event()
    with unruly_server([stays_silent]) as server:
        server.when_asked = stop.set
        with pytest.raises(CancelledError):
            _client(server, tmp_path).ask(HELLO, stop=stop)


def test_a_reading_survives_a_bad_day(tmp_path: Path) -> None:
    document = """Decided: x.

```yaml
certiplan: 1
requirements: {r1: {quote: "at least three"}}
variables:
  x: {type: integer, lower: 0}
constraints:
  least: {that: "x >= 3", from: r1}
objective: {minimize: "x", from: r1}
```
"""
    acts = [refuses(429, Retry_After="1"), hangs_up, says(document)]
    with unruly_server(acts) as server:
        reading = LanguageModelReader(_client(server, tmp_path)).read(
            "Buy at least three, as few as possible."
        )

    assert (reading.calls, reading.rounds) == (1, 0)
    assert "least" in reading.model.elements.constraints

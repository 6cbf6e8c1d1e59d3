"""Answers in a given shape: each way of asking, falling back to weaker ones, and what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from certiplan.errors import LanguageModelError
from certiplan.formalizers.language_model import (
    AnswerCache,
    ChatClient,
    Listeners,
    Message,
    RetryPolicy,
    ask_for,
)
from certiplan.formalizers.language_model.scripted import ScriptedChatModel, tool_call
from certiplan.formalizers.language_model.structured import Method
from tests.formalizers.language_model.unruly_server import Act, calls_tool, refuses, says, unruly_server

HELLO = (Message(role="user", content="Three days in Oslo."),)


class Trip(BaseModel):
    """Where to, and for how long."""

    city: str
    days: int = Field(ge=1)


OSLO = Trip(city="Oslo", days=3)
TEXT = OSLO.model_dump_json()


def _client(url: str, notices: list[str] | None = None) -> ChatClient:
    return ChatClient(
        "openai:m",
        base_url=url,
        listeners=Listeners(notice=None if notices is None else notices.append),
        retries=RetryPolicy(attempts=2),
        wait=lambda seconds, stop: None,
    )


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize(
    ("method", "act", "sent"),
    [
        ("json_schema", says(TEXT), "response_format"),
        ("function_calling", calls_tool({"city": "Oslo", "days": 3}), "tools"),
        ("json_mode", says(TEXT), "response_format"),
        ("plain", says(f"Here you are:\n```json\n{TEXT}\n```"), "messages"),
    ],
)
def test_each_way_of_asking(method: Method, act: Act, sent: str) -> None:
    with unruly_server([act]) as server:
        assert ask_for(_client(server.url), HELLO, Trip, method=method) == OSLO

        (body,) = server.bodies
    assert sent in body
    in_words = [message for message in body["messages"] if "JSON schema" in str(message["content"])]
    assert len(in_words) == (method in ("json_mode", "plain"))


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_ways_that_a_server_does_not_know_are_left_for_weaker_ones() -> None:
    notices: list[str] = []
    acts = [
        refuses(400, "response_format is not supported"),
        refuses(400, "no tools"),
        refuses(422, "no"),
        says(TEXT),
    ]
    with unruly_server(acts) as server:
        assert ask_for(_client(server.url, notices), HELLO, Trip) == OSLO

        assert [("tools" in body, "response_format" in body) for body in server.bodies] == [
            (False, True),
            (True, False),
            (False, True),
            (False, False),
        ]
    assert len(notices) == 3


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("bad", ["{}", '{"city": "Oslo", "days": 0}', '{"city": "Os', "Oslo!", "[1]"])
@pytest.mark.parametrize("method", ["json_schema", "plain"])
def test_an_answer_that_does_not_fit_is_asked_for_again(method: Method, bad: str) -> None:
    with unruly_server([says(bad), says(TEXT)]) as server:
        assert ask_for(_client(server.url), HELLO, Trip, method=method) == OSLO

        assert "This does not fit" in server.bodies[1]["messages"][-1]["content"]


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_answers_that_never_fit_are_one_clear_error() -> None:
    with unruly_server([says("{}")] * 3) as server, pytest.raises(LanguageModelError) as caught:
        ask_for(_client(server.url), HELLO, Trip, method="plain")

    assert caught.value.fault == "bad answer"
    assert "city: Field required" in str(caught.value)


def test_a_scripted_model_answers_with_a_tool_call() -> None:
    model = ScriptedChatModel(script=[tool_call("Trip", {"city": "Oslo", "days": 3})])

    assert ask_for(ChatClient(model), HELLO, Trip) == OSLO
    assert model.calls[0].tools == ["Trip"]


def test_a_scripted_model_answers_with_json() -> None:
    assert ask_for(ChatClient(ScriptedChatModel(script=[TEXT])), HELLO, Trip) == OSLO


def test_an_answer_in_a_shape_comes_from_the_cache(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers.sqlite")
    ask_for(ChatClient(ScriptedChatModel(script=[TEXT]), cache=cache), HELLO, Trip)

    client = ChatClient(ScriptedChatModel(), cache=cache)

    assert ask_for(client, HELLO, Trip) == OSLO
    assert client.spent.cached_calls == 1


def test_the_scripted_model_works_as_langchain_models_do() -> None:
    model = ScriptedChatModel(script=[TEXT, tool_call("Trip", {"city": "Rome", "days": 1}), TEXT])

    first: Any = model.with_structured_output(Trip).invoke("hello")
    second: Any = model.bind_tools([Trip]).invoke("hello")
    third: Any = model.with_structured_output(Trip, include_raw=True).invoke("hello")

    assert first == OSLO
    assert second.tool_calls[0]["args"] == {"city": "Rome", "days": 1}
    assert third["parsed"] == OSLO and third["raw"].content == TEXT
    assert [call.tools for call in model.calls] == [["Trip"]] * 3
    assert model.left == 0


def test_the_scripted_model_streams_what_it_says() -> None:
    model = ScriptedChatModel(script=[TEXT, tool_call("Trip", {"days": 2})], piece=4)

    pieces = [str(chunk.content) for chunk in model.stream("hello")]
    whole = None
    for chunk in model.stream("hello"):
        whole = chunk if whole is None else whole + chunk

    assert "".join(pieces) == TEXT
    assert len(pieces) > 3
    assert whole is not None and whole.tool_calls[0]["args"] == {"days": 2}

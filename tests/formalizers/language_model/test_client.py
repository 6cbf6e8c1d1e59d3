"""The client: cache, budget, usage, log, and how a model is opened."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage

from certiplan.errors import BudgetSpentError, LanguageModelUnavailableError, UsageError
from certiplan.formalizers.language_model import (
    AnswerCache,
    Budget,
    CallUsage,
    ChatClient,
    Listeners,
    Message,
    Price,
    Spent,
    price_of,
)
from certiplan.formalizers.language_model.conversation import Json
from certiplan.formalizers.language_model.redaction import Redactor
from certiplan.formalizers.language_model.scripted import ScriptedChatModel

HELLO = (Message(role="user", content="hello"),)


def _said(text: str, input_tokens: int = 10, output_tokens: int = 5) -> AIMessage:
    usage = {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
    }
    return AIMessage(content=text, usage_metadata=usage, response_metadata={"finish_reason": "stop"})


def test_an_answer_from_the_cache_is_not_sent_for_and_costs_nothing(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "deep" / "answers.sqlite")
    usages: list[CallUsage] = []
    listeners = Listeners(usage=usages.append)
    price = Price(input=1, output=1)
    first = ChatClient(ScriptedChatModel(script=[_said("hi")]), cache=cache, price=price)
    second = ChatClient(ScriptedChatModel(script=[]), cache=cache, price=price, listeners=listeners)

    assert first.ask(HELLO).text == second.ask(HELLO).text == "hi"
    assert (first.spent.calls, first.spent.input_tokens, first.spent.output_tokens) == (1, 10, 5)
    assert first.spent.cost_usd == pytest.approx(15e-6)
    assert second.spent == Spent(cached_calls=1)
    assert [(usage.cached, usage.input_tokens, usage.cost_usd) for usage in usages] == [(True, 0, 0.0)]


def test_another_message_or_setting_is_another_entry(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers.sqlite")
    client = ChatClient(ScriptedChatModel(script=["one", "two", "three"]), cache=cache)

    assert client.ask(HELLO).text == "one"
    assert client.ask((*HELLO, *HELLO)).text == "two"
    assert client.send(HELLO, settings={"shape": "other"}, sender=None, stop=None).text == "three"
    assert client.ask(HELLO).text == "one"


def test_the_cache_holds_json_and_nothing_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    ChatClient(ScriptedChatModel(script=["hi"]), cache=AnswerCache(path)).ask(HELLO)

    connection = sqlite3.connect(path)
    ((answer,),) = connection.execute("SELECT answer FROM answers").fetchall()
    connection.close()

    assert json.loads(answer) == {"text": "hi", "finish": "unknown"}


@pytest.mark.parametrize("kept", ["no json", "[]", '{"text": ""}', '{"text": 3}', "{}"])
def test_an_entry_that_cannot_be_used_is_asked_for_again(kept: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    ChatClient(ScriptedChatModel(script=["hi"]), cache=AnswerCache(path)).ask(HELLO)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE answers SET answer = ?", (kept,))
    connection.close()

    assert ChatClient(ScriptedChatModel(script=["ho"]), cache=AnswerCache(path)).ask(HELLO).text == "ho"


def test_a_file_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to look at" * 30, encoding="utf-8")

    with pytest.raises(UsageError, match="cannot be used as a cache"):
        AnswerCache(path)


def test_a_budget_of_tokens_ends_before_the_call_that_would_break_it() -> None:
    model = ScriptedChatModel(script=[_said("hi", 60, 30), "not said"])
    client = ChatClient(model, budget=Budget(tokens=91))

    client.ask(HELLO)
    with pytest.raises(BudgetSpentError, match="90 are spent") as caught:
        client.ask(HELLO)

    assert caught.value.exit_code == 5
    assert model.left == 1


def test_a_budget_of_dollars_counts_what_was_paid() -> None:
    model = ScriptedChatModel(script=[_said("hi", 1_000_000, 1_000_000), "not said"])
    client = ChatClient(model, budget=Budget(cost_usd=5), price=Price(input=1, output=4))

    client.ask(HELLO)
    with pytest.raises(BudgetSpentError, match=r"\$5\.0000 are spent"):
        client.ask(HELLO)


def test_a_budget_of_dollars_needs_a_price() -> None:
    with pytest.raises(UsageError, match="the price of ScriptedChatModel is not known"):
        ChatClient(ScriptedChatModel(), budget=Budget(cost_usd=5))


def test_an_answer_that_was_paid_for_and_empty_counts() -> None:
    client = ChatClient(
        ScriptedChatModel(script=[_said("", 7, 0), _said("hi", 7, 1)]), wait=lambda s, e: None
    )

    client.ask(HELLO)

    assert (client.spent.calls, client.spent.input_tokens) == (2, 14)


def test_tokens_that_nobody_counted_are_estimated_and_the_price_is_unknown() -> None:
    usages: list[CallUsage] = []
    client = ChatClient(ScriptedChatModel(script=["12345"]), listeners=Listeners(usage=usages.append))

    client.ask(HELLO)

    (usage,) = usages
    assert (usage.input_tokens, usage.output_tokens, usage.estimated) == (2, 2, True)
    assert usage.cost_usd is None
    assert client.spent.cost_usd is None


def test_every_attempt_is_logged_raw() -> None:
    records: list[dict[str, Json]] = []
    model = ScriptedChatModel(script=[TimeoutError("slow"), _said("hi")])
    client = ChatClient(model, log=records.append, wait=lambda s, e: None)

    client.ask(HELLO)

    assert [(record["attempt"], record["cached"]) for record in records] == [(1, False), (2, False)]
    assert all(record["messages"] == [{"role": "user", "content": "hello"}] for record in records)
    assert json.loads(json.dumps(records)) == records


@pytest.mark.parametrize(
    ("name", "price"),
    [
        ("openai:gpt-4o-mini", Price(input=0.15, output=0.6)),
        ("openai:gpt-4o-mini-2024-07-18", Price(input=0.15, output=0.6)),
        ("anthropic:claude-opus-4-5-20251101", Price(input=5, output=25)),
        ("openai:gpt-4o-miniature", None),
        ("ollama:qwen3", None),
    ],
)
def test_prices_are_data(name: str, price: Price | None) -> None:
    assert price_of(name) == price


# -------------------------------------------------------------------- opening


@pytest.mark.parametrize(
    ("name", "variable"), [("openai:gpt-4o", "OPENAI_API_KEY"), ("anthropic:claude", "ANTHROPIC_API_KEY")]
)
def test_a_missing_key_is_named(name: str, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(variable, raising=False)

    with pytest.raises(LanguageModelUnavailableError, match=f"set the environment variable {variable}"):
        ChatClient(name)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
def test_a_missing_package_is_named_with_its_extra(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: Callable[..., object] = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == f"langchain_{provider}" else found(name, *rest),
    )

    with pytest.raises(LanguageModelUnavailableError, match=rf"pip install 'certiplan\[{provider}\]'"):
        ChatClient(f"{provider}:model")


@pytest.mark.parametrize("name", ["gpt-4o", "", ":x", "openai:", "nobody:model"])
def test_a_name_that_no_provider_has_is_refused(name: str) -> None:
    with pytest.raises(LanguageModelUnavailableError):
        ChatClient(name)


def test_an_object_that_is_no_chat_model_is_refused() -> None:
    with pytest.raises(LanguageModelUnavailableError, match="a int is not a language model"):
        ChatClient(3)  # type: ignore[arg-type]


def test_a_server_of_ones_own_needs_no_key_and_has_no_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    client = ChatClient("openai:gpt-4o", base_url="http://127.0.0.1:9/v1")

    assert client.name == "openai:gpt-4o"
    assert client.opened.price is None


def test_a_password_in_an_address_is_not_kept() -> None:
    client = ChatClient("openai:m", base_url="http://me:secret@127.0.0.1:9/v1")

    assert client.opened.address == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("name", "kind"), [("anthropic:claude-haiku-4-5", "ChatAnthropic"), ("ollama:qwen3", "ChatOllama")]
)
def test_other_providers_are_opened_with_their_own_package(
    name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-4711")

    opened = ChatClient(name).opened

    assert type(opened.model).__name__ == kind
    assert opened.says_why_it_ends
    assert "4711" not in repr(opened)


def test_importing_the_reader_loads_no_langchain() -> None:
    code = (
        "import sys, certiplan.formalizers.language_model\n"
        "print([name for name in sys.modules if name.startswith(('langchain', 'openai', 'httpx'))])"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


# ------------------------------------------------------------------ redaction


@pytest.mark.parametrize(
    "text",
    [
        "Incorrect API key provided: sk-proj-abcdef123456",
        "{'Authorization': 'Bearer abcdef123456'}",
        "the key my-own-secret-key was refused",
        "from the environment: 4711-abcdef",
    ],
)
def test_keys_are_blanked_out(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "4711-abcdef")

    redacted = Redactor(["my-own-secret-key"]).all(text)

    assert "[key]" in redacted
    assert not any(
        part in redacted for part in ("abcdef123456", "my-own-secret-key", "4711-abcdef", "proj-abc")
    )


def test_other_text_stays() -> None:
    text = "Max buys 3 sk-is for the basic risk-free trip; the bearer of a token is in the museum."

    assert Redactor(["", "x", "Max"]).all(text) == text


def test_what_models_say_is_only_relieved_of_known_keys() -> None:
    text = "The door opens with sk-12345678 and my-own-secret-key."

    assert Redactor(["my-own-secret-key"]).known(text) == "The door opens with sk-12345678 and [key]."

"""Answers in a given shape, by the strongest way the model has: JSON schema, tool, JSON mode, plain JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from certiplan.errors import LanguageModelError
from certiplan.formalizers.language_model.client import ChatClient, Sender
from certiplan.formalizers.language_model.conversation import Json, Message
from certiplan.formalizers.language_model.extracting import json_value

T = TypeVar("T", bound=BaseModel)
Method = Literal["json_schema", "function_calling", "json_mode", "plain"]

_BY_PROVIDER: dict[str, tuple[Method, ...]] = {
    "openai": ("json_schema", "function_calling", "json_mode", "plain"),
    "anthropic": ("function_calling", "plain"),
    "ollama": ("json_schema", "function_calling", "plain"),
}
_OTHERS: tuple[Method, ...] = ("function_calling", "plain")
_ATTEMPTS = 3


def ask_for(
    client: ChatClient,
    messages: Sequence[Message],
    schema: type[T],
    *,
    method: Method | None = None,
    stop: threading.Event | None = None,
) -> T:
    """An answer as an object of a pydantic class.

    A way that the server refuses is left for the next weaker one. An answer that does not fit goes back with
    what is wrong with it, twice at most.

    Args:
        client: what asks.
        messages: the conversation so far.
        schema: what the answer must be.
        method: one way, instead of the strongest.
        stop: checked while waiting.

    Raises:
        LanguageModelError: fault "bad answer" when no answer fits; others as `ChatClient.ask`.
    """
    methods = (method,) if method is not None else _BY_PROVIDER.get(client.opened.provider, _OTHERS)
    for weaker, way in enumerate(methods, start=1):
        try:
            return _asked(client, messages, schema, way, stop)
        except LanguageModelError as error:
            if error.fault != "refused request" or weaker == len(methods):
                raise
            client.notice(f"{client.name} does not take {way}; trying {methods[weaker]}")
        except NotImplementedError:
            if weaker == len(methods):
                raise
    raise AssertionError("the last way returns or raises")


def _asked(
    client: ChatClient,
    messages: Sequence[Message],
    schema: type[T],
    way: Method,
    stop: threading.Event | None,
) -> T:
    settings: dict[str, Json] = {"shape": schema.model_json_schema(), "method": way}
    sender = _sender(client, schema, way)
    asked = list(messages)
    if way in ("json_mode", "plain"):
        asked.append(Message(role="user", content=_in_words(schema)))
    wrong = ""
    for _ in range(_ATTEMPTS):
        answer = client.send(asked, settings=settings, sender=sender, stop=stop)
        value = json_value(answer.text)
        if value is None:
            wrong = "this is not JSON" if answer.finish != "length" else "the JSON breaks off"
        else:
            try:
                return schema.model_validate(value)
            except ValidationError as error:
                wrong = _faults(error)
        client.notice(f"{client.name}: the answer does not fit: {wrong}; asking again")
        asked += [
            Message(role="assistant", content=answer.text),
            Message(role="user", content=f"This does not fit: {wrong}. Answer again, whole, and correct."),
        ]
    raise LanguageModelError(
        f"{client.name} gave no answer that fits after {_ATTEMPTS} attempts: {wrong}; use another model",
        fault="bad answer",
        attempts=_ATTEMPTS,
    )


def _sender(client: ChatClient, schema: type[BaseModel], way: Method) -> Sender | None:
    if way == "plain":
        return None
    model: Any = client.opened.model
    settings: dict[str, Any] = {"include_raw": True}
    if client.opened.provider in _BY_PROVIDER:
        settings["method"] = way
    # As a dictionary: given a class, some packages check it themselves and keep the text that does not fit.
    shape = {"title": schema.__name__, "description": schema.__doc__ or "", **schema.model_json_schema()}
    runnable = model.with_structured_output(shape, **settings)

    def send(sent: list[tuple[str, str]]) -> Any:
        return runnable.invoke(sent)["raw"]

    return send


def _in_words(schema: type[BaseModel]) -> str:
    shape = json.dumps(schema.model_json_schema(), ensure_ascii=False)
    return f"Answer with one JSON object of this JSON schema and nothing else:\n{shape}"


def _faults(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'the whole'}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False)[:5]
    )

"""One attempt: messages to a LangChain chat model, what came back as plain data; can be left at any time."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from certiplan.errors import CancelledError
from certiplan.formalizers.language_model.conversation import Finish, Message

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_POLL_S = 0.05
_FINISHES: dict[str, Finish] = {
    "stop": "complete",
    "end_turn": "complete",
    "stop_sequence": "complete",
    "tool_calls": "complete",
    "tool_use": "complete",
    "function_call": "complete",
    "completed": "complete",
    "length": "length",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "incomplete": "length",
    "content_filter": "refused",
    "refusal": "refused",
}
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back; None for tokens that the provider did not count."""

    text: str
    finish: Finish
    input_tokens: int | None
    output_tokens: int | None


class TooSlowError(TimeoutError):
    """An attempt took longer than it may; the thread that waits for it is left to itself."""


def run_leavable(
    work: Callable[[Callable[[str], None]], _T],
    *,
    timeout_s: float,
    stop: threading.Event | None,
    heard: Callable[[str], None] | None,
) -> _T:
    """Run work in a thread of its own and hand on what it says, until it ends, is stopped or takes too long.

    A blocking request cannot be taken back; its thread is a daemon and its result is dropped.

    Args:
        work: gets a callable for the pieces of text that it receives.
        timeout_s: wall-clock.
        stop: checked while waiting.
        heard: gets the pieces, in the caller's thread.

    Raises:
        CancelledError: once `stop` is set.
        TooSlowError: after `timeout_s`.
    """
    said: queue.Queue[tuple[str, Any]] = queue.Queue()

    def target() -> None:
        try:
            said.put(("done", work(lambda text: said.put(("text", text)))))
        except BaseException as error:
            said.put(("error", error))

    threading.Thread(target=target, daemon=True, name="certiplan-language-model").start()
    end = time.monotonic() + timeout_s
    while True:
        if stop is not None and stop.is_set():
            raise CancelledError("stopped while waiting for the language model")
        left = end - time.monotonic()
        if left <= 0:
            raise TooSlowError(f"no answer within {timeout_s:g} seconds")
        try:
            kind, value = said.get(timeout=min(_POLL_S if stop is not None else left, left))
        except queue.Empty:
            continue
        if kind == "text":
            if heard is not None:
                heard(value)
        elif kind == "error":
            raise value
        else:
            result: _T = value
            return result


def langchain_messages(messages: Sequence[Message]) -> list[tuple[str, str]]:
    """Messages in the short form that every LangChain chat model takes."""
    names = {"system": "system", "user": "human", "assistant": "ai"}
    return [(names[message.role], message.content) for message in messages]


def reply_of(message: BaseMessage) -> Reply:
    """A LangChain message as plain data; a tool call's arguments are its text."""
    calls = getattr(message, "tool_calls", None) or []
    text = json.dumps(calls[0]["args"], ensure_ascii=False) if calls else text_of(message)
    if not calls and getattr(message, "invalid_tool_calls", None):
        text = str(message.invalid_tool_calls[0].get("args") or "")  # type: ignore[attr-defined]
    usage = getattr(message, "usage_metadata", None) or {}
    return Reply(
        text=text,
        finish=_finish(message),
        input_tokens=_count(usage.get("input_tokens")),
        output_tokens=_count(usage.get("output_tokens")),
    )


def text_of(message: BaseMessage) -> str:
    """The text of a message, without thinking and other blocks."""
    content = message.content
    if isinstance(content, str):
        return content
    return "".join(
        part if isinstance(part, str) else str(part.get("text", ""))
        for part in content
        if isinstance(part, str) or part.get("type") == "text"
    )


def _finish(message: BaseMessage) -> Finish:
    metadata = getattr(message, "response_metadata", None) or {}
    for key in ("finish_reason", "stop_reason", "done_reason", "status"):
        reason = metadata.get(key)
        if isinstance(reason, str) and reason:
            # A reason that nobody has heard of is at least an end.
            return _FINISHES.get(reason.lower(), "complete")
    return "unknown"


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None

"""A language model as Certiplan asks it: cached, retried, within a budget, logged, and left at any moment."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from certiplan.errors import (
    CancelledError,
    LanguageModelError,
    LanguageModelFault,
    LanguageModelUnavailableError,
)
from certiplan.formalizers.language_model.cache import AnswerCache, cache_key
from certiplan.formalizers.language_model.conversation import (
    Answer,
    CallLog,
    CallUsage,
    Finish,
    Json,
    Listeners,
    Message,
)
from certiplan.formalizers.language_model.faults import Fault, fault_of
from certiplan.formalizers.language_model.providers import ModelOptions, OpenedModel, open_model
from certiplan.formalizers.language_model.redaction import Redactor
from certiplan.formalizers.language_model.retrying import RetryPolicy, Waiting, wait_leavable
from certiplan.formalizers.language_model.sending import (
    Reply,
    langchain_messages,
    reply_of,
    run_leavable,
    text_of,
)
from certiplan.formalizers.language_model.spending import Budget, Price

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Sender = Callable[[list[tuple[str, str]]], "BaseMessage"]
_CHARACTERS_PER_TOKEN = 4
_GO_ON = "Your answer was cut off. Go on exactly where it stopped; repeat nothing and add no remarks."


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a client's calls used so far; answers from the cache are counted apart and cost nothing.

    Attributes:
        cost_usd: None once a call was made whose price is not known.
    """

    calls: int = 0
    cached_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0


class ChatClient:
    """Asks one language model.

    Args:
        model: `provider:name` or a LangChain chat model.
        base_url: the address of an OpenAI-compatible server.
        options: temperature, lengths, time limits.
        price: instead of the list price of a known model.
        budget: what all calls of this client together may use.
        retries: how often to try again.
        cache: answers are looked up and kept there.
        log: gets one record for each attempt and each answer from the cache.
        listeners: are told of texts, usage and retries.
        wait: how to sleep; tests pass one that does not.
        chance: where jitter comes from.
        now: the clock for log records and `Retry-After` dates.

    Raises:
        LanguageModelUnavailableError: when the model cannot be opened.
        UsageError: for a budget in dollars without a price.
    """

    def __init__(
        self,
        model: str | BaseChatModel,
        *,
        base_url: str | None = None,
        options: ModelOptions | None = None,
        price: Price | None = None,
        budget: Budget | None = None,
        retries: RetryPolicy | None = None,
        cache: AnswerCache | None = None,
        log: CallLog | None = None,
        listeners: Listeners | None = None,
        wait: Waiting = wait_leavable,
        chance: random.Random | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.options = options or ModelOptions()
        self.opened: OpenedModel = open_model(model, base_url=base_url, options=self.options, price=price)
        self.budget = budget or Budget()
        self.budget.check_priced(self.opened.name, self.opened.price)
        self.listeners = listeners or Listeners()
        self.spent = Spent()
        self._retries = retries or RetryPolicy()
        self._cache = cache
        self._log = log
        self._wait = wait
        self._chance = chance or random.Random()  # noqa: S311  # jitter is no secret
        self._now = now
        self._redact = Redactor(self.opened.keys)
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The model as `provider:name`."""
        return self.opened.name

    def ask(self, messages: Sequence[Message], *, stop: threading.Event | None = None) -> Answer:
        """The model's answer as text, however many pieces it took.

        An answer that was cut off by a limit on its length is continued once.

        Raises:
            LanguageModelError: when no usable answer came after all attempts.
            LanguageModelUnavailableError: when none can come: no access, no such model.
            BudgetSpentError: when the budget does not allow the call.
            CancelledError: once `stop` is set.
        """
        answer = self.send(messages, settings={}, sender=None, stop=stop)
        if answer.finish != "length" or not answer.text.strip():
            return answer
        self.notice("the answer was cut off; asking for the rest")
        rest = self.send(
            [*messages, Message(role="assistant", content=answer.text), Message(role="user", content=_GO_ON)],
            settings={},
            sender=None,
            stop=stop,
        )
        return replace(rest, text=answer.text + rest.text, attempts=answer.attempts + rest.attempts)

    def send(
        self,
        messages: Sequence[Message],
        *,
        settings: dict[str, Json],
        sender: Sender | None,
        stop: threading.Event | None,
    ) -> Answer:
        """One answer: from the cache, or from the model with retries.

        Args:
            settings: what else is part of the cache's key, such as the schema of a structured answer.
            sender: how to send; None for plain text.
        """
        started = time.monotonic()
        key = cache_key(self._address(), messages, {**self._settings(), **settings})
        kept = self._cached(key)
        if kept is not None:
            found = self._answer(messages, kept, 0, started)
            self._record(messages, settings, attempt=0, answer=found)
            return found
        self._check_budget(messages)
        for attempt in range(1, self._retries.attempts + 1):
            reply: Reply | None
            if self.listeners.asking is not None:
                self.listeners.asking(self.name)
            try:
                reply = self._attempt(messages, sender, stop)
                fault = self._fault_of_reply(reply, streamed=sender is None and self._streams)
            except CancelledError:
                raise
            except Exception as error:
                reply, fault = None, fault_of(error, self._now())
                if fault is None:
                    raise
            # An empty reply is paid for like any other.
            answer = None if reply is None else self._answer(messages, reply, attempt, started)
            if answer is not None and reply is not None and fault is None:
                self._record(messages, settings, attempt=attempt, answer=answer)
                if self._cache is not None:
                    self._cache.put(key, {"text": self._redact.known(reply.text), "finish": reply.finish})
                return answer
            assert fault is not None
            self._record(messages, settings, attempt=attempt, fault=fault)
            if not fault.again or attempt == self._retries.attempts:
                raise self._given_up(fault, attempt)
            seconds = self._retries.wait_s(attempt, fault, self._chance)
            self.notice(f"{self.name}: {fault.words.rstrip('.')}; trying again in {seconds:.1f} s")
            self._wait(seconds, stop)
        raise AssertionError("the last attempt returns or raises")

    def notice(self, words: str) -> None:
        """Tell the listener something."""
        if self.listeners.notice is not None:
            self.listeners.notice(self._redact.all(words))

    # ---------------------------------------------------------------- one attempt

    @property
    def _streams(self) -> bool:
        return self.listeners.text is not None

    def _attempt(
        self, messages: Sequence[Message], sender: Sender | None, stop: threading.Event | None
    ) -> Reply:
        sent = langchain_messages(messages)
        model = self.opened.model

        def work(say: Callable[[str], None]) -> Reply:
            if sender is not None:
                return reply_of(sender(sent))
            if not self._streams:
                return reply_of(model.invoke(sent))
            whole = None
            try:
                for chunk in model.stream(sent):
                    say(text_of(chunk))
                    whole = chunk if whole is None else whole + chunk
            except ValueError as error:
                # LangChain's word for a stream without a piece: some servers always answer whole.
                if whole is not None or isinstance(error, json.JSONDecodeError):
                    raise
                return reply_of(model.invoke(sent))
            if whole is None:
                return Reply(text="", finish="unknown", input_tokens=None, output_tokens=None)
            return reply_of(whole)

        return run_leavable(
            work,
            timeout_s=self.options.timeout_s,
            stop=stop,
            heard=self.listeners.text if self._streams else None,
        )

    def _fault_of_reply(self, reply: Reply, *, streamed: bool) -> Fault | None:
        """What is wrong with a reply that came without an exception."""
        if streamed and reply.finish == "unknown" and self.opened.says_why_it_ends:
            return Fault(kind="connection", words="the answer broke off", again=True)
        if reply.finish == "refused":
            return Fault(kind="refused request", words="the provider withheld the answer", again=False)
        if not reply.text.strip():
            return Fault(kind="empty answer", words="the answer is empty", again=True)
        return None

    def _given_up(self, fault: Fault, attempts: int) -> LanguageModelError | LanguageModelUnavailableError:
        words = self._redact.all(fault.words)
        if fault.unavailable:
            return LanguageModelUnavailableError(
                f"{self.name} refuses to be asked: {words}; check the key, the model's name and the account"
            )
        times = "" if attempts == 1 else f" after {attempts} attempts"
        return LanguageModelError(
            f"{self.name} gave no answer{times}: {words}; {_ADVICE[fault.kind]}",
            fault=fault.kind,
            attempts=attempts,
        )

    # ------------------------------------------------------- cache, budget, log

    def _address(self) -> str:
        return self.name if self.opened.address is None else f"{self.name} at {self.opened.address}"

    def _settings(self) -> dict[str, Json]:
        return {
            "temperature": self.options.temperature,
            "max_output_tokens": self.options.max_output_tokens,
        }

    def _cached(self, key: str) -> Reply | None:
        kept = None if self._cache is None else self._cache.get(key)
        if kept is None:
            return None
        text = kept.get("text")
        if not isinstance(text, str) or not text.strip():
            return None
        finish: Finish = "length" if kept.get("finish") == "length" else "complete"
        return Reply(text=text, finish=finish, input_tokens=0, output_tokens=0)

    def _check_budget(self, messages: Sequence[Message]) -> None:
        with self._lock:
            spent = self.spent
        expected = _estimated(messages)
        price = self.opened.price
        self.budget.check(
            tokens=spent.input_tokens + spent.output_tokens,
            cost_usd=spent.cost_usd or 0.0,
            next_tokens=expected,
            next_cost_usd=0.0 if price is None else price.cost_usd(expected, 0),
        )

    def _answer(self, messages: Sequence[Message], reply: Reply, attempts: int, started: float) -> Answer:
        cached = attempts == 0
        estimated = reply.input_tokens is None or reply.output_tokens is None
        input_tokens = _estimated(messages) if reply.input_tokens is None else reply.input_tokens
        output_tokens = _tokens(reply.text) if reply.output_tokens is None else reply.output_tokens
        price = self.opened.price
        cost = 0.0 if cached else None if price is None else price.cost_usd(input_tokens, output_tokens)
        usage = CallUsage(
            model=self.name,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cached=cached,
            estimated=estimated,
            cost_usd=cost,
            seconds=time.monotonic() - started,
        )
        with self._lock:
            before = self.spent
            known = None if before.cost_usd is None or cost is None else before.cost_usd + cost
            self.spent = Spent(
                calls=before.calls + (not cached),
                cached_calls=before.cached_calls + cached,
                input_tokens=before.input_tokens + input_tokens,
                output_tokens=before.output_tokens + output_tokens,
                cost_usd=known,
            )
        if self.listeners.usage is not None:
            self.listeners.usage(usage)
        return Answer(text=reply.text, finish=reply.finish, usage=usage, attempts=attempts)

    def _record(
        self,
        messages: Sequence[Message],
        settings: dict[str, Json],
        *,
        attempt: int,
        answer: Answer | None = None,
        fault: Fault | None = None,
    ) -> None:
        if self._log is None:
            return
        record: dict[str, Json] = {
            "time": self._now().isoformat(),
            "model": self.name,
            "address": self.opened.address,
            "settings": {**self._settings(), **settings},
            "messages": [
                {"role": message.role, "content": self._redact.known(message.content)} for message in messages
            ],
            "attempt": attempt,
            "cached": attempt == 0,
            "answer": None,
            "error": None,
        }
        if answer is not None:
            usage = answer.usage
            record["answer"] = {"text": self._redact.known(answer.text), "finish": answer.finish}
            record["usage"] = {
                "input_tokens": usage.input_tokens,
                "output_tokens": usage.output_tokens,
                "estimated": usage.estimated,
                "cost_usd": usage.cost_usd,
                "seconds": round(usage.seconds, 3),
            }
        if fault is not None:
            record["error"] = {
                "fault": fault.kind,
                "status": fault.status,
                "words": self._redact.all(fault.words),
            }
        self._log(record)


_ADVICE: dict[LanguageModelFault, str] = {
    "rate limit": "wait a while, or use a model with a higher limit",
    "time-out": "give it more time, or use a faster model",
    "connection": "check the network and the address",
    "server": "the provider is in trouble; try later or use another model",
    "refused request": "the request does not suit this model; use another one",
    "empty answer": "use another model",
    "bad answer": "use another model",
}


def _tokens(text: str) -> int:
    return -(-len(text) // _CHARACTERS_PER_TOKEN)


def _estimated(messages: Sequence[Message]) -> int:
    return sum(_tokens(message.content) for message in messages)

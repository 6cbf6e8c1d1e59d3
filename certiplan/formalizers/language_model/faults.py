"""What an exception of some provider's package means: whether to try again, and what to tell the user.

Providers' exceptions are recognised by what they have in common (`status_code`, the names of time-outs and
broken connections), so that no provider's package has to be imported to understand another one's.
"""

from __future__ import annotations

import email.utils
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from certiplan.errors import LanguageModelFault

_TRY_LATER = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_NO_ACCESS = frozenset({401, 403})
_OUT_OF_MONEY = ("insufficient_quota", "billing_hard_limit_reached", "credit balance is too low")
_TIMEOUTS = ("Timeout", "TimedOut")
_CONNECTIONS = (
    "ConnectionError",
    "ConnectError",
    "TransportError",
    "ProtocolError",
    "NetworkError",
    "ReadError",
)
_MISREAD = (ValueError, TypeError, LookupError, AttributeError)
_OURS = frozenset({"builtins", "certiplan", "langchain_core", "pydantic"})
_LONGEST_WORDS = 300


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What went wrong with one attempt.

    Attributes:
        unavailable: no request to this model can succeed: no access, no such model, no credit.
        retry_after_s: how long the server asks to wait.
    """

    kind: LanguageModelFault
    words: str
    again: bool
    unavailable: bool = False
    status: int | None = None
    retry_after_s: float | None = None


def fault_of(error: BaseException, now: datetime) -> Fault | None:
    """What an exception stands for; None if it is none of a provider's making.

    Args:
        error: as the chat model raised it; its causes are looked at too.
        now: what dates in `Retry-After` are compared with.
    """
    chain = tuple(_chain(error))
    for cause in chain:
        status = getattr(cause, "status_code", None)
        if isinstance(status, int) and status > 0:
            return _of_status(status, cause, now)
    for cause in chain:
        names = [kind.__name__ for kind in type(cause).__mro__]
        if isinstance(cause, TimeoutError) or any(part in name for name in names for part in _TIMEOUTS):
            return Fault(kind="time-out", words="no answer in time", again=True)
    for cause in chain:
        names = [kind.__name__ for kind in type(cause).__mro__]
        if isinstance(cause, ConnectionError) or any(part in name for name in names for part in _CONNECTIONS):
            return Fault(kind="connection", words=_words(cause) or "the connection broke", again=True)
    for cause in chain:
        names = [kind.__name__ for kind in type(cause).__mro__]
        if isinstance(cause, json.JSONDecodeError) or "APIResponseValidationError" in names:
            return Fault(kind="server", words="the server's reply is not what the protocol says", again=True)
    for cause in chain:
        # LangChain's own errors say themselves whether to try again.
        again = getattr(cause, "is_retryable", None)
        if isinstance(again, bool):
            return Fault(kind="server" if again else "refused request", words=_words(cause), again=again)
    if isinstance(error, _MISREAD):
        # What chat models raise when a reply is JSON of another form than they expect.
        words = f"the reply is not of the expected form ({type(error).__name__}: {_words(error)})"
        return Fault(kind="server", words=words, again=True)
    if type(error).__module__.split(".")[0] not in _OURS:
        return Fault(kind="server", words=f"{type(error).__name__}: {_words(error)}", again=True)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _of_status(status: int, error: BaseException, now: datetime) -> Fault:
    words = f"HTTP {status}: {_words(error)}"
    said = f"{getattr(error, 'code', None)} {error}"
    if status in _NO_ACCESS or any(mark in said for mark in _OUT_OF_MONEY):
        return Fault(kind="refused request", words=words, again=False, unavailable=True, status=status)
    if status == 404:
        return Fault(kind="refused request", words=words, again=False, unavailable=True, status=status)
    if status == 429:
        after = _retry_after(error, now)
        return Fault(kind="rate limit", words=words, again=True, status=status, retry_after_s=after)
    if status in (408, 504, 524):
        return Fault(kind="time-out", words=words, again=True, status=status)
    if status in _TRY_LATER or status >= 500:
        after = _retry_after(error, now)
        return Fault(kind="server", words=words, again=True, status=status, retry_after_s=after)
    return Fault(kind="refused request", words=words, again=False, status=status)


def _words(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS] + "…"


def _retry_after(error: BaseException, now: datetime) -> float | None:
    """Seconds, from a header that holds seconds or a date."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    text = headers.get("retry-after") if headers is not None else None
    if not isinstance(text, str):
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        date = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds())

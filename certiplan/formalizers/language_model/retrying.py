"""How often and how patiently a request is sent again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from certiplan.errors import CancelledError
from certiplan.formalizers.language_model.faults import Fault

Waiting: TypeAlias = Callable[[float, threading.Event | None], None]
"""Sleeps so many seconds, and raises `CancelledError` once the event is set."""


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """How often and how patiently a request is sent again.

    The wait before attempt n + 1 is drawn evenly from the upper half of `first_s * 2 ** (n - 1)`, at most
    `longest_s`; what the server asks for in `Retry-After` counts where it is longer, up to `longest_s`.
    """

    attempts: int = 5
    first_s: float = 1.0
    longest_s: float = 60.0

    def wait_s(self, attempt: int, fault: Fault, chance: random.Random) -> float:
        """Seconds to wait after a failed attempt, counted from 1."""
        backoff = min(self.longest_s, self.first_s * 2.0 ** (attempt - 1))
        jittered = backoff * (0.5 + 0.5 * chance.random())
        return min(self.longest_s, max(jittered, fault.retry_after_s or 0.0))


def wait_leavable(seconds: float, stop: threading.Event | None) -> None:
    """Sleep, unless `stop` is or gets set.

    Raises:
        CancelledError: once it is.
    """
    if stop is None:
        time.sleep(seconds)
    elif stop.wait(seconds):
        raise CancelledError("stopped while waiting to ask the language model again")

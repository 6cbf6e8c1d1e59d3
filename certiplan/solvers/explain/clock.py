"""How much time an explanation may take, and who may stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from certiplan.solvers.backend import SolveOptions


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of one explanation.

    Attributes:
        time_limit_s: wall-clock seconds for the whole explanation; None for no limit.
        check_limit_s: the longest that one question to the solvers may take; what stays open is then
            carried as unknown.
        threads: how many threads a solver may use; None leaves it to the solver.
        stop: set by another thread to end soon with what is known.
    """

    time_limit_s: float | None = None
    check_limit_s: float = 20.0
    threads: int | None = None
    stop: Event = field(default_factory=Event)


class Clock:
    """The time that is left of an explanation that has begun.

    Args:
        limits: what was granted.
        now: tells the time in seconds.
    """

    def __init__(self, limits: Limits | None = None, *, now: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits or Limits()
        self._now = now
        self._began = now()

    @property
    def spent_s(self) -> float:
        """Seconds since the beginning."""
        return self._now() - self._began

    @property
    def expired(self) -> bool:
        """Whether nothing more may be asked."""
        left = self.left_s
        return self.limits.stop.is_set() or (left is not None and left <= 0)

    @property
    def left_s(self) -> float | None:
        """Seconds that are left; None without a limit."""
        limit = self.limits.time_limit_s
        return None if limit is None else limit - self.spent_s

    def options(self, most_s: float | None = None) -> SolveOptions:
        """Options of one question that may take at most so long, and no longer than is left."""
        left = self.left_s
        bounds = [bound for bound in (left, most_s) if bound is not None]
        return SolveOptions(
            time_limit_s=max(0.0, min(bounds)) if bounds else None,
            threads=self.limits.threads,
            stop=self.limits.stop,
        )

"""The thread pool of HiGHS, which all its instances in a process share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import highspy


class Scheduler:
    """HiGHS has one thread pool per process; it changes size only while nothing runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._threads: int | None = None

    @contextmanager
    def running(self, threads: int | None) -> Iterator[int]:
        """Yields the `threads` option to use during one run."""
        with self._lock:
            if self._running == 0 and threads != self._threads:
                highspy.Highs.resetGlobalScheduler(True)  # noqa: FBT003
                self._threads = threads
            self._running += 1
            granted = self._threads or 0
        try:
            yield granted
        finally:
            with self._lock:
                self._running -= 1


SCHEDULER = Scheduler()

"""How long the current step of a running turn has taken so far."""

from __future__ import annotations

import time
from collections.abc import Callable

from certiplan.tui.desk.board import RunView

TICK_S = 0.5


class StepClock:
    """Seconds since the current step came into view.

    Args:
        clock: tells seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._step: tuple[str, int] | None = None
        self._since = 0.0

    def seconds(self, run: RunView) -> float:
        """For the step that has not ended, or for the time between two steps."""
        step = (run.request, sum(1 + (row.seconds is not None) for row in run.steps))
        if step != self._step:
            self._step, self._since = step, self._clock()
        return self._clock() - self._since

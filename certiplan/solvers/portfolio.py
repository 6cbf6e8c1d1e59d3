"""Two solvers race for one model, in processes that can be killed.

The first runs alone for a short head start, as it would without a race: what it settles by then costs
nothing more. After that both run side by side, each with its share of the cores, from the best solution
known. The first proof ends the race; the loser's process is killed, and what it had found by then is
still compared with the proof.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Final, TypeAlias

from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Backend, Capability, Progress, SolveOptions
from certiplan.solvers.photo_finish import outcome
from certiplan.solvers.registry import in_own_process
from certiplan.solvers.results import (
    Failed,
    Feasible,
    Infeasible,
    Optimal,
    SolverResult,
    Unbounded,
    Unknown,
)

HEAD_START_S: Final = 1.5
"""How long the first solver runs alone."""

_POLL_S: Final = 0.02
_LEAST_SEARCHES: Final = 2  # a single search hides the strength of CP-SAT, whose searches differ

_Message: TypeAlias = Progress | SolverResult


class PortfolioBackend:
    """A race of two solvers behind the interface of one.

    Args:
        first: runs alone for the head start.
        second: joins it after that.
        head_start_s: seconds; part of the call's time limit.
        cores: how many the two may use together, where the call does not limit its threads.
        killable: gives a solver the process in which it races.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        first: Backend,
        second: Backend,
        *,
        head_start_s: float = HEAD_START_S,
        cores: int | None = None,
        killable: Callable[[Backend], Backend] = in_own_process,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._first = first
        self._second = second
        self._head_start_s = head_start_s
        self._cores = cores if cores is not None else usable_cores()
        self._killable = killable
        self._clock = clock

    @property
    def name(self) -> str:
        """The name users give with --solver."""
        return f"portfolio:{self._first.name}+{self._second.name}"

    @property
    def capability(self) -> Capability:
        """What one or the other can settle."""
        one, other = self._first.capability, self._second.capability
        return Capability(
            features=one.features | other.features,
            exact_reals=one.exact_reals and other.exact_reals,
            anytime=one.anytime or other.anytime,
        )

    def unavailable_because(self) -> str | None:
        """Why it cannot be used here, or None when both solvers can."""
        return self._first.unavailable_because() or self._second.unavailable_because()

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        """Settle the ground model; the result names the solver whose it is."""
        began = self._clock()
        limit_s = options.time_limit_s
        alone_s = self._head_start_s if limit_s is None else min(self._head_start_s, limit_s)
        early = self._first.solve(model, replace(options, time_limit_s=alone_s))
        spent_s = self._clock() - began
        left_s = None if limit_s is None else limit_s - spent_s
        if is_decisive(early) or options.stop.is_set() or (left_s is not None and left_s <= 0):
            return early
        if isinstance(early, Feasible | Unknown) and early.reason == "time":
            solvers = [self._killable(solver) for solver in (self._first, self._second)]
        else:
            solvers = [self._killable(self._second)]  # the first has said all that it can
        if isinstance(early, Feasible):
            model = replace(model, hints=dict(enumerate(early.values)))
        left = replace(options, time_limit_s=left_s, on_progress=_later(options, spent_s))
        racers = [
            Racer(solver=solver, threads=self._threads(solver, options, among=len(solvers)))
            for solver in solvers
        ]
        results = race(model, racers, left)
        superseded = isinstance(early, Unknown) and early.reason == "time"
        result = outcome(
            model, results if superseded else [early, *results], relative_gap=options.relative_gap
        )
        if isinstance(result, Feasible | Unknown) and options.stop.is_set():
            result = replace(result, reason="cancelled")
        return replace(result, seconds=self._clock() - began)

    def _threads(self, solver: Backend, options: SolveOptions, *, among: int) -> int | None:
        """A core for each, and what is left for CP-SAT, the only one to gain by more."""
        if among == 1:
            return options.threads
        if solver.name != "cpsat":
            return 1
        if options.threads is not None:
            return max(1, options.threads - 1)
        return max(_LEAST_SEARCHES, self._cores - 1)


def usable_cores() -> int:
    """How many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_decisive(result: SolverResult) -> bool:
    """Whether a result ends the race: nothing that another solver finds can add to it."""
    return isinstance(result, Optimal | Infeasible | Unbounded)


@dataclass(frozen=True, kw_only=True)
class Racer:
    """A solver with the threads it may use; None leaves that to the solver."""

    solver: Backend
    threads: int | None


def race(model: GroundModel, racers: Sequence[Racer], options: SolveOptions) -> tuple[SolverResult, ...]:
    """Let solvers settle a model side by side until the first proof.

    The losers are told to stop by their `stop` event and waited for: a solver in a process of its own
    kills it then. Their progress is reported from the calling thread.

    Returns:
        One result each, in the order in which they came: at most one proof by a racer that was not
        stopped comes first, then what the losers had found.
    """
    inbox: SimpleQueue[_Message] = SimpleQueue()
    stop = Event()
    threads = [
        Thread(target=_run, args=(racer, model, options, stop, inbox), daemon=True) for racer in racers
    ]
    results: list[SolverResult] = []
    try:
        for thread in threads:
            thread.start()
        while len(results) < len(racers):
            if options.stop.is_set():
                stop.set()
            try:
                message = inbox.get(timeout=_POLL_S)
            except Empty:
                continue
            if isinstance(message, Progress):
                if options.on_progress is not None and not stop.is_set():
                    options.on_progress(message)
                continue
            results.append(message)
            if is_decisive(message):
                stop.set()
    finally:  # a listener that raises, or Ctrl-C, must not leave a solver running either
        stop.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
    return tuple(results)


def _run(
    racer: Racer, model: GroundModel, options: SolveOptions, stop: Event, inbox: SimpleQueue[_Message]
) -> None:
    own = replace(
        options,
        threads=racer.threads,
        stop=stop,
        on_progress=inbox.put if options.on_progress is not None else None,
    )
    result: SolverResult
    try:
        result = racer.solver.solve(model, own)
    except Exception as error:  # a racer that ended without a word would be waited for without end
        text = f"{type(error).__name__}: {error}"
        result = Failed(error=text, solver=racer.solver.name, seconds=0.0)
    inbox.put(result)


def _later(options: SolveOptions, spent_s: float) -> Callable[[Progress], None] | None:
    """The listener, with seconds counted from the start of the call."""
    listener = options.on_progress
    if listener is None:
        return None
    return lambda report: listener(replace(report, seconds=report.seconds + spent_s))

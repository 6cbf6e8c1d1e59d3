"""What a domain does in each step of the loop, and what it may use there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from certiplan.agents.codec import Codec
from certiplan.agents.events import Listener, SolverProgress
from certiplan.agents.memory import Effect, Memory
from certiplan.agents.outcomes import Conflict
from certiplan.agents.task import PlanSettings, Task
from certiplan.formalizers.language_model.conversation import CallLog
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.explain.clock import Clock, Limits


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What a step may use.

    Attributes:
        settings: how to plan.
        emit: takes events, such as notices and the words of a language model.
        clock: the time that is left for the turn, and whether it was cancelled.
        calls: takes a record of every call of a language model; None for nobody.
        answers: a file in which answers of a language model are kept, so that none is paid for twice.
    """

    settings: PlanSettings
    emit: Listener = field(repr=False)
    clock: Clock = field(repr=False)
    calls: CallLog | None = field(default=None, repr=False)
    answers: Path | None = None

    @property
    def cancelled(self) -> bool:
        """Whether somebody wants the work to end."""
        return self.clock.limits.stop.is_set()

    def solve_options(self) -> SolveOptions:
        """Options of one call of a solver: it reports its progress as events, and keeps to the time left."""
        return replace(
            self.settings.options,
            time_limit_s=self.clock.left_s,
            stop=self.clock.limits.stop,
            on_progress=self._progress,
        )

    def _progress(self, progress: Progress) -> None:
        self.emit(
            SolverProgress(
                solver=progress.solver,
                stage=progress.stage,
                seconds=progress.seconds,
                value=progress.value,
                bound=progress.bound,
            )
        )
        given = self.settings.options.on_progress
        if given is not None:
            given(progress)


def limits_of(settings: PlanSettings) -> Limits:
    """The limits that the solver's options set for everything together."""
    options = settings.options
    return Limits(time_limit_s=options.time_limit_s, threads=options.threads, stop=options.stop)


def clash_verdict(conflict: Conflict) -> str:
    """What was verified of a conflict, in words."""
    again = f", and again by {conflict.confirmed_by}" if conflict.confirmed_by else ""
    ways = f"; the plans of {len(conflict.ways_out)} ways out pass" if conflict.ways_out else ""
    return f"the clash is proved by {conflict.solver}{again}{ways}"


class Steps(Protocol):
    """A domain's part of the loop. Every step is a function from memory to memory: what is not in the
    memory is gone when the process is killed, and has to be made again from it.
    """

    @property
    def codec(self) -> Codec:
        """Writes and reads the domain's typed data."""

    def read(self, memory: Memory, before: Memory | None, tools: Tools) -> Memory:
        """Understand what was said: `heard`, or a `question` that has to be answered first.

        Args:
            memory: `said`, and what is known from before; its intent is "reply" where a question is open, and
                else "request", which is the step's to correct.
            before: what there was before this turn; None where there was nothing.
            tools: what the step may use.

        Raises:
            RequestError: the request is impossible as such, or was not understood.
        """

    def formalize(self, memory: Memory, tools: Tools) -> Memory:
        """Write the model `document`, or take the one that was `given`, or repair it."""

    def check(self, memory: Memory, tools: Tools) -> Memory:
        """Find what is wrong with the document: `diagnostics`, and whether it needs a `repair`.

        Raises:
            DocumentError: it has errors that only the person can repair.
        """

    def solve(self, memory: Memory, tools: Tools) -> Memory:
        """Settle the document: a `finding`, and an `outcome` unless it is a conflict."""

    def explain(self, memory: Memory, tools: Tools) -> Memory:
        """Find what clashes and the ways out: the `outcome`."""

    def relax(self, memory: Memory, before: Memory, tools: Tools) -> Memory:
        """Take the way out that was `accepted`: the `outcome`, a plan.

        Raises:
            UsageError: there is no such way out.
        """

    def verify(self, memory: Memory, tools: Tools) -> Memory:
        """Judge the outcome by something that had no part in finding it: `verified`, and the `verdict`.

        Raises:
            InternalError: the outcome is wrong; it goes to nobody.
        """

    def compare(self, before: Memory, after: Memory) -> Effect:
        """What a supposition does to the best plan."""


@runtime_checkable
class SteppedTask(Task, Protocol):
    """A domain that can be settled step by step, and so be conversed with, interrupted and resumed."""

    def steps(self, settings: PlanSettings) -> Steps:
        """Its part of the loop."""


@runtime_checkable
class TakesChatModel(Protocol):
    """A domain that can have a language model read, given as an object."""

    def with_chat_model(self, chat_model: object) -> SteppedTask:
        """The same domain with a LangChain chat model."""


def stepped(task: Task) -> SteppedTask | None:
    """A domain as one that is settled step by step; None where it does not know how."""
    return task if isinstance(task, SteppedTask) else None

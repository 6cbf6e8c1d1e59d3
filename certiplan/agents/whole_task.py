"""Domains that plan in one go, as domains that are settled step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from certiplan.agents.codec import Codec
from certiplan.agents.memory import Effect, Memory, finding_of
from certiplan.agents.outcomes import Conflict, Outcome, Plan, Question
from certiplan.agents.steps import SteppedTask, Steps, Tools, stepped
from certiplan.agents.task import PlanSettings, Task, find_task
from certiplan.errors import UsageError
from certiplan.pictures import CalendarEntry, Page


def find_stepped_task(name: str) -> SteppedTask:
    """The domain of this name, as one that is settled step by step.

    Raises:
        UsageError: there is none.
    """
    if name == "general":  # ours, and there even where no distribution says so
        from certiplan.agents.general.task import GeneralTask

        return GeneralTask()
    task = find_task(name)
    return stepped(task) or WholeTask(task)


@dataclass(frozen=True)
class WholeTask:
    """A domain that plans in one go: everything happens in the step `solve`, and it cannot be resumed.

    A domain that returns a plan has verified it (`certiplan.agents.Task`).
    """

    task: Task

    @property
    def name(self) -> str:
        """How the domain is called."""
        return self.task.name

    def steps(self, settings: PlanSettings) -> Steps:
        """Its part of the loop."""
        return _WholeSteps(self.task, settings)

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """See `Task.plan`."""
        return self.task.plan(text, settings, previous=previous)

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """See `Task.to_json`."""
        return self.task.to_json(outcome)

    def show(self, outcome: Outcome) -> object:
        """See `Task.show`."""
        return self.task.show(outcome)

    def page(self, outcome: Outcome) -> Page:
        """See `Task.page`."""
        return self.task.page(outcome)

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """See `Task.calendar`."""
        return self.task.calendar(outcome)


@dataclass(frozen=True)
class _Asked:
    """What was said, and the question that it replies to."""

    text: str
    previous: Question | None
    accept: tuple[int, ...] = ()


class _WholeSteps:
    def __init__(self, task: Task, settings: PlanSettings) -> None:
        self._task = task
        self._settings = settings
        self.codec = Codec(())

    def read(self, memory: Memory, before: Memory | None, tools: Tools) -> Memory:
        outcome = self._task.plan(memory.said, self._plain(tools), previous=memory.question)
        asked = _Asked(text=memory.said, previous=memory.question)
        if isinstance(outcome, Question):
            return replace(memory, question=outcome, work=asked)
        return replace(memory, question=None, heard=outcome.heard, outcome=outcome, work=asked)

    def formalize(self, memory: Memory, tools: Tools) -> Memory:
        if memory.given is not None:
            raise UsageError(f"the model of {self._task.name} cannot be edited")
        return memory

    def check(self, memory: Memory, tools: Tools) -> Memory:
        return memory

    def solve(self, memory: Memory, tools: Tools) -> Memory:
        assert memory.outcome is not None
        return replace(memory, finding=finding_of(memory.outcome))

    def explain(self, memory: Memory, tools: Tools) -> Memory:
        return memory

    def relax(self, memory: Memory, before: Memory, tools: Tools) -> Memory:
        work = before.work
        if not isinstance(before.outcome, Conflict) or not isinstance(work, _Asked):
            raise UsageError("there is no conflict, and so no way out to accept")
        assert memory.accepted is not None
        accept = (*work.accept, memory.accepted)
        settings = replace(self._plain(tools), accept=accept)
        outcome = self._task.plan(work.text, settings, previous=work.previous)
        return replace(
            memory, outcome=outcome, finding=finding_of(outcome), work=replace(work, accept=accept)
        )

    def verify(self, memory: Memory, tools: Tools) -> Memory:
        found = "the plan" if isinstance(memory.outcome, Plan) else "what was found"
        return replace(memory, verified=True, verdict=f"{found} was verified by the domain")

    def compare(self, before: Memory, after: Memory) -> Effect:
        raise UsageError(f"{self._task.name} answers no what-ifs")

    def _plain(self, tools: Tools) -> PlanSettings:
        return replace(self._settings, options=tools.solve_options(), accept=(), accept_cheapest=False)

"""What a case's record keeps of the events on the way: steps with their seconds, drafts, findings, tokens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import assert_never

from pydantic import JsonValue

from certiplan.agents import events
from certiplan.agents.events import Event, Listener, Step, StepEnded, StepStarted
from certiplan.tasks.evaluation.plain_data import plain
from certiplan.tasks.evaluation.records import Tokens


@contextmanager
def timed(
    listener: Listener, step: Step, *, clock: Callable[[], float] = time.perf_counter
) -> Iterator[None]:
    """Tell the listener that a step began and, however it ends, how long it took."""
    listener(StepStarted(step=step))
    began = clock()
    try:
        yield
    finally:
        listener(StepEnded(step=step, seconds=clock() - began))


class EventLog:
    """A listener that keeps what a record needs.

    Attributes:
        lines: the events as data, without pieces of text, and of a solver's reports only the last in a row.
        steps: the seconds of each step, summed over its turns.
        tokens: what language models used.
        document: the latest draft of the model document.
        diagnostics: what was said of it.
        heard: how the request was understood.
    """

    def __init__(self) -> None:
        self.lines: list[dict[str, JsonValue]] = []
        self.steps: dict[str, float] = {}
        self.tokens = Tokens()
        self.document: str | None = None
        self.diagnostics: tuple[str, ...] = ()
        self.heard: JsonValue = None

    def __call__(self, event: Event) -> None:
        """Note an event."""
        match event:
            case events.StepEnded():
                self.steps[event.step] = self.steps.get(event.step, 0.0) + event.seconds
            case events.RequestRead():
                self.heard = plain(event.heard)
            case events.ModelDrafted():
                self.document = event.document
            case events.Diagnosed():
                self.diagnostics = tuple(map(str, event.diagnostics))
            case events.Usage():
                self._count(event)
            case _:
                pass
        line = event_data(event)
        if line is None:
            return
        if line["kind"] == "solver_progress" and self.lines and self.lines[-1]["kind"] == line["kind"]:
            self.lines[-1] = line
        else:
            self.lines.append(line)

    def _count(self, usage: events.Usage) -> None:
        before = self.tokens
        priced = before.cost_usd is not None and usage.cost_usd is not None
        self.tokens = Tokens(
            calls=before.calls + 1,
            cached=before.cached + usage.cached,
            input=before.input + usage.input_tokens,
            output=before.output + usage.output_tokens,
            cost_usd=(before.cost_usd or 0.0) + (usage.cost_usd or 0.0)
            if priced or (usage.cached and before.cost_usd is not None)
            else None,
        )


def event_data(event: Event) -> dict[str, JsonValue] | None:
    """An event as data; None for what a record has no use for.

    Outcomes hold whatever their domain puts there, so only what they say of themselves is kept.
    """
    data: dict[str, JsonValue] = {"kind": event.kind}
    match event:
        case events.StepStarted() | events.TokenDelta():
            return None
        case events.StepEnded():
            data |= {"step": event.step, "seconds": round(event.seconds, 6)}
        case events.RequestRead():
            data |= {
                "assumptions": list(event.heard.assumptions),
                "unused_words": list(event.heard.unused_words),
            }
        case events.ModelDrafted():
            data |= {"round": event.round, "document": event.document}
        case events.Diagnosed():
            data["diagnostics"] = [plain(finding.to_json()) for finding in event.diagnostics]
        case events.Asked():
            data |= {"question": event.question.question, "about": event.question.about}
        case events.SolverProgress():
            data |= {
                "solver": event.solver,
                "stage": event.stage,
                "seconds": plain(event.seconds),
                "value": plain(event.value),
                "bound": plain(event.bound),
            }
        case events.ConflictFound():
            data |= {"words": event.conflict.words, "wishes": [wish.name for wish in event.conflict.wishes]}
        case events.WayOutFound():
            data |= {"words": event.way.words, "cost": plain(event.way.cost)}
        case events.PlanFound():
            data |= {"value": plain(event.plan.value), "bound": plain(event.plan.bound)}
        case events.Verified():
            data |= {"accepted": event.accepted, "words": event.words}
        case events.Usage():
            data |= {
                "model": event.model,
                "input_tokens": event.input_tokens,
                "output_tokens": event.output_tokens,
                "cached": event.cached,
                "cost_usd": event.cost_usd,
                "seconds": round(event.seconds, 6),
            }
        case events.Noticed():
            data["words"] = event.words
        case events.Failure():
            data |= {"words": event.words, "exit_code": event.exit_code}
        case events.Answered():
            data["outcome"] = event.outcome.kind
        case _:
            assert_never(event)
    return data

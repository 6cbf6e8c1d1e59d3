"""What happens while a request is being settled, as typed events.

The terminal, the web page, the log and the tests are all listeners: a `Listener` is called with every event,
in order, from the thread in which the work is done, and must not take long. An event holds data only; it can
be written as JSON and nothing in it is ever executed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from certiplan.agents.outcomes import Conflict, Heard, Outcome, Plan, Question, WayOut
from certiplan.model.diagnostics import Diagnostic

Step = Literal["read", "ask", "formalize", "check", "solve", "explain", "relax", "verify", "answer"]
"""The steps of the loop; `certiplan.agents.contract` says which may follow which."""


@dataclass(frozen=True, kw_only=True)
class StepStarted:
    """A step began."""

    step: Step
    kind: Literal["step_started"] = field(default="step_started", init=False)


@dataclass(frozen=True, kw_only=True)
class StepEnded:
    """A step is over; `seconds` is wall-clock time."""

    step: Step
    seconds: float
    kind: Literal["step_ended"] = field(default="step_ended", init=False)


@dataclass(frozen=True, kw_only=True)
class RequestRead:
    """The request was understood, by rules or by a language model."""

    heard: Heard
    kind: Literal["request_read"] = field(default="request_read", init=False)


@dataclass(frozen=True, kw_only=True)
class ModelDrafted:
    """There is a model document, or a new state of it.

    Attributes:
        document: the document as YAML text; the one that is solved, whoever wrote it.
        round: 0 for the first draft, then one for each repair or edit.
    """

    document: str
    round: int
    kind: Literal["model_drafted"] = field(default="model_drafted", init=False)


@dataclass(frozen=True, kw_only=True)
class Diagnosed:
    """What the check and the lints say of the current document."""

    diagnostics: tuple[Diagnostic, ...]
    kind: Literal["diagnosed"] = field(default="diagnosed", init=False)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question waits for its reply."""

    question: Question
    kind: Literal["asked"] = field(default="asked", init=False)


@dataclass(frozen=True, kw_only=True)
class SolverProgress:
    """A running solver reported.

    Attributes:
        stage: of a lexicographic objective, from 0.
        seconds: since the solver started.
        value: the best objective so far, if any.
        bound: what is proved that no solution beats, if anything.
    """

    solver: str
    stage: int
    seconds: float
    value: float | None
    bound: float | None
    kind: Literal["solver_progress"] = field(default="solver_progress", init=False)

    @property
    def gap(self) -> float | None:
        """The relative gap between value and bound; None while either is missing."""
        if self.value is None or self.bound is None:
            return None
        return abs(self.value - self.bound) / max(1.0, abs(self.value))


@dataclass(frozen=True, kw_only=True)
class ConflictFound:
    """The wishes clash; ways out may still be looked for."""

    conflict: Conflict
    kind: Literal["conflict_found"] = field(default="conflict_found", init=False)


@dataclass(frozen=True, kw_only=True)
class WayOutFound:
    """A way out, with the plan that proves it."""

    way: WayOut
    kind: Literal["way_out_found"] = field(default="way_out_found", init=False)


@dataclass(frozen=True, kw_only=True)
class PlanFound:
    """A solver found a plan; it is not shown as one before it is verified."""

    plan: Plan
    kind: Literal["plan_found"] = field(default="plan_found", init=False)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The exact evaluator, and the domain's checker where there is one, judged what was found."""

    accepted: bool
    words: str
    kind: Literal["verified"] = field(default="verified", init=False)


@dataclass(frozen=True, kw_only=True)
class TokenDelta:
    """A piece of what a language model is writing."""

    text: str
    kind: Literal["token_delta"] = field(default="token_delta", init=False)


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What one call of a language model used; a reply from the cache counts no tokens.

    Attributes:
        cost_usd: None where the price of the model is not known.
    """

    model: str
    input_tokens: int
    output_tokens: int
    cached: bool
    cost_usd: float | None
    seconds: float
    kind: Literal["usage"] = field(default="usage", init=False)


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """Something that the person should know and that changes no state, such as a retry."""

    words: str
    kind: Literal["noticed"] = field(default="noticed", init=False)


@dataclass(frozen=True, kw_only=True)
class Failure:
    """The work ended without an outcome.

    Attributes:
        words: what went wrong and what to do next.
        exit_code: what the command line would end with.
    """

    words: str
    exit_code: int
    kind: Literal["failure"] = field(default="failure", init=False)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The outcome, which ends a turn."""

    outcome: Outcome
    kind: Literal["answered"] = field(default="answered", init=False)


Event: TypeAlias = (
    StepStarted
    | StepEnded
    | RequestRead
    | ModelDrafted
    | Diagnosed
    | Asked
    | SolverProgress
    | ConflictFound
    | WayOutFound
    | PlanFound
    | Verified
    | TokenDelta
    | Usage
    | Noticed
    | Failure
    | Answered
)
"""Every event says what it is in `kind`."""

Listener: TypeAlias = Callable[[Event], None]

"""What a backend is: a name, declared capabilities, a probe, and one way to solve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Literal, Protocol

from certiplan.model.ir import GroundModel
from certiplan.solvers.results import SolverResult

Feature = Literal[
    "integer",
    "unbounded integer",
    "real",
    "logic",
    "bilinear",
    "nonlinear",
    "transcendental",
    "global constraints",
    "objective",
    "unbounded proof",
    "cores",
]


@dataclass(frozen=True, kw_only=True)
class Capability:
    """What a backend can settle, as declared data; the battery tests every declared feature."""

    features: frozenset[Feature]
    exact_reals: bool
    anytime: bool


@dataclass(frozen=True, kw_only=True)
class Progress:
    """A report from a running solver: the best value and bound of the current stage so far, if any."""

    solver: str
    stage: int
    seconds: float
    value: float | None
    bound: float | None


@dataclass(frozen=True, kw_only=True)
class SolveOptions:
    """Limits and listeners of one call; nothing outlives it.

    Attributes:
        time_limit_s: wall-clock seconds for the whole call, all stages together; None for no limit.
        relative_gap: a stage ends once its relative gap is at most this; 0 asks for a proof.
        threads: how many the backend may use; None leaves it to the backend.
        seed: makes a run repeatable where the backend allows it.
        stop: set by another thread to cancel; the call then returns soon with reason "cancelled".
        on_progress: called from the solving thread, seldom.
    """

    time_limit_s: float | None = None
    relative_gap: float = 0.0
    threads: int | None = None
    seed: int = 0
    stop: Event = field(default_factory=Event)
    on_progress: Callable[[Progress], None] | None = None


class Backend(Protocol):
    """A solver behind the common interface. Implementations are stateless: one instance serves many calls."""

    @property
    def name(self) -> str:
        """The name users give with --solver."""

    @property
    def capability(self) -> Capability:
        """What it can settle."""

    def unavailable_because(self) -> str | None:
        """Why it cannot be used here (with the command that would help), or None when it can."""

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        """Settle the ground model. Never raises for what a solver may do; returns `Failed` instead."""

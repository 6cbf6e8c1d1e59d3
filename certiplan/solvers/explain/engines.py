"""Ways to ask solvers whether requirements can hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from certiplan.solvers.backend import Backend, SolveOptions
from certiplan.solvers.explain.subject import Subject
from certiplan.solvers.highs import solve_milp
from certiplan.solvers.lowering import MilpModel, NotSupportedError, lower
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Infeasible, SolverResult, Unbounded, Unknown
from certiplan.solvers.router import route
from certiplan.solvers.settling import chosen_backend

_FIRST_SOLUTION = 1e9
"""A relative gap that every solution closes."""


class Engine(Protocol):
    """Settles a subject under some of its requirements.

    Attributes:
        first_share_s: how long it may take before another engine gets a turn. An engine in a process of its
            own needs time to start, and one that is interrupted starts anew.
    """

    first_share_s: float

    @property
    def name(self) -> str:
        """The solver's name."""

    def check(self, kept: frozenset[str], options: SolveOptions) -> SolverResult:
        """Any solution, or a proof that there is none; suspects are positions in the subject's model."""


class LinearEngine:
    """HiGHS on one lowered model: the linear relaxation first, then any mixed-integer solution.

    Args:
        subject: what is asked about.

    Raises:
        NotSupportedError: the model has no exact linear form that does not rest on requirements.
    """

    first_share_s = 2.0

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._milp = _for_any_solution(lower(subject.model))
        self._relaxed: Relaxed | None = None

    @property
    def name(self) -> str:
        """The solver's name."""
        return "highs"

    def check(self, kept: frozenset[str], options: SolveOptions) -> SolverResult:
        """Any solution, or a proof that there is none."""
        constraints = self._subject.model.constraints
        positions = set(self._subject.kept_positions(kept))
        dropped = [k for k in range(len(constraints)) if k not in positions]
        if self._relaxed is None:
            from certiplan.solvers.explain.relaxation import Relaxation  # highspy loads only when needed

            self._relaxed = Relaxation(self._milp)
        clash = self._relaxed.clash(dropped, options.time_limit_s, options.threads)
        if clash is not None:
            return Infeasible(suspects=clash, solver=self.name, seconds=0.0)
        milp = self._milp.without(dropped)
        result = solve_milp(milp, replace(options, relative_gap=_FIRST_SOLUTION))
        if isinstance(result, Unbounded):
            result = solve_milp(milp, options, ignore_objective=True)
        return result


class Relaxed(Protocol):
    """A relaxation that can prove a clash."""

    def clash(
        self, dropped: Sequence[int], time_limit_s: float | None, threads: int | None = None
    ) -> tuple[int, ...] | None:
        """Positions of constraints that clash already in the relaxation, or None."""


class BackendEngine:
    """Any backend, on the restricted model without its objective.

    Args:
        subject: what is asked about.
        solver: the backend.
    """

    first_share_s = 8.0

    def __init__(self, subject: Subject, solver: Backend) -> None:
        self._subject = subject
        self._solver = solver

    @property
    def name(self) -> str:
        """The solver's name."""
        return self._solver.name

    def check(self, kept: frozenset[str], options: SolveOptions) -> SolverResult:
        """Any solution, or a proof that there is none."""
        model = replace(self._subject.model.restricted(kept), objectives=())
        result = self._solver.solve(model, options)
        if isinstance(result, Infeasible) and result.suspects is not None:
            positions = self._subject.kept_positions(kept)
            return replace(result, suspects=tuple(positions[k] for k in result.suspects))
        return result


def _for_any_solution(milp: MilpModel) -> MilpModel:
    """With the first stage of the objective only, and that only where it is linear.

    The objective stays because heuristics find solutions sooner with one than without.
    """
    first = milp.stages[:1]
    if first and (first[0].quadratic is not None or first[0].ratio is not None):
        first = ()
    model = replace(milp.model, objectives=milp.model.objectives[: len(first)])
    return replace(milp, model=model, stages=first)


def engines_for(subject: Subject, solver: str) -> tuple[Engine, ...]:
    """The engines to ask, most promising first.

    Args:
        solver: "auto", or the one backend to use.

    Raises:
        SolverUnavailableError: that backend is not installed.
    """
    if solver == "auto":
        chosen = [backend(candidate.solver) for candidate in route(subject.model).candidates]
    else:
        chosen = [chosen_backend(solver)]
    return tuple(_highs(subject) if each.name == "highs" else BackendEngine(subject, each) for each in chosen)


def _highs(subject: Subject) -> Engine:
    try:
        return LinearEngine(subject)
    except NotSupportedError:
        return BackendEngine(subject, backend("highs"))


def cannot(result: SolverResult) -> bool:
    """Whether a backend says that it can never settle this model."""
    return isinstance(result, Unknown) and result.reason == "not supported"

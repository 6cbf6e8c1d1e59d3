"""The HiGHS backend: linear and mixed-integer linear programs, and convex quadratic ones over reals."""

from __future__ import annotations

import time
from dataclasses import replace
from importlib.util import find_spec
from typing import Final

from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Capability, SolveOptions
from certiplan.solvers.lexicographic import solve_stages
from certiplan.solvers.lowering import (
    MilpModel,
    MissingBoundError,
    NotSupportedError,
    lower,
)
from certiplan.solvers.results import (
    SolverResult,
    Unknown,
)

NAME: Final = "highs"


class HighsBackend:
    """Lowers a ground model to rows and has HiGHS settle it, stage by stage."""

    @property
    def name(self) -> str:
        """The name users give with --solver."""
        return NAME

    @property
    def capability(self) -> Capability:
        """Whatever has an exact linear form; products of two reals and irrational functions do not."""
        return Capability(
            features=frozenset(
                {
                    "integer",
                    "unbounded integer",
                    "real",
                    "logic",
                    "bilinear",
                    "global constraints",
                    "objective",
                    "unbounded proof",
                    "cores",
                }
            ),
            exact_reals=False,
            anytime=True,
        )

    def unavailable_because(self) -> str | None:
        """Why it cannot be used here, or None when it can."""
        if find_spec("highspy") is None:
            return "the package highspy is not installed: pip install highspy"
        return None

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        """Settle the ground model."""
        began = time.monotonic()
        try:
            milp = lower_completely(model)
        except NotSupportedError as error:
            return Unknown(
                reason="not supported", detail=str(error), solver=NAME, seconds=time.monotonic() - began
            )
        spent = time.monotonic() - began
        if options.time_limit_s is not None:
            options = replace(options, time_limit_s=max(0.0, options.time_limit_s - spent))
        result = solve_milp(milp, options)
        return replace(result, seconds=result.seconds + spent)


def lower_completely(model: GroundModel) -> MilpModel:
    """The lowered model; where a bound is missing, bounds are derived from all constraints.

    Raises:
        NotSupportedError: a node has no exact linear form, or a bound is missing; the message names it.
    """
    try:
        return lower(model)
    except MissingBoundError:
        return lower(model, propagated="all")


def solve_milp(milp: MilpModel, options: SolveOptions, *, ignore_objective: bool = False) -> SolverResult:
    """Settle a lowered model: values, objectives and suspects are those of its ground model.

    Args:
        milp: what `lower` produced, perhaps with constraints left out (`MilpModel.without`).
        options: limits and listeners.
        ignore_objective: stop at the first solution.
    """
    from certiplan.solvers.highs_stages import StagedMilp  # highspy loads only when something is solved

    began = time.monotonic()
    solver = StagedMilp(milp)
    try:
        if ignore_objective:
            return solver(None, (), options, None)
        return solve_stages(milp.model, solver, options, solver=NAME)
    except MemoryError:
        return Unknown(reason="memory", detail="out of memory", solver=NAME, seconds=time.monotonic() - began)


def loaded_solver(milp: MilpModel) -> object:
    """A `highspy.Highs` that holds the first stage of a lowered model, not yet run: for measurements."""
    from certiplan.solvers.highs_run import prepared
    from certiplan.solvers.highs_stages import StagedMilp

    staged = StagedMilp(milp)
    stage = 0 if milp.stages else None
    return prepared(staged.problem(stage, ()), staged.limits(stage, SolveOptions(), None, time.monotonic()))

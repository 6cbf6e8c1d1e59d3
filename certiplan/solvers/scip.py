"""SCIP and other solvers through Pyomo. Runs in a worker process: Pyomo redirects file descriptor 1.

SCIP settles nonconvex and transcendental models globally. Of other solvers (`pyomo:NAME`) only those that
are known to be global are believed when they say that a nonlinear model is optimal or infeasible.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

import numpy as np
import pyomo.environ as pyo
from pyomo.common.errors import ApplicationError
from pyomo.contrib.solver.common.factory import SolverFactory as ModernFactory
from pyomo.contrib.solver.common.results import TerminationCondition

from certiplan.model.ir import GroundModel, Rational
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.bounds import Lattice, Ranges, column_interval
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.highs_point import exact_values, proved_bound
from certiplan.solvers.lexicographic import StageLimit, solve_stages
from certiplan.solvers.lowering import NotSupportedError
from certiplan.solvers.pyomo_model import Prepared, PyomoModel, prepare
from certiplan.solvers.results import Failed, Feasible, Infeasible, Optimal, SolverResult, Unbounded, Unknown
from certiplan.solvers.wire import Listener

Verdict = Literal["optimal", "feasible", "infeasible", "unbounded", "time", "trouble", "missing"]

_FEASIBILITY: Final = 1e-8
_INTEGRALITY: Final = 1e-9
_LEAST_TIME_S: Final = 0.05
# SCIP takes 1e20 for infinity: a solution out there says that the objective has no bound, or nothing.
_TOO_LARGE: Final = 1e15
# Whom to believe about optima and infeasibility: about any model, and about linear ones.
_GLOBAL: Final = ("scip", "gurobi", "baron", "couenne", "antigone", "lindoglobal", "octeract")
_EXACT_IF_LINEAR: Final = ("highs", "cbc", "glpk", "cplex", "xpress", "mosek", "copt")


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What the solver said of one Pyomo model.

    Attributes:
        values: one per variable, if there is a solution.
        bound: of the objective; infinite where unknown.
    """

    verdict: Verdict
    values: list[float] | None
    bound: float
    message: str


def solve(
    model: GroundModel, options: SolveOptions, listener: Listener, variant: str | None = None
) -> SolverResult:
    """Settle a ground model through Pyomo, in this process.

    Args:
        model: any; what has no exact form is `Unknown("not supported")`.
        options: `stop` and `on_progress` are not used here.
        listener: not told anything: Pyomo's solvers answer once.
        variant: a solver that Pyomo knows by name, or None for SCIP.
    """
    del listener
    started = time.monotonic()
    name = "scip" if variant is None else f"pyomo:{variant}"
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)
    try:
        prepared = prepare(model)
        spent = time.monotonic() - started
        if options.time_limit_s is not None:
            options = SolveOptions(
                time_limit_s=max(0.0, options.time_limit_s - spent),
                relative_gap=options.relative_gap,
                threads=options.threads,
                seed=options.seed,
            )
        return solve_stages(model, _Search(model, prepared, name, variant).stage, options, solver=name)
    except NotSupportedError as error:
        return Unknown(
            reason="not supported", detail=f"{name}: {error}", solver=name, seconds=time.monotonic() - started
        )


class _Search:
    """The stages of one call; each gets a Pyomo model of its own."""

    def __init__(self, model: GroundModel, prepared: Prepared, name: str, variant: str | None) -> None:
        self._model = model
        self._prepared = prepared
        self._name = name
        self._variant = variant
        trusted = _GLOBAL if not prepared.is_linear else _GLOBAL + _EXACT_IF_LINEAR
        self._trusted = variant is None or any(known in variant for known in trusted)
        self._ranges = Ranges(
            model.nodes,
            [column_interval(column) for column in model.columns],
            [column.kind != "real" for column in model.columns],
        )

    def stage(
        self,
        stage: int | None,
        limits: Sequence[StageLimit],
        options: SolveOptions,
        start: Sequence[Rational] | None,
    ) -> SolverResult:
        """Settle one stage; see `lexicographic.StageSolver`."""
        began = time.monotonic()
        written = self._written(stage, limits)
        if written.contradictory:
            return self._infeasible(began)
        outcome = self._run(written, options)
        if outcome.values is not None and not self._whole(outcome.values):
            outcome = self._settled(written, outcome, options)
        return self._result(stage, outcome, options, began)

    def _written(self, stage: int | None, limits: Sequence[StageLimit]) -> PyomoModel:
        written = PyomoModel(self._prepared)
        objectives = self._prepared.parted.objectives
        for limit in limits:
            sign = 1 if self._model.objectives[limit.stage].sense == "minimize" else -1
            room = self._room(limit)
            value = written.expression(objectives[limit.stage])
            written.require("<=", sign * value - sign * float(limit.value) - room)
        if stage is None:
            written.optimize(0 * written.variables[0] if written.variables else 0, minimize=True)
        else:
            minimize = self._model.objectives[stage].sense == "minimize"
            written.optimize(written.expression(objectives[stage]), minimize=minimize)
        return written

    def _room(self, limit: StageLimit) -> float:
        """What floating point needs to keep a limit; on a lattice too little to matter."""
        room = 1e-7 * max(1.0, abs(float(limit.value)))
        lattice = self._lattice(limit.stage)
        return room if lattice is None or lattice.step == 0 else min(room, float(lattice.step) / 4)

    def _lattice(self, stage: int) -> Lattice | None:
        return self._ranges.lattice(self._model.objectives[stage].node)

    # ------------------------------------------------------------ solving

    def _run(self, written: PyomoModel, options: SolveOptions) -> _Outcome:
        if not written.variables:
            return _Outcome(verdict="optimal", values=[], bound=math.nan, message="")
        if self._variant is None:
            return _run_scip(written, options)
        return _run_named(self._variant, written)

    def _whole(self, values: Sequence[float]) -> bool:
        whole = self._prepared.milp.integer.tolist()
        return all(
            abs(value - round(value)) <= _INTEGRALITY
            for value, integer in zip(values, whole, strict=True)
            if integer
        )

    def _settled(self, written: PyomoModel, outcome: _Outcome, options: SolveOptions) -> _Outcome:
        """The best solution with the integers rounded; the outcome as it was if there is none."""
        assert outcome.values is not None
        whole = self._prepared.milp.integer.tolist()
        for variable, value, integer in zip(written.variables, outcome.values, whole, strict=True):
            if integer:
                variable.fix(round(value))
        again = self._run(written, options)
        if again.values is None:
            return outcome
        return _Outcome(
            verdict=outcome.verdict, values=again.values, bound=outcome.bound, message=outcome.message
        )

    # ------------------------------------------------------------ results

    def _infeasible(self, began: float) -> Infeasible:
        return Infeasible(suspects=None, solver=self._name, seconds=time.monotonic() - began)

    def _unknown(self, outcome: _Outcome, began: float) -> SolverResult:
        seconds = time.monotonic() - began
        if outcome.verdict == "missing":
            return Failed(error=outcome.message, solver=self._name, seconds=seconds)
        if outcome.verdict == "time":
            detail = "no solution was found before the time limit"
            return Unknown(reason="time", detail=detail, solver=self._name, seconds=seconds)
        return Unknown(reason="gave up", detail=outcome.message, solver=self._name, seconds=seconds)

    def _result(
        self, stage: int | None, outcome: _Outcome, options: SolveOptions, began: float
    ) -> SolverResult:
        if outcome.verdict == "infeasible" and self._trusted:
            return self._infeasible(began)
        if outcome.verdict == "unbounded" and self._trusted and outcome.values is not None:
            return Unbounded(stage=stage or 0, ray=(), solver=self._name, seconds=time.monotonic() - began)
        if outcome.values is None:
            return self._unknown(outcome, began)
        floats = np.array(outcome.values)
        values = tuple(exact_values(self._model.columns, floats))
        seconds = time.monotonic() - began
        if stage is None:
            return Optimal(values=values, objectives=(), bounds=(), solver=self._name, seconds=seconds)
        value = Evaluation(self._model, values).number(self._model.objectives[stage].node)
        if value is None:
            error = "the objective is not defined at the solution that the solver returned"
            return Failed(error=error, solver=self._name, seconds=seconds)
        minimize = self._model.objectives[stage].sense == "minimize"
        bound = None
        if self._trusted:
            bound = proved_bound(outcome.bound, value, self._lattice(stage), minimize=minimize)
        if outcome.verdict == "optimal" and bound is not None and _close(value, bound, options.relative_gap):
            return Optimal(
                values=values, objectives=(value,), bounds=(bound,), solver=self._name, seconds=seconds
            )
        return Feasible(
            values=values,
            objectives=(value,),
            bounds=(bound,),
            reason="time" if outcome.verdict == "time" else "gave up",
            solver=self._name,
            seconds=seconds,
        )


def _close(value: Rational, bound: Rational, relative_gap: float) -> bool:
    gap = value - bound if value >= bound else bound - value
    size = max(value, -value, 1)
    return gap <= max(Fraction(relative_gap), Fraction(1, 10**6)) * size


# ---------------------------------------------------------------- SCIP


_SCIP_VERDICTS: Final[dict[TerminationCondition, Verdict]] = {
    TerminationCondition.convergenceCriteriaSatisfied: "optimal",
    TerminationCondition.provenInfeasible: "infeasible",
    TerminationCondition.unbounded: "unbounded",
    TerminationCondition.maxTimeLimit: "time",
}


_REAL_GAP: Final = 1e-7
"""Over real decisions a gap of exactly 0 may never be reached: a tenth of what counts as optimal."""


def _run_scip(written: PyomoModel, options: SolveOptions) -> _Outcome:
    solver = ModernFactory("scip_direct")
    settings: dict[str, Any] = {
        "numerics/feastol": _FEASIBILITY,
        "randomization/randomseedshift": options.seed % 2**31,
    }
    limit_s = options.time_limit_s
    results = solver.solve(
        written.model,
        time_limit=None if limit_s is None else max(_LEAST_TIME_S, limit_s - _LEAST_TIME_S),
        rel_gap=max(options.relative_gap, _REAL_GAP),
        load_solutions=False,
        raise_exception_on_nonoptimal_result=False,
        solver_options=settings,
    )
    verdict = _SCIP_VERDICTS.get(results.termination_condition, "trouble")
    values = None
    if results.solution_loader.get_number_of_solutions() > 0:
        found = results.solution_loader.get_vars()
        values = [_value(variable, found.get(variable)) for variable in written.variables]
    if values is not None and verdict != "unbounded" and max(map(abs, values), default=0.0) > _TOO_LARGE:
        message = "SCIP found only solutions with very large numbers: the objective may have no bound"
        return _Outcome(verdict="trouble", values=None, bound=math.nan, message=message)
    bound = results.objective_bound
    return _Outcome(
        verdict=verdict,
        values=values,
        bound=math.nan if bound is None else float(bound),
        message=f"SCIP ended with {results.termination_condition.name}",
    )


def _value(variable: Any, found: float | None) -> float:
    """A variable that no row mentions is not told to the solver: any value within its bounds will do."""
    if found is not None:
        return float(found)
    if variable.fixed:
        return float(variable.value)
    low = -math.inf if variable.lb is None else variable.lb
    high = math.inf if variable.ub is None else variable.ub
    return float(min(max(0.0, low), high))


# ---------------------------------------------------------------- other solvers


_VERDICTS: Final[dict[str, Verdict]] = {
    "optimal": "optimal",
    "globallyOptimal": "optimal",
    "locallyOptimal": "feasible",
    "feasible": "feasible",
    "infeasible": "infeasible",
    "unbounded": "unbounded",
    "maxTimeLimit": "time",
}


def _run_named(name: str, written: PyomoModel) -> _Outcome:
    solver = pyo.SolverFactory(name)
    try:
        usable = bool(solver.available(exception_flag=False))
    except (ApplicationError, NotImplementedError):
        usable = False
    if not usable:
        message = f"Pyomo finds no solver named {name!r}: install it, or see `pyomo help --solvers`"
        return _Outcome(verdict="missing", values=None, bound=math.nan, message=message)
    results = solver.solve(written.model, load_solutions=False)
    condition = str(results.solver.termination_condition)
    verdict = _VERDICTS.get(condition, "trouble")
    values = None
    if len(results.solution) > 0 and verdict in ("optimal", "feasible", "time"):
        written.model.solutions.load_from(results)
        values = [_value(variable, variable.value) for variable in written.variables]
    minimize = written.model.objective.sense == pyo.minimize
    bound = results.problem.lower_bound if minimize else results.problem.upper_bound
    return _Outcome(
        verdict=verdict,
        values=values,
        bound=float(bound) if isinstance(bound, int | float) else math.nan,
        message=f"{name} ended with {condition}",
    )

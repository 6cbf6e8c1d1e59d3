"""CP-SAT: search on an encoded ground model. Runs in a worker process of its own.

`ortools` and `highspy` cannot be loaded in one process: nothing here may import the latter.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from ortools.sat.python import cp_model

from certiplan.model.ir import GroundModel, Linear, Rational
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.bounds import column_interval
from certiplan.solvers.cpsat_encoding import Encoding, encode, rows_of
from certiplan.solvers.cpsat_terms import NotSupportedError, Number
from certiplan.solvers.lexicographic import StageLimit, solve_stages
from certiplan.solvers.propagation import Row, propagate
from certiplan.solvers.results import (
    Failed,
    Feasible,
    Infeasible,
    Optimal,
    SolverResult,
    Unknown,
)
from certiplan.solvers.wire import Incumbent, Listener

# More workers than cores pay: CP-SAT's searches differ, and one thread hides its strength.
_WORKERS: Final = 8
_LEAST_TIME_S: Final = 0.01


def solve(model: GroundModel, options: SolveOptions, listener: Listener) -> SolverResult:
    """Settle a ground model with CP-SAT, in this process.

    Args:
        model: see `cpsat_encoding` for what is accepted.
        options: `stop` and `on_progress` are not used here.
        listener: told of every better solution.
    """
    started = time.monotonic()
    try:
        encoding = encode(model)
    except NotSupportedError as error:
        return _not_supported(f"CP-SAT: {error}", time.monotonic() - started)
    complaint = encoding.terms.model.validate()
    if complaint:
        return _not_supported(f"CP-SAT: {complaint[:200]}", time.monotonic() - started)
    if options.time_limit_s is not None:
        left_s = max(0.0, options.time_limit_s - (time.monotonic() - started))
        options = _limited(options, left_s)
    search = _Search(model, encoding, listener, started)
    try:
        result = solve_stages(model, search.stage, options, solver="cpsat")
    except NotSupportedError as error:  # a later limit or an objective may be what is too large
        return _not_supported(f"CP-SAT: {error}", time.monotonic() - started)
    return search.honest(result)


def _limited(options: SolveOptions, left_s: float) -> SolveOptions:
    return SolveOptions(
        time_limit_s=left_s,
        relative_gap=options.relative_gap,
        threads=options.threads,
        seed=options.seed,
    )


def _not_supported(detail: str, seconds: float) -> Unknown:
    return Unknown(reason="not supported", detail=detail, solver="cpsat", seconds=seconds)


class _Watch(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]  # untyped base class
    """Tells the listener about every solution of one stage."""

    def __init__(self, search: _Search, stage: int | None) -> None:
        super().__init__()
        self._search = search
        self._stage = stage

    def on_solution_callback(self) -> None:
        """Called by CP-SAT, from one of its threads, one call at a time."""
        values = self.response_proto.solution
        self._search.found(list(values), self._stage, self.response_proto.inner_objective_lower_bound)


class _Search:
    """The stages of one call on one encoding, which gains a limit after each."""

    def __init__(self, model: GroundModel, encoding: Encoding, listener: Listener, started: float) -> None:
        self._model = model
        self._encoding = encoding
        self._listener = listener
        self._started = started
        self._limits = 0
        self._proved: list[Rational | None] = [None] * len(model.objectives)

    def stage(
        self,
        stage: int | None,
        limits: Sequence[StageLimit],
        options: SolveOptions,
        start: Sequence[Rational] | None,
    ) -> SolverResult:
        """Settle one stage; see `lexicographic.StageSolver`."""
        began = time.monotonic()
        terms = self._encoding.terms
        for limit in limits[self._limits :]:
            self._keep(limit)
        self._limits = len(limits)
        terms.model.clear_hints()
        hints = dict(enumerate(start)) if start is not None else dict(self._model.hints)
        for column, value in sorted(hints.items()):
            if value == int(value):
                terms.model.add_hint(terms.object(self._encoding.columns[column]), int(value))
        if stage is not None:
            number = self._encoding.objectives[stage]
            if self._model.objectives[stage].sense == "minimize":
                terms.model.minimize(terms.numerator(number))
            else:
                terms.model.maximize(terms.numerator(number))
        solver = _solver(options)
        status = solver.solve(terms.model, _Watch(self, stage))
        return self._result(solver, status, stage, time.monotonic() - began)

    def _keep(self, limit: StageLimit) -> None:
        number = self._encoding.objectives[limit.stage]
        numerator = Fraction(limit.value) * number.scale
        if self._model.objectives[limit.stage].sense == "minimize":
            self._encoding.terms.between(number, None, math.floor(numerator))
        else:
            self._encoding.terms.between(number, math.ceil(numerator), None)

    def _result(self, solver: Any, status: Any, stage: int | None, seconds: float) -> SolverResult:
        if status == cp_model.INFEASIBLE:
            return Infeasible(suspects=None, solver="cpsat", seconds=seconds)
        if status == cp_model.MODEL_INVALID:
            detail = self._encoding.terms.model.validate() or "invalid model"
            return Failed(error=f"CP-SAT refuses the model: {detail}", solver="cpsat", seconds=seconds)
        if status == cp_model.UNKNOWN:
            detail = "no solution was found before the time limit"
            return Unknown(reason="time", detail=detail, solver="cpsat", seconds=seconds)
        variables = list(solver.response_proto.solution)
        values = tuple(variables[variable] for variable in self._encoding.columns)
        objectives: tuple[Rational, ...] = ()
        bounds: tuple[Rational, ...] = ()
        if stage is not None:
            number = self._encoding.objectives[stage]
            objectives = (self._encoding.terms.value_of(number, variables),)
            bounds = (_bound(number, solver.response_proto.inner_objective_lower_bound, self._sense(stage)),)
            self._proved[stage] = bounds[0]
        if status == cp_model.OPTIMAL:
            return Optimal(
                values=values, objectives=objectives, bounds=bounds, solver="cpsat", seconds=seconds
            )
        return Feasible(
            values=values,
            objectives=objectives,
            bounds=bounds,
            reason="time",
            solver="cpsat",
            seconds=seconds,
        )

    def _sense(self, stage: int) -> int:
        return 1 if self._model.objectives[stage].sense == "minimize" else -1

    def found(self, variables: Sequence[int], stage: int | None, bound: int) -> None:
        """A solution of the stage that is under way."""
        terms, encoding = self._encoding.terms, self._encoding
        objectives = tuple(terms.value_of(number, variables) for number in encoding.objectives)
        bounds = list(self._proved)
        if stage is not None:
            bounds[stage] = _bound(encoding.objectives[stage], bound, self._sense(stage))
        if encoding.artificial:
            bounds = [None] * len(bounds)
        values = tuple(variables[variable] for variable in encoding.columns)
        self._listener.incumbent(Incumbent(values=values, objectives=objectives, bounds=tuple(bounds)))
        if stage is not None:
            proved = bounds[stage]
            self._listener.progress(
                Progress(
                    solver="cpsat",
                    stage=stage,
                    seconds=time.monotonic() - self._started,
                    value=float(objectives[stage]),
                    bound=None if proved is None else float(proved),
                )
            )

    # ------------------------------------------------------------ artificial bounds

    def honest(self, result: SolverResult) -> SolverResult:
        """The result less what rests on bounds that the model does not have."""
        if not self._encoding.artificial:
            return result
        names = ", ".join(self._model.columns[c].name for c in self._encoding.artificial[:3])
        if isinstance(result, Infeasible):
            detail = f"CP-SAT: no solution within the bounds it needs for {names}"
            return Unknown(reason="gave up", detail=detail, solver="cpsat", seconds=result.seconds)
        if isinstance(result, Optimal) and result.objectives and not self._within(result):
            return Feasible(
                values=result.values,
                objectives=result.objectives,
                bounds=(None,) * len(result.objectives),
                reason="gave up",
                solver="cpsat",
                seconds=result.seconds,
            )
        if isinstance(result, Feasible):
            return Feasible(
                values=result.values,
                objectives=result.objectives,
                bounds=(None,) * len(result.objectives),
                reason=result.reason,
                solver="cpsat",
                seconds=result.seconds,
            )
        return result

    def _within(self, result: Optimal) -> bool:
        """Whether all solutions as good in the first stage lie within the artificial bounds.

        Later stages look only at those, so their optima hold as well.
        """
        cutoff = self._cutoff(result.objectives[0])
        if cutoff is None:
            return False
        columns = self._model.columns
        intervals, _ = propagate(
            [column_interval(column) for column in columns],
            [column.kind != "real" for column in columns],
            [cutoff, *rows_of(self._model)],
        )
        for column in self._encoding.artificial:
            low, high = self._encoding.terms.range_of(self._encoding.columns[column])
            interval = intervals[column]
            if interval.lower is None or interval.upper is None:
                return False
            if interval.lower < low or interval.upper > high:
                return False
        return True

    def _cutoff(self, value: Rational) -> Row | None:
        """The row that says that the first stage, slack included, is as good as a value."""
        objective = self._model.objectives[0]
        node = self._model.nodes[objective.node]
        if not isinstance(node, Linear) or node.atoms or not node.columns:
            return None
        sign = self._sense(0)
        slack = objective.slack * max(value, -value) + objective.slack_abs
        coefs = tuple(sign * coef for coef in node.coefs)
        return Row(node.columns, coefs, sign * (value - node.const) + slack, is_equation=False)


def _solver(options: SolveOptions) -> Any:
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = options.threads or _WORKERS
    parameters.random_seed = options.seed % 2**31
    parameters.relative_gap_limit = options.relative_gap
    if options.time_limit_s is not None:
        parameters.max_time_in_seconds = max(_LEAST_TIME_S, options.time_limit_s)
    return solver


def _bound(number: Number, inner: int, sign: int) -> Rational:
    """The proved bound of a stage.

    CP-SAT minimises the numerator without its constant, negated when maximizing; `inner` is its whole bound.
    """
    whole = sign * inner + number.const
    whole = max(whole, number.low) if sign == 1 else min(whole, number.high)
    return Fraction(whole, number.scale) if number.scale > 1 else whole

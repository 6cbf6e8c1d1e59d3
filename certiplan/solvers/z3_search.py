"""Z3: checks, optimisation by improving solutions, and unsat cores. Runs in a worker process.

Whole objectives are improved step by step: a solution, then the demand for a better one, with steps that
double while they succeed; the proof is the last demand that cannot be met. `Optimize` overshoots its time
limit and its bounds are wrong after one, so it is believed only when it has finished. It is asked about
linear objectives over reals, about objectives that seem unbounded, and for a few seconds about weights of
Booleans.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import z3

from certiplan.model.ir import GroundModel, Rational
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.results import (
    Feasible,
    Infeasible,
    Optimal,
    Reason,
    SolverResult,
    Unbounded,
    Unknown,
)
from certiplan.solvers.wire import Incumbent, Listener
from certiplan.solvers.z3_encoding import Z3Model, encode
from certiplan.solvers.z3_stages import Stage, approximate, exact
from certiplan.solvers.z3_terms import NotSupportedError

_TOLERANCE: Final = Fraction(1, 10**6)
# Steps this long towards better values mean that the objective has no bound, or none worth walking to.
_SUSPICIOUS_STEP: Final = 2**40
_MOST_TRACKED: Final = 1000
_LEAST_CORE_TIME_S: Final = 1.0
_UNLIMITED_S: Final = 1e9
# Over Booleans Optimize works from unsat cores and is often the faster of the two ways, or never ends.
_CORE_GUIDED_S: Final = 3.0


class _Clock:
    """What is left of one call's time."""

    def __init__(self, limit_s: float | None) -> None:
        self.started = time.monotonic()
        self._limit_s = _UNLIMITED_S if limit_s is None else limit_s

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def left_s(self) -> float:
        return self._limit_s - self.seconds()


def solve(model: GroundModel, options: SolveOptions, listener: Listener) -> SolverResult:
    """Settle a ground model with Z3, in this process.

    Args:
        model: see `z3_encoding.encode` for what is accepted.
        options: `threads`, `stop` and `on_progress` are not used here.
        listener: told of every better solution.
    """
    clock = _Clock(options.time_limit_s)
    try:
        encoded = encode(model)
    except NotSupportedError as error:
        return Unknown(reason="not supported", detail=f"Z3: {error}", solver="z3", seconds=clock.seconds())
    return _Search(model, encoded, options, listener, clock).result()


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """How a stage ended: the bound of the minimised term, and what stopped the search short of a proof."""

    bound: Rational | None
    stopped: Reason | None = None
    unbounded: bool = False


class _Search:
    """One call: a context of its own, so that nothing is left for the next."""

    def __init__(
        self, model: GroundModel, encoded: Z3Model, options: SolveOptions, listener: Listener, clock: _Clock
    ) -> None:
        self._model = model
        self._encoded = encoded
        self._options = options
        self._listener = listener
        self._clock = clock
        self._context = z3.Context()
        make = {"binary": z3.Bool, "integer": z3.Int, "real": z3.Real}
        self._columns = [make[c.kind](f"c{k}", self._context) for k, c in enumerate(model.columns)]
        constraints = [f"(assert {constraint})" for constraint in encoded.constraints]
        self._text = "\n".join([encoded.preamble, *constraints])
        self._limits: list[Any] = []
        self._stages: list[Stage] = []
        self._values: tuple[Rational, ...] = ()
        self._objectives: tuple[Rational, ...] = ()
        self._proved: list[Rational | None] = []

    # ------------------------------------------------------------ the call

    def result(self) -> SolverResult:
        solver = self._solver(self._text)
        self._stages = self._parse_stages()
        self._proved = [None] * len(self._stages)
        status = self._check(solver)
        seconds = self._clock.seconds()
        if status == z3.unsat:
            suspects = self._suspects(seconds)
            return Infeasible(suspects=suspects, solver="z3", seconds=self._clock.seconds())
        if status == z3.unknown:
            text = str(solver.reason_unknown())
            return Unknown(reason=self._reason(text), detail=f"Z3: {text}", solver="z3", seconds=seconds)
        self._note(solver.model(), 0)
        for number, stage in enumerate(self._stages):
            outcome = self._optimise(solver, number, stage)
            if outcome.unbounded:
                return Unbounded(stage=number, ray=(), solver="z3", seconds=self._clock.seconds())
            self._proved[number] = None if outcome.bound is None else stage.original(outcome.bound)
            if outcome.stopped is not None:
                return self._feasible(outcome.stopped)
            self._keep(solver, number, stage)
        return Optimal(
            values=self._values,
            objectives=self._objectives,
            bounds=tuple(bound for bound in self._proved if bound is not None),
            solver="z3",
            seconds=self._clock.seconds(),
        )

    def _feasible(self, reason: Reason) -> Feasible:
        return Feasible(
            values=self._values,
            objectives=self._objectives,
            bounds=tuple(self._proved),
            reason=reason,
            solver="z3",
            seconds=self._clock.seconds(),
        )

    def _solver(self, *lines: str) -> Any:
        # QF_FD is Z3's SAT solver with pseudo-Boolean rows; the default solver is for everything else.
        if self._encoded.propositional:
            solver = z3.SolverFor("QF_FD", ctx=self._context)
        else:
            solver = z3.Solver(ctx=self._context)
        if self._options.seed:
            solver.set("random_seed", self._options.seed % 2**31)
        solver.from_string("\n".join(lines))
        return solver

    def _parse_stages(self) -> list[Stage]:
        """The terms of the objectives, read as arguments of functions that are used nowhere else."""
        if not self._encoded.objectives:
            return []
        lines = [self._encoded.preamble]
        for number, objective in enumerate(self._encoded.objectives):
            literals = [term for _, term in objective.literals or ()]
            sorts = " ".join([objective.sort, *["Bool"] * len(literals)])
            lines.append(f"(declare-fun o{number} ({sorts}) Bool)")
            lines.append(f"(assert (o{number} {' '.join([objective.term, *literals])}))")
        parsed = z3.parse_smt2_string("\n".join(lines), ctx=self._context)
        first = len(parsed) - len(self._encoded.objectives)
        return [
            Stage(objective, parsed[first + number], self._context)
            for number, objective in enumerate(self._encoded.objectives)
        ]

    def _check(self, solver: Any, *assumptions: Any) -> Any:
        left_s = self._clock.left_s()
        if left_s <= 0:
            return z3.unknown
        solver.set("timeout", int(min(left_s * 1000 + 1, 2**31)))
        return solver.check(*assumptions)

    def _reason(self, text: str) -> Reason:
        if self._clock.left_s() <= 0 or "timeout" in text or "canceled" in text:
            return "time"
        return "memory" if "memory" in text else "gave up"

    # ------------------------------------------------------------ solutions

    def _note(self, found: Any, number: int) -> None:
        """Keep a solution, and tell the listener."""
        self._values = tuple(exact(found.eval(c, model_completion=True)) for c in self._columns)
        self._objectives = tuple(
            stage.original(exact(found.eval(stage.term, model_completion=True))) for stage in self._stages
        )
        bounds = tuple(self._proved)
        self._listener.incumbent(Incumbent(values=self._values, objectives=self._objectives, bounds=bounds))
        if self._stages:
            self._report(number)

    def _report(self, number: int) -> None:
        bound = self._proved[number]
        self._listener.progress(
            Progress(
                solver="z3",
                stage=number,
                seconds=self._clock.seconds(),
                value=approximate(self._objectives[number]),
                bound=None if bound is None else approximate(bound),
            )
        )

    # ------------------------------------------------------------ optimisation

    def _optimise(self, solver: Any, number: int, stage: Stage) -> _Outcome:
        most_s = None
        if self._encoded.propositional and not self._options.relative_gap:
            most_s = _CORE_GUIDED_S
        elif not stage.whole and not self._encoded.nonlinear:
            most_s = _UNLIMITED_S
        if most_s is not None:
            outcome = self._by_optimize(number, stage, most_s)
            if outcome is not None:
                return outcome
        solver.push()
        outcome = self._by_steps(solver, number, stage)
        solver.pop()
        return outcome

    def _by_steps(self, solver: Any, number: int, stage: Stage) -> _Outcome:
        bound: Rational | None = None
        value = stage.minimised(self._objectives[number])
        step = least = self._least_step(stage, value)
        suspicious = False
        while True:
            wanted = z3.FreshBool("w", ctx=self._context)
            solver.add(z3.Implies(wanted, stage.at_most(value - step)))
            status = self._check(solver, wanted)
            if status == z3.sat:
                self._note(solver.model(), number)
                value = stage.minimised(self._objectives[number])
                least = self._least_step(stage, value)
                step = max(2 * step, least)
                if step > _SUSPICIOUS_STEP * max(1, least) and not suspicious:
                    suspicious = True
                    outcome = (
                        None if self._encoded.nonlinear else self._by_optimize(number, stage, _UNLIMITED_S)
                    )
                    if outcome is not None or self._encoded.nonlinear:
                        return outcome or _Outcome(bound=None, stopped="gave up")
            elif status == z3.unsat:
                bound = value - step + (1 if stage.whole else 0)
                self._proved[number] = stage.original(bound)
                self._report(number)
                if step <= least:
                    return _Outcome(bound=bound)
                step = least
            else:
                return _Outcome(bound=bound, stopped=self._reason(str(solver.reason_unknown())))

    def _least_step(self, stage: Stage, value: Rational) -> Rational:
        """The least improvement worth asking for: where there is none, the stage is as good as was asked."""
        size = max(value, -value)
        relative = Fraction(self._options.relative_gap) * size
        if stage.whole:
            return math.floor(relative) + 1
        return max(relative, _TOLERANCE * max(1, size))

    def _by_optimize(self, number: int, stage: Stage, most_s: float) -> _Outcome | None:
        """Z3's own optimiser, or None when it gives no proof within `most_s` seconds."""
        left_s = min(most_s, self._clock.left_s())
        if left_s <= 0:
            return _Outcome(bound=None, stopped="time")
        optimizer = z3.Optimize(ctx=self._context)
        optimizer.set("timeout", int(min(left_s * 1000 + 1, 2**31)))
        # Not `solver.assertions()`: QF_FD forgets there what was added after a check.
        optimizer.from_string(self._text)
        optimizer.add(*self._limits)
        handle = optimizer.minimize(stage.term)
        optimizer.set_on_model(lambda found: self._note_if_better(found, number, stage))
        status = optimizer.check()
        if status == z3.unknown:
            return _Outcome(bound=None, stopped="time") if self._clock.left_s() <= 0 else None
        if status == z3.unsat:
            return None
        infinite, value, epsilon = (exact(part) for part in optimizer.lower_values(handle))
        if infinite:
            return _Outcome(bound=None, unbounded=True)
        found = optimizer.model()
        if epsilon or exact(found.eval(stage.term, model_completion=True)) != value:
            return None
        self._note(found, number)
        return _Outcome(bound=value)

    def _note_if_better(self, found: Any, number: int, stage: Stage) -> None:
        value = exact(found.eval(stage.term, model_completion=True))
        if value < stage.minimised(self._objectives[number]):
            self._note(found, number)

    def _keep(self, solver: Any, number: int, stage: Stage) -> None:
        """Later stages may worsen this one only by its slack."""
        objective = self._model.objectives[number]
        best = self._objectives[number]
        slack = max(best, -best) * objective.slack + objective.slack_abs
        limit = best + slack if objective.sense == "minimize" else best - slack
        self._limits.append(stage.at_most(stage.minimised(limit)))
        solver.add(self._limits[-1])

    # ------------------------------------------------------------ cores

    def _suspects(self, seconds: float) -> tuple[int, ...] | None:
        """Constraints that clash: those of the requirements in an unsat core, and structure.

        Without requirements each constraint is tracked by itself. Many literals slow Z3 down, so a group of
        constraints with the same requirements has one literal between them where there are many.
        """
        groups = self._groups()
        if not groups:
            return None
        lines = [self._encoded.preamble]
        lines.extend(f"(declare-const g{number} Bool)" for number in range(len(groups)))
        structure = set(range(len(self._encoded.constraints))).difference(*groups)
        lines.extend(f"(assert {self._encoded.constraints[k]})" for k in sorted(structure))
        for number, group in enumerate(groups):
            lines.extend(f"(assert (=> g{number} {self._encoded.constraints[k]}))" for k in group)
        solver = self._solver(*lines)
        solver.set("core.minimize", True)  # noqa: FBT003  # Z3's own signature
        most_s = max(_LEAST_CORE_TIME_S, 3 * seconds)
        left_s = min(most_s, self._clock.left_s())
        if left_s <= 0:
            return None
        solver.set("timeout", int(left_s * 1000) + 1)
        literals = [z3.Bool(f"g{number}", self._context) for number in range(len(groups))]
        if solver.check(*literals) != z3.unsat:
            return None
        names = {str(literal) for literal in solver.unsat_core()}
        core = {k for number, group in enumerate(groups) if f"g{number}" in names for k in group}
        return tuple(sorted(core | structure))

    def _groups(self) -> list[list[int]]:
        by_requirements: dict[tuple[str, ...], list[int]] = {}
        for position, constraint in enumerate(self._model.constraints):
            by_requirements.setdefault(constraint.origin.requirements, []).append(position)
        structure = by_requirements.pop((), [])
        if not by_requirements:
            return [[position] for position in structure] if len(structure) <= _MOST_TRACKED else []
        if sum(map(len, by_requirements.values())) <= _MOST_TRACKED:
            return [[position] for group in by_requirements.values() for position in group]
        return list(by_requirements.values())

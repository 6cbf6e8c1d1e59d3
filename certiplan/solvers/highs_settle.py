"""Settle one program with HiGHS: retries, subtours, and the difference between infeasible and unbounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from certiplan.solvers.highs_run import LOOSE, Limits, Outcome, Problem, rounds, run
from certiplan.solvers.lowering.milp import Floats, LazyCircuit
from certiplan.solvers.lowering.subtours import Separator

_SMALL_CIRCUIT = 8
Row: TypeAlias = tuple[Mapping[int, float], float, float]
_LEAST_CONFIRMATION_S = 0.5


class CutPool:
    """Subtour cuts found so far, each with the position of its constraint. It outlives single runs."""

    def __init__(self, circuits: Sequence[LazyCircuit]) -> None:
        self._separators = [(lazy.position, Separator(lazy.circuit)) for lazy in circuits]
        self._seen: set[tuple[tuple[int, int], ...]] = set()
        self._rows: list[Row] = []
        self.positions: list[int] = []
        self.is_needed = bool(circuits)
        self.largest = max((lazy.circuit.size for lazy in circuits), default=0)

    def separate(self, values: Floats, *, fractional: bool = False) -> list[Row]:
        """Rows that the point violates, now in the pool; a whole point without any is a circuit."""
        found: list[Row] = []
        for position, separator in self._separators:
            cuts = separator.fractional_cuts(values) if fractional else separator.cuts(values)
            for cut in cuts:
                row: Row = (cut.coefs, -np.inf, float(cut.most))
                found.append(row)
                key = tuple(sorted(cut.coefs.items()))
                if key not in self._seen:
                    self._seen.add(key)
                    self._rows.append(row)
                    self.positions.append(position)
        return found

    def applied(self, problem: Problem) -> Problem:
        """The problem with the cuts as further rows."""
        return with_rows(problem, self._rows)


def with_rows(problem: Problem, rows: Sequence[Row]) -> Problem:
    """The problem with further rows (coefficients, lower, upper)."""
    if not rows:
        return problem
    indices = [column for coefs, _, _ in rows for column in coefs]
    values = [float(coef) for coefs, _, _ in rows for coef in coefs.values()]
    ends = np.cumsum([len(coefs) for coefs, _, _ in rows]) + problem.starts[-1]
    return replace(
        problem,
        row_lower=np.append(problem.row_lower, [lower for _, lower, _ in rows]),
        row_upper=np.append(problem.row_upper, [upper for _, _, upper in rows]),
        starts=np.append(problem.starts, ends).astype(np.int32),
        indices=np.append(problem.indices, indices).astype(np.int32),
        coefs=np.append(problem.coefs, values),
    )


def settle(problem: Problem, limits: Limits, pool: CutPool) -> Outcome:
    """The problem with its circuits; "infeasible" and "unbounded" are certain, values are tours."""
    outcome = _with_circuits(problem, limits, pool) if pool.is_needed else _steady(problem, limits)
    if outcome.verdict not in ("unbounded", "infeasible or unbounded"):
        return outcome
    return _unbounded_or_not(problem, limits, pool, outcome)


def _steady(problem: Problem, limits: Limits) -> Outcome:
    """Run; where HiGHS has numerical trouble, again with looser tolerances, then without presolve."""
    began = time.monotonic()
    outcome = run(problem, limits)
    if limits.presolve:
        outcome = _confirmed(problem, limits, outcome, time.monotonic() - began)
    if outcome.verdict == "trouble":
        outcome = run(problem, replace(limits, tolerance=LOOSE))
    if outcome.verdict == "trouble":
        outcome = run(problem, replace(limits, tolerance=LOOSE, presolve=False))
    return outcome


def _confirmed(problem: Problem, limits: Limits, outcome: Outcome, spent_s: float) -> Outcome:
    """A verdict of infeasibility, checked by other means than HiGHS's presolve.

    Presolve for integers has had faults that lose all solutions. The linear relaxation, then a run without
    presolve, contradict it where they can; only a run that finds nothing in reasonable time lets it stand.
    """
    if outcome.verdict != "infeasible" or not problem.integer.any():
        return outcome
    quiet = replace(limits, start=None, report=None, incumbent=None)
    if run(problem.relaxed(), replace(quiet, simplex=True)).verdict == "infeasible":
        return outcome
    until = time.monotonic() + max(_LEAST_CONFIRMATION_S, spent_s)
    second = run(
        problem,
        replace(quiet, presolve=False, until=until if limits.until is None else min(until, limits.until)),
    )
    if second.values is None:
        return outcome
    return second if second.verdict == "optimal" else _steady(problem, replace(limits, presolve=False))


def _unbounded_or_not(problem: Problem, limits: Limits, pool: CutPool, outcome: Outcome) -> Outcome:
    """Tell infeasible from unbounded.

    A mixed-integer program with rational data that has a solution is unbounded exactly if its linear
    relaxation is (Meyer, 1974).
    """
    feasible = settle(problem.without_objective(), replace(limits, report=None, incumbent=None), pool)
    if feasible.values is None:
        return feasible
    relaxed = run(pool.applied(problem.relaxed()), replace(limits, simplex=True, start=None, incumbent=None))
    if relaxed.verdict == "unbounded":
        return replace(relaxed, values=feasible.values)
    if outcome.verdict == "unbounded" and relaxed.verdict != "optimal":
        return replace(outcome, values=feasible.values)
    again = _steady(pool.applied(problem), replace(limits, presolve=False))
    if again.verdict in ("unbounded", "infeasible or unbounded"):
        return replace(again, verdict="trouble", values=feasible.values)
    return again


# ---------------------------------------------------------------- circuits


def _with_circuits(problem: Problem, limits: Limits, pool: CutPool) -> Outcome:
    """Solve, cut off subtours, repeat; each bound on the way is valid, and the last solution has none."""
    proof = _cut_relaxation(problem, limits, pool)
    if proof is not None:
        return proof
    incumbents: list[Floats] = []
    best: Floats | None = None
    bound = -np.inf if problem.minimize else np.inf
    tightest = max if problem.minimize else min
    while True:
        incumbents.clear()
        listening = replace(limits, incumbent=incumbents.append, report=_bound_only(limits, problem))
        outcome = _steady(pool.applied(problem), listening)
        bound = tightest(bound, outcome.bound)
        for values in incumbents:
            if not pool.separate(values) and (best is None or _better(problem, values, best)):
                best = values
        last_is_tour = outcome.values is not None and not pool.separate(outcome.values)
        if outcome.verdict == "optimal" and not last_is_tour:
            continue
        if outcome.verdict == "infeasible":
            return outcome
        return replace(outcome, values=outcome.values if last_is_tour else best, bound=bound)


def _bound_only(limits: Limits, problem: Problem) -> Callable[[float, float], None] | None:
    """Progress of a relaxation: its bound counts, its value may belong to a point with subtours."""
    report = limits.report
    if report is None:
        return None
    unknown = np.inf if problem.minimize else -np.inf
    return lambda _value, bound: report(unknown, bound)


def _better(problem: Problem, values: Floats, best: Floats) -> bool:
    difference = float(problem.cost @ (values - best))
    return difference < 0 if problem.minimize else difference > 0


def _cut_relaxation(problem: Problem, limits: Limits, pool: CutPool) -> Outcome | None:
    """Fill the pool with cuts that the linear relaxation violates; its outcome, if it is infeasible."""
    if pool.largest <= _SMALL_CIRCUIT:
        return None
    quiet = replace(limits, start=None, report=None, incumbent=None)
    for outcome, add_rows in rounds(pool.applied(problem.relaxed()), quiet):
        if outcome.verdict == "infeasible":
            return outcome
        rows = [] if outcome.values is None else pool.separate(outcome.values, fractional=True)
        if not rows:
            break
        add_rows(rows)
    return None

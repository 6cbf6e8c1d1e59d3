"""Settle one program with HiGHS: retries, subtours, and the difference between infeasible and unbounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from certiplan.solvers.highs_run import LOOSE, Limits, Outcome, Problem, run
from certiplan.solvers.lowering.milp import Floats, LazyCircuit
from certiplan.solvers.lowering.tours import Cut, subtour_cuts

_THRESHOLDS = (1e-6, 0.15, 0.3, 0.5, 0.75)
_MOST_ROUNDS = 60
_SMALL_CIRCUIT = 8
_LEAST_CONFIRMATION_S = 0.5


@dataclass
class CutPool:
    """Subtour cuts found so far, each with the position of its constraint. It outlives single runs."""

    circuits: tuple[LazyCircuit, ...]
    cuts: list[Cut] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    _seen: set[tuple[tuple[int, int], ...]] = field(default_factory=set)

    def separate(self, values: Floats, thresholds: tuple[float, ...] = (0.5,)) -> bool:
        """Add cuts that the point violates; whether there were any."""
        found = False
        point = values.tolist()
        for lazy in self.circuits:
            for threshold in thresholds:
                for cut in subtour_cuts(lazy.circuit, point, threshold=threshold):
                    found = True
                    key = tuple(sorted(cut.coefs.items()))
                    if key not in self._seen:
                        self._seen.add(key)
                        self.cuts.append(cut)
                        self.positions.append(lazy.position)
        return found

    def applied(self, problem: Problem) -> Problem:
        """The problem with the cuts as further rows."""
        return with_rows(problem, [(cut.coefs, float(cut.least), np.inf) for cut in self.cuts])


def with_rows(problem: Problem, rows: Sequence[tuple[Mapping[int, float], float, float]]) -> Problem:
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
    outcome = _with_circuits(problem, limits, pool) if pool.circuits else _steady(problem, limits)
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
        separated = False
        for values in [*incumbents, *([] if outcome.values is None else [outcome.values])]:
            if pool.separate(values):
                separated = True
            elif best is None or _better(problem, values, best):
                best = values
        last_is_tour = outcome.values is not None and not pool.separate(outcome.values)
        if outcome.verdict == "optimal" and not last_is_tour:
            assert separated, "a point that is no tour violates a cut"
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
    if max(lazy.circuit.size for lazy in pool.circuits) <= _SMALL_CIRCUIT:
        return None
    relaxed = problem.relaxed()
    quiet = replace(limits, start=None, report=None, incumbent=None)
    for _ in range(_MOST_ROUNDS):
        outcome = run(pool.applied(relaxed), quiet)
        if outcome.verdict == "infeasible":
            return outcome
        if outcome.values is None or not pool.separate(outcome.values, _THRESHOLDS):
            return None
    return None

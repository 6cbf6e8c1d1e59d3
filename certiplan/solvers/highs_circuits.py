"""Programs with circuits: solve without subtour constraints, cut off the subtours found, repeat.

A short tour from local search, where it satisfies the other rows, bounds the objective: columns that the
linear relaxation prices beyond it are left out, and what remains is searched only for better tours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from certiplan.solvers.highs_problem import Limits, Outcome, Problem
from certiplan.solvers.highs_run import rounds, run
from certiplan.solvers.highs_steady import steady
from certiplan.solvers.lowering.growth import GrowthSeparator
from certiplan.solvers.lowering.milp import Floats, LazyCircuit
from certiplan.solvers.lowering.subtours import Separator
from certiplan.solvers.tour_search import good_tour

_SMALL_CIRCUIT = 8
_LONGEST_CHECK_S = 2.0
_TOLERANCE = 1e-7

Row: TypeAlias = tuple[Mapping[int, float], float, float]


class CutPool:
    """Subtour cuts found so far, each with the position of its constraint. It outlives single runs."""

    def __init__(self, circuits: Sequence[LazyCircuit]) -> None:
        self.circuits = tuple(circuits)
        self._separators = [(lazy.position, Separator(lazy.circuit)) for lazy in circuits]
        self._capacities = [GrowthSeparator(lazy.circuit, g) for lazy in circuits for g in lazy.growths]
        self._seen: set[tuple[tuple[int, int], ...]] = set()
        self._rows: list[Row] = []
        self._capacity_rows: list[Row] = []
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
        if fractional:
            found += self._capacity_cuts(values)
        return found

    def _capacity_cuts(self, values: Floats) -> list[Row]:
        """Rows of quantities along circuits that a fractional point violates; whole points satisfy them."""
        found: list[Row] = []
        for separator in self._capacities:
            for cut in separator.cuts(values):
                row: Row = (cut.coefs, -np.inf, float(cut.most))
                found.append(row)
                key = (*sorted(cut.coefs.items()), (-1, cut.most))
                if key not in self._seen:
                    self._seen.add(key)
                    self._capacity_rows.append(row)
        return found

    def applied(self, problem: Problem, *, only_subtours: bool = False) -> Problem:
        """The problem with the cuts as further rows.

        Args:
            only_subtours: leave out what rests on other constraints than the circuits', which are the only
                ones in `positions`.
        """
        return with_rows(problem, self._rows if only_subtours else self._rows + self._capacity_rows)


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


def with_circuits(problem: Problem, limits: Limits, pool: CutPool) -> Outcome:
    """Solve a program whose circuits are in the pool; values are circuits, and bounds hold for them."""
    relaxed = _cut_relaxation(problem, limits, pool)
    if relaxed is not None and relaxed.verdict == "infeasible":
        return relaxed
    known = None if relaxed is None else _first_tour(problem, relaxed, limits, pool)
    if known is None:
        return _separated(problem, limits, pool)
    sign = 1.0 if problem.minimize else -1.0
    value = _worth(problem, known)
    assert relaxed is not None
    gap = max(limits.absolute_gap, _TOLERANCE * max(1.0, abs(value)), limits.relative_gap * abs(value))
    if sign * (value - relaxed.bound) <= gap:
        return replace(relaxed, values=known)
    better = _only_better(problem, relaxed, value - sign * gap)
    outcome = _separated(better, replace(limits, start=None), pool)
    if outcome.verdict == "infeasible":
        return replace(relaxed, values=known, bound=value - sign * gap)
    if outcome.verdict == "optimal":
        return outcome
    bound = sign * max(sign * relaxed.bound, min(sign * outcome.bound, sign * value))
    values = known if outcome.values is None else outcome.values
    return replace(outcome, values=values, bound=bound)


def _separated(problem: Problem, limits: Limits, pool: CutPool) -> Outcome:
    """Solve, cut off subtours, repeat; each bound on the way is valid, and the last solution has none."""
    incumbents: list[Floats] = []
    best: Floats | None = None
    bound = -np.inf if problem.minimize else np.inf
    tightest = max if problem.minimize else min
    while True:
        incumbents.clear()
        listening = replace(limits, incumbent=incumbents.append, report=_bound_only(limits, problem))
        outcome = steady(pool.applied(problem), listening)
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


def _worth(problem: Problem, values: Floats) -> float:
    return float(problem.cost @ values) + problem.offset


def _cut_relaxation(problem: Problem, limits: Limits, pool: CutPool) -> Outcome | None:
    """Fill the pool with cuts that the linear relaxation violates; the relaxation's last outcome."""
    if pool.largest <= _SMALL_CIRCUIT:
        return None
    quiet = replace(limits, start=None, report=None, incumbent=None)
    last = None
    for outcome, add_rows in rounds(pool.applied(problem.relaxed()), quiet):
        last = outcome
        rows = [] if outcome.values is None else pool.separate(outcome.values, fractional=True)
        if outcome.verdict != "optimal" or not rows:
            break
        add_rows(rows)
    return last


def _first_tour(problem: Problem, relaxed: Outcome, limits: Limits, pool: CutPool) -> Floats | None:
    """A solution with a tour from local search, if there is one circuit and the rows permit it."""
    if relaxed.verdict != "optimal" or relaxed.values is None or len(pool.circuits) != 1:
        return None
    if problem.quadratic is not None or not problem.cost.any():
        return None
    circuit = pool.circuits[0].circuit
    columns = np.array([column for _, _, column in circuit.arcs])
    used = good_tour(circuit, problem.cost if problem.minimize else -problem.cost, relaxed.values)
    if used is None:
        return None
    chosen = np.zeros(len(problem.lower))
    chosen[used] = 1.0
    lower, upper = problem.lower.copy(), problem.upper.copy()
    if np.any(chosen[columns] < lower[columns]) or np.any(chosen[columns] > upper[columns]):
        return None
    lower[columns] = upper[columns] = chosen[columns]
    quiet = replace(limits, start=None, report=None, incumbent=None, longest_s=_LONGEST_CHECK_S)
    return run(replace(problem, lower=lower, upper=upper), quiet).values


def _only_better(problem: Problem, relaxed: Outcome, limit: float) -> Problem:
    """The problem with a limit on its objective, and without what the relaxation's prices rule out."""
    rhs = limit - problem.offset
    coefs = {int(column): float(problem.cost[column]) for column in np.flatnonzero(problem.cost)}
    row: Row = (coefs, -np.inf, rhs) if problem.minimize else (coefs, rhs, np.inf)
    duals, values = relaxed.column_duals, relaxed.values
    lower, upper = problem.lower, problem.upper
    if duals is not None and values is not None:
        sign = 1.0 if problem.minimize else -1.0
        room = sign * (limit - relaxed.bound) + _TOLERANCE * max(1.0, abs(limit))
        dear = problem.integer & (sign * duals > room) & (values < lower + 0.5)
        upper = np.where(dear, lower, upper)
    return with_rows(replace(problem, lower=lower, upper=upper), [row])

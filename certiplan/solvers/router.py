"""Which solver for which model, from what is measured on the ground model, and why, in words.

The rules rest on measurements: HiGHS where the linear relaxation is tight (assignment, flow, knapsack,
travel, tours with subtours cut off), CP-SAT on time, order and packing, Z3 on small logic and whole
nonlinear models, SCIP on nonconvex and transcendental ones. The others that could settle the model stand
behind the first, in case it is not installed or turns out not to support the model.

Where the measures do not tell which of two is faster, the second joins the first after a head start
(`portfolio`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Backend, Capability, Feature, SolveOptions
from certiplan.solvers.measures import Measures, measure
from certiplan.solvers.portfolio import HEAD_START_S, PortfolioBackend, usable_cores
from certiplan.solvers.registry import backends
from certiplan.solvers.results import Failed, SolverResult, Unknown

_TITLES: Final = {"highs": "HiGHS", "z3": "Z3", "cpsat": "CP-SAT", "scip": "SCIP"}
_BEHIND: Final = ("highs", "cpsat", "z3", "scip")

# Below these Z3 settles logic at once; above, its proofs over many weights do not end.
_SMALL_LOGIC_COLUMNS: Final = 400
_FEW_WEIGHTS: Final = 60
_MANY_DISJUNCTIONS: Final = 12

# Between these it may pay to race HiGHS against CP-SAT: a row or two are a knapsack, which HiGHS wins, and
# larger models take long to hand over twice.
_FEW_ROWS: Final = 3
_FEWEST_RACED: Final = 50
_MOST_RACED: Final = 20_000
_RETRY_REASONS: Final = frozenset({"not supported", "gave up", "numerical trouble"})


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A solver that may settle the model, and why it stands where it stands."""

    solver: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Route:
    """Which solvers to try, best first.

    Attributes:
        candidates: empty only where no solver can be used here at all.
        passed_over: what would have stood first but cannot be used here, with the reason.
        rival: the candidate that may well be faster than the first, and why nothing measured tells; None
            where the first choice is sure.
    """

    candidates: tuple[Candidate, ...]
    passed_over: tuple[Candidate, ...]
    rival: Candidate | None = None

    def why(self) -> str:
        """The choice in one or two sentences, for `--why-solver`."""
        if not self.candidates:
            return "No solver can be used here."
        first = self.candidates[0]
        text = f"{_title(first.solver)}: {first.reason}."
        for missing in self.passed_over:
            text += f" {_title(missing.solver)} would come before it, but {missing.reason}."
        if self.rival is not None:
            text += (
                f" Where it has no answer after {HEAD_START_S:g} s, {_title(self.rival.solver)} races it:"
                f" {self.rival.reason}."
            )
        return text


def _title(name: str) -> str:
    return _TITLES.get(name, name)


# ---------------------------------------------------------------- choosing


def preferences(measures: Measures) -> Iterator[Candidate]:
    """The solvers in the order in which they are worth trying, the best first; some may occur twice."""
    m = measures
    if m.transcendental:
        yield Candidate(
            solver="scip", reason=f"{', '.join(m.transcendental)}: it settles such functions globally"
        )
    elif m.quadratic_objective and m.binaries + m.integers == 0:
        yield Candidate(solver="highs", reason="a quadratic objective over real decisions, if it is convex")
        yield Candidate(solver="scip", reason="a quadratic objective that is not convex")
    elif m.real_products and m.real_products == m.ratios:
        yield Candidate(solver="highs", reason=f"{_count(m.ratios, 'ratio')}, which it makes linear")
        yield Candidate(solver="scip", reason=_count(m.ratios, "ratio"))
    elif m.real_products:
        yield Candidate(
            solver="scip", reason=f"{_count(m.real_products, 'nonlinear term')}: it settles them globally"
        )
        yield Candidate(solver="z3", reason="nonlinear terms, exactly")
    elif m.whole_products:
        terms = _count(m.whole_products, "product") + " of whole decisions"
        if m.reals == 0 and m.free_integers == 0:
            yield Candidate(solver="cpsat", reason=f"{terms}, all with bounds")
        yield Candidate(solver="z3", reason=f"{terms}: its arithmetic is exact")
    yield from _discrete(m)
    yield Candidate(solver="highs", reason=_linear_reason(m))
    for name in _BEHIND:
        yield Candidate(solver=name, reason="it supports all that the model uses")


def _discrete(m: Measures) -> Iterator[Candidate]:
    if m.reals == 0 and m.intervals:
        yield Candidate(
            solver="cpsat", reason=f"{_count(m.intervals, 'interval')} that share machines or resources"
        )
        yield Candidate(solver="z3", reason=f"{_count(m.intervals, 'interval')}, whole times")
    if m.circuits and m.carried and m.carried == m.disjunctions and not m.extremes:
        yield Candidate(solver="highs", reason="tours of vehicles, whose overloaded paths it cuts off")
    if m.reals == 0 and m.circuits and m.disjunctions >= _MANY_DISJUNCTIONS:
        yield Candidate(
            solver="cpsat",
            reason=f"tours with {_count(m.disjunctions, 'condition')} on whole numbers along them",
        )
    if m.reals == 0 and m.tours > 1 and m.disjunctions + m.extremes:
        yield Candidate(solver="cpsat", reason=f"{m.tours} tours at once, with more to weigh than lengths")
    if m.circuits:
        yield Candidate(solver="highs", reason="tours, whose subtours it cuts off as they occur")
    if m.reals == 0 and m.disjunctions >= _MANY_DISJUNCTIONS and 4 * m.disjunctions >= m.constraints:
        yield Candidate(
            solver="cpsat", reason=f"{_count(m.disjunctions, 'alternative')} between orders of whole numbers"
        )
    small = m.reals == 0 and m.columns <= _SMALL_LOGIC_COLUMNS and m.weights <= _FEW_WEIGHTS
    if small and (m.distinct or (m.logic and 2 * m.logic >= m.constraints)):
        yield Candidate(
            solver="z3", reason=f"a small problem of logic ({_count(m.columns, 'decision')}, few weights)"
        )
    if m.reals == 0 and m.distinct:
        yield Candidate(solver="cpsat", reason=f"all_different over {_count(m.distinct, 'value')}")


def _linear_reason(m: Measures) -> str:
    if m.binaries + m.integers == 0:
        return f"a linear program over {_count(m.reals, 'decision')}"
    whole = _count(m.binaries + m.integers, "whole decision")
    return f"linear rows over {whole}, whose relaxation it uses"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _supports(solver: Backend, measures: Measures) -> bool:
    declared = solver.capability.features
    return measures.features() <= declared and (not measures.ratios or "real" in declared)


def _rival(measures: Measures, candidates: Sequence[Candidate]) -> Candidate | None:
    """Who may well be faster than the first; see `Route.rival`."""
    m = measures
    promising = {candidate.solver for candidate in candidates}
    if len(candidates) < 2 or m.reals or m.free_integers:
        return None
    first = candidates[0].solver
    if first == "highs" and m.circuits == 0 and "cpsat" in promising:
        if m.constraints < _FEW_ROWS or not _FEWEST_RACED <= m.columns <= _MOST_RACED:
            return None
        if m.weights and not m.logic + m.extremes:
            return None  # plain rows under weights: its relaxation guides it, and a rival takes its cores
        return Candidate(
            solver="cpsat",
            reason="whole decisions only, and only the search shows whether their relaxation is tight",
        )
    if first == "z3" and "cpsat" in promising:
        return Candidate(solver="cpsat", reason="small logic may still take long to search")
    if first == "cpsat" and m.whole_products and "z3" in promising:
        return Candidate(solver="z3", reason="proofs about products may come from exact arithmetic")
    return None


def route(model: GroundModel, available: Sequence[Backend] | None = None) -> Route:
    """Which solvers to try for a model, best first, with the reasons.

    Args:
        model: measured, not solved.
        available: the solvers to choose from; all that Certiplan knows unless given.
    """
    measures = measure(model)
    known = {solver.name: solver for solver in (backends() if available is None else available)}
    candidates: dict[str, Candidate] = {}
    passed_over: dict[str, Candidate] = {}
    for candidate in preferences(measures):
        solver = known.get(candidate.solver)
        if solver is None or candidate.solver in candidates or candidate.solver in passed_over:
            continue
        if not _supports(solver, measures):
            continue
        missing = solver.unavailable_because()
        if missing is None:
            candidates[candidate.solver] = candidate
        elif not candidates:
            passed_over[candidate.solver] = replace(candidate, reason=f"it cannot be used: {missing}")
    rival = _rival(measures, tuple(candidates.values()))
    for solver in known.values():
        if solver.name in candidates or solver.unavailable_because() is not None:
            continue
        if not measures.reals or "real" in solver.capability.features:
            reason = "it may have an exact form of what the model uses, though it does not promise it"
            candidates[solver.name] = Candidate(solver=solver.name, reason=reason)
    return Route(candidates=tuple(candidates.values()), passed_over=tuple(passed_over.values()), rival=rival)


# ---------------------------------------------------------------- solving


class RoutedBackend:
    """The solver "auto": the best one for the model, and the next one where it cannot settle it.

    Args:
        available: the solvers to choose from; all that Certiplan knows unless given.
        cores: how many a race may use; those of this process unless given. One is too few for a race.
    """

    def __init__(self, available: Sequence[Backend] | None = None, *, cores: int | None = None) -> None:
        self._backends = tuple(backends() if available is None else available)
        self._cores = usable_cores() if cores is None else cores

    @property
    def name(self) -> str:
        """The name users give with --solver."""
        return "auto"

    @property
    def capability(self) -> Capability:
        """What the usable solvers can settle between them."""
        usable = [solver.capability for solver in self._backends if solver.unavailable_because() is None]
        return Capability(
            features=frozenset[Feature]().union(*(capability.features for capability in usable)),
            exact_reals=False,
            anytime=any(capability.anytime for capability in usable),
        )

    def unavailable_because(self) -> str | None:
        """Why it cannot be used here, or None when it can."""
        missing = [reason for solver in self._backends if (reason := solver.unavailable_because())]
        return "; ".join(missing) if len(missing) == len(self._backends) else None

    def solve(self, model: GroundModel, options: SolveOptions) -> SolverResult:
        """Settle the ground model; the result names the solver that did."""
        started = time.monotonic()
        first: SolverResult | None = None
        for solver in self._in_turn(route(model, self._backends), options):
            left = options
            if options.time_limit_s is not None:
                left_s = options.time_limit_s - (time.monotonic() - started)
                if first is not None and left_s <= 0:
                    break
                left = replace(options, time_limit_s=max(0.0, left_s))
            result = solver.solve(model, left)
            if not _worth_another(result) or options.stop.is_set():
                return replace(result, seconds=time.monotonic() - started)
            first = _better_said(first, result)
        if first is None:
            missing = self.unavailable_because() or "there is no solver to choose from"
            return Failed(error=missing, solver=self.name, seconds=time.monotonic() - started)
        return replace(first, seconds=time.monotonic() - started)

    def _in_turn(self, found: Route, options: SolveOptions) -> Iterator[Backend]:
        """The solvers to ask one after another; two that race count as one."""
        by_name = {solver.name: solver for solver in self._backends}
        names = [candidate.solver for candidate in found.candidates]
        cores = self._cores if options.threads is None else min(self._cores, options.threads)
        if found.rival is not None and cores > 1:
            first, second = names[0], found.rival.solver
            names = [name for name in names if name not in (first, second)]
            yield PortfolioBackend(by_name[first], by_name[second], cores=cores)
        yield from (by_name[name] for name in names)


def _worth_another(result: SolverResult) -> bool:
    """Whether another solver may do what this one could not."""
    if isinstance(result, Unknown):
        return result.reason in _RETRY_REASONS
    return isinstance(result, Failed)


def _better_said(first: SolverResult | None, second: SolverResult) -> SolverResult:
    """Of two failures the one to show: an attempt says more than a refusal."""
    refused = isinstance(first, Unknown) and first.reason == "not supported"
    return second if first is None or refused else first

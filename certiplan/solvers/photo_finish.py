"""What several results on one model come to together, where they agree and where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from certiplan.model.ir import GroundModel, Rational
from certiplan.model.values import show_rational
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.results import (
    Failed,
    Feasible,
    Infeasible,
    Optimal,
    SolverResult,
    Unbounded,
    Unknown,
)

_RELATIVE_TOLERANCE: Final = Fraction(1, 1_000_000)
_LIMITS: Final = frozenset({"time", "cancelled", "memory"})


def outcome(model: GroundModel, results: Sequence[SolverResult], *, relative_gap: float) -> SolverResult:
    """One result for all.

    A proof stands unless an exactly rechecked solution contradicts it: then the solution is returned, and
    its `notice` says who claimed what. Without a proof the best solution is returned with the best bound;
    where the two meet, that is a proof. Without a solution, a limit that was reached says more than a
    failure, and an attempt more than a refusal.

    Args:
        results: at least one, in the order in which they came.
        relative_gap: how far from the best an `Optimal` was allowed to be.
    """
    found = [result for result in results if isinstance(result, Optimal | Feasible)]
    for result in results:
        match result:
            case Optimal():
                return _optimal(model, result, found, relative_gap)
            case Infeasible():
                return _infeasible(model, result, found)
            case Unbounded():
                return result
            case Feasible() | Unknown() | Failed():
                pass
    if found:
        return _feasible(model, [result for result in found if isinstance(result, Feasible)])
    return _nothing(results)


# ---------------------------------------------------------------- proofs and what contradicts them


def _infeasible(model: GroundModel, proof: Infeasible, found: Sequence[Optimal | Feasible]) -> SolverResult:
    real = [result for result in found if Evaluation(model, result.values).feasible()]
    if not real:
        return proof
    best = _best(model, real)
    return _contradicting(best, f"{proof.solver} called the model infeasible")


def _optimal(
    model: GroundModel, proof: Optimal, found: Sequence[Optimal | Feasible], relative_gap: float
) -> SolverResult:
    gap = max(_RELATIVE_TOLERANCE, Fraction(relative_gap))
    better = [
        result
        for result in found
        if _is_better(model, result, proof, gap) and Evaluation(model, result.values).feasible()
    ]
    if not better:
        return proof
    claimed = ", ".join(show_rational(value) for value in proof.objectives)
    return _contradicting(_best(model, better), f"{proof.solver} called {claimed} optimal")


def _contradicting(result: Optimal | Feasible, claim: str) -> Optimal | Feasible:
    notice = f"{claim}, but a solution of {result.solver} says otherwise; it was rechecked exactly"
    if isinstance(result, Optimal):
        return replace(result, notice=notice)
    return replace(result, notice=notice, reason="numerical trouble")


# ---------------------------------------------------------------- without a proof


def _feasible(model: GroundModel, found: Sequence[Feasible]) -> Optimal | Feasible:
    best = _best(model, found)
    assert isinstance(best, Feasible)
    bounds = list(best.bounds)
    doubtful: str | None = None
    for result in found:
        for stage, objective in enumerate(model.objectives):
            sign = 1 if objective.sense == "minimize" else -1
            own, other, value = bounds[stage], result.bounds[stage], best.objectives[stage]
            if other is not None and sign * (other - value) > _allowed(value, _RELATIVE_TOLERANCE):
                doubtful = f"{result.solver} called {show_rational(other)} a bound on objective {stage + 1}"
            elif other is not None and (own is None or sign * (other - own) > 0):
                bounds[stage] = value if sign * (other - value) > 0 else other
            if result.objectives[stage] != value:
                break  # a later bound holds only for this value of the stages before
    if doubtful is not None:
        return _contradicting(best, doubtful)
    proved = tuple(bound for bound in bounds if bound is not None)
    if proved == best.objectives and best.objectives:
        return Optimal(
            values=best.values,
            objectives=best.objectives,
            bounds=proved,
            solver=best.solver,
            seconds=best.seconds,
        )
    return replace(best, bounds=tuple(bounds), reason=found[-1].reason)


def _nothing(results: Sequence[SolverResult]) -> SolverResult:
    chosen = results[0]
    for result in results[1:]:
        if _says(result) > _says(chosen):
            chosen = result
    return chosen


def _says(result: SolverResult) -> int:
    if isinstance(result, Unknown):
        return 2 if result.reason in _LIMITS else 0 if result.reason == "not supported" else 1
    return 1


# ---------------------------------------------------------------- comparing


def _best(model: GroundModel, found: Sequence[Optimal | Feasible]) -> Optimal | Feasible:
    best = found[0]
    for result in found[1:]:
        if _is_better(model, result, best, Fraction(0)):
            best = result
    return best


def _is_better(model: GroundModel, one: Optimal | Feasible, other: Optimal | Feasible, gap: Fraction) -> bool:
    """Whether the first stage in which the two differ by more than gap and slack is better in `one`."""
    for objective, mine, theirs in zip(model.objectives, one.objectives, other.objectives, strict=True):
        gain = Fraction(theirs) - Fraction(mine)
        if objective.sense == "maximize":
            gain = -gain
        slack = abs(Fraction(theirs)) * Fraction(objective.slack) + Fraction(objective.slack_abs)
        if abs(gain) > _allowed(theirs, gap) + slack:
            return gain > 0
    return False


def _allowed(value: Rational, gap: Fraction) -> Fraction:
    return gap * max(Fraction(1), abs(Fraction(value)))

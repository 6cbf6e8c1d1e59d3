"""A quotient of two linear expressions as the objective, by Dinkelbach's method (1967)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from certiplan.model.ir import Rational
from certiplan.solvers.highs_circuits import CutPool
from certiplan.solvers.highs_point import exact_values, proved_bound, worth
from certiplan.solvers.highs_problem import Limits, Outcome, Problem, Verdict
from certiplan.solvers.highs_settle import settle_whole
from certiplan.solvers.lowering import MilpModel

_MOST_STEPS: Final = 50


@dataclass(frozen=True, kw_only=True)
class BestRatio:
    """The best quotient that was found.

    Attributes:
        values: of the columns of the ground model.
        bound: proved, if any was.
        verdict: how the last step ended.
    """

    values: Sequence[Rational]
    value: Rational
    bound: Rational | None
    verdict: Verdict


def best_ratio(
    milp: MilpModel, stage: int, problem: Problem, outcome: Outcome, limits: Limits, pool: CutPool
) -> BestRatio | None:
    """Optimize numerator - rate * denominator until it is 0; None where the quotient is not defined.

    At every step the optimum of the difference, over the least denominator, bounds the ratio.

    Args:
        outcome: a feasible point of the problem.
    """
    objective = milp.stages[stage]
    ratio = objective.ratio
    assert ratio is not None
    sign = 1.0 if objective.minimize else -1.0
    best: list[Rational] = []
    value: Rational = 0
    bound: float | None = None
    for _ in range(_MOST_STEPS):
        assert outcome.values is not None
        values = exact_values(milp.model.columns, outcome.values)
        found = worth(milp, stage, values)
        if found is None:
            return None
        if best and (found >= value if objective.minimize else found <= value):
            break
        best, value = values, found
        rate = float(value)
        difference = replace(
            problem,
            cost=objective.cost - rate * ratio.denominator,
            offset=objective.offset - rate * ratio.denominator_offset,
        )
        outcome = settle_whole(milp, difference, replace(limits, absolute_gap=1e-9), pool)
        if outcome.verdict == "optimal" or math.isfinite(outcome.bound):
            gain = min(0.0, sign * outcome.bound)
            bound = rate + sign * gain / ratio.least
        if outcome.verdict != "optimal":
            break
    proved = (
        None if bound is None else proved_bound(bound, value, objective.lattice, minimize=objective.minimize)
    )
    return BestRatio(values=best, value=value, bound=proved, verdict=outcome.verdict)

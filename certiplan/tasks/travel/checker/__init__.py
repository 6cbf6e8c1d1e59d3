"""The independent judge of travel plans: the thirteen constraints of the TravelPlanner benchmark.

It reads a plan in the benchmark's format and knows only the request and the world; it shares nothing
with the model that plans are made by. Two readings are offered:

- "benchmark" scores a plan as the published evaluation does, its known gaps (marked † in the code)
  included, so that numbers can be compared with published ones;
- "plain" closes the gaps: names are exact, flights run on the day, the destination of short trips and
  the cities of stay days are checked, days may not be padded.

Source: Xie et al., "TravelPlanner: A Benchmark for Real-World Planning with Language Agents", ICML 2024.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from certiplan.tasks.travel.checker._commonsense import COMMONSENSE_CHECKS
from certiplan.tasks.travel.checker._hard import APPLIES, HARD_CHECKS
from certiplan.tasks.travel.checker._plan_text import Plan, Reading
from certiplan.tasks.travel.checker._trip import Trip
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.world import World

__all__ = [
    "COMMONSENSE",
    "HARD",
    "Constraint",
    "Outcome",
    "Plan",
    "Reading",
    "Report",
    "Verdict",
    "applicable_hard",
    "check_plan",
]

Commonsense = Literal[
    "reasonable_city_route",
    "diverse_restaurants",
    "diverse_attractions",
    "non_conflicting_transportation",
    "within_current_city",
    "within_sandbox",
    "minimum_nights",
    "complete_information",
]
Hard = Literal["budget", "house_rule", "room_type", "cuisine", "transportation"]
Constraint = Commonsense | Hard
Outcome = Literal["passed", "failed", "not_applicable"]

COMMONSENSE: tuple[Commonsense, ...] = get_args(Commonsense)
HARD: tuple[Hard, ...] = get_args(Hard)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The judgement on one constraint; `why` says what failed and where."""

    constraint: Constraint
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The judgement on a plan.

    Attributes:
        commonsense: one verdict for each of `COMMONSENSE`, in that order.
        hard: one verdict for each of `HARD`, in that order.
        cost_usd: the cost of the plan for all people, read off the tables.
    """

    reading: Reading
    commonsense: tuple[Verdict, ...]
    hard: tuple[Verdict, ...]
    cost_usd: int

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All thirteen."""
        return self.commonsense + self.hard

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """What failed."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome == "failed")

    @property
    def hard_is_judged(self) -> bool:
        """Whether the hard verdicts count: only for a complete plan of things that exist."""
        needed = {"within_sandbox", "complete_information"}
        return all(v.outcome == "passed" for v in self.commonsense if v.constraint in needed)

    @property
    def passes_commonsense(self) -> bool:
        """Whether no commonsense constraint failed."""
        return all(verdict.outcome != "failed" for verdict in self.commonsense)

    @property
    def passes_hard(self) -> bool:
        """Whether the hard verdicts count and none failed."""
        return self.hard_is_judged and all(verdict.outcome != "failed" for verdict in self.hard)

    @property
    def passes(self) -> bool:
        """Whether the plan passes as a whole."""
        return self.passes_commonsense and self.passes_hard


def applicable_hard(request: TravelRequest) -> tuple[Hard, ...]:
    """The hard constraints that a request gives rise to."""
    return tuple(constraint for constraint in HARD if APPLIES[constraint](request))


def check_plan(plan: Plan, request: TravelRequest, world: World, *, reading: Reading = "benchmark") -> Report:
    """Judge a plan.

    Args:
        plan: one mapping per day with the keys of the benchmark's submission format. It may hold anything:
            what cannot be read fails the constraint that needs it.
        request: what was asked for.
        world: the sandbox that the plan must be true in.
        reading: which of the two readings to follow.
    """
    rows = [row if isinstance(row, Mapping) else {} for row in plan]
    trip = Trip(plan=rows, request=request, world=world, reading=reading)
    applicable = applicable_hard(request)
    return Report(
        reading=reading,
        commonsense=tuple(
            _verdict(constraint, COMMONSENSE_CHECKS[constraint], trip) for constraint in COMMONSENSE
        ),
        hard=tuple(
            _verdict(constraint, HARD_CHECKS[constraint], trip)
            if constraint in applicable
            else Verdict(constraint=constraint, outcome="not_applicable")
            for constraint in HARD
        ),
        cost_usd=trip.cost_usd(),
    )


def _verdict(constraint: Constraint, check: Callable[[Trip], str | None], trip: Trip) -> Verdict:
    problem = check(trip)
    if problem is None:
        return Verdict(constraint=constraint, outcome="passed")
    return Verdict(constraint=constraint, outcome="failed", why=problem)

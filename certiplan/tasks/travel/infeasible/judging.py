"""One case of the suite: what was found, against its truth."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.model import Model, NoSolution
from certiplan.tasks.travel.checker import Reading, check_plan
from certiplan.tasks.travel.infeasible.asking import Asking
from certiplan.tasks.travel.infeasible.cases import InfeasibleCase
from certiplan.tasks.travel.infeasible.truth import least_repair_usd, minimal_conflicts
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.relaxing import Relaxing, RelaxingOptions
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import ChangeKind, changed_request
from certiplan.tasks.travel.trip_conflict import TripWay

User = Literal["open", "refusing"]
_READINGS: tuple[Reading, ...] = ("benchmark", "plain")


@dataclass(frozen=True, kw_only=True)
class Repaired:
    """What one user was offered.

    Attributes:
        truth_usd: the cost of the least repair; None where the user accepts none that helps.
        found_usd: the cost of the first way out; None without one.
        sound: every way out keeps to what the user refuses, and its plan passes the checker.
        problem: what is wrong with a way out, if anything is.
    """

    user: User
    truth_usd: int | None
    found_usd: int | None
    ways: int
    sound: bool
    problem: str
    seconds: float

    @property
    def repaired(self) -> bool:
        """A plan was found if there is one at all."""
        return self.sound and (self.found_usd is None) == (self.truth_usd is None)

    @property
    def least(self) -> bool:
        """And at the least cost."""
        return self.repaired and self.found_usd == self.truth_usd


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One case, judged.

    Attributes:
        detected: proved that there is no plan.
        minimal: the conflict is one, and every member of it is needed.
        complete: the minimal conflicts that were found are all there are.
        conflicts: how many there are.
        requirements: how many requirements the request has.
        seconds: for the one conflict, from the request on.
        seconds_all: for all conflicts.
    """

    case: InfeasibleCase
    detected: bool
    minimal: bool
    complete: bool
    conflict: tuple[str, ...]
    conflicts: int
    requirements: int
    users: tuple[Repaired, ...]
    seconds: float
    seconds_all: float

    @property
    def passes(self) -> bool:
        """Whether everything is as it should be."""
        return (
            self.detected
            and self.minimal
            and self.complete
            and all(user.repaired and user.least for user in self.users)
        )


def judge_case(
    case: InfeasibleCase,
    *,
    solver: str = "auto",
    truth_solver: str = "highs",
    time_limit_s: float | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Judgement:
    """Find conflicts and ways out of one case, and its truth, and compare.

    Args:
        case: the case.
        solver: for what is judged.
        truth_solver: for the truth.
        time_limit_s: for each part of what is judged.
        clock: tells the time in seconds.

    Raises:
        NotSettledError: the truth could not be settled.
    """
    began = clock()
    model = state_trip(case.request, case.world)
    stated = Model(model.document)
    answer = stated.solve(solver=solver)
    truth = Asking(case.request, case.world, solver=truth_solver)
    names = truth.requirements
    if not isinstance(answer, NoSolution):
        return Judgement(
            case=case,
            detected=False,
            minimal=False,
            complete=False,
            conflict=(),
            conflicts=0,
            requirements=len(names),
            users=(),
            seconds=clock() - began,
            seconds_all=0.0,
        )

    def relaxing(never: frozenset[ChangeKind] = frozenset()) -> Relaxing:
        options = RelaxingOptions(
            clock=Clock(Limits(time_limit_s=time_limit_s)), solver=solver, never=never, confirm=False
        )
        return Relaxing(model, answer, case.world, options=options, grounded=stated.ground)

    core = relaxing().core()
    seconds = clock() - began
    began = clock()
    found, complete = relaxing().all_conflicts()
    seconds_all = clock() - began
    expected = minimal_conflicts(truth)
    users: list[Repaired] = []
    refusals: tuple[tuple[User, frozenset[ChangeKind]], ...] = (
        ("open", frozenset()),
        ("refusing", case.refused),
    )
    for user, never in refusals:
        began = clock()
        ways, _ = relaxing(never).ways_out()
        spent = clock() - began
        problem = next((text for way in ways if (text := _problem(way, case.request, never))), "")
        users.append(
            Repaired(
                user=user,
                truth_usd=least_repair_usd(case.request, case.world, never=never, solver=truth_solver),
                found_usd=ways[0].cost_usd if ways else None,
                ways=len(ways),
                sound=not problem,
                problem=problem,
                seconds=spent,
            )
        )
    return Judgement(
        case=case,
        detected=True,
        minimal=core.minimal and _is_minimal(core.requirements, truth),
        complete=complete and frozenset(found) == expected,
        conflict=tuple(name for name in names if name in core.requirements),
        conflicts=len(expected),
        requirements=len(names),
        users=tuple(users),
        seconds=seconds,
        seconds_all=seconds_all,
    )


def _is_minimal(conflict: frozenset[str], truth: Asking) -> bool:
    return not truth.possible(conflict) and all(truth.possible(conflict - {name}) for name in conflict)


def _problem(way: TripWay, request: TravelRequest, never: frozenset[ChangeKind]) -> str:
    """What is wrong with a way out; "" if nothing is."""
    refused = never.intersection(change.kind for change in way.changes)
    if refused:
        return f"it changes what the user refuses to change: {', '.join(sorted(refused))}"
    changed = changed_request(request, way.changes)
    if changed is None or way.trip.itinerary is None:
        return "it has no plan"
    if changed.budget_usd is not None and way.total_usd > changed.budget_usd:
        return f"its plan costs {way.total_usd}, and the budget is {changed.budget_usd}"
    plan = way.trip.itinerary.to_travelplanner()
    for reading in _READINGS:
        report = check_plan(plan, changed, way.world, reading=reading)
        if not report.passes:
            return "; ".join(f"{verdict.constraint}: {verdict.why}" for verdict in report.failures)
    return ""

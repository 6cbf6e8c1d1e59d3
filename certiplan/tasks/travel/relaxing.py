"""Why a trip cannot be had, and the cheapest proven ways out.

The minimal conflict is found over the requirements of the model document. The ways out are found by
optimization over the same ground model with a switch for each wish that may go and a decision for the
dollars that the budget is raised by; other dates and lengths are tried as whole new requests. Each way out
is then planned like any request: stated anew, solved, and rechecked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from certiplan.errors import DocumentError, InternalError
from certiplan.model.grounding import Ground
from certiplan.model.loading import LoadedDocument
from certiplan.model.parser import parse_expression
from certiplan.solvers.explain.answers import Impossible, RememberingOracle
from certiplan.solvers.explain.changes import drop_cost
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.explain.engines import BackendEngine
from certiplan.solvers.explain.enumeration import Enumeration
from certiplan.solvers.explain.meetings import Meeting, Meetings
from certiplan.solvers.explain.oracle import SolverOracle
from certiplan.solvers.explain.shrinking import Core, shrink
from certiplan.solvers.explain.subject import Subject
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.registry import backend
from certiplan.solvers.results import Feasible, Infeasible, Optimal
from certiplan.tasks.travel.planning import PlannedTrip, TripModel, plan_trip
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.switchboard import Repair, Switchboard
from certiplan.tasks.travel.trip_changes import (
    ChangeKind,
    TripChange,
    changed_request,
    changed_world,
    given_up,
    other_dates,
    raised_budget,
)
from certiplan.tasks.travel.trip_conflict import TripConflict, TripWay
from certiplan.tasks.travel.words import wish_phrases
from certiplan.tasks.travel.world import World

MOST_REPAIRS = 3
"""How many sets of wishes to give up are offered at most."""
MOST_OTHER_DATES = 3
"""How many other dates or lengths are offered at most."""

_CONFLICT_SHARE = 0.5
_CONFIRM_LIMIT_S = 5.0
# The obscure rules are left out of a conflict first, then wishes, the dearest last; then rules that people
# know, and what the trip is about.
_OBSCURE = ("filled", "own_car", "travel_meals", "sights")
_KNOWN = ("meals", "min_nights")


@dataclass(frozen=True, kw_only=True)
class RelaxingOptions:
    """How to look for conflicts and ways out.

    Attributes:
        clock: the time that is left.
        solver: "auto", or the one backend to use.
        never: the kinds of change that the traveller refuses.
        earliest: no trip is moved to begin before this day.
        confirm: have a second backend prove the conflict again.
        new_clock: starts a clock for a share of the time.
    """

    clock: Clock = field(default_factory=Clock)
    solver: str = "auto"
    never: frozenset[ChangeKind] = frozenset()
    earliest: dt.date | None = None
    confirm: bool = True
    new_clock: Callable[[Limits], Clock] = Clock


class Relaxing:
    """Explains one trip that cannot be had.

    Args:
        model: the trip.
        answer: the proof that there is no plan.
        world: the facts.
        options: limits and what the traveller refuses.
        grounded: the ground model of the trip's document, if it is at hand.
    """

    def __init__(
        self,
        model: TripModel,
        answer: NoSolution,
        world: World,
        *,
        options: RelaxingOptions | None = None,
        grounded: Ground | None = None,
    ) -> None:
        self._options = options or RelaxingOptions()
        self._model = model
        self._request = model.request
        self._world = world
        self._answer = answer
        self._subject = Subject(model.document, grounded)

    def conflict(self, *, with_ways_out: bool = True) -> TripConflict:
        """One minimal conflict, and the ways out of all of them, unless they are not wanted."""
        clock = self._share(_CONFLICT_SHARE)
        core = self.core(clock)
        meeting = self._budget_meeting(core, clock) if "budget" in core.requirements else None
        confirmed_by = self._second_opinion(core, clock) if self._options.confirm else None
        ways, unsettled = self.ways_out() if with_ways_out else ((), ())
        return TripConflict(
            requirements=tuple(name for name in self._subject.groups if name in core.requirements),
            minimal=core.minimal,
            budget=meeting,
            proved_by=core.proof.solver,
            confirmed_by=confirmed_by,
            ways=ways,
            unsettled=unsettled,
        )

    # ------------------------------------------------------------ the conflict

    def core(self, clock: Clock | None = None) -> Core:
        """One minimal conflict, of which as little as possible is a wish."""
        clock = clock or self._options.clock
        if clock.expired:
            proof = self._known_proof()
            return Core(requirements=proof.suspects, witnesses={}, undecided=proof.suspects, proof=proof)
        return shrink(self._oracle(clock), self._known_proof(), self._order())

    def all_conflicts(self) -> tuple[tuple[frozenset[str], ...], bool]:
        """(the minimal conflicts found, whether these are all of them)."""
        clock = self._options.clock
        oracle = self._oracle(clock)
        search = Enumeration(
            oracle=oracle,
            groups=self._subject.groups,
            weights=dict.fromkeys(self._subject.groups, 1),
            order=self._order(),
            stopped=lambda: clock.expired,
        )
        for _ in search:
            pass
        return tuple(core.requirements for core in search.cores if core.minimal), search.complete

    def _oracle(self, clock: Clock) -> RememberingOracle:
        return RememberingOracle(SolverOracle(self._subject, clock, solver=self._options.solver))

    def _known_proof(self) -> Impossible:
        answer = self._answer
        suspects = frozenset(answer.requirements).intersection(self._subject.groups)
        return Impossible(suspects=suspects, positions=None, solver=answer.solver)

    def _share(self, share: float) -> Clock:
        """A clock that runs out when a share of the time that is left is over."""
        limits = self._options.clock.limits
        left = self._options.clock.left_s
        granted = None if left is None else max(0.0, left * share)
        return self._options.new_clock(replace(limits, time_limit_s=granted))

    def _order(self) -> tuple[str, ...]:
        """What to leave out of a conflict first."""
        requirements = self._subject.requirements
        wishes = {phrase.requirement: k for k, phrase in enumerate(wish_phrases(self._request))}

        def rank(name: str) -> tuple[int, int, int]:
            priority = requirements[name].priority if name in requirements else 0
            if name in _OBSCURE:
                return 0, _OBSCURE.index(name), 0
            if name in _KNOWN:
                return 2, _KNOWN.index(name), 0
            if name in wishes and self._subject.may_go(name):
                # A budget is what gives way in the end: it is left out last.
                return 1, 99 if name == "budget" else priority, -wishes[name]
            return 3, 0, -wishes.get(name, 0)

        return tuple(sorted(self._subject.groups, key=rank))

    def _budget_meeting(self, core: Core, clock: Clock) -> Meeting | None:
        """The least that each part of the costs can be under the conflict and what every trip keeps to."""
        elements = self._subject.elements
        budget = elements.constraints.get("within_budget")
        if budget is None or clock.expired:
            return None
        parts = parse_expression("transport_cost + hotel_cost + meal_cost <= budget")
        split = self._subject.with_elements(
            replace(
                elements,
                constraints={**elements.constraints, "within_budget": replace(budget, that=parts)},
            )
        )
        wishes = {phrase.requirement for phrase in wish_phrases(self._request)}
        firm = {name for name in self._subject.groups if name not in wishes or not self._subject.may_go(name)}
        context = core.requirements | firm
        found = Meetings(split, solver=self._options.solver).of(context, [("within_budget", ())], clock)
        return found[0] if found else None

    def _second_opinion(self, core: Core, clock: Clock) -> str | None:
        for name in ("z3", "cpsat", "highs"):
            solver = backend(name)
            if name == core.proof.solver or solver.unavailable_because() is not None or clock.expired:
                continue
            result = BackendEngine(self._subject, solver).check(
                core.requirements, clock.options(_CONFIRM_LIMIT_S)
            )
            if isinstance(result, Infeasible):
                return name
            if isinstance(result, Optimal | Feasible):
                given = frozenset(self._subject.groups) - core.requirements
                if self._subject.accepted(result.values, given, optimal=False, solver=name) is not None:
                    raise InternalError(
                        f"{core.proof.solver} proved that {', '.join(sorted(core.requirements))} clash, "
                        f"but {name} found a trip that meets them; please report the request"
                    )
        return None

    # ------------------------------------------------------------ the ways out

    def ways_out(self) -> tuple[tuple[TripWay, ...], tuple[str, ...]]:
        """(the ways out, cheapest first, what may hide further ones)."""
        unsettled: list[str] = []
        ways = list(self._repaired((), self._subject, self._model, unsettled))
        ways += self._on_other_dates(ways, unsettled)
        ways.sort(key=lambda way: (way.cost_usd, way.total_usd, len(way.changes), str(way.changes)))
        return tuple(ways), tuple(dict.fromkeys(unsettled))

    def _repaired(
        self, before: tuple[TripChange, ...], subject: Subject, model: TripModel, unsettled: list[str]
    ) -> Iterator[TripWay]:
        board = self._switchboard(subject, model)
        for repair in board.repairs(self._options.clock, most=MOST_REPAIRS, unsettled=unsettled):
            way = self._way((*before, *self._changes(repair, board, model)), repair, model)
            if way is None:
                unsettled.append("whether a change that promises to help does")
            else:
                yield way

    def _switchboard(self, subject: Subject, model: TripModel) -> Switchboard:
        request, never = model.request, self._options.never
        costs: dict[str, int] = {}
        for name in subject.groups:
            change = given_up(name, request, 0)
            if change is not None and change.kind not in never:
                costs[name] = drop_cost(subject.requirements.get(name))
        budget = request.budget_usd if "budget" not in never else None
        return Switchboard(subject, costs=costs, budget_usd=budget, solver=self._options.solver)

    def _changes(self, repair: Repair, board: Switchboard, model: TripModel) -> list[TripChange]:
        changes: list[TripChange] = []
        if repair.more_usd:
            changes.append(raised_budget(model.request, repair.more_usd))
        for name in repair.dropped:
            change = given_up(name, model.request, board.costs[name])
            assert change is not None
            if change.kind == "cities":
                stays = sum(value == 1 for value in repair.solution["stay"].values())
                if stays == model.request.city_count:
                    continue
                change = replace(change, after=stays)
            changes.append(change)
        return changes

    def _way(self, changes: tuple[TripChange, ...], repair: Repair, model: TripModel) -> TripWay | None:
        """A way out, planned anew; with the plan of the repair itself where the time does not suffice."""
        request = changed_request(self._request, changes)
        if request is None:
            return None
        world = changed_world(self._world, changes)
        try:
            trip, _ = self._planned(request, world)
        except DocumentError:  # an edit of the model speaks of what is given up here
            return None
        if isinstance(trip.answer, NoSolution):
            raise InternalError(
                f"a way out leads nowhere: {changes}; two statements of one trip disagree, please report it"
            )
        if not isinstance(trip.answer, Solved):
            trip = _as_repaired(repair, replace(model, request=request))
        return TripWay(changes=changes, trip=trip, world=world, proved_least=repair.proved)

    def _planned(self, request: TravelRequest, world: World) -> tuple[PlannedTrip, Ground]:
        """(a trip that is planned anew, its ground model)."""
        model: Model | None = None

        def solve(document: LoadedDocument) -> Answer:
            nonlocal model
            model = Model(document)
            return model.solve(solver=self._options.solver, options=self._options.clock.options())

        trip = plan_trip(request, world, solve=solve, patches=self._model.patches)
        assert model is not None
        return trip, model.ground

    def _on_other_dates(self, known: Sequence[TripWay], unsettled: list[str]) -> list[TripWay]:
        """Trips on other dates and of other lengths, tried as whole new requests, cheapest first.

        Where a new request cannot be met either, it is repaired itself if that may be cheapest of all.
        """
        found: list[TripWay] = []
        pure = 0
        for change in other_dates(self._request, earliest=self._options.earliest):
            if change.kind in self._options.never or pure == MOST_OTHER_DATES:
                continue
            if self._options.clock.expired:
                unsettled.append("whether other dates help")
                break
            request = changed_request(self._request, [change])
            if request is None:
                continue
            try:
                trip, grounded = self._planned(request, self._world)
            except DocumentError:  # an extra wish or an edit speaks of days that this trip does not have
                continue
            if isinstance(trip.answer, Solved):
                found.append(TripWay(changes=(change,), trip=trip, world=self._world, proved_least=True))
                pure += 1
            elif isinstance(trip.answer, NoSolution):
                best = min((way.cost_usd for way in (*known, *found)), default=None)
                if best is None or change.cost_usd < best:
                    found += self._with_dates(change, trip.model, grounded, best, unsettled)
            else:
                unsettled.append("whether other dates help")
        return found

    def _with_dates(
        self,
        change: TripChange,
        model: TripModel,
        grounded: Ground,
        best: int | None,
        unsettled: list[str],
    ) -> list[TripWay]:
        """The cheapest repair of a trip on other dates, if it is cheaper than what is known."""
        board = self._switchboard(Subject(model.document, grounded), model)
        room = None if best is None else best - change.cost_usd - 1
        repair, settled = board.cheapest(self._options.clock, most_cost=room)
        if not settled:
            unsettled.append("whether other dates together with other changes are cheaper")
        if repair is None:
            return []
        way = self._way((change, *self._changes(repair, board, model)), repair, model)
        return [] if way is None else [way]


def _as_repaired(repair: Repair, model: TripModel) -> PlannedTrip:
    """The plan that a repair was found with, which may not be the cheapest."""
    values = (stage.value for stage in repair.verdict.objectives)
    answer = Solved(
        solution=repair.solution,
        verdict=repair.verdict,
        objectives=tuple(value for value in values if value is not None),
        bounds=(None,),
        optimal=False,
        reason="time",
        solver=repair.solver,
        seconds=0.0,
    )
    return PlannedTrip(model=model, answer=answer, itinerary=model.itinerary(repair.solution))

"""Travel as a planning domain: from a request in plain words to an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import assert_never, get_args

from certiplan.agents import Conflict, Heard, Outcome, Plan, PlanSettings, Question, Unknown, WayOut
from certiplan.errors import InternalError, UsageError
from certiplan.model.diagnostics import nearest
from certiplan.model.grounding import Ground
from certiplan.model.loading import LoadedDocument
from certiplan.pictures import CalendarEntry, Page
from certiplan.solvers import results
from certiplan.solvers.explain.clock import Clock, Limits
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.conflict_outcome import changes_of, conflict_outcome, wishes_of
from certiplan.tasks.travel.embedded import embedded_world
from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.outcome_json import outcome_to_json
from certiplan.tasks.travel.outcome_page import outcome_calendar, outcome_page
from certiplan.tasks.travel.outcome_view import render_outcome
from certiplan.tasks.travel.planning import PlannedTrip, TripModel, plan_trip
from certiplan.tasks.travel.reader import Gazetteer, Missing, Read, Reading, continue_reading, read_request
from certiplan.tasks.travel.relaxing import Relaxing, RelaxingOptions, TripWay
from certiplan.tasks.travel.request import TravelRequest, Wish
from certiplan.tasks.travel.travelplanner import addressable, load_database
from certiplan.tasks.travel.trip_changes import CHANGE_KINDS, ChangeKind
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.world import World


@dataclass(frozen=True)
class TravelTask:
    """Round trips, on the embedded world or on a TravelPlanner database."""

    name: str = "travel"

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """Plan a trip; see `certiplan.agents.task.Task.plan`."""
        facts = _facts(settings.data)
        reading = _read(text, facts, settings, previous)
        match reading:
            case Missing():
                return Question(
                    task=self.name, question=reading.question, about=reading.field, continuation=reading
                )
            case Read():
                return self._planned(reading, facts, settings)
            case _:
                assert_never(reading)

    def _planned(self, reading: Read, facts: _Facts, settings: PlanSettings) -> Outcome:
        heard = Heard(
            request=reading.request, assumptions=reading.assumptions, unused_words=reading.unused_words
        )
        run = _Run(task=self.name, heard=heard, world=facts.world, settings=settings)
        outcome = run.outcome(reading.request)
        numbers = iter(settings.accept)
        for number in numbers:
            if not isinstance(outcome, Conflict):
                raise UsageError(f"way out {number} was accepted, but there is no conflict: leave it out")
            outcome = run.accepted(_way_out(outcome, number))
        while settings.accept_cheapest and isinstance(outcome, Conflict) and outcome.ways_out:
            outcome = run.accepted(outcome.ways_out[0])
        return outcome

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data."""
        return outcome_to_json(outcome)

    def show(self, outcome: Outcome) -> object:
        """The outcome as Rich prints it."""
        return render_outcome(outcome)

    def page(self, outcome: Outcome) -> Page:
        """The outcome as a page."""
        return outcome_page(outcome)

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """The days of a trip."""
        return outcome_calendar(outcome)


@dataclass(frozen=True, kw_only=True)
class _Facts:
    world: World
    gazetteer: Gazetteer


@lru_cache(maxsize=4)
def _facts(data: Path | None) -> _Facts:
    world = embedded_world() if data is None else addressable(load_database(data))
    return _Facts(world=world, gazetteer=Gazetteer.from_world(world))


def _read(text: str, facts: _Facts, settings: PlanSettings, previous: Question | None) -> Reading:
    if previous is None:
        return read_request(text, facts.gazetteer, today=settings.today)
    if not isinstance(previous.continuation, Missing):
        raise UsageError("this question is not one of the travel domain")
    return continue_reading(previous.continuation, text, facts.gazetteer, today=settings.today)


def _way_out(conflict: Conflict, number: int) -> WayOut:
    """The way out of this number.

    Raises:
        UsageError: there is none.
    """
    ways = conflict.ways_out
    for way in ways:
        if way.number == number:
            return way
    raise UsageError(
        f"there is no way out {number}: "
        + (f"choose one of 1 to {len(ways)}" if ways else "none was found for this request")
    )


def _never(settings: PlanSettings) -> frozenset[ChangeKind]:
    """What the person refuses to change.

    Raises:
        UsageError: for what is neither a kind of change nor a wish, which may be one that never changes.
    """
    found: set[ChangeKind] = set()
    for name in settings.never:
        kind = next((kind for kind in CHANGE_KINDS if kind == name), None)
        if kind is not None:
            found.add(kind)
        elif name not in get_args(Wish):
            hint = nearest(name, CHANGE_KINDS)
            raise UsageError(
                f"{name!r} is nothing that a way out changes"
                + (f"; did you mean {hint!r}?" if hint else f" (known: {', '.join(CHANGE_KINDS)})")
            )
    return frozenset(found)


class _Run:
    """One request on its way to an outcome, with the time that is left for it."""

    def __init__(self, *, task: str, heard: Heard, world: World, settings: PlanSettings) -> None:
        self._task = task
        self._heard = heard
        self._world = world
        self._settings = settings
        self._never = _never(settings)
        options = settings.options
        self._clock = Clock(
            Limits(time_limit_s=options.time_limit_s, threads=options.threads, stop=options.stop)
        )

    def outcome(self, request: TravelRequest) -> Outcome:
        """What the request comes to."""
        model: Model | None = None

        def solve(document: LoadedDocument) -> Answer:
            nonlocal model
            model = Model(document)
            options = replace(self._settings.options, time_limit_s=self._clock.left_s)
            return model.solve(solver=self._settings.solver, options=options)

        trip = plan_trip(request, self._world, solve=solve)
        assert model is not None
        if isinstance(trip.answer, NoSolution):
            return self._conflict(trip.model, trip.answer, model.ground)
        return self._settled(trip, self._world)

    def accepted(self, way: WayOut) -> Outcome:
        """What a way out comes to: its plan, which is there already."""
        found = way.plan
        assert isinstance(found, TripWay)
        return self._settled(found.trip, found.world, found)

    def _conflict(self, model: TripModel, answer: NoSolution, grounded: Ground) -> Conflict:
        options = RelaxingOptions(
            clock=self._clock,
            solver=self._settings.solver,
            never=self._never,
            earliest=self._settings.today,
        )
        found = Relaxing(model, answer, self._world, options=options, grounded=grounded).conflict()
        for way in found.ways:
            assert way.trip.itinerary is not None
            _recheck(way.trip.itinerary, way.trip.model.request, way.world)
        return conflict_outcome(self._task, self._heard, model.request, found, seconds=self._clock.spent_s)

    def _settled(self, trip: PlannedTrip, world: World, way: TripWay | None = None) -> Outcome:
        request, answer = trip.model.request, trip.answer
        match answer:
            case Solved():
                assert trip.itinerary is not None
                _recheck(trip.itinerary, request, world)
                asked = self._heard.request
                assert isinstance(asked, TravelRequest)
                return Plan(
                    task=self._task,
                    heard=self._heard,
                    content=TripPlan(itinerary=trip.itinerary, request=request, world=world),
                    wishes=wishes_of(request, trip.model.document.elements.requirements),
                    value=answer.objectives[0],
                    bound=answer.bounds[0],
                    optimal=answer.optimal,
                    reason=answer.reason,
                    solver=answer.solver,
                    seconds=self._clock.spent_s if way else answer.seconds,
                    changes=() if way is None else changes_of(way.changes, asked),
                )
            case results.Unknown():
                return Unknown(
                    task=self._task,
                    heard=self._heard,
                    reason=answer.reason,
                    detail=answer.detail,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
            case results.Failed(error=error):
                raise InternalError(error)
            case results.Unbounded():
                raise InternalError("the cost of a trip came out as unbounded")
            case NoSolution():
                raise InternalError("a way out without a plan was offered")
            case _:
                assert_never(answer)


def _recheck(itinerary: Itinerary, request: TravelRequest, world: World) -> None:
    """The domain's checker judges the plan from the rules alone, before anyone sees it.

    Raises:
        InternalError: it found a fault.
    """
    for reading in ("benchmark", "plain"):
        report = check_plan(itinerary.to_travelplanner(), request, world, reading=reading)
        if not report.passes:
            faults = "; ".join(f"{verdict.constraint}: {verdict.why}" for verdict in report.failures)
            raise InternalError(f"a plan failed the travel checker ({reading} reading): {faults}")

"""Travel as a planning domain: from a request in plain words to an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import assert_never

from certiplan.agents import Conflict, Outcome, Plan, PlanSettings, Question, Unknown, Wish
from certiplan.agents.outcomes import Heard
from certiplan.errors import InternalError, UsageError
from certiplan.model.loading import LoadedDocument
from certiplan.solvers import results
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.embedded import embedded_world
from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.outcome_json import outcome_to_json
from certiplan.tasks.travel.outcome_view import render_outcome
from certiplan.tasks.travel.planning import PlannedTrip, plan_trip
from certiplan.tasks.travel.reader import Gazetteer, Missing, Read, Reading, continue_reading, read_request
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.travelplanner import addressable, load_database
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.words import phrases
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
        def solve(document: LoadedDocument) -> Answer:
            return Model(document).solve(solver=settings.solver, options=settings.options)

        trip = plan_trip(reading.request, facts.world, solve=solve)
        heard = Heard(
            request=reading.request, assumptions=reading.assumptions, unused_words=reading.unused_words
        )
        return self._outcome(heard, trip, facts.world)

    def _outcome(self, heard: Heard, trip: PlannedTrip, world: World) -> Outcome:
        request, answer = trip.model.request, trip.answer
        match answer:
            case Solved():
                assert trip.itinerary is not None
                _recheck(trip.itinerary, request, world)
                return Plan(
                    task=self.name,
                    heard=heard,
                    content=TripPlan(itinerary=trip.itinerary, request=request, world=world),
                    wishes=_wishes(request, trip.model.document.elements.requirements),
                    value=answer.objectives[0],
                    bound=answer.bounds[0],
                    optimal=answer.optimal,
                    reason=answer.reason,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
            case NoSolution():
                return Conflict(
                    task=self.name,
                    heard=heard,
                    wishes=_wishes(request, answer.requirements),
                    minimal=False,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
            case results.Unknown():
                return Unknown(
                    task=self.name,
                    heard=heard,
                    reason=answer.reason,
                    detail=answer.detail,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
            case results.Failed(error=error):
                raise InternalError(error)
            case results.Unbounded():
                raise InternalError("the cost of a trip came out as unbounded")
            case _:
                assert_never(answer)

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data."""
        return outcome_to_json(outcome)

    def show(self, outcome: Outcome) -> object:
        """The outcome as Rich prints it."""
        return render_outcome(outcome)


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


def _wishes(request: TravelRequest, names: Iterable[str]) -> tuple[Wish, ...]:
    known = phrases(request)
    return tuple(
        Wish(name=name, words=str(known[name]), quote=known[name].quote) for name in names if name in known
    )


def _recheck(itinerary: Itinerary, request: TravelRequest, world: World) -> None:
    """The domain's checker judges the plan from the rules alone, before anyone sees it.

    Raises:
        InternalError: it found a fault.
    """
    for reading in ("benchmark", "plain"):
        report = check_plan(itinerary.to_travelplanner(), request, world, reading=reading)  # type: ignore[arg-type]
        if not report.passes:
            faults = "; ".join(f"{verdict.constraint}: {verdict.why}" for verdict in report.failures)
            raise InternalError(f"a plan failed the travel checker ({reading} reading): {faults}")

"""Travel in the steps of the agents' loop."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, assert_never, get_args

from certiplan.agents import Conflict, Heard, Plan, PlanSettings, Question, Unknown
from certiplan.agents.codec import Codec, Kept
from certiplan.agents.document_text import document_text
from certiplan.agents.memory import Effect, Memory
from certiplan.agents.steps import Tools
from certiplan.errors import InternalError, UsageError
from certiplan.model.diagnostics import nearest
from certiplan.solvers import results
from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.tasks.travel import itinerary as trips
from certiplan.tasks.travel import world as worlds
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.conflict_outcome import changes_of, conflict_outcome, wishes_of
from certiplan.tasks.travel.facts import TravelFacts
from certiplan.tasks.travel.planning import PlannedTrip, TripModel, state_trip
from certiplan.tasks.travel.reader import Missing, Read, continue_reading, facts, read_request
from certiplan.tasks.travel.reader.tokens import Span
from certiplan.tasks.travel.relaxing import Relaxing, RelaxingOptions
from certiplan.tasks.travel.request import TravelRequest, Wish
from certiplan.tasks.travel.trip_changes import CHANGE_KINDS, ChangeKind, TripChange, changed_world
from certiplan.tasks.travel.trip_document import trip_data
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.trip_record import NoTrip, TripRecord, record_of

TASK_NAME: Final = "travel"


@dataclass(frozen=True, kw_only=True)
class TripWork:
    """What travel remembers of a request.

    Attributes:
        accepted: what the person agreed to change; of lasting effect are only minimum nights, which are of
            the world and not of the request.
        found: what the solver found.
    """

    accepted: tuple[TripChange, ...] = ()
    found: TripRecord | NoTrip | None = field(default=None, repr=False)


class TravelSteps:
    """Travel's part of the loop.

    Args:
        facts: what trips are planned from.
        settings: how to plan.

    Raises:
        UsageError: the settings refuse changes that there are not.
    """

    def __init__(self, facts: TravelFacts, settings: PlanSettings) -> None:
        self._facts = facts
        self._settings = settings
        self._never = _never(settings)
        self._stated: tuple[object, TripModel, Model] | None = None
        self.codec = _codec(facts)

    def read(self, memory: Memory, before: Memory | None, tools: Tools) -> Memory:
        """Read a request, a reply or an edit; see `certiplan.agents.steps.Steps`."""
        gazetteer, today = self._facts.gazetteer, self._settings.today
        if memory.intent == "reply":
            question = memory.question
            if question is None or not isinstance(question.continuation, Missing):
                raise UsageError("this question is not one of the travel domain")
            reading = continue_reading(question.continuation, memory.said, gazetteer, today=today)
        else:
            reading = read_request(memory.said, gazetteer, today=today)
        match reading:
            case Missing():
                asked = Question(
                    task=TASK_NAME, question=reading.question, about=reading.field, continuation=reading
                )
                return replace(memory, question=asked, work=TripWork())
            case Read():
                heard = Heard(
                    request=reading.request,
                    assumptions=reading.assumptions,
                    unused_words=reading.unused_words,
                )
                return replace(memory, question=None, heard=heard, work=TripWork())
            case _:
                assert_never(reading)

    def formalize(self, memory: Memory, tools: Tools) -> Memory:
        """State the trip."""
        if memory.given is not None:
            raise UsageError("the model of a trip cannot be edited yet")
        trip, _ = self._trip(memory)
        data = trip_data(trip.options)
        return replace(memory, document=document_text(data), round=memory.round)

    def check(self, memory: Memory, tools: Tools) -> Memory:
        """Ground the document, which finds every error in it."""
        trip, model = self._trip(memory)
        assert model.ground is not None
        return replace(memory, diagnostics=trip.document.diagnostics)

    def solve(self, memory: Memory, tools: Tools) -> Memory:
        """Find the cheapest trip."""
        trip, model = self._trip(memory)
        answer = model.solve(solver=self._settings.solver, options=tools.solve_options())
        match answer:
            case Solved():
                planned = PlannedTrip(model=trip, answer=answer, itinerary=trip.itinerary(answer.solution))
                record = record_of(planned, _work(memory).accepted)
                return replace(
                    memory,
                    finding="plan",
                    outcome=self._plan(record, _heard(memory), seconds=record.seconds),
                    work=replace(_work(memory), found=record),
                )
            case NoSolution():
                found = NoTrip(
                    requirements=answer.requirements,
                    structural=answer.structural,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
                return replace(memory, finding="conflict", work=replace(_work(memory), found=found))
            case results.Unknown():
                unknown = Unknown(
                    task=TASK_NAME,
                    heard=_heard(memory),
                    reason=answer.reason,
                    detail=answer.detail,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
                return replace(memory, finding="unknown", outcome=unknown)
            case results.Failed(error=error):
                raise InternalError(error)
            case results.Unbounded():
                raise InternalError("the cost of a trip came out as unbounded")
            case _:
                assert_never(answer)

    def explain(self, memory: Memory, tools: Tools) -> Memory:
        """Find what clashes, and the ways out with their plans."""
        trip, model = self._trip(memory)
        found = _work(memory).found
        assert isinstance(found, NoTrip)
        answer = NoSolution(
            requirements=found.requirements,
            structural=found.structural,
            solver=found.solver,
            seconds=found.seconds,
        )
        options = RelaxingOptions(
            clock=tools.clock,
            solver=self._settings.solver,
            never=self._never,
            earliest=self._settings.today,
        )
        conflict = Relaxing(
            trip, answer, self._world(_work(memory).accepted), options=options, grounded=model.ground
        ).conflict()
        outcome = conflict_outcome(
            TASK_NAME, _heard(memory), trip.request, conflict, seconds=tools.clock.spent_s
        )
        return replace(memory, outcome=outcome)

    def relax(self, memory: Memory, before: Memory, tools: Tools) -> Memory:
        """Take the way out that the person accepted: its plan is there already."""
        conflict, number = before.outcome, memory.accepted
        assert number is not None
        if not isinstance(conflict, Conflict):
            raise UsageError(f"way out {number} was accepted, but there is no conflict: leave it out")
        way = next((way for way in conflict.ways_out if way.number == number), None)
        if way is None:
            count = len(conflict.ways_out)
            known = f"choose one of 1 to {count}" if count else "none was found for this request"
            raise UsageError(f"there is no way out {number}: {known}")
        record = way.plan
        assert isinstance(record, TripRecord)
        work = _work(before)
        plan = self._plan(record, _heard(before), seconds=tools.clock.spent_s)
        return replace(
            memory,
            finding="plan",
            outcome=plan,
            read_as=f"Accepted: {way.words}",
            work=replace(work, accepted=(*work.accepted, *record.changes), found=record),
        )

    def verify(self, memory: Memory, tools: Tools) -> Memory:
        """Have the domain's checker judge the plan, or the plan of each way out, from the rules alone."""
        match memory.outcome:
            case Plan(content=TripPlan() as plan):
                _recheck(plan.itinerary, plan.request, plan.world)
                verdict = "the exact evaluator and the rules of the domain accept the plan"
            case Conflict() as conflict:
                for way in conflict.ways_out:
                    record = way.plan
                    assert isinstance(record, TripRecord)
                    world = self._world((*_work(memory).accepted, *record.changes))
                    _recheck(record.itinerary, record.request, world)
                again = f", and again by {conflict.confirmed_by}" if conflict.confirmed_by else ""
                ways = f"; the plans of {len(conflict.ways_out)} ways out pass" if conflict.ways_out else ""
                verdict = f"the clash is proved by {conflict.solver}{again}{ways}"
            case _:
                raise InternalError("there is nothing to verify")
        return replace(memory, verified=True, verdict=verdict)

    def compare(self, before: Memory, after: Memory) -> Effect:
        """What a supposition does to the cheapest trip."""
        raise UsageError("what-ifs are not answered yet")

    # ------------------------------------------------------------ inside

    def _trip(self, memory: Memory) -> tuple[TripModel, Model]:
        """The trip as it is stated, and its model with what has been grounded of it."""
        request, work = _request(memory), _work(memory)
        key = (request, work.accepted)
        if self._stated is None or self._stated[0] != key:
            trip = state_trip(request, self._world(work.accepted))
            self._stated = (key, trip, Model(trip.document))
        return self._stated[1], self._stated[2]

    def _world(self, accepted: tuple[TripChange, ...]) -> worlds.World:
        return changed_world(self._facts.world, accepted)

    def _plan(self, record: TripRecord, heard: Heard, *, seconds: float) -> Plan:
        asked = heard.request
        assert isinstance(asked, TravelRequest)
        return Plan(
            task=TASK_NAME,
            heard=heard,
            content=TripPlan(
                itinerary=record.itinerary, request=record.request, world=self._world(record.changes)
            ),
            wishes=wishes_of(record.request, record.requirements),
            value=record.value,
            bound=record.bound,
            optimal=record.optimal,
            reason=record.reason,
            solver=record.solver,
            seconds=seconds,
            changes=changes_of(record.changes, asked),
        )


def _work(memory: Memory) -> TripWork:
    return memory.work if isinstance(memory.work, TripWork) else TripWork()


def _heard(memory: Memory) -> Heard:
    assert memory.heard is not None
    return memory.heard


def _request(memory: Memory) -> TravelRequest:
    request = _heard(memory).request
    assert isinstance(request, TravelRequest)
    return request


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


def _recheck(itinerary: trips.Itinerary, request: TravelRequest, world: worlds.World) -> None:
    """The domain's checker judges the plan from the rules alone, before anyone sees it.

    Raises:
        InternalError: it found a fault.
    """
    for reading in ("benchmark", "plain"):
        report = check_plan(itinerary.to_travelplanner(), request, world, reading=reading)
        if not report.passes:
            faults = "; ".join(f"{verdict.constraint}: {verdict.why}" for verdict in report.failures)
            raise InternalError(f"a plan failed the travel checker ({reading} reading): {faults}")


def _codec(known: TravelFacts) -> Codec:
    """Writes and reads what travel remembers; a world is not written, but whether nights were given up."""

    def trip_plan(data: tuple[trips.Itinerary, TravelRequest, bool]) -> TripPlan:
        itinerary, request, changed = data
        given_up = TripChange(kind="min_nights", requirement="min_nights", cost_usd=0)
        world = changed_world(known.world, (given_up,) if changed else ())
        return TripPlan(itinerary=itinerary, request=request, world=world)

    return Codec(
        (
            TripWork,
            TripRecord,
            NoTrip,
            TripChange,
            TravelRequest,
            trips.Itinerary,
            trips.TripDay,
            worlds.Flight,
            worlds.Road,
            worlds.Hotel,
            worlds.Restaurant,
            worlds.Attraction,
            Missing,
            facts.Facts,
            facts.Found,
            facts.Place,
            facts.Choice,
            facts.MonthHint,
        ),
        (
            Kept(
                kind=TripPlan,
                to_data=lambda plan: (plan.itinerary, plan.request, plan.world is not known.world),
                from_data=trip_plan,
            ),
            Kept(kind=Span, to_data=tuple, from_data=lambda data: Span(*data)),
        ),
    )

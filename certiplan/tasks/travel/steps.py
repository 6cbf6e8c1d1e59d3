"""Travel in the steps of the agents' loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, assert_never, get_args

from certiplan.agents import Conflict, Heard, Plan, PlanSettings, Unknown
from certiplan.agents.accepting import accepted_way
from certiplan.agents.events import Noticed
from certiplan.agents.memory import Effect, Memory
from certiplan.agents.reading import Readers
from certiplan.agents.steps import Tools, clash_verdict
from certiplan.errors import InternalError, UsageError
from certiplan.formalizers.language_model.yaml_writing import yaml_text
from certiplan.model.diagnostics import nearest, ordered
from certiplan.model.yaml_text import Data
from certiplan.solvers import results
from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.tasks.travel import itinerary as trips
from certiplan.tasks.travel import world as worlds
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.comparing import trip_effect
from certiplan.tasks.travel.conflict_outcome import changes_of, conflict_outcome, wishes_of
from certiplan.tasks.travel.facts import TravelFacts
from certiplan.tasks.travel.keeping import travel_codec
from certiplan.tasks.travel.planning import PlannedTrip, TripModel, state_trip
from certiplan.tasks.travel.relaxing import Relaxing, RelaxingOptions
from certiplan.tasks.travel.request import TravelRequest, Wish
from certiplan.tasks.travel.tables import trip_options
from certiplan.tasks.travel.trip_changes import CHANGE_KINDS, ChangeKind, TripChange, changed_world
from certiplan.tasks.travel.trip_patches import edit_of, only_adds, patch_text, patched_data_of
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.trip_reading import ReadingByModel, ReadingByRules, TripReading
from certiplan.tasks.travel.trip_record import NoTrip, TripRecord, TripWork, record_of, work_of
from certiplan.tasks.travel.understanding import TASK_NAME, read_said

READINGS: Final = ("benchmark", "plain")


class TravelSteps:
    """Travel's part of the loop.

    Args:
        facts: what trips are planned from.
        settings: how to plan.
        chat_model: a LangChain chat model that reads, instead of the one that the settings name.

    Raises:
        UsageError: the settings refuse changes that there are not.
    """

    def __init__(
        self, facts: TravelFacts, settings: PlanSettings, *, chat_model: object | None = None
    ) -> None:
        self._facts = facts
        self._readers = Readers(settings, chat_model)
        self._settings = settings
        self._never = _never(settings)
        self._stated: tuple[object, TripModel, Model] | None = None
        self.codec = travel_codec(facts)

    def read(self, memory: Memory, before: Memory | None, tools: Tools) -> Memory:
        """Read a request or a reply, with a language model where there is one, or an edit or a question about
        the plan, by rules.
        """
        today = self._settings.today
        return read_said(memory, before, self._facts, today=today, reading=self._reading(tools))

    def formalize(self, memory: Memory, tools: Tools) -> Memory:
        """State the trip, with what was edited in its document by hand."""
        if memory.given is not None:
            memory = self._edited(memory, memory.given)
        trip, _ = self._trip(memory)
        document = yaml_text(patched_data_of(trip.options, trip.patches))
        changed = memory.document is not None and memory.document != document
        return replace(memory, document=document, round=memory.round + changed)

    def check(self, memory: Memory, tools: Tools) -> Memory:
        """Ground the document, which finds every error in it."""
        trip, model = self._trip(memory)
        found = (*trip.document.diagnostics, *model.ground.diagnostics)
        return replace(memory, diagnostics=ordered(dict.fromkeys(found)))

    def solve(self, memory: Memory, tools: Tools) -> Memory:
        """Find the cheapest trip."""
        trip, model = self._trip(memory)
        answer = model.solve(solver=self._settings.solver, options=tools.solve_options())
        match answer:
            case Solved():
                planned = PlannedTrip(model=trip, answer=answer, itinerary=trip.itinerary(answer.solution))
                record = record_of(planned, work_of(memory).accepted)
                return replace(
                    memory,
                    finding="plan",
                    outcome=self._plan(record, _heard(memory), seconds=record.seconds),
                    work=replace(work_of(memory), found=record),
                )
            case NoSolution():
                found = NoTrip(
                    requirements=answer.requirements,
                    structural=answer.structural,
                    solver=answer.solver,
                    seconds=answer.seconds,
                )
                return replace(memory, finding="conflict", work=replace(work_of(memory), found=found))
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
        found = work_of(memory).found
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
            trip, answer, self._world(work_of(memory).accepted), options=options, grounded=model.ground
        ).conflict(with_ways_out=not memory.hypothetical)
        outcome = conflict_outcome(TASK_NAME, _heard(memory), trip, conflict, seconds=tools.clock.spent_s)
        return replace(memory, outcome=outcome)

    def relax(self, memory: Memory, before: Memory, tools: Tools) -> Memory:
        """Take the way out that the person accepted: its plan is there already."""
        way = accepted_way(before.outcome, memory.accepted)
        record = way.plan
        assert isinstance(record, TripRecord)
        work = work_of(before)
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
            case Plan(content=TripPlan() as plan) as outcome:
                faults = self._faults(plan.itinerary, plan.request, plan.world, work_of(memory))
                verdict = "the exact evaluator and the rules of the domain accept the plan"
                if faults:
                    verdict = f"the exact evaluator accepts the plan; as the edited model allows, {faults}"
                    remark = f"The edited model allows a plan that breaks rules of the domain: {faults}."
                    heard = replace(outcome.heard, assumptions=(*outcome.heard.assumptions, remark))
                    memory = replace(memory, outcome=replace(outcome, heard=heard))
            case Conflict() as conflict:
                for way in conflict.ways_out:
                    record = way.plan
                    assert isinstance(record, TripRecord)
                    world = self._world((*work_of(memory).accepted, *record.changes))
                    self._faults(record.itinerary, record.request, world, work_of(memory))
                verdict = clash_verdict(conflict)
            case _:
                raise InternalError("there is nothing to verify")
        return replace(memory, verified=True, verdict=verdict)

    def compare(self, before: Memory, after: Memory) -> Effect:
        """What a supposition does to the cheapest trip."""
        return trip_effect(before, after)

    # ------------------------------------------------------------ inside

    def _reading(self, tools: Tools) -> TripReading:
        rules = ReadingByRules(facts=self._facts, today=self._settings.today)
        if not self._readers.available:
            return rules
        return ReadingByModel(
            rules=rules,
            client=lambda: self._readers.client(tools),
            notice=lambda words: tools.emit(Noticed(words=words)),
            stop=tools.clock.limits.stop,
        )

    def _trip(self, memory: Memory) -> tuple[TripModel, Model]:
        """The trip as it is stated, and its model with what has been grounded of it."""
        request, work = _request(memory), work_of(memory)
        key = (request, work.accepted, work.patches)
        if self._stated is None or self._stated[0] != key:
            trip = state_trip(request, self._world(work.accepted), patches=work.patches)
            self._stated = (key, trip, Model(trip.document))
        return self._stated[1], self._stated[2]

    def _edited(self, memory: Memory, given: str) -> Memory:
        """What a person changed in the document: numbers of the request, and a patch for the rest."""
        if memory.heard is None:
            raise UsageError("there is no trip yet whose model could be edited: say where it goes")
        request, work = _request(memory), work_of(memory)
        trip, _ = self._trip(memory)
        fields, patch = edit_of(patched_data_of(trip.options, trip.patches), given, request)
        heard = _heard(memory)
        if fields:
            heard = replace(heard, request=request.model_copy(update=fields))
        patches = (*work.patches, patch_text(patch)) if patch else work.patches
        changed = ", ".join([*fields, *_paths(patch)]) or "nothing"
        return replace(
            memory,
            heard=heard,
            read_as=f"Edited in the model: {changed}",
            work=replace(work, patches=patches, found=None),
        )

    def _faults(
        self, itinerary: trips.Itinerary, request: TravelRequest, world: worlds.World, work: TripWork
    ) -> str:
        """What the domain's checker finds wrong, where an edit of the model may have allowed it.

        Raises:
            InternalError: it found a fault that nothing allows.
        """
        faults = _recheck(itinerary, request, world)
        if faults and only_adds(trip_options(request, world, pruned=True), work.patches):
            raise InternalError(f"a plan failed the travel checker: {faults}")
        return faults

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


def _recheck(itinerary: trips.Itinerary, request: TravelRequest, world: worlds.World) -> str:
    """The faults that the domain's checker finds in a plan, from the rules alone; empty without any."""
    faults: dict[str, None] = {}
    for reading in READINGS:
        report = check_plan(itinerary.to_travelplanner(), request, world, reading=reading)
        if not report.passes:
            for verdict in report.failures:
                faults[f"{verdict.constraint}: {verdict.why}"] = None
    return "; ".join(faults)


def _paths(patch: Mapping[str, Data]) -> list[str]:
    settings, removed = patch.get("set", {}), patch.get("remove", [])
    assert isinstance(settings, dict) and isinstance(removed, list)
    return [*settings, *(f"without {path}" for path in removed)]

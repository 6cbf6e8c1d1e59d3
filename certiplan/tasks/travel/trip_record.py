"""What a solver said of a trip, as far as it has to be remembered: without the document and its tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from certiplan.agents.memory import Memory
from certiplan.model.values import Rational
from certiplan.solvers.model import Solved
from certiplan.solvers.results import Reason
from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.planning import PlannedTrip
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import TripChange


@dataclass(frozen=True, kw_only=True)
class TripRecord:
    """A trip that was found and accepted by the exact evaluator.

    Attributes:
        request: what it answers.
        requirements: the names of the requirements of its document, in order.
        value: of the objective; no plan beats `bound`.
        changes: what was changed about the request to get here.
    """

    request: TravelRequest
    itinerary: Itinerary
    requirements: tuple[str, ...]
    value: Rational
    bound: Rational | None
    optimal: bool
    reason: Reason | None
    solver: str
    seconds: float
    changes: tuple[TripChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoTrip:
    """A proof that there is no trip.

    Attributes:
        requirements: some that clash; sound, not yet minimal.
        structural: the clash involves nothing that could be given up.
    """

    requirements: tuple[str, ...]
    structural: bool
    solver: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class TripWork:
    """What travel remembers of a request.

    Attributes:
        accepted: what the person agreed to change; of lasting effect are only minimum nights, which are of
            the world and not of the request.
        patches: what is stated beside the request, as YAML texts of patches of the document.
        supposed: what is only supposed, in words.
        found: what the solver found.
    """

    accepted: tuple[TripChange, ...] = ()
    patches: tuple[str, ...] = ()
    supposed: str = ""
    found: TripRecord | NoTrip | None = field(default=None, repr=False)


def work_of(memory: Memory) -> TripWork:
    """What travel remembers in a memory."""
    return memory.work if isinstance(memory.work, TripWork) else TripWork()


def record_of(trip: PlannedTrip, changes: tuple[TripChange, ...] = ()) -> TripRecord:
    """A trip that has a plan, as a record.

    Args:
        trip: as it was planned; its answer is `Solved`.
        changes: what was changed about the request before.
    """
    answer, itinerary = trip.answer, trip.itinerary
    assert isinstance(answer, Solved) and itinerary is not None
    return TripRecord(
        request=trip.model.request,
        itinerary=itinerary,
        requirements=tuple(trip.model.document.elements.requirements),
        value=answer.objectives[0],
        bound=answer.bounds[0],
        optimal=answer.optimal,
        reason=answer.reason,
        solver=answer.solver,
        seconds=answer.seconds,
        changes=changes,
    )

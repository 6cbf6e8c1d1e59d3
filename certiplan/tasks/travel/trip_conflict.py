"""Why a trip cannot be had, and the ways out, as found by `relaxing`."""

from __future__ import annotations

from dataclasses import dataclass, field

from certiplan.solvers.explain.meetings import Meeting
from certiplan.solvers.model import Solved
from certiplan.tasks.travel.planning import PlannedTrip
from certiplan.tasks.travel.trip_changes import TripChange
from certiplan.tasks.travel.world import World


@dataclass(frozen=True, kw_only=True)
class TripWay:
    """A way out, with the plan that proves it.

    Attributes:
        world: the world in which the plan holds; another one only where minimum nights are given up.
        proved_least: no cheaper change of this kind leads to a plan.
    """

    changes: tuple[TripChange, ...]
    trip: PlannedTrip
    world: World = field(repr=False)
    proved_least: bool

    @property
    def cost_usd(self) -> int:
        """What the changes cost the traveller."""
        return sum(change.cost_usd for change in self.changes)

    @property
    def optimal(self) -> bool:
        """Whether the plan is proved cheapest."""
        return isinstance(self.trip.answer, Solved) and self.trip.answer.optimal

    @property
    def total_usd(self) -> int:
        """What the plan costs."""
        assert self.trip.itinerary is not None
        return self.trip.itinerary.total_usd


@dataclass(frozen=True, kw_only=True)
class TripConflict:
    """Why a trip cannot be had.

    Attributes:
        requirements: of the model document, in its order.
        minimal: proved that the others can be had when any one of them is given up.
        budget: the costs that meet the budget, where it takes part in the conflict.
        ways: cheapest first.
        unsettled: what may hide further or cheaper ways out, in words.
    """

    requirements: tuple[str, ...]
    minimal: bool
    budget: Meeting | None
    proved_by: str
    confirmed_by: str | None
    ways: tuple[TripWay, ...]
    unsettled: tuple[str, ...]

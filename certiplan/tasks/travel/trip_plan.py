"""What a plan of the travel domain holds: the itinerary, and what it answers and rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.world import World


@dataclass(frozen=True, kw_only=True)
class TripPlan:
    """An itinerary with the request that it answers and the facts that it was planned from."""

    itinerary: Itinerary
    request: TravelRequest
    world: World = field(repr=False)

"""How what travel remembers is written into a session and read back."""

from __future__ import annotations

from certiplan.agents.codec import Codec, Kept
from certiplan.tasks.travel import itinerary as trips
from certiplan.tasks.travel import world as worlds
from certiplan.tasks.travel.facts import TravelFacts
from certiplan.tasks.travel.reader import Missing, facts
from certiplan.tasks.travel.reader.tokens import Span
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import TripChange, changed_world
from certiplan.tasks.travel.trip_plan import TripPlan
from certiplan.tasks.travel.trip_record import NoTrip, TripRecord, TripWork


def travel_codec(known: TravelFacts) -> Codec:
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

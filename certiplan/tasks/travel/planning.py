"""From a request and a world to an itinerary: state the trip, have it solved, read the solution.

Which solver settles the document is the caller's affair: `plan_trip` takes any function from a document
to an answer, such as `lambda document: Model(document).solve()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from certiplan.model.loading import LoadedDocument
from certiplan.model.solution import Solution
from certiplan.model.values import Value, show
from certiplan.solvers.model import Answer, Solved
from certiplan.tasks.travel.itinerary import Itinerary, TripDay
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.tables import TripOptions, trip_options
from certiplan.tasks.travel.trip_document import trip_document
from certiplan.tasks.travel.trip_patches import patched_document
from certiplan.tasks.travel.world import Attraction, Flight, Hotel, Restaurant, Road, World

_FULL_DAY = ("breakfast", "lunch", "dinner")


@dataclass(frozen=True, kw_only=True)
class TripModel:
    """A trip, stated: the model document and what the rows of its tables stand for.

    Attributes:
        patches: what is stated beside the request, as YAML texts.
    """

    request: TravelRequest
    options: TripOptions
    document: LoadedDocument
    patches: tuple[str, ...] = ()

    def itinerary(self, solution: Solution) -> Itinerary:
        """The trip that a solution of the document describes, day by day.

        The model decides where every night is spent and what is eaten and seen in each city; on which of
        the days there makes no difference to it, and is settled here: full days first, then the days of
        arrival and departure; breakfasts are the cheapest meals and dinners the dearest.
        """
        return _Decoder(self.options, solution).itinerary()


@dataclass(frozen=True, kw_only=True)
class PlannedTrip:
    """What became of a request.

    Attributes:
        answer: what the solver said of the document.
        itinerary: the plan, if there is one.
    """

    model: TripModel
    answer: Answer
    itinerary: Itinerary | None


def state_trip(
    request: TravelRequest, world: World, *, pruned: bool = True, patches: tuple[str, ...] = ()
) -> TripModel:
    """State a trip as a model document.

    Args:
        request: the trip.
        world: the facts.
        pruned: without options that no cheapest plan needs (`trip_options`); with patches or extra wishes,
            nothing is left out, since what they say of an option is not known here.
        patches: of the document, applied in order.

    Raises:
        RequestError: for places that the world does not have.
        DocumentError: for a patch that does not fit.
    """
    options = trip_options(request, world, pruned=pruned and not patches and not request.extras)
    document = trip_document(options) if not patches else patched_document(options, patches)
    return TripModel(request=request, options=options, document=document, patches=patches)


def plan_trip(
    request: TravelRequest,
    world: World,
    *,
    solve: Callable[[LoadedDocument], Answer],
    patches: tuple[str, ...] = (),
) -> PlannedTrip:
    """Plan a trip.

    Args:
        request: the trip.
        world: the facts.
        solve: settles a model document.
        patches: of the document, applied in order.

    Raises:
        RequestError: for places that the world does not have.
        DocumentError: for a patch that does not fit.
    """
    model = state_trip(request, world, patches=patches)
    answer = solve(model.document)
    itinerary = model.itinerary(answer.solution) if isinstance(answer, Solved) else None
    return PlannedTrip(model=model, answer=answer, itinerary=itinerary)


@dataclass(frozen=True, kw_only=True)
class _Stop:
    """A stay in a city from the day of arrival to the day of departure, and what is done there."""

    city: str
    arrival: int
    departure: int
    hotel: Hotel
    meals: Mapping[tuple[int, str], Restaurant] = field(repr=False)
    sights: Mapping[int, Attraction] = field(repr=False)


class _Decoder:
    def __init__(self, options: TripOptions, solution: Solution) -> None:
        self._options = options
        self._solution = solution

    def itinerary(self) -> Itinerary:
        request = self._options.request
        stops = sorted(self._stops(), key=lambda stop: stop.arrival)
        moves = dict(self._moves())
        woke_in = request.origin
        days = []
        for number, date in enumerate(request.dates, start=1):
            # On the day of a move the traveller is in two cities.
            here = [stop for stop in stops if stop.arrival <= number <= stop.departure]
            tonight = next((stop for stop in here if number < stop.departure), None)
            sleeps_in = tonight.city if tonight else request.origin
            meals = {
                slot: stop.meals[number, slot]
                for stop in here
                for slot in _FULL_DAY
                if (number, slot) in stop.meals
            }
            days.append(
                TripDay(
                    number=number,
                    date=date,
                    origin=woke_in,
                    city=sleeps_in,
                    transport=moves.get(number),
                    breakfast=meals.get("breakfast"),
                    lunch=meals.get("lunch"),
                    dinner=meals.get("dinner"),
                    attractions=tuple(stop.sights[number] for stop in here if number in stop.sights),
                    hotel=tonight.hotel if tonight else None,
                )
            )
            woke_in = sleeps_in
        return Itinerary(people=request.people, days=tuple(days))

    def _chosen(self, variable: str) -> Iterator[tuple[Value, ...]]:
        return (key for key, value in self._solution[variable].items() if value == 1)

    def _moves(self) -> Iterator[tuple[int, Flight | Road]]:
        for day, origin, destination, mode in self._chosen("take"):
            assert isinstance(day, int)
            yield day, self._options.ways[day, show(origin), show(destination), show(mode)]

    def _stops(self) -> Iterator[_Stop]:
        options = self._options
        hotels = [options.hotels[show(hotel)] for hotel, _ in self._chosen("lodge")]
        meals = [options.restaurants[show(place)] for (place,) in self._chosen("eat")]
        sights = [options.attractions[show(sight)] for (sight,) in self._chosen("visit")]
        for place, arrival, departure in self._chosen("stay"):
            city = show(place)
            assert isinstance(arrival, int) and isinstance(departure, int)
            is_last = departure == options.request.day_count
            yield _Stop(
                city=city,
                arrival=arrival,
                departure=departure,
                hotel=next(hotel for hotel in hotels if hotel.city == city),
                meals=_meal_times(
                    [meal for meal in meals if meal.city == city], arrival, departure, is_last=is_last
                ),
                sights=dict(
                    zip(
                        _sight_days(arrival, departure, is_last=is_last),
                        [sight for sight in sights if sight.city == city],
                        strict=False,
                    )
                ),
            )


def _meal_times(
    meals: Iterable[Restaurant], arrival: int, departure: int, *, is_last: bool
) -> dict[tuple[int, str], Restaurant]:
    """Which restaurant is for which meal: (day, meal) of each."""
    times = [(day, meal) for day in range(arrival + 1, departure) for meal in _FULL_DAY]
    times += [(arrival, "dinner"), (departure, "breakfast"), (arrival, "lunch")]
    if is_last:
        times += [(departure, "lunch"), (departure, "dinner")]
    places = sorted(meals, key=lambda place: (place.price_usd, place.name))
    assert len(places) <= len(times), "more meals than the model allows"
    used = sorted(times[: len(places)], key=lambda time: (_FULL_DAY.index(time[1]), time[0]))
    return dict(zip(used, places, strict=True))


def _sight_days(arrival: int, departure: int, *, is_last: bool) -> list[int]:
    """The days for attractions, those first that must have one."""
    return [*range(arrival + 1, departure), arrival, *([departure] if is_last else [])]

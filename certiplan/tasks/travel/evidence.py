"""What in an itinerary shows that a requirement is met: read off the plan, without the model that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from certiplan.tasks.travel.itinerary import Itinerary, TripDay
from certiplan.tasks.travel.request import TravelRequest, Wish
from certiplan.tasks.travel.tables import MODES, ROOMS
from certiplan.tasks.travel.words import Phrase, counted, dollars, phrases
from certiplan.tasks.travel.world import Flight, Hotel, Restaurant, World

_VALUES_A_DAY = 6
_MEALS = ("breakfast", "lunch", "dinner")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Whether an itinerary meets a requirement, and what shows it."""

    phrase: Phrase
    holds: bool
    shown_by: str


def evidence(itinerary: Itinerary, request: TravelRequest, world: World) -> tuple[Evidence, ...]:
    """The evidence for every requirement that an itinerary can show: wishes first, then the rules.

    Whether a plan is the cheapest cannot be seen from the plan and is left out, and so are extra wishes, of
    which the exact evaluator is the judge.

    Args:
        itinerary: the plan, of at least one day.
        request: what was asked for.
        world: what says in which state a city lies.
    """
    trip = _Trip(itinerary=itinerary, request=request, world=world)
    found = []
    for phrase in phrases(request).values():
        judge = _WISHES.get(phrase.wish) if phrase.wish is not None else _RULES.get(phrase.requirement)
        if judge is not None:
            holds, shown_by = judge(trip, phrase.item)
            found.append(Evidence(phrase=phrase, holds=holds, shown_by=shown_by))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class _Trip:
    itinerary: Itinerary
    request: TravelRequest
    world: World

    @property
    def days(self) -> tuple[TripDay, ...]:
        return self.itinerary.days

    @property
    def cities(self) -> list[str]:
        nights = (day.city for day in self.days if day.city != self.request.origin)
        return list(dict.fromkeys(nights))

    @property
    def full_days(self) -> list[TripDay]:
        return [day for day in self.days if day.origin == day.city]

    @property
    def modes(self) -> list[str]:
        legs = (day.transport for day in self.days if day.transport)
        return ["Flight" if isinstance(leg, Flight) else leg.mode for leg in legs]

    @property
    def hotels(self) -> list[tuple[Hotel, int]]:
        """The places to sleep in order, with the nights there."""
        nights = [day.hotel for day in self.days if day.hotel]
        return [(hotel, len(list(stay))) for hotel, stay in groupby(nights)]

    def meals(self) -> Iterator[tuple[TripDay, str, Restaurant]]:
        for day in self.days:
            for name, place in zip(_MEALS, (day.breakfast, day.lunch, day.dinner), strict=True):
                if place is not None:
                    yield day, name, place


_Judgement = tuple[bool, str]
_Judge = Callable[[_Trip, str], _Judgement]


def _origin(trip: _Trip, _: str) -> _Judgement:
    first, last, home = trip.days[0], trip.days[-1], trip.request.origin
    return (
        first.origin == home == last.city,
        f"out of {first.origin} on day 1, back in {last.city} on day {last.number}",
    )


def _destination(trip: _Trip, _: str) -> _Judgement:
    wanted = trip.request.destination
    if trip.request.destination_is_state:
        there = all(trip.world.state_of.get(city) == wanted for city in trip.cities)
    else:
        there = trip.cities == [wanted]
    return there and bool(trip.cities), ", ".join(trip.cities) or "no city"


def _dates(trip: _Trip, _: str) -> _Judgement:
    dates = tuple(day.date for day in trip.days)
    span = f"{dates[0]:%a %b} {dates[0].day} to {dates[-1]:%a %b} {dates[-1].day}"
    return dates == trip.request.dates, f"{counted(len(dates), 'day', 'days')}, {span}"


def _people(trip: _Trip, _: str) -> _Judgement:
    return trip.itinerary.people == trip.request.people, f"every cost is for {trip.itinerary.people}"


def _cities(trip: _Trip, _: str) -> _Judgement:
    nights = [(city, sum(day.city == city for day in trip.days)) for city in trip.cities]
    shown = ", ".join(f"{counted(count, 'night', 'nights')} in {city}" for city, count in nights)
    return len(trip.cities) == trip.request.city_count, shown


def _budget(trip: _Trip, _: str) -> _Judgement:
    limit, total = trip.request.budget_usd or 0, trip.itinerary.total_usd
    rest = f"{dollars(limit - total)} left" if total <= limit else f"{dollars(total - limit)} too much"
    return total <= limit, f"{dollars(total)} in all, {rest}"


def _transport(trip: _Trip, item: str) -> _Judgement:
    forbidden = next(mode for rule, mode in MODES.items() if rule == item)
    return forbidden not in trip.modes, f"you go by {_means(trip.modes)}"


def _means(modes: list[str]) -> str:
    words = {"Flight": "plane", "Self-driving": "own car", "Taxi": "taxi"}
    return ", ".join(words[mode] for mode in dict.fromkeys(modes))


def _room(trip: _Trip, _: str) -> _Judgement:
    allowed = ROOMS[trip.request.room] if trip.request.room else ()
    shown = ", ".join(dict.fromkeys(hotel.room_type.lower() for hotel, _ in trip.hotels))
    return all(hotel.room_type in allowed for hotel, _ in trip.hotels), f"{shown} every night"


def _house_rules(trip: _Trip, item: str) -> _Judgement:
    ban = f"No {item}"
    rules = list(dict.fromkeys(rule for hotel, _ in trip.hotels for rule in hotel.house_rules if rule))
    shown = f"the house rules are only: {', '.join(rules)}" if rules else "there are no house rules"
    return ban not in rules, shown


def _cuisine(trip: _Trip, item: str) -> _Judgement:
    home = trip.request.origin
    for day, meal, place in trip.meals():
        if item in place.cuisines and place.city != home:
            return True, f"{meal} on day {day.number}, {place.name}"
    return False, "at no meal"


def _complete_days(trip: _Trip, _: str) -> _Judgement:
    gaps = [
        f"no {meal} on day {day.number}"
        for day in trip.days
        for meal, wanted in (("dinner", day.city != trip.request.origin), ("breakfast", day.number > 1))
        if wanted and getattr(day, meal) is None
    ]
    return not gaps, ", ".join(gaps) or "dinner after every arrival, breakfast before every departure"


def _meals(trip: _Trip, _: str) -> _Judgement:
    places = [place for _, _, place in trip.meals()]
    full = all(len(day.meals) == len(_MEALS) for day in trip.full_days)
    return full and len(set(places)) == len(
        places
    ), f"{counted(len(places), 'meal', 'meals')}, each elsewhere"


def _travel_meals(trip: _Trip, _: str) -> _Judgement:
    fits = all(place.city in (day.origin, day.city) for day, _, place in trip.meals())
    return fits, counted(sum(len(day.meals) for day in trip.days if day.transport), "meal", "meals")


def _sights(trip: _Trip, _: str) -> _Judgement:
    holds = all(day.attractions for day in trip.full_days)
    return holds, f"{sum(bool(day.attractions) for day in trip.days)} of {len(trip.days)} days have one"


def _min_nights(trip: _Trip, _: str) -> _Judgement:
    shown = ", ".join(f"{nights} of {hotel.min_nights}" for hotel, nights in trip.hotels)
    return all(
        nights >= hotel.min_nights for hotel, nights in trip.hotels
    ), f"nights taken of those needed: {shown}"


def _own_car(trip: _Trip, _: str) -> _Judgement:
    return "Self-driving" not in trip.modes or len(set(trip.modes)) == 1, f"you go by {_means(trip.modes)}"


def _filled(trip: _Trip, _: str) -> _Judgement:
    said = sum(
        len(day.meals) + bool(day.transport) + bool(day.hotel) + bool(day.attractions) for day in trip.days
    )
    possible = _VALUES_A_DAY * len(trip.days)
    return 2 * said >= possible, f"{said} of {possible} entries"


_WISHES: Mapping[Wish, _Judge] = {
    "origin": _origin,
    "destination": _destination,
    "dates": _dates,
    "people": _people,
    "cities": _cities,
    "budget": _budget,
    "transport": _transport,
    "room": _room,
    "house_rules": _house_rules,
    "cuisines": _cuisine,
    "complete_days": _complete_days,
}
_RULES: Mapping[str, _Judge] = {
    "meals": _meals,
    "travel_meals": _travel_meals,
    "sights": _sights,
    "min_nights": _min_nights,
    "own_car": _own_car,
    "filled": _filled,
}

"""The eight commonsense constraints. Each check returns what is wrong and where, or None.

† marks where the benchmark judges otherwise than its rules read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import groupby, pairwise

from certiplan.tasks.travel.checker._plan_text import ABSENT, INFORMATION, MEALS, Day, kind_of, place_of
from certiplan.tasks.travel.checker._trip import Trip

# For trips of up to three days the benchmark does not look at the destination †.
_UNCHECKED_DESTINATION_DAYS = 3
# What the benchmark's own prompts have planners write for days beyond the trip.
_NO_DAY = "You don't need to fill in the information for this or later days."


def reasonable_city_route(trip: Trip) -> str | None:
    """The trip starts and ends at the origin and visits each city once, at the destination."""
    cities: list[str] = []
    for day in trip.days:
        if day.is_travel_day:
            if day.leg is None:
                return f"day {day.number}: expected 'from A to B', found {day.current_city!r}"
            cities += day.leg
        else:
            cities.append(day.city)
    if not cities:
        return "the plan has no days"
    if trip.reading == "plain":
        return _plain_route(trip, cities)
    if trip.days[0].is_travel_day and cities[0] != trip.request.origin:
        return f"day 1: the trip must start in {trip.request.origin}, not in {cities[0]}"
    if cities[0] != cities[-1]:
        return f"the trip starts in {cities[0]} but ends in {cities[-1]}"
    if not _in_single_stretches(cities):
        return f"a city is passed through or visited twice: {' → '.join(cities)}"
    last = len(cities) - 1
    for k, city in enumerate(cities):
        if city not in trip.world.state_of:
            return f"{city!r} is not a city of {trip.world.name}"
        is_long = trip.request.day_count > _UNCHECKED_DESTINATION_DAYS
        if 0 < k < last and is_long and not trip.is_at_destination(city):
            return f"{city} is not in {trip.destination_words}"
    return None


def _in_single_stretches(cities: list[str]) -> bool:
    """Whether each city forms one stretch of at least two mentions, but for the ends of the list."""
    if len(cities) < 3:
        return False
    last = len(cities) - 1
    visited: set[str] = set()
    position = 0
    for city, mentions in groupby(cities):
        count = sum(1 for _ in mentions)
        end = position + count - 1
        if city in visited and position not in (0, last):
            return False
        if count == 1 and 0 < end < last:
            return False
        visited.add(city)
        position = end + 1
    return True


def _plain_route(trip: Trip, cities: list[str]) -> str | None:
    origin = trip.request.origin
    for day in (trip.days[0], trip.days[-1]):
        if day.leg is None:
            return f"day {day.number} must be a travel day, not a stay in {day.city}"
    if cities[0] != origin or cities[-1] != origin:
        return f"the trip must start and end in {origin}, not go from {cities[0]} to {cities[-1]}"
    for before, after in pairwise(trip.days):
        woke_in = after.leg[0] if after.leg else after.city
        slept_in = before.leg[1] if before.leg else before.city
        if woke_in != slept_in:
            return f"day {after.number} starts in {woke_in}, but day {before.number} ends in {slept_in}"
    stops = [city for city, _ in groupby(cities)]
    for city in stops:
        if city not in trip.world.state_of:
            return f"{city!r} is not a city of {trip.world.name}"
    for city in stops[1:-1]:
        if stops.count(city) > 1:
            return f"{city} is visited more than once: {' → '.join(stops)}"
        if not trip.is_at_destination(city):
            return (
                f"{city} is not {'in ' if trip.request.destination_is_state else ''}{trip.destination_words}"
            )
    return None


def diverse_restaurants(trip: Trip) -> str | None:
    """No restaurant is planned twice."""
    return _repeated(trip, ((day, meal, text) for day in trip.days for meal, text in day.meals))


def diverse_attractions(trip: Trip) -> str | None:
    """No attraction is planned twice."""
    return _repeated(trip, ((day, "attraction", text) for day in trip.days for text in day.attractions))


def _repeated(trip: Trip, planned: Iterable[tuple[Day, str, str]]) -> str | None:
    first_use: dict[Hashable, str] = {}
    for day, what, text in planned:
        # The benchmark compares the texts as they stand; "Dallas(Texas)" then hides a repetition.
        key: Hashable = text if trip.reading == "benchmark" else place_of(text)
        if key in first_use:
            return f"day {day.number}, {what}: {text!r} was planned before, on {first_use[key]}"
        first_use[key] = f"day {day.number}"
    return None


def non_conflicting_transportation(trip: Trip) -> str | None:
    """Day 1 has transportation, and the own car is not mixed with flights or taxis."""
    if not trip.days or not trip.days[0].text("transportation"):
        return "day 1 has no transportation"
    first_use = {
        kind_of(text): day.number for day in reversed(trip.days) if (text := day.text("transportation"))
    }
    for other in ("Flight", "Taxi"):
        if "Self-driving" in first_use and other in first_use:
            return (
                f"self-driving on day {first_use['Self-driving']} does not go with "
                f"a {other.lower()} on day {first_use[other]}"
            )
    return None


def within_current_city(trip: Trip) -> str | None:
    """Whatever is planned lies where the traveller is."""
    judge = _within_day if trip.reading == "benchmark" else _plain_within_day
    return next((problem for day in trip.days if (problem := judge(day))), None)


def _within_day(day: Day) -> str | None:
    if day.is_travel_day and day.leg is None:
        return f"day {day.number}: expected 'from A to B', found {day.current_city!r}"
    # On a stay day the benchmark compares with each letter of the city's name †.
    cities = day.leg or tuple(day.city)
    transport = day.text("transportation")
    if transport and any(city not in transport for city in cities):
        return f"day {day.number}, transportation: {transport!r} does not name {' and '.join(cities)}"
    sights = (("attraction", text) for text in day.attractions)
    for what, text in (*day.meals, *sights):
        if not any(city in text for city in cities):
            return f"day {day.number}, {what}: {text!r} is not in {' or '.join(day.leg or (day.city,))}"
    hotel = day.text("accommodation")
    if hotel and cities and cities[-1] not in hotel:
        return f"day {day.number}, accommodation: {hotel!r} is not in {(day.leg or (day.city,))[-1]}"
    return None


def _plain_within_day(day: Day) -> str | None:
    if day.is_travel_day and day.leg is None:
        return f"day {day.number}: expected 'from A to B', found {day.current_city!r}"
    transport = day.text("transportation")
    if transport and day.leg is None:
        return f"day {day.number}, transportation: {transport!r} on a day spent in {day.city}"
    if transport and day.transport_leg != day.leg:
        return f"day {day.number}, transportation: {transport!r} does not go {day.current_city}"
    cities = day.leg or (day.city,)
    sights = (("attraction", text) for text in day.attractions)
    for what, text in (*day.meals, *sights):
        if place_of(text).city not in cities:
            return f"day {day.number}, {what}: {text!r} is not in {' or '.join(cities)}"
    hotel = day.text("accommodation")
    if hotel and place_of(hotel).city != cities[-1]:
        return f"day {day.number}, accommodation: {hotel!r} is not in {cities[-1]}"
    return None


def within_sandbox(trip: Trip) -> str | None:
    """Whatever is planned exists."""
    for day in trip.days:
        if problem := _transport_exists(trip, day):
            return f"day {day.number}, transportation: {problem}"
        for meal, text in day.meals:
            if not trip.restaurants(text):
                return f"day {day.number}, {meal}: there is no restaurant {place_of(text)}"
        for text in day.attractions:
            if not trip.rows_named(place_of(text), trip.world.attractions_in):
                return f"day {day.number}, attraction: there is no attraction {place_of(text)}"
        if (hotel := day.text("accommodation")) and not trip.hotels(hotel):
            return f"day {day.number}, accommodation: there is no accommodation {place_of(hotel)}"
    return None


def _transport_exists(trip: Trip, day: Day) -> str | None:
    text = day.text("transportation")
    lowered = text.lower()
    leg = day.transport_leg
    if "flight number" in lowered:
        if any((flight.origin, flight.destination) == leg for flight in trip.flights(day)):
            return None
        when = "" if trip.reading == "benchmark" else f" on {trip.request.dates[day.number - 1]}"
        return f"there is no such flight{when}: {text!r}"
    if "self-driving" in lowered:
        return None if trip.road(day, "Self-driving") else f"there is no such drive: {text!r}"
    if "taxi" in lowered:
        return None if trip.road(day, "Taxi") else f"there is no such taxi: {text!r}"
    if text and trip.reading == "plain":
        # The benchmark looks up nothing for other words †.
        return f"expected a flight number, self-driving or a taxi, found {text!r}"
    return None


def minimum_nights(trip: Trip) -> str | None:
    """Each accommodation is kept for at least its minimum of nights in a row."""
    if trip.reading == "benchmark" and (day := _lacking(trip, "accommodation")):
        return f"day {day.number} has no entry for accommodation"
    for text, stay in groupby(trip.days, key=lambda day: day.text("accommodation")):
        nights = list(stay)
        hotels = trip.hotels(text) if text else ()
        if trip.reading == "benchmark" and len(hotels) != 1:
            # A name that fits several rows is not checked †.
            continue
        needed = max((hotel.min_nights for hotel in hotels), default=0)
        if len(nights) < needed:
            return (
                f"day {nights[0].number}, accommodation: {text!r} is taken for {len(nights)} "
                f"night{'s' if len(nights) > 1 else ''}, but for no less than {needed}"
            )
    return None


def complete_information(trip: Trip) -> str | None:
    """The plan says everything that a plan must say."""
    needed = trip.request.day_count
    if problem := _day_count(trip):
        return problem
    cities = {city for day in trip.days for city in (day.leg or (day.city,))} - {trip.request.origin}
    if any(day.is_travel_day and day.leg is None for day in trip.days):
        return "the cities of a travel day cannot be read"
    if (leg := trip.days[0].leg) and leg[0] != trip.request.origin:
        return f"day 1: the trip must start in {trip.request.origin}, not in {leg[0]}"
    if len(cities) != trip.request.city_count:
        return f"expected {trip.request.city_count} cities, found {', '.join(sorted(cities)) or 'none'}"
    for key in INFORMATION:
        if day := _lacking(trip, key):
            return f"day {day.number} has no entry for {key}"
    for day in trip.days:
        if problem := _gap(day, is_last=day.number == needed):
            return f"day {day.number}: {problem}"
    given = sum(_given(day) for day in trip.days)
    if 2 * given < len(INFORMATION) * needed:
        return f"only {given} of {len(INFORMATION) * needed} values are given, less than half"
    return None


def _day_count(trip: Trip) -> str | None:
    needed = trip.request.day_count
    if trip.reading == "benchmark":
        # Days beyond the last one are not looked at †, and one that says so of itself is none.
        count = sum(1 for day in trip.days if day.row and day.current_city != _NO_DAY)
    else:
        count = sum(1 for row in trip.plan if row)
        for day in trip.days:
            if day.row.get("days") != day.number:
                return f"expected day {day.number}, found {day.row.get('days')!r}"
    return None if count == needed else f"expected {needed} days, found {count}"


def _lacking(trip: Trip, key: str) -> Day | None:
    return next((day for day in trip.days if key not in day.row), None)


def _gap(day: Day, *, is_last: bool) -> str | None:
    city = day.current_city
    if ("from " in city or "to " in city) and day.is_left_blank("transportation"):
        return "the transportation is missing"
    if "from " not in city and " to " not in city and day.is_left_blank("attraction"):
        return "an attraction is missing"
    if not is_last and day.is_left_blank("accommodation"):
        return "the accommodation is missing"
    if "from " not in city:
        for meal in MEALS:
            if day.is_left_blank(meal):
                return f"the {meal} is missing"
    return None


def _given(day: Day) -> int:
    # The benchmark also counts the number and the city of the day †.
    keys: Iterable[str] = day.row if day.reading == "benchmark" else INFORMATION
    return sum(1 for key in keys if day.row.get(key) and day.row[key] not in ABSENT)


COMMONSENSE_CHECKS: dict[str, Callable[[Trip], str | None]] = {
    "reasonable_city_route": reasonable_city_route,
    "diverse_restaurants": diverse_restaurants,
    "diverse_attractions": diverse_attractions,
    "non_conflicting_transportation": non_conflicting_transportation,
    "within_current_city": within_current_city,
    "within_sandbox": within_sandbox,
    "minimum_nights": minimum_nights,
    "complete_information": complete_information,
}

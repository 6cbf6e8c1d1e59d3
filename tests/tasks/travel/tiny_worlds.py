"""Made-up worlds small enough to try every plan, and the trying of every plan.

The oracle knows the rules of `docs/travel-model.md` and shares nothing with the model but the request,
the world and the checker, which has the last word on every plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, permutations, product

from hypothesis import strategies as st

from certiplan.tasks.travel.checker import Reading, check_plan
from certiplan.tasks.travel.itinerary import Itinerary, TripDay
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.world import (
    Attraction,
    City,
    Flight,
    Hotel,
    Mode,
    Restaurant,
    Road,
    RoomType,
    World,
)

START = dt.date(2026, 6, 1)
HOME = "Hom"
ROOM_TYPES: tuple[RoomType, ...] = ("Entire home/apt", "Private room", "Shared room")
MODES: tuple[Mode, ...] = ("Self-driving", "Taxi")
CUISINES = ("Thai", "Greek")
RULES = ("No pets", "No smoking")
_READINGS: tuple[Reading, ...] = ("plain", "benchmark")


def hotel(name: str, city: str, price: int, **more: object) -> Hotel:
    """A hotel with ordinary fields."""
    fields: dict[str, object] = {
        "room_type": "Private room",
        "house_rules": (),
        "min_nights": 1,
        "sleeps": 2,
        **more,
    }
    return Hotel(name=name, city=city, price_usd=price, **fields)  # type: ignore[arg-type]  # fields by name


def restaurant(name: str, city: str, price: int, *cuisines: str) -> Restaurant:
    """A restaurant."""
    return Restaurant(name=name, city=city, price_usd=price, cuisines=cuisines)


def road(mode: Mode, origin: str, destination: str, km: int) -> Road:
    """A way by road."""
    return Road(
        mode=mode, origin=origin, destination=destination, distance_km=km, duration_text=f"{km // 60} hours"
    )


def flight(number: str, origin: str, destination: str, day: int, price: int) -> Flight:
    """A flight on a day of the trip, counted from 1."""
    return Flight(
        number=number,
        origin=origin,
        destination=destination,
        date=START + dt.timedelta(days=day - 1),
        price_usd=price,
        departs_min=540,
        arrives_min=640,
    )


def world(
    *,
    cities: Sequence[str],
    flights: Sequence[Flight] = (),
    roads: Sequence[Road] = (),
    hotels: Sequence[Hotel] = (),
    restaurants: Sequence[Restaurant] = (),
    attractions: Sequence[Attraction] = (),
) -> World:
    """A world whose cities but the home lie in Iowa."""
    return World(
        name="a tiny world",
        cities=(City(name=HOME, state="Ohio"), *(City(name=city, state="Iowa") for city in cities)),
        flights=tuple(flights),
        roads=tuple(roads),
        hotels=tuple(hotels),
        restaurants=tuple(restaurants),
        attractions=tuple(attractions),
    )


def request(**fields: object) -> TravelRequest:
    """A three-day trip for two from the home to Iowa."""
    given: dict[str, object] = {
        "origin": HOME,
        "destination": "Iowa",
        "destination_is_state": True,
        "start": START,
        "day_count": 3,
        "city_count": 1,
        "people": 2,
        **fields,
    }
    return TravelRequest.model_validate(given)


# ---------------------------------------------------------------- random worlds


@st.composite
def worlds(
    draw: st.DrawFn, *, cities: Sequence[str], days: int, hotels: int, restaurants: int, attractions: int
) -> World:
    """A world with so many places in each city, and with some of the ways between the cities."""
    prices = st.integers(1, 30)
    ways: list[Road] = []
    planes: list[Flight] = []
    for origin, destination in permutations((HOME, *cities), 2):
        for mode in draw(st.sets(st.sampled_from(MODES))):
            ways.append(road(mode, origin, destination, draw(st.integers(5, 300))))
        for day in range(1, days + 1):
            if draw(st.booleans()):
                planes.append(flight(f"F{len(planes)}", origin, destination, day, draw(st.integers(5, 150))))
    return world(
        cities=cities,
        roads=ways,
        flights=planes,
        hotels=[
            hotel(
                f"H{k}",
                city,
                draw(st.integers(10, 60)),
                room_type=draw(st.sampled_from(ROOM_TYPES)),
                house_rules=tuple(sorted(draw(st.sets(st.sampled_from(RULES), max_size=1)))),
                min_nights=draw(st.integers(1, days)),
                sleeps=draw(st.integers(1, 3)),
            )
            for city in cities
            for k in range(hotels)
        ],
        restaurants=[
            restaurant(f"R{k}", city, draw(prices), *sorted(draw(st.sets(st.sampled_from(CUISINES)))))
            for city in cities
            for k in range(restaurants)
        ],
        attractions=[Attraction(name=f"A{k}", city=city) for city in cities for k in range(attractions)],
    )


@st.composite
def requests(draw: st.DrawFn, *, days: int, city_count: int) -> TravelRequest:
    """A trip with some wishes."""
    return request(
        day_count=days,
        city_count=city_count,
        people=draw(st.integers(1, 3)),
        budget_usd=draw(st.none() | st.integers(50, 500)),
        cuisines=tuple(sorted(draw(st.sets(st.sampled_from(CUISINES))))),
        room=draw(st.none() | st.sampled_from(["private room", "not shared room", "entire room"])),
        house_rules=tuple(sorted(draw(st.sets(st.sampled_from(["pets", "smoking"]), max_size=1)))),
        transport=tuple(
            sorted(draw(st.sets(st.sampled_from(["no flight", "no self-driving", "no taxi"]), max_size=1)))
        ),
        complete_days=draw(st.booleans()),
    )


# ---------------------------------------------------------------- every plan


def least_cost(trip: TravelRequest, facts: World) -> int | None:
    """The cost of the cheapest plan that the checker accepts in both readings, or None."""
    best: int | None = None
    for plan in _plans(trip, facts):
        if best is not None and plan.total_usd >= best:
            continue
        rows = plan.to_travelplanner()
        if _is_complete(plan, trip) and all(
            check_plan(rows, trip, facts, reading=reading).passes for reading in _READINGS
        ):
            best = plan.total_usd
    return best


def _is_complete(plan: Itinerary, trip: TravelRequest) -> bool:
    """What the checker does not know of: a wish for complete days."""
    return not trip.complete_days or all(
        (day.number == 1 or day.breakfast) and (day.number == len(plan.days) or day.dinner)
        for day in plan.days
    )


def _plans(trip: TravelRequest, facts: World) -> Iterator[Itinerary]:
    last = trip.day_count
    names = [city for city in facts.cities_in["Iowa"] if city != trip.origin]
    for cities in permutations(names, trip.city_count):
        for cuts in combinations(range(2, last), trip.city_count - 1):
            moves = [1, *cuts, last]
            legs = list(zip((trip.origin, *cities), (*cities, trip.origin), moves, strict=True))
            ways = [_ways(facts, trip, *leg) for leg in legs]
            # The nights of each city, in one place to sleep or in several.
            nights = [city for city, a, b in zip(cities, moves, moves[1:], strict=False) for _ in range(a, b)]
            beds = [facts.hotels_in.get(city, ()) for city in nights]
            meals = [
                _tables(facts.restaurants_in.get(city, ()), a, b, last)
                for city, a, b in zip(cities, moves, moves[1:], strict=False)
            ]
            for taken in product(*ways):
                for slept in product(*beds):
                    for eaten in product(*meals):
                        yield _itinerary(trip, facts, cities, moves, taken, slept, dict(chain(*eaten)))


def _ways(
    facts: World, trip: TravelRequest, origin: str, destination: str, day: int
) -> Sequence[Flight | Road]:
    return (
        *facts.flights_between.get((origin, destination, trip.dates[day - 1]), ()),
        *facts.roads_between.get((origin, destination), ()),
    )


def _tables(
    places: Sequence[Restaurant], arrival: int, departure: int, last: int
) -> list[list[tuple[tuple[int, str], Restaurant]]]:
    """Every set of restaurants for a stay, each put to the first free meals."""
    meals = ("breakfast", "lunch", "dinner")
    times = [(day, meal) for day in range(arrival + 1, departure) for meal in meals]
    regular = len(times)
    times += [(arrival, "dinner"), (departure, "breakfast"), (arrival, "lunch")]
    times += [(departure, meal) for meal in ("lunch", "dinner") if departure == last]
    return [
        list(zip(times, chosen, strict=False))
        for count in range(regular, min(len(times), len(places)) + 1)
        for chosen in combinations(places, count)
    ]


def _itinerary(
    trip: TravelRequest,
    facts: World,
    cities: Sequence[str],
    moves: Sequence[int],
    taken: Sequence[Flight | Road],
    slept: Sequence[Hotel],
    eaten: dict[tuple[int, str], Restaurant],
) -> Itinerary:
    ways = dict(zip(moves, taken, strict=True))
    spare = {city: list(facts.attractions_in.get(city, ())) for city in cities}
    seen: dict[int, Attraction] = {}
    for number in sorted(range(1, trip.day_count + 1), key=lambda number: number in ways):
        city = slept[min(number, len(slept)) - 1].city
        if spare[city]:
            seen[number] = spare[city].pop()
    days = []
    woke_in = trip.origin
    for number, date in enumerate(trip.dates, start=1):
        bed = slept[number - 1] if number <= len(slept) else None
        city = bed.city if bed else trip.origin
        days.append(
            TripDay(
                number=number,
                date=date,
                origin=woke_in,
                city=city,
                transport=ways.get(number),
                breakfast=eaten.get((number, "breakfast")),
                lunch=eaten.get((number, "lunch")),
                dinner=eaten.get((number, "dinner")),
                attractions=(seen[number],) if number in seen else (),
                hotel=bed,
            )
        )
        woke_in = city
    return Itinerary(people=trip.people, days=tuple(days))

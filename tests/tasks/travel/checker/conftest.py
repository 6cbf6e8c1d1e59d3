"""A small world, a trip through it that passes everything, and a judge for edits of that trip."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from certiplan.tasks.travel.checker import Reading, Report, check_plan
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.world import Attraction, City, Flight, Hotel, Restaurant, Road, World

START = dt.date(2024, 5, 1)


def _flight(number: str, origin: str, destination: str, day: int, price_usd: int) -> Flight:
    return Flight(
        number=number,
        origin=origin,
        destination=destination,
        date=START + dt.timedelta(days=day - 1),
        price_usd=price_usd,
        departs_min=600,
        arrives_min=700,
    )


def _roads(origin: str, destination: str, distance_km: int, duration: str) -> tuple[Road, Road]:
    def road(mode: Any) -> Road:
        return Road(
            mode=mode,
            origin=origin,
            destination=destination,
            distance_km=distance_km,
            duration_text=duration,
        )

    return road("Self-driving"), road("Taxi")


def _restaurant(name: str, city: str, price_usd: int, *cuisines: str) -> Restaurant:
    return Restaurant(name=name, city=city, price_usd=price_usd, cuisines=cuisines)


def _hotel(
    name: str, city: str, price_usd: int, room: Any, rules: str, min_nights: int, sleeps: int
) -> Hotel:
    return Hotel(
        name=name,
        city=city,
        price_usd=price_usd,
        room_type=room,
        house_rules=tuple(rules.split(" & ")),
        min_nights=min_nights,
        sleeps=sleeps,
    )


@pytest.fixture(scope="session")
def world() -> World:
    return World(
        name="the test world",
        cities=(
            City(name="Oakton", state="Iowa"),
            City(name="Elm", state="Ohio"),
            City(name="Fir", state="Ohio"),
            City(name="Pine", state="Maine"),
        ),
        flights=(
            _flight("F1", "Oakton", "Elm", 1, 100),
            _flight("F2", "Fir", "Oakton", 5, 120),
            _flight("F3", "Oakton", "Elm", 2, 90),
            _flight("F4", "Oakton", "Pine", 1, 70),
            _flight("F5", "Pine", "Oakton", 3, 70),
            _flight("F6", "Elm", "Oakton", 3, 60),
            _flight("F7", "Elm", "Fir", 3, 60),
        ),
        roads=(
            *_roads("Oakton", "Elm", 419, "4 hours"),
            *_roads("Elm", "Fir", 59, "45 mins"),
            *_roads("Fir", "Oakton", 400, "4 hours"),
            *_roads("Oakton", "Pine", 2100, "1 day 2 hours"),
        ),
        hotels=(
            _hotel("Elm Inn", "Elm", 100, "Entire home/apt", "No pets", 2, 2),
            _hotel("Old Elm Inn", "Elm", 50, "Private room", "No smoking", 3, 2),
            _hotel("Tower", "Elm", 70, "Entire home/apt", "No parties", 3, 4),
            _hotel("Fir Lodge", "Fir", 80, "Entire home/apt", "No smoking & No visitors", 1, 4),
            _hotel("Fir Dorm", "Fir", 20, "Shared room", "No children under 10", 1, 1),
            _hotel("Cabin", "Fir", 40, "Private room", "No pets", 1, 3),
            _hotel("Pine Hut", "Pine", 40, "Entire home/apt", "No pets", 1, 3),
        ),
        restaurants=(
            _restaurant("Elm Diner Deluxe", "Elm", 30, "Mexican"),
            _restaurant("Elm Diner", "Elm", 10, "Italian"),
            _restaurant("Soup Bar", "Elm", 12, "French", "Tea"),
            _restaurant("Taco, Hut", "Elm", 8, "Mexican"),
            _restaurant("Grill", "Elm", 15, "American"),
            _restaurant("Fir Cafe", "Fir", 9, "Cafe"),
            _restaurant("Noodle Bar", "Fir", 11, "Chinese"),
            _restaurant("Curry House", "Fir", 13, "Indian"),
            _restaurant("Bistro", "Fir", 17, "French"),
            _restaurant("Home Kitchen", "Oakton", 14, "Mediterranean"),
            _restaurant("Pine Bar", "Pine", 14, "Seafood"),
            _restaurant("Pine Cafe", "Pine", 14, "Seafood"),
            _restaurant("Pine Grill", "Pine", 14, "Seafood"),
        ),
        attractions=(
            Attraction(name="Elm Park", city="Elm"),
            Attraction(name="Museum", city="Elm"),
            Attraction(name="Lake", city="Fir"),
            Attraction(name="Lighthouse", city="Pine"),
        ),
    )


def _day(number: int, city: str, transport: str, meals: str, sights: str, hotel: str) -> dict[str, Any]:
    breakfast, lunch, dinner = meals.split("|")
    return {
        "days": number,
        "current_city": city,
        "transportation": transport,
        "breakfast": breakfast,
        "attraction": sights,
        "lunch": lunch,
        "dinner": dinner,
        "accommodation": hotel,
    }


@pytest.fixture
def trip() -> TravelRequest:
    return TravelRequest(
        origin="Oakton",
        destination="Ohio",
        destination_is_state=True,
        start=START,
        day_count=5,
        city_count=2,
        people=3,
        budget_usd=2000,
    )


@pytest.fixture
def good_plan() -> list[dict[str, Any]]:
    out = "Flight Number: F1, from Oakton to Elm, Departure Time: 10:00, Arrival Time: 11:40"
    back = "Flight Number: F2, from Fir to Oakton, Departure Time: 10:00, Arrival Time: 11:40"
    taxi = "Taxi, from Elm to Fir, duration: 45 mins, distance: 59 km"
    return [
        _day(1, "from Oakton to Elm", out, "-|-|Elm Diner Deluxe, Elm", "-", "Elm Inn, Elm"),
        _day(2, "Elm", "-", "Soup Bar, Elm|Taco, Hut, Elm|Grill, Elm", "Elm Park, Elm;", "Elm Inn, Elm"),
        _day(3, "from Elm to Fir", taxi, "-|Fir Cafe, Fir|-", "-", "Fir Lodge, Fir"),
        _day(4, "Fir", "-", "Noodle Bar, Fir|Curry House, Fir|Bistro, Fir", "Lake, Fir;", "Fir Lodge, Fir"),
        _day(5, "from Fir to Oakton", back, "-|-|-", "-", "-"),
    ]


Edits = Mapping[tuple[int, str], object]
Judge = Callable[..., Report]


@pytest.fixture
def judge(world: World, trip: TravelRequest, good_plan: list[dict[str, Any]]) -> Judge:
    """Judge the good plan after edits {(day, key): value}, for the trip with other wishes."""

    def judged(edits: Edits | None = None, *, reading: Reading = "benchmark", **wishes: object) -> Report:
        for (day, key), value in (edits or {}).items():
            good_plan[day - 1][key] = value
        request = TravelRequest.model_validate(trip.model_dump() | wishes)
        return check_plan(good_plan, request, world, reading=reading)

    return judged

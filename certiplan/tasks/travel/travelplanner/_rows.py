"""Single rows of the TravelPlanner tables, from their texts to the facts of a `World`.

Every function takes the texts of the columns that its COLUMNS constant names, in that order, and
raises ValueError with the column, what was expected and what was found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast, get_args

from certiplan.tasks.travel.travelplanner._tables import decimal_number, whole_number
from certiplan.tasks.travel.world import Attraction, Flight, Hotel, Mode, Restaurant, Road, RoomType

HOTEL_COLUMNS = (
    "NAME",
    "city",
    "price",
    "room type",
    "house_rules",
    "minimum nights",
    "maximum occupancy",
    "review rate number",
)
RESTAURANT_COLUMNS = ("Name", "City", "Average Cost", "Cuisines", "Aggregate Rating")
ATTRACTION_COLUMNS = ("Name", "City", "Latitude", "Longitude")
FLIGHT_COLUMNS = (
    "Flight Number",
    "OriginCityName",
    "DestCityName",
    "FlightDate",
    "Price",
    "DepTime",
    "ArrTime",
)
ROAD_COLUMNS = ("origin", "destination", "duration", "distance")

_ROOM_TYPES = frozenset(get_args(RoomType))
_MODES: tuple[Mode, ...] = get_args(Mode)


def hotel(row: Sequence[str]) -> Hotel:
    """One accommodation."""
    name, city, price, room_type, rules, min_nights, sleeps, rating = row
    if room_type not in _ROOM_TYPES:
        raise ValueError(f"room type: expected one of {sorted(_ROOM_TYPES)}, found {room_type!r}")
    return Hotel(
        name=name.strip(),
        city=city,
        price_usd=whole_number(price, "price"),
        room_type=cast(RoomType, room_type),
        house_rules=tuple(rules.split(" & ")),
        min_nights=whole_number(min_nights, "minimum nights"),
        sleeps=whole_number(sleeps, "maximum occupancy", at_least=1),
        rating=decimal_number(rating, "review rate number"),
    )


def restaurant(row: Sequence[str]) -> Restaurant:
    """One restaurant."""
    name, city, price, cuisines, rating = row
    return Restaurant(
        name=name.strip(),
        city=city,
        price_usd=whole_number(price, "Average Cost"),
        cuisines=tuple(cuisines.split(", ")),
        rating=decimal_number(rating, "Aggregate Rating"),
    )


def attraction(row: Sequence[str]) -> Attraction:
    """One attraction; the coordinates may be left out."""
    name, city, *coordinates = row
    if not coordinates:
        return Attraction(name=name.strip(), city=city)
    latitude, longitude = coordinates
    return Attraction(
        name=name.strip(),
        city=city,
        latitude=decimal_number(latitude, "Latitude"),
        longitude=decimal_number(longitude, "Longitude"),
    )


def flight(row: Sequence[str]) -> Flight:
    """One flight."""
    number, origin, destination, date, price, departs, arrives = row
    return Flight(
        number=number,
        origin=origin,
        destination=destination,
        date=_date(date),
        price_usd=whole_number(price, "Price"),
        departs_min=_minutes(departs, "DepTime"),
        arrives_min=_minutes(arrives, "ArrTime"),
    )


def roads(row: Sequence[str]) -> tuple[Road, ...]:
    """The drive and the taxi of one row of distances; none where the way takes days, as in the benchmark."""
    origin, destination, duration, distance = row
    if "day" in duration:
        return ()
    kilometres = _kilometres(distance)
    return tuple(
        Road(
            mode=mode,
            origin=origin,
            destination=destination,
            distance_km=kilometres,
            duration_text=duration,
        )
        for mode in _MODES
    )


def _kilometres(text: str) -> int:
    """Whole kilometres of "1,144 km" or "98.6 km".

    Truncation keeps every cost: taxis are charged whole kilometres, drives a dollar for each full twenty.
    """
    number = text.removesuffix("km")
    try:
        value = float(number.replace(",", ""))
    except ValueError:
        value = -1.0
    if number == text or not 0 <= value < float("inf"):
        raise ValueError(f"distance: expected kilometres such as '1,144 km', found {text!r}")
    return int(value)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"FlightDate: expected a date such as 2022-03-16, found {text!r}") from None


def _minutes(text: str, column: str) -> int:
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and int(hours) <= 24 and int(minutes) < 60):
        raise ValueError(f"{column}: expected a time such as 15:40, found {text!r}")
    return int(hours) * 60 + int(minutes)

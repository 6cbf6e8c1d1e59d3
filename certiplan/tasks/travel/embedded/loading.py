"""Reading the shipped files into a world."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

from certiplan.errors import InternalError
from certiplan.tasks.travel.embedded.timetable import Service, Timetable
from certiplan.tasks.travel.world import Attraction, City, Hotel, Mode, Restaurant, Road, RoomType, World

NAME = "the embedded world"
DATA_DIR = Path(__file__).parent / "data"
_MODES: tuple[Mode, ...] = ("Self-driving", "Taxi")


@cache
def embedded_world() -> World:
    """The world that ships with Certiplan: read once, and then the same object for every caller.

    Raises:
        InternalError: the files are missing or damaged: the installation is incomplete.
    """
    return load(DATA_DIR)


def load(folder: Path) -> World:
    """Read a world from a folder that the generator wrote.

    Raises:
        InternalError: a file is missing or is not what the generator writes.
    """
    try:
        return World(
            name=NAME,
            cities=tuple(_cities(folder)),
            flights=Timetable(_services(folder)),
            roads=tuple(_roads(folder)),
            hotels=tuple(_hotels(folder)),
            restaurants=tuple(_restaurants(folder)),
            attractions=tuple(_attractions(folder)),
        )
    except (OSError, EOFError, ValueError) as error:
        raise InternalError(
            f"{folder}: the files of the embedded world cannot be read ({error}); install Certiplan again"
        ) from error


def duration_text(minutes: int) -> str:
    """A duration as the benchmark words it: "6 hours 47 mins", "1 hour 1 min", "52 mins"."""
    hours, rest = divmod(minutes, 60)
    rest_text = f"{rest} min" if rest == 1 else f"{rest} mins"
    if not hours:
        return rest_text
    return f"{hours} hour {rest_text}" if hours == 1 else f"{hours} hours {rest_text}"


def _rows(folder: Path, name: str) -> Iterator[list[str]]:
    path = folder / name
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = csv.reader(io.StringIO(text, newline=""))
    next(rows)
    return rows


def _cities(folder: Path) -> Iterator[City]:
    for name, state, latitude, longitude in _rows(folder, "cities.csv"):
        yield City(name=name, state=state, latitude=float(latitude), longitude=float(longitude))


def _services(folder: Path) -> Iterator[Service]:
    for row in _rows(folder, "flights.csv.gz"):
        number, origin, destination, departs, arrives, first_date, lowest, highest, fares = row
        yield Service(
            first_number=int(number),
            origin=origin,
            destination=destination,
            departs_min=int(departs),
            arrives_min=int(arrives),
            first_date=dt.date.fromisoformat(first_date),
            lowest_usd=int(lowest),
            highest_usd=int(highest),
            fares=fares,
        )


def _roads(folder: Path) -> Iterator[Road]:
    for origin, destination, kilometres, minutes in _rows(folder, "roads.csv.gz"):
        distance_km, duration = int(kilometres), duration_text(int(minutes))
        for mode in _MODES:
            yield Road(
                mode=mode,
                origin=origin,
                destination=destination,
                distance_km=distance_km,
                duration_text=duration,
            )


def _hotels(folder: Path) -> Iterator[Hotel]:
    for name, city, price, room_type, rules, min_nights, sleeps, rating in _rows(folder, "hotels.csv.gz"):
        yield Hotel(
            name=name,
            city=city,
            price_usd=int(price),
            room_type=cast(RoomType, room_type),
            house_rules=tuple(rules.split(" & ")) if rules else (),
            min_nights=int(min_nights),
            sleeps=int(sleeps),
            rating=float(rating),
        )


def _restaurants(folder: Path) -> Iterator[Restaurant]:
    for name, city, price, cuisines, rating in _rows(folder, "restaurants.csv.gz"):
        yield Restaurant(
            name=name,
            city=city,
            price_usd=int(price),
            cuisines=tuple(cuisines.split(", ")),
            rating=float(rating) if rating else None,
        )


def _attractions(folder: Path) -> Iterator[Attraction]:
    for name, city, latitude, longitude in _rows(folder, "attractions.csv.gz"):
        yield Attraction(name=name, city=city, latitude=float(latitude), longitude=float(longitude))

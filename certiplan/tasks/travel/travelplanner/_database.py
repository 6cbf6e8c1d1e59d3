"""The whole TravelPlanner database as a `World`.

Source: Xie et al., "TravelPlanner: A Benchmark for Real-World Planning with Language Agents", ICML 2024.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from certiplan.errors import DataError
from certiplan.tasks.travel.travelplanner import _rows as rows
from certiplan.tasks.travel.travelplanner._tables import MISSING, read_table, read_text
from certiplan.tasks.travel.world import City, Road, World

CITIES_FILE = "citySet_with_states.txt"

Fact = TypeVar("Fact")


def find_data(data_dir: Path) -> Path:
    """The directory that holds the files: `data_dir`, or `travelplanner/` in it.

    Raises:
        DataError: neither holds them.
    """
    for candidate in (data_dir, data_dir / "travelplanner"):
        if (candidate / CITIES_FILE).is_file():
            return candidate
    problem = f"expected {CITIES_FILE} and the tables here or in its folder travelplanner/"
    if not data_dir.is_dir():
        problem = f"there is no such directory; {problem}"
    raise DataError(problem, path=data_dir)


def load_cities(data_dir: Path) -> tuple[City, ...]:
    """The cities of the benchmark with their states, in the order of the file."""
    path = find_data(data_dir) / CITIES_FILE
    cities = []
    for line, text in enumerate(read_text(path).rstrip("\n").split("\n"), start=1):
        name, tab, state = text.rstrip("\r").partition("\t")
        if not (name and tab and state):
            raise DataError(f"expected a city, a tab and its state, found {text!r}", path=path, line=line)
        cities.append(City(name=name, state=state))
    return tuple(cities)


def load_database(data_dir: Path) -> World:
    """Read every table of the benchmark.

    Rows with any empty field are left out first, as the benchmark's own tools do; of the distances, the
    first row of a pair of cities counts, and one whose duration or distance is empty or whose duration
    takes days is no way at all.

    Args:
        data_dir: the directory with the tables, or its parent.

    Raises:
        DataError: a file or a column is missing, or a row is broken; the message names file and line.
    """
    folder = find_data(data_dir)
    return World(
        name="the TravelPlanner database",
        cities=load_cities(folder),
        flights=_facts(folder / "flights.csv", rows.FLIGHT_COLUMNS, rows.flight),
        roads=_roads(folder / "distance.csv"),
        hotels=_facts(folder / "accommodations.csv", rows.HOTEL_COLUMNS, rows.hotel),
        restaurants=_facts(folder / "restaurants.csv", rows.RESTAURANT_COLUMNS, rows.restaurant),
        attractions=_facts(folder / "attractions.csv", rows.ATTRACTION_COLUMNS, rows.attraction),
    )


def _facts(path: Path, columns: Sequence[str], fact: Callable[[Sequence[str]], Fact]) -> tuple[Fact, ...]:
    facts = []
    for line, row in read_table(path, columns):
        try:
            facts.append(fact(row))
        except ValueError as error:
            raise DataError(str(error), path=path, line=line) from error
    return tuple(facts)


def _roads(path: Path) -> tuple[Road, ...]:
    # The column "cost" is empty throughout, so that completeness cannot be asked of the whole row; and a
    # pair's first row hides the others even when it is empty itself.
    found: list[Road] = []
    seen: set[tuple[str, str]] = set()
    for line, row in read_table(path, rows.ROAD_COLUMNS, required=("origin", "destination")):
        origin, destination, duration, distance = row
        if (origin, destination) in seen:
            continue
        seen.add((origin, destination))
        if duration in MISSING or distance in MISSING:
            continue
        try:
            found.extend(rows.roads(row))
        except ValueError as error:
            raise DataError(str(error), path=path, line=line) from error
    return tuple(found)

"""The reference information of one query: the part of the database that its planner may use.

It comes in two forms. The release gives the text of a Python list of {"Description", "Content"}, whose
contents are tables printed by pandas; other copies give a mapping from description to rows.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise

from certiplan.tasks.travel.travelplanner import _rows as rows
from certiplan.tasks.travel.travelplanner._tables import MISSING
from certiplan.tasks.travel.world import Attraction, City, Flight, Hotel, Restaurant, Road, World

_PLACES = re.compile(r"(?P<kind>Attractions|Restaurants|Accommodations) in (?P<city>.+)")
_FLIGHTS = re.compile(r"Flight from (?P<origin>.+) to (?P<destination>.+) on \d{4}-\d\d-\d\d")
_ROAD = re.compile(r"(?P<mode>Self-driving|Taxi) from (?P<origin>.+) to (?P<destination>.+)")
_ROAD_TEXT = re.compile(r"[\w-]+, from (.+) to (.+), duration: (.+), distance: (.+), cost: \d+")
_NO_FLIGHT = "There is no flight"
_NO_ROAD = "no valid information"


def world_of_reference(reference: object, *, origin: str, states: Mapping[str, str], name: str) -> World:
    """Build the world of one query.

    Args:
        reference: the reference information, in either form.
        origin: where the trip starts; it comes first among the cities.
        states: the state of every city known to the benchmark.
        name: how the world is to be called.

    Raises:
        ValueError: the information is in no known form.
    """
    mentioned = [origin]
    flights: list[Flight] = []
    roads: dict[tuple[str, str, str], Road] = {}
    hotels: list[Hotel] = []
    restaurants: list[Restaurant] = []
    attractions: list[Attraction] = []
    for description, content in _sections(reference):
        if match := _PLACES.fullmatch(description):
            mentioned.append(match["city"])
            match match["kind"]:
                case "Attractions":
                    attractions += map(rows.attraction, _attraction_rows(content, description))
                case "Restaurants":
                    restaurants += map(rows.restaurant, _rows(content, rows.RESTAURANT_COLUMNS, description))
                case _:
                    hotels += map(rows.hotel, _rows(content, rows.HOTEL_COLUMNS, description))
        elif match := _FLIGHTS.fullmatch(description):
            mentioned += [match["origin"], match["destination"]]
            flights += map(rows.flight, _rows(content, rows.FLIGHT_COLUMNS, description))
        elif match := _ROAD.fullmatch(description):
            mentioned += [match["origin"], match["destination"]]
            for road in _roads(content, description):
                if road.mode == match["mode"]:
                    roads.setdefault((road.mode, road.origin, road.destination), road)
        else:
            raise _unexpected("the reference information", "attractions, flights or the like", description)
    return World(
        name=name,
        cities=tuple(_city(city, states) for city in dict.fromkeys(mentioned)),
        flights=tuple(dict.fromkeys(flights)),
        roads=tuple(roads.values()),
        hotels=tuple(hotels),
        restaurants=tuple(restaurants),
        attractions=tuple(attractions),
    )


def _unexpected(where: str, expected: str, found: object) -> ValueError:
    shown = repr(found)
    if len(shown) > 80:
        shown = f"{shown[:77]}..."
    return ValueError(f"{where}: expected {expected}, found {shown}")


def _city(name: str, states: Mapping[str, str]) -> City:
    if name not in states:
        raise _unexpected("the reference information", f"one of the {len(states)} cities", name)
    return City(name=name, state=states[name])


def _sections(reference: object) -> Iterable[tuple[str, object]]:
    if isinstance(reference, str):
        reference = _literal(reference)
    pairs: Iterable[tuple[object, object]]
    if isinstance(reference, Mapping):
        pairs = reference.items()
    elif isinstance(reference, Sequence) and all(isinstance(section, Mapping) for section in reference):
        pairs = [(section.get("Description"), section.get("Content")) for section in reference]
    else:
        raise _unexpected("the reference information", "a list or a mapping of sections", reference)
    for description, content in pairs:
        if not isinstance(description, str):
            raise _unexpected("the reference information", "a section with a Description", description)
        yield description, content


def _literal(text: str) -> object:
    try:
        value: object = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise _unexpected("the reference information", "the text of a Python list", text) from error
    return value


def _attraction_rows(content: object, description: str) -> list[Sequence[str]]:
    """The rows with their coordinates, or without where they are not given."""
    named = list(rows.ATTRACTION_COLUMNS[:2])
    table = _table(content, description)
    if table and set(rows.ATTRACTION_COLUMNS) <= table[0].keys():
        named = list(rows.ATTRACTION_COLUMNS)
    return _picked(table, named, description)


def _rows(content: object, columns: Sequence[str], description: str) -> list[Sequence[str]]:
    return _picked(_table(content, description), columns, description)


def _picked(
    table: Sequence[Mapping[str, str]], columns: Sequence[str], description: str
) -> list[Sequence[str]]:
    """The texts of `columns` in each complete row."""
    for row in table:
        for column in columns:
            if column not in row:
                raise _unexpected(description, f"a column {column!r}", list(row))
    picked = ([row[column] for column in columns] for row in table)
    return [texts for texts in picked if MISSING.isdisjoint(texts)]


def _table(content: object, description: str) -> list[dict[str, str]]:
    if isinstance(content, str):
        nothing = content.startswith(_NO_FLIGHT) or not content.strip()
        return [] if nothing else text_table(content, description)
    if isinstance(content, Sequence) and all(isinstance(row, Mapping) for row in content):
        return [{str(key): str(value) for key, value in row.items()} for row in content]
    raise _unexpected(description, "a table or a list of rows", content)


_COLUMN_NAMES = sorted(
    {
        *chain(rows.HOTEL_COLUMNS, rows.RESTAURANT_COLUMNS, rows.ATTRACTION_COLUMNS, rows.FLIGHT_COLUMNS),
        *("Address", "Phone", "Website", "ActualElapsedTime", "Distance"),
    },
    key=len,
    reverse=True,
)
_COLUMN = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, _COLUMN_NAMES))})(?!\S)")


def text_table(text: str, description: str) -> list[dict[str, str]]:
    """Read a table that pandas printed with `to_string`.

    Headings and values are right-aligned, so that each column ends where its heading ends, whatever
    spaces a value contains. A table printed with its index separates the columns by two spaces, one
    printed without by a single space.

    Raises:
        ValueError: the text is not such a table.
    """
    heading, *lines = text.rstrip("\n").split("\n")
    matches = list(_COLUMN.finditer(heading))
    header = [match[0] for match in matches]
    if not matches or " ".join(header) != " ".join(heading.split()):
        raise _unexpected(description, "the headings of a table", heading)
    for line in lines:
        if len(line) != len(heading):
            raise _unexpected(description, f"a row {len(heading)} characters wide", line.strip())
    ends = [match.end() for match in matches]
    has_index = not any(line[end + 1] != " " for end in ends[:-1] for line in (heading, *lines))
    index_width = max((len(line.split(" ", 1)[0]) for line in lines), default=0) if has_index else 0
    spans = list(pairwise([index_width, *ends]))
    return [
        # pandas prints a line break within a value as a backslash and an n.
        dict(
            zip(
                header,
                (line[start:end].strip().replace("\\n", "\n") for start, end in spans),
                strict=True,
            )
        )
        for line in lines
    ]


def _roads(content: object, description: str) -> tuple[Road, ...]:
    if isinstance(content, str) and _NO_ROAD in content.lower():
        return ()
    match = _ROAD_TEXT.fullmatch(content.strip()) if isinstance(content, str) else None
    if match is None:
        raise _unexpected(description, "a duration, a distance and a cost", content)
    return rows.roads(match.groups())

"""The queries of a split of the benchmark as cases."""

from __future__ import annotations

import ast
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from certiplan.errors import DataError
from certiplan.tasks.travel.itinerary import PlanRow
from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, TravelRequest
from certiplan.tasks.travel.travelplanner._database import find_data, load_cities
from certiplan.tasks.travel.travelplanner._reference import world_of_reference
from certiplan.tasks.travel.travelplanner._tables import read_text
from certiplan.tasks.travel.world import World

Level = Literal["easy", "medium", "hard"]
LEVELS: tuple[Level, ...] = ("easy", "medium", "hard")
LONGEST_CITY_TRIP_DAYS = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """One query of the benchmark.

    Attributes:
        id: the split and the number of the query in it.
        query: the request in words.
        days: the length of the trip.
        request: the same request as the benchmark's structured fields give it.
        annotated_plan: the plan that the benchmark's authors wrote, where the split has one.
    """

    id: str
    query: str
    level: Level
    days: int
    request: TravelRequest
    annotated_plan: tuple[PlanRow, ...] | None = field(default=None, repr=False)
    _reference: object = field(repr=False)
    _states: Mapping[str, str] = field(repr=False)
    _path: Path = field(repr=False)
    _line: int = field(repr=False)

    @property
    def folder(self) -> Path:
        """The directory that the query was read from, with the benchmark's tables."""
        return self._path.parent

    def reference_world(self) -> World:
        """The world that the reference information of this query spans, and nothing else.

        Its cities are the origin and those on the way that the benchmark's authors took, so that a
        destination state offers only these.

        Raises:
            DataError: the reference information is in no known form.
        """
        try:
            return world_of_reference(
                self._reference,
                origin=self.request.origin,
                states=self._states,
                name=f"the reference information of {self.id}",
            )
        except ValueError as error:
            raise DataError(f"reference_information: {error}", path=self._path, line=self._line) from error

    def sandbox(self, database: World) -> World:
        """The world that plans for this query are judged in: the database, and the query's own flights.

        Copies of the database hold a part of its 3.8 million flights, not always all that the reference
        information names.
        """
        known = set(database.flights)
        missing = tuple(flight for flight in self.reference_world().flights if flight not in known)
        return replace(database, flights=(*database.flights, *missing)) if missing else database


def load_split(data_dir: Path, stem: str) -> tuple[Case, ...]:
    """Read the queries in STEM.jsonl.

    Args:
        data_dir: the directory with the file, or its parent.
        stem: the name of the file without ".jsonl", such as "train_45".

    Raises:
        DataError: the file is missing or empty, or a line of it, which the message names, is no query.
    """
    folder = find_data(data_dir)
    path = folder / f"{stem}.jsonl"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.jsonl"))) or "none"
        raise DataError(f"there is no such split; splits here: {known}", path=path)
    states = {city.name: city.state for city in load_cities(folder)}
    cases = []
    for line, text in enumerate(read_text(path).split("\n"), start=1):
        if text.strip():
            cases.append(_case(text, stem=stem, states=states, path=path, line=line))
    if not cases:
        raise DataError("expected a query in each line, found none", path=path)
    return tuple(cases)


def _read_literal(value: object) -> object:
    """The release stores lists and mappings as the text of a Python literal."""
    if not isinstance(value, str):
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError("expected the text of a Python literal") from error


class _Wishes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    house_rule: HouseRule | None = Field(alias="house rule")
    cuisine: tuple[str, ...] | None
    room_type: RoomWish | None = Field(alias="room type")
    transportation: TransportRule | None


class _Query(BaseModel):
    idx: int | None = None
    org: str
    dest: str
    days: int
    visiting_city_number: int
    date: Annotated[list[dt.date], BeforeValidator(_read_literal)]
    people_number: int
    local_constraint: Annotated[_Wishes, BeforeValidator(_read_literal)]
    budget: int
    query: str
    level: Level
    annotated_plan: Annotated[object, BeforeValidator(_read_literal)] = None
    reference_information: str | list[object] | dict[str, object]

    @model_validator(mode="after")
    def _dates_follow(self) -> _Query:
        follow = all(after - before == dt.timedelta(days=1) for before, after in pairwise(self.date))
        if len(self.date) != self.days or not follow:
            raise ValueError(f"expected {self.days} days in a row in date")
        return self


def _case(text: str, *, stem: str, states: Mapping[str, str], path: Path, line: int) -> Case:
    try:
        query = _Query.model_validate(json.loads(text))
        request = _request(query, states)
    except json.JSONDecodeError as error:
        problem = f"expected a JSON object: {error.msg} at column {error.colno}"
        raise DataError(problem, path=path, line=line) from error
    except RecursionError as error:
        raise DataError("this JSON is nested too deeply", path=path, line=line) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the query"
        raise DataError(f"{place}: {first['msg']}", path=path, line=line) from error
    return Case(
        id=f"{stem}/{line if query.idx is None else query.idx}",
        query=query.query,
        level=query.level,
        days=query.days,
        request=request,
        annotated_plan=_annotated(query.annotated_plan, path=path, line=line),
        _reference=query.reference_information,
        _states=states,
        _path=path,
        _line=line,
    )


def _request(query: _Query, states: Mapping[str, str]) -> TravelRequest:
    is_state = query.dest in states.values()
    if is_state and query.dest in states:
        # Washington and New York are cities and states; the benchmark means the city on its short trips.
        is_state = query.days > LONGEST_CITY_TRIP_DAYS
    wishes = query.local_constraint
    return TravelRequest(
        text=query.query,
        origin=query.org,
        destination=query.dest,
        destination_is_state=is_state,
        start=query.date[0],
        day_count=query.days,
        city_count=query.visiting_city_number,
        people=query.people_number,
        budget_usd=query.budget,
        cuisines=wishes.cuisine or (),
        room=wishes.room_type,
        house_rules=() if wishes.house_rule is None else (wishes.house_rule,),
        transport=() if wishes.transportation is None else (wishes.transportation,),
    )


def _annotated(value: object, *, path: Path, line: int) -> tuple[PlanRow, ...] | None:
    """The days of a plan that is stored as [the query, the days padded with empty ones]."""
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], list):
        days = value[1]
        if all(isinstance(day, dict) for day in days):
            return tuple(day for day in days if day)
    raise DataError("annotated_plan: expected a query and a list of days", path=path, line=line)

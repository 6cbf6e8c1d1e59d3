"""The routing tasks of Words to Routes (Huang, Shi and Sukhatme, 2024), read into typed requests.

The data is not part of this distribution. Each line of `words_to_routes.jsonl` has an `id`, a `variant`,
a `question` in words, and `oracle_cost`, the best cost that the release knows; null where its own solver
found none. Everything is taken from the question; the variant only names the objective where the words
leave open what a robot that stays at home means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from certiplan.errors import DataError
from certiplan.tasks.routing.request import Objective, Place, RoutingRequest, Vehicle

SPLIT = "words_to_routes"
"""The stem of the file that the tasks are in."""

_CITY = re.compile(r"^(Depot )?[Cc]ity (\d+): \((-?[\d.]+), (-?[\d.]+)\)$", re.MULTILINE)
_DEMAND = re.compile(r"^City (\d+): (\d+)$", re.MULTILINE)
_GROUP = re.compile(r"^Group (\w+): \[([\d, ]+)\]$", re.MULTILINE)
_ROBOTS = re.compile(r"Number of robots: (\d+)")
_CAPACITY = re.compile(r"capacity of each robot: (\d+)")
_EXACTLY = re.compile(r"visit exactly (\d+) cities, including the depot")


@dataclass(frozen=True, kw_only=True)
class RoutingCase:
    """A task of the release.

    Attributes:
        best_known: the cost that the release gives; None where it gives none.
    """

    id: str
    variant: str
    request: RoutingRequest
    best_known: float | None


def load_cases(directory: Path, split: str = SPLIT) -> list[RoutingCase]:
    """The tasks in a directory.

    Args:
        directory: where they lie.
        split: the stem of the file.

    Raises:
        DataError: the file is missing, or a line cannot be read.
    """
    return list(_cases(directory / f"{split}.jsonl"))


def _cases(path: Path) -> Iterator[RoutingCase]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=path) from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            yield RoutingCase(
                id=row["id"],
                variant=row["variant"],
                request=read_question(row["question"]),
                best_known=row["oracle_cost"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"this is no routing task: {error}", path=path, line=number) from error


def read_question(question: str) -> RoutingRequest:
    """What a question of the release asks for.

    Raises:
        ValueError: the question is not worded as the release words them.
    """
    cities = _CITY.findall(question)
    if not cities:
        raise ValueError("no line gives a city with its coordinates")
    groups = {city.strip(): name for name, members in _GROUP.findall(question) for city in members.split(",")}
    demands = dict(_DEMAND.findall(question))
    several = _ROBOTS.search(question)
    depots = [number for is_depot, number, _, _ in cities if is_depot]
    exactly = _EXACTLY.search(question)
    places = tuple(
        Place(
            name=number,
            x=float(x),
            y=float(y),
            depot=bool(is_depot),
            group=groups.get(number),
            demand=int(demands.get(number, 0)),
        )
        for is_depot, number, x, y in cities
    )
    return RoutingRequest(
        text=question,
        places=places,
        vehicles=_robots(question, depots, int(several[1]) if several else 1),
        objective=_objective(question),
        one_per_group=bool(groups),
        visit_exactly=int(exactly[1]) - 1 if exactly else None,
        use_all=several is not None,
    )


def _objective(question: str) -> Objective:
    if "minimize the longest distance between any two consecutive cities" in question:
        return "longest leg"
    if "minimize the maximum distance traveled by any single robot" in question:
        return "longest route"
    return "total"


def _robots(question: str, depots: list[str], count: int) -> tuple[Vehicle, ...]:
    capacity = _CAPACITY.search(question)
    returns = "does not need to return to the depot" not in question
    return tuple(
        Vehicle(
            name=f"robot {number}",
            start=depots[number] if len(depots) > 1 else depots[0],
            ends=None if returns else (),
            capacity=int(capacity[1]) if capacity else None,
        )
        for number in range(count)
    )

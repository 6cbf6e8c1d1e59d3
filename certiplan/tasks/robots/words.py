"""Robots' requests in plain words: fixed phrases, nothing guessed; what is missing is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pydantic import ValidationError

from certiplan.errors import RequestError
from certiplan.tasks.robots.requests import ORIGIN, AllocationRequest, RobotRequest, WarehouseRequest

Kind: TypeAlias = Literal["allocation", "warehouse"]

_TAKES: Final = re.compile(
    r"(?P<robot>[\w\- ]+?) (?:takes|needs) (?P<minutes>\d+)(?: ?min(?:ute)?s?)? (?:for|to do|per) "
    r"(?:an? |one |each |every )?(?P<kind>[\w\- ]+)",
    re.IGNORECASE,
)
_MORE: Final = re.compile(
    r"(?P<minutes>\d+)(?: ?min(?:ute)?s?)? (?:for|to do|per) (?:an? |one |each |every )?(?P<kind>[\w\- ]+)",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"(?:(?:there (?:are|is)|i have|we have|you have|do|finish) )?"
    r"(?P<number>\d+) (?:times )?(?P<kind>[\w\- ]+)",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"(?P<place>[\w\- ]+?) is at \(?(?P<x>-?\d+(?:\.\d+)?) ?[,;/] ?(?P<y>-?\d+(?:\.\d+)?)\)?", re.IGNORECASE
)
_ABLE: Final = re.compile(r"(?P<task>[\w\- ]+?) can be done at (?P<places>[\w\-, ]+)", re.IGNORECASE)
_ROUND: Final = re.compile(r"(?:do|finish|the tasks are|tasks:) (?P<tasks>[\w\-, ]+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Understood:
    """A request, with what was presumed and what was not understood."""

    request: RobotRequest
    assumptions: tuple[str, ...]
    unused_words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MissingPart:
    """Something that must be known; `said` is what was said so far."""

    question: str
    about: str
    said: str


def read_robots(text: str, kind: Kind) -> Understood | MissingPart:
    """Read a request.

    Args:
        text: sentences such as "Ann takes 24 minutes for welding, 30 for paint. There are 5 welding."
            or "Station 1 is at (3, 4). Paint can be done at station 1, station 2. Do paint, dry, paint."
        kind: which of the two problems it states.

    Raises:
        RequestError: what was said contradicts itself.
    """
    return _allocation(text) if kind == "allocation" else _warehouse(text)


def _sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"[\n;!?]|\.(?!\d)", text):
        if sentence.strip():
            yield sentence.strip()


def _name(words: str) -> str:
    name = re.sub(r"\s+", " ", words.strip().lower())
    return re.sub(r"^(?:the|tasks? of(?: kind)?) | tasks?$", "", name)


def _allocation(text: str) -> Understood | MissingPart:
    minutes: dict[str, dict[str, int]] = {}
    count: dict[str, int] = {}
    unused: list[str] = []
    for sentence in _sentences(text):
        robot = ""
        for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", sentence):
            if found := _TAKES.fullmatch(part):
                robot = _name(found["robot"])
                minutes.setdefault(robot, {})[_name(found["kind"])] = int(found["minutes"])
            elif robot and (found := _MORE.fullmatch(part)):
                minutes[robot][_name(found["kind"])] = int(found["minutes"])
            elif found := _COUNT.fullmatch(part):
                count[_name(found["kind"])] = int(found["number"])
            else:
                unused.append(part)
    if not count:
        return MissingPart(question="How many tasks of each kind are there?", about="count", said=text)
    missing = sorted({kind for kind in count for times in minutes.values() if kind not in times})
    if not minutes or missing:
        which = f" {', '.join(missing)}" if missing else " each kind of task"
        return MissingPart(
            question=f"How many minutes does each robot take for{which}?", about="minutes", said=text
        )
    used = {robot: {kind: times[kind] for kind in count} for robot, times in minutes.items()}
    return Understood(
        request=_checked(AllocationRequest, {"count": count, "minutes": used}),
        assumptions=("The robots work side by side, and each does one task after another.",),
        unused_words=tuple(unused),
    )


def _warehouse(text: str) -> Understood | MissingPart:
    places: dict[str, tuple[float, float]] = {}
    able: dict[str, tuple[str, ...]] = {}
    tasks: tuple[str, ...] = ()
    unused: list[str] = []
    for sentence in _sentences(text):
        if found := _PLACE.fullmatch(sentence):
            places[_name(found["place"])] = (float(found["x"]), float(found["y"]))
        elif found := _ABLE.fullmatch(sentence):
            able[_name(found["task"])] = _listed(found["places"])
        elif found := _ROUND.fullmatch(sentence):
            tasks = _listed(found["tasks"])
        else:
            unused.append(sentence)
    for part, there, question in (
        ("tasks", bool(tasks), "Which tasks are to be done, in which order?"),
        ("able", bool(able), "At which stations can each task be done?"),
        ("places", bool(places), "Where are the stations? Say it as in “station 1 is at (3, 4)”."),
    ):
        if not there:
            return MissingPart(question=question, about=part, said=text)
    presumed = () if ORIGIN in places else ("The robot starts at (0, 0).",)
    data = {"places": {ORIGIN: (0.0, 0.0), **places}, "able": able, "tasks": tasks}
    return Understood(
        request=_checked(WarehouseRequest, data),
        assumptions=(*presumed, "Distances are straight, and the robot comes back to where it started."),
        unused_words=tuple(unused),
    )


def _listed(words: str) -> tuple[str, ...]:
    parts = re.split(r",\s*(?:and\s+|then\s+|or\s+)?|\s+and\s+|\s+then\s+|\s+or\s+", words)
    return tuple(_name(part) for part in parts if part.strip())


def _checked(kind: type[AllocationRequest] | type[WarehouseRequest], data: object) -> RobotRequest:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise RequestError(
            "; ".join(str(fault["msg"]).removeprefix("Value error, ") for fault in error.errors())
        ) from error

"""The problems of the published sets, with the answers that their releases give."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import floor, isfinite, log10
from pathlib import Path
from typing import Final, cast

from certiplan.errors import DataError, UsageError
from certiplan.model.diagnostics import nearest
from certiplan.model.yaml_text import parse_text

SETS: Final = (
    "nl4opt",
    "industryor",
    "mamo_easy",
    "mamo_complex",
    "optmath",
    "complexor",
    "optibench_lp",
    "optibench_nlp",
    "orthought_logior",
    "bwor",
    "nextor_nlp",
)
ROUTES: Final = "words_to_routes"
"""Tours in words, in `routing` beside the other sets; run only when asked for, and known by their costs."""
_RELATIVE: Final = 1e-4


@dataclass(frozen=True, kw_only=True)
class WordProblem:
    """A problem in words.

    Attributes:
        id: unique among all sets, such as "bwor/27".
        set: the set it is of, one of `SETS`, or `ROUTES`.
        key: its name within the set.
        answers: the optimum as published; where a set lists all values of the solution, all of them.
    """

    id: str
    set: str
    key: str
    text: str
    answers: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A published answer that was examined and found wrong.

    Attributes:
        value: the right answer.
        why: what is wrong with the published one.
    """

    value: float
    why: str


def find_data(data: Path) -> Path:
    """The directory of the sets: the given one, or `wordproblems` in it.

    Raises:
        UsageError: neither holds any of them.
    """
    for folder in (data, data / "wordproblems"):
        if any((folder / f"{name}.jsonl").is_file() for name in SETS):
            return folder
    raise UsageError(f"{data} holds no word problems: expected files such as nl4opt.jsonl there")


def load_problems(data: Path, sets: Iterable[str] = SETS) -> Iterator[WordProblem]:
    """The problems of some sets, in the order of the files.

    Args:
        data: a directory with files such as `nl4opt.jsonl`, or with the directory `wordproblems`.
        sets: which sets; those whose file is missing are left out, unless only one is asked for.

    Raises:
        UsageError: there is no such set, or the directory holds none.
        DataError: a line cannot be read.
    """
    names = tuple(sets)
    if names == (ROUTES,):
        yield from _read(routes_file(data), ROUTES)
        return
    folder = find_data(data)
    for name in names:
        if name not in SETS:
            hint = nearest(name, (*SETS, ROUTES))
            raise UsageError(
                f"there is no set {name!r}"
                + (f"; did you mean {hint!r}?" if hint else f" (known: {', '.join((*SETS, ROUTES))})")
            )
        path = folder / f"{name}.jsonl"
        if not path.is_file() and len(names) > 1:
            continue
        yield from _read(path, name)


def routes_file(data: Path) -> Path:
    """The file of the set `ROUTES`: in the given directory, or in `routing` in it or beside it.

    Raises:
        UsageError: none of them holds it.
    """
    for folder in (data, data / "routing", data.parent / "routing"):
        path = folder / f"{ROUTES}.jsonl"
        if path.is_file():
            return path
    raise UsageError(f"{data} holds no {ROUTES}.jsonl, and neither does routing in it or beside it")


def _read(path: Path, name: str) -> Iterator[WordProblem]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", path=path) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            problem = _problem(line, name, path, number)
            if problem is not None:
                yield problem


def _problem(line: str, name: str, path: Path, number: int) -> WordProblem | None:
    """The problem; None for a tour of which no best cost is known."""
    try:
        record = json.loads(line)
        key = str(record["id"]).removeprefix(f"{name}-")
        if name == ROUTES:
            answers = [record["oracle_cost"]]
            if answers == [None]:
                return None
        else:
            answers = record["answers"] if "answers" in record else [record["answer"]]
        return WordProblem(
            id=f"{name}/{key}",
            set=name,
            key=key,
            text=str(record["question"]),
            answers=tuple(float(answer) for answer in answers),
        )
    except (ValueError, KeyError, TypeError) as error:
        message = f"expected an object with id, question and answer ({type(error).__name__}: {error})"
        raise DataError(message, path=path, line=number) from error


def agrees(value: float | None, answers: Iterable[float]) -> bool:
    """Whether a value is one of the published answers, as exactly as those are written.

    A value agrees if it is within 0.01% of the answer, or within half a unit of its last written digit where
    the answer has decimals: 175.37 stands for anything that rounds to it.
    """
    if value is None or not isfinite(value):
        return False
    return any(abs(value - answer) <= _allowed(answer) for answer in answers)


def _allowed(answer: float) -> float:
    digits = f"{answer:.10f}".rstrip("0").partition(".")[2]
    rounding = 0.5 * 10.0 ** -len(digits) if digits else 0.0
    scale = 10.0 ** (floor(log10(abs(answer))) - 12) if answer else 0.0
    return max(_RELATIVE * abs(answer), rounding + scale, 1e-9)


@cache
def examined() -> Mapping[str, Examined]:
    """The published answers that were examined and found wrong, by the problem's id."""
    text = files("certiplan.tasks.wordproblems").joinpath("examined.yaml").read_text(encoding="utf-8")
    data = cast(dict[str, dict[str, object]], parse_text(text).data)
    return {
        key: Examined(value=float(cast(float, entry["value"])), why=str(entry["why"]))
        for key, entry in data.items()
    }

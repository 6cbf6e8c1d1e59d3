"""Problems are read as they are published, and answers compared as exactly as they are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certiplan.errors import DataError, UsageError
from certiplan.tasks.wordproblems import agrees, load_problems
from certiplan.tasks.wordproblems.problems import ROUTES, examined

LINES = (
    {"id": "nl4opt-7", "question": "How many?", "answer": 12.5},
    {"id": 9, "question": "How much?", "answers": [1, 2.0, 3]},
)


def sets(folder: Path) -> Path:
    inner = folder / "wordproblems"
    inner.mkdir()
    (inner / "nl4opt.jsonl").write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return folder


def test_problems_are_read(tmp_path: Path) -> None:
    first, second = load_problems(sets(tmp_path))
    assert (first.id, first.set, first.key, first.answers) == ("nl4opt/7", "nl4opt", "7", (12.5,))
    assert (second.id, second.answers) == ("nl4opt/9", (1.0, 2.0, 3.0))


def test_tours_in_words_lie_beside_the_sets_and_have_a_best_cost(tmp_path: Path) -> None:
    data = sets(tmp_path)
    (tmp_path / "routing").mkdir()
    rows = (
        {"id": "tsp-1", "variant": "tsp", "question": "How far?", "oracle_cost": 7.25},
        {"id": "tsp-2", "variant": "tsp", "question": "How far now?", "oracle_cost": None},
    )
    file = tmp_path / "routing" / "words_to_routes.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for folder in (data, data / "wordproblems", data / "routing"):
        (tour,) = load_problems(folder, (ROUTES,))
        assert (tour.id, tour.text, tour.answers) == ("words_to_routes/tsp-1", "How far?", (7.25,))
    file.unlink()
    with pytest.raises(UsageError, match=r"holds no words_to_routes.jsonl"):
        list(load_problems(data, (ROUTES,)))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no word problems"):
        list(load_problems(tmp_path))
    data = sets(tmp_path)
    with pytest.raises(UsageError, match="there is no set 'nl4op'; did you mean 'nl4opt'"):
        list(load_problems(data, ("nl4op",)))
    with pytest.raises(DataError, match=r"bwor.jsonl: cannot be read"):
        list(load_problems(data, ("bwor",)))


def test_a_line_that_is_no_problem_is_told(tmp_path: Path) -> None:
    data = sets(tmp_path)
    (data / "wordproblems" / "bwor.jsonl").write_text('\n{"id": 1}\n', encoding="utf-8")
    with pytest.raises(
        DataError, match=r"bwor.jsonl, line 2: expected an object with id, question and answer"
    ):
        list(load_problems(data, ("bwor",)))


@pytest.mark.parametrize(
    ("value", "answer", "same"),
    [
        (175.3749, 175.37, True),
        (175.376, 175.37, True),  # within 0.01%
        (9.264, 9.26, True),
        (9.266, 9.26, False),
        (12.0, 12.3, False),
        (1000.09, 1000.0, True),
        (1000.11, 1000.0, False),
        (0.0, 0.0, True),
        (0.1, 0.0, False),
        (None, 1.0, False),
        (float("nan"), 1.0, False),
    ],
)
def test_answers_agree_as_exactly_as_they_are_written(
    value: float | None, answer: float, *, same: bool
) -> None:
    assert agrees(value, (answer,)) is same


def test_one_of_several_answers_is_enough() -> None:
    assert agrees(3, (1, 2, 3))
    assert not agrees(4, (1, 2, 3))


def test_examined_answers_say_why() -> None:
    assert examined()
    assert all(len(entry.why) > 30 for entry in examined().values())

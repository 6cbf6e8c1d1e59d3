from __future__ import annotations

import json
from pathlib import Path

import pytest

from certiplan.errors import DataError
from certiplan.tasks.evaluation import Case, Record
from certiplan.tasks.travel.submission import read_submission, submission_text

CASES = [Case(id=f"validation/{number}", text=f"Plan  trip number {number}.") for number in (1, 3, 5)]
DAYS = [{"days": 1, "current_city": "from A to B"}, {"days": 2, "current_city": "B"}]


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    records = [
        Record(case="validation/1", text=CASES[0].text, outcome="plan", passed=True, answer=DAYS),
        Record(case="validation/3", text=CASES[1].text, outcome="conflict", passed=False),
    ]
    text = submission_text(records)
    assert json.loads(text.splitlines()[0]) == {"idx": 1, "query": CASES[0].text, "plan": DAYS}
    assert json.loads(text.splitlines()[1])["plan"] is None
    path = tmp_path / "plans.jsonl"
    path.write_text(text, encoding="utf-8")
    found, oddities = read_submission(path, CASES)
    assert found["validation/1"].answer == DAYS
    assert found["validation/3"].outcome == "unknown"
    assert oddities == ("1 queries have no line in plans.jsonl; they count as not delivered.",)


@pytest.mark.parametrize(
    "plan",
    [DAYS, [*DAYS, {}, {}], json.dumps(DAYS), repr(DAYS)],
    ids=["days", "padded", "JSON text", "Python literal"],
)
def test_plans_in_their_several_forms(tmp_path: Path, plan: object) -> None:
    found, _ = read_submission(written(tmp_path / "p.jsonl", {"idx": 3, "plan": plan}), CASES)
    assert found["validation/3"].answer == DAYS


@pytest.mark.parametrize("plan", [None, "", [], [{}, {}], "Max Token Length Exceeded."])
def test_what_is_no_plan(tmp_path: Path, plan: object) -> None:
    found, _ = read_submission(written(tmp_path / "p.jsonl", {"idx": 3, "plan": plan}), CASES)
    assert found["validation/3"].answer is None
    assert found["validation/3"].outcome in ("unknown", "error")


def test_lines_belong_to_words_then_numbers_then_places(tmp_path: Path) -> None:
    path = written(
        tmp_path / "p.jsonl",
        {"plan": DAYS},
        {"idx": 1, "query": "plan trip number 5.", "plan": DAYS},
        {"idx": 3, "plan": None},
        {"idx": 99, "plan": DAYS},
        {"idx": 1, "query": "Plan something else.", "plan": DAYS},
    )
    found, oddities = read_submission(path, CASES)
    assert {case for case, attempt in found.items() if attempt.answer} == {"validation/1", "validation/5"}
    assert oddities == ("2 plans are for queries that are not among the cases; they are left out.",)


def test_a_list_instead_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(
        json.dumps([{"idx": 1, "plan": DAYS}, {"idx": 3, "plan": DAYS}], indent=1), encoding="utf-8"
    )
    found, _ = read_submission(path, CASES)
    assert set(found) == {"validation/1", "validation/3"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"idx": 1, "plan": []}\nnonsense\n', "line 2: expected a JSON object"),
        ('{"idx": 1, "plan": []}\n[1]\n', "line 2: expected an object"),
        ('{"idx": 1, "plan": []}\n{"idx": 1, "plan": []}\n', "line 2: a second plan for validation/1"),
        ('{"idx": 1, "plan": 7}\n', "expected a list of days or null"),
        ("[1, 2", "expected a JSON list"),
    ],
)
def test_files_that_cannot_be_read_say_where(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        read_submission(path, CASES)
    with pytest.raises(DataError, match="cannot be read"):
        read_submission(tmp_path / "none", CASES)

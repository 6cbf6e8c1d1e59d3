from __future__ import annotations

from math import inf, nan
from pathlib import Path

import pytest

from certiplan.errors import DataError, UsageError
from certiplan.tasks.evaluation import Record, Tokens, read_records
from certiplan.tasks.evaluation.records import Journal


def record(number: int, **more: object) -> Record:
    fields: dict[str, object] = {"case": f"naïve/{number}", "outcome": "plan", "passed": True, **more}
    return Record.model_validate(fields)


FULL = record(
    1,
    epoch=2,
    text="from A\nto B",
    request={"people": 2, "cuisines": ["Thai", None]},
    verdicts={"budget": False, "cuisine": None},
    why={"budget": "over"},
    value=1.5,
    tokens=Tokens(calls=1, input=3, output=4, cost_usd=None),
    events=({"kind": "verified", "accepted": True},),
    steps={"solve": 0.25},
)


def test_a_record_survives_the_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "records.jsonl"
    with Journal(path) as journal:
        journal.append(FULL)
        journal.append(record(2))
    assert read_records(path) == (FULL, record(2))
    assert path.read_text(encoding="utf-8").count("\n") == 2


def test_numbers_that_json_lacks_are_none(tmp_path: Path) -> None:
    with Journal(tmp_path / "r.jsonl") as journal:
        journal.append(record(1, value=inf, bound=nan))
    (found,) = read_records(tmp_path / "r.jsonl")
    assert (found.value, found.bound) == (None, None)


def test_the_last_record_of_a_case_counts_at_its_first_place(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with Journal(path) as journal:
        for each in (record(1, passed=False), record(2), record(1)):
            journal.append(each)
    assert read_records(path) == (record(1), record(2))


def test_a_line_torn_anywhere_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    lines = [each.line().encode() for each in (record(1), FULL)]
    for length in range(len(lines[1])):
        path.write_bytes(lines[0] + lines[1][:length])
        assert read_records(path) == (record(1),)
        with Journal(path) as journal:
            journal.append(record(3))
        assert read_records(path) == (record(1), record(3))


def test_a_broken_line_in_the_middle_is_an_error_that_says_where(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(record(1).line() + '{"case": \n' + record(2).line(), encoding="utf-8")
    with pytest.raises(DataError, match="line 2"):
        read_records(path)
    path.write_text(record(1).line() + '{"case": "x", "outcome": "done", "passed": true}\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 2: outcome"):
        read_records(path)


def test_a_fresh_journal_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    for number in (1, 2):
        with Journal(path, fresh=True) as journal:
            journal.append(record(number))
    assert read_records(path) == (record(2),)


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_records(tmp_path / "none.jsonl")
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        Journal(blocked / "records.jsonl")


def test_two_runs_cannot_write_one_file(tmp_path: Path) -> None:
    with Journal(tmp_path / "r.jsonl"), pytest.raises(UsageError, match="another run"):
        Journal(tmp_path / "r.jsonl")
    with Journal(tmp_path / "r.jsonl"):
        pass

"""Writing files by their ending."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certiplan.errors import UsageError
from certiplan.tui.desk.exporting import export
from tests.tui.talks import BAKERY, PLAN, BakeryTask


def _export(path: Path) -> str:
    return export(path, task=BakeryTask(), outcome=PLAN, document=BAKERY, transcript=lambda: "# talk\n")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.txt", "drawn: 17 loaves"),
        ("a.md", "# talk"),
        ("a.yaml", "certiplan: 1"),
        ("a.html", "<!"),
        ("a.smt2", ";"),
        ("a.z3.py", "#"),
        ("a.lp", "\\"),
    ],
)
def test_the_ending_says_what(tmp_path: Path, name: str, begins: str) -> None:
    assert _export(tmp_path / name)
    assert (tmp_path / name).read_text().startswith(begins)


def test_the_outcome_as_data(tmp_path: Path) -> None:
    _export(tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text()) == {"outcome": "plan"}


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.doc", "use one of .txt"), ("a", "use one of"), ("a.ics", "has a date"), ("no/a.txt", "written")],
)
def test_what_cannot_be_written_says_why(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _export(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_before_anything_was_said_there_is_nothing_to_write(tmp_path: Path) -> None:
    for name in ("a.txt", "a.yaml", "a.json", "a.lp"):
        with pytest.raises(UsageError, match="say what you want planned first"):
            export(tmp_path / name, task=BakeryTask(), outcome=None, document=None, transcript=lambda: "")

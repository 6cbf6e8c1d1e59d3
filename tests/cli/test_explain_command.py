from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certiplan.cli import main
from tests.solvers.explain.bakery import BAKERY


@pytest.fixture
def bakery_file(tmp_path: Path) -> str:
    path = tmp_path / "bakery.yaml"
    path.write_text(BAKERY, "utf-8")
    return str(path)


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main(["explain", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_conflict_with_its_ways_out_as_json(bakery_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, shape = run_json(capsys, bakery_file, "--all")
    assert code == 3
    (conflict,) = shape["conflicts"]
    assert conflict["requirements"] == ["r1", "r4"]
    assert conflict["minimal"] is True
    assert set(conflict["constraints"]) == {"oven_hours[sat]", "enough_bread[sat]"}
    assert conflict["words"].startswith("These cannot all be met")
    first = shape["ways_out"][0]
    assert first["change"] == [
        {"parameter": "oven", "indices": [], "before": 10, "after": 16.5, "unit": "hour"}
    ]
    assert (first["cost"], first["objective"], first["verified"]) == (6.5, 131, True)
    assert first["words"] == "Raise the oven from 10 hours to 16.5 hours."
    assert [way["change"] for way in shape["ways_out"][1:]] in (
        [[{"give_up": "r1"}], [{"give_up": "r4"}]],
        [[{"give_up": "r4"}], [{"give_up": "r1"}]],
    )


def test_a_conflict_for_people(bakery_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", bakery_file]) == 3
    shown = capsys.readouterr().out
    assert "“the oven runs at most ten hours a day”" in shown
    assert "  1. Raise the oven from 10 hours to 16.5 hours." in shown


TWO = """certiplan: 1
requirements: {a: {assume: "a"}, b: {assume: "b"}, d: {assume: "d"}, e: {assume: "e"}}
parameters:
  a_min: {value: 3, from: a, negotiable: {direction: down, cost: 3, limit: 0}}
  b_min: {value: 3, from: b, negotiable: {direction: down, cost: 2, limit: 0}}
variables: {x: {type: integer, lower: 0, upper: 9}, y: {type: integer, lower: 0, upper: 9}}
constraints:
  ca: {that: "x >= a_min", from: a}
  cb: {that: "5 - x >= b_min", from: b}
  cd: {that: "y >= 5", from: d}
  ce: {that: "y <= 2", from: e}
"""


def test_a_way_out_of_a_conflict_that_is_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(TWO, "utf-8")
    assert main(["explain", str(path)]) == 3
    shown = capsys.readouterr().out
    assert "There are further conflicts, which the ways out settle too; `--all` tells them." in shown
    assert "It weighs 202." in shown
    code, shape = run_json(capsys, str(path), "--all")
    assert code == 3
    assert [way["cost"] for way in shape["ways_out"]] == [202, 202, 203, 203]
    assert not shape["further_conflicts"] and shape["complete"] and len(shape["conflicts"]) == 2


def test_a_document_with_a_plan(bakery_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, shape = run_json(capsys, bakery_file, "--set", "loaves=3")
    assert code == 0
    assert (shape["status"], shape["conflicts"], shape["ways_out"]) == ("feasible", [], [])
    assert main(["explain", bakery_file, "--set", "loaves=3"]) == 0
    assert "There is a plan" in capsys.readouterr().out


def test_too_little_time_is_unknown(bakery_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, shape = run_json(capsys, bakery_file, "--time-limit-s", "1e-9")
    assert code == 5
    assert (shape["status"], shape["conflicts"]) == ("unknown", [])


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_conflicts_that_is_none(
    bakery_file: str, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["explain", bakery_file, f"--max-conflicts={number}"])
    assert stopped.value.code == 2
    assert "not a whole number from 1" in capsys.readouterr().err

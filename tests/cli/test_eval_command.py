from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certiplan.cli import main

SUMS = "tests.tasks.evaluation.tiny_suites:SUMS"


def output(arguments: list[str], capsys: pytest.CaptureFixture[str], *, code: int = 0) -> str:
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return captured.out if code == 0 else captured.err


def summary(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(output(["eval", *arguments, "--json"], capsys))
    assert isinstance(found, dict)
    return found


def test_suites_are_listed_with_cases_licence_and_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    found = {
        each["suite"]: each for each in json.loads(output(["eval", "--list", "--json"], capsys))["suites"]
    }
    assert found["infeasible-travel"]["cases"] == 60
    assert found["travelplanner"]["cases"] is None and found["travelplanner"]["needs_data"]
    for each in found.values():
        assert each["licence"] and each["metrics"] and each["description"]
        assert "oracle" in each["readers"]
    shown = output(["eval", "--list"], capsys)
    for name in found:
        assert name in shown
    assert "needs --data" in shown


def test_a_run_is_kept_resumed_scored_again_and_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "run")
    first = summary([SUMS, "--limit", "2", "--out", out], capsys)
    assert (first["cases"], first["final_pass_rate"]) == (2, 0.5)
    whole = summary([SUMS, "--out", out, "--resume"], capsys)
    assert (whole["cases"], whole["final_pass_rate"]) == (3, 2 / 3)
    again = summary([SUMS, "--out", out, "--rescore"], capsys)
    assert again["final_pass_rate"] == 2 / 3
    assert "final pass" in output(["report", out], capsys)
    report = json.loads(output(["report", out, "--json"], capsys))
    assert report["tables"]["not_passed"][0]["case"] == "sum/1"
    (case,) = json.loads(output(["report", out, "--case", "sum/1"], capsys))
    assert case["answer"] == 3
    files = ["--html", f"{out}.html", "--markdown", f"{out}.md", "--csv", f"{out}-csv"]
    assert output(["report", out, *files], capsys) == ""
    assert (tmp_path / "run.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "run.md").read_text(encoding="utf-8").startswith("# run")
    assert (tmp_path / "run-csv" / "metrics.csv").exists()
    page = tmp_path / "case.html"
    assert output(["report", out, "--case", "sum/1", "--html", str(page)], capsys) == ""
    assert "expected 2, found 3" in page.read_text(encoding="utf-8")
    assert "| A |" in output(["report", out, out, "--markdown", "-"], capsys)


def test_text_output_tells_of_failures_as_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", SUMS]) == 0
    captured = capsys.readouterr()
    assert "sum/1: plan sum: expected 2, found 3" in captured.err
    assert "final pass" in captured.out and "66.7%" in captured.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["eval"], "name a suite"),
        (["eval", "travelplaner"], "did you mean 'travelplanner'"),
        (["eval", "no.such.module:SUITE"], "there is no module no"),
        (["eval", "json:SUITE"], "cannot be loaded"),
        (["eval", "travelplanner"], "--data DIR is needed"),
        (["eval", "infeasible-travel", "--reader", "offline"], "cannot be run with --reader offline: oracle"),
        (["eval", SUMS, "--reader", "model"], "needs --model NAME"),
        (["eval", SUMS, "--oracle", "--model", "openai:x"], "--model is for --reader model"),
        (["eval", SUMS, "--option", "stile=plain"], "no option 'stile'; did you mean 'style'"),
        (["eval", SUMS, "--option", "style"], "expected NAME=VALUE"),
        (["eval", SUMS, "--resume"], "--out DIR"),
        (["eval", SUMS, "--rescore"], "--out DIR"),
        (["eval", SUMS, "--sample-id", "sum/9"], "no case 'sum/9'"),
        (["eval", SUMS, "--executor", "somewhere"], "expected processes or dask://HOST:PORT"),
        (["eval", SUMS, "--executor", "dask://nowhere"], "the address of the scheduler"),
        (["report", "nowhere"], "there is no run here"),
        (["report", "a", "b", "c"], "one run, or on two"),
    ],
)
def test_what_cannot_be_used_is_said(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in output(arguments, capsys, code=2)


def test_a_run_that_reached_its_cost_limit_is_not_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", SUMS, "--cost-limit", "0"]) == 2
    assert "no cases" in capsys.readouterr().err

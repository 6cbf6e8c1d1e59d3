"""Values set for parameters that ask are answers: they are held to what the question allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from certiplan.cli import main
from certiplan.errors import UsageError
from certiplan.solvers.model import Model, Solved

DOCUMENT = """
certiplan: 1
sets:
  Month: [May, June]
  Code: ["7", "8"]
parameters:
  season: {over: [Month], value: {May: 1, June: 2}}
  people: {ask: "How many of you will travel?", between: [1, 8]}
  month:  {ask: "In which month?", one_of: Month}
  code:   {ask: "Which code?", one_of: Code}
  weight: {ask: "What do your bags weigh?", unit: kg}
  opens:  {ask: "When do you open?", between: ["time('06:00')", "time('10:00')"]}
variables:
  x: {type: integer, lower: 0, upper: 2000}
constraints:
  seats: {that: "x >= people + season[month] + opens + (1 if code == '7' else 2)"}
  bags: {that: "x >= weight"}
objective: {minimize: "x"}
"""

GOOD: dict[str, str | int | float] = {
    "people": 3,
    "month": "June",
    "code": "7",
    "weight": 20,
    "opens": "08:30",
}


def test_answers_that_the_questions_allow_are_taken() -> None:
    answer = Model.load(DOCUMENT, set_values=GOOD).solve(solver="z3")
    assert isinstance(answer, Solved)
    assert answer.objectives == (516,)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("people", "12", "expected a whole number between 1 and 8"),
        ("people", 0, "expected a whole number between 1 and 8"),
        ("people", "2.5", "expected a whole number between 1 and 8"),
        ("people", "many", "people = many is no answer to 'How many of you will travel?'"),
        ("month", "August", "expected one of May, June"),
        ("month", "Jume", "did you mean 'June'?"),
        ("month", "3", "expected one of May, June"),
        ("weight", "heavy", "expected a number of kg"),
        ("opens", "05:00", "expected a number between 360 and 600"),
    ],
)
def test_others_are_refused_with_what_was_expected(name: str, value: str | int, expected: str) -> None:
    with pytest.raises(UsageError) as refused:
        Model.load(DOCUMENT, set_values={**GOOD, name: value})
    assert expected in str(refused.value)


def test_the_command_line_refuses_them_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(DOCUMENT)
    assert main(["solve", str(path), "--set", "people=12"]) == 2
    assert "expected a whole number between 1 and 8" in capsys.readouterr().err

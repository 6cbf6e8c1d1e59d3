"""`certiplan solve` and `certiplan check`: shapes, exit codes, rechecks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certiplan.cli import main

BAKERY = """
certiplan: 1
request: "The oven runs at most ten hours a day. At least one cake on Saturday, please."
requirements:
  r1: {quote: "at most ten hours a day"}
  r2: {quote: "At least one cake on Saturday"}
sets: {Product: [bread, cake], Day: [sat, sun]}
parameters:
  profit: {over: [Product], value: {bread: 2, cake: 5}}
  hours:  {over: [Product], value: {bread: 0.5, cake: 1.5}}
  oven:   {value: 10, from: r1}
variables:
  make: {over: [Product, Day], type: integer, lower: 0}
  best: {type: choice, of: Product}
define:
  used: {for: "d in Day", value: "sum(hours[p] * make[p, d] for p in Product)", unit: hour, show: true}
constraints:
  oven_hours:    {for: "d in Day", that: "used[d] <= oven", from: r1}
  saturday_cake: {that: "make['cake', 'sat'] >= 1", from: r2}
  like_cake:     {that: "best == 'cake'"}
objective: {maximize: "sum(profit[p] * make[p, d] for p in Product for d in Day)"}
"""


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.yaml"
    path.write_text(BAKERY, encoding="utf-8")
    return path


def answer(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> Any:
    assert main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("solver", ["auto", "highs", "z3"])
def test_the_shape_that_others_rely_on(bakery: Path, solver: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["solve", str(bakery), "--solver", solver], 0, capsys)
    assert found["status"] == "optimal"
    assert found["objective"] == 79
    assert found["verified"] is True
    assert found["values"]["best"] == "cake"
    assert set(found["values"]["make"]) == {"bread,sat", "bread,sun", "cake,sat", "cake,sun"}
    assert {"solver", "seconds"} <= set(found)


@pytest.mark.parametrize("solver", ["highs", "z3"])
def test_infeasible_names_the_requirements(
    bakery: Path, solver: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(["solve", str(bakery), "--solver", solver, "--set", "oven=1"], 3, capsys)
    assert found["status"] == "infeasible"
    assert found["requirements"] == ["r1", "r2"]


def test_no_innocent_requirement_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The solver only says that it cannot be: breakfast would do no harm."""
    path = tmp_path / "trip.yaml"
    path.write_text(
        'certiplan: 1\nrequirements: {m: {quote: "at most 600"}, b: {quote: "breakfast"}, '
        'p: {quote: "a pool"}}\n'
        "data:\n  hotels: {key: name, columns: [name, breakfast, pool, price], rows: "
        "[[A, true, false, 180], [B, true, true, 260], [C, false, true, 210]]}\n"
        "sets: {Hotel: {table: hotels}}\nvariables: {hotel: {type: choice, of: Hotel}}\nconstraints:\n"
        '  money: {that: "3 * hotel.price <= 600", from: m}\n'
        "  eat: {that: hotel.breakfast, from: b}\n  swim: {that: hotel.pool, from: p}\n",
        encoding="utf-8",
    )
    found = answer(["solve", str(path)], 3, capsys)
    assert (found["requirements"], found["undecided"], found["minimal"]) == (["m", "p"], [], True)
    assert main(["solve", str(path)]) == 3
    shown = capsys.readouterr().out
    assert 'm: "at most 600"' in shown and 'p: "a pool"' in shown and "breakfast" not in shown
    assert "`certiplan explain` tells" in shown


def test_a_solution_can_be_checked(bakery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(["solve", str(bakery)], 0, capsys)
    solution = tmp_path / "solution.json"
    solution.write_text(json.dumps(found), encoding="utf-8")
    judged = answer(["check", str(bakery), str(solution)], 0, capsys)
    assert judged["verified"] is True
    found["values"]["make"]["bread,sat"] += 1
    solution.write_text(json.dumps(found), encoding="utf-8")
    judged = answer(["check", str(bakery), str(solution)], 3, capsys)
    assert judged["verified"] is False
    assert judged["faults"] == ["oven_hours[sat]: 10.5 <= 10 does not hold"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"make": None}, "make has indices"),
        ({"best": "cak"}, "did you mean 'cake'?"),
        ({"bset": "cake"}, "did you mean 'best'?"),
    ],
)
def test_solutions_that_cannot_be_read(
    bakery: Path,
    tmp_path: Path,
    change: dict[str, Any],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = answer(["solve", str(bakery)], 0, capsys)
    solution = tmp_path / "solution.json"
    solution.write_text(json.dumps(found["values"] | change), encoding="utf-8")
    assert main(["check", str(bakery), str(solution)]) == 2
    assert words in capsys.readouterr().err


def test_an_unknown_number_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "party.yaml"
    path.write_text(
        'certiplan: 1\nparameters: {guests: {ask: "How many guests?"}}\n'
        'variables: {cakes: {type: integer, lower: 0}}\nconstraints: {c: {that: "4 * cakes >= guests"}}\n'
        "objective: {minimize: cakes}\n",
        encoding="utf-8",
    )
    asked = answer(["solve", str(path)], 4, capsys)
    assert asked["status"] == "question"
    assert [(each["parameter"], each["question"], each["effect"]) for each in asked["questions"]] == [
        ("guests", "How many guests?", "no range")
    ]
    assert answer(["solve", str(path), "--set", "guests=9"], 0, capsys)["objective"] == 3


ROOMS = """
certiplan: 1
parameters:
  guests: {ask: "How many guests?", between: [1, 8]}
  budget: {ask: "What may it cost?", between: [500, 900]}
  music:  {ask: "How much for music?", between: [0, 90]}
variables: {tables: {type: integer, lower: 0}}
constraints:
  seats: {that: "4 * tables >= guests"}
  cost:  {that: "30 * tables <= budget"}
objective: {minimize: tables}
"""


def test_only_what_matters_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "party.yaml"
    path.write_text(ROOMS, encoding="utf-8")
    asked = answer(["solve", str(path)], 4, capsys)
    assert [each["parameter"] for each in asked["questions"]] == ["guests"]
    assert asked["questions"][0]["between"] == [1, 8]
    assert [each["parameter"] for each in asked["not_asked"]] == ["music"]
    assert main(["solve", str(path)]) == 4
    assert "With 1 the best plan is worth 1, with 5 the best plan is worth 2." in capsys.readouterr().out
    assert main(["solve", str(path), "--set", "guests=5"]) == 0
    said = capsys.readouterr()
    assert "tables = 2" in said.out
    assert "not asked: budget (one plan is the best for all values in the range)" in said.err
    solved = answer(["solve", str(path), "--set", "guests=5"], 0, capsys)
    assert [each["parameter"] for each in solved["not_asked"]] == ["music", "budget"]


def test_unbounded_is_a_fault_of_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "free.yaml"
    path.write_text("certiplan: 1\nvariables: {x: {lower: 0}}\nobjective: {maximize: x}\n", encoding="utf-8")
    assert answer(["solve", str(path)], 2, capsys)["status"] == "unbounded"

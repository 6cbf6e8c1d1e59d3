"""`certiplan emit`."""

from __future__ import annotations

from pathlib import Path

import pytest

from certiplan.cli import main
from certiplan.formalizers.emit import TARGETS
from tests.formalizers.emit.documents import DOCUMENTS


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.yaml"
    path.write_text(
        DOCUMENTS["bakery"]
        .replace("<= 10", "<= oven")
        .replace("parameters:", "parameters:\n  oven: {value: 10}")
    )
    return path


@pytest.mark.parametrize("to", TARGETS)
def test_it_writes_to_standard_output(bakery: Path, to: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emit", str(bakery), "--to", to]) == 0
    captured = capsys.readouterr()
    assert "From bakery.yaml" in captured.out
    assert captured.err == ""


def test_it_writes_files_and_sets_values(
    bakery: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.lp"
    assert main(["emit", str(bakery), "--to", "lp", "--output", str(file), "--set", "oven=12.5"]) == 0
    assert capsys.readouterr().out == ""
    assert "<= 12.5" in file.read_text(encoding="utf-8")


def test_what_cannot_be_written_is_said(bakery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emit", str(bakery), "--to", "lp", "--output", "/nowhere/at/all.lp"]) == 2
    assert "/nowhere/at/all.lp cannot be written" in capsys.readouterr().err


def test_a_format_that_cannot_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "growth.yaml"
    path.write_text(DOCUMENTS["growth"])
    assert main(["emit", str(path), "--to", "z3py"]) == 2
    assert "constraint bounded: the function exp; use --to pyomo" in capsys.readouterr().err


def test_unknown_parameters_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "party.yaml"
    path.write_text(
        'certiplan: 1\nparameters: {guests: {ask: "How many guests?"}}\n'
        'variables: {cakes: {type: integer, lower: 0}}\nconstraints: {c: {that: "4 * cakes >= guests"}}\n'
    )
    assert main(["emit", str(path), "--to", "smtlib"]) == 4
    assert "How many guests?" in capsys.readouterr().err
    assert main(["emit", str(path), "--to", "smtlib", "--set", "guests=9"]) == 0


def test_an_unknown_format(bakery: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["emit", str(bakery), "--to", "ampl"])
    assert ended.value.code == 2
    assert "smtlib" in capsys.readouterr().err

"""Bad input: one clear message that says where and what to do, exit code 2, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from certiplan.cli import main

SOUND = """
certiplan: 1
data: {offers: {file: offers.csv}}
sets: {Offer: {table: offers}}
variables: {take: {over: [Offer], type: binary}}
constraints: {one: {that: "sum(take[o] for o in Offer) == 1"}}
objective: {minimize: "sum(o.price * take[o] for o in Offer)"}
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    (tmp_path / "offers.csv").write_text("name,price\na,3\nb,2\n", encoding="utf-8")
    path = tmp_path / "model.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return path


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The message of a command that must end with exit code 2."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    return captured.err


def test_the_sound_document_solves(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(document)]) == 0
    assert "minimize objective: 2" in capsys.readouterr().out


def test_missing_file(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(["solve", str(document.with_name("modle.yaml"))], capsys)
    assert "there is no file" in message
    assert "did you mean" in message


def test_missing_table(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (document.parent / "offers.csv").unlink()
    assert "offers.csv" in refused(["solve", str(document)], capsys)


def test_broken_csv_row(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (document.parent / "offers.csv").write_text("name,price\na,3\nb\n", encoding="utf-8")
    message = refused(["solve", str(document)], capsys)
    assert "offers.csv, line 3" in message


def test_csv_that_is_not_utf8(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (document.parent / "offers.csv").write_bytes(b"name,price\n\xe9t\xe9,3\n")
    assert "UTF-8" in refused(["solve", str(document)], capsys)


def test_document_that_is_not_utf8(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document.write_bytes(b"certiplan: 1\ntitle: \xe9t\xe9\n")
    assert "is not UTF-8 (byte 20)" in refused(["solve", str(document)], capsys)


def test_misspelt_set(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document.write_text(SOUND.replace("for o in Offer) == 1", "for o in Ofer) == 1"), encoding="utf-8")
    message = refused(["solve", str(document)], capsys)
    assert "constraints.one.that, column 22" in message
    assert "did you mean 'Offer'?" in message


def test_type_error(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document.write_text(SOUND.replace("== 1", "== 'one'"), encoding="utf-8")
    message = refused(["solve", str(document)], capsys)
    assert "constraints.one.that" in message
    assert "type-mismatch" in message


def test_expression_of_ten_megabytes(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document.write_text(SOUND.replace("== 1", "== 1 + " + "1 + " * 2_500_000 + "1"), encoding="utf-8")
    message = refused(["solve", str(document)], capsys)
    assert "characters" in message
    assert len(message) < 1000


def test_a_thousand_million_instances(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """
certiplan: 1
sets: {I: "1..1000"}
variables: {x: {over: [I], type: binary}}
constraints:
  all: {for: "i in I, j in I, k in I", that: "x[i] + x[j] + x[k] <= 2"}
"""
    document.write_text(text, encoding="utf-8")
    assert "1,000,000,000 combinations" in refused(["solve", str(document)], capsys)


def test_a_set_of_a_thousand_million(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document.write_text('certiplan: 1\nsets: {I: "1..1000000000"}\n', encoding="utf-8")
    assert "1,000,000,000 members" in refused(["solve", str(document)], capsys)


def test_unknown_parameter(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "prize" in refused(["solve", str(document), "--set", "prize=3"], capsys)


def test_unknown_solver(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean 'highs'?" in refused(["solve", str(document), "--solver", "hihgs"], capsys)


def test_every_fault_at_once(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SOUND.replace("== 1", "== nothing").replace("o.price", "o.prize")
    document.write_text(text, encoding="utf-8")
    assert main(["check", str(document), "--json"]) == 2
    output = capsys.readouterr().out
    assert "unknown-name" in output


@pytest.mark.parametrize(
    ("request_text", "words"),
    [
        ("Trip from Denver to Chicgoville, May 3 to 5, 2027", "Chicgoville"),
        ("Trip from Denver to Chicago, May 3 to 5, 2027, budget of $0", "budget"),
        ("Trip from Denver to Chicago, May 5 to 3, 2027", "May"),
        ("Trip from Denver to Chicago for zero people, May 3 to 5, 2027", "people"),
    ],
)
def test_impossible_trips(request_text: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    message = refused(["plan", request_text], capsys)
    assert words in message


def test_missing_data_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request = ["plan", "Trip from Denver to Chicago, May 3 to 5, 2027", "--data", str(tmp_path / "nowhere")]
    assert "nowhere" in refused(request, capsys)


@pytest.mark.parametrize("request_", ["", "  \n"])
def test_an_empty_request_is_called_empty(request_: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "the request is empty" in refused(["plan", request_], capsys)

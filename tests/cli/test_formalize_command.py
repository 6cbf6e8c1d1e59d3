"""`certiplan formalize` from the outside, against a server on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certiplan.cli import main
from tests.formalizers.language_model.unruly_server import refuses, says, unruly_server

REQUEST = "Buy at least 10 pieces at $2 each, as cheaply as possible."
DRAFT = """```yaml
certiplan: 1
title: Pieces
requirements: {least: {quote: "at least 10 pieces"}, cheap: {quote: "as cheaply as possible"}}
parameters: {price: {value: 2, from: cheap}, least: {value: 10, from: least}}
variables: {buy: {type: integer, lower: 0}}
constraints: {enough: {that: "buy >= least", from: least}}
objective: {minimize: "price * buy", from: cheap}
```"""
ASKING = DRAFT.replace("value: 10", 'ask: "How many?"')
BAD = DRAFT.replace("buy >= least", "bye >= least")

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def _run(url: str, *options: str) -> int:
    return main(["formalize", REQUEST, "--model", "openai:m", "--base-url", url, *options])


def test_a_document_is_written_solved_and_read_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, log = tmp_path / "model.yaml", tmp_path / "calls.jsonl"
    with unruly_server([says(DRAFT)]) as server:
        code = _run(server.url, "--out", str(out), "--log", str(log))

    printed = capsys.readouterr().out
    assert code == 0
    assert "“at least 10 pieces”" in printed
    assert "minimize objective: 20" in printed
    assert main(["solve", str(out)]) == 0
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1


def test_json_is_one_document_with_what_it_cost(capsys: pytest.CaptureFixture[str]) -> None:
    with unruly_server([says(DRAFT)]) as server:
        code = _run(server.url, "--json")

    shape = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (shape["status"], shape["objective"], shape["verified"]) == ("optimal", 20, True)
    assert shape["document"].startswith("certiplan: 1\n")
    assert (shape["calls"], shape["rounds"]) == (1, 0)
    assert shape["spent"] == {
        "calls": 1,
        "cached_calls": 0,
        "input_tokens": 100,
        "output_tokens": 20,
        "cost_usd": None,
    }


def test_a_question_ends_with_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with unruly_server([says(ASKING), says("```yaml\nunchanged: true\n```")]) as server:
        code = _run(server.url, "--json")

    shape = json.loads(capsys.readouterr().out)
    assert code == 4
    assert shape["questions"] == [{"parameter": "least", "question": "How many?"}]


def test_mistakes_that_stay_are_shown_with_the_draft(capsys: pytest.CaptureFixture[str]) -> None:
    with unruly_server([says(BAD)] * 2) as server:
        code = _run(server.url, "--json", "--rounds", "1")

    shape = json.loads(capsys.readouterr().out)
    assert code == 5
    assert shape["status"] == "not formalized"
    assert [finding["code"] for finding in shape["diagnostics"]] == ["unknown-name"]


def test_nothing_is_solved_where_only_the_document_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    with unruly_server([says(DRAFT)]) as server:
        assert _run(server.url, "--no-solve", "--json") == 0

    assert json.loads(capsys.readouterr().out)["status"] == "formalized"


def test_a_refusal_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    with unruly_server([refuses(401, "who are you?")]) as server:
        code = _run(server.url)

    assert code == 2
    assert capsys.readouterr().err.startswith("certiplan: openai:m refuses to be asked: HTTP 401")


def test_a_missing_key_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formalize", REQUEST, "--model", "openai:m"]) == 2
    assert "OPENAI_API_KEY" in capsys.readouterr().err


@pytest.mark.parametrize("table", ["nowhere.csv", "9=x.csv", "a b.csv"])
def test_a_table_that_is_not_there_is_one_message(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("http://127.0.0.1:9/v1", "--table", table) == 2
    assert capsys.readouterr().err.startswith("certiplan: ")

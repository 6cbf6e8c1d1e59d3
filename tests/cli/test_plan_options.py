"""`certiplan plan` with a session, a contract, and requests that are no trip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certiplan.cli import main
from tests.agents.trips import CLASH, TRIP


def test_a_session_that_chat_can_go_on_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from certiplan.agents import Conversation, Plan

    path = tmp_path / "trip.jsonl"
    assert main(["plan", CLASH, "--accept", "1", "--session", str(path), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    talk = Conversation.resume(path)
    assert isinstance(talk.state.outcome, Plan)
    assert talk.task.to_json(talk.state.outcome)["cost_usd"] == data["cost_usd"]
    assert main(["plan", TRIP, "--session", str(path)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", CLASH, "--yes-cheapest", "--contract", "G not relax"]) == 2
    assert "the contract does not allow 'relax' here: G not relax" in capsys.readouterr().err
    assert main(["plan", TRIP, "--contract", "G not relaxx"]) == 2
    assert "did you mean 'relax'" in capsys.readouterr().err


def test_a_request_that_is_no_trip(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "Cut 20 pipes of 3 m from bars of 10 m with the least waste"]) == 2
    error = capsys.readouterr().err
    assert "--model provider:name" in error and "certiplan solve" in error


def test_a_model_that_cannot_be_opened(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "Cut 20 pipes from bars", "--model", "nobody:nothing"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_rules_read_a_trip_where_no_model_can_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", TRIP, "--model", "nobody:nothing", "--json"]) == 0
    captured = capsys.readouterr()
    assert "nobody:nothing cannot be used" in captured.err
    assert "the trip was read by rules" in captured.err
    assert json.loads(captured.out)["outcome"] == "plan"

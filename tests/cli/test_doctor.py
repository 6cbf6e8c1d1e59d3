"""`certiplan doctor`: what is there, what is not, and no key in sight."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version

import pytest

from certiplan.cli import doctor_command, main

KEY = "sk-not-to-be-shown"


def test_what_is_installed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert main(["doctor", "--json"]) == 0
    text = capsys.readouterr().out
    assert KEY not in text
    found = {(item["kind"], item["name"]): item for item in json.loads(text)["findings"]}
    assert found["solver", "highs"]["words"] == f"highspy {version('highspy')}"
    assert found["domain", "travel"]["usable"]
    assert found["language model", "openai"]["usable"]


def test_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "Certiplan" in shown and "highspy" in shown and "travel" in shown


def test_what_is_missing_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(doctor_command, "version", absent)
    main(["doctor", "--json"])
    found = {(item["kind"], item["name"]): item for item in json.loads(capsys.readouterr().out)["findings"]}
    assert found["extra", "mcp"]["words"].endswith("pip install 'certiplan[mcp]'")
    assert not found["language model", "anthropic"]["usable"]

"""The examples of docs/questions.md are run."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from certiplan.cli import main

PAGE = (Path(__file__).parent.parent / "docs" / "questions.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_command_prints_what_the_page_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("party.yaml").write_text(block("yaml"), encoding="utf-8")
    for part in block("console").split("$ certiplan ")[1:]:
        command, _, expected = part.partition("\n")
        main(command.split())
        said = capsys.readouterr()
        assert said.err + said.out == expected


def test_the_python_example_prints_what_the_page_says() -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(block("python"), "docs/questions.md", "exec"), {"PARTY": block("yaml")})
    assert output.getvalue() == block("text")

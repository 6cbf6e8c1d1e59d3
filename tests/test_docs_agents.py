"""The examples of the pages on the contract and on Python run as they stand."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from certiplan.agents.promises import PROMISES
from certiplan.cli import main

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("contract.md", "python-api.md")


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("page", "number"), [(page, k) for page in PAGES for k in range(len(blocks(page, "python")))]
)
def test_programs_run(page: str, number: int, tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(blocks(page, "python")[number], encoding="utf-8")
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_promises_are_those_of_the_page() -> None:
    (listed,) = blocks("contract.md", "ltl")
    assert tuple(listed.splitlines()) == PROMISES


def test_the_command_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (console,) = blocks("contract.md", "console")
    words = shlex.split(console.removeprefix("$ "))
    assert main(words[1:]) == 3
    assert "budget" in capsys.readouterr().out

"""The README's examples run as they stand."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from certiplan.cli import COMMANDS
from certiplan.model.loading import load_elements
from certiplan.solvers.model import Model, Solved

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("program", blocks("python"))
def test_python_example_runs(program: str, tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(program, encoding="utf-8")
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("document", blocks("yaml"))
def test_document_is_sound_and_solves(document: str) -> None:
    model = Model(load_elements(document))
    assert model.diagnostics() == ()
    assert isinstance(model.solve(), Solved)


def test_commands_exist() -> None:
    lines = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    used = {shlex.split(line, comments=True)[1] for line in lines if line.startswith("certiplan ")}
    assert used
    assert used <= set(COMMANDS)


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lines = [line for block in blocks("console") for line in block.splitlines() if line.startswith("$ make")]
    assert lines
    for line in lines:
        assert f"\n{shlex.split(line)[2]}:" in makefile


def test_linked_pages_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target

"""docs/evaluation.md: its programs run, its commands are understood, its suite is the example's."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
_FENCE = re.compile(r"```(?P<language>\w+) ?(?P<file>\S*)\n(?P<text>.*?)\n```", re.DOTALL)
BLOCKS = list(_FENCE.finditer(PAGE))
COMMANDS = [
    line.removeprefix("$ certiplan ")
    for block in BLOCKS
    if block["language"] == "console"
    for line in block["text"].splitlines()
    if line.startswith("$ certiplan ")
]


def test_the_suite_is_the_example_and_short() -> None:
    (shown,) = [block["text"] for block in BLOCKS if block["file"] == "own_suite.py"]
    assert shown == (ROOT / "examples" / "own_suite.py").read_text(encoding="utf-8").strip()
    suite = shown[shown.index("class Knapsacks") :]
    assert len(suite.splitlines()) < 40


def test_the_programs_run(tmp_path: Path) -> None:
    for block in BLOCKS:
        if block["language"] == "python":
            path = tmp_path / (block["file"] or "program.py")
            path.write_text(block["text"] + "\n", encoding="utf-8")
            done = subprocess.run([sys.executable, path.name], cwd=tmp_path, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr


def test_the_suite_runs_from_the_command_line(tmp_path: Path) -> None:
    (command,) = [command for command in COMMANDS if "own_suite:SUITE" in command]
    words = [sys.executable, "-m", "certiplan", *shlex.split(command)]
    (tmp_path / "own_suite.py").write_bytes((ROOT / "examples" / "own_suite.py").read_bytes())
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "100.0%" in done.stdout
    assert (tmp_path / "runs" / "knapsacks" / "records.jsonl").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_are_understood(command: str) -> None:
    name, *words = shlex.split(command)
    parser = argparse.ArgumentParser(exit_on_error=False)
    importlib.import_module(f"certiplan.cli.{name}_command").add_options(parser)
    parser.parse_args(words)


def test_linked_pages_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target

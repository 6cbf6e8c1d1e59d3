"""What `certiplan chat` loads before there is something to see, and how it is served to a browser."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

from certiplan.cli import chat_command

HEAVY = (
    "certiplan.agents", "certiplan.solvers", "certiplan.model", "certiplan.formalizers", "certiplan.tasks",
    "certiplan.tui.widgets.conflict_pane", "certiplan.tui.widgets.code_pane",
    "highspy", "z3", "ortools", "pyomo", "numpy", "pydantic", "langchain_core", "pygments", "markdown_it",
)  # fmt: skip


def test_the_first_picture_needs_nothing_heavy() -> None:
    program = (
        "import sys, certiplan.cli.chat_command, certiplan.tui.app\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    chat_command.add_options(parser)
    return parser.parse_args(words)


def test_the_browser_gets_the_same_conversation_quoted() -> None:
    options = _parsed("--web", "--model", "openai:x; rm", "--budget-s", "5", "a trip & $HOME")
    words = shlex.split(chat_command.web_command(options))
    assert words[1:4] == ["-m", "certiplan", "chat"]
    given = ["--model", "openai:x; rm", "--solver", "auto", "--budget-s", "5.0", "--", "a trip & $HOME"]
    assert words[4:] == given
    assert "--web" not in words


def test_served_it_talks_through_pipes(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
        "CERTIPLAN_SESSIONS": str(tmp_path),
        "COLUMNS": "100",
        "ROWS": "30",
    }
    command = shlex.split(chat_command.web_command(_parsed("--web")))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as served:
        assert served.stdout is not None
        assert served.stdout.readline() == b"__GANGLION__\n"
        served.kill()


def test_resume_takes_the_latest_or_a_file() -> None:
    assert _parsed("--resume").resume == chat_command.LATEST
    assert _parsed("--resume", "trip.jsonl").resume == Path("trip.jsonl")
    assert _parsed().resume is None

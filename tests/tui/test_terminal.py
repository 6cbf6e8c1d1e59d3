"""The real program in a real terminal."""

from __future__ import annotations

import os
import select
import shlex
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.driving import INFEASIBLE

TMUX = shutil.which("tmux")
pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")


class Terminal:
    """A tmux server of its own with one window; what the program writes goes into a pipe as well."""

    def __init__(self, command: str, folder: Path, *, width: int, height: int) -> None:
        self._socket = f"certiplan-{uuid.uuid4().hex}"
        written = folder / "written"
        os.mkfifo(written)
        self._written = os.open(written, os.O_RDWR | os.O_NONBLOCK)
        # The shell says when the program has ended; who waits for that later still hears it.
        ended = shlex.join((TMUX or "", "-L", self._socket, "wait-for", "-S", "ended"))
        size = ("-x", str(width), "-y", str(height))
        # The shell waits for a key, so that nothing is written before the pipe is there.
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", *size, f"read -r begin; {command}; {ended}; read -r end"
        )
        self._tmux("pipe-pane", f"cat > {shlex.quote(str(written))}")
        self.keys("Enter")

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """What is on the screen."""
        return self._tmux("capture-pane", "-p")

    def until(self, holds: Callable[[str], bool]) -> str:
        """The first screen for which this holds; looks again whenever the program has written something."""
        shown = self.screen()
        while not holds(shown):
            ready, _, _ = select.select([self._written], [], [], 120)
            assert ready, f"nothing more is written, and the screen is\n{shown}"
            os.read(self._written, 1 << 20)
            shown = self.screen()
        return shown

    def until_it_ends(self) -> None:
        """Until the program has ended; what it still writes need not be read."""
        self._tmux("pipe-pane")
        subprocess.run([TMUX or "", "-L", self._socket, "wait-for", "ended"], check=True, timeout=120)

    def close(self) -> None:
        """End the server."""
        subprocess.run([TMUX or "", "-L", self._socket, "kill-server"], capture_output=True)
        os.close(self._written)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            [TMUX or "", "-L", self._socket, *arguments], capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    kept = shlex.quote(str(tmp_path / "sessions"))
    environment = f"env -u COLUMNS -u LINES TERM=xterm-256color CERTIPLAN_SESSIONS={kept}"
    command = f"{environment} {shlex.quote(sys.executable)} -m certiplan chat"
    opened = Terminal(command, tmp_path, width=140, height=45)
    yield opened
    opened.close()


def test_a_conversation_in_a_terminal(terminal: Terminal, tmp_path: Path) -> None:
    terminal.until(lambda shown: "What would you like to plan?" in shown)
    terminal.until(lambda shown: "ready" in shown)
    terminal.type(INFEASIBLE)
    terminal.keys("Enter")
    shown = terminal.until(lambda shown: "Ways out" in shown and "ready" in shown)
    assert "These cannot all be had together" in shown
    terminal.keys("F5", "Enter")
    terminal.until(lambda shown: "proved best" in shown and "ready" in shown)
    terminal.keys("F8")
    terminal.until(lambda shown: "proved best" not in shown and "ready" in shown)
    # a new line, and the same conversation in a smaller window
    terminal.type("one")
    terminal.keys("C-j")
    terminal.type("two")
    shown = terminal.until(lambda shown: "two" in shown)
    assert "one" in shown
    terminal.keys("C-q")
    terminal.until_it_ends()
    assert len(list((tmp_path / "sessions").glob("*.jsonl"))) == 1


def test_without_a_terminal_it_says_what_to_use() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "certiplan", "chat"], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert "certiplan plan" in done.stderr

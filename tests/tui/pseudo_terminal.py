"""The real program in a pseudo-terminal, and what it has drawn there so far."""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

# The program gets the terminal as its controlling one, or Ctrl-C would not reach it.
_IN_IT = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
_PART = re.compile(
    r"\x1b\[(?P<numbers>[0-9;?<>=]*)[ -/]*(?P<final>[@-~])|\x1b\][^\x07]*\x07"
    r"|(?P<torn>\x1b(?:\[[^@-~]*|\][^\x07]*)?$)|(?P<plain>.)",
    re.DOTALL,
)


class Screen:
    """What a terminal shows: places and texts are understood, colours are not."""

    def __init__(self, width: int, height: int) -> None:
        self.alternate = False
        self.entered = 0
        self._size = (width, height)
        self._cells: dict[tuple[int, int], str] = {}
        self._row, self._column = 1, 1
        self._kept = ""

    def feed(self, text: str) -> None:
        """Take what was written; what is to be shown at once is kept until it is whole."""
        self._kept += text
        if "\x1b[?2026h" in self._kept and "\x1b[?2026l" not in self._kept:
            return
        text, self._kept = self._kept, ""
        for part in _PART.finditer(text):
            if part["torn"] is not None:
                self._kept = part["torn"]
            elif part["final"] is not None:
                self._control(part["numbers"], part["final"])
            elif part["plain"] is not None:
                self._plain(part["plain"])

    def row(self, number: int) -> str:
        """A row, counted from 1; from below where it is negative."""
        width, height = self._size
        number = number if number > 0 else height + 1 + number
        return "".join(self._cells.get((number, column), " ") for column in range(1, width + 1)).rstrip()

    def text(self) -> str:
        """All rows."""
        return "\n".join(self.row(number) for number in range(1, self._size[1] + 1))

    def _control(self, numbers: str, final: str) -> None:
        if numbers == "?1049":
            self.alternate = final == "h"
            self.entered += self.alternate
            self._cells.clear()
            self._row, self._column = 1, 1
        elif final == "H":
            row, _, column = numbers.partition(";")
            self._row, self._column = int(row or 1), int(column or 1)

    def _plain(self, character: str) -> None:
        if character == "\n":
            self._row += 1
        elif character == "\r":
            self._column = 1
        else:
            self._cells[self._row, self._column] = character
            self._column += 1


class Running:
    """A program in a terminal.

    Attributes:
        written: all that it wrote.
        screen: what that comes to.
        settings: how the terminal was set before it was started.
    """

    def __init__(
        self, program: subprocess.Popen[bytes], terminal: int, screen: Screen, settings: list[Any]
    ) -> None:
        self.program = program
        self.screen = screen
        self.written = ""
        self.settings = settings
        self._terminal = terminal
        self._decode = codecs.getincrementaldecoder("utf-8")().decode

    def until(
        self, holds: Callable[[Screen], bool], *, always: Callable[[Screen], bool] | None = None
    ) -> None:
        """Until the screen is so; whatever is shown on the way, `always` holds for it."""
        while not holds(self.screen):
            assert self._read(), f"it ended, having written {self.written!r}"
            assert always is None or always(self.screen), self.screen.text()

    def type(self, text: str) -> None:
        """Type."""
        os.write(self._terminal, text.encode())

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        while self._read():
            pass
        return self.program.wait()

    @property
    def settings_now(self) -> list[Any]:
        """How the terminal is set."""
        return termios.tcgetattr(self._terminal)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], 120)
        assert ready, f"nothing more is written, and the screen is\n{self.screen.text()}"
        try:
            text = self._decode(os.read(self._terminal, 1 << 16))
        except OSError:  # so does Linux tell the end
            return False
        self.written += text
        self.screen.feed(text)
        return bool(text)


@contextmanager
def running(
    *arguments: str, environment: Mapping[str, str], size: tuple[int, int] = (100, 30)
) -> Iterator[Running]:
    """`certiplan` with these arguments in a terminal of so many columns and rows."""
    terminal, inside = os.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    command = [sys.executable, "-c", _IN_IT, sys.executable, "-m", "certiplan", *arguments]
    program = subprocess.Popen(
        command,
        stdin=inside,
        stdout=inside,
        stderr=inside,
        start_new_session=True,
        env={**kept, **environment},
    )
    settings = termios.tcgetattr(inside)
    os.close(inside)
    try:
        yield Running(program, terminal, Screen(*size), settings)
    finally:
        program.kill()
        program.wait()
        os.close(terminal)

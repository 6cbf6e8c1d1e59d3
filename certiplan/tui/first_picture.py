"""The first picture of `certiplan chat`, drawn before the library of the real screen is loaded.

Loading Textual takes longer than a person should look at nothing. So the outline of the conversation is
drawn first, in plain control sequences, and the real screen takes its place (`taking_over`). What is typed in
between waits in the terminal and arrives in the input: nothing is echoed into the picture. Until the real
screen is there Ctrl-C ends the program. Whatever happens, the terminal is given back as it was.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Mapping
from threading import Event
from typing import Any

from certiplan.tui.colours import DEFAULT_THEME
from certiplan.tui.outline import drawn, pens

if sys.platform != "win32":
    import termios

ENTER = "\x1b[?1049h"
_LEAVE = "\x1b[0m\x1b[?1049l"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


class FirstPicture:
    """A context in which the picture stands until the real screen takes over.

    Args:
        theme: its colours; those of a theme that is not ours are not known yet and left to the terminal.
        environ: what the terminal is and wants: TERM, COLORTERM, NO_COLOR.

    Attributes:
        attributes: how the terminal was set before, for who gives it back; None where nothing is drawn, as on
            Windows and on terminals without control sequences.
        taken_over: whether the real screen is responsible for the terminal now.
        takes_keys: set once the input can have what was typed.
    """

    def __init__(self, theme: str | None, environ: Mapping[str, str]) -> None:
        self._theme = theme or DEFAULT_THEME
        self._environ = environ
        self.attributes: list[Any] | None = None
        self.taken_over = False
        self.takes_keys = Event()

    def __enter__(self) -> FirstPicture:
        try:
            self._draw()
        except BaseException:
            self._give_back()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._give_back()

    def _draw(self) -> None:
        if sys.platform == "win32" or is_dumb(self._environ):
            return
        try:
            attributes = termios.tcgetattr(_input())
        except termios.error:
            return
        self.attributes = attributes
        termios.tcsetattr(_input(), termios.TCSANOW, _quiet(attributes))
        width, height = shutil.get_terminal_size()
        _write(ENTER + _HIDE_CURSOR + drawn(width, height, pens(self._theme, self._environ)))

    def _give_back(self) -> None:
        if sys.platform == "win32" or self.attributes is None:
            return
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)  # another Ctrl-C must not leave it half done
        try:
            if self.taken_over:
                termios.tcsetattr(_input(), termios.TCSADRAIN, self.attributes)
            else:
                # What was typed for us is dropped, lest the shell takes it for a command.
                termios.tcsetattr(_input(), termios.TCSAFLUSH, self.attributes)
                _write(_LEAVE + _SHOW_CURSOR)
        finally:
            signal.signal(signal.SIGINT, handler)


def is_dumb(environ: Mapping[str, str]) -> bool:
    """Whether the terminal knows no control sequences."""
    return environ.get("TERM", "") in ("", "dumb", "unknown")


def _quiet(attributes: list[Any]) -> list[Any]:
    """The settings of a terminal that keeps what is typed, as it is typed, and still hears Ctrl-C."""
    input_flags, output_flags, control_flags, local_flags, input_speed, output_speed, characters = attributes
    quiet = list(characters)
    never = bytes([os.fpathconf(_input(), "PC_VDISABLE")])
    quiet[termios.VMIN], quiet[termios.VTIME] = 1, 0
    quiet[termios.VSUSP] = quiet[termios.VQUIT] = never
    input_flags &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    local_flags &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    return [input_flags, output_flags, control_flags, local_flags, input_speed, output_speed, quiet]


def _input() -> int:
    assert sys.__stdin__ is not None
    return sys.__stdin__.fileno()


def _write(text: str) -> None:
    assert sys.__stderr__ is not None
    sys.__stderr__.write(text)  # where Textual draws
    sys.__stderr__.flush()

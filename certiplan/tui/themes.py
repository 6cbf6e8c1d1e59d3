"""The colours that Certiplan brings along; all of Textual's themes can be chosen as well."""

from __future__ import annotations

from rich.terminal_theme import TerminalTheme
from textual.theme import Theme

DEFAULT_THEME = "certiplan-dark"
THEMES: tuple[Theme, ...] = (
    Theme(
        name="certiplan-dark",
        primary="#7aa2f7",
        secondary="#9ece6a",
        accent="#7dcfff",
        success="#73daca",
        warning="#e0af68",
        error="#f7768e",
        foreground="#c8d3f5",
        background="#16161e",
        surface="#1a1b26",
        panel="#24283b",
        dark=True,
        variables={"footer-key-foreground": "#7aa2f7", "border": "#7aa2f7", "border-blurred": "#3b4261"},
    ),
    Theme(
        name="certiplan-light",
        primary="#2e5cb8",
        secondary="#4d7a1f",
        accent="#0f7b9c",
        success="#1f7a5c",
        warning="#9a6700",
        error="#b3264b",
        foreground="#2a2f45",
        background="#f5f6fa",
        surface="#ffffff",
        panel="#e7e9f2",
        dark=False,
        variables={"footer-key-foreground": "#2e5cb8", "border": "#2e5cb8", "border-blurred": "#c3c8da"},
    ),
)


def _ansi(background: str, foreground: str, colours: str) -> TerminalTheme:
    """What the sixteen names of colours mean in what domains draw, in the terminal's order."""
    parsed = [_rgb(colour) for colour in colours.split()]
    return TerminalTheme(_rgb(background), _rgb(foreground), parsed[:8], parsed[8:])


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


ANSI_DARK = _ansi(
    "#1a1b26",
    "#c8d3f5",
    "#15161e #f7768e #73daca #e0af68 #7aa2f7 #bb9af7 #7dcfff #a9b1d6 "
    "#565f89 #ff899d #9fe8dc #efc584 #9dbdff #cdb4ff #a6e0ff #c8d3f5",
)
ANSI_LIGHT = _ansi(
    "#ffffff",
    "#2a2f45",
    "#2a2f45 #b3264b #1f7a5c #9a6700 #2e5cb8 #7540a8 #0f7b9c #5b6178 "
    "#7d8299 #c93a60 #2b926f #b37c0c #4472ce #8c56c2 #1b92b8 #3d435c",
)

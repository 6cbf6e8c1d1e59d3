"""The colours that Certiplan brings along; all of Textual's themes can be chosen as well."""

from __future__ import annotations

from rich.terminal_theme import TerminalTheme
from textual.theme import Theme

from certiplan.tui.colours import COLOURS


def _theme(name: str, *, dark: bool) -> Theme:
    ours = COLOURS[name]
    return Theme(
        name=name,
        primary=ours["primary"],
        secondary=ours["secondary"],
        accent=ours["accent"],
        success=ours["success"],
        warning=ours["warning"],
        error=ours["error"],
        foreground=ours["foreground"],
        background=ours["background"],
        surface=ours["surface"],
        panel=ours["panel"],
        dark=dark,
        variables={
            "footer-key-foreground": ours["primary"],
            "border": ours["primary"],
            "border-blurred": ours["border-blurred"],
        },
    )


THEMES: tuple[Theme, ...] = (_theme("certiplan-dark", dark=True), _theme("certiplan-light", dark=False))


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

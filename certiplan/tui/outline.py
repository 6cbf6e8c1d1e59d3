"""The outline of the conversation in plain control sequences: the real screen, with nothing in it."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping

from certiplan.tui.colours import COLOURS

_NAME, _STATE, _HINT = "◆ Certiplan", "◐ starting", "Starting…  You can type already."
_ROWS_OF_INPUT = 3


def pens(theme: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The sequences that begin each part; none where the terminal cannot or should not show colours."""
    true_colour = environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if "NO_COLOR" in environ or theme not in COLOURS:
        return {}
    if not true_colour and not environ.get("TERM", "").endswith("256color"):
        return {}

    def pen(front: str, back: str) -> str:
        return "".join(
            f"\x1b[{ground};2;{red};{green};{blue}m"
            if true_colour
            else f"\x1b[{ground};5;{_of_256(red, green, blue)}m"
            for ground, colour in ((38, COLOURS[theme][front]), (48, COLOURS[theme][back]))
            for red, green, blue in (bytes.fromhex(colour[1:]),)
        )

    return {
        "name": pen("primary", "panel") + "\x1b[1m",
        "state": pen("warning", "panel"),
        "room": pen("foreground", "background"),
        "frame": pen("primary", "surface"),
        "hint": pen("foreground", "surface") + "\x1b[2m",
    }


def drawn(width: int, height: int, pens: Mapping[str, str]) -> str:
    """The control sequences that draw the outline of the conversation, of so many columns and rows."""
    return (
        "".join(
            f"\x1b[{number};1H" + "".join(f"\x1b[0m{pens.get(pen, '')}{text}" for pen, text in row)
            for number, row in enumerate(rows(width, height), start=1)
        )
        + "\x1b[0m"
    )


def rows(width: int, height: int) -> list[list[tuple[str, str]]]:
    """What stands in each row: (which pen, the text), in all as wide as the terminal."""
    inner = max(width - 4, 0)
    state = _STATE if len(_NAME) + len(_STATE) < width else ""
    title = [("name", _NAME[:width].ljust(width - len(state))), ("state", state)]
    empty = [("room", " " * width)]
    if height < _ROWS_OF_INPUT + 2 or not inner:
        return [title, *[empty] * (height - 1)]
    margin = ("room", " ")
    hint = f" {_HINT}"[:inner].ljust(inner)
    return [
        title,
        *[empty] * (height - _ROWS_OF_INPUT - 2),
        [margin, ("frame", f"╭{'─' * inner}╮"), margin],
        [margin, ("frame", "│"), ("hint", hint), ("frame", "│"), margin],
        [margin, ("frame", f"╰{'─' * inner}╯"), margin],
        empty,
    ]


def _of_256(red: int, green: int, blue: int) -> int:
    """The nearest of 256 colours, as Rich chooses it, so that the real screen has the same."""
    _, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < 0.15:
        grey = round(lightness * 25)
        return {0: 16, 25: 231}.get(grey, 231 + grey)
    levels = [round(part / 95 if part < 95 else 1 + (part - 95) / 40) for part in (red, green, blue)]
    return 16 + 36 * levels[0] + 6 * levels[1] + levels[2]

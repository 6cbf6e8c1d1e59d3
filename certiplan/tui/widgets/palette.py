"""The colours of the current theme by what they mean, for what Rich draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError

from certiplan.tui.desk.board import Sign

SIGNS: dict[Sign, str] = {
    "open": "·",
    "met": "✓",
    "unmet": "✗",
    "conflict": "↯",
    "changed": "↻",
    "unformalized": "?",
}
SIGN_WORDS: dict[Sign, str] = {
    "open": "not settled",
    "met": "met",
    "unmet": "not met",
    "conflict": "in conflict",
    "changed": "changed as you accepted",
    "unformalized": "not in the model",
}


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Styles by meaning; nothing hangs on them alone, since a terminal may have no colours."""

    good: Style
    bad: Style
    warn: Style
    accent: Style
    primary: Style
    muted: Style
    strong: Style

    def of_sign(self, sign: Sign) -> Style:
        """The style of a requirement's sign."""
        return {
            "open": self.muted,
            "met": self.good,
            "unmet": self.bad,
            "conflict": self.bad,
            "changed": self.warn,
            "unformalized": self.warn,
        }[sign]


def palette(variables: Mapping[str, str]) -> Palette:
    """The palette of a theme's variables."""

    def style(name: str, *, bold: bool = False) -> Style:
        try:
            return Style(color=Color.parse(variables.get(name, "")).rich_color, bold=bold or None)
        except ColorParseError:
            return Style(bold=bold or None)

    return Palette(
        good=style("success", bold=True),
        bad=style("error", bold=True),
        warn=style("warning", bold=True),
        accent=style("accent"),
        primary=style("primary", bold=True),
        muted=Style(dim=True),
        strong=Style(bold=True),
    )


class OnPane:
    """A drawing whose cells have no background of their own, so that the pane's shows."""

    def __init__(self, drawing: object) -> None:
        self._drawing = cast(RenderableType, drawing)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._drawing, options):
            style = segment.style
            if style is not None and style.bgcolor is not None and style.bgcolor.is_default:
                plain = Style(color=style.color, bold=style.bold, dim=style.dim, italic=style.italic)
                yield Segment(segment.text, plain, segment.control)
            else:
                yield segment

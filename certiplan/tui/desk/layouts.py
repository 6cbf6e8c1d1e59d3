"""How the room on the screen is shared out, as a matter of its size alone."""

from __future__ import annotations

from typing import Literal, TypeAlias

Layout: TypeAlias = Literal["single", "stacked", "beside", "pinned", "columns"]
"""`single`: one thing at a time, the conversation being one of the tabs. `stacked`: a pane below the
conversation. `beside`: a pane to its right. `pinned`: the requirements stay above that pane. `columns`: the
requirements have a column of their own."""

LAYOUTS: tuple[Layout, ...] = ("single", "stacked", "beside", "pinned", "columns")
WIDE = 100
VERY_WIDE = 170
TALL = 34


def layout_of(width: int, height: int) -> Layout:
    """The layout for a terminal of so many columns and rows."""
    if width >= VERY_WIDE:
        return "columns"
    if width >= WIDE:
        return "pinned" if height >= TALL else "beside"
    return "stacked" if height >= TALL else "single"

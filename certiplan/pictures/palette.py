"""Colours by group: the same group has the same colour in one picture, on the page and in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

TERMINAL_COLOURS: Final = ("blue", "dark_orange", "green", "magenta", "cyan", "yellow", "red", "white")
"""As many as the page's style sheet has: after the last, the first comes again."""


def groups_of(names: Iterable[str]) -> dict[str, int]:
    """The number of each group, in the order in which they first come."""
    found: dict[str, int] = {}
    for name in names:
        found.setdefault(name, len(found) % len(TERMINAL_COLOURS))
    return found


def class_of(name: str, groups: Mapping[str, int]) -> str:
    """The style class of a group."""
    return f"group g{groups[name]}"

"""Texts that come from tables, documents and language models, before they go to a terminal."""

from __future__ import annotations

_CONTROLS = dict.fromkeys(code for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t")


def printable(text: str) -> str:
    """The text without what a terminal would obey: data colours nothing and moves nothing."""
    return text.translate(_CONTROLS)

"""Expressions of the model language with their words, numbers and texts told apart."""

from __future__ import annotations

import re

from rich.text import Text

from certiplan.tui.widgets.palette import Palette

_TOKEN = re.compile(
    r"(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\b\d[\d_]*(?:\.\d+)?\b)"
    r"|(?P<relation><=|>=|==|!=|<|>)"
    r"|(?P<word>\b(?:for|in|if|else|and|or|not|where|sum|min|max|any|all|count|all_different|minimize|maximize"
    r"|binary|integer|real|choice|interval|of|true|false)\b)"
)


def formula(text: str, colours: Palette) -> Text:
    """An expression as Rich text."""
    found = Text(text)
    styles = {
        "text": colours.good.without_color + colours.accent,
        "number": colours.accent,
        "relation": colours.strong,
        "word": colours.primary,
    }
    for match in _TOKEN.finditer(text):
        assert match.lastgroup is not None
        found.stylize(styles[match.lastgroup], match.start(), match.end())
    return found

"""Keys never leave this process except in the request itself: not in logs, errors, the cache or events."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

_SHAPES = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai)-[A-Za-z0-9_*\-]*[0-9*][A-Za-z0-9_*\-]*|\b(?i:bearer)\s+[A-Za-z0-9._~+/=\-]{6,}"
)
_NAMES = re.compile(r".*(API_KEY|TOKEN|SECRET)$")
_SHORTEST = 8
BLANK = "[key]"


class Redactor:
    """Blanks keys out of texts.

    Placeholders such as "x", which servers of one's own are given, are no keys: to blank them out would only
    spoil texts.

    Args:
        keys: keys that were passed in; those in the environment are known anyway.
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        known = {key for key in keys if len(key) >= _SHORTEST}
        known.update(
            value for name, value in os.environ.items() if _NAMES.match(name) and len(value) >= _SHORTEST
        )
        self._longest_first = sorted(known, key=lambda key: (-len(key), key))

    def known(self, text: str) -> str:
        """The text without known keys: for what a person or a model wrote, which stays as it is otherwise."""
        for key in self._longest_first:
            text = text.replace(key, BLANK)
        return text

    def all(self, text: str) -> str:
        """The text without known keys and without what looks like one: for words of servers and libraries."""
        return _SHAPES.sub(BLANK, self.known(text))

"""Keys never leave this process except in the request itself: not in logs, errors, the cache or events."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable

_SHAPES = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|key)-[A-Za-z0-9_*\-]{6,}|(?i:bearer|basic)\s+[A-Za-z0-9._~+/=\-]{6,}"
)
_NAMES = re.compile(r".*(API_KEY|TOKEN|SECRET)$")
_SHORTEST = 6
BLANK = "[key]"


def redactor(keys: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that blanks keys out of a text.

    Args:
        keys: keys that were passed in; those in the environment, and what looks like a key, are known anyway.
    """
    known = {key for key in keys if key}
    known.update(
        value for name, value in os.environ.items() if _NAMES.match(name) and len(value) >= _SHORTEST
    )
    longest_first = sorted(known, key=lambda key: (-len(key), key))

    def redact(text: str) -> str:
        for key in longest_first:
            text = text.replace(key, BLANK)
        return _SHAPES.sub(BLANK, text)

    return redact

"""Words of requests and of names, made comparable: lower case, parts of names apart, plurals as singulars."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def stems(text: str) -> Iterator[str]:
    """The words of a text or a name in their order: `truckLoads_2` gives truck, load, 2."""
    for match in _PART.finditer(text):
        yield stem(match.group())


def stem(word: str) -> str:
    """A word in lower case without its plural ending."""
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def sentences(text: str) -> list[str]:
    """A text cut at ends of sentences and lines."""
    return [part for part in re.split(r"(?<=[.!?;])\s+(?=[A-Z\"“(])|\n+", text) if part.strip()]

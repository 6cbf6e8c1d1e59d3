"""Whether something is to be done, or only asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

Mode: TypeAlias = Literal["do", "what if", "why", "why not"]

_LEAD: Final = r"^\s*(?:(?:and|but|so|ok|okay|then|hm+|well)[,\s]+)*"
_PATTERNS: Final[Mapping[Mode, re.Pattern[str]]] = {
    "what if": re.compile(
        _LEAD + r"(?:what(?:\s+would\s+(?:happen|change|it\s+cost|be))?\s+if\b|what\s+about\b|how\s+about\b"
        r"|suppose\b|(?:how\s+much|what)\s+would\s+it\s+cost\s+(?:(?:if|with)\b|(?=without\b))"
        r"|would\s+it\s+work\s+(?:if|with)\b)",
        re.IGNORECASE,
    ),
    "why not": re.compile(
        _LEAD + r"why\s+(?:not\b|(?:(?:do|did|could|should|would|is|are|was|were)n[’']?t|can[’']?t|cannot"
        r"|(?:do|did|can|could|should|would|is|are)\s+(?:we|you|it|there)\s+not)\b(?:\s+(?:we|you|it|there)\b)?)",
        re.IGNORECASE,
    ),
    "why": re.compile(
        _LEAD + r"why\b(?:\s+(?:do|did|is|are|must|should)\b)?(?:\s+(?:we|you|it|there)\b)?", re.IGNORECASE
    ),
}


def mode_of(text: str) -> tuple[Mode, int]:
    """(what is wanted with what is said, where that begins).

    Args:
        text: "what if we were three?" is the supposition " we were three?".
    """
    for mode, pattern in _PATTERNS.items():
        match = pattern.match(text)
        if match is not None:
            return mode, match.end()
    return "do", 0

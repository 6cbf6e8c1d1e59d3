"""What a change of a trip in words is made of: the words, and what they do to a request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from certiplan.tasks.travel.request import TravelRequest, Wish

_KEEPING: Final = re.compile(r"\b(?:do\s*n[’']?t|do\s+not|never|not\s+to)\s+$", re.IGNORECASE)
THE_BUDGET: Final = r"(?:(?:the|our|my|that)\s+)?budget"


@dataclass(frozen=True, kw_only=True)
class Move:
    """A change of a request that was found in a text.

    Attributes:
        wish: what it changes.
        start: where its words begin.
        end: where they end.
        change: the fields of the request, changed.
        missing: the wish that it takes back although there is none, as "no flights".
    """

    wish: Wish
    start: int
    end: int
    change: Callable[[TravelRequest], dict[str, object]]
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """The words of one kind of change.

    Attributes:
        change: the changed fields, for what was found in which request.
        missing: for what takes a wish back that the request does not have: that wish.
        takes_back: whether "don't" before it means that everything stays.
    """

    wish: Wish
    pattern: re.Pattern[str]
    change: Callable[[re.Match[str], TravelRequest], dict[str, object]]
    missing: str = ""
    takes_back: bool = False


def regex(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words in any case."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def moved(pattern: Pattern, match: re.Match[str]) -> Move:
    """The move that a match is."""
    kept = _KEEPING.search(match.string, 0, match.start()) if pattern.takes_back else None
    return Move(
        wish=pattern.wish,
        start=match.start() if kept is None else kept.start(),
        end=match.end(),
        change=(lambda before: pattern.change(match, before)) if kept is None else lambda before: {},
        missing=pattern.missing,
    )

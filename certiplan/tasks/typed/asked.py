"""Wishes of a typed request as requirements of its document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from certiplan.tasks.typed.items import Entries


class Asked(Protocol):
    """A wish, as a sentence without its full stop."""

    @property
    def sentence(self) -> str:
        """What is wished."""

    @property
    def priority(self) -> int:
        """How much it matters."""


def requirements_of(asked: Mapping[str, Asked], quotes: Mapping[str, str], *, best: str) -> Entries:
    """The requirements, and one for the objective.

    Args:
        asked: the wishes by the names of their requirements.
        quotes: by requirement, the exact words that it comes from.
        best: says that the best is wanted.
    """
    result: Entries = {}
    for name, wish in asked.items():
        quote = quotes.get(name)
        said: Entries = {"assume": f"{wish.sentence}."} if quote is None else {"quote": quote}
        result[name] = {**said, "priority": wish.priority}
    result["best"] = {"assume": best, "negotiable": False}
    return result

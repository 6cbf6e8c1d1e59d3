"""Checks of names in typed requests; their ValueErrors become findings of pydantic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def distinct(names: Iterable[str], what: str) -> None:
    """Refuse that two things bear one name.

    Args:
        names: of all of them.
        what: what they are, in the plural.
    """
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"{times} {what} are called {name!r}: give each a name of its own")


def known(names: Iterable[str], among: set[str], what: str) -> None:
    """Refuse a name that nothing bears; `what` it should be is in the singular."""
    for name in names:
        if name not in among:
            raise ValueError(f"{name!r} is no {what} (known: {', '.join(sorted(among))})")

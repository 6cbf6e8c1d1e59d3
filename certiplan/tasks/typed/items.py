"""Constraints on all members of a set, written once for each: each member's wish has a name of its own."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import TypeAlias

from certiplan.model.yaml_text import Data

Entries: TypeAlias = dict[str, Data]


def plain(text: str) -> str:
    """A text as a part of a name."""
    return re.sub(r"\W+", "_", text).strip("_").lower() or "x"


def free_name(base: str, taken: Container[str]) -> str:
    """The name, or where it is taken the first of `base_2`, `base_3`, … that is not."""
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def names_of(kind: str, items: Iterable[str]) -> dict[str, str]:
    """A name for the wish about each item, by item: `light_cafe1`."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for item in items:
        found[item] = free_name(f"{kind}_{plain(item)}", taken)
        taken.add(found[item])
    return found


def for_each(entry: Data, over: str, names: dict[str, str]) -> Entries:
    """A constraint that ranges over a set, for each of its members.

    Args:
        entry: the constraint, whose `for` holds "in SET".
        over: the set.
        names: by member the name of the requirement, which the constraint gets as well.
    """
    assert isinstance(entry, dict)
    ranges = entry["for"]
    assert isinstance(ranges, str) and f"in {over}" in ranges
    return {
        name: {**entry, "for": ranges.replace(f"in {over}", f"in [{member!r}]"), "from": name}
        for member, name in names.items()
    }

"""A solution in the document's own terms: a value for every element of every variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from certiplan.model.values import Rational, Value


@dataclass(frozen=True, kw_only=True, slots=True)
class IntervalValue:
    """Where an interval lies; an absent one has start, length and end 0."""

    start: Rational
    length: Rational
    end: Rational
    present: bool = True


Decision: TypeAlias = Value | IntervalValue | None
"""The value of one element: a number, a member (`choice`), an interval, or None for an absent choice."""

Solution: TypeAlias = Mapping[str, Mapping[tuple[Value, ...], Decision]]
"""By variable, then by indices; a scalar variable has the one key `()`."""

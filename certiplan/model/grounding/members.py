"""Sets at run time: distinct values in order, with membership and position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import combinations, product

from certiplan.model.diagnostics import ExpressionError, nearest
from certiplan.model.values import Value, show

MAX_MEMBERS = 2_000_000


class Members:
    """A finite ordered set. Rows are found by their keys too."""

    def __init__(self, values: Iterable[Value]) -> None:
        self.values: tuple[Value, ...] = tuple(dict.fromkeys(values))

    @cached_property
    def positions(self) -> dict[Value, int]:
        """The position of each member, from 0."""
        return {value: position for position, value in enumerate(self.values)}

    def __iter__(self) -> Iterator[Value]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, value: object) -> bool:
        return value in self.positions

    def at(self, position: int) -> Value:
        """The member at a position counted from 1.

        Raises:
            ExpressionError: outside the set.
        """
        if not 1 <= position <= len(self.values):
            raise ExpressionError(
                f"there is no member number {position}",
                code="bad-index",
                expected=f"1 to {len(self.values)}: positions count from 1",
            )
        return self.values[position - 1]

    def position(self, value: Value) -> int:
        """The position of a member, from 1.

        Raises:
            ExpressionError: for what is no member.
        """
        found = self.positions.get(value)
        if found is None:
            known = [member for member in self.values if isinstance(member, str)]
            raise ExpressionError(
                f"{show(value)} is not a member of the set",
                code="bad-index",
                did_you_mean=nearest(value, known) if isinstance(value, str) else None,
            )
        return found + 1

    def neighbour(self, value: Value, step: int) -> Value:
        """The member `step` places after this one.

        Raises:
            ExpressionError: at the ends.
        """
        place = self.position(value) + step
        if not 1 <= place <= len(self.values):
            end = "last" if step > 0 else "first"
            raise ExpressionError(
                f"{show(value)} is the {end} member", code="bad-index", expected="a condition before"
            )
        return self.values[place - 1]

    def __or__(self, other: Members) -> Members:
        return Members((*self.values, *other.values))

    def __and__(self, other: Members) -> Members:
        return Members(value for value in self.values if value in other)

    def __sub__(self, other: Members) -> Members:
        return Members(value for value in self.values if value not in other)

    def times(self, other: Members) -> Members:
        """All pairs."""
        refuse_size(len(self) * len(other))
        return Members(flat((left, right)) for left, right in product(self.values, other.values))

    def subsets(self, size: int) -> Members:
        """All combinations of `size` members, as tuples in the order of the set."""
        count = 1
        for k in range(min(size, len(self) - size)):
            count = count * (len(self) - k) // (k + 1)
            refuse_size(count)
        return Members(combinations(self.values, size))


def flat(value: Value) -> Value:
    """Nested tuples as one flat tuple."""
    if not isinstance(value, tuple):
        return value
    for part in value:
        if type(part) is tuple:
            break
    else:
        return value
    parts: list[Value] = []
    for part in value:
        inner = flat(part)
        if isinstance(inner, tuple):
            parts.extend(inner)
        else:
            parts.append(inner)
    return tuple(parts)


def refuse_size(count: int) -> None:
    """Refuse a set before it is made.

    Raises:
        ExpressionError: code `too-large`.
    """
    if count > MAX_MEMBERS:
        raise ExpressionError(
            f"the set would have {count:,} members", code="too-large", expected=f"at most {MAX_MEMBERS:,}"
        )


def integers(first: int, last: int, step: int = 1) -> Members:
    """The integers from `first` to `last`, both included."""
    span = range(first, last + (1 if step > 0 else -1), step)
    count = max(0, (last - first) // step + 1)
    refuse_size(count)
    return Members(span)

"""The way out of a conflict that a person accepted, by its number."""

from __future__ import annotations

from certiplan.agents.outcomes import Conflict, Outcome, WayOut
from certiplan.errors import UsageError


def accepted_way(outcome: Outcome | None, number: int | None) -> WayOut:
    """The way out with that number.

    Raises:
        UsageError: the outcome is no conflict, or has no such way out.
    """
    if not isinstance(outcome, Conflict):
        raise nothing_to_accept(number)
    for way in outcome.ways_out:
        if way.number == number:
            return way
    count = len(outcome.ways_out)
    several = "there is only way out 1" if count == 1 else f"choose one of 1 to {count}"
    known = several if count else "none was found for this request"
    raise UsageError(f"there is no way out {number}: {known}")


def nothing_to_accept(number: int | None) -> UsageError:
    """The error of accepting a way out of what is no conflict."""
    return UsageError(f"way out {number} was accepted, but there is no conflict: leave it out")

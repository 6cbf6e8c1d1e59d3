"""Round trips: the domain of the TravelPlanner benchmark."""

from __future__ import annotations

from typing import Any

__all__ = ["TASK"]


def __getattr__(name: str) -> Any:
    # The domain loads solvers; asking for its request or its checker should not.
    if name != "TASK":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from certiplan.tasks.travel.task import TravelTask

    return TravelTask()

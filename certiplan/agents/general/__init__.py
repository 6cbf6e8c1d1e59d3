"""Any request that can be stated as a model document, in no particular domain.

A language model writes the document; without one, a document is solved, explained and edited in conversation.
"""

from __future__ import annotations

from typing import Any

__all__ = ["TASK", "GeneralTask"]


def __getattr__(name: str) -> Any:
    # The task loads solvers; naming it should not.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from certiplan.agents.general.task import GeneralTask

    return GeneralTask() if name == "TASK" else GeneralTask

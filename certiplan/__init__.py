"""Plans from plain language that are proved and rechecked.

`Planner` plans requests in plain words; `Model` loads, solves and judges model documents.

Importing this package loads no solver: names are resolved when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from certiplan.agents.planner import Planner
    from certiplan.solvers.model import Model

__version__ = "0.1.0"
__all__ = ["Model", "Planner", "__version__"]

_HOMES = {"Model": "certiplan.solvers.model", "Planner": "certiplan.agents.planner"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

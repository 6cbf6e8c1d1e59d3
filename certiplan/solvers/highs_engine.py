"""HiGHS in a worker process, for races: there its process can be killed."""

from __future__ import annotations

from dataclasses import replace

from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.highs import HighsBackend
from certiplan.solvers.results import SolverResult
from certiplan.solvers.wire import Listener


def solve(model: GroundModel, options: SolveOptions, listener: Listener) -> SolverResult:
    """Settle a ground model with HiGHS, in this process.

    Args:
        model: see `HighsBackend`.
        options: `stop` and `on_progress` are not used here.
        listener: told of the value and the bound as they move; HiGHS returns its solution in time itself.
    """
    return HighsBackend().solve(model, replace(options, on_progress=listener.progress))

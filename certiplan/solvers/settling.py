"""One ground model, one result: by the solver that was named, or by the one that fits the model."""

from __future__ import annotations

from certiplan.errors import SolverUnavailableError
from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Backend, SolveOptions
from certiplan.solvers.registry import backend
from certiplan.solvers.results import SolverResult
from certiplan.solvers.router import RoutedBackend


def settle(model: GroundModel, *, solver: str, options: SolveOptions) -> SolverResult:
    """Settle a ground model.

    Args:
        solver: a backend's name, or "auto".

    Raises:
        SolverUnavailableError: the solver is not installed.
        UsageError: there is no solver of that name.
    """
    return chosen_backend(solver).solve(model, options)


def chosen_backend(solver: str) -> Backend:
    """The backend of this name; "auto" is one that chooses by the model.

    Raises:
        SolverUnavailableError: it is not installed.
        UsageError: there is none of that name.
    """
    chosen: Backend = RoutedBackend() if solver == "auto" else backend(solver)
    missing = chosen.unavailable_because()
    if missing is not None:
        raise SolverUnavailableError(missing)
    return chosen

"""One ground model, one result: by the solver that was named, or by the first fit one that can."""

from __future__ import annotations

from certiplan.errors import SolverUnavailableError
from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.registry import backend
from certiplan.solvers.results import SolverResult, Unknown

_ORDER = ("highs", "z3", "cpsat", "scip")


def settle(model: GroundModel, *, solver: str, options: SolveOptions) -> SolverResult:
    """Settle a ground model.

    Args:
        solver: a backend's name, or "auto".

    Raises:
        SolverUnavailableError: the named solver is not installed.
        UsageError: there is no solver of that name.
    """
    if solver != "auto":
        chosen = backend(solver)
        missing = chosen.unavailable_because()
        if missing is not None:
            raise SolverUnavailableError(missing)
        return chosen.solve(model, options)
    result: SolverResult = Unknown(reason="not supported", detail="no solver", solver="auto", seconds=0.0)
    for name in _ORDER:
        candidate = backend(name)
        if candidate.unavailable_because() is None:
            result = candidate.solve(model, options)
            if not (isinstance(result, Unknown) and result.reason == "not supported"):
                break
    return result

"""One ground model, one result: by the solver that was named, or by the one that fits the model."""

from __future__ import annotations

from typing import Final

from certiplan.errors import SolverUnavailableError, UsageError
from certiplan.model.ir import GroundModel
from certiplan.solvers.backend import Backend, SolveOptions
from certiplan.solvers.portfolio import PortfolioBackend
from certiplan.solvers.registry import backend
from certiplan.solvers.results import SolverResult
from certiplan.solvers.router import RoutedBackend

_PORTFOLIO_PREFIX: Final = "portfolio:"


def settle(model: GroundModel, *, solver: str, options: SolveOptions) -> SolverResult:
    """Settle a ground model.

    Args:
        solver: a backend's name, "auto", or "portfolio:" and two names that "+" joins.

    Raises:
        SolverUnavailableError: the solver is not installed.
        UsageError: there is no solver of that name.
    """
    return chosen_backend(solver).solve(model, options)


def chosen_backend(solver: str) -> Backend:
    """The backend of this name: "auto" chooses by the model, "portfolio:highs+cpsat" races the two.

    Raises:
        SolverUnavailableError: it is not installed.
        UsageError: there is none of that name.
    """
    chosen = _named(solver)
    missing = chosen.unavailable_because()
    if missing is not None:
        raise SolverUnavailableError(missing)
    return chosen


def _named(solver: str) -> Backend:
    if solver == "auto":
        return RoutedBackend()
    if not solver.startswith(_PORTFOLIO_PREFIX):
        return backend(solver)
    names = solver.removeprefix(_PORTFOLIO_PREFIX).split("+")
    if len(names) != 2 or names[0] == names[1]:
        raise UsageError(f"{solver!r} names no race: give two different solvers, as portfolio:highs+cpsat")
    return PortfolioBackend(backend(names[0]), backend(names[1]))

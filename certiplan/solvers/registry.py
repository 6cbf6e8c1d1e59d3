"""The solvers by name. Nothing is loaded before it is asked for, nor to ask whether it is installed."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from typing import Final, cast

from certiplan.errors import UsageError
from certiplan.solvers.backend import Backend, Capability
from certiplan.solvers.process import ProcessBackend

_PYOMO_PREFIX: Final = "pyomo:"

Z3_CAPABILITY: Final = Capability(
    features=frozenset(
        {
            "integer",
            "unbounded integer",
            "real",
            "logic",
            "bilinear",
            "nonlinear",
            "global constraints",
            "objective",
            "unbounded proof",
            "cores",
        }
    ),
    exact_reals=True,
    anytime=True,
)
CPSAT_CAPABILITY: Final = Capability(
    features=frozenset({"integer", "logic", "bilinear", "global constraints", "objective"}),
    exact_reals=False,
    anytime=True,
)
SCIP_CAPABILITY: Final = Capability(
    features=frozenset(
        {
            "integer",
            "unbounded integer",
            "real",
            "logic",
            "bilinear",
            "nonlinear",
            "transcendental",
            "global constraints",
            "objective",
        }
    ),
    exact_reals=False,
    anytime=True,
)
_PYOMO_CAPABILITY: Final = Capability(
    features=frozenset({"integer", "real", "logic", "bilinear", "nonlinear", "transcendental", "objective"}),
    exact_reals=False,
    anytime=False,
)


def _missing(*modules: str, title: str, remedy: str) -> Callable[[], str | None]:
    def probe() -> str | None:
        absent = [module for module in modules if find_spec(module) is None]
        return f"{title} is not installed: {remedy}" if absent else None

    return probe


def _highs() -> Backend:
    return cast(Backend, import_module("certiplan.solvers.highs").HighsBackend())


def _z3() -> Backend:
    missing = _missing("z3", title="Z3", remedy="pip install z3-solver")
    return ProcessBackend(name="z3", capability=Z3_CAPABILITY, missing=missing)


def _cpsat() -> Backend:
    missing = _missing("ortools", title="CP-SAT", remedy="pip install 'certiplan[cpsat]'")
    return ProcessBackend(name="cpsat", capability=CPSAT_CAPABILITY, missing=missing)


def _scip() -> Backend:
    missing = _missing("pyomo", "pyscipopt", title="SCIP", remedy="pip install 'certiplan[scip]'")
    return ProcessBackend(name="scip", capability=SCIP_CAPABILITY, missing=missing)


def _pyomo(solver: str) -> Backend:
    missing = _missing("pyomo", title="Pyomo", remedy="pip install 'certiplan[scip]'")
    name = _PYOMO_PREFIX + solver
    return ProcessBackend(name=name, capability=_PYOMO_CAPABILITY, missing=missing, engine=name)


def in_own_process(solver: Backend) -> Backend:
    """The same solver in a process that can be killed: HiGHS moves into one, the others have one."""
    from certiplan.solvers.highs import HighsBackend  # loads NumPy, which a list of names does not need

    if not isinstance(solver, HighsBackend):
        return solver
    return ProcessBackend(name=solver.name, capability=solver.capability, missing=solver.unavailable_because)


_MAKERS: Final[dict[str, Callable[[], Backend]]] = {
    "highs": _highs,
    "z3": _z3,
    "cpsat": _cpsat,
    "scip": _scip,
}

BACKEND_NAMES: Final = tuple(_MAKERS)
"""The solvers that Certiplan knows by itself; besides them `pyomo:NAME`."""


def backend(name: str) -> Backend:
    """The solver of this name, available or not (see `Backend.unavailable_because`).

    Args:
        name: one of `BACKEND_NAMES`, or `pyomo:` and the name of a solver that Pyomo knows.

    Raises:
        UsageError: there is no such solver.
    """
    if name.startswith(_PYOMO_PREFIX) and len(name) > len(_PYOMO_PREFIX):
        return _pyomo(name.removeprefix(_PYOMO_PREFIX))
    maker = _MAKERS.get(name)
    if maker is None:
        near = get_close_matches(name, BACKEND_NAMES, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        known = ", ".join((*BACKEND_NAMES, "pyomo:NAME"))
        raise UsageError(f"there is no solver named {name!r}{hint} (known: {known})")
    return maker()


def backends() -> tuple[Backend, ...]:
    """All solvers that Certiplan knows by itself, available or not."""
    return tuple(maker() for maker in _MAKERS.values())

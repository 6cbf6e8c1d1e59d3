"""Solvers by name; asking for them loads none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from certiplan.errors import UsageError
from certiplan.solvers import registry
from certiplan.solvers.registry import BACKEND_NAMES, backend, backends


def test_all_known_solvers_are_listed_under_their_names() -> None:
    assert tuple(solver.name for solver in backends()) == BACKEND_NAMES


def test_any_solver_that_pyomo_knows_may_be_named() -> None:
    assert backend("pyomo:ipopt").name == "pyomo:ipopt"


@pytest.mark.parametrize("name", ["higs", "pyomo:", "", "Z3"])
def test_an_unknown_name_is_refused_with_what_is_known(name: str) -> None:
    with pytest.raises(UsageError, match="pyomo:NAME"):
        backend(name)


def test_a_near_name_is_suggested() -> None:
    with pytest.raises(UsageError, match="did you mean 'highs'"):
        backend("higs")


def test_a_missing_package_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _: None)
    assert backend("cpsat").unavailable_because() == (
        "CP-SAT is not installed: pip install 'certiplan[cpsat]'"
    )
    assert backend("scip").unavailable_because() == "SCIP is not installed: pip install 'certiplan[scip]'"
    assert "z3-solver" in (backend("z3").unavailable_because() or "")


def test_asking_loads_no_solver() -> None:
    program = (
        "import sys\n"
        "from certiplan.solvers.registry import backends\n"
        "reasons = [solver.unavailable_because() for solver in backends()]\n"
        "print(sorted({'highspy', 'ortools', 'z3', 'pyomo', 'pyscipopt'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""Every construct of the language on every backend that declares what it needs, against brute force."""

from __future__ import annotations

import pytest

from certiplan.model.functions import FUNCTIONS
from certiplan.model.grounding import Ground, check, ground
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.solvers.backend import Backend
from certiplan.solvers.measures import measure
from certiplan.solvers.registry import BACKEND_NAMES, backend
from tests.battery.compare import compare, compare_all_solutions, compare_beyond_the_optimum
from tests.battery.constructs import CONSTRUCTS, Construct, functions_used, truth_about

MOST_LISTED = {"highs": 30, "z3": 12, "cpsat": 8, "scip": 4}
"""How many solutions are listed one by one; those whose calls cost more list fewer."""

REFUSED = {
    ("pi and e", "cpsat"): "its sums have 64 bits; irrational constants have 50 digits",
    ("ratio", "cpsat"): "its values are integers; the router asks for reals where there are ratios",
    ("ratio whose divisor may be 0 by its bounds", "cpsat"): "likewise",
    ("a value that is not defined excludes, needed or not", "cpsat"): "likewise",
    ("a value that is not defined excludes, infeasible", "cpsat"): "likewise",
}
"""What a backend refuses although it declares every feature, and why."""

BY_NAME = {construct.name: construct for construct in CONSTRUCTS}


def prepared(construct: Construct, solver: Backend) -> tuple[LoadedDocument, Ground]:
    """The document, ground; skips where the backend is not there."""
    if (why := solver.unavailable_because()) is not None:
        pytest.skip(why)
    loaded = load_elements(construct.text)
    return loaded, ground(loaded.elements, loaded.tables)


@pytest.mark.parametrize("solver_name", BACKEND_NAMES)
@pytest.mark.parametrize("name", BY_NAME)
def test_each_construct_on_each_backend(name: str, solver_name: str) -> None:
    construct, solver = BY_NAME[name], backend(solver_name)
    loaded, grounded = prepared(construct, solver)
    truth = truth_about(construct.text)
    text, reals = construct.text, construct.has_reals
    declared = measure(grounded.model).features() <= solver.capability.features
    supported = compare(text, loaded, grounded, truth, solver, has_reals=reals)
    refused = (name, solver_name) in REFUSED
    assert supported == (not refused) or not declared, f"{solver_name} declares what this needs"
    if supported:
        compare_beyond_the_optimum(text, grounded, truth, solver)
        if not reals and len(truth.solutions) <= MOST_LISTED[solver_name]:
            compare_all_solutions(text, grounded, truth, solver)


@pytest.mark.parametrize("name", BY_NAME)
def test_checks_are_clean(name: str) -> None:
    loaded = load_elements(BY_NAME[name].text)
    assert [str(found) for found in (*loaded.diagnostics, *check(loaded.elements, loaded.tables))] == []


def test_every_function_of_the_language_has_a_construct() -> None:
    used = {
        name for construct in CONSTRUCTS for name in functions_used(load_elements(construct.text).elements)
    }
    assert used == set(FUNCTIONS)

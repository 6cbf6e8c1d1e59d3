"""Every backend agrees with brute force on random documents: status, optimum, and the whole solution set."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, seed, settings

from certiplan.solvers.registry import backend
from tests.battery.compare import compare, compare_all_solutions, truth_of
from tests.battery.documents import documents

BACKENDS = ("highs", "z3", "cpsat")
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def agree(text: str, name: str, *, whole_set: bool) -> None:
    solver = backend(name)
    if solver.unavailable_because() is not None:
        pytest.skip(str(solver.unavailable_because()))
    found = truth_of(text)
    if found is None:
        return
    loaded, grounded, truth = found
    supported = compare(text, loaded, grounded, truth, solver)
    if supported and whole_set and len(truth.solutions) <= 40:
        compare_all_solutions(text, grounded, truth, solver)


@pytest.mark.parametrize("name", BACKENDS)
@seed(20260101)
@settings(max_examples=60, deadline=None, suppress_health_check=CHECKS, database=None)
@given(text=documents())
def test_backends_agree_with_brute_force(name: str, text: str) -> None:
    agree(text, name, whole_set=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", BACKENDS)
@settings(max_examples=7000, deadline=None, suppress_health_check=CHECKS, database=None)
@given(text=documents())
def test_backends_agree_on_thousands(name: str, text: str) -> None:
    agree(text, name, whole_set=False)

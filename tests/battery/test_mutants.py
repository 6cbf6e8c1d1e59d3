"""The battery notices what it is there to notice: each deliberate fault makes it fail, and none without."""

from __future__ import annotations

import pytest

from certiplan.model.grounding import ground
from certiplan.model.loading import load_elements
from certiplan.solvers.registry import backend
from tests.battery.compare import (
    compare,
    compare_all_solutions,
    compare_beyond_the_optimum,
    compare_under_limits,
)
from tests.battery.constructs import CONSTRUCTS, Construct, truth_about
from tests.battery.mutants import MUTANTS

BY_NAME = {construct.name: construct for construct in CONSTRUCTS}
KILLERS = sorted({mutant.killed_by for mutant in MUTANTS})
MUTANTS_BY_NAME = {mutant.name: mutant for mutant in MUTANTS}


def stand_the_battery(construct: Construct) -> None:
    """All that is compared about one document, with HiGHS, which runs in this process."""
    truth, solver = truth_about(construct.text), backend("highs")
    loaded = load_elements(construct.text)
    grounded = ground(loaded.elements, loaded.tables)
    text = construct.text
    assert compare(text, loaded, grounded, truth, solver, has_reals=construct.has_reals)
    compare_beyond_the_optimum(text, grounded, truth, solver)
    if not construct.has_reals and len(truth.solutions) <= 30:
        compare_all_solutions(text, grounded, truth, solver)
    compare_under_limits(text, grounded, truth, solver)


@pytest.mark.parametrize("name", KILLERS)
def test_the_battery_passes_without_a_fault(name: str) -> None:
    stand_the_battery(BY_NAME[name])


@pytest.mark.parametrize("name", MUTANTS_BY_NAME)
def test_each_mutant_is_killed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = MUTANTS_BY_NAME[name]
    construct = BY_NAME[mutant.killed_by]
    truth_about(construct.text)  # the truth is found before anything is broken
    mutant.apply(monkeypatch)
    with pytest.raises(AssertionError):
        stand_the_battery(construct)


def test_names_are_distinct() -> None:
    assert len(MUTANTS_BY_NAME) == len(MUTANTS) >= 20

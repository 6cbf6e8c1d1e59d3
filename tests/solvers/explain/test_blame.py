"""Nobody is accused of whom nothing was proved."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from certiplan.solvers.explain import Clock, Limits, blame, blame_to_json
from certiplan.solvers.model import Model, NoSolution
from tests.solvers.explain.small_documents import Small, small_documents

INNOCENT = """certiplan: 1
requirements:
  r: {assume: "At least 5."}
variables:
  x: {type: integer, lower: 0, upper: 9}
  y: {type: integer, lower: 0, upper: 9}
constraints:
  odd: {that: "2 * x == 2 * y + 1"}
  c: {that: "x >= 5", from: r}
objective: {maximize: "x"}
"""


@pytest.mark.parametrize("solver", ["auto", "highs", "z3", "portfolio:highs+z3"])
def test_a_requirement_beside_a_model_that_contradicts_itself_is_innocent(solver: str) -> None:
    model = Model.load(INNOCENT)
    answer = model.solve(solver=solver)
    assert isinstance(answer, NoSolution)
    found = model.blame(answer, solver=solver)
    assert (found.requirements, found.undecided) == ((), ())
    assert found.structural and found.structure is not None
    assert found.structure.constraints == ("odd",)
    assert blame_to_json(found)["constraints"] == ["odd"]


def test_without_time_nobody_is_accused() -> None:
    model = Model.load(INNOCENT)
    found = blame(model.document, ("r",), Clock(Limits(time_limit_s=0)), proved_by="highs")
    assert (found.requirements, found.undecided) == ((), ("r",))
    assert not found.structural and not found.minimal


@settings(max_examples=40)
@given(small_documents())
def test_who_is_accused_takes_part_in_a_minimal_conflict(document: Small) -> None:
    model = Model.load(document.data())
    answer = model.solve(solver="highs")
    if not isinstance(answer, NoSolution):
        return
    found = model.blame(answer, solver="highs")
    assert found.minimal
    assert found.structural == (not document.possible(frozenset()))
    assert frozenset(found.requirements) in document.conflicts()

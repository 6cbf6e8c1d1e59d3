"""A capacity that is decided together with the demands: OR-Tools alone loses solutions, by seed."""

from __future__ import annotations

import pytest

from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Model, Solved
from certiplan.solvers.registry import backend

DOCUMENT = """
certiplan: 1
sets: {T: "1..4"}
variables:
  t: {over: [T], type: interval, length: 3, start: [0, 9], optional: true}
  need: {over: [T], type: integer, lower: 1, upper: 3}
  cap: {type: integer, lower: 0, upper: 6}
constraints:
  fits:   {that: "cumulative(((t[i], need[i]) for i in T), capacity=cap)"}
  three:  {that: "count(t[i].present for i in T) >= 3"}
  order:  {for: "i in T if i > 1", that: "precedes(t[i - 1], t[i])", soft: 1}
  soon:   {for: "i in T", that: "t[i].end <= 4"}
  enough: {that: "sum(need[i] for i in T) >= 7"}
objective: {minimize: "cap + 2 * penalty"}
"""


def test_the_optimum_does_not_depend_on_the_seed() -> None:
    missing = backend("cpsat").unavailable_because()
    if missing is not None:
        pytest.skip(missing)
    model = Model.load(DOCUMENT)
    for seed in range(12):
        answer = model.solve(solver="cpsat", options=SolveOptions(seed=seed, threads=1))
        assert isinstance(answer, Solved), answer
        assert answer.objectives == (6,)

"""A root in a parameter keeps CP-SAT away: the answer says which parameter to round, and how."""

from __future__ import annotations

from threading import Event

import pytest

from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Model, Solved
from certiplan.solvers.results import Unknown
from certiplan.solvers.rounding_advice import rounding_advice

TOUR = """
certiplan: 1
sets: {{Town: [a, b, c, d]}}
parameters:
  x: {{over: [Town], value: [0, 3, 7, 2]}}
  far: {{for: "a in Town, b in Town", value: "= {distance}"}}
variables:
  after: {{over: [Town], type: choice, of: Town}}
constraints:
  tour: {{that: "circuit(after[t] for t in Town)"}}
objective: {{minimize: "sum(far[t, after[t]] for t in Town)"}}
"""
ROOT = "sqrt((x[a] - x[b]) ** 2 + 2)"


def test_the_parameter_and_the_idiom_are_named() -> None:
    answer = Model.load(TOUR.format(distance=ROOT)).solve(solver="cpsat")
    assert isinstance(answer, Unknown)
    assert answer.reason == "not supported"
    assert "beyond 64 bits" in answer.detail
    assert "round `far` for CP-SAT" in answer.detail
    assert "`= round(1000 * …) / 1000`" in answer.detail


def test_the_idiom_helps() -> None:
    answer = Model.load(TOUR.format(distance=f"round(1000 * {ROOT}) / 1000")).solve(solver="cpsat")
    assert isinstance(answer, Solved)
    assert answer.optimal


@pytest.mark.parametrize(
    ("distance", "is_advised"),
    [
        (ROOT, True),
        ("pi * x[a]", True),
        ("x[a] ** 0.5", True),
        ("x[a] ** 2 + x[b] / 3", False),
        (f"ceil({ROOT})", False),
    ],
)
def test_only_what_is_irrational_is_to_be_rounded(distance: str, *, is_advised: bool) -> None:
    elements = Model.load(TOUR.format(distance=distance)).elements
    assert bool(rounding_advice(elements)) == is_advised


@pytest.mark.parametrize("solver", ["highs", "auto"])
def test_no_user_is_said_to_have_interrupted_what_a_limit_ended(solver: str) -> None:
    model = Model.load(TOUR.format(distance=ROOT))
    stop = Event()
    stop.set()
    answer = model.solve(solver=solver, options=SolveOptions(stop=stop))
    assert "by user" not in str(answer).lower()

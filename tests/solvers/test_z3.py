"""Z3 against brute force: status, optimum and the whole solution set; and what only Z3 promises."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, note, settings

from certiplan.model.ir import (
    Circuit,
    Cumulative,
    Function,
    GroundModel,
    Iff,
    Literal,
    NoOverlap,
    Not,
    Or,
    Power,
    Product,
    Quotient,
    Rational,
    Span,
)
from certiplan.solvers.backend import Progress, SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.results import Feasible, Infeasible, Optimal, SolverResult, Unbounded, Unknown
from certiplan.solvers.wire import Incumbent
from certiplan.solvers.z3_search import solve
from tests.solvers.ground_models import (
    LOGIC,
    MILP,
    Builder,
    brute_force,
    excluding,
    ground_models,
)


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.reports: list[Progress] = []
        self.found: list[Incumbent] = []

    def progress(self, report: Progress) -> None:
        self.reports.append(report)

    def incumbent(self, found: Incumbent) -> None:
        self.found.append(found)


def run(model: GroundModel, **options: float) -> SolverResult:
    return solve(model, SolveOptions(**options), Heard())  # type: ignore[arg-type]


def check_against_brute_force(model: GroundModel) -> None:
    note(str(list(model.nodes)))
    answer = brute_force(model)
    result = run(model)
    if not answer.best:
        assert isinstance(result, Infeasible), result
        return
    assert isinstance(result, Optimal), result
    assert tuple(result.values) in answer.best
    for bound, best in zip(result.bounds, answer.optimum, strict=True):
        assert abs(bound - best) <= Fraction(1, 10**6) * max(1, abs(best))
    assert result.objectives == Evaluation(model, result.values).objectives()


def solution_set(model: GroundModel) -> set[tuple[Rational, ...]]:
    found: set[tuple[Rational, ...]] = set()
    model = replace(model, objectives=())
    while isinstance(result := run(model), Optimal):
        point = tuple(result.values)
        assert point not in found
        found.add(point)
        model = excluding(model, point)
    assert isinstance(result, Infeasible)
    return found


battery = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@battery
@given(ground_models(LOGIC))
def test_logic_agrees_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)


@battery
@given(ground_models(MILP, fractions=True))
def test_every_node_kind_agrees_with_brute_force(model: GroundModel) -> None:
    check_against_brute_force(model)


@settings(battery, max_examples=40)
@given(ground_models(MILP | {"Power"}, fractions=True, objectives=0))
def test_the_solution_set_is_the_brute_force_one(model: GroundModel) -> None:
    assert solution_set(model) == brute_force(model).solutions

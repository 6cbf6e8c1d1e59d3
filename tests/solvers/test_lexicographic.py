"""The driver of staged objectives, with a scripted stage solver and clock."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from certiplan.model.ir import GroundModel, GroundObjective, Rational
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.lexicographic import StageLimit, allowed, solve_stages
from certiplan.solvers.results import (
    Failed,
    Feasible,
    Infeasible,
    Optimal,
    SolverResult,
    Unbounded,
    Unknown,
)
from tests.solvers.ground_models import Builder


class Script:
    """Plays back one result per stage and keeps what it was asked; raises when asked for more."""

    def __init__(self, *results: SolverResult) -> None:
        self._results = list(results)
        self.limits: list[list[StageLimit]] = []
        self.times: list[float | None] = []
        self.starts: list[Sequence[Rational] | None] = []
        self.now = 100.0

    def __call__(
        self,
        stage: int | None,
        limits: Sequence[StageLimit],
        options: SolveOptions,
        start: Sequence[Rational] | None,
    ) -> SolverResult:
        self.limits.append(list(limits))
        self.times.append(options.time_limit_s)
        self.starts.append(start)
        self.now += 2.0
        return self._results.pop(0)

    def clock(self) -> float:
        return self.now


def model(*, slack: Rational = 0, slack_abs: Rational = 0) -> GroundModel:
    b = Builder()
    x, y = b.integer(0, 9), b.integer(0, 9)
    b.maximize(b.x(x), slack=slack, slack_abs=slack_abs)
    b.minimize(b.x(y, 2))
    b.maximize(b.linear(0, {x: 1, y: 1}))
    return b.model()


def optimal(x: int, y: int, value: int) -> Optimal:
    return Optimal(values=[x, y], objectives=(value,), bounds=(value,), solver="s", seconds=0)


def run(script: Script, ground: GroundModel, time_limit_s: float | None = 10.0) -> SolverResult:
    options = SolveOptions(time_limit_s=time_limit_s)
    return solve_stages(ground, script, options, solver="s", clock=script.clock)


def test_limits_time_and_start_are_handed_on() -> None:
    script = Script(optimal(8, 3, 8), optimal(8, 1, 2), optimal(9, 1, 10))
    result = run(script, model(slack=Fraction(1, 4), slack_abs=1))
    assert isinstance(result, Optimal)
    assert result.values == [9, 1]
    assert result.objectives == (9, 2, 10)
    assert result.bounds == (8, 2, 10)
    assert script.limits[1] == [StageLimit(stage=0, value=5)]
    assert script.limits[2] == [StageLimit(stage=0, value=5), StageLimit(stage=1, value=2)]
    assert script.times == [10.0, 8.0, 6.0]
    assert script.starts == [None, [8, 3], [8, 1]]


def test_no_limit_stays_no_limit() -> None:
    script = Script(optimal(1, 0, 1), optimal(1, 0, 0), optimal(1, 0, 1))
    run(script, model(), time_limit_s=None)
    assert script.times == [None, None, None]


def test_a_stage_that_is_not_proved_ends_the_run() -> None:
    feasible = Feasible(values=[8, 2], objectives=(4,), bounds=(1,), reason="time", solver="s", seconds=0)
    result = run(Script(optimal(8, 3, 8), feasible), model())
    assert isinstance(result, Feasible)
    assert result.reason == "time"
    assert result.objectives == (8, 4, 10)
    assert result.bounds == (8, 1, None)


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (Unknown(reason="memory", detail="", solver="s", seconds=0), "memory"),
        (Infeasible(suspects=None, solver="s", seconds=0), "numerical trouble"),
    ],
)
def test_trouble_in_a_later_stage_keeps_the_solution(later: SolverResult, reason: str) -> None:
    result = run(Script(optimal(8, 3, 8), later), model())
    assert isinstance(result, Feasible)
    assert result.reason == reason
    assert result.values == [8, 3]
    assert result.bounds == (8, None, None)


@pytest.mark.parametrize(
    "first",
    [
        Infeasible(suspects=(3,), solver="s", seconds=0),
        Unknown(reason="time", detail="", solver="s", seconds=0),
        Failed(error="broken", solver="s", seconds=0),
    ],
)
def test_the_first_stage_speaks_for_the_model(first: SolverResult) -> None:
    assert run(Script(first), model()) is first


def test_unbounded_names_its_stage() -> None:
    unbounded = Unbounded(stage=0, ray=((1, 1.0),), solver="s", seconds=0)
    result = run(Script(optimal(8, 3, 8), unbounded), model())
    assert isinstance(result, Unbounded)
    assert result.stage == 1


def test_without_objective_any_solution_will_do() -> None:
    b = Builder()
    b.integer(0, 1)
    anything = Optimal(values=[1], objectives=(), bounds=(), solver="s", seconds=0)
    script = Script(anything)
    assert run(script, b.model()) is anything


@pytest.mark.parametrize(
    ("sense", "optimum", "expected"),
    [("minimize", 8, 11), ("maximize", 8, 5), ("minimize", -8, -5), ("maximize", -8, -11)],
)
def test_slack_is_of_the_optimums_size(sense: str, optimum: int, expected: int) -> None:
    objective = GroundObjective(
        sense="minimize" if sense == "minimize" else "maximize", node=0, slack=Fraction(1, 4), slack_abs=1
    )
    assert allowed(objective, optimum) == expected

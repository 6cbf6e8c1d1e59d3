"""Robots: plans are best against trying everything, and the judge finds what is wrong with a plan."""

from __future__ import annotations

from itertools import product
from math import dist, isclose
from random import Random

import pytest
from pydantic import ValidationError

from certiplan.solvers.model import Model, Solved
from certiplan.tasks.evaluation import InThisProcess, Selection, Settings, run_suite
from certiplan.tasks.robots import (
    AllocationPlan,
    AllocationRequest,
    WarehousePlan,
    WarehouseRequest,
    judge_plan,
    random_allocation,
    random_round,
    robot_document,
    solve_robots,
)
from certiplan.tasks.robots.suite import SUITE

ALLOCATION = AllocationRequest(
    count={"fold": 3, "pack": 1}, minutes={"ann": {"fold": 10, "pack": 50}, "bob": {"fold": 20, "pack": 15}}
)
ROUND = WarehouseRequest(
    places={"origin": (0, 0), "near": (3, 4), "far": (6, 8)},
    able={"paint": ("near", "far"), "dry": ("far",)},
    tasks=("paint", "dry", "paint"),
)


def least_finish(request: AllocationRequest) -> int:
    """The earliest finish, by trying every way to share each kind."""
    robots, kinds = list(request.minutes), list(request.count)
    shares = [
        [
            share
            for share in product(range(request.count[kind] + 1), repeat=len(robots))
            if sum(share) == request.count[kind]
        ]
        for kind in kinds
    ]
    return min(
        max(
            sum(
                share[position] * request.minutes[robot][kind]
                for kind, share in zip(kinds, choice, strict=True)
            )
            for position, robot in enumerate(robots)
        )
        for choice in product(*shares)
    )


def shortest_round(request: WarehouseRequest) -> float:
    """The shortest way, station by station: the best way to each station of a task, then on to the next."""
    best = {"origin": 0.0}
    for task in request.tasks:
        best = {
            station: min(
                length + dist(request.places[at], request.places[station]) for at, length in best.items()
            )
            for station in request.able[task]
        }
    return min(length + dist(request.places[at], request.places["origin"]) for at, length in best.items())


def test_allocations_are_best() -> None:
    random = Random(5)
    for request in (ALLOCATION, *(random_allocation(random, most=4) for _ in range(6))):
        found = solve_robots(request)
        assert isinstance(found.answer, Solved) and found.answer.optimal
        assert found.answer.objectives[0] == least_finish(request)


def test_rounds_are_best() -> None:
    random = Random(6)
    for request in (ROUND, *(random_round(random, tasks=random.randint(1, 6)) for _ in range(6))):
        found = solve_robots(request)
        assert isinstance(found.answer, Solved) and found.answer.optimal
        assert isclose(float(found.answer.objectives[0]), shortest_round(request), rel_tol=1e-9)


@pytest.mark.parametrize("request_", [ALLOCATION, ROUND], ids=["allocation", "warehouse"])
def test_documents_have_no_mistakes(request_: AllocationRequest | WarehouseRequest) -> None:
    found = Model.load(robot_document(request_)).diagnostics()
    assert not [str(each) for each in found if each.severity == "error"]


@pytest.mark.parametrize(
    ("does", "fault"),
    [
        ({"ann": {"fold": 3}, "bob": {"pack": 1}}, ""),
        ({"ann": {"fold": 2}, "bob": {"pack": 1}}, "2 instead of 3 of fold are done"),
        ({"ann": {"fold": 3}, "eve": {"pack": 1}}, "eve is no robot"),
        ({"ann": {"fold": 4, "pack": 1}, "bob": {"fold": -1}}, "bob does -1 of fold"),
    ],
)
def test_allocations_are_judged(does: dict[str, dict[str, int]], fault: str) -> None:
    verdict = judge_plan(ALLOCATION, AllocationPlan(does=does))
    assert verdict.faults == ((fault,) if fault else ())
    if not fault:
        assert verdict.value == 30


@pytest.mark.parametrize(
    ("stations", "fault"),
    [
        (("near", "far", "far"), ""),
        (("near", "near", "near"), "dry cannot be done at near"),
        (("near", "far"), "2 stations for 3 tasks"),
    ],
)
def test_rounds_are_judged(stations: tuple[str, ...], fault: str) -> None:
    verdict = judge_plan(ROUND, WarehousePlan(stations=stations))
    assert verdict.faults == ((fault,) if fault else ())
    if not fault:
        assert verdict.value == 20


def test_a_plan_of_the_other_kind_is_rejected() -> None:
    assert judge_plan(ROUND, AllocationPlan(does={})).faults
    assert judge_plan(ALLOCATION, WarehousePlan(stations=())).faults


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"count": {"fold": 1}, "minutes": {"ann": {"pack": 3}}}, "ann needs a time for each of fold"),
        ({"count": {"fold": 1}, "minutes": {"ann": {"fold": -3}}}, "a time of ann is negative"),
        ({"count": {"fold": -1}, "minutes": {"ann": {"fold": 3}}}, "a number of tasks is negative"),
    ],
)
def test_impossible_allocations_are_refused(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        AllocationRequest.model_validate(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"places": {"a": (0, 0)}, "able": {"t": ("a",)}, "tasks": ("t",)}, "no place 'origin'"),
        ({"places": {"origin": (0, 0)}, "able": {}, "tasks": ("t",)}, "no station can do 't'"),
        ({"places": {"origin": (0, 0)}, "able": {"t": ("b",)}, "tasks": ("t",)}, "unknown stations: b"),
    ],
)
def test_impossible_rounds_are_refused(data: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        WarehouseRequest.model_validate(data)


def test_the_suite_runs_and_judges() -> None:
    run = run_suite(SUITE, Settings(), executor=InThisProcess(), selection=Selection(limit=4))
    assert [record.passed for record in run.records] == [True] * 4
    assert {record.metadata["kind"] for record in run.records} == {"allocation", "warehouse"}

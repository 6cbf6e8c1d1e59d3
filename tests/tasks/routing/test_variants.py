"""Every variant against trying all plans: the truth that ships, fresh seeds, and both kinds of document."""

from __future__ import annotations

import pytest

from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.tasks.evaluation import Settings
from certiplan.tasks.routing import RoutingRequest, check_plan, read_plan, state
from certiplan.tasks.routing.layout import Shape
from certiplan.tasks.routing.suites import STOPS, embedded, truth
from certiplan.tasks.routing.variants import VARIANTS, draw
from tests.tasks.routing.exhaustive import Best, best_plan

# Trying all takes seconds where vehicles recharge or pass places again.
LABORIOUS = ("MD-TSP", "MD-MTSP", "MV-TSP", "MV-MTSP", "MD-MTSP-No", "GMTSP")
QUICK = [name for name in VARIANTS if name not in LABORIOUS]
CLOSE = 5e-3


def compare(request: RoutingRequest, best: Best | None, shape: Shape | None = None) -> None:
    statement = state(request, shape=shape)
    answer = Model(statement.document).solve()
    if best is None:
        assert isinstance(answer, NoSolution)
        return
    assert isinstance(answer, Solved)
    report = check_plan(request, read_plan(statement, answer.solution))
    assert report.faults == ()
    assert report.value == pytest.approx(best.value, abs=CLOSE)
    if request.balanced:
        assert max(report.route_costs) - min(report.route_costs) == pytest.approx(best.spread, abs=CLOSE)


@pytest.mark.parametrize("name", VARIANTS)
def test_the_truth_that_ships_is_reached(name: str) -> None:
    cases = list(embedded(Settings(split=name)))
    assert len(cases) >= 4
    assert not all(case.feasible for case in cases), "every variant has a request without a plan"
    for case in cases:
        assert isinstance(case.request, RoutingRequest)
        statement = state(case.request)
        answer = Model(statement.document).solve()
        if case.best is None:
            assert isinstance(answer, NoSolution), case.id
            continue
        assert isinstance(answer, Solved), case.id
        report = check_plan(case.request, read_plan(statement, answer.solution))
        assert report.faults == (), case.id
        assert report.value == pytest.approx(case.best, abs=CLOSE), case.id


@pytest.mark.parametrize("name", QUICK)
def test_the_truth_that_ships_is_true(name: str) -> None:
    for case in embedded(Settings(split=name)):
        assert isinstance(case.request, RoutingRequest)
        best = best_plan(case.request)
        assert (None if best is None else pytest.approx(best.value, abs=1e-5)) == case.best, case.id


@pytest.mark.slow
@pytest.mark.parametrize("name", LABORIOUS)
def test_the_truth_of_laborious_variants_is_true(name: str) -> None:
    for case in embedded(Settings(split=name)):
        assert isinstance(case.request, RoutingRequest)
        best = best_plan(case.request)
        assert (None if best is None else pytest.approx(best.value, abs=1e-5)) == case.best, case.id


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_fresh_requests_agree_with_trying_all(name: str) -> None:
    for seed in range(100, 103 if name in LABORIOUS else 110):
        request = draw(name, seed=seed, stops=STOPS)
        compare(request, best_plan(request))


@pytest.mark.parametrize("name", ["TSP", "MTSP", "mTSP", "GTSP", "TSPTW", "TPP", "DVRP", "VRPTW", "CVRP"])
def test_one_tour_and_a_tour_for_each_vehicle_agree(name: str) -> None:
    for seed in (20, 21):
        request = draw(name, seed=seed, stops=STOPS)
        best = best_plan(request)
        for shape in ("tour", "fleet"):
            compare(request, best, shape)


def test_the_twenty_one_variants_are_there_with_truth() -> None:
    alone = {"TSP", "BTSP", "GTSP", "SOP", "KTSP", "MV-TSP", "TSPTW", "TPP", "MD-TSP-No", "MD-TSP"}
    several = {"MTSP", "BMTSP", "GMTSP", "MSOP", "K-MTSP", "MV-MTSP", "MTSPTW", "MTPP"}
    published = alone | several | {"MD-MTSP-No", "MD-MTSP", "CMTSP"}
    assert len(published) == 21
    with_truth = {name.split("/")[0] for name in truth()}
    assert published <= set(VARIANTS) == with_truth


def test_a_seed_draws_the_same_request_again() -> None:
    assert draw("VRPTW", seed=3) == draw("VRPTW", seed=3)
    assert draw("VRPTW", seed=3) != draw("VRPTW", seed=4)

"""The released routing tasks: read from their words, solved at the best known cost or better."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from certiplan.errors import DataError
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Model, Solved
from certiplan.tasks.routing import DOMAIN, check_plan, read_plan, state
from certiplan.tasks.routing.first_routes import first_routes
from certiplan.tasks.routing.statement import with_routes
from certiplan.tasks.routing.words_to_routes import RoutingCase, load_cases, read_question

CHECKOUT = Path(__file__).parents[3]
DATA = Path(os.environ.get("CERTIPLAN_DATA", CHECKOUT.parent / "shared" / "data")) / "routing"
released = pytest.mark.skipif(
    not DATA.is_dir(), reason="neither CERTIPLAN_DATA nor ../shared/data holds routing/"
)
QUICK = (
    "TSP/city_10_instance_0",
    "BTSP/city_10_instance_1",
    "KTSP/city_10_instance_1",
    "GTSP/city_10_instance_0",
    "mTSP/P-n21-k2",
    "mTSPMD_non_fix/P-n21-k2",
)


def _cases() -> list[RoutingCase]:
    return load_cases(DATA) if DATA.is_dir() else []


def _solve(case: RoutingCase) -> None:
    stated = DOMAIN.state(case.request)
    answer = DOMAIN.solve(stated, SolveOptions(time_limit_s=30))
    assert isinstance(answer, Solved)
    report = check_plan(case.request, DOMAIN.read(stated, answer.solution))
    assert report.faults == ()
    assert case.best_known is None or report.value <= case.best_known + 1e-3


@released
@pytest.mark.parametrize("case", [case for case in _cases() if case.id in QUICK], ids=lambda case: case.id)
def test_small_tasks_reach_the_best_known_cost(case: RoutingCase) -> None:
    _solve(case)


@released
@pytest.mark.slow
@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.id)
def test_every_task_reaches_the_best_known_cost(case: RoutingCase) -> None:
    _solve(case)


@released
def test_every_task_is_read() -> None:
    cases = _cases()
    assert len(cases) == 43
    assert {case.request.objective for case in cases if case.variant == "BTSP"} == {"longest leg"}
    assert {case.request.objective for case in cases if case.variant == "mTSP_MinMax"} == {"longest route"}
    assert all(case.request.one_per_group == (case.variant == "GTSP") for case in cases)
    assert all((case.request.visit_exactly is not None) == (case.variant == "KTSP") for case in cases)
    capacities = {case.variant for case in cases if case.request.vehicles[0].capacity is not None}
    assert capacities == {"CVRP"}


def test_a_question_without_cities_is_refused() -> None:
    with pytest.raises(ValueError, match="no line gives a city"):
        read_question("Please find the shortest tour.")


def test_a_line_that_is_no_task_is_named(tmp_path: Path) -> None:
    (tmp_path / "words_to_routes.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 1"):
        load_cases(tmp_path)


@released
def test_good_routes_to_begin_with_are_routes_and_short() -> None:
    for case in _cases():
        if case.variant == "mTSP_MinMax":
            statement = state(case.request)
            routes = first_routes(statement.layout)
            assert routes is not None
            answer = Model(with_routes(statement, routes)).solve(options=SolveOptions(time_limit_s=30))
            assert isinstance(answer, Solved)
            report = check_plan(case.request, read_plan(statement, answer.solution))
            assert report.faults == ()
            assert case.best_known is not None
            assert report.value <= 1.02 * case.best_known
        elif case.variant in ("TSP", "CVRP", "mTSPMD"):
            assert first_routes(state(case.request).layout) is None

"""The released data itself: read whole, and its annotated plans judged."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import pytest

from certiplan.agents.events import Listener
from certiplan.tasks import evaluation
from certiplan.tasks.evaluation import Attempt, Run, Settings, plain, run_suite
from certiplan.tasks.travel.checker import check_plan
from certiplan.tasks.travel.scoring import ConstraintCount, Summary
from certiplan.tasks.travel.suite import TravelPlannerSuite
from certiplan.tasks.travel.travelplanner import Case, addressable, find_data, load_database, load_split
from certiplan.tasks.travel.world import World

CHECKOUT = Path(__file__).resolve().parents[4]
DATA = Path(os.environ.get("CERTIPLAN_DATA", CHECKOUT.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (DATA / "travelplanner").is_dir(),
    reason="neither CERTIPLAN_DATA nor ../shared/data holds travelplanner/",
)


@pytest.fixture(scope="module")
def database() -> World:
    return load_database(DATA)


def cases(stem: str) -> tuple[Case, ...]:
    if not (find_data(DATA) / f"{stem}.jsonl").is_file():
        pytest.skip(f"the data has no {stem}.jsonl")
    return load_split(DATA, stem)


def test_the_database_has_all_its_complete_rows(database: World) -> None:
    assert len(database.cities) == 312
    assert (len(database.hotels), len(database.restaurants), len(database.attractions)) == (4285, 9551, 5302)
    plannable = addressable(database)
    assert 0.98 < len(plannable.restaurants) / len(database.restaurants) < 1


@pytest.mark.parametrize("stem", ["train_45", "validation_odd_90"])
def test_reference_tables_agree_with_the_database_row_by_row(database: World, stem: str) -> None:
    for case in cases(stem):
        world = case.reference_world()
        assert len(world.cities) == case.request.city_count + 1
        for city in world.cities[1:]:
            assert world.hotels_in[city.name] == database.hotels_in[city.name]
            assert world.restaurants_in[city.name] == database.restaurants_in[city.name]
            names = [place.name for place in world.attractions_in[city.name]]
            assert names == [place.name for place in database.attractions_in[city.name]]
        for leg, roads in world.roads_between.items():
            known = database.roads_between[leg]
            assert [(r.mode, r.distance_km) for r in roads] == [(r.mode, r.distance_km) for r in known]


class Annotated(TravelPlannerSuite):
    """Delivers the plans that the benchmark's authors wrote."""

    def run(self, case: evaluation.Case, settings: Settings, listener: Listener) -> Attempt:
        assert isinstance(case.payload, Case)
        return Attempt(outcome="plan", answer=plain(case.payload.annotated_plan))


@pytest.fixture(scope="module")
def annotated() -> Run:
    cases("train_45")
    return run_suite(Annotated(), Settings(data=DATA, split="train_45"))


def test_the_annotated_plans_pass(annotated: Run) -> None:
    summary = annotated.suite.score(annotated.records)
    assert summary["cases"] == 45
    assert summary["final_pass_rate"] == 1
    by_constraint = cast(dict[str, ConstraintCount], summary["by_constraint"])
    assert sum(count["applicable"] for count in by_constraint.values()) == 8 * 45 + 105


def test_the_plain_reading_finds_the_one_slip_of_the_annotators(annotated: Run) -> None:
    # Query 42 sees a museum of San Angelo on a day in San Antonio.
    plain_reading = cast(Summary, annotated.summary["plain"])
    assert plain_reading["final_pass_rate"] == 44 / 45
    assert plain_reading["by_constraint"]["within_current_city"]["passed"] == 44


def test_annotated_plans_keep_to_the_reference_information_but_one() -> None:
    failed = [
        case.id
        for case in cases("train_45")
        if not check_plan(case.annotated_plan or (), case.request, case.reference_world()).passes
    ]
    assert failed == ["train_45/42"]

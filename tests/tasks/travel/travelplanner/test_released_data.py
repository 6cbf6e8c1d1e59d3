"""The released data itself: read whole, and its annotated plans judged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from certiplan.tasks.travel.suite import Attempt, run_suite
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


def annotated(case: Case) -> Attempt:
    return Attempt(outcome="plan", plan=case.annotated_plan)


def test_the_annotated_plans_pass(database: World) -> None:
    summary = run_suite(cases("train_45"), annotated, database=database)
    assert summary["cases"] == 45
    assert summary["final_pass_rate"] == 1
    assert sum(count["applicable"] for count in summary["by_constraint"].values()) == 8 * 45 + 105


def test_the_plain_reading_finds_the_one_slip_of_the_annotators(database: World) -> None:
    # Query 42 sees a museum of San Angelo on a day in San Antonio.
    summary = run_suite(cases("train_45"), annotated, database=database)
    assert summary["plain"]["final_pass_rate"] == 44 / 45
    assert summary["plain"]["by_constraint"]["within_current_city"]["passed"] == 44
    assert run_suite(cases("train_45"), annotated)["not_passed"] == ["train_45/42"]

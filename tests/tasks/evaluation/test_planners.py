from __future__ import annotations

import datetime as dt

from certiplan.agents.events import Listener
from certiplan.tasks.evaluation import Attempt, Case, Settings, attempt_by_planner, run_suite
from certiplan.tasks.travel.embedded import embedded_world
from tests.tasks.evaluation.tiny_suites import Sums


class Trips(Sums):
    """Plans a trip on the embedded world."""

    text = ""

    def run(self, case: Case, settings: Settings, listener: Listener) -> Attempt:
        season = embedded_world().season
        assert season is not None
        return attempt_by_planner(self.text, settings, listener, task="travel", today=season[0])


def test_the_whole_planner_on_a_text() -> None:
    world = embedded_world()
    origin, destination = (
        world.cities[0].name,
        next(
            city.name for city in world.cities if world.roads_between.get((world.cities[0].name, city.name))
        ),
    )
    assert world.season is not None
    start = world.season[0] + dt.timedelta(days=20)
    suite = Trips(kinds=("right",))
    suite.text = f"From {origin} to {destination}, 3 days from {start.isoformat()}, 1 person, $90000"
    (record,) = run_suite(suite, Settings(reader="offline")).records
    assert record.outcome == "plan", record.message
    assert isinstance(record.answer, dict) and record.answer["outcome"] == "plan"
    assert {"read", "solve", "verify"} <= set(record.steps)
    assert record.heard is not None
    suite.text = f"From {origin} to {destination}, 3 days from {start.isoformat()}, 1 person, $1"
    (record,) = run_suite(suite, Settings(reader="offline")).records
    assert record.outcome == "conflict"
    assert isinstance(record.conflict, dict) and record.conflict["ways_out"]

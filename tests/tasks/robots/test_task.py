"""Robots as planning domains: from sentences to plans, questions, and how plans are shown."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from rich.console import Console

from certiplan.agents import Plan, PlanSettings, Question
from certiplan.errors import RequestError, UsageError
from certiplan.pictures import to_page
from certiplan.tasks.robots.requests import AllocationRequest, WarehouseRequest
from certiplan.tasks.robots.task import ALLOCATION, WAREHOUSE
from certiplan.tasks.robots.words import MissingPart, Understood, read_robots

SETTINGS = PlanSettings(today=dt.date(2026, 3, 1))
SHARE = (
    "Ann takes 10 minutes for folding, 50 for packing. Bob takes 20 for folding and 15 for packing. Hurry."
)
ROUND = (
    "Station 1 is at (3, 4). Station 2 is at (6, 8). Paint can be done at station 1 or station 2. "
    "Dry can be done at station 2. Do paint, dry, then paint."
)


def test_an_allocation_is_read() -> None:
    read = read_robots(f"{SHARE} There are 3 folding and 1 packing.", "allocation")
    assert isinstance(read, Understood)
    assert read.request == AllocationRequest(
        count={"folding": 3, "packing": 1},
        minutes={"ann": {"folding": 10, "packing": 50}, "bob": {"folding": 20, "packing": 15}},
    )
    assert read.unused_words == ("Hurry",)


def test_a_round_is_read() -> None:
    read = read_robots(ROUND, "warehouse")
    assert isinstance(read, Understood)
    assert read.request == WarehouseRequest(
        places={"origin": (0, 0), "station 1": (3, 4), "station 2": (6, 8)},
        able={"paint": ("station 1", "station 2"), "dry": ("station 2",)},
        tasks=("paint", "dry", "paint"),
    )
    assert "The robot starts at (0, 0)." in read.assumptions


@pytest.mark.parametrize(
    ("text", "kind", "about"),
    [
        (SHARE, "allocation", "count"),
        ("There are 3 folding.", "allocation", "minutes"),
        (f"{SHARE} There are 3 gluing.", "allocation", "minutes"),
        ("Do paint.", "warehouse", "able"),
        ("Paint can be done at station 1.", "warehouse", "tasks"),
        ("Do paint. Paint can be done at station 1.", "warehouse", "places"),
    ],
)
def test_what_is_missing_is_asked_for(text: str, kind: str, about: str) -> None:
    read = read_robots(text, kind)  # type: ignore[arg-type]
    assert isinstance(read, MissingPart)
    assert read.about == about


def test_a_round_that_cannot_be_is_refused() -> None:
    with pytest.raises(RequestError, match="no station can do 'sand'"):
        read_robots("Station 1 is at (3, 4). Paint can be done at station 1. Do paint, sand.", "warehouse")


def test_a_reply_completes_the_request() -> None:
    asked = ALLOCATION.plan(SHARE, SETTINGS)
    assert isinstance(asked, Question)
    assert json.loads(json.dumps(ALLOCATION.to_json(asked)))["about"] == "count"
    outcome = ALLOCATION.plan("There are 3 folding and 1 packing", SETTINGS, previous=asked)
    assert isinstance(outcome, Plan)
    assert (outcome.value, outcome.optimal) == (30, True)
    data = json.loads(json.dumps(ALLOCATION.to_json(outcome)))
    assert data["does"] == {"ann": {"folding": 3, "packing": 0}, "bob": {"folding": 0, "packing": 1}}


def test_plans_are_shown() -> None:
    for task, text, said in (
        (ALLOCATION, f"{SHARE} There are 3 folding and 1 packing.", "the last robot stops after 30 minutes"),
        (WAREHOUSE, ROUND, "the way is 20 long: the least that can be had"),
    ):
        outcome = task.plan(text, SETTINGS)
        console = Console(width=120, record=True, file=io.StringIO())
        console.print(task.show(outcome))
        assert said in console.export_text()
        assert said in to_page(task.page(outcome))
        assert task.calendar(outcome) == ()


def test_there_is_no_way_out_to_accept() -> None:
    with pytest.raises(UsageError, match="there is no conflict"):
        WAREHOUSE.plan(ROUND, PlanSettings(today=dt.date(2026, 3, 1), accept=(1,)))

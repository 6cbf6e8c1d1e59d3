"""Routing as a task: JSON in, outcomes out, ways out that work, errors that say where."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from certiplan.agents import Conflict, Plan, PlanSettings, Question, find_task
from certiplan.errors import DataError, RequestError, UsageError
from certiplan.solvers.explain import Explainer, Explanation, WaysOut
from certiplan.tasks.routing import DOMAIN, TASK, RoutingRequest
from certiplan.tasks.routing.layout import shape_of
from certiplan.tasks.routing.wishes import wishes
from certiplan.tasks.typed.planning import Found, Way

SETTINGS = PlanSettings(today=dt.date(2026, 1, 1))
VANS: list[dict[str, object]] = [
    {"name": "red", "start": "depot", "capacity": 6},
    {"name": "blue", "start": "depot", "capacity": 6},
]
HEAVY: dict[str, object] = {
    "text": "Each of two vans carries at most 6 crates. Be back by 30.",
    "places": [
        {"name": "depot", "x": 0, "y": 0, "latest": 30},
        {"name": "school", "x": 3, "y": 4, "demand": 4, "earliest": 2, "latest": 9},
        {"name": "bakery", "x": -3, "y": 4, "demand": 5},
        {"name": "harbour", "x": 6, "y": 0, "demand": 5},
    ],
    "vehicles": VANS,
    "quotes": {"capacity": "Each of two vans carries at most 6 crates", "hours": "Be back by 30"},
}


def light() -> dict[str, object]:
    return {**HEAVY, "vehicles": [{**van, "capacity": 9} for van in VANS]}


def text_of(outcome: Plan | Conflict) -> str:
    console = Console(width=110, record=True, file=StringIO())
    console.print(TASK.show(outcome))
    return console.export_text()


def test_the_task_is_found_by_name() -> None:
    assert find_task("routing").name == "routing"


def test_a_request_in_json_becomes_a_verified_plan() -> None:
    outcome = TASK.plan(json.dumps(light()), SETTINGS)
    assert isinstance(outcome, Plan)
    assert outcome.optimal
    found = outcome.content
    assert isinstance(found, Found)
    assert DOMAIN.check(found.request, found.plan).passes
    data = TASK.to_json(outcome)
    assert data["outcome"] == "plan"
    assert data["verified"] is True
    assert data["value"] == pytest.approx(found.value)
    json.dumps(data)
    shown = text_of(outcome)
    assert "depot → " in shown
    assert "No vehicle carries more than 9" in shown


def test_a_request_can_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(light()), encoding="utf-8")
    assert isinstance(TASK.plan(f"@{path}", SETTINGS), Plan)


def test_too_much_for_the_vans_is_a_conflict_in_their_words() -> None:
    outcome = TASK.plan(json.dumps(HEAVY), SETTINGS)
    assert isinstance(outcome, Conflict)
    assert outcome.minimal
    named = {wish.name: wish for wish in outcome.wishes}
    assert named["capacity"].quote == "Each of two vans carries at most 6 crates"
    assert "cannot all hold" in outcome.words
    words = [way.words for way in outcome.ways_out]
    assert any("Raise what a vehicle carries from 6 to 9" in said for said in words), words
    shown = text_of(outcome)
    assert "This cannot be done" in shown
    assert TASK.to_json(outcome)["outcome"] == "conflict"


def test_every_way_out_works() -> None:
    outcome = TASK.plan(json.dumps(HEAVY), SETTINGS)
    assert isinstance(outcome, Conflict)
    assert outcome.ways_out
    for way in outcome.ways_out:
        after = TASK.plan(json.dumps(HEAVY), replace(SETTINGS, accept=(way.number,)))
        assert isinstance(after, Plan)
        assert after.changes == way.changes
        assert after.value == pytest.approx(float(way.value or 0), abs=1e-3)


def test_the_cheapest_way_out_is_taken_when_asked() -> None:
    after = TASK.plan(json.dumps(HEAVY), replace(SETTINGS, accept_cheapest=True))
    assert isinstance(after, Plan)
    assert after.changes


def test_what_is_never_to_change_is_not_offered() -> None:
    outcome = TASK.plan(json.dumps(HEAVY), replace(SETTINGS, never=("capacity",)))
    assert isinstance(outcome, Conflict)
    assert all(change.kind != "capacity" for way in outcome.ways_out for change in way.changes)


def test_a_way_out_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no way out 99"):
        TASK.plan(json.dumps(HEAVY), replace(SETTINGS, accept=(99,)))
    with pytest.raises(UsageError, match="there is no conflict"):
        TASK.plan(json.dumps(light()), replace(SETTINGS, accept=(1,)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("two vans, please", "expected the request as JSON"),
        ("{}", "places: Field required"),
        ('{"places": [{"name": "a"}], "vehicles": [{"name": "v", "start": "a"}]}', "a has no coordinates"),
        (
            '{"places": [{"name": "a", "x": 0, "y": 0}], "vehicles": [{"name": "v", "start": "b"}]}',
            "'b' is no place",
        ),
        (json.dumps({**HEAVY, "visit_exactly": 1, "buy": 2}), "only one of visit_exactly"),
        (json.dumps({**HEAVY, "order": [["school", "moon"]]}), "'moon' is no stop"),
        (json.dumps({**HEAVY, "distances": [[0, 1], [1, 0]]}), "a row and a column for each of the 4 places"),
        (json.dumps({**HEAVY, "colour": "red"}), "colour"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(text: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        TASK.plan(text, SETTINGS)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.json"):
        TASK.plan(f"@{tmp_path / 'nowhere.json'}", SETTINGS)


def test_it_asks_no_questions() -> None:
    question = Question(task="routing", question="?", about="x", continuation=None)
    with pytest.raises(UsageError, match="asks no questions"):
        TASK.plan("{}", SETTINGS, previous=question)


RICH = {
    "places": [
        {"name": "depot", "x": 0, "y": 0, "latest": 90},
        {"name": "a", "x": 1, "y": 0, "demand": 1, "latest": 50, "kinds": ["truck"]},
        {"name": "b", "x": 2, "y": 0, "demand": 1},
        {"name": "c", "x": 3, "y": 0},
    ],
    "vehicles": [
        {"name": "t", "start": "depot", "kind": "truck", "capacity": 3, "max_length": 20, "range": 20},
        {"name": "u", "start": "depot", "capacity": 2},
    ],
    "order": [["a", "b"]],
    "shipments": [{"fetch": "b", "bring": "c", "amount": 1}],
    "use_all": True,
}


def test_whatever_is_given_up_is_gone() -> None:
    """Each wish of a request with all kinds of them can be given up, and then is no wish any more."""
    request = RoutingRequest.model_validate(RICH)
    before = wishes(request, shape_of(request), loose=True)
    assert {wish.kind for wish in before.values()} == {
        "serve", "use_all", "capacity", "length", "range", "kinds", "window", "hours", "order", "shipment",
    }  # fmt: skip
    for name in before:
        after = DOMAIN.without(request, name, request)
        checked = RoutingRequest.model_validate(after.model_dump())
        assert name not in wishes(checked, "fleet", loose=True)


def test_ways_out_carry_the_request_after_them() -> None:
    outcome = TASK.plan(json.dumps(HEAVY), SETTINGS)
    assert isinstance(outcome, Conflict)
    for way in outcome.ways_out:
        assert isinstance(way.plan, Way)
        assert way.plan.request != outcome.heard.request


def test_a_stop_and_its_shipment_can_be_given_up_together() -> None:
    """What is given up with a stop is not missed when it is given up as well."""
    request = RoutingRequest.model_validate(RICH)
    without = DOMAIN.without(request, "serve_b", request)
    for name in ("shipment_b_c", "order_a_b", "serve_b"):
        assert DOMAIN.without(without, name, request) == without


def test_without_time_to_explain_the_proof_is_still_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    def over(self: Explainer) -> Explanation:
        nothing = WaysOut(ways=(), unsettled=())
        return Explanation(
            status="unknown",
            plan=None,
            conflicts=(),
            ways_out=nothing,
            complete=False,
            reason="time",
            seconds=0,
        )

    monkeypatch.setattr(Explainer, "explain", over)
    outcome = TASK.plan(json.dumps(HEAVY), SETTINGS)
    assert isinstance(outcome, Conflict)
    assert not outcome.minimal
    assert outcome.unsettled
    assert {wish.name for wish in outcome.wishes} >= {"capacity", "serve_school"}
    assert "Not settled in the time" in text_of(outcome)

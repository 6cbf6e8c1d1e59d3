"""From a request in plain words that cannot be met to a plan: conflict, ways out, acceptance."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from rich.console import Console

from certiplan.agents import Conflict, Outcome, Plan, PlanSettings, find_task
from certiplan.cli import main
from certiplan.errors import UsageError
from certiplan.solvers.backend import SolveOptions
from certiplan.tasks.travel.embedded import embedded_world
from certiplan.tasks.travel.infeasible.asking import Asking
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.task import TravelTask
from certiplan.tasks.travel.trip_plan import TripPlan

TODAY = dt.date(2027, 3, 1)
TASK = TravelTask()
TEXT = (
    "From Houston to Nashville for 3 days from April 5 2027, 2 people, budget 900 dollars, no flights, "
    "want French and Indian food, private room"
)


def settings(**more: object) -> PlanSettings:
    return replace(PlanSettings(today=TODAY), **more)  # type: ignore[arg-type]  # fields by name


def conflict(**more: object) -> Conflict:
    outcome = TASK.plan(TEXT, settings(**more))
    assert isinstance(outcome, Conflict)
    return outcome


def shown(outcome: Outcome) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(TASK.show(outcome))
    return capture.get()


def as_json(outcome: Outcome) -> Mapping[str, object]:
    data = json.loads(json.dumps(TASK.to_json(outcome)))
    assert isinstance(data, dict)
    return data


def test_the_conflict_in_the_words_of_the_request() -> None:
    found = conflict()
    assert found.minimal
    assert found.confirmed_by is not None
    quotes = {wish.name: wish.quote for wish in found.wishes}
    assert quotes["budget"] == "900 dollars"
    assert quotes["people"] == "2 people"
    (numbers,) = found.numbers
    assert numbers.limit == 900 and numbers.together > 900
    assert {part.words for part in numbers.parts} == {"transport", "accommodation", "meals"}
    text = shown(found)
    assert numbers.words.split(" + ")[0] in text
    for way in found.ways_out:
        assert f"{way.number}. {way.words.rstrip('.')}" in " ".join(text.split())


def test_the_ways_out_as_json() -> None:
    data = as_json(conflict())
    assert data["outcome"] == "conflict" and data["minimal"] is True
    ways = data["ways_out"]
    assert isinstance(ways, list)
    assert [way["number"] for way in ways] == list(range(1, len(ways) + 1))
    assert [way["cost"] for way in ways] == sorted(way["cost"] for way in ways)
    raised = next(way for way in ways if [change["kind"] for change in way["change"]] == ["budget"])
    assert raised["change"][0]["before"] == 900
    assert raised["change"][0]["after"] == 900 + raised["cost"] == raised["objective"]
    assert data["numbers"][0]["words"].endswith("> budget $900")  # type: ignore[index]


def test_each_way_out_gives_the_plan_that_it_promises() -> None:
    for way in conflict().ways_out:
        plan = TASK.plan(TEXT, settings(accept=(way.number,)))
        assert isinstance(plan, Plan)
        assert plan.value == way.value
        assert [change.words for change in plan.changes] == [change.words for change in way.changes]
        assert f"Changed as you accepted: {way.changes[0].words}" in shown(plan)
        data = as_json(plan)
        assert data["changes"] == as_json(conflict())["ways_out"][way.number - 1]["change"]  # type: ignore[index]
        assert isinstance(plan.content, TripPlan)
        assert plan.content.itinerary.total_usd == way.value


def test_the_cheapest_way_out_until_a_plan_stands() -> None:
    plan = TASK.plan(TEXT, settings(accept_cheapest=True))
    assert isinstance(plan, Plan)
    assert [change.words for change in plan.changes] == [
        change.words for change in conflict().ways_out[0].changes
    ]


def test_what_is_refused_is_not_offered() -> None:
    kinds = {change.kind for way in conflict(never=("budget",)).ways_out for change in way.changes}
    assert kinds and "budget" not in kinds
    # The destination never changes, and may be refused all the same.
    assert conflict(never=("destination",)).ways_out
    with pytest.raises(UsageError, match="did you mean 'budget'"):
        conflict(never=("budgets",))


def test_accepting_what_is_not_offered() -> None:
    with pytest.raises(UsageError, match="no way out 99: choose one of 1 to"):
        conflict(accept=(99,))
    with pytest.raises(UsageError, match="there is no conflict"):
        conflict(accept=(1, 1))


@pytest.mark.parametrize("limit_s", [0.001, 0.01, 0.05, 0.2])
def test_a_limit_leads_to_nothing_wrong(limit_s: float) -> None:
    outcome = TASK.plan(TEXT, settings(options=SolveOptions(time_limit_s=limit_s)))
    assert not isinstance(outcome, Plan)
    if isinstance(outcome, Conflict):
        assert isinstance(outcome.heard.request, TravelRequest)
        asking = Asking(outcome.heard.request, embedded_world())
        names = {wish.name for wish in outcome.wishes}
        assert not asking.possible(names)
        assert not outcome.minimal or all(asking.possible(names - {name}) for name in names)
        assert outcome.minimal or "Perhaps not all of them are needed" in shown(outcome)
        assert outcome.ways_out or outcome.unsettled


# ---------------------------------------------------------------- the command


def test_the_command_ends_with_ways_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", TEXT]) == 3
    out = capsys.readouterr().out
    assert "“900 dollars”" in out and "--accept N" in out


def test_the_command_takes_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", TEXT, "--accept", "1"]) == 0
    assert "Changed as you accepted" in capsys.readouterr().out
    assert main(["plan", TEXT, "--yes-cheapest", "--never", "budget", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["changes"] and all(change["kind"] != "budget" for change in data["changes"])


def test_the_command_refuses_what_makes_no_sense(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", TEXT, "--accept", "77"]) == 2
    assert "no way out 77" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["plan", TEXT, "--accept", "two"])
    assert ended.value.code == 2


def test_the_suite_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "infeasible-travel", "--limit", "1", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["cases"] == 1 and data["not_passed"] == []
    assert main(["eval", "travelplanner"]) == 2
    assert "--data DIR is needed" in capsys.readouterr().err


def test_the_task_is_installed() -> None:
    assert find_task("travel").name == "travel"

"""Solutions of documents as pages and calendars."""

from __future__ import annotations

import datetime as dt

import pytest

from certiplan import Model
from certiplan.agents.model_page import model_calendar, model_page
from certiplan.errors import UsageError
from certiplan.pictures import Checks, Gantt, Matrix, Table, to_page
from certiplan.solvers.model import Solved

SCHEDULE = """
certiplan: 1
title: Two jobs
request: "Cut, then paint. If you can, start painting the vase first."
requirements:
  order: {quote: "Cut, then paint"}
  wish: {quote: "If you can, start painting the vase first"}
  nice: {quote: "Cut", unformalized: "no measure of nice cuts"}
  whole: {assume: "Times are whole hours."}
sets: {Job: [cup, vase], Machine: [saw, brush]}
parameters:
  hours: {over: [Job, Machine], value: {cup: [1, 2], vase: [2, 2]}}
variables:
  work: {for: "j in Job, m in Machine", type: interval, length: "hours[j, m]", unit: hour, from: whole}
  lamp: {over: [Job], type: binary}
  lit:  {over: [Job, Machine], type: integer, lower: 0, upper: 3}
  spare: {type: real, lower: 0, upper: 1}
define: {done: {value: "max(work[j, 'brush'].end for j in Job)", unit: hour, show: true}}
constraints:
  saw_first: {for: "j in Job", that: "precedes(work[j, 'saw'], work[j, 'brush'])", from: order}
  one_at_a_time: {for: "m in Machine", that: "no_overlap(work[j, m] for j in Job)"}
  vase_first: {that: "work['vase', 'brush'].start < work['cup', 'brush'].start", soft: 1, from: wish}
  one_lamp: {that: "sum(lamp[j] for j in Job) == 1"}
  light: {that: "lit['cup', 'brush'] == 2 and sum(lit[j, m] for j in Job for m in Machine) == 2"}
objective: [{minimize: done}, {minimize: penalty}]
"""


def solved(text: str) -> tuple[Model, Solved]:
    model = Model.load(text)
    answer = model.solve()
    assert isinstance(answer, Solved)
    return model, answer


def test_each_decision_as_it_is_best_looked_at() -> None:
    page = model_page(*solved(SCHEDULE))
    kinds = {picture.title: picture for picture in page.pictures}
    schedule = kinds["work"]
    assert isinstance(schedule, Gantt)
    # Neither a job nor a machine does two things at once: either may be the lane, the first is taken.
    assert schedule.lanes == ("cup", "vase")
    assert {bar.label for bar in schedule.bars} == {"saw", "brush"}
    lit = kinds["lit"]
    assert isinstance(lit, Matrix) and lit.cells == {("cup", "brush"): "2"}
    lamp = kinds["lamp"]
    assert isinstance(lamp, Table) and len(lamp.rows) == 1
    assert isinstance(kinds["Decisions"], Table) and isinstance(kinds["Numbers"], Table)
    assert page.verdict == "plan" and page.subtitle == "proved best"


def test_what_became_of_each_wish() -> None:
    page = model_page(*solved(SCHEDULE))
    checks = next(picture for picture in page.pictures if isinstance(picture, Checks))
    states = {check.label: (check.state, check.shown_by) for check in checks.checks}
    assert states["Cut, then paint"] == ("met", "")
    # With the cup cut first the vase cannot be painted first without a later end.
    assert states["If you can, start painting the vase first"] == ("not met", "a preference, given up once")
    assert states["Cut"] == ("not met", "not stated: no measure of nice cuts")
    assert states["Times are whole hours."][0] == "assumed"
    assert "a preference, given up once" in to_page(page)


def test_a_calendar() -> None:
    model, answer = solved(SCHEDULE)
    start = dt.datetime(2027, 3, 1, 8)
    entries = model_calendar(model, answer, start=start)
    assert [entry.start for entry in entries] == sorted(entry.start for entry in entries)
    assert entries[0].start == start
    assert {f"{entry.start:%H:%M}" for entry in entries} <= {"08:00", "09:00", "10:00", "11:00"}
    assert max(str(entry.end) for entry in entries) == "2027-03-01 13:00:00"


def test_a_calendar_needs_a_unit_of_time() -> None:
    model, answer = solved(SCHEDULE.replace(", unit: hour, from: whole", ""))
    with pytest.raises(UsageError, match="give the variable `unit: hour`"):
        model_calendar(model, answer, start=dt.datetime(2027, 3, 1))

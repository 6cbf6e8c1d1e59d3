"""Certiplan's planner on the TravelPlanner benchmark: a case in, an attempt out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, assert_never

from pydantic import JsonValue

from certiplan.agents.events import Listener
from certiplan.errors import BudgetSpentError, UsageError
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Model, Solved
from certiplan.tasks.evaluation import Attempt, Settings, attempt_of_answer, open_client, timed
from certiplan.tasks.travel.facts import TravelFacts
from certiplan.tasks.travel.model_reading import read_with_model
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.reader import Gazetteer, Missing, Read, Reading, read_request
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.travelplanner import Case, addressable, load_database
from certiplan.tasks.travel.world import World

Setting = Literal["reference", "database"]
SETTINGS: tuple[Setting, ...] = ("reference", "database")

BENCHMARK_TODAY = dt.date(2022, 1, 1)
"""The benchmark's queries are about March 2022."""


def plan_case(case: Case, text: str, settings: Settings, listener: Listener) -> Attempt:
    """Plan one query of the benchmark.

    Args:
        case: the query.
        text: its words, or other words for it; what a reader reads.
        settings: with the option "setting": plan from the reference information of each query alone
            ("reference", the benchmark's sole-planning), or from the whole database ("database", its
            two-stage setting with the search done by the solver).
        listener: is told the steps.

    Raises:
        RequestError: the request is impossible as such, or names places that its world does not have.
        UsageError: for another setting.
    """
    setting = setting_of(settings)
    heard: JsonValue = None
    request = case.request
    if settings.reader != "oracle":
        reading = _read(text, case, setting, settings, listener)
        if isinstance(reading, Attempt):
            return reading
        request, heard = reading
    return _planned(request, _world(case, setting), settings, listener, heard)


def _read(
    text: str, case: Case, setting: Setting, settings: Settings, listener: Listener
) -> tuple[TravelRequest, JsonValue] | Attempt:
    """The request that a text states and how it was heard; an attempt where that is the end of it."""
    reading: Reading
    with timed(listener, "read"):
        names = gazetteer(case.folder)
        if settings.reader == "model":
            facts = TravelFacts(world=_world(case, setting), gazetteer=names)
            client = open_client(settings, listener)
            try:
                reading = read_with_model(text, client, facts, today=BENCHMARK_TODAY)
            except BudgetSpentError as error:
                return Attempt(outcome="limit", message=str(error))
        else:
            reading = read_request(text, names, today=BENCHMARK_TODAY)
    match reading:
        case Read():
            heard: JsonValue = {
                "request": reading.request.model_dump(mode="json"),
                "assumptions": list(reading.assumptions),
                "unused_words": list(reading.unused_words),
            }
            return reading.request, heard
        case Missing():
            return Attempt(outcome="question", message=reading.question, details={"about": reading.field})
        case _:
            assert_never(reading)


def setting_of(settings: Settings) -> Setting:
    """What plans are made from.

    Raises:
        UsageError: it is none of `SETTINGS`.
    """
    given = settings.options.get("setting", "reference")
    for setting in SETTINGS:
        if given == setting:
            return setting
    raise UsageError(f"setting={given}: expected one of {', '.join(SETTINGS)}")


@lru_cache(maxsize=2)
def database(folder: Path) -> World:
    """The database in a folder."""
    return load_database(folder)


@lru_cache(maxsize=2)
def gazetteer(folder: Path) -> Gazetteer:
    """The places of the database in a folder."""
    return Gazetteer.from_world(database(folder))


def _world(case: Case, setting: Setting) -> World:
    return addressable(
        case.reference_world() if setting == "reference" else case.sandbox(database(case.folder))
    )


def _planned(
    request: TravelRequest, world: World, settings: Settings, listener: Listener, heard: JsonValue
) -> Attempt:
    with timed(listener, "formalize"):
        trip = state_trip(request, world)
    with timed(listener, "solve"):
        options = SolveOptions(time_limit_s=settings.time_limit_s, seed=settings.seed)
        answer = Model(trip.document).solve(solver=settings.solver, options=options)
    plan: JsonValue = None
    details: dict[str, JsonValue] = {}
    if isinstance(answer, Solved):
        itinerary = trip.itinerary(answer.solution)
        plan = [dict(row) for row in itinerary.to_travelplanner()]
        details["cost_usd"] = itinerary.total_usd
    attempt = attempt_of_answer(answer, document=trip.document, plan=plan)
    return replace(attempt, heard=heard, details=details)

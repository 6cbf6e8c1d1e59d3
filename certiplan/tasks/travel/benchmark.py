"""Certiplan's planner on the TravelPlanner benchmark: a case in, an attempt out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, assert_never

from certiplan.errors import RequestError
from certiplan.model.loading import LoadedDocument
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.results import Failed, Unbounded, Unknown
from certiplan.tasks.travel.itinerary import Itinerary
from certiplan.tasks.travel.planning import plan_trip
from certiplan.tasks.travel.reader import Gazetteer, Missing, Read, read_request
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.suite import Attempt
from certiplan.tasks.travel.travelplanner import Case, addressable
from certiplan.tasks.travel.world import World

Setting = Literal["reference", "database"]

BENCHMARK_TODAY = dt.date(2022, 1, 1)
"""The benchmark's queries are about March 2022."""


@dataclass(frozen=True, kw_only=True)
class BenchmarkPlanner:
    """Plans the cases of the benchmark.

    Attributes:
        database: all facts; the gazetteer of the reader, and the world in the setting "database".
        setting: plan from the reference information of each case alone, or from the whole database.
        oracle: take the request from the structured fields; otherwise read the text.
        time_limit_s: for the solver, a case.
    """

    database: World
    setting: Setting
    oracle: bool
    solver: str = "auto"
    time_limit_s: float | None = None

    def __call__(self, case: Case) -> Attempt:
        """Plan one case."""
        request = case.request if self.oracle else self._read(case.query)
        if isinstance(request, Attempt):
            return request
        world = case.reference_world() if self.setting == "reference" else case.sandbox(self.database)
        try:
            trip = plan_trip(request, addressable(world), solve=self._solve)
        except RequestError as error:
            return Attempt(outcome="error", message=str(error))
        return _attempt(trip.answer, trip.itinerary)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.from_world(self.database)

    def _read(self, text: str) -> TravelRequest | Attempt:
        try:
            reading = read_request(text, self._gazetteer, today=BENCHMARK_TODAY)
        except RequestError as error:
            return Attempt(outcome="error", message=str(error))
        match reading:
            case Read(request=request):
                return request
            case Missing(question=question):
                return Attempt(outcome="question", message=question)
            case _:
                assert_never(reading)

    def _solve(self, document: LoadedDocument) -> Answer:
        return Model(document).solve(solver=self.solver, options=SolveOptions(time_limit_s=self.time_limit_s))


def _attempt(answer: Answer, itinerary: Itinerary | None) -> Attempt:
    match answer:
        case Solved():
            assert itinerary is not None
            bound = answer.bounds[0]
            return Attempt(
                outcome="plan",
                plan=itinerary.to_travelplanner(),
                cost_usd=itinerary.total_usd,
                optimal=answer.optimal,
                value=float(answer.objectives[0]),
                bound=None if bound is None else float(bound),
            )
        case NoSolution(requirements=requirements):
            return Attempt(outcome="conflict", message=", ".join(requirements))
        case Unknown(reason=reason, detail=detail):
            return Attempt(outcome="unknown", message=f"{reason}: {detail}")
        case Unbounded():
            return Attempt(outcome="error", message="unbounded")
        case Failed(error=error):
            return Attempt(outcome="error", message=error)
        case _:
            assert_never(answer)

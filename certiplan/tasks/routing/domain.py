"""Routing as a domain: what is stated, read, judged, given up and shown."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from typing import Final

from certiplan.model.solution import Solution
from certiplan.pictures import Picture
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.changes import ChangeNumber
from certiplan.solvers.model import Answer, Model
from certiplan.tasks.routing.checker import check_plan
from certiplan.tasks.routing.drawing import pictures
from certiplan.tasks.routing.first_routes import first_routes
from certiplan.tasks.routing.layout import shape_of
from certiplan.tasks.routing.reading import read_plan
from certiplan.tasks.routing.request import RoutingRequest
from certiplan.tasks.routing.routes import RoutePlan
from certiplan.tasks.routing.statement import Statement, state, with_routes
from certiplan.tasks.routing.wishes import Wish, wishes
from certiplan.tasks.typed import Domain, Stated, Verdict

_NUMBERS: Final = {
    "capacity": "what a vehicle carries",
    "limit": "the longest route",
    "reserve": "the range of a vehicle",
    "closes": "the time by which vehicles are back",
    "wanted": "what is to be bought",
}
_WHOLE: Final = frozenset({"capacity", "wanted"})


class RoutingDomain(Domain[RoutingRequest, RoutePlan]):
    """Routes for vehicles."""

    name = "routing"
    request_type = RoutingRequest
    plan_type = RoutePlan

    def state(self, request: RoutingRequest) -> Stated[RoutingRequest]:
        """As one tour, as a choice from a table, or as a tour for each vehicle."""
        return _stated(state(request))

    def explained(self, request: RoutingRequest) -> Stated[RoutingRequest]:
        """With every stop as a wish that can be given up."""
        return _stated(state(request, loose=True))

    def solve(self, stated: Stated[RoutingRequest], options: SolveOptions, *, solver: str = "auto") -> Answer:
        """Settle it; where the longest route is to be short, from good routes on."""
        statement, model = stated.detail, Model(stated.document)
        assert isinstance(statement, Statement)
        began = time.monotonic()
        routes = first_routes(statement.layout)
        if routes is not None:
            fixed = Model(with_routes(statement, routes))
            model = model.starting_from(fixed, options=replace(options, on_progress=None))
        if options.time_limit_s is not None:
            left_s = options.time_limit_s - (time.monotonic() - began)
            options = replace(options, time_limit_s=max(0.0, left_s))
        return model.solve(solver=solver, options=options)

    def read(self, stated: Stated[RoutingRequest], solution: Solution) -> RoutePlan:
        """The routes of a solution."""
        assert isinstance(stated.detail, Statement)
        return read_plan(stated.detail, solution)

    def check(self, request: RoutingRequest, plan: RoutePlan) -> Verdict:
        """See `certiplan.tasks.routing.checker`."""
        report = check_plan(request, plan)
        return Verdict(faults=report.faults, value=report.value)

    def without(self, request: RoutingRequest, requirement: str, named: RoutingRequest) -> RoutingRequest:
        """Stops are not visited, limits are gone, pairs are in any order."""
        return _without(request, wishes(named, shape_of(named), loose=True)[requirement])

    def with_number(self, request: RoutingRequest, change: ChangeNumber, unit: int) -> RoutingRequest:
        """The same number for every vehicle."""
        value = Fraction(change.after) / self.number_unit(change, unit)
        if change.parameter == "wanted":
            return request.model_copy(update={"buy": int(value)})
        if change.parameter == "closes":
            return _places(request, request.vehicles[0].start, latest=float(value))
        field = {"capacity": "capacity", "limit": "max_length", "reserve": "range"}[change.parameter]
        number = int(value) if field == "capacity" else float(value)
        vehicles = tuple(vehicle.model_copy(update={field: number}) for vehicle in request.vehicles)
        return request.model_copy(update={"vehicles": vehicles})

    def number_words(self, change: ChangeNumber) -> str:
        """What a negotiable number is called."""
        return _NUMBERS[change.parameter]

    def number_unit(self, change: ChangeNumber, unit: int) -> int:
        """Lengths and times are counted in units of the last decimal, amounts as they are."""
        return 1 if change.parameter in _WHOLE else unit

    def pictures(self, request: RoutingRequest, plan: RoutePlan) -> tuple[Picture, ...]:
        """A map, a timetable where there are times, and a table."""
        return pictures(request, plan)


def _stated(statement: Statement) -> Stated[RoutingRequest]:
    return Stated(
        request=statement.request,
        document=statement.document,
        words={name: wish.sentence for name, wish in statement.wishes.items()},
        unit=statement.layout.network.unit,
        detail=statement,
    )


def _without(request: RoutingRequest, wish: Wish) -> RoutingRequest:
    match wish.kind:
        case "serve":
            (stop,) = wish.about
            request = _places(request, stop, depot=True)
            order = tuple(pair for pair in request.order if stop not in pair)
            kept = tuple(s for s in request.shipments if stop not in (s.fetch, s.bring))
            return request.model_copy(update={"order": order, "shipments": kept})
        case "purchase":
            return request.model_copy(update={"buy": 0})
        case "use_all":
            return request.model_copy(update={"use_all": False})
        case "capacity":
            return _vehicles(request, wish, "capacity")
        case "length":
            return _vehicles(request, wish, "max_length")
        case "range":
            return _vehicles(request, wish, "range")
        case "kinds":
            return _places(request, wish.about[0], kinds=())
        case "window":
            return _places(request, wish.about[0], earliest=None, latest=None)
        case "hours":
            concerned = [v for v in request.vehicles if not wish.about or v.name in wish.about]
            for vehicle in concerned:
                request = _places(request, vehicle.start, latest=None)
            return request
        case "order":
            return request.model_copy(
                update={"order": tuple(pair for pair in request.order if pair != wish.about)}
            )
        case "shipment":
            kept = tuple(s for s in request.shipments if (s.fetch, s.bring) != wish.about)
            return request.model_copy(update={"shipments": kept})


def _places(request: RoutingRequest, name: str, **update: object) -> RoutingRequest:
    places = tuple(
        place.model_copy(update=update) if place.name == name else place for place in request.places
    )
    return request.model_copy(update={"places": places})


def _vehicles(request: RoutingRequest, wish: Wish, field: str) -> RoutingRequest:
    vehicles = tuple(
        vehicle.model_copy(update={field: None}) if not wish.about or vehicle.name in wish.about else vehicle
        for vehicle in request.vehicles
    )
    return request.model_copy(update={"vehicles": vehicles})


DOMAIN: Final = RoutingDomain()

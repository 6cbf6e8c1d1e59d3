"""Routes for vehicles: from a typed request to routes that a checker of the domain's own accepted."""

from certiplan.tasks.routing.checker import Report, check_plan
from certiplan.tasks.routing.domain import DOMAIN, RoutingDomain
from certiplan.tasks.routing.reading import read_plan
from certiplan.tasks.routing.request import Place, RoutingRequest, Shipment, Vehicle
from certiplan.tasks.routing.routes import Route, RoutePlan
from certiplan.tasks.routing.statement import Statement, state
from certiplan.tasks.typed import TypedTask

TASK = TypedTask(DOMAIN)

__all__ = [
    "DOMAIN",
    "TASK",
    "Place",
    "Report",
    "Route",
    "RoutePlan",
    "RoutingDomain",
    "RoutingRequest",
    "Shipment",
    "Statement",
    "Vehicle",
    "check_plan",
    "read_plan",
    "state",
]

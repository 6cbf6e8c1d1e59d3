"""Routes for vehicles: from a typed request to routes that a checker of the domain's own accepted."""

from certiplan.tasks.routing.checker import Report, check_plan
from certiplan.tasks.routing.plan import Route, RoutePlan, read_plan
from certiplan.tasks.routing.request import Place, RoutingRequest, Shipment, Vehicle
from certiplan.tasks.routing.statement import Statement, state

__all__ = [
    "Place",
    "Report",
    "Route",
    "RoutePlan",
    "RoutingRequest",
    "Shipment",
    "Statement",
    "Vehicle",
    "check_plan",
    "read_plan",
    "state",
]

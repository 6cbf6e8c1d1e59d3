"""Coffee distribution, facility location, workforce: three problems of supply, each a domain of its own."""

from certiplan.tasks.supply.coffee import DOMAIN as COFFEE_DOMAIN
from certiplan.tasks.supply.coffee import CoffeeDomain, CoffeePlan, CoffeeRequest
from certiplan.tasks.supply.facility import DOMAIN as FACILITY_DOMAIN
from certiplan.tasks.supply.facility import FacilityDomain, FacilityPlan, FacilityRequest
from certiplan.tasks.supply.workforce import DOMAIN as WORKFORCE_DOMAIN
from certiplan.tasks.supply.workforce import Roster, WorkforceDomain, WorkforceRequest
from certiplan.tasks.typed import TypedTask

COFFEE = TypedTask(COFFEE_DOMAIN)
FACILITY = TypedTask(FACILITY_DOMAIN)
WORKFORCE = TypedTask(WORKFORCE_DOMAIN)

__all__ = [
    "COFFEE",
    "COFFEE_DOMAIN",
    "FACILITY",
    "FACILITY_DOMAIN",
    "WORKFORCE",
    "WORKFORCE_DOMAIN",
    "CoffeeDomain",
    "CoffeePlan",
    "CoffeeRequest",
    "FacilityDomain",
    "FacilityPlan",
    "FacilityRequest",
    "Roster",
    "WorkforceDomain",
    "WorkforceRequest",
]

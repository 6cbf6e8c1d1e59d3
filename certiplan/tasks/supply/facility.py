"""Facility location: plants that are open at a fixed cost ship to customers; one of LLMFP's nine problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from certiplan.model.solution import Solution
from certiplan.pictures import Picture, Table, Words
from certiplan.solvers.explain.changes import ChangeNumber
from certiplan.tasks.supply.documents import filled
from certiplan.tasks.typed import Domain, Stated, Verdict
from certiplan.tasks.typed.items import names_of

_FROZEN = ConfigDict(frozen=True, extra="forbid")
_TOLERANCE: Final = 1e-6


class Plant(BaseModel):
    """What keeping a plant open costs, how much it then ships, and what a unit costs to each customer."""

    model_config = _FROZEN

    capacity: float = Field(ge=0)
    fixed_cost: float = Field(ge=0)
    to_customer: Mapping[str, float]


class FacilityRequest(BaseModel):
    """Plants, and customers with what each needs exactly. The least of fixed and transport cost is wanted."""

    model_config = _FROZEN

    text: str = ""
    plants: Mapping[str, Plant] = Field(min_length=1)
    customers: Mapping[str, float] = Field(min_length=1)
    quotes: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> FacilityRequest:
        for name, plant in self.plants.items():
            if plant.to_customer.keys() != self.customers.keys():
                raise ValueError(
                    f"to_customer of {name} needs a cost for each of {', '.join(self.customers)}"
                )
            if any(cost < 0 for cost in plant.to_customer.values()):
                raise ValueError(f"to_customer of {name}: costs are not negative")
        if any(need < 0 for need in self.customers.values()):
            raise ValueError("customers: needs are not negative")
        return self


class FacilityPlan(BaseModel):
    """The plants that are open, and what each of them ships to each customer."""

    model_config = _FROZEN

    open: tuple[str, ...]
    ship: Mapping[str, Mapping[str, float]]


class FacilityDomain(Domain[FacilityRequest, FacilityPlan]):
    """Facility location."""

    name = "facility"
    request_type = FacilityRequest
    plan_type = FacilityPlan

    def state(self, request: FacilityRequest) -> Stated[FacilityRequest]:
        """Which plants are open, and what they ship."""
        capacity, demand = names_of("capacity", request.plants), names_of("demand", request.customers)
        words = {
            **{capacity[p]: f"{p} ships at most {plant.capacity:g}" for p, plant in request.plants.items()},
            **{demand[c]: f"{c} gets {need:g}" for c, need in request.customers.items()},
        }
        exact = {
            name: {customer: Fraction(str(cost)) for customer, cost in plant.to_customer.items()}
            for name, plant in request.plants.items()
        }
        document = filled(
            "facility",
            sets={"Warehouse": list(request.customers), "Plant": list(request.plants)},
            values={
                "demand": {name: Fraction(str(need)) for name, need in request.customers.items()},
                "capacity": {name: Fraction(str(plant.capacity)) for name, plant in request.plants.items()},
                "fixed_cost": {n: Fraction(str(plant.fixed_cost)) for n, plant in request.plants.items()},
                "unit_cost": {c: {p: exact[p][c] for p in request.plants} for c in request.customers},
            },
            each={"meets_demand": ("Warehouse", demand), "within_capacity": ("Plant", capacity)},
            negotiable={"capacity": ("up", capacity)},
            words=words,
            quotes=request.quotes,
            text=request.text,
        )
        return Stated(request=request, document=document, words=words)

    def read(self, stated: Stated[FacilityRequest], solution: Solution) -> FacilityPlan:
        """What is open, and what is shipped."""
        ship: dict[str, dict[str, float]] = {}
        for (customer, plant), amount in solution["ship"].items():
            assert isinstance(customer, str) and isinstance(plant, str) and isinstance(amount, int | Fraction)
            if amount:
                ship.setdefault(plant, {})[customer] = float(amount)
        opened = tuple(str(plant) for (plant,), is_open in solution["open"].items() if is_open)
        return FacilityPlan(open=opened, ship=ship)

    def check(self, request: FacilityRequest, plan: FacilityPlan) -> Verdict:
        """Only open plants ship, within capacity; needs are met; and the cost anew."""
        strange = tuple(_strange(request, plan))
        if strange:
            return Verdict(faults=strange, value=0)
        cost = sum(request.plants[name].fixed_cost for name in plan.open)
        cost += sum(
            amount * request.plants[plant].to_customer[customer]
            for plant, row in plan.ship.items()
            for customer, amount in row.items()
        )
        return Verdict(faults=tuple(_faults(request, plan)), value=cost)

    def without(self, request: FacilityRequest, requirement: str, named: FacilityRequest) -> FacilityRequest:
        """A plant has enough, or a customer needs nothing."""
        for name, wish in names_of("capacity", named.plants).items():
            if wish == requirement:
                return _with_capacity(request, name, sum(request.customers.values()))
        names = names_of("demand", named.customers)
        customers = {name: 0.0 if names[name] == requirement else n for name, n in request.customers.items()}
        return request.model_copy(update={"customers": customers})

    def with_number(self, request: FacilityRequest, change: ChangeNumber, unit: int) -> FacilityRequest:
        """Another capacity of a plant."""
        (name,) = change.indices
        return _with_capacity(request, str(name), float(change.after))

    def number_words(self, change: ChangeNumber) -> str:
        """Whose capacity changes."""
        return f"the capacity of {change.indices[0]}"

    def pictures(self, request: FacilityRequest, plan: FacilityPlan) -> tuple[Picture, ...]:
        """What is shipped, by plant and customer."""
        rows = tuple(
            (plant, *(f"{plan.ship.get(plant, {}).get(c, 0):g}" for c in request.customers))
            for plant in plan.open
        )
        table = Table(
            title="Shipped",
            columns=("plant", *request.customers),
            rows=rows,
            numeric=frozenset(range(1, len(request.customers) + 1)),
        )
        closed = [name for name in request.plants if name not in plan.open]
        return (table, Words(paragraphs=(f"Closed: {', '.join(closed)}.",))) if closed else (table,)


def _with_capacity(request: FacilityRequest, name: str, capacity: float) -> FacilityRequest:
    plants = dict(request.plants)
    plants[name] = plants[name].model_copy(update={"capacity": capacity})
    return request.model_copy(update={"plants": plants})


def _strange(request: FacilityRequest, plan: FacilityPlan) -> Iterator[str]:
    for name in (*plan.open, *plan.ship):
        if name not in request.plants:
            yield f"there is no plant {name}"
    if len(set(plan.open)) < len(plan.open):
        yield "a plant is open twice"
    for row in plan.ship.values():
        for name in row:
            if name not in request.customers:
                yield f"there is no customer {name}"


def _faults(request: FacilityRequest, plan: FacilityPlan) -> Iterator[str]:
    for plant, row in plan.ship.items():
        shipped = sum(row.values())
        if plant not in plan.open and shipped > _TOLERANCE:
            yield f"{plant} ships {shipped:g} and is not open"
        if shipped > request.plants[plant].capacity + _TOLERANCE:
            yield f"{plant} ships {shipped:g}, more than {request.plants[plant].capacity:g}"
        if min(row.values(), default=0) < -_TOLERANCE:
            yield f"{plant} ships less than nothing"
    for customer, need in request.customers.items():
        got = sum(row.get(customer, 0) for row in plan.ship.values())
        if abs(got - need) > _TOLERANCE:
            yield f"{customer} gets {got:g}, not {need:g}"


DOMAIN: Final = FacilityDomain()

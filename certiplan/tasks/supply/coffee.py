"""Coffee distribution: suppliers ship beans to roasteries, roasteries light and dark coffee to cafes.

The problem of OptiGuide (Li et al., 2023), also one of the nine of LLMFP (Hao, Zhang and Fan, 2024).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from certiplan.model.solution import Solution
from certiplan.pictures import Picture, Table
from certiplan.solvers.explain.changes import ChangeNumber
from certiplan.tasks.supply.documents import filled
from certiplan.tasks.typed import Domain, Stated, Verdict
from certiplan.tasks.typed.items import names_of

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Roastery(BaseModel):
    """What roasting a unit costs, and shipping one to each cafe."""

    model_config = _FROZEN

    light_cost: int = Field(ge=0)
    dark_cost: int = Field(ge=0)
    to_cafe: Mapping[str, int]


class Supplier(BaseModel):
    """How many units a supplier has, and what shipping one to each roastery costs."""

    model_config = _FROZEN

    capacity: int = Field(ge=0)
    to_roastery: Mapping[str, int]


class Cafe(BaseModel):
    """How many units of light and of dark coffee a cafe needs."""

    model_config = _FROZEN

    light: int = Field(default=0, ge=0)
    dark: int = Field(default=0, ge=0)


class CoffeeRequest(BaseModel):
    """Suppliers, roasteries and cafes by name. All quantities are whole units; the least cost is wanted."""

    model_config = _FROZEN

    text: str = ""
    suppliers: Mapping[str, Supplier] = Field(min_length=1)
    roasteries: Mapping[str, Roastery] = Field(min_length=1)
    cafes: Mapping[str, Cafe] = Field(min_length=1)
    quotes: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> CoffeeRequest:
        for name, supplier in self.suppliers.items():
            _covers(supplier.to_roastery, self.roasteries, f"to_roastery of {name}")
        for name, roastery in self.roasteries.items():
            _covers(roastery.to_cafe, self.cafes, f"to_cafe of {name}")
        return self


def _covers(costs: Mapping[str, int], places: Mapping[str, object], what: str) -> None:
    missing, strange = sorted(places.keys() - costs.keys()), sorted(costs.keys() - places.keys())
    if missing or strange:
        said = f"lacks {missing[0]!r}" if missing else f"names {strange[0]!r}, which is not there"
        raise ValueError(f"{what} {said}")
    if any(cost < 0 for cost in costs.values()):
        raise ValueError(f"{what}: costs are not negative")


class CoffeePlan(BaseModel):
    """What goes where: beans by supplier and roastery, light and dark coffee by roastery and cafe."""

    model_config = _FROZEN

    beans: Mapping[str, Mapping[str, int]]
    light: Mapping[str, Mapping[str, int]]
    dark: Mapping[str, Mapping[str, int]]


class CoffeeDomain(Domain[CoffeeRequest, CoffeePlan]):
    """Coffee distribution."""

    name = "coffee"
    request_type = CoffeeRequest
    plan_type = CoffeePlan

    def state(self, request: CoffeeRequest) -> Stated[CoffeeRequest]:
        """Whole units that flow from suppliers through roasteries to cafes."""
        capacity = names_of("capacity", request.suppliers)
        light, dark = names_of("light", request.cafes), names_of("dark", request.cafes)
        words = {
            **{
                capacity[s]: f"{s} ships at most {supplier.capacity}"
                for s, supplier in request.suppliers.items()
            },
            **{light[c]: f"{c} gets {cafe.light} light" for c, cafe in request.cafes.items()},
            **{dark[c]: f"{c} gets {cafe.dark} dark" for c, cafe in request.cafes.items()},
        }
        document = filled(
            "coffee",
            sets={
                "Supplier": list(request.suppliers),
                "Roastery": list(request.roasteries),
                "Cafe": list(request.cafes),
            },
            values={
                "capacity": {name: supplier.capacity for name, supplier in request.suppliers.items()},
                "inbound_cost": {name: dict(s.to_roastery) for name, s in request.suppliers.items()},
                "outbound_cost": {name: dict(r.to_cafe) for name, r in request.roasteries.items()},
                "light_cost": {name: roastery.light_cost for name, roastery in request.roasteries.items()},
                "dark_cost": {name: roastery.dark_cost for name, roastery in request.roasteries.items()},
                "light_need": {name: cafe.light for name, cafe in request.cafes.items()},
                "dark_need": {name: cafe.dark for name, cafe in request.cafes.items()},
            },
            each={
                "within_capacity": ("Supplier", capacity),
                "enough_light": ("Cafe", light),
                "enough_dark": ("Cafe", dark),
            },
            negotiable={"capacity": ("up", capacity)},
            words=words,
            quotes=request.quotes,
            text=request.text,
        )
        return Stated(request=request, document=document, words=words)

    def read(self, stated: Stated[CoffeeRequest], solution: Solution) -> CoffeePlan:
        """What flows."""

        def flows(variable: str) -> dict[str, dict[str, int]]:
            found: dict[str, dict[str, int]] = {}
            for (start, end), units in solution[variable].items():
                assert isinstance(start, str) and isinstance(end, str) and isinstance(units, int)
                if units:
                    found.setdefault(start, {})[end] = units
            return found

        return CoffeePlan(beans=flows("supply"), light=flows("light"), dark=flows("dark"))

    def check(self, request: CoffeeRequest, plan: CoffeePlan) -> Verdict:
        """Capacities, what roasteries get and give, needs; and the cost anew."""
        strange = tuple(_strange(request, plan))
        if strange:
            return Verdict(faults=strange, value=0)
        return Verdict(faults=tuple(_faults(request, plan)), value=_cost(request, plan))

    def without(self, request: CoffeeRequest, requirement: str, named: CoffeeRequest) -> CoffeeRequest:
        """A supplier has enough, or a cafe needs nothing."""
        total = sum(cafe.light + cafe.dark for cafe in request.cafes.values())
        for name, wish in names_of("capacity", named.suppliers).items():
            if wish == requirement:
                return _with_capacity(request, name, total)
        cafes = dict(request.cafes)
        for kind in ("light", "dark"):
            for name, wish in names_of(kind, named.cafes).items():
                if wish == requirement:
                    cafes[name] = cafes[name].model_copy(update={kind: 0})
        return request.model_copy(update={"cafes": cafes})

    def with_number(self, request: CoffeeRequest, change: ChangeNumber, unit: int) -> CoffeeRequest:
        """Another capacity of a supplier."""
        (name,) = change.indices
        return _with_capacity(request, str(name), int(change.after))

    def number_words(self, change: ChangeNumber) -> str:
        """Whose capacity changes."""
        return f"the capacity of {change.indices[0]}"

    def pictures(self, request: CoffeeRequest, plan: CoffeePlan) -> tuple[Picture, ...]:
        """What goes where, in two tables."""
        beans = tuple(
            (supplier, roastery, str(units))
            for supplier, row in plan.beans.items()
            for roastery, units in row.items()
        )
        coffee = tuple(
            (
                roastery,
                cafe,
                str(plan.light.get(roastery, {}).get(cafe, 0)),
                str(plan.dark.get(roastery, {}).get(cafe, 0)),
            )
            for roastery in request.roasteries
            for cafe in request.cafes
            if plan.light.get(roastery, {}).get(cafe) or plan.dark.get(roastery, {}).get(cafe)
        )
        return (
            Table(title="Beans", columns=("from", "to", "units"), rows=beans, numeric=frozenset({2})),
            Table(
                title="Coffee",
                columns=("from", "to", "light", "dark"),
                rows=coffee,
                numeric=frozenset({2, 3}),
            ),
        )


def _with_capacity(request: CoffeeRequest, name: str, capacity: int) -> CoffeeRequest:
    suppliers = dict(request.suppliers)
    suppliers[name] = suppliers[name].model_copy(update={"capacity": capacity})
    return request.model_copy(update={"suppliers": suppliers})


def _strange(request: CoffeeRequest, plan: CoffeePlan) -> Iterator[str]:
    """Flows between what is not there."""
    parts = (
        (plan.beans, request.suppliers, request.roasteries),
        (plan.light, request.roasteries, request.cafes),
        (plan.dark, request.roasteries, request.cafes),
    )
    for flows, starts, ends in parts:
        for start, row in flows.items():
            if start not in starts:
                yield f"{start} is not there to ship"
            for end, units in row.items():
                if end not in ends:
                    yield f"{end} is not there to be shipped to"
                if units < 0:
                    yield f"{units} units go from {start} to {end}"


def _faults(request: CoffeeRequest, plan: CoffeePlan) -> Iterator[str]:
    for name, supplier in request.suppliers.items():
        shipped = sum(plan.beans.get(name, {}).values())
        if shipped > supplier.capacity:
            yield f"{name} ships {shipped}, more than {supplier.capacity}"
    for name in request.roasteries:
        received = sum(row.get(name, 0) for row in plan.beans.values())
        given = sum(plan.light.get(name, {}).values()) + sum(plan.dark.get(name, {}).values())
        if received != given:
            yield f"{name} receives {received} and ships {given}"
    for name, cafe in request.cafes.items():
        for kind, flows, need in (("light", plan.light, cafe.light), ("dark", plan.dark, cafe.dark)):
            got = sum(row.get(name, 0) for row in flows.values())
            if got < need:
                yield f"{name} gets {got} {kind}, not {need}"


def _cost(request: CoffeeRequest, plan: CoffeePlan) -> int:
    beans = sum(
        units * request.suppliers[start].to_roastery[end]
        for start, row in plan.beans.items()
        for end, units in row.items()
    )
    coffee = 0
    for kind, flows in (("light_cost", plan.light), ("dark_cost", plan.dark)):
        for start, row in flows.items():
            roastery = request.roasteries[start]
            for end, units in row.items():
                coffee += units * (getattr(roastery, kind) + roastery.to_cafe[end])
    return beans + coffee


DOMAIN: Final = CoffeeDomain()

"""The best plans of tiny requests by trying all; it knows the checkers, and nothing of the models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain, combinations, product

from certiplan.tasks.supply.coffee import DOMAIN as COFFEE
from certiplan.tasks.supply.coffee import CoffeePlan, CoffeeRequest
from certiplan.tasks.supply.facility import DOMAIN as FACILITY
from certiplan.tasks.supply.facility import FacilityPlan, FacilityRequest
from certiplan.tasks.supply.workforce import DOMAIN as WORKFORCE
from certiplan.tasks.supply.workforce import Roster, WorkforceRequest


@cache
def shares(total: int, parts: int) -> tuple[tuple[int, ...], ...]:
    """All ways to write a number as so many whole parts."""
    if parts == 1:
        return ((total,),)
    return tuple((first, *rest) for first in range(total + 1) for rest in shares(total - first, parts - 1))


def best_coffee(request: CoffeeRequest) -> tuple[CoffeePlan, float] | None:
    """The cheapest plan; None if there is none. No cafe is given more than it needs: that only costs."""
    best: tuple[CoffeePlan, float] | None = None
    roasteries, suppliers = list(request.roasteries), list(request.suppliers)
    needs = [(cafe, kind) for cafe in request.cafes for kind in ("light", "dark")]
    for split in product(*(shares(getattr(request.cafes[c], kind), len(roasteries)) for c, kind in needs)):
        flows: dict[str, dict[str, dict[str, int]]] = {"light": {}, "dark": {}}
        for (cafe, kind), parts in zip(needs, split, strict=True):
            for roastery, units in zip(roasteries, parts, strict=True):
                flows[kind].setdefault(roastery, {})[cafe] = units
        given = [sum(sum(flows[kind][r].values()) for kind in flows) for r in roasteries]
        for inbound in product(*(shares(units, len(suppliers)) for units in given)):
            beans = {
                supplier: {r: inbound[k][j] for k, r in enumerate(roasteries)}
                for j, supplier in enumerate(suppliers)
            }
            plan = CoffeePlan(beans=beans, light=flows["light"], dark=flows["dark"])
            verdict = COFFEE.check(request, plan)
            if verdict.passes and (best is None or verdict.value < best[1]):
                best = plan, verdict.value
    return best


def best_facility(request: FacilityRequest) -> tuple[FacilityPlan, float] | None:
    """The cheapest plan with whole shipments; None if there is none.

    Where needs and capacities are whole, some best plan ships whole amounts.
    """
    best: tuple[FacilityPlan, float] | None = None
    names = list(request.plants)
    for opened in chain.from_iterable(combinations(names, k) for k in range(len(names) + 1)):
        if not opened and any(request.customers.values()):
            continue
        splits = (shares(int(need), max(1, len(opened))) for need in request.customers.values())
        for split in product(*splits):
            ship = {
                plant: {c: float(split[k][j]) for k, c in enumerate(request.customers)}
                for j, plant in enumerate(opened)
            }
            plan = FacilityPlan(open=opened, ship=ship)
            verdict = FACILITY.check(request, plan)
            if verdict.passes and (best is None or verdict.value < best[1]):
                best = plan, verdict.value
    return best


def best_roster(request: WorkforceRequest) -> tuple[Roster, float] | None:
    """The cheapest roster; None if there is none."""
    best: tuple[Roster, float] | None = None
    for chosen in product(*(_crews(request, day) for day in request.days)):
        roster = Roster(days=dict(zip(request.days, chosen, strict=True)))
        verdict = WORKFORCE.check(request, roster)
        if verdict.passes and (best is None or verdict.value < best[1]):
            best = roster, verdict.value
    return best


def _crews(request: WorkforceRequest, day: str) -> Iterator[tuple[str, ...]]:
    there = [name for name, worker in request.workers.items() if day in worker.days]
    need = request.days[day]
    sizes = range(len(there) + 1) if need is None else (need,)
    return chain.from_iterable(combinations(there, size) for size in sizes)

"""Small requests of each of the three problems, as a seed draws them."""

from __future__ import annotations

from random import Random

from certiplan.tasks.supply.coffee import Cafe, CoffeeRequest, Roastery, Supplier
from certiplan.tasks.supply.facility import FacilityRequest, Plant
from certiplan.tasks.supply.workforce import Worker, WorkforceRequest


def draw_coffee(seed: int) -> CoffeeRequest:
    """Two suppliers, two roasteries, two cafes; now and then too little coffee."""
    rng = Random(f"coffee {seed}")  # noqa: S311 - draws examples, no secrets
    cafes = {f"cafe{k}": Cafe(light=rng.randint(0, 2), dark=rng.randint(0, 2)) for k in (1, 2)}
    need = sum(cafe.light + cafe.dark for cafe in cafes.values())
    return CoffeeRequest(
        suppliers={
            f"supplier{k}": Supplier(
                capacity=max(0, need // 2 + rng.randint(-1, 2)),
                to_roastery={"roastery1": rng.randint(1, 9), "roastery2": rng.randint(1, 9)},
            )
            for k in (1, 2)
        },
        roasteries={
            f"roastery{k}": Roastery(
                light_cost=rng.randint(1, 5),
                dark_cost=rng.randint(1, 6),
                to_cafe={name: rng.randint(1, 6) for name in cafes},
            )
            for k in (1, 2)
        },
        cafes=cafes,
    )


def draw_facility(seed: int) -> FacilityRequest:
    """Three plants and three customers; now and then too little room."""
    rng = Random(f"facility {seed}")  # noqa: S311 - draws examples, no secrets
    customers = {f"customer{k}": float(rng.randint(1, 4)) for k in (1, 2, 3)}
    total = sum(customers.values())
    plants = {
        f"plant{k}": Plant(
            capacity=max(1, round(total / 2) + rng.randint(-3, 2)),
            fixed_cost=rng.randint(5, 30),
            to_customer={name: rng.randint(1, 9) for name in customers},
        )
        for k in (1, 2, 3)
    }
    return FacilityRequest(plants=plants, customers=customers)


def draw_workforce(seed: int) -> WorkforceRequest:
    """Four workers and four days; now and then too few."""
    rng = Random(f"workforce {seed}")  # noqa: S311 - draws examples, no secrets
    days = {name: rng.choice([1, 1, 2]) for name in ("Mon", "Tue", "Wed", "Thu")}
    workers = {
        name: Worker(
            pay=rng.randint(8, 15),
            days=tuple(day for day in days if rng.random() < 0.7),
            least_days=rng.choice([0, 0, 1]),
            most_days=rng.choice([None, 2, 3]),
        )
        for name in ("Ann", "Ben", "Cid", "Dee")
    }
    return WorkforceRequest(days=days, workers=workers, apart=(("Ann", "Ben"),) if rng.random() < 0.3 else ())

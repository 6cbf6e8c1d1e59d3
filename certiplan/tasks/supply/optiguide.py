"""The cases of OptiGuide (Li et al., 2023) as typed requests; their numbers are read from its data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from certiplan.errors import DataError, UsageError
from certiplan.tasks.supply.coffee import Cafe, CoffeeRequest, Roastery, Supplier
from certiplan.tasks.supply.facility import FacilityRequest, Plant
from certiplan.tasks.supply.workforce import Worker, WorkforceRequest

FILE = "models.json"
_CASES = {"coffee": "coffee", "facility": "facility", "workforce": "workforce1"}


def load_request(directory: Path, problem: str) -> CoffeeRequest | FacilityRequest | WorkforceRequest:
    """The case of a problem.

    Args:
        directory: with `models.json`, or with a folder `whatif` that holds it.
        problem: "coffee", "facility" or "workforce".

    Raises:
        UsageError: for another problem.
        DataError: the file cannot be read.
    """
    if problem not in _CASES:
        raise UsageError(f"there is no problem {problem!r} (known: {', '.join(_CASES)})")
    inner = directory / "whatif" / FILE
    path = inner if inner.is_file() else directory / FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))[_CASES[problem]]["data"]
        match problem:
            case "coffee":
                return _coffee(data)
            case "facility":
                return _facility(data)
            case _:
                return _workforce(data)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"this is no case of OptiGuide: {error}", path=path) from error


def _pairs(flat: Mapping[str, int]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for arrow, value in flat.items():
        start, end = arrow.split(" -> ")
        nested.setdefault(start, {})[end] = value
    return nested


def _coffee(data: Mapping[str, Any]) -> CoffeeRequest:
    inbound = _pairs(data["shipping_cost_from_supplier_to_roastery"])
    outbound = _pairs(data["shipping_cost_from_roastery_to_cafe"])
    light, dark = data["light_coffee_needed_for_cafe"], data["dark_coffee_needed_for_cafe"]
    return CoffeeRequest(
        suppliers={
            name: Supplier(capacity=units, to_roastery=inbound[name])
            for name, units in data["capacity_in_supplier"].items()
        },
        roasteries={
            name: Roastery(
                light_cost=data["roasting_cost_light"][name],
                dark_cost=data["roasting_cost_dark"][name],
                to_cafe=costs,
            )
            for name, costs in outbound.items()
        },
        cafes={name: Cafe(light=light[name], dark=dark[name]) for name in light},
    )


def _facility(data: Mapping[str, Any]) -> FacilityRequest:
    costs = data["transport_cost[warehouse][plant]"]
    customers = {f"warehouse {k}": need for k, need in enumerate(data["demand"])}
    return FacilityRequest(
        plants={
            f"plant {p}": Plant(
                capacity=capacity,
                fixed_cost=data["fixed_cost"][p],
                to_customer={name: costs[k][p] for k, name in enumerate(customers)},
            )
            for p, capacity in enumerate(data["capacity"])
        },
        customers=customers,
    )


def _workforce(data: Mapping[str, Any]) -> WorkforceRequest:
    return WorkforceRequest(
        days=data["workers_required"],
        workers={
            name: Worker(pay=data["pay_per_day"][name], days=tuple(days))
            for name, days in data["availability"].items()
        },
    )

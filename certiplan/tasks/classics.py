"""Suites of the six classic NP-hard problems of ACCORD (Abgaryan, Cazenave and Harutyunyan, 2025).

Each has the embedded requests of its domain, with the truth, and larger ones that a seed draws, whose plans
are judged by the domain's checker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from pydantic import BaseModel

from certiplan.tasks import packing, routing, scheduling
from certiplan.tasks.evaluation import Settings
from certiplan.tasks.packing import suites as packing_suites
from certiplan.tasks.packing import variants as packing_variants
from certiplan.tasks.routing import suites as routing_suites
from certiplan.tasks.routing import variants as routing_variants
from certiplan.tasks.scheduling import suites as scheduling_suites
from certiplan.tasks.scheduling import variants as scheduling_variants
from certiplan.tasks.typed import Domain
from certiplan.tasks.typed.suite import TypedCase, TypedSuite

_LARGER: Final = range(3)


def _cases(
    embedded: Callable[[Settings], Iterable[TypedCase]],
    draw: Callable[[int], BaseModel],
    split: str,
    settings: Settings,
) -> Iterator[TypedCase]:
    yield from embedded(replace(settings, split=split))
    for number in _LARGER:
        seed = settings.seed + number
        yield TypedCase(id=f"{split}/larger/{seed}", request=draw(seed), feasible=None)


def _tsp(seed: int) -> BaseModel:
    return routing_variants.draw("TSP", seed=seed, stops=20)


def _cvrp(seed: int) -> BaseModel:
    return routing_variants.draw("CVRP", seed=seed, stops=12, vehicles=3)


def _knapsack(seed: int) -> BaseModel:
    return packing_variants.draw("knapsack", seed=seed, items=60)


def _bins(seed: int) -> BaseModel:
    return packing_variants.draw("bin-packing", seed=seed, items=20, bins=14)


def _job_shop(seed: int) -> BaseModel:
    return scheduling_variants.draw("job-shop", seed=seed, tasks=24)


def _flow_shop(seed: int) -> BaseModel:
    return scheduling_variants.draw("permutation-flow-shop", seed=seed, tasks=24)


def _suite(
    name: str,
    description: str,
    domain: Domain[Any, Any],
    embedded: Callable[[Settings], Iterable[TypedCase]],
    draw: Callable[[int], BaseModel],
    split: str,
) -> TypedSuite:
    return TypedSuite(name, description, domain, partial(_cases, embedded, draw, split))


TSP: Final = _suite("tsp", "the shortest tour", routing.DOMAIN, routing_suites.embedded, _tsp, "TSP")
CVRP: Final = _suite(
    "cvrp", "routes of vehicles of limited capacity", routing.DOMAIN, routing_suites.embedded, _cvrp, "CVRP"
)
KNAPSACK: Final = _suite(
    "knapsack", "the most valuable load", packing.DOMAIN, packing_suites.embedded, _knapsack, "knapsack"
)
BIN_PACKING: Final = _suite(
    "bin-packing", "the fewest bins", packing.DOMAIN, packing_suites.embedded, _bins, "bin-packing"
)
JOB_SHOP: Final = _suite(
    "job-shop",
    "jobs on machines in orders of their own",
    scheduling.DOMAIN,
    scheduling_suites.embedded,
    _job_shop,
    "job-shop",
)
FLOW_SHOP: Final = _suite(
    "flow-shop",
    "jobs on machines, all in one order",
    scheduling.DOMAIN,
    scheduling_suites.embedded,
    _flow_shop,
    "permutation-flow-shop",
)

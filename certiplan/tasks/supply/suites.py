"""The suites of the three problems: small requests with the truth by trying all, and OptiGuide's cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from pydantic import BaseModel

from certiplan.tasks.evaluation import Settings
from certiplan.tasks.supply import coffee, facility, optiguide, workforce
from certiplan.tasks.supply.variants import draw_coffee, draw_facility, draw_workforce
from certiplan.tasks.typed import Domain
from certiplan.tasks.typed.drawn import read_truth
from certiplan.tasks.typed.suite import TypedCase, TypedSuite

_DRAW: Final[dict[str, Callable[[int], BaseModel]]] = {
    "coffee": draw_coffee,
    "facility": draw_facility,
    "workforce": draw_workforce,
}


def embedded(problem: str, settings: Settings) -> Iterator[TypedCase]:
    """The drawn requests of a problem, and with --data the case of OptiGuide."""
    for name, best in read_truth("certiplan.tasks.supply").items():
        kind, seed = name.split("/")
        if kind == problem:
            yield TypedCase(id=name, request=_DRAW[kind](int(seed)), best=best, feasible=best is not None)
    if settings.data is not None:
        yield TypedCase(id=f"{problem}/optiguide", request=optiguide.load_request(settings.data, problem))


def _suite(domain: Domain[Any, Any], description: str) -> TypedSuite:
    return TypedSuite(
        domain.name,
        description,
        domain,
        partial(embedded, domain.name),
        licence="Apache-2.0 (of this project); with --data also MIT (microsoft/OptiGuide)",
    )


COFFEE: Final = _suite(coffee.DOMAIN, "coffee from suppliers through roasteries to cafes, at the least cost")
FACILITY: Final = _suite(facility.DOMAIN, "which plants to keep open, and what they ship to whom")
WORKFORCE: Final = _suite(workforce.DOMAIN, "who works on which days, at the least pay")

"""The suite of scheduling: small requests of every kind with the truth by trying all, and known instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from certiplan.tasks.evaluation import Settings
from certiplan.tasks.scheduling.domain import DOMAIN
from certiplan.tasks.scheduling.variants import FT06, VARIANTS, draw
from certiplan.tasks.typed.drawn import drawn_cases
from certiplan.tasks.typed.suite import TypedCase, TypedSuite


def _drawn(name: str) -> BaseModel:
    kind, seed = name.split("/")
    return draw(kind, seed=int(seed))


def embedded(settings: Settings) -> Iterator[TypedCase]:
    """The embedded requests: of every kind some; or of the kind that `split` names.

    Raises:
        UsageError: there is no such kind.
    """
    yield from drawn_cases("certiplan.tasks.scheduling", _drawn, kinds=VARIANTS, settings=settings)
    if settings.split in (None, "job-shop"):
        yield TypedCase(id="job-shop/ft06", request=FT06, best=55, metadata={"variant": "job-shop"})


SUITE: Final = TypedSuite(
    "scheduling", "job shops, flow shops, one machine, projects: with the best values", DOMAIN, embedded
)

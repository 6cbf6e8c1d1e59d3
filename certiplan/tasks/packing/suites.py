"""The suite of packing: small requests of every kind with the truth by trying all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from certiplan.tasks.evaluation import Settings
from certiplan.tasks.packing.domain import DOMAIN
from certiplan.tasks.packing.variants import VARIANTS, draw
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
    yield from drawn_cases("certiplan.tasks.packing", _drawn, kinds=VARIANTS, settings=settings)


SUITE: Final = TypedSuite(
    "packing", "knapsacks, bins, pods with priorities: with the best values by trying all", DOMAIN, embedded
)

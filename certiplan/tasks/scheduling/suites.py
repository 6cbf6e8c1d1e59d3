"""The suite of scheduling: small requests of every kind with the truth by trying all, and known instances."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from certiplan.errors import UsageError
from certiplan.tasks.evaluation import Settings
from certiplan.tasks.scheduling.domain import DOMAIN
from certiplan.tasks.scheduling.variants import FT06, VARIANTS, draw
from certiplan.tasks.typed.suite import TypedCase, TypedSuite


@cache
def truth() -> dict[str, float | None]:
    """The best value of each drawn request by its id, found by trying all; None where there is no plan."""
    text = files("certiplan.tasks.scheduling").joinpath("truth.json").read_text(encoding="utf-8")
    found: dict[str, float | None] = json.loads(text)
    return found


def embedded(settings: Settings) -> Iterator[TypedCase]:
    """The embedded requests: of every kind some; or of the kind that `split` names.

    Raises:
        UsageError: there is no such kind.
    """
    if settings.split is not None and settings.split not in VARIANTS:
        raise UsageError(f"there is no kind {settings.split!r} (known: {', '.join(VARIANTS)})")
    for name, best in truth().items():
        variant, seed = name.split("/")
        if settings.split in (None, variant):
            yield TypedCase(
                id=name,
                request=draw(variant, seed=int(seed)),
                best=best,
                feasible=best is not None,
                metadata={"variant": variant},
            )
    if settings.split in (None, "job-shop"):
        yield TypedCase(id="job-shop/ft06", request=FT06, best=55, metadata={"variant": "job-shop"})


SUITE: Final = TypedSuite(
    "scheduling", "job shops, flow shops, one machine, projects: with the best values", DOMAIN, embedded
)

"""The suites of routing: the released tasks of Words to Routes, and small requests of every variant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from certiplan.errors import UsageError
from certiplan.tasks.evaluation import Settings
from certiplan.tasks.routing.domain import DOMAIN
from certiplan.tasks.routing.variants import VARIANTS, draw
from certiplan.tasks.routing.words_to_routes import SPLIT, load_cases
from certiplan.tasks.typed.drawn import drawn_cases, read_truth
from certiplan.tasks.typed.suite import TypedCase, TypedSuite

STOPS: Final = 4
"""How many stops the embedded requests have."""


def truth() -> dict[str, float | None]:
    """The best value of each embedded request by its id, found by trying all; None where there is no plan.

    An id is the variant, the seed, and perhaps that its stops are out of reach.
    """
    return read_truth("certiplan.tasks.routing")


def _drawn(name: str) -> BaseModel:
    variant, seed, *limited = name.split("/")
    return draw(variant, seed=int(seed), stops=STOPS, out_of_reach=bool(limited))


def embedded(settings: Settings) -> Iterator[TypedCase]:
    """The embedded requests: of every variant some, with the truth; or of the variant that `split` names.

    Raises:
        UsageError: there is no such variant.
    """
    yield from drawn_cases(
        "certiplan.tasks.routing", _drawn, kinds=VARIANTS, settings=settings, called="variant"
    )


def released(settings: Settings) -> Iterator[TypedCase]:
    """The released tasks, with the best cost that the release knows."""
    for case in load_cases(_directory(settings), settings.split or SPLIT):
        yield TypedCase(
            id=case.id,
            request=case.request,
            text=case.request.text,
            best=case.best_known,
            metadata={"variant": case.variant},
        )


def _directory(settings: Settings) -> Path:
    if settings.data is None:
        raise UsageError("the tasks of Words to Routes are read from --data DIR")
    inner = settings.data / "routing"
    return inner if inner.is_dir() else settings.data


ROUTING: Final = TypedSuite(
    "routing",
    f"small requests of {len(VARIANTS)} variants of vehicle routing, with the best values by trying all",
    DOMAIN,
    embedded,
)
WORDS_TO_ROUTES: Final = TypedSuite(
    "words-to-routes",
    "routing tasks of Words to Routes, with the best known costs",
    DOMAIN,
    released,
    licence="MIT (Zhehui-Huang/LLM_Routing)",
    needs_data=True,
)

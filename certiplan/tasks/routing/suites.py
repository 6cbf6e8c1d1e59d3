"""The suites of routing: the released tasks of Words to Routes, and small requests of every variant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from certiplan.errors import UsageError
from certiplan.tasks.evaluation import Settings
from certiplan.tasks.routing.domain import DOMAIN
from certiplan.tasks.routing.variants import VARIANTS, draw
from certiplan.tasks.routing.words_to_routes import SPLIT, load_cases
from certiplan.tasks.typed.suite import TypedCase, TypedSuite

STOPS: Final = 4
"""How many stops the embedded requests have."""


@cache
def truth() -> dict[str, float | None]:
    """The best value of each embedded request by its id, found by trying all; None where there is no plan.

    An id is the variant, the seed, and perhaps that its stops are out of reach.
    """
    text = files("certiplan.tasks.routing").joinpath("truth.json").read_text(encoding="utf-8")
    found: dict[str, float | None] = json.loads(text)
    return found


def embedded(settings: Settings) -> Iterator[TypedCase]:
    """The embedded requests: of every variant some, with the truth; or of the variant that `split` names.

    Raises:
        UsageError: there is no such variant.
    """
    if settings.split is not None and settings.split not in VARIANTS:
        raise UsageError(f"there is no variant {settings.split!r} (known: {', '.join(VARIANTS)})")
    for name, best in truth().items():
        variant, seed, *limited = name.split("/")
        if settings.split in (None, variant):
            request = draw(variant, seed=int(seed), stops=STOPS, out_of_reach=bool(limited))
            yield TypedCase(
                id=name,
                request=request,
                best=best,
                feasible=best is not None,
                metadata={"variant": variant},
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

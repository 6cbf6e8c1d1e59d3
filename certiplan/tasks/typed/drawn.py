"""Requests that a seed draws, with the best value of each as it was found by trying all plans."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from certiplan.errors import UsageError
from certiplan.tasks.evaluation import Settings
from certiplan.tasks.typed.suite import TypedCase

Draw = Callable[[str], BaseModel]
"""The request of an id such as "knapsack/3"."""


@cache
def read_truth(package: str) -> dict[str, float | None]:
    """The best value of each drawn request of a domain by its id; None where there is no plan."""
    text = files(package).joinpath("truth.json").read_text(encoding="utf-8")
    found: dict[str, float | None] = json.loads(text)
    return found


def drawn_cases(
    package: str, draw: Draw, *, kinds: Collection[str], settings: Settings, called: str = "kind"
) -> Iterator[TypedCase]:
    """The drawn requests of every kind, or of the one that `settings.split` names.

    Args:
        package: the domain's, which holds their best values.
        draw: makes the request of an id.
        kinds: the first parts of the ids.
        settings: how the suite is run.
        called: what a kind is called in messages.

    Raises:
        UsageError: there is no such kind.
    """
    if settings.split is not None and settings.split not in kinds:
        raise UsageError(f"there is no {called} {settings.split!r} (known: {', '.join(kinds)})")
    for name, best in read_truth(package).items():
        kind = name.partition("/")[0]
        if settings.split in (None, kind):
            yield TypedCase(
                id=name,
                request=draw(name),
                best=best,
                feasible=best is not None,
                metadata={"variant": kind},
            )

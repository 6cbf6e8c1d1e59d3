"""Finding suites by name: those that come along, and those that installed distributions offer."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from certiplan.errors import UsageError
from certiplan.model.diagnostics import nearest
from certiplan.tasks.evaluation.suite import Suite

GROUP = "certiplan.suites"
"""The entry-point group in which a distribution offers suites: NAME = "module:OBJECT"."""

_OWN: Mapping[str, str] = {
    "bin-packing": "certiplan.tasks.classics:BIN_PACKING",
    "coffee": "certiplan.tasks.supply.suites:COFFEE",
    "cvrp": "certiplan.tasks.classics:CVRP",
    "facility": "certiplan.tasks.supply.suites:FACILITY",
    "flow-shop": "certiplan.tasks.classics:FLOW_SHOP",
    "infeasible-travel": "certiplan.tasks.travel.infeasible.suite:SUITE",
    "multistep": "certiplan.tasks.multistep.suite:MULTISTEP",
    "planbench": "certiplan.tasks.multistep.suite:PLANBENCH",
    "robots": "certiplan.tasks.robots.suite:SUITE",
    "job-shop": "certiplan.tasks.classics:JOB_SHOP",
    "knapsack": "certiplan.tasks.classics:KNAPSACK",
    "packing": "certiplan.tasks.packing.suites:SUITE",
    "routing": "certiplan.tasks.routing.suites:ROUTING",
    "scheduling": "certiplan.tasks.scheduling.suites:SUITE",
    "travelplanner": "certiplan.tasks.travel.suite:SUITE",
    "tsp": "certiplan.tasks.classics:TSP",
    "underspecified": "certiplan.tasks.underspecified.suite:SUITE",
    "wordproblems": "certiplan.tasks.wordproblems:SUITE",
    "words-to-routes": "certiplan.tasks.routing.suites:WORDS_TO_ROUTES",
    "workforce": "certiplan.tasks.supply.suites:WORKFORCE",
}
_PLACE = re.compile(r"[\w.]+:\w+")


def suite_places() -> dict[str, str]:
    """Where each suite is, as "module:OBJECT", by name."""
    offered = {point.name: point.value for point in entry_points(group=GROUP)}
    return dict(sorted({**offered, **_OWN}.items()))


def find_suite(name: str) -> Suite:
    """The suite of this name, or at this place ("module:OBJECT").

    Raises:
        UsageError: there is none.
    """
    places = suite_places()
    if name in places:
        return _load(places[name])
    if _PLACE.fullmatch(name):
        here = str(Path.cwd())
        if here not in sys.path:  # as for `python -m`: a suite of one's own lies where one works
            sys.path.insert(0, here)
        return _load(name)
    hint = nearest(name, places)
    raise UsageError(
        f"there is no suite {name!r}"
        + (f"; did you mean {hint!r}?" if hint else f" (known: {', '.join(places)}; or MODULE:OBJECT)")
    )


def _load(place: str) -> Suite:
    module, _, attribute = place.partition(":")
    try:
        return cast(Suite, getattr(import_module(module), attribute))
    except ModuleNotFoundError as error:
        raise UsageError(f"the suite {place} cannot be loaded: there is no module {error.name}") from error
    except AttributeError as error:
        raise UsageError(f"the suite {place} cannot be loaded: {error}") from error

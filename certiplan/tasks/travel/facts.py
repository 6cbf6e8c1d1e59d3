"""What trips are planned from, and the names that the reader knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from certiplan.tasks.travel.embedded import embedded_world
from certiplan.tasks.travel.reader import Gazetteer
from certiplan.tasks.travel.travelplanner import addressable, load_database
from certiplan.tasks.travel.world import World


@dataclass(frozen=True, kw_only=True)
class TravelFacts:
    """A world and the names in it."""

    world: World = field(repr=False)
    gazetteer: Gazetteer = field(repr=False)


@lru_cache(maxsize=4)
def travel_facts(data: Path | None) -> TravelFacts:
    """The embedded world, or the TravelPlanner database in a directory.

    Raises:
        DataError: the data cannot be read.
    """
    world = embedded_world() if data is None else addressable(load_database(data))
    return TravelFacts(world=world, gazetteer=Gazetteer.from_world(world))

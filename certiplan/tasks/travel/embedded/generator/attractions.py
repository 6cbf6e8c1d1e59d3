"""Things to see: names that fit the country around, and a spot on the map."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from certiplan.tasks.travel.embedded.generator.cities import Site
from certiplan.tasks.travel.embedded.generator.draw import Draw
from certiplan.tasks.travel.embedded.generator.names import NameBook, vocabulary

_VOCABULARY = vocabulary("attractions")

AttractionRow = tuple[str, str, str, str]


def attractions(site: Site, names: NameBook, seed: int) -> Iterator[AttractionRow]:
    """Name, city, latitude and longitude (4 decimals) of a city's attractions."""
    draw = Draw(seed, "attractions", site.name)
    count = round(draw.normal(15.5 + 2 * site.tier, 2.5, low=10, high=30))
    for _ in range(count):
        name = names.new(partial(_VOCABULARY.name, "any", site, draw))
        latitude = site.latitude + draw.normal(0, 0.035, low=-0.12, high=0.12)
        longitude = site.longitude + draw.normal(0, 0.045, low=-0.15, high=0.15)
        yield name, site.name, f"{latitude:.4f}", f"{longitude:.4f}"

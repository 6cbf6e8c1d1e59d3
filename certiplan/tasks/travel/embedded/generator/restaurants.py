"""Restaurants: what they serve, what a meal costs, how they are rated, and their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from certiplan.tasks.travel.embedded.generator.cities import Site
from certiplan.tasks.travel.embedded.generator.draw import Draw
from certiplan.tasks.travel.embedded.generator.names import NameBook, vocabulary

# The benchmark's fifteen: seven that travellers ask for, and eight that go with anything.
NATIONAL = ("Chinese", "American", "Italian", "Mexican", "Indian", "Mediterranean", "French")
GENERAL = ("Tea", "BBQ", "Seafood", "Cafe", "Desserts", "Pizza", "Fast Food", "Bakery")
_LEAST_OF_EACH_NATIONAL = 2

_VOCABULARY = vocabulary("restaurants")

RestaurantRow = tuple[str, str, int, str, str]


def restaurants(site: Site, names: NameBook, seed: int) -> Iterator[RestaurantRow]:
    """Name, city, price of a meal in USD, cuisines and rating (empty if unrated) of a city's restaurants."""
    draw = Draw(seed, "restaurants", site.name)
    count = round(draw.normal(27.5 + 1.5 * site.tier, 4, low=20, high=40))
    for cuisines in _menus(count, draw):
        name = names.new(partial(_name, cuisines, site, draw))
        rating = "" if draw.chance(0.225) else f"{draw.normal(3.44, 0.55, low=1.8, high=4.9):.1f}"
        yield name, site.name, draw.integer(10, 100), ", ".join(cuisines), rating


def _menus(count: int, draw: Draw) -> list[list[str]]:
    """The cuisines of each restaurant; drawn anew until each national one is there for two meals."""
    while True:
        menus = [_menu(draw) for _ in range(count)]
        served = Counter(cuisine for menu in menus for cuisine in menu)
        if all(served[cuisine] >= _LEAST_OF_EACH_NATIONAL for cuisine in NATIONAL):
            return menus


def _menu(draw: Draw) -> list[str]:
    national = draw.sample(NATIONAL, draw.weighted({0: 1, 1: 2, 2: 1}))
    general = draw.sample(GENERAL, draw.integer(2, 4))
    return draw.sample(national + general, len(national) + len(general))


def _name(cuisines: list[str], site: Site, draw: Draw) -> str:
    national = [cuisine for cuisine in cuisines if cuisine in NATIONAL]
    lead = draw.pick(national) if national and draw.chance(0.75) else draw.pick(cuisines)
    return _VOCABULARY.name(lead, site, draw)

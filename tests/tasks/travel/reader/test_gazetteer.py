from __future__ import annotations

import pytest

from certiplan.tasks.travel.reader import Gazetteer
from certiplan.tasks.travel.world import City, Restaurant, World


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("Chicgo", "Chicago"),
        ("Las Vagas", "Las Vegas"),
        ("Pitsburg", "Pittsburgh"),
        ("Cincinatti", "Cincinnati"),
        ("St Luis", "St. Louis"),
        ("Philedelphia", "Philadelphia"),
        ("Colombus", "Columbus"),
        ("Massachusets", "Massachusetts"),
    ],
)
def test_a_misspelling_is_the_nearest_name(misspelt: str, meant: str, gazetteer: Gazetteer) -> None:
    name, shown = gazetteer.nearest(misspelt)
    assert name is not None
    assert name.shown == meant
    assert shown[0] == meant


@pytest.mark.parametrize("word", ["Atlantis", "Springfield", "Paris", "museum", "x", ""])
def test_a_word_that_is_far_from_every_name_means_none(word: str, gazetteer: Gazetteer) -> None:
    name, shown = gazetteer.nearest(word)
    assert name is None
    assert len(shown) <= 3


def test_only_cities_can_be_asked_for(gazetteer: Gazetteer) -> None:
    assert gazetteer.nearest("Texs", cities_only=True)[0] is None


def test_a_world_gives_its_names() -> None:
    world = World(
        name="small",
        cities=(City(name="Boston", state="Massachusetts"), City(name="Dallas", state="Texas")),
        flights=(),
        roads=(),
        hotels=(),
        restaurants=(Restaurant(name="R", city="Dallas", price_usd=9, cuisines=("Italian", "BBQ")),),
        attractions=(),
    )
    gazetteer = Gazetteer.from_world(world)
    assert gazetteer.city_to_state == {"Boston": "Massachusetts", "Dallas": "Texas"}
    assert gazetteer.states == {"Massachusetts", "Texas"}
    assert list(gazetteer.cuisines) == ["BBQ", "Italian"]


def test_an_empty_gazetteer_knows_the_states_only() -> None:
    gazetteer = Gazetteer({})
    assert gazetteer.nearest("Boston") == (None, ())
    assert gazetteer.nearest_cuisine("Italian") is None

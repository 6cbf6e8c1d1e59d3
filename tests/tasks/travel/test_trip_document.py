"""The document of a trip: the shipped one, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from certiplan.model.loading import load_elements
from certiplan.solvers.model import Model, Solved
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_document import shipped_document
from tests.tasks.travel.tiny_worlds import hotel, request, restaurant, road, world

FACTS = world(
    cities=["Elm"],
    roads=[road("Self-driving", "Hom", "Elm", 20), road("Self-driving", "Elm", "Hom", 20)],
    hotels=[hotel("Inn", "Elm", 50)],
    restaurants=[restaurant(f"R{k}", "Elm", 10, "Thai", "Greek") for k in range(4)],
)
ALL_WISHES: dict[str, Any] = {
    "text": "No flights or taxis, pets, Thai and Greek, entire place, $900",
    "budget_usd": 900,
    "cuisines": ("Thai", "Greek"),
    "room": "entire room",
    "house_rules": ("pets", "children under 10"),
    "transport": ("no flight", "no taxi"),
    "complete_days": True,
    "quotes": {"cuisines": "Thai and Greek", "budget": "$900", "room": "words that were not said"},
}


def data(trip: TravelRequest) -> dict[str, Any]:
    document = state_trip(trip, FACTS).document
    assert isinstance(document.data, dict)
    assert document.diagnostics == ()
    return document.data


def test_the_shipped_document_stands_on_its_own() -> None:
    document = load_elements(shipped_document())
    assert document.diagnostics == ()
    answer = Model(document).solve(solver="highs")
    assert isinstance(answer, Solved)
    assert answer.objectives == (482,)


def test_every_thing_asked_for_is_a_requirement_of_its_own() -> None:
    requirements = data(request(**ALL_WISHES))["requirements"]
    assert list(requirements)[5:14] == [
        "budget",
        "transport_no_flight",
        "transport_no_taxi",
        "room",
        "house_rules_pets",
        "house_rules_children_under_10",
        "cuisines_thai",
        "cuisines_greek",
        "complete_days",
    ]


def test_what_was_not_asked_for_is_not_there() -> None:
    plain = data(request())
    assert not {"budget", "room", "complete_days"} & set(plain["requirements"])
    assert not {"within_budget", "kind_of_room", "allowed_modes", "each_cuisine"} & set(plain["constraints"])
    assert not {"Cuisine", "WantedRoom", "BannedRule", "ForbiddenMode"} & set(plain["sets"])
    assert "budget" not in plain["parameters"]


def test_a_constraint_on_items_is_written_once_for_each() -> None:
    constraints = data(request(**ALL_WISHES))["constraints"]
    assert constraints["each_cuisine_thai"]["for"] == "k in ['Thai']"
    assert constraints["each_cuisine_thai"]["from"] == ["cuisines_thai"]
    assert constraints["allowed_rules_children_under_10"]["for"] == "rule in ['No children under 10']"
    assert constraints["allowed_modes_no_taxi"]["for"] == "m in ['Taxi']"
    assert "each_cuisine" not in constraints


def test_words_that_were_said_are_quoted_and_others_are_assumptions() -> None:
    requirements = data(request(**ALL_WISHES))["requirements"]
    assert requirements["cuisines_greek"]["quote"] == "Thai and Greek"
    assert requirements["budget"]["quote"] == "$900"
    assert requirements["room"]["assume"] == "Wanted: an entire place."
    assert requirements["people"]["assume"] == "2 people travel together."


def test_a_cuisine_with_a_quotation_mark_in_its_name() -> None:
    constraints = data(request(cuisines=("Chef's choice",)))["constraints"]
    assert constraints["each_cuisine_chef_s_choice"]["for"] == 'k in ["Chef\'s choice"]'


@pytest.mark.parametrize(
    "wish", ["budget_usd", "room", "house_rules", "cuisines", "transport", "complete_days"]
)
def test_each_wish_alone(wish: str) -> None:
    assert data(request(**{wish: ALL_WISHES[wish]}))["constraints"]


def test_stating_a_trip_leaves_the_shipped_document_as_it_is() -> None:
    before = repr(shipped_document())
    data(request(**ALL_WISHES))
    assert repr(shipped_document()) == before

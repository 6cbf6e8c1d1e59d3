"""What is left out of a trip's tables, and that nothing is lost by it."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certiplan.errors import RequestError
from certiplan.model.grounding import Ground, ground
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.highs import HighsBackend
from certiplan.solvers.results import Infeasible, Optimal
from certiplan.tasks.travel.planning import state_trip
from certiplan.tasks.travel.tables import most_meals, trip_options
from certiplan.tasks.travel.world import Attraction
from tests.tasks.travel.tiny_worlds import (
    HOME,
    flight,
    hotel,
    request,
    requests,
    restaurant,
    road,
    world,
    worlds,
)


def stated(trip: object, facts: object, *, pruned: bool) -> Ground:
    document = state_trip(trip, facts, pruned=pruned).document  # type: ignore[arg-type]  # drawn by Hypothesis
    return ground(document.elements, document.tables)


def optimum(stated: Ground, given_up: frozenset[str], everything: frozenset[str]) -> int | None:
    result = HighsBackend().solve(stated.model.restricted(everything - given_up), SolveOptions())
    assert isinstance(result, Optimal | Infeasible)
    return int(result.objectives[0]) if isinstance(result, Optimal) else None


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_the_optimum_is_the_same_without_the_pruned_rows_whatever_is_given_up(data: st.DataObject) -> None:
    days, city_count = data.draw(st.sampled_from([(2, 1), (3, 1), (4, 2)]))
    trip = data.draw(requests(days=days, city_count=city_count))
    facts = data.draw(worlds(cities=["Elm", "Fir"], days=days, hotels=6, restaurants=9, attractions=5))
    pruned, whole = stated(trip, facts, pruned=True), stated(trip, facts, pruned=False)
    everything = frozenset(state_trip(trip, facts).document.elements.requirements)
    # Without these there is no trip, or no cost, to speak of.
    others = sorted(everything - {"origin", "destination", "dates", "people", "cheapest"})
    for some in chain(*(combinations(others, size) for size in (0, 1, 2, len(others)))):
        given_up = frozenset(some)
        assert optimum(pruned, given_up, everything) == optimum(whole, given_up, everything), given_up


def test_dominated_places_are_left_out() -> None:
    facts = world(
        cities=["Elm"],
        hotels=[
            hotel("Dear", "Elm", 90),
            hotel("Cheap", "Elm", 50),
            hotel("Cheap but long", "Elm", 20, min_nights=2),
            hotel("Cheap but strict", "Elm", 30, house_rules=("No pets",)),
            hotel("Strict and dear", "Elm", 60, house_rules=("No pets",)),
            hotel("Unasked rule", "Elm", 55, house_rules=("No visitors",)),
        ],
        restaurants=[restaurant(f"R{k}", "Elm", 10 + k) for k in range(9)]
        + [restaurant("Siam", "Elm", 50, "Thai")],
        attractions=[Attraction(name=f"A{k}", city="Elm") for k in range(9)],
    )
    options = trip_options(request(house_rules=("pets",), cuisines=("Thai",), people=2), facts)
    assert set(options.hotels) == {"Cheap, Elm", "Cheap but long, Elm", "Cheap but strict, Elm"}
    assert set(options.restaurants) == {*(f"R{k}, Elm" for k in range(5)), "Siam, Elm"}
    assert len(options.attractions) == 3


def test_of_equals_the_better_rated_stays() -> None:
    facts = world(
        cities=["Elm"], hotels=[hotel("Plain", "Elm", 50, rating=3.0), hotel("Fine", "Elm", 50, rating=5.0)]
    )
    assert set(trip_options(request(), facts).hotels) == {"Fine, Elm"}


def test_rooms_count_for_all_the_people() -> None:
    facts = world(
        cities=["Elm"], hotels=[hotel("Big", "Elm", 90, sleeps=4), hotel("Small", "Elm", 50, sleeps=2)]
    )
    assert set(trip_options(request(people=4), facts).hotels) == {"Big, Elm"}
    assert set(trip_options(request(people=2), facts).hotels) == {"Small, Elm"}


def test_one_flight_a_day_and_no_hired_way_that_another_beats() -> None:
    facts = world(
        cities=["Elm"],
        flights=[
            flight("F1", HOME, "Elm", 1, 80),
            flight("F2", HOME, "Elm", 1, 70),
            flight("F3", "Elm", HOME, 2, 9),
        ],
        roads=[road("Taxi", HOME, "Elm", 100), road("Self-driving", HOME, "Elm", 100)],
    )
    assert set(trip_options(request(), facts).ways) == {
        (1, HOME, "Elm", "Taxi"),
        (1, HOME, "Elm", "Self-driving"),
    }
    # Where taxis are not wanted, the flight is what giving nothing up takes.
    wished = trip_options(request(transport=("no taxi",)), facts).ways
    assert {mode for _, _, _, mode in wished} == {"Flight", "Taxi", "Self-driving"}
    assert {way.number for way in wished.values() if hasattr(way, "number")} == {"F2"}


def test_hidden_names_are_left_out() -> None:
    facts = world(
        cities=["Elm"], restaurants=[restaurant("Soup Bar", "Elm", 20), restaurant("Soup", "Elm", 10)]
    )
    assert set(trip_options(request(), facts).restaurants) == {"Soup Bar, Elm"}


def test_the_home_is_no_destination() -> None:
    facts = world(cities=["Elm"])
    assert trip_options(request(origin="Elm", destination="Ohio"), facts).cities == (HOME,)
    with pytest.raises(RequestError, match="nothing to visit in Ohio but Hom"):
        trip_options(request(destination="Ohio"), facts)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"origin": "Hum"}, "no city 'Hum' in a tiny world: did you mean Hom"),
        ({"destination": "Iova"}, "no state 'Iova' in a tiny world: did you mean Iowa"),
        ({"destination": "Paris", "destination_is_state": False}, "no city 'Paris'"),
    ],
)
def test_unknown_places_are_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        trip_options(request(**fields), world(cities=["Elm"]))


def test_the_most_meals_of_a_city() -> None:
    assert most_meals(request(day_count=3)) == 5
    assert most_meals(request(day_count=7)) == 15
    assert most_meals(request(day_count=7, complete_days=True)) == 17


def test_the_tables_have_the_columns_of_the_document() -> None:
    facts = world(
        cities=["Elm"],
        flights=[flight("F1", HOME, "Elm", 1, 80)],
        roads=[road("Self-driving", HOME, "Elm", 100)],
        hotels=[hotel("Inn", "Elm", 50)],
        restaurants=[restaurant("Siam", "Elm", 50, "Thai")],
        attractions=[Attraction(name="Park", city="Elm")],
    )
    document = state_trip(request(), facts).document
    for name, table in document.elements.tables.items():
        assert list(document.tables[name].columns) == table.columns
        assert len(document.tables[name]) >= 1

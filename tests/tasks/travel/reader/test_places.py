from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

ROUTES = (
    ("Visit a pair of cities in Texas from Boston", ("Boston", "Texas", True, 2)),
    ("two-city tour of Texas from Boston", ("Boston", "Texas", True, 2)),
    ("Hop between two cities in Texas, flying out of Boston", ("Boston", "Texas", True, 2)),
    ("From Boston I want to tour Texas and see two cities", ("Boston", "Texas", True, 2)),
    ("Two Texas cities, starting from Boston", ("Boston", "Texas", True, 2)),
    ("A Texas trip from Boston with 2 cities", ("Boston", "Texas", True, 2)),
    ("Boston to Texas, 2 stops", ("Boston", "Texas", True, 2)),
    ("I'm in Boston and want to go to Dallas", ("Boston", "Dallas", False, 1)),
    ("I'm based in Boston; take me to Dallas", ("Boston", "Dallas", False, 1)),
    ("Dallas trip from Boston", ("Boston", "Dallas", False, 1)),
    ("Boston-Dallas round trip", ("Boston", "Dallas", False, 1)),
    ("round trip Boston to Dallas and back", ("Boston", "Dallas", False, 1)),
    ("Boston to Dallas and back to Boston", ("Boston", "Dallas", False, 1)),
    ("Going to Dallas, we start at Boston", ("Boston", "Dallas", False, 1)),
    ("We set off from Boston towards Dallas", ("Boston", "Dallas", False, 1)),
    ("We set out for Dallas from Boston", ("Boston", "Dallas", False, 1)),
    ("We leave Boston for Dallas", ("Boston", "Dallas", False, 1)),
    ("Leaving for Dallas from Boston", ("Boston", "Dallas", False, 1)),
    ("I am from Boston and I'd love to visit Dallas", ("Boston", "Dallas", False, 1)),
    ("Travel to Dallas. Departure city: Boston", ("Boston", "Dallas", False, 1)),
    ("Where: Dallas. From: Boston", ("Boston", "Dallas", False, 1)),
    ("Boston is my home and Dallas is where I want to go", ("Boston", "Dallas", False, 1)),
    ("Dallas is the destination and Boston the origin", ("Boston", "Dallas", False, 1)),
    ("Dallas-bound from Boston", ("Boston", "Dallas", False, 1)),
    ("our Boston-based group wants to see Dallas", ("Boston", "Dallas", False, 1)),
    ("fly Boston Dallas", ("Boston", "Dallas", False, 1)),
    ("Boston => Dallas", ("Boston", "Dallas", False, 1)),
    ("Boston ---> Dallas", ("Boston", "Dallas", False, 1)),
    ("Boston > Dallas", ("Boston", "Dallas", False, 1)),
    ("Boston, MA to Dallas, TX", ("Boston", "Dallas", False, 1)),
    ("Boston (MA) to Dallas (TX)", ("Boston", "Dallas", False, 1)),
    ("BOSTON TO DALLAS", ("Boston", "Dallas", False, 1)),
    ("from Boston, Massachusetts to Dallas in Texas", ("Boston", "Dallas", False, 1)),
    ("from boston massachusetts to dallas texas", ("Boston", "Dallas", False, 1)),
    ("bostn to dalas", ("Boston", "Dallas", False, 1)),
    ("From Bostan to Dallass", ("Boston", "Dallas", False, 1)),
    ("Depart: Boston. Arrive: Dallas", ("Boston", "Dallas", False, 1)),
    ("originating in Boston and finishing in Dallas", ("Boston", "Dallas", False, 1)),
    ("I want to travel Texas, 2 cities, from Boston", ("Boston", "Texas", True, 2)),
    ("2 cities of Texas from Boston", ("Boston", "Texas", True, 2)),
    ("from Boston to TX, two cities", ("Boston", "Texas", True, 2)),
    ("from Boston to Tex., two cities", ("Boston", "Texas", True, 2)),
    ("from Boston to Washington State", ("Boston", "Washington", True, 2)),
    ("from Boston to Washington", ("Boston", "Washington", False, 1)),
    ("from Boston to Washington D.C.", ("Boston", "Washington", False, 1)),
    ("from Boston to the state of Washington", ("Boston", "Washington", True, 2)),
    ("from Boston to New York City", ("Boston", "New York", False, 1)),
    ("from Boston to New York State", ("Boston", "New York", True, 2)),
    ("from New York to 2 cities in New York", ("New York", "New York", True, 2)),
    ("from New York, NY to Buffalo, NY", ("New York", "Buffalo", False, 1)),
    ("from Kansas City to Kansas", ("Kansas City", "Kansas", True, 2)),
    ("from St Petersburg to Saint Louis", ("St. Petersburg", "St. Louis", False, 1)),
    ("from saint petersburg, fl to st louis, mo", ("St. Petersburg", "St. Louis", False, 1)),
    ("from Fort Lauderdale to Ft. Wayne", ("Fort Lauderdale", "Fort Wayne", False, 1)),
    ("from Texarkana to Texas", ("Texarkana", "Texas", True, 2)),
    ("from Sault Ste Marie to Martha's Vineyard", ("Sault Ste. Marie", "Martha's Vineyard", False, 1)),
    ("from Sault Sainte Marie to Marthas Vineyard", ("Sault Ste. Marie", "Martha's Vineyard", False, 1)),
    ("Boston to Dallas via Houston", ("Boston", "Dallas", False, 1)),
    ("Charlotte to Charlottesville", ("Charlotte", "Charlottesville", False, 1)),
    ("Mission to Concord", ("Mission", "Concord", False, 1)),
    ("Our mission: get from Bend to Nome", ("Bend", "Nome", False, 1)),
    ("from la to vegas", ("Los Angeles", "Las Vegas", False, 1)),
    ("From LA to SF", ("Los Angeles", "San Francisco", False, 1)),
    ("from Dallas to LA", ("Dallas", "Los Angeles", False, 1)),
    ("from New Orleans, LA to Indianapolis, IN", ("New Orleans", "Indianapolis", False, 1)),
)


@pytest.mark.parametrize(("words", "expected"), ROUTES)
def test_origin_and_destination(
    words: str, expected: tuple[str, str, bool, int], read: Callable[[str], Read]
) -> None:
    request = read(f"{words}. March 13-17, 2022, one person, $1,900.").request
    assert (
        request.origin,
        request.destination,
        request.destination_is_state,
        request.city_count,
    ) == expected


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("from Chicgo to Denver", "Read 'Chicgo' as Chicago."),
        ("from Boston to Las Vagas", "Read 'Las Vagas' as Las Vegas."),
        ("from Sant Ana to Kansas Cty", "Read 'Kansas Cty' as Kansas City."),
        ("from Boston to Portland, Maine", "Read 'Portland, Maine' as Portland in Oregon"),
        ("from Boston to New York", "Read 'New York' as the city; say 'New York state' for the state."),
    ],
)
def test_what_was_presumed_of_a_place_is_said(words: str, note: str, read: Callable[[str], Read]) -> None:
    result = read(f"{words}. March 13-15, 2022, one person, $1,900.")
    assert any(assumption.startswith(note) for assumption in result.assumptions)


@pytest.mark.parametrize(("days", "cities"), [(2, 1), (3, 1), (4, 1), (5, 2), (6, 2), (7, 3), (9, 4)])
def test_the_number_of_cities_in_a_state_follows_the_days(
    days: int, cities: int, read: Callable[[str], Read]
) -> None:
    result = read(f"Boston to Texas for {days} days from March 3, 2022, one person")
    assert result.request.city_count == cities
    assert any("number of cities was not given" in note for note in result.assumptions)


def test_a_word_that_is_also_a_city_needs_a_cue(read: Callable[[str], Read]) -> None:
    request = read("Our mission: get from Bend to Nome in concord, March 3-5, 2022, 2 people").request
    assert (request.origin, request.destination) == ("Bend", "Nome")

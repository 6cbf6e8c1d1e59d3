from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.tasks.travel.embedded.timetable import FARES, Service, Timetable
from certiplan.tasks.travel.world import Flight, World

START = dt.date(2027, 3, 1)


def service(*, first_number: int = 4_000_000, origin: str = "Oakton", fares: str = "a-p") -> Service:
    return Service(
        first_number=first_number,
        origin=origin,
        destination="Elm",
        departs_min=600,
        arrives_min=690,
        first_date=START,
        lowest_usd=60,
        highest_usd=150,
        fares=fares,
    )


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    count = draw(st.integers(0, 6))
    return Timetable(
        service(
            first_number=4_000_000 + 100 * k,
            origin=draw(st.sampled_from(["Oakton", "Fir"])),
            fares=draw(st.text(alphabet="-" + FARES, max_size=8)),
        )
        for k in range(count)
    )


def world_of(flights: tuple[Flight, ...] | Timetable) -> World:
    return World(name="test", cities=(), flights=flights, roads=(), hotels=(), restaurants=(), attractions=())


@given(timetables())
def test_every_look_up_agrees_with_the_list_of_flights(timetable: Timetable) -> None:
    lazy, plain = world_of(timetable), world_of(tuple(timetable))
    assert len(timetable) == len(plain.flights)
    assert list(timetable) == list(plain.flights)
    assert dict(lazy.flights_between) == dict(plain.flights_between)
    assert dict(lazy.flights_numbered) == dict(plain.flights_numbered)
    assert len(lazy.flights_between) == len(plain.flights_between)
    assert len(lazy.flights_numbered) == len(plain.flights_numbered)
    assert lazy.season == plain.season


def test_fares_go_from_the_lowest_price_to_the_highest() -> None:
    flights = list(Timetable([service(fares=FARES)]))
    assert [flight.price_usd for flight in flights] == [60 + 6 * k for k in range(16)]
    assert [flight.date for flight in flights] == [START + dt.timedelta(days=k) for k in range(16)]


@pytest.mark.parametrize(
    "number", ["", "F", "F3999999", "F4000001", "F4000003", "F04000000", "4000000", "F4000000x", "F٤٠٠٠٠٠٠"]
)
def test_numbers_that_no_flight_has(number: str) -> None:
    timetable = Timetable([service(fares="a-p")])
    assert number not in timetable.by_number


@pytest.mark.parametrize("days", [-1, 1, 3])
def test_dates_without_a_flight(days: int) -> None:
    timetable = Timetable([service(fares="a-p")])
    assert ("Oakton", "Elm", START + dt.timedelta(days=days)) not in timetable.by_leg


def test_an_index_is_the_place_in_the_list() -> None:
    timetable = Timetable([service(fares="abc")])
    assert timetable[-1] == list(timetable)[-1]
    assert timetable[:2] == tuple(timetable)[:2]


def test_flights_of_a_leg_keep_the_order_of_their_services() -> None:
    timetable = Timetable([service(first_number=4_000_100), service(first_number=4_000_000)])
    groups: defaultdict[dt.date, list[str]] = defaultdict(list)
    for flight in timetable:
        groups[flight.date].append(flight.number)
    assert [flight.number for flight in timetable.by_leg["Oakton", "Elm", START]] == groups[START]
    assert groups[START] == ["F4000000", "F4000100"]

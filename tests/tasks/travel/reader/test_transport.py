from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

WISHES = (
    ("Keep us off planes", ("no flight",)),
    ("Airplanes are off the table", ("no flight",)),
    ("Skip the flights", ("no flight",)),
    ("I'm not flying", ("no flight",)),
    ("The trip has to be flight-free", ("no flight",)),
    ("Without getting on a plane", ("no flight",)),
    ("I don't do planes", ("no flight",)),
    ("Someone who hates flying here", ("no flight",)),
    ("I don't drive", ("no self-driving",)),
    ("I'd like to leave the car at home", ()),
    ("Not comfortable driving", ("no self-driving",)),
    ("I don't want to be behind the wheel", ("no self-driving",)),
    ("no rental car", ("no self-driving",)),
    ("I don't have a driver's license", ("no self-driving",)),
    ("I do not hold a driving licence", ("no self-driving",)),
    ("I can't drive, so self-driving is out", ("no self-driving",)),
    ("Please exclude flights and taxis", ("no flight", "no taxi")),
    ("Any transport but flights", ("no flight",)),
    ("Anything but self-driving", ("no self-driving",)),
    ("I am open to any transportation except self-driving", ("no self-driving",)),
    ("Flights are to be avoided", ("no flight",)),
    ("Flying is not preferred", ("no flight",)),
    ("My preferred mode of travel does not include flights", ("no flight",)),
    ("No preference for transportation", ()),
    ("Self driving isn't something I'd consider", ("no self-driving",)),
    ("I'd appreciate alternatives to flying", ("no flight",)),
    ("I would like to avoid both flights and self-driving", ("no flight", "no self-driving")),
    ("We plan to avoid the use of flights", ("no flight",)),
    ("I am not interested in self-driving", ("no self-driving",)),
    ("Transportation other than flights", ("no flight",)),
    ("I'd rather travel by ground than fly", ("no flight",)),
    ("I'd rather take the train than drive", ("no self-driving",)),
    ("no-fly trip", ("no flight",)),
    ("Avoid air travel, please", ("no flight",)),
    ("I don't feel like driving", ("no self-driving",)),
    ("I'm not keen on flying", ("no flight",)),
    ("I'm not a fan of driving", ("no self-driving",)),
    ("I won't be able to drive", ("no self-driving",)),
    ("self-driving not preferred", ("no self-driving",)),
    ("non-flight transport only", ("no flight",)),
    ("must not be self-driving", ("no self-driving",)),
    ("I need a trip that doesn't rely on driving", ("no self-driving",)),
    ("don't include any flights in the plan", ("no flight",)),
    ("flights should not be part of the plan", ("no flight",)),
    ("no Ubers", ("no taxi",)),
    ("I have a car and will drive", ()),
    ("I love flying", ()),
    ("I'd be okay with taxis or flights", ()),
    ("never by plane", ("no flight",)),
    ("we're happy to fly but not to drive", ("no self-driving",)),
)


@pytest.mark.parametrize(("wish", "expected"), WISHES)
def test_the_ways_that_are_refused(wish: str, expected: tuple[str, ...], read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person, $1,900. {wish}.")
    assert result.request.transport == expected


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("Flights only please", ("no self-driving", "no taxi")),
        ("By car only", ("no flight", "no taxi")),
        ("Ground transportation only", ("no flight",)),
        ("I want to travel exclusively by taxi", ("no flight", "no self-driving")),
    ],
)
def test_the_only_way_rules_out_the_others(
    wish: str, expected: tuple[str, ...], read: Callable[[str], Read]
) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person, $1,900. {wish}.")
    assert result.request.transport == expected


@pytest.mark.parametrize(
    ("wish", "unused"),
    [
        ("No early flights", {"early", "flights"}),
        ("Avoid driving at night", {"Avoid", "driving"}),
        ("No flights before 9", {"flights", "9"}),
        ("I would love to drive", {"drive"}),
        ("Take the cable car", {"cable", "car"}),
    ],
)
def test_a_part_of_a_way_or_a_liking_is_no_rule_and_is_reported(
    wish: str, unused: set[str], read: Callable[[str], Read]
) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, one person, $1,900. {wish}.")
    assert result.request.transport == ()
    assert set(result.unused_words) == unused


def test_each_rule_quotes_its_words(read: Callable[[str], Read]) -> None:
    result = read(
        "Trip from Boston to Denver, March 13-15, 2022, one person. We do not plan on self-driving."
    )
    assert result.request.quotes["transport"] == "not plan on self-driving"

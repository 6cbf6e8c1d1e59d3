from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

PEOPLE = (
    ("a lone traveler", 1),
    ("party of one", 1),
    ("just the two of us", 2),
    ("my spouse and I", 2),
    ("seven of us", 7),
    ("4 folks", 4),
    ("a foursome", 4),
    ("myself and my partner", 2),
    ("myself and three coworkers", 4),
    ("I go with two others", 3),
    ("me plus one", 2),
    ("accompanied by my sister", 2),
    ("a 6-person group", 6),
    ("six-member group", 6),
    ("solo traveller", 1),
    ("individual traveler", 1),
    ("for a single individual", 1),
    ("for 1 adult", 1),
    ("2 adults, 2 children (5 and 7)", 4),
    ("two adults and an infant", 3),
    ("a couple with two kids", 4),
    ("we are a couple", 2),
    ("group of friends, 5 in total", 5),
    ("5 friends", 5),
    ("we are five friends", 5),
    ("with my 3 kids", 4),
    ("mom, dad and three kids", 5),
    ("me and the wife", 2),
    ("my parents and me", 3),
    ("for my parents", 2),
    ("my brother, my sister and I", 3),
    ("a pair", 2),
    ("for both of us", 2),
    ("4pax", 4),
    ("4 PAX", 4),
    ("Party size: 4", 4),
    ("number of travelers: 4", 4),
    ("No. of people: 4", 4),
    ("travelers=4", 4),
    ("people - 4", 4),
    ("two couples", 4),
    ("a family of 5, kids included", 5),
    ("group of eight (8)", 8),
    ("there will be four of us", 4),
    ("it will be me and my girlfriend", 2),
    ("twelve people", 12),
    ("a dozen people", 12),
    ("half a dozen friends", 6),
    ("the whole gang of 7", 7),
    ("2 seniors", 2),
    ("we're 3", 3),
    ("there are 3 of us travelling", 3),
    ("I'm bringing my son", 2),
    ("I'm taking my mom along", 2),
    ("3 women", 3),
    ("for a group of 2 people", 2),
    ("I'll be by myself", 1),
    ("single", 1),
    ("a honeymoon", 2),
    ("newlyweds", 2),
    ("for one adult and one child", 2),
    ("us two", 2),
    ("2 persons", 2),
    ("for three", 3),
)


@pytest.mark.parametrize(("words", "expected"), PEOPLE)
def test_how_many_travel(words: str, expected: int, read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, $1,900. {words}.")
    assert result.request.people == expected


def test_nobody_named_is_one_person_and_that_is_said(read: Callable[[str], Read]) -> None:
    result = read("Trip from Boston to Denver, March 13-15, 2022, $1,900.")
    assert result.request.people == 1
    assert "Nobody said how many people travel: planned for 1 person." in result.assumptions


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a gift for my parents' anniversary",
        "My brother lives there",
        "I want to visit my two sisters",
        "I need two rooms",
    ],
)
def test_people_who_do_not_travel_are_not_counted(sentence: str, read: Callable[[str], Read]) -> None:
    assert read(f"Trip from Boston to Denver, March 13-15, 2022, $1,900. {sentence}.").request.people == 1


def test_a_name_beside_the_writer_counts(read: Callable[[str], Read]) -> None:
    request = read("Charlotte and I want to go from Concord to Denver March 3-5 2022 with $2000").request
    assert (request.origin, request.destination, request.people) == ("Concord", "Denver", 2)

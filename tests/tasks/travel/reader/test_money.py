from __future__ import annotations

from collections.abc import Callable

import pytest

from certiplan.tasks.travel.reader import Read

BUDGETS = (
    ("With $1,900 to spend", 1900),
    ("Our wallet is limited to $1,900", 1900),
    ("spend cap 1900", 1900),
    ("not to exceed $1,900", 1900),
    ("keep it under 1,900 bucks", 1900),
    ("I've set aside $8,100", 8100),
    ("total travel expense of approximately 2500 dollars", 2500),
    ("It should cost no more than 1,400", 1400),
    ("$1,400 is all we have", 1400),
    ("ceiling of $1,400", 1400),
    ("Budget - $1400", 1400),
    ("budget=1400", 1400),
    ("1400 dollar budget", 1400),
    ("We have about fourteen hundred dollars", 1400),
    ("one thousand four hundred dollars", 1400),
    ("budget of $1.4K", 1400),
    ("$1400.00", 1400),
    ("we budgeted 1,400", 1400),
    ("total cost must stay below 1400", 1400),
    ("Budget: around 1,400 for everything", 1400),
    ("two thousand five hundred and fifty dollars", 2550),
    ("a hundred and fifty dollars a day each", 900),
    ("Budget is 700 per person", 1400),
    ("$700 pp", 1400),
    ("1400 USD in total", 1400),
    ("USD1400", 1400),
    ("US$ 1400", 1400),
    ("Maximum spend: 1400", 1400),
    ("our budget tops out at $10,600", 10600),
    ("Budget limit should be kept at $8,100", 8100),
    ("we can afford 1400", 1400),
    ("1.4 thousand dollars", 1400),
    ("a budget somewhere between 1200 and 1400 dollars", 1400),
    ("budget $1200-1400", 1400),
    ("up to 1400", 1400),
    ("$2000 budget including flights of $500", 2000),
    ("the hotel costs $90 per night, budget $1400", 1400),
    ("money is no object", None),
    ("Budget of 1 400 dollars", 1400),
    ("budget 1400 for 2 people", 1400),
    ("We have a 1400 budget", 1400),
    ("price cap of $1,400", 1400),
    ("budget ten dollars", 10),
    ("budget 40", 40),
)


@pytest.mark.parametrize(("words", "expected"), BUDGETS)
def test_the_budget(words: str, expected: int | None, read: Callable[[str], Read]) -> None:
    result = read(f"Trip from Boston to Denver, March 13-15, 2022, for two people. {words}.")
    assert result.request.budget_usd == expected


@pytest.mark.parametrize(
    "text",
    [
        "Boston to 2 cities in Texas, 5 days from March 13, 2022, for 3",
        "Boston to Texas, 2022-03-13 to 2022-03-17, kids 6 and 8, two cities, family of 4",
        "Boston to Denver on 3/13/2022 for 3 days, call me at 617 555 0199",
    ],
)
def test_no_other_number_is_taken_for_a_budget(text: str, read: Callable[[str], Read]) -> None:
    result = read(text)
    assert result.request.budget_usd is None
    assert "No budget was given: none is set." in result.assumptions


def test_a_budget_for_one_person_is_multiplied_and_that_is_said(read: Callable[[str], Read]) -> None:
    result = read("Boston to Denver, March 13-15, 2022, 4 people, $500 per person")
    assert result.request.budget_usd == 2000
    assert "The budget of $2,000 is $500 for 4 people." in result.assumptions


def test_the_newer_of_two_budgets_counts(read: Callable[[str], Read]) -> None:
    result = read(
        "Boston to Denver, March 13-15, 2022, 4 people. Budget: $900; our revised budget is $1,200."
    )
    assert result.request.budget_usd == 1200

from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.formalizers.lints.numerals import numerals


def read(text: str) -> list[tuple[str, Fraction]]:
    return [(numeral.kind, numeral.value) for numeral in numerals([text])]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("it costs $1,250.50 a month", "money", Fraction(2501, 2)),
        ("we have €3.5 million", "money", 3_500_000),
        ("a loan of 10 thousand yuan", "amount", 10_000),
        ("at most 30% of them", "percent", Fraction(3, 10)),
        ("at least thirty percent", "percent", Fraction(3, 10)),
        ("two dozen eggs", "word", 24),
        ("a dozen eggs", "word", 12),
        ("twenty-five trucks", "word", 25),
        ("one hundred and fifty tons", "word", 150),
        ("two thousand three hundred", "word", 2300),
        ("half of the beds", "word", Fraction(1, 2)),
        ("two-thirds of the beds", "word", Fraction(2, 3)),
        ("at most a third of the beds", "word", Fraction(1, 3)),
        ("one and a half hours", "word", Fraction(3, 2)),
        ("at least twice as many", "word", 2),
        ("a 3-hour shift", "amount", 3),
        ("a rate of 2/3", "amount", Fraction(2, 3)),
        ("½ litre", "amount", Fraction(1, 2)),
        ("a coefficient of 5×10−7", "amount", Fraction(5, 10**7)),
        (r"a coefficient of 5 \times 10^{-7}", "amount", Fraction(5, 10**7)),
        ("it is -5 degrees", "amount", -5),
        ("at 9:30 sharp", "time", 570),
        ("at 6 pm sharp", "time", 1080),
        ("at 12 a.m. sharp", "time", 0),
        ("the gear takes 3 hours", "amount", 3),
    ],
)
def test_what_a_number_means(text: str, kind: str, value: Fraction) -> None:
    assert read(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Machine 2 is slow",
        "as Table 7-3 shows",
        "from Store 1 to Store 3",
        "Locations 1, 2 and 3",
        "the 2nd shift",
        "the third man",
        "1. Wash it",
        "(2) Dry it",
        "on 16 March 2026",
        "on March 16",
        "on 2026-03-16",
        "founded in 1998.",
        "one of them",
    ],
)
def test_names_ordinals_and_dates_are_never_missed(text: str) -> None:
    assert {kind for kind, _ in read(text)} <= {"label", "date"}


@pytest.mark.parametrize("text", ["point A1 and x_2", '<td colspan="4">', "see https://a.example/12", "N^2"])
def test_what_is_no_number(text: str) -> None:
    assert read(text) == []


def test_ranges_and_lists_are_several_numbers() -> None:
    assert [value for _, value in read("5-10 boxes, between 20 and 30")] == [5, 10, 20, 30]
    assert [value for _, value in read("needs (600, 900, 750) and 30,10,8")] == [600, 900, 750, 30, 10, 8]


def test_a_percentage_has_the_readings_that_models_use() -> None:
    (numeral,) = numerals(["20% more"])
    assert {Fraction(20), Fraction(1, 5), Fraction(4, 5), Fraction(6, 5)} <= set(numeral.readings)


def test_sentences_and_texts_are_told_apart() -> None:
    found = numerals(["It has 5. It needs 6.", "And 7."])
    assert [(numeral.part, numeral.sentence) for numeral in found] == [(0, 0), (0, 1), (1, 2)]


def test_an_aside_in_brackets_is_not_certain() -> None:
    space, aside = numerals(["a space of 500 cubic feet (about 14.2 m³)"])
    assert space.certain and not aside.certain

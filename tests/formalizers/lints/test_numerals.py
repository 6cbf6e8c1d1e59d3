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


def certain(text: str) -> list[Fraction]:
    return [n.value for n in numerals([text]) if n.certain and n.kind not in ("label", "date")]


def test_numbers_that_count_off_are_names() -> None:
    assert certain("| Hour | 4 | 5 | 6 | 7 |\n| Staff | 12 | 30 | 15 | 40 |") == [12, 30, 15, 40]
    assert certain("students (IDs: 1, 2, 3, 4) work 20 hours") == [20]


def test_a_section_number_is_no_amount() -> None:
    assert certain("5.23 A university lab has 40 seats") == [40]


def test_an_example_is_no_demand() -> None:
    text = "Each truck carries 400 kg. For example, 3 trucks carry 1200 kg. There are 15 trucks."
    assert certain(text) == [400, 15]
    text = (
        "The depot has 90 seats.\nIf the cost is 77, the output should be:\nRobot 1: 0 -> 3 -> 0\nTotal: 110"
    )
    assert certain(text) == [90]


def test_a_small_number_alone_may_be_a_mere_mention() -> None:
    assert certain("There are 3 warehouses and 2 trucks") == []
    assert certain("at most 3 warehouses, 2 tons each, for $3, 5%") == [3, 2, 3, Fraction(1, 20)]


def test_a_scale_is_no_amount() -> None:
    assert certain("a score (a 0-100 scale) of at least 82") == [82]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("product,profit,stock\nlamp,40,100\nshelf,125,300", [40, 100, 125, 300]),
        ("40,100,7\n1,250,3", [40, 100, 7, 1, 250, 3]),
        ("between 1,200 and 1,200,000, say 12,345", [1200, 1_200_000, 12_345]),
    ],
)
def test_cells_of_lines_are_not_thousands(text: str, values: list[int]) -> None:
    assert [value for _, value in read(text)] == values

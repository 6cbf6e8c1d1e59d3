from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.tasks.travel.reader.quantities import ordinal_at, quantity_at
from certiplan.tasks.travel.reader.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "value", "last"),
    [
        ("1,700 dollars", 1700, 1),
        ("1.7k", 1700, 2),
        ("2 grand", 2000, 2),
        ("twelve hundred dollars", 1200, 2),
        ("three thousand five hundred and twenty-five", 3525, 7),
        ("a hundred and fifty", 150, 4),
        ("a dozen", 12, 2),
        ("half a dozen", 6, 3),
        ("twenty-one days", 21, 2),
        ("two three", 2, 1),
        ("five", 5, 1),
    ],
)
def test_numbers_in_figures_and_words(text: str, value: int, last: int) -> None:
    quantity = quantity_at(tokenize(text), 0)
    assert quantity is not None
    assert (quantity.whole, quantity.last) == (value, last)


@pytest.mark.parametrize("text", ["", "a", "and", "days", "hundred", "half"])
def test_what_is_no_number(text: str) -> None:
    assert quantity_at(tokenize(text), 0) is None


@pytest.mark.parametrize("text", ["2.5", "9" * 5000, "million million million"])
def test_fractions_and_absurd_numbers_are_not_whole(text: str) -> None:
    quantity = quantity_at(tokenize(text), 0)
    assert quantity is None or quantity.whole is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("16th", 16), ("first", 1), ("twenty-third", 23), ("thirty first", 31), ("twentieth", 20)],
)
def test_ordinals(text: str, value: int) -> None:
    found = ordinal_at(tokenize(text), 0)
    assert found is not None
    assert found[0] == value


@given(st.integers(0, 10**9))
def test_figures_with_commas(value: int) -> None:
    quantity = quantity_at(tokenize(f"{value:,}"), 0)
    assert quantity is not None
    assert quantity.whole == value

"""Exact values: rows and their keys, how values are shown, scalars as texts write them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certiplan.model.scalars import as_date, as_minutes, as_number, member_value, scalar_value
from certiplan.model.values import (
    MISSING,
    FieldValue,
    Table,
    Value,
    kind_of,
    show,
    show_number,
    show_rational,
    whole,
    without_dust,
)
from certiplan.model.yaml_text import Data

KEYED = Table(
    "run", {"name": ["strip", "park"], "km": [3, MISSING]}, {"name": "text", "km": "number"}, "name"
)
PLAIN = Table("flights", {"price": [10, 10]}, {"price": "number"})


def test_a_row_with_a_key_equals_its_key_and_finds_its_entries() -> None:
    row = KEYED.rows[0]
    assert row == "strip" and row != "park"
    assert {"strip": 1}[row] == 1  # type: ignore[index]
    assert {row: 2}["strip"] == 2  # type: ignore[index]
    assert show(row) == "strip"


def test_a_row_without_a_key_equals_only_itself() -> None:
    one, two = PLAIN.rows
    assert one == one and one != two
    assert show(two) == "flights[2]"
    assert len({one, two}) == 2


def test_rows_of_the_same_table_built_twice_are_equal_by_key() -> None:
    again = Table("run", KEYED.columns, KEYED.types, "name")
    assert again.rows[0] == KEYED.rows[0] and hash(again.rows[0]) == hash(KEYED.rows[0])
    assert Table("walk", KEYED.columns, KEYED.types, "name").rows[0] != KEYED.rows[0]


def test_fields() -> None:
    assert KEYED.rows[0].field("km") == 3
    assert KEYED.rows[1].field("km") is MISSING
    assert len(PLAIN) == 2 and len(Table("none", {}, {})) == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (Fraction(7, 10), "0.7"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (True, "True"),
        ("x y", "x y"),
        (("a", 1), "a,1"),
        (dt.date(2026, 3, 16), "2026-03-16"),
        (MISSING, "missing"),
    ],
)
def test_how_values_are_shown(value: FieldValue, text: str) -> None:
    assert show(value) == text


def test_kinds_in_words() -> None:
    values: list[FieldValue] = [
        True,
        1,
        Fraction(1, 2),
        "x",
        dt.date(2026, 1, 1),
        KEYED.rows[0],
        (1,),
        MISSING,
    ]
    assert [kind_of(value) for value in values] == [
        "a truth value",
        "a number",
        "a number",
        "a text",
        "a date",
        "a row of run",
        "a tuple",
        "missing",
    ]


@settings(deadline=None, derandomize=True)
@given(st.fractions())
def test_a_shown_number_is_the_number(value: Fraction) -> None:
    assert Fraction(show_rational(value)) == value
    assert whole(value) == value
    assert isinstance(whole(value), int) == (value.denominator == 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-16", dt.date(2026, 3, 16)),
        ("2026-02-30", "2026-02-30"),
        ("08:30", 510),
        ("8:05", 485),
        ("24:00", 1440),
        ("24:01", "24:01"),
        ("12:60", "12:60"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_texts_that_are_dates_or_times(text: str, value: Value) -> None:
    assert scalar_value(text) == value


def test_other_scalars_are_themselves() -> None:
    assert scalar_value(True) is True
    assert scalar_value(Fraction(1, 2)) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-0.5", Fraction(-1, 2)),
        ("1e2", 100),
        ("+1", None),
        ("1_0", None),
        ("x", None),
        ("", None),
        ("1e999", None),
    ],
)
def test_texts_that_are_numbers(text: str, value: int | Fraction | None) -> None:
    assert as_number(text) == value


@settings(deadline=None, derandomize=True)
@given(st.dates(), st.integers(0, 1439))
def test_dates_and_times_are_read_back(date: dt.date, minutes: int) -> None:
    assert as_date(date.isoformat()) == date
    assert as_minutes(f"{minutes // 60:02}:{minutes % 60:02}") == minutes


@pytest.mark.parametrize(
    ("data", "value"), [("a", "a"), (3, 3), (["a", 1], ("a", 1)), ([["a"], 1], (("a",), 1))]
)
def test_members(data: Data, value: Value) -> None:
    assert member_value(data) == value


@pytest.mark.parametrize("data", [True, None, Fraction(1, 2), {}, [], ["a", True]])
def test_what_is_no_member(data: Data) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        member_value(data)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(9.46e-09), "0"),
        (Fraction(-9.46e-09), "0"),
        (Fraction(2.9999999998), "3"),
        (Fraction(1000000.0003), "1000000"),
        (Fraction(-3.0000000001), "-3"),
        (Fraction(0.1), "0.1"),
        (Fraction(1, 3), "1/3"),
        (Fraction(60, 161), "0.372671"),
        (Fraction(72133, 9542), "7.55953"),
        (Fraction(300026, 49), "6122.98"),
        (Fraction("1234567.891234"), "1234567.89"),
        (Fraction(-1, 30000), "-3.33333e-05"),
        (Fraction("0.0000001"), "0.0000001"),
        (Fraction(1.00001), "1.00001"),
        (7, "7"),
        (0, "0"),
    ],
)
def test_numbers_of_a_plan_are_shown_to_the_tolerance_of_solvers(value: Fraction | int, shown: str) -> None:
    assert show_number(value) == shown


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (Fraction("-0.00000003"), 0),
        (Fraction("7.00000003"), 7),
        (Fraction("0.00001"), Fraction("0.00001")),
        (5, 5),
    ],
)
def test_dust_of_solvers_is_taken_away(value: Fraction | int, meant: Fraction | int) -> None:
    assert without_dust(value) == meant

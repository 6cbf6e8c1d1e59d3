"""A document as rows."""

from __future__ import annotations

import pytest

from certiplan.tui.desk.elements import model_view, requirement_rows
from tests.tui.talks import BAKERY


def test_every_element_is_a_row_that_says_what_it_serves() -> None:
    view = model_view(BAKERY)
    assert view.title == "Weekend bakery"
    rows = {row.name: row for row in view.rows}
    assert rows["Product"].text == "bread, cake"
    assert rows["profit"].range == "Product" and rows["profit"].unit == "USD"
    assert rows["profit"].text == "bread 2, cake 5"
    assert rows["oven"].text == "10  ↑ may change, 1 a unit"
    assert rows["make"].text == "integer, >= 0, <= 30"
    assert rows["one_cake"].kind == "constraint" and rows["one_cake"].requirements == ("cake",)
    assert rows["maximize"].text == "earned"


@pytest.mark.parametrize("text", ["", "certiplan: [", "just words", "- a\n- list", "certiplan: 1\nsets: 3"])
def test_what_is_no_document_is_shown_as_such(text: str) -> None:
    view = model_view(text)
    assert view.rows == () and view.remark
    assert requirement_rows(text, {}) == ()


def test_long_texts_are_shortened_and_shown_on_one_line() -> None:
    members = ", ".join(f"member{k}" for k in range(200))
    row = model_view(f"certiplan: 1\nsets: {{S: [{members}]}}\n").rows[0]
    assert len(row.text) <= 240 and row.text.endswith("…")
    row = model_view("certiplan: 1\nconstraints:\n  c:\n    that: >-\n      1\n      <= 2\n").rows[0]
    assert row.text == "1 <= 2"


def test_the_persons_own_wishes_come_first_each_with_its_elements() -> None:
    rows = requirement_rows(BAKERY, {"cake": "one cake"})
    assert [row.name for row in rows] == ["oven_limit", "cake", "profit", "whole"]
    assert rows[1].words == "one cake" and rows[1].quote == "at least one cake"
    assert [element.name for element in rows[0].elements] == ["oven", "oven_hours"]
    assert rows[3].assumed and rows[3].words == "Only whole loaves and cakes are sold."
    assert not rows[2].negotiable

"""Dates that decisions select: what is refused, and with which words."""

from __future__ import annotations

import pytest

from certiplan.errors import DocumentError
from certiplan.solvers.model import Model, Solved

DOCUMENT = """
certiplan: 1
data:
  fl: {{key: no, columns: [no, date], rows: [[F1, 2026-03-16], [F2, 2026-03-18], [F3, 2026-03-19]]}}
sets: {{Fl: {{table: fl}}, Stop: [a, b, c]}}
variables:
  g: {{type: choice, of: Fl}}
  h: {{type: choice, of: Fl}}
  o: {{type: choice, of: Fl, optional: true}}
  s: {{type: choice, of: Stop}}
  n: {{type: integer, lower: 0, upper: 5}}
constraints:
  c: {{that: "{that}"}}
objective: {{maximize: "n"}}
"""


def _words(that: str) -> str:
    with pytest.raises(DocumentError) as refused:
        Model.load(DOCUMENT.format(that=that)).solve()
    return str(refused.value)


@pytest.mark.parametrize(
    ("that", "most"),
    [
        ("h.date >= g.date + 2 and days_between(g.date, h.date) >= n", 3),
        ("h.date - g.date >= n", 3),
        ("h.date == g.date and n <= days_between(h.date, date('2026-03-20'))", 4),
    ],
)
def test_days_between_looked_up_dates_are_numbers(that: str, most: int) -> None:
    answer = Model.load(DOCUMENT.format(that=that)).solve()
    assert isinstance(answer, Solved)
    assert answer.objectives == (most,)


def test_a_number_of_days_that_is_decided_is_written_with_days_between() -> None:
    assert "`days_between(a, b) >= n`" in _words("h.date >= g.date + n")


@pytest.mark.parametrize("that", ["h.date >= o.date + 1", "days_between(o.date, h.date) >= 1"])
def test_dates_of_absent_choices_are_not_computed_with(that: str) -> None:
    assert "which is false where one is absent" in _words(that)


def test_a_date_is_no_number() -> None:
    assert "a date is compared with a number" in _words("h.date >= n")


@pytest.mark.parametrize(
    ("that", "idiom"),
    [
        ("pos(Stop, s) >= 2", 'at: {for: "m in Stop", value: "= pos(Stop, m)"}'),
        ("next(Stop, s) == 'b'", 'at: {for: "m in Stop", value: "= next(Stop, m)"}'),
        ("weekday(h.date) == 3", 'found: {for: "m in S", value: "= weekday(…m…)"}'),
    ],
)
def test_functions_of_constants_show_the_look_up(that: str, idiom: str) -> None:
    assert idiom in _words(that)

"""Misspelt members in comparisons, thresholds that a tolerance decides, strictness in other words."""

from __future__ import annotations

import pytest

from certiplan.errors import DocumentError
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.grounding import check
from certiplan.model.loading import load_elements

BASE = """
certiplan: 1
data:
  hotels: {columns: [name, city], key: name, rows: [[Ritz, Rome], [Roma, Rome], [Fjord, Oslo]]}
sets:
  Colour: [red, green, blue]
  City: [Rome, Oslo]
  Arc: [[Rome, Oslo], [Oslo, Rome]]
  Hotel: {table: hotels}
  Warm: {table: hotels, where: "h.city == 'Rome'", as: h}
  Near: {for: "c in City", values: "h for h in Hotel if h.city == c"}
variables:
  colour: {type: choice, of: Colour}
  wall: {over: [City], type: choice, of: Colour, optional: true}
  hotel: {type: choice, of: Hotel}
  stay: {for: "c in City", type: choice, of: "Near[c]"}
  hop: {type: choice, of: Arc}
  b: {over: [City], type: binary}
  n: {type: integer, lower: 2, upper: 9, semicontinuous: true}
  r: {type: real, lower: 0, upper: 9}
  s: {type: real, lower: 2, upper: 9, semicontinuous: true}
  t: {type: interval, length: 2, start: [0, 9], end: [0, 9], time: real}
  ts: {over: [City], type: interval, length: 2, start: [0, 9], end: [0, 9]}
constraints:
"""


def findings_of(that: str, range_: str = "") -> tuple[Diagnostic, ...]:
    written = f'for: "{range_}", ' if range_ else ""
    try:
        loaded = load_elements(f'{BASE}  c: {{{written}that: "{that}"}}\n')
    except DocumentError as error:
        return error.diagnostics
    return check(loaded.elements, loaded.tables)


@pytest.mark.parametrize(
    ("that", "range_", "column", "hint"),
    [
        ("colour == 'gren'", "", 11, "green"),
        ("'gren' != colour", "", 1, "green"),
        ("colour in ('red', 'gren')", "", 19, "green"),
        ("wall['Rome'] == 'violet'", "", 17, None),
        ("hotel == 'Rits'", "", 10, "Ritz"),
        ("hotel.city == 'Rom'", "", 15, "Rome"),
        ("hotel['city'] == 'Rom'", "", 18, "Rome"),
        ("stay['Rome'] == 'Rits'", "", 17, "Ritz"),
        ("b[c] or c == 'Olso'", "c in City", 14, "Oslo"),
        ("b[c]", "c in City if c != 'Olso'", 19, "Oslo"),
        ("b[d] or c == 'Olso'", "(c, d) in Arc", 14, "Oslo"),
        ("any(b[c] for c in City if c != 'Olso')", "", 32, "Oslo"),
        ("count(h.city == 'Olso' for h in Hotel) == 0", "", 17, "Oslo"),
        ("hop == ('Rome', 'Olso')", "", 8, "Rome,Oslo"),
        ("wall[first(City)] == 'red' or last(City) == 'Olso'", "", 45, "Oslo"),
    ],
)
def test_what_can_never_be_equal_is_warned_of(that: str, range_: str, column: int, hint: str | None) -> None:
    (finding,) = findings_of(that, range_)
    assert (finding.severity, finding.code) == ("warning", "unknown-member")
    # The condition of a range is told with the expression that it belongs to.
    assert (finding.column, finding.did_you_mean) == (column, hint)


@pytest.mark.parametrize(
    ("that", "range_"),
    [
        ("colour == 'green'", ""),
        ("hotel == 'Ritz'", ""),
        # A member that this element's own set does not have is one of the family's.
        ("stay['Oslo'] != 'Ritz'", ""),
        # A table without any row of a kind is nothing unusual.
        ("hotel.city != 'Bonn'", ""),
        ("hop == ('Rome', 'Oslo')", ""),
        ("b[c] or c == 'Oslo'", "c in City"),
    ],
)
def test_what_can_be_equal_is_not(that: str, range_: str) -> None:
    assert findings_of(that, range_) == ()


def test_the_condition_of_a_table_is_looked_at_too() -> None:
    loaded = load_elements(BASE.replace("== 'Rome'", "== 'Rom'") + "  c: {that: \"b['Rome']\"}\n")
    (finding,) = check(loaded.elements, loaded.tables)
    assert (finding.code, finding.element, finding.did_you_mean) == (
        "unknown-member",
        "sets.Warm.where",
        "Rome",
    )


@pytest.mark.parametrize(
    ("that", "column"),
    [
        ("r < 2", 5),
        ("r != 2", 6),
        ("not (r <= 2)", 11),
        ("not (r == 2)", 11),
        ("b['Rome'] and not (r >= 2)", 25),
        ("not (b['Rome'] or r <= 2)", 24),
        ("not implies(b['Rome'], r <= 2)", 29),
        ("(r <= 2) == False", 1),
        ("iff(r <= 2, False)", 1),
        ("xor(True, r <= 2)", 1),
        ("implies(r <= 2, False)", 1),
        ("False if r <= 2 else True", 1),
        ("all(r < k for k in (1, 2))", 1),
        ("not any(r <= k for k in (1, 2))", 1),
    ],
)
def test_strictness_is_refused_in_whatever_words(that: str, column: int) -> None:
    (finding,) = findings_of(that)
    assert (finding.severity, finding.code, finding.column) == ("error", "strict-comparison", column)


@pytest.mark.parametrize(
    "that",
    [
        "not (r < 2)",
        "not (r != 2)",
        "not (n <= 2)",
        "n / 3 * 3 < 2",
        "0.5 * n + n / 2 != 1",
        "not (0.1 * n * 10 <= 2)",
        "not (1 <= r <= 2)",
        "not (r <= 2 and b['Rome'])",
        "r > 2 or b['Rome']",
        "implies(b['Rome'], not (r <= 2))",
        "implies(r <= 2, b['Rome'])",
        "iff(r <= 2, b['Rome'])",
        "not (not (r <= 2))",
    ],
)
def test_what_a_tolerance_may_decide_either_way_is_allowed(that: str) -> None:
    assert findings_of(that) == ()


@pytest.mark.parametrize(
    ("that", "column"),
    [
        ("implies(s >= 2, b['Rome'])", 14),
        ("count([s > 2, b['Rome']]) <= 1", 12),
        ("not (s < 2) or b['Rome']", 10),
    ],
)
def test_a_semicontinuous_number_at_its_own_bound_is_warned_of(that: str, column: int) -> None:
    (finding,) = findings_of(that)
    assert (finding.severity, finding.code, finding.column) == ("warning", "threshold-at-bound", column)


@pytest.mark.parametrize(
    "that",
    ["s >= 2", "implies(s > 0, b['Rome'])", "implies(n >= 2, b['Rome'])", "implies(r >= 0, b['Rome'])"],
)
def test_other_thresholds_are_not(that: str) -> None:
    assert findings_of(that) == ()


@pytest.mark.parametrize(
    ("that", "code", "expected"),
    [
        ("no_overlap(ts)", "bad-index", "`ts[c]`"),
        ("no_overlap(t, ts['Rome'])", "bad-call", "`no_overlap([a, b])`"),
        ("sum(b) <= 1", "bad-index", "`b[c]`"),
        ("precedes(t.end, ts['Rome'])", "type-mismatch", "the interval itself: `t`"),
        ("precedes(t, ts['Rome'].start)", "type-mismatch", "the interval itself: `ts[…]`"),
        ("no_overlap(ts[c].start for c in City)", "type-mismatch", "the interval itself: `ts[…]`"),
        ("any(a[0] == 'Rome' for a in Arc)", "bad-index", "parts count from 1"),
        ("City[0] == 'Rome'", "bad-index", "positions count from 1"),
        ("b['Rome'] & b['Oslo']", "type-mismatch", "`and`"),
        ("b['Rome'] | b['Oslo']", "type-mismatch", "`or`"),
        ("pos(City, 'Rom') == 1", "bad-index", None),
    ],
)
def test_near_misses_say_the_right_form(that: str, code: str, expected: str | None) -> None:
    (finding,) = findings_of(that)
    assert finding.code == code
    if expected is None:
        assert finding.did_you_mean == "Rome"
    else:
        assert expected in (finding.expected or "")

"""What people write who know another notation: each told at its place, with the right form."""

from __future__ import annotations

import pytest

from certiplan.model.diagnostics import ExpressionError
from certiplan.model.foreign_notation import FUNCTION_NAMES
from certiplan.model.functions import FUNCTIONS
from certiplan.model.parser import read_comprehension, read_expression, read_ranges

EXPRESSIONS = [
    ("sum(x[p, t] for p in P, t in T) <= 3", 23, "`for p in P for t in T`"),
    ("sum(x[p, t] for p, q in P, (t, u) in T) <= 3", 26, "`for p in P for t in T`"),
    ("n = 3", 3, "`==`"),
    ("implies(n = 3, b[1])", 11, "`==`"),
    ("count(y[p] = 3 for p in P) == 1", 12, "`==`"),
    ("any(n = 3)", 5, "`==`"),
    ("n === 3", 3, "`==`"),
    ("n := 3", 3, "`==`"),
    ("n is 3", 3, "`==`"),
    ("n => 3", 3, "`>=`"),
    ("b[1] => b[2]", 6, "`implies(a, b)`"),
    ("b[1] -> b[2]", 6, "`implies(a, b)`"),
    ("b[1] ⇒ b[2]", 6, "`implies(a, b)`"),
    ("b[1] implies b[2]", 6, "`implies(a, b)`"),
    ("b[1] <-> b[2]", 6, "`iff(a, b)`"),
    ("b[1] <=> b[2]", 6, "`iff(a, b)`"),
    ("b[1] && b[2]", 6, "`and`"),
    ("b[1] /\\ b[2]", 6, "`and`"),
    ("b[1] AND b[2]", 6, "`and`"),
    ("b[1] ∧ b[2]", 6, "`and`"),
    ("b[1] || b[2]", 6, "`or`"),
    ("b[1] \\/ b[2]", 6, "`or`"),
    ("!b[1]", 1, "`not`"),
    ("b[1] and !b[2]", 10, "`not`"),
    ("~b[1]", 1, "`not`"),
    ("NOT b[1]", 1, "`not`"),
    ("b[1] xor b[2]", 6, "`xor(a, b)`"),
    ("n <> 3", 3, "`!=`"),
    ("n ≠ 3", 3, "`!=`"),
    ("n =< 3", 3, "`<=`"),
    ("n ≤ 3", 3, "`<=`"),
    ("n \\leq 3", 3, "`<=`"),
    ("n ≥ 3", 3, "`>=`"),
    ("n × 3 <= 2", 3, "`*`"),
    ("n − 3 <= 2", 3, "`-`"),
    ("2n <= 3", 1, "`2 * n`"),
    ("2(n + 1) <= 3", 1, "`*`"),
    ("n² <= 3", 1, "`n ** 2`"),
    ("(n + 1) ^ 2 <= 3", 9, "`**`"),
    ("n mod 2 == 0", 3, "`%`"),
    ("n div 2 == 0", 3, "`//`"),
    ("n <= 3%", 7, "`/ 100`"),
    ("n <= 1,000", 7, "digits alone"),
    ("n <= 3 USD", 6, "`unit`"),
    ("n <= $3", 6, "`unit`"),
    ("n <= 3, n >= 1", 7, "`and`"),
    ("∑(y[p] for p in P) <= 3", 1, "`sum(e for i in S)`"),
    ("\\sum y[p] <= 3", 1, "`sum(e for i in S)`"),
    ("sum_{p in P} y[p] <= 3", 5, "`sum(e for i in S)`"),
    ("sum{p in P} y[p] <= 3", 4, "`sum(e for i in S)`"),
    ("sum(p in P)(y[p]) <= 3", 1, "`sum(e for i in S if c)`"),
    ("sum(y[p] | p in P) <= 3", 10, "`for`"),
    ("sum(y[p], p in P) <= 3", 9, "`for`"),
    ("sum(y[p] for all p in P) <= 3", 14, "`for i in S`"),
    ("sum(y[p] for p in P where p != 'cake') <= 3", 21, "`if`"),
    ("sum(y[p] for p in 1..3) <= 3", 20, "`range(1, n + 1)`"),
    ("forall(t in T)(b[t] == 1)", 1, "`all(c for i in S)`"),
    ("∀(b[t] for t in T)", 1, "`all(c for i in S)`"),
    ("∃(b[t] for t in T)", 1, "`any(c for i in S)`"),
    ("if n >= 3 then b[1] else b[2] endif", 1, "`a if c else b`"),
    ("n >= 3 ? b[1] : b[2]", 8, "`a if c else b`"),
    ("n == 3;", 7, "without `;`"),
    ("n == ‘cake’", 6, "straight quotation marks"),
    ("p ∈ P", 3, "`in`"),
    ("'≤' == name && b", 13, "`and`"),
]
RANGES = [
    ("p in P where p != 'cake'", 8, "`if`"),
    ("p in P: p != 'cake'", 7, "`if`"),
    ("p in P | p != 'cake'", 8, "`if`"),
    ("p in P, p != 'cake'", 9, "`if`"),
    ("p in P and p != 'cake'", 8, "`if`"),
    ("for p in P", 1, "the ranges alone"),
    ("all p in P", 1, "the ranges alone"),
    ("p in P for t in T", 8, "a comma"),
    ("p in P and t in T", 8, "a comma"),
    ("p in P; t in T", 7, "a comma"),
    ("p, t in P, T", 1, "`in` after each index"),
    ("p ∈ P", 3, "`in`"),
    ("p = P", 3, "`in`"),
    ("t in 1..3", 7, "`range(1, n + 1)`"),
    ("Product", 1, "`p in Product`"),
]


def check(faults: tuple[ExpressionError, ...], column: int, instead: str) -> None:
    assert [fault.column for fault in faults] == [column]
    assert instead in (faults[0].expected or "")
    assert "Python" not in faults[0].message


@pytest.mark.parametrize(("text", "column", "instead"), EXPRESSIONS)
def test_other_notations_of_expressions(text: str, column: int, instead: str) -> None:
    check(read_expression(text)[1], column, instead)


@pytest.mark.parametrize(("text", "column", "instead"), EXPRESSIONS)
def test_columns_stay_where_the_expression_does_not_begin_the_text(
    text: str, column: int, instead: str
) -> None:
    check(read_expression(f"  {text}")[1], column + 2, instead)


@pytest.mark.parametrize(("text", "column", "instead"), RANGES)
def test_other_notations_of_ranges(text: str, column: int, instead: str) -> None:
    check(read_ranges(text)[1], column, instead)


def test_columns_in_a_comprehension_count_from_its_own_beginning() -> None:
    check(read_comprehension("f.city for f in Flight where f.price < 3")[1], 24, "`if`")


def test_each_notation_is_told_once_and_all_are_told() -> None:
    _, faults = read_expression("a && b && !c -> d")
    assert [(fault.column, fault.expected) for fault in faults] == [
        (3, "`and`"),
        (11, "`not`"),
        (14, "`implies(a, b)`"),
    ]


def test_all_that_is_refused_in_one_expression_is_told() -> None:
    _, faults = read_expression("total(x[p] for p in P) + ln(3) <= y ^ 2 and abs(1, 2) == 0")
    assert [(fault.code, fault.column) for fault in faults] == [
        ("unknown-function", 1),
        ("unknown-function", 26),
        ("syntax", 37),
        ("bad-call", 45),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "path((x[i] for i in S), start='a', end = 'b')",
        "min((x[t] for t in T), default=0)",
        "S | T",
        "any(c in S | T for c in U)",
        "x % 2 == 0",
        "10 % 3",
        "1_000 + 1e3",
        "'a <= b && c'",
        "x <-3",
    ],
)
def test_what_is_part_of_the_language_is_not_foreign(text: str) -> None:
    assert read_expression(text)[1] == ()


@pytest.mark.parametrize(
    ("text", "message", "expected"),
    [
        ("abs(n <= 3", "a bracket is not closed", "bracket"),
        ("n <= 3)", "closes nothing", "pairs"),
        ("n <= 'cake", "quotation mark is not closed", "quotation"),
        ("b if n >= 3", "without `else`", "implies"),
        ("(n 3) <= 2", "side by side", "operator"),
        ("n + * 3", "at `*`", "operand"),
    ],
)
def test_what_python_refuses_is_said_in_other_words(text: str, message: str, expected: str) -> None:
    _, faults = read_expression(text)
    assert message in faults[0].message
    assert expected in (faults[0].expected or "")


def test_the_functions_of_others_are_not_ours() -> None:
    assert not FUNCTION_NAMES.keys() & FUNCTIONS.keys()

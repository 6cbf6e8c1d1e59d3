"""The expression parser: what it accepts, what it refuses and where, and that nothing else ever happens."""

from __future__ import annotations

import re
import string
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certiplan.model import syntax as s
from certiplan.model.diagnostics import ExpressionError
from certiplan.model.functions import FUNCTIONS
from certiplan.model.parser import (
    MAX_CHARACTERS,
    exact_number,
    parse_comprehension,
    parse_expression,
    parse_ranges,
)


def fault_of(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.7", Fraction(7, 10)),
        ("12", 12),
        ("1e3", 1000),
        (".5", Fraction(1, 2)),
        ("1_000", 1000),
        ("-3", -3),
    ],
)
def test_numbers_are_exact(text: str, value: int | Fraction) -> None:
    assert parse_expression(text) == s.Number(value)


def test_a_decimal_keeps_every_digit() -> None:
    tree = parse_expression("0.1000000000000000000000000001")
    assert isinstance(tree, s.Number)
    assert tree.value == Fraction("0.1000000000000000000000000001")


def test_sums_are_flat_and_signed() -> None:
    tree = parse_expression("a - b + -c")
    assert isinstance(tree, s.Sum)
    assert [sign for sign, _ in tree.terms] == [1, -1, 1]
    inner = tree.terms[2][1]
    assert inner == s.Sum(((-1, s.Name("c", 10)),), 9)


def test_long_sums_are_no_deep_trees() -> None:
    tree = parse_expression(" + ".join(["x"] * 500))
    assert isinstance(tree, s.Sum)
    assert len(tree.terms) == 500


def test_comparisons_are_chains() -> None:
    tree = parse_expression("1 <= x < 5")
    assert isinstance(tree, s.Compare)
    assert tree.relations == ("<=", "<")


def test_precedence_is_that_of_python() -> None:
    assert parse_expression("a or b and not c == d") == s.Or(
        (
            s.Name("a", 1),
            s.And((s.Name("b", 6), s.Not(s.Compare((s.Name("c", 16), s.Name("d", 21)), ("==",), 16), 12)), 6),
        ),
        1,
    )


@pytest.mark.parametrize("text", ["x[i, j]", "x[(i, j)]"])
def test_several_keys_and_a_tuple_are_the_same(text: str) -> None:
    tree = parse_expression(text)
    assert isinstance(tree, s.Index)
    assert [key.name for key in tree.keys if isinstance(key, s.Name)] == ["i", "j"]


def test_a_field_of_a_chosen_row() -> None:
    assert parse_expression("hotel[n].price") == s.Field(
        s.Index(s.Name("hotel", 1), (s.Name("n", 7),), 1), "price", 1
    )


def test_list_and_generator_are_the_same() -> None:
    one, two = parse_expression("sum([x for x in S])"), parse_expression("sum( x for x in S )")
    assert isinstance(one, s.Call) and isinstance(two, s.Call)
    first, second = one.arguments[0], two.arguments[0]
    assert isinstance(first, s.Comprehension) and isinstance(second, s.Comprehension)
    assert first.ranges[0].target == second.ranges[0].target == "x"


@pytest.mark.parametrize(
    "text",
    [
        "lambda x: x",
        "(x := 3)",
        "{'a': 1}",
        "{a: b for a in S}",
        "f'{x}'",
        "x[1:2]",
        "a @ b",
        "a ^ b",
        "~a",
        "a is b",
        "x.append(1)",
        "sum(*x)",
        "min(**x)",
        "b'x'",
        "1j",
        "...",
        "None",
        "await x",
        "sum(x async for x in S)",
        "__import__('os')",
        "eval('1')",
        "open('x')",
        "(lambda: 1)()",
    ],
)
def test_what_is_not_part_of_the_language(text: str) -> None:
    assert fault_of(text).code in ("syntax", "unknown-function", "bad-call")


def test_an_unknown_function_names_the_nearest() -> None:
    fault = fault_of("1 + summ(x for x in S)")
    assert (fault.code, fault.column, fault.did_you_mean) == ("unknown-function", 5, "sum")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("implies(a)", "1 arguments"),
        ("path(x for x in S)", "start="),
        ("min(x, defaut=1)", "defaut"),
        ("abs()", "0 arguments"),
    ],
)
def test_calls_that_do_not_fit(text: str, part: str) -> None:
    fault = fault_of(text)
    assert fault.code == "bad-call"
    assert part in fault.message


@pytest.mark.parametrize(
    "text", ["", "   ", "()x", "a +", "a b", "(", "'x", "# x", "x # y", "0x1F", "0b1", "1 2"]
)
def test_unreadable_texts(text: str) -> None:
    fault = fault_of(text)
    assert fault.code == "syntax"
    assert fault.column is not None and 1 <= fault.column <= max(len(text), 1) + 1


def test_columns_count_characters_of_the_authors_text() -> None:
    assert fault_of("  'äöü' == nosuch(1)").column == 12
    assert parse_expression("\n  a\n  + b") == s.Sum(((1, s.Name("a", 4)), (1, s.Name("b", 10))), 4)


@pytest.mark.parametrize(
    "text",
    [
        "1e401",
        "1" * (MAX_CHARACTERS + 1),
        "(" * 300 + "1" + ")" * 300,
        "not " * 2000 + "x",
        "9" * 5000,
        "x" + ".a" * 5000,
        "*".join("x" * 9999),
    ],
)
def test_what_is_too_large_is_refused(text: str) -> None:
    assert fault_of(text).code in ("too-large", "syntax")


def test_ranges_of_a_for() -> None:
    ranges = parse_ranges("(i, j) in Arc, k in range(1, n + 1) if i != j and k > 1")
    assert [part.target for part in ranges] == [("i", "j"), "k"]
    assert ranges[0].conditions == ()
    assert len(ranges[1].conditions) == 1
    assert isinstance(ranges[1].conditions[0], s.And)


def test_an_if_inside_brackets_belongs_to_the_set() -> None:
    (only,) = parse_ranges("i in (S if a else T)")
    assert isinstance(only.source, s.Conditional)
    assert only.conditions == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i",
        "i, j in Arc",
        "i in S and j in T",
        "i not in S",
        "i in S if",
        "i in S if a, j in T",
        "i in S if a if b",
        "i in S for j in T",
        "x[i] in S",
        "1 in S",
        "i in S (",
        "i in 'S",
        "i == S",
    ],
)
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_ranges(text)
    assert caught.value.column is not None


@pytest.mark.parametrize(
    "text", ["f.city for f in S if f.x", "[f.city for f in S if f.x]", "(f.city for f in S if f.x)"]
)
def test_a_comprehension_with_or_without_brackets(text: str) -> None:
    tree = parse_comprehension(text)
    assert [part.target for part in tree.ranges] == ["f"]
    assert len(tree.ranges[0].conditions) == 1


def test_a_fault_inside_a_comprehension_is_told_where_it_is() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_comprehension("f.city for f in Flight if f.price <")
    assert caught.value.column is not None and caught.value.column > 30


@pytest.mark.parametrize(
    "text", ["x", "sum(a for a in S)", "a for a in S) + (b for b in S", "a, b for a in S"]
)
def test_what_is_no_comprehension(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_comprehension(text)


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10**30), st.text("0123456789", max_size=30), st.integers(-40, 40))
def test_exact_number_agrees_with_fraction(head: int, tail: str, exponent: int) -> None:
    literal = f"{head}.{tail}e{exponent}"
    assert exact_number(literal) == Fraction(f"{head}.{tail or '0'}") * Fraction(10) ** exponent


_SIGNS = "( ) [ ] { } , . : ; + - * ** / // % @ & | ^ ~ < <= > >= == != = := ' \" ''' # \\"
_OTHER = "for in if else and or not is lambda None True async await yield x y S 1 0.5 1e9 2j 'a' é"
_WORDS = st.sampled_from([*FUNCTIONS, *re.split(" ", f"{_SIGNS} {_OTHER}"), *" \n\t\x00\u2028\ud800"])
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(string.printable, max_size=60),
    st.lists(_WORDS, max_size=25).map(" ".join),
    st.lists(_WORDS, max_size=25).map("".join),
)


@settings(deadline=None, derandomize=True)
@given(_TEXTS)
@example("f'{x'")
@example("\x00")
@example("\ud800")
@example("'\\N{x}'")
@example("'\\x'")
@example("x if x")
@example("0777")
@example("1if x else y")
@example("1__0")
@example("x\n")
@example("\\")
@example("é.x + [")
def test_any_text_is_an_expression_or_a_fault(text: str) -> None:
    for parse in (parse_expression, parse_comprehension, parse_ranges):
        try:
            parse(text)
        except ExpressionError as fault:
            assert fault.column is None or fault.column >= 1
            assert fault.message


@settings(deadline=None, derandomize=True)
@given(_TEXTS)
def test_reading_twice_gives_the_same(text: str) -> None:
    try:
        first = parse_expression(text)
    except ExpressionError:
        return
    assert parse_expression(text) == first
    assert all(isinstance(name, str) for name in s.free_names(first))

"""YAML 1.2 core and JSON: scalars as written, exact numbers, one key once, and nothing but data."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from certiplan.model.yaml_text import Data, TextError, parse_text


def fault_of(text: str) -> TextError:
    with pytest.raises(TextError) as caught:
        parse_text(text)
    return caught.value


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-03-16", "2026-03-16"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        (".inf", ".inf"),
        ("0.7", Fraction(7, 10)),
        ("-0.5", Fraction(-1, 2)),
        ("1e3", 1000),
        ("+3", 3),
        ("007", 7),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ('"0.7"', "0.7"),
        ("'true'", "true"),
        ("''", ""),
        ("= 2 * n", "= 2 * n"),
        ("1..n", "1..n"),
        ("<<", "<<"),
    ],
)
def test_scalars_are_those_of_the_core_schema(scalar: str, value: Data) -> None:
    found = parse_text(f"a: {scalar}\n").data
    assert found == {"a": value}
    assert isinstance(found, dict) and type(found["a"]) is type(value)


def test_block_texts_are_texts() -> None:
    assert parse_text("a: |\n  12\nb: >\n  x\n  y\n").data == {"a": "12\n", "b": "x y\n"}


def test_keys_are_texts_as_written() -> None:
    assert parse_text("{1: a, 0.50: b, no: c}").data == {"1": "a", "0.50": "b", "no": "c"}
    assert parse_text("a:\n  1: x\n  0.50: y\n  true: z\n").data == {
        "a": {"1": "x", "0.50": "y", "true": "z"}
    }


def test_lines_of_sections_elements_and_their_keys() -> None:
    lines = parse_text("certiplan: 1\nsets:\n  S:\n    table: t\n    where: x\n  T: [a]\n").lines
    assert lines["sets",] == 2
    assert lines["sets", "S"] == 3
    assert lines["sets", "S", "where"] == 5
    assert lines["sets", "T"] == 6


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "second time"),
        ("a: &x 1\nb: *x\n", 1, "anchors"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: 1\nb: !mine x\n", 2, "tag"),
        ("a: [1, 2\n", None, ""),
        ("a: 1\n\tb: 2\n", 2, ""),
        ("? [a, b]\n: 1\n", 1, "key"),
        ("a: 1e999\n", 1, "range"),
        ("a: 1\n---\nb: 2\n", 2, ""),
    ],
)
def test_faults_name_their_line(text: str, line: int | None, part: str) -> None:
    fault = fault_of(text)
    assert part in str(fault)
    assert fault.diagnostic.code == "syntax"
    if line is not None:
        assert fault.diagnostic.line == line


def test_the_billion_laughs_are_not_laughed() -> None:
    laughs = "a: &a [x, x]\n" + "\n".join(
        f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdef", "bcdefg", strict=True)
    )
    assert "anchors" in str(fault_of(laughs))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "- " * 100_000,
        "[" * 5000 + "]" * 5000,
        "a: " + "{b: " * 200 + "1" + "}" * 200,
        '{"a":' * 20000,
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert "deep" in str(fault_of(text)) or "nesting" in str(fault_of(text))


def test_json_is_exact_and_strict() -> None:
    assert parse_text('{"a": 0.1, "b": [1, true, null], "c": {"1": -2.50}}').data == {
        "a": Fraction(1, 10),
        "b": [1, True, None],
        "c": {"1": Fraction(-5, 2)},
    }


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"a": NaN}', '{"a": 1e999}', '{"a": }', '{"a": 1} x', "{a"]
)
def test_json_faults(text: str) -> None:
    fault_of(text)


def test_an_empty_document_is_nothing() -> None:
    assert parse_text("").data is None
    assert parse_text("# only a comment\n").data is None


def test_a_byte_order_mark_is_no_letter() -> None:
    assert parse_text("\ufeffa: 1\n").data == {"a": 1}
    assert parse_text('\ufeff{"a": 1}').data == {"a": 1}


_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.text(max_size=8), _DATA, max_size=5))
def test_json_written_by_others_is_read_back(data: dict[str, Data]) -> None:
    assert parse_text(json.dumps(data)).data == data


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.text("abc no1:- #'\n", max_size=8), _DATA, max_size=4))
def test_quoted_yaml_written_by_others_is_read_back(data: dict[str, Data]) -> None:
    def texts(value: Data) -> Data:
        if isinstance(value, dict):
            return {key: texts(part) for key, part in value.items()}
        return [texts(part) for part in value] if isinstance(value, list) else str(value)

    wanted = texts(data)
    assert parse_text(yaml.safe_dump(wanted, default_style='"', allow_unicode=True) or "").data == wanted


_PIECES = st.sampled_from(
    [
        "a",
        "b: ",
        "- ",
        "\n",
        "  ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        "|",
        ">",
        "&x",
        "*x",
        "!t",
        "#",
        "? ",
        "1",
        "0.5",
    ]
)


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=60) | st.lists(_PIECES, max_size=25).map("".join))
def test_any_text_is_data_or_a_fault(text: str) -> None:
    try:
        parse_text(text)
    except TextError as fault:
        assert fault.diagnostic.message


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("a:\n  x: {type: integer, lower: 0\n  y: {type: real}\n", 2, 29, "`{` of line 2 is not closed"),
        ("a: [1, 2\nb: 3\n", 1, 8, "`[` of line 1 is not closed"),
        ("a:\n  x: {that: x[1] <= 3}\n", 2, 14, "`[` does not fit"),
        ("a:\n  x: {that: 'x['a'] <= 3'}\n", 2, 17, "`a` does not fit"),
        ('a: "x" == "y"\n', 1, 8, "goes on with `=`"),
        ("a:\n  that: x <= 3: y\n", 2, 15, "a second `:`"),
        ('a: {that: "x <= 3}\nb: 3\n', 1, 11, "a quotation mark is not closed"),
        ("v:\n   x: 1\n  y: 2\n", 3, 3, "the indentation"),
        ("v:\n\tx: 1\n", 2, 1, "a tab"),
        ('a: "x \\le 3"\n', 1, 7, "a backslash"),
        ("a: @x\n", 1, 4, "cannot begin with `@`"),
        ("- a\nb: 3\n", 2, 1, "without `-`"),
    ],
)
def test_faults_of_yaml_are_told_where_they_are(text: str, line: int, column: int, message: str) -> None:
    finding = fault_of(text).diagnostic
    assert (finding.line, finding.column) == (line, column)
    assert message in finding.message
    assert finding.expected != "YAML 1.2 or JSON"


def test_lines_of_what_lies_deeper_and_stands_on_lines_of_its_own() -> None:
    lines = parse_text(
        "parameters:\n  p:\n    value:\n      a: 1\n      b:\n        c: 2\n"
        "    rows:\n      - [a, 1]\n      - [b, 2]\n"
    ).lines
    assert lines["parameters", "p", "value", "b"] == 5
    assert lines["parameters", "p", "value", "b", "c"] == 6
    assert lines["parameters", "p", "rows", "2"] == 9

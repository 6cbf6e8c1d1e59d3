from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.tasks.travel.reader.tokens import Range, tokenize


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("5-day trip", ["5", "day", "trip"]),
        ("March 12-14", ["march", "12", "-", "14"]),
        ("$1,700.50", ["$", "1,700.50"]),
        ("March 14,2022", ["march", "14", ",", "2022"]),
        ("we won't, can't and don't", ["we", "not", ",", "not", "and", "not"]),
        ("dont fly", ["not", "fly"]),
        ("I'm Ann's", ["i", "am", "anns"[:3]]),
        ("We’d stay", ["we", "would", "stay"]),
        ("3/16/2022 - 2022-03-18", ["3/16/2022", "-", "2022-03-18"]),
        ("Washington, D.C.", ["washington", ",", "dc"]),
        ("St. Louis", ["st", "louis"]),
        ("16th", ["16th"]),
        ("Boston -> Dallas", ["boston", "->", "dallas"]),
        ("Café Größe", ["cafe", "grosse"]),
        ("1 400 dollars", ["1400", "dollars"]),
    ],
)
def test_the_norms(text: str, norms: list[str]) -> None:
    assert list(tokenize(text).norms) == norms


def test_sentences_end_at_marks_and_short_lines_but_not_after_abbreviations() -> None:
    words = tokenize("Go to St. Louis. No flights\nPets ok")
    assert [token.sentence for token in words.tokens if token.kind == "word"] == [0, 0, 0, 0, 1, 1, 2, 2]


def test_a_long_line_that_is_merely_wrapped_goes_on() -> None:
    words = tokenize("We would like to spend a whole week in a nice\nstate such as Texas")
    assert {token.sentence for token in words.tokens} == {0}


def test_spans_count_from_the_offset() -> None:
    words = tokenize("to Dallas", offset=10)
    assert words.quote(Range(1, 2)) == "Dallas"
    assert words.span(Range(1, 2)) == (13, 19)


@given(st.text(max_size=100))
def test_tokens_are_pieces_of_the_text_in_order(text: str) -> None:
    tokens = tokenize(text).tokens
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))

"""Quotes are made exact where it is clear what they mean, and nowhere else."""

from __future__ import annotations

import pytest

from certiplan.formalizers.language_model.mending import (
    exact_words,
    with_exact_quotes,
    with_request,
    with_tables,
)
from certiplan.model.yaml_text import Data

REQUEST = "We have $1,200 for\n3 nights in “Old  Town”; at most 2 museums a day, and Ann can't fly."


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("we have $1,200 for 3 nights", "We have $1,200 for\n3 nights"),
        ('3 nights in "Old Town" at most', "3 nights in “Old  Town”; at most"),
        ("Ann can’t fly.", "Ann can't fly"),
        ("at most 2 museum a day", "at most 2 museums a day"),
        ("'at most 2 museums a day'", "at most 2 museums a day"),
    ],
)
def test_a_quote_that_is_nearly_right_becomes_the_persons_words(quote: str, words: str) -> None:
    assert exact_words(quote, REQUEST) == words
    assert words in REQUEST


@pytest.mark.parametrize(
    "quote", ["at most 3 museums a day", "we have $1,300 for 3 nights", "a pool", "", "…"]
)
def test_a_quote_with_another_number_or_of_other_words_stays_wrong(quote: str) -> None:
    assert exact_words(quote, REQUEST) is None


def test_only_inexact_quotes_change() -> None:
    data: dict[str, Data] = {
        "requirements": {
            "r1": {"quote": "at most 2 museums a day", "priority": 3},
            "r2": {"quote": "ANN CAN'T FLY"},
            "r3": {"quote": "by the sea"},
            "r4": {"assume": "Two of them."},
        }
    }

    mended = with_exact_quotes(data, REQUEST)

    assert mended == {
        "requirements": {
            "r1": {"quote": "at most 2 museums a day", "priority": 3},
            "r2": {"quote": "Ann can't fly"},
            "r3": {"quote": "by the sea"},
            "r4": {"assume": "Two of them."},
        }
    }


def test_the_request_is_the_persons_whatever_the_draft_says() -> None:
    mended = with_request({"title": "T", "request": "another", "variables": {}}, REQUEST)

    assert list(mended) == ["certiplan", "title", "request", "variables"]
    assert mended["request"] == REQUEST


def test_given_tables_are_declared_with_their_files() -> None:
    draft: dict[str, Data] = {
        "data": {
            "flights": {"columns": ["a"], "rows": [[1]], "key": "a"},
            "own": {"columns": ["b"], "rows": []},
        }
    }

    mended = with_tables(draft, {"flights": "f.csv", "hotels": "h.csv"})

    assert mended["data"] == {
        "flights": {"file": "f.csv", "key": "a"},
        "own": {"columns": ["b"], "rows": []},
        "hotels": {"file": "h.csv"},
    }

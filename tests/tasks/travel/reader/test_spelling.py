from __future__ import annotations

import pytest

from certiplan.tasks.travel.reader import Gazetteer
from certiplan.tasks.travel.reader.spelling import corrected
from certiplan.tasks.travel.reader.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("budgt", "budget"),
        ("poeple", "people"),
        ("Febuary 3", "february"),
        ("Mach 12", "march"),
        ("privat", "private"),
        ("acomodation", "accommodation"),
        ("flighs", "flight"),
    ],
)
def test_a_misspelt_keyword_is_read_as_meant_and_that_is_said(
    text: str, meant: str, gazetteer: Gazetteer
) -> None:
    words, notes = corrected(tokenize(text), gazetteer)
    assert words.norm(0) == meant
    assert len(notes) == 1


@pytest.mark.parametrize(
    "word", ["night", "light", "fight", "Boston", "Austin", "Mach", "parties", "sharing", "x"]
)
def test_other_words_are_left_alone(word: str, gazetteer: Gazetteer) -> None:
    words, notes = corrected(tokenize(word), gazetteer)
    assert words.norm(0) == word.lower()
    assert notes == ()

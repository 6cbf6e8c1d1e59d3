from __future__ import annotations

import pytest

from certiplan.tasks.travel.reader.polarity import stance_on
from certiplan.tasks.travel.reader.tokens import Range, tokenize

STANCES = (
    ("we need flights", "wanted", "flights"),
    ("no flights", "refused", "no flights"),
    ("we do not plan to take any flights", "refused", "not plan to take any flights"),
    ("we would rather avoid flights", "refused", "avoid flights"),
    ("flights are out of the question", "refused", "flights are out of the question"),
    ("flights should not be included", "refused", "flights should not"),
    ("flights: no", "refused", "flights: no"),
    ("anything but flights", "refused", "but flights"),
    ("rather trains than flights", "refused", "than flights"),
    ("we do not mind flights", "tolerated", "not mind flights"),
    ("flights must not be prohibited", "tolerated", "flights must not be prohibited"),
    ("no restrictions on flights", "tolerated", "no restrictions on flights"),
    ("flights are fine", "tolerated", "flights"),
    ("we have no preference about flights", "indifferent", "no preference about flights"),
    ("no early flights", "qualified", "no early flights"),
    ("no flights before 9", "qualified", "no flights"),
    ("we do not smoke, but flights", "wanted", "flights"),
    ("we do not smoke and need flights", "wanted", "flights"),
    ("no more than flights", "wanted", "flights"),
    ("We have no pets. Flights", "wanted", "Flights"),
)


@pytest.mark.parametrize(("text", "attitude", "quote"), STANCES)
def test_the_stance_and_the_words_that_show_it(text: str, attitude: str, quote: str) -> None:
    words = tokenize(text)
    at = words.norms.index("flights")
    stance = stance_on(words, Range(at, at + 1))
    assert (stance.attitude, words.quote(stance.where)) == (attitude, quote)

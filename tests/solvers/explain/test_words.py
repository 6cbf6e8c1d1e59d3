from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.model.document import Requirement
from certiplan.solvers.explain import Explainer, ExplainOptions, GeneralTerms
from certiplan.solvers.explain.words import listed
from tests.solvers.explain.bakery import bakery

TERMS = GeneralTerms()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1612, "USD", "$1,612"),
        (Fraction(1071, 100), "USD", "$10.71"),
        (Fraction(21, 2), "EUR", "€10.50"),
        (-30, "USD", "-$30"),
        (1, "hour", "1 hour"),
        (Fraction(33, 2), "hour", "16.5 hours"),
        (3, "km / h", "3 km / h"),
        (5, None, "5"),
        (Fraction(1, 3), None, "0.333333"),
        (Fraction(-1, 2), None, "-0.5"),
        (12_345_678, None, "12,345,678"),
    ],
)
def test_amounts(value: Fraction | int, unit: str | None, text: str) -> None:
    assert TERMS.amount(value, unit) == text


def test_nearly_nothing_has_no_sign() -> None:
    assert GeneralTerms().amount(Fraction(-1e-9), None) == "0"


def test_names_and_lists() -> None:
    assert TERMS.number("hotel_cost") == "hotel cost"
    assert TERMS.number("maxRooms", ("sat",)) == "max rooms (sat)"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_wishes_and_assumptions_are_told_apart() -> None:
    wish, assumption = Requirement(quote="a pool"), Requirement(assume="One traveller.")
    assert TERMS.requirement("r", wish) == "“a pool”"
    assert TERMS.requirement("r", assumption) == "the assumption “One traveller”"
    assert TERMS.giving_up("r", wish) == "give up “a pool”"
    assert TERMS.giving_up("r", assumption) == "drop the assumption “One traveller”"


class BakersTerms(GeneralTerms):
    """A domain that knows what an oven is for."""

    def number(self, name: str, indices: object = ()) -> str:
        return "baking time" if name == "oven" else super().number(name)


def test_a_domain_has_its_own_words() -> None:
    options = ExplainOptions(confirm=False, terms=BakersTerms())
    explanation = Explainer(bakery(), options=options).explain()
    assert explanation.ways_out.ways[0].words == "Raise the baking time from 10 hours to 16.5 hours."
    assert "baking time 10 hours" in explanation.conflicts[0].words

"""Outcomes in words, which are data and never markup."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from certiplan.agents import Heard, Question, Unknown
from certiplan.model.values import Rational
from certiplan.tui.desk.wording import amount, escaped, markdown_of, proof_of
from tests.tui.talks import CONFLICT, HEARD, PLAN


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1310, "USD", "$1,310"),
        (-5, "USD", "-$5"),
        (Fraction(5, 2), "USD", "$2.50"),
        (Fraction(15, 2), "hour", "7.5 hour"),
        (13, None, "13"),
        (None, "USD", "–"),
    ],
)
def test_amounts(value: Rational | None, unit: str | None, shown: str) -> None:
    assert amount(value, unit) == shown


def test_a_plan_never_claims_more_than_is_proved() -> None:
    assert proof_of(PLAN, "USD") == "proved best"
    early = replace(PLAN, optimal=False, bound=Fraction(78, 2) + 1, reason="time")
    assert "at most 2.6% from the best" in proof_of(early, "USD")
    assert "not proved best" in proof_of(replace(early, bound=None), "USD")
    assert "proved best" not in markdown_of(early, "USD")


def test_each_outcome_is_told() -> None:
    plan = markdown_of(PLAN, "USD", title="A weekend of baking")
    assert "**A weekend of baking**" in plan and "$39" in plan and "✓ one cake" in plan
    assert "Assumed: Only whole loaves" in plan
    conflict = markdown_of(CONFLICT, "USD")
    assert "1. Run the oven for 13 hours." in conflict and "/accept 1" in conflict
    assert "weighs 3;" in conflict  # hours of oven are no dollars
    question = Question(task="bakery", question="How many ovens?", about="ovens", continuation=None)
    assert markdown_of(question, None) == "How many ovens?"
    unknown = Unknown(task="b", heard=HEARD, reason="time", detail="1 s", solver="z3", seconds=1.0)
    assert "none was ruled out" in markdown_of(unknown, None)


def test_where_nothing_helps_it_is_not_said_that_something_would() -> None:
    bare = replace(CONFLICT, ways_out=())
    assert "/accept" not in markdown_of(bare, None)
    assert "No change" in markdown_of(bare, None)
    unsettled = replace(bare, unsettled=("whether fewer cakes help",))
    assert "No change" not in markdown_of(unsettled, None)
    assert "whether fewer cakes help" in markdown_of(unsettled, None)


def test_texts_of_others_are_no_markup() -> None:
    assert escaped("[a](http://x) **b** <i>") == "\\[a\\](http://x) \\*\\*b\\*\\* \\<i\\>"
    told = markdown_of(replace(PLAN, heard=Heard(request=0, unused_words=("# head", "`x`"))), None)
    assert "\\# head" in told and "\\`x\\`" in told

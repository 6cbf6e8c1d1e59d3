"""The numbers that meet, read back from the sentence and compared with every point there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from certiplan.model.loading import load_elements
from certiplan.solvers.explain import Conflict, Explainer, ExplainOptions, GeneralTerms
from certiplan.solvers.explain.conflict import meeting_words

TOP = 4
Valuation = dict[str, int]


def conflict_of(data: object) -> Conflict | None:
    assert isinstance(data, dict | str)
    found = Explainer(load_elements(data), options=ExplainOptions(confirm=False, solver="highs")).conflict()
    return found if isinstance(found, Conflict) else None


@dataclass(frozen=True, kw_only=True)
class Clash:
    """first: a x + b y REL limit; second: the sum that is told, with constants on both sides."""

    coefs: tuple[int, int]
    constant: int
    before: bool
    spelling: str
    relation: str
    limit: int
    beyond: int
    swapped: bool
    other: tuple[int, int]
    other_relation: str
    other_limit: int

    def term(self, coef: int, name: str) -> str:
        size = name if abs(coef) == 1 else self.spelling.format(size=abs(coef), name=name)
        return f"{'+' if coef > 0 else '-'} {size}"

    def data(self) -> dict[str, object]:
        constant = f"{'+' if self.constant >= 0 else '-'} {abs(self.constant)}"
        told = [self.term(coef, name) for coef, name in zip(self.coefs, "xy", strict=True) if coef]
        terms = [constant, *told] if self.before else [*told, constant]
        side, limit = " ".join(terms).removeprefix("+ "), f"most + {self.beyond}"
        mirror = {"<=": ">=", ">=": "<="}[self.relation]
        that = f"{limit} {mirror} {side}" if self.swapped else f"{side} {self.relation} {limit}"
        a, b = self.other
        return {
            "certiplan": 1,
            "requirements": {"r": {"quote": "told"}, "q": {"quote": "other"}},
            "parameters": {"most": {"value": self.limit, "from": "r", "negotiable": {"direction": "both"}}},
            "variables": {name: {"type": "integer", "lower": 0, "upper": TOP} for name in "xy"},
            "constraints": {
                "told": {"that": that, "from": "r"},
                "other": {
                    "that": f"({a}) * x + ({b}) * y {self.other_relation} {self.other_limit}",
                    "from": "q",
                },
            },
        }

    def points(self) -> list[Valuation]:
        """Those of the other requirement."""
        a, b = self.other
        sign = 1 if self.other_relation == "<=" else -1
        return [
            {"x": x, "y": y}
            for x, y in product(range(TOP + 1), repeat=2)
            if sign * (a * x + b * y) <= sign * self.other_limit
        ]


@st.composite
def clashes(draw: st.DrawFn) -> Clash:
    small = st.integers(-3, 3)
    coefs = draw(st.tuples(small, small).filter(any))
    return Clash(
        coefs=coefs,
        constant=draw(st.integers(-5, 5)),
        before=draw(st.booleans()),
        spelling=draw(st.sampled_from(("{size} * {name}", "{name} * {size}", "({size} * {name})"))),
        relation=draw(st.sampled_from(("<=", ">="))),
        limit=draw(st.integers(-9, 9)),
        beyond=draw(st.integers(-3, 3)),
        swapped=draw(st.booleans()),
        other=draw(st.tuples(st.integers(-1, 2), st.integers(-1, 2)).filter(any)),
        other_relation=draw(st.sampled_from(("<=", ">="))),
        other_limit=draw(st.integers(-2, 9)),
    )


_SIGN = re.compile(r"(^−| [+−] )")


def value_of(text: str) -> Callable[[Valuation], int]:
    """`5 − 3 × x` as a function: the words that are printed, read literally."""
    pieces = _SIGN.split(text)
    signed = [(1, pieces[0])] if pieces[0] else []
    signed += [
        (-1 if "−" in sign else 1, piece) for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True)
    ]

    def value(point: Valuation) -> int:
        total = 0
        for sign, piece in signed:
            size = 1
            for factor in piece.split(" × "):
                size *= point.get(factor.lower(), 0) if factor.isalpha() else int(factor)
            total += sign * size
        return total

    return value


@given(clashes())
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_every_number_of_the_story_is_right(clash: Clash) -> None:
    points = clash.points()
    whole = [clash.constant + clash.coefs[0] * point["x"] + clash.coefs[1] * point["y"] for point in points]
    limit = clash.limit + clash.beyond
    extreme = None if not points else min(whole) if clash.relation == "<=" else max(whole)
    assume(extreme is not None and (extreme > limit if clash.relation == "<=" else extreme < limit))
    assert extreme is not None
    conflict = conflict_of(clash.data())
    assert conflict is not None
    assume(conflict.requirements == ("r", "q"))
    (meeting,) = conflict.meetings
    assert (meeting.together, meeting.limit) == (extreme, limit)
    story = meeting_words(meeting, GeneralTerms()).removesuffix(".")
    assert story in conflict.words
    beyond = ">" if clash.relation == "<=" else "<"
    told, _, said_limit = story.rpartition(f" {beyond} ")
    assert int(said_limit) == limit
    told, _, together = told.partition(", together ")
    if together:
        assert together == f"{'≥' if clash.relation == '<=' else '≤'} {extreme}"
    # Each part: its place in the sum, what it is, and a bound; or the whole sum and its bound.
    parts = re.findall(r"(^−| [+−] |^)(?:\((.+?) ([≥≤]) (-?\d+)\)|(\d+))", told)
    if told.startswith(("(", "−(")) or " (" in told:
        assert "".join(f"{a}({b} {c} {d})" if b else f"{a}{e}" for a, b, c, d, e in parts) == told
        parts = [(a, b, c, d or e) for a, b, c, d, e in parts]
        assert together
    else:
        parts = [("", *re.split(r" ([≥≤]) ", part)) for part in re.split(r"(?<=[≥≤] \d) \+ ", told)]
    added = 0
    for lead, words, relation, bound in parts:
        sign = -1 if "−" in lead else 1
        if words:
            values = [value_of(words)(point) for point in points]
            assert int(bound) == (min(values) if relation == "≥" else max(values)), (story, words)
            assert (relation == "≥") == ((sign > 0) == (clash.relation == "<=")), story
        added += sign * int(bound)
    if not together:
        assert added > limit if clash.relation == "<=" else added < limit, story


STORY = """certiplan: 1
requirements: {{p: {{quote: "p"}}, q: {{quote: "q"}}}}
parameters:
  b_min: {{value: 3, from: q, negotiable: {{direction: down, cost: 2, limit: 0}}}}
variables:
  a: {{type: integer, lower: 0, upper: 9}}
  b: {{type: integer, lower: 0, upper: 9}}
  t: {{type: interval, length: 4, start: [3, 20], end: [0, 30]}}
define: {{bill: {{value: "2 * a * 3", unit: EUR}}}}
constraints:
  first: {{that: "a >= 3 and b <= 4", from: p}}
  second: {{that: "{that}", from: q}}
"""


@pytest.mark.parametrize(
    ("that", "story"),
    [
        ("5 - a >= b_min", "5 − a ≤ 2 < b min 3."),
        ("a <= 2", "a ≥ 3 > 2."),
        ("bill <= 10", "Bill ≥ €18 > €10."),
        ("2 * a - b <= 1", "(2 × a ≥ 6) − (b ≤ 4), together ≥ 2 > 1."),
        ("b - a - 1 >= 1", "(b ≤ 4) − (a ≥ 3) − 1, together ≤ 0 < 1."),
        ("3 - max(a, b) >= 1", "The sum ≤ 0 < 1."),
        ("t.end <= 6", "End of t ≥ 7 > 6."),
    ],
)
def test_the_story_names_what_it_is_about(that: str, story: str) -> None:
    conflict = conflict_of(STORY.format(that=that))
    assert conflict is not None
    assert conflict.words.endswith(story)

from __future__ import annotations

from itertools import product

import pytest

from certiplan.formalizers.lints import lint_by_solving
from certiplan.formalizers.lints.by_solving import SolvingOptions
from certiplan.model.loading import load_elements
from certiplan.solvers.explain import Limits

SHOP = """
certiplan: 1
variables:
  bread: {type: integer, lower: 0, upper: 9}
  cake:  {type: integer, lower: 0, upper: 9}
constraints:
"""


def codes(text: str) -> list[tuple[str, str, str]]:
    return [(f.code, f.element, f.severity) for f in lint_by_solving(load_elements(text))]


def shop(*constraints: str, objective: str = "{maximize: 2 * bread + 5 * cake}") -> str:
    lines = [f"  c{k}: {{that: {each!r}}}" for k, each in enumerate(constraints, start=1)]
    return SHOP + "\n".join(lines) + f"\nobjective: {objective}\n"


def test_a_sound_document_is_quiet() -> None:
    assert codes(shop("bread + 3 * cake <= 20", "bread + cake <= 8")) == []


def test_what_grows_without_limit_is_named() -> None:
    text = shop("bread + cake <= 8").replace("constraints:", "  rolls: {type: real, lower: 0}\nconstraints:")
    found = lint_by_solving(load_elements(text.replace("5 * cake", "5 * cake + rolls")))
    assert [(f.code, f.severity) for f in found] == [("unbounded-objective", "error")]
    assert "rolls" in found[0].message and "bread" not in found[0].message


def test_doing_nothing_is_a_trivial_optimum() -> None:
    text = shop("bread + cake <= 8", "bread <= 2 * cake", objective="{minimize: 2 * bread + 5 * cake}")
    assert ("trivial-optimum", "objective", "warning") in codes(text)


def test_something_to_do_is_not_trivial() -> None:
    text = shop("bread + cake >= 8", objective="{minimize: 2 * bread + 5 * cake}")
    assert codes(text) == []


def test_a_wish_that_is_met_whatever_happens_is_a_warning() -> None:
    assert codes(shop("bread + cake >= 0", "bread + 3 * cake <= 20")) == [
        ("always-true", "constraints.c1", "warning")
    ]


def test_a_bound_that_is_written_twice_is_a_note() -> None:
    assert codes(shop("bread >= 0", "bread + 3 * cake <= 20")) == [("always-true", "constraints.c1", "note")]


def test_a_comparison_that_folds_away_is_always_true() -> None:
    text = """
certiplan: 1
sets: {Colour: [red, green]}
variables: {colour: {type: choice, of: Colour}}
constraints: {c: {that: "colour != 'gren'"}}
"""
    assert codes(text) == [("always-true", "constraints.c", "warning")]


def test_a_check_of_data_is_no_constraint_on_decisions() -> None:
    text = (
        SHOP
        + '  c: {that: "limit <= 20"}\n  d: {that: "bread + cake <= limit"}\nparameters: {limit: {value: 8}}'
    )
    assert codes(text) == []


def test_an_unbinding_constraint_is_a_note() -> None:
    assert codes(shop("bread + 3 * cake <= 20", "bread <= 8")) == [
        ("never-binding", "constraints.c2", "note")
    ]


def test_documents_without_solution_or_with_questions_have_no_such_findings() -> None:
    assert codes(shop("bread >= 6", "bread <= 5", "bread + cake <= 99")) == [
        ("always-true", "constraints.c3", "warning")
    ]
    assert codes(shop("bread <= most") + "parameters: {most: {ask: 'How many?'}}") == []


def test_nothing_is_claimed_when_the_time_is_over() -> None:
    document = load_elements(shop("bread + 3 * cake <= 20", "2 * bread + 6 * cake <= 41"))
    limits = Limits(time_limit_s=1e-9, check_limit_s=1.0)
    assert lint_by_solving(document, SolvingOptions(limits=limits)) == ()


LINES = (
    "bread + cake <= 5",
    "2 * bread + 2 * cake <= 11",
    "bread <= 4",
    "cake != 6",
    "bread == 4 or cake <= 5",
    "bread + cake >= 1",
    "3 * bread + cake <= 13",
)


@pytest.mark.parametrize("position", range(len(LINES)))
def test_redundancy_is_what_enumeration_finds(position: int) -> None:
    rest = [line.replace("bread", "b").replace("cake", "c") for k, line in enumerate(LINES) if k != position]
    own = LINES[position].replace("bread", "b").replace("cake", "c")
    points = [(b, c) for b, c in product(range(10), repeat=2) if all(_holds(line, b, c) for line in rest)]
    implied = all(_holds(own, b, c) for b, c in points)
    found = {element for code, element, _ in codes(shop(*LINES)) if code == "redundant-constraint"}
    assert (f"constraints.c{position + 1}" in found) == implied


def _holds(line: str, b: int, c: int) -> bool:
    """The same conditions, written by hand."""
    conditions = {
        "b + c <= 5": b + c <= 5,
        "2 * b + 2 * c <= 11": 2 * b + 2 * c <= 11,
        "b <= 4": b <= 4,
        "c != 6": c != 6,
        "b == 4 or c <= 5": b == 4 or c <= 5,
        "b + c >= 1": b + c >= 1,
        "3 * b + c <= 13": 3 * b + c <= 13,
    }
    return conditions[line]

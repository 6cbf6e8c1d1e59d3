"""Readings of one request, written in different ways and with different names, some of them wrong."""

from __future__ import annotations

import pytest

from certiplan import Model
from certiplan.formalizers.agreement import AgreementOptions, compare
from certiplan.solvers.explain import Limits

GOOD = """
certiplan: 1
requirements:
  r_oven:  {quote: "the oven runs at most ten hours"}
  r_cakes: {quote: "at most 20% of everything I bake may be cakes"}
  r_earn:  {quote: "earn as much as possible"}
variables:
  bread: {type: integer, lower: 0}
  cake:  {type: integer, lower: 0}
constraints:
  oven:  {that: "bread / 2 + 3 * cake / 2 <= 10", from: r_oven}
  cakes: {that: "cake <= 0.2 * (bread + cake)", from: r_cakes}
objective: {maximize: "2 * bread + 9 * cake", from: r_earn}
"""
OTHER_NAMES = """
certiplan: 1
requirements:
  q1: {quote: "the oven runs at most ten hours"}
  q2: {quote: "20% of everything I bake may be cakes"}
sets: {Kind: [bread, cake]}
parameters:
  hours: {over: [Kind], value: {bread: 0.5, cake: 1.5}}
  price: {over: [Kind], value: {bread: 2, cake: 9}}
variables: {make: {over: [Kind], type: integer, lower: 0}}
constraints:
  time:  {that: "sum(hours[k] * make[k] for k in Kind) <= 10", from: q1}
  share: {that: "0.8 * make['cake'] <= 0.2 * make['bread']", from: q2}
objective: {minimize: "-sum(price[k] * make[k] for k in Kind)"}
"""
OF_BREAD = GOOD.replace("0.2 * (bread + cake)", "0.2 * bread")
LOOSE = GOOD.replace("cake <= 0.2 * (bread + cake)", "cake <= 0.5 * (bread + cake)")


def load(*texts: str) -> list[Model]:
    return [Model.load(text) for text in texts]


def test_one_reading_agrees_with_itself() -> None:
    found = compare(load(GOOD))
    assert (found.verdict, found.choice) == ("unanimous", 0)
    assert found.words == "One reading was solved: the best plan is worth 46."


def test_the_same_in_other_words_is_confirmed_by_its_plan() -> None:
    twice = GOOD.replace("bread / 2 + 3 * cake / 2 <= 10", "bread + 3 * cake <= 20")
    found = compare(load(GOOD, twice))
    assert found.verdict == "unanimous" and found.groups[0].confirmed


def test_other_names_and_the_other_sense_agree_as_far_as_can_be_seen() -> None:
    found = compare(load(GOOD, OTHER_NAMES))
    assert found.verdict == "unanimous" and not found.groups[0].confirmed
    assert "as far as their plans can be compared" in found.words


def test_the_majority_wins_and_says_what_is_in_doubt() -> None:
    found = compare(load(LOOSE, GOOD, OTHER_NAMES))
    assert (found.verdict, found.choice) == ("majority", 1)
    assert [[member.position for member in group.members] for group in found.groups] == [[1, 2], [0]]
    assert found.difference is not None
    assert found.difference.wish == "at most 20% of everything I bake may be cakes"
    assert found.difference.first == ("cake <= 0.2 * (bread + cake)",)
    assert found.difference.second == ("cake <= 0.5 * (bread + cake)",)
    assert found.difference.question == "How is “at most 20% of everything I bake may be cakes” meant?"


def test_a_tie_is_a_question() -> None:
    found = compare(load(GOOD, LOOSE))
    assert (found.verdict, found.choice) == ("split", 0)
    assert found.words.startswith(
        "The readings do not agree (1: the best plan is worth 46; 1: the best plan is worth 55)."
    )
    assert "They differ about “at most 20% of everything I bake may be cakes”" in found.words


def test_a_wish_that_only_one_has_decides() -> None:
    text = GOOD.replace('  cakes: {that: "cake <= 0.2 * (bread + cake)", from: r_cakes}\n', "")
    found = compare(
        load(GOOD, text.replace('  r_cakes: {quote: "at most 20% of everything I bake may be cakes"}\n', ""))
    )
    assert found.difference is not None and found.difference.proof == "not held"
    assert found.difference.second == ()


def test_the_direction_of_the_objective_decides() -> None:
    found = compare(load(GOOD, GOOD.replace("maximize", "minimize")))
    assert found.difference is not None and found.difference.proof == "direction"
    assert found.difference.words == (
        "They differ in what is best: maximize 2 * bread + 9 * cake, or minimize 2 * bread + 9 * cake."
    )


def test_the_same_worth_is_not_enough_if_the_plans_exclude_each_other() -> None:
    one = "certiplan: 1\nvariables: {x: {type: binary}, y: {type: binary}}\n"
    left = one + "constraints: {c: {that: x == 0}}\nobjective: {maximize: y}\n"
    right = one + "constraints: {c: {that: x == 1}}\nobjective: {maximize: y}\n"
    found = compare(load(left, right))
    assert found.verdict == "split" and len(found.groups) == 2


def test_several_best_plans_are_no_disagreement() -> None:
    text = (
        "certiplan: 1\nsets: {S: [a, b, c]}\nvariables: {x: {over: [S], type: binary}}\n"
        "constraints: {c: {that: 'EXPR'}}\nobjective: {minimize: 'sum(x[s] for s in S)'}\n"
    )
    found = compare(
        load(text.replace("EXPR", "sum(x[s] for s in S) >= 1"), text.replace("EXPR", "any(x[s] for s in S)"))
    )
    assert found.verdict == "unanimous" and found.groups[0].confirmed


def test_real_plans_are_compared_within_tolerance() -> None:
    text = (
        "certiplan: 1\nvariables: {x: {lower: 0}, y: {lower: 0}}\n"
        "constraints: {a: {that: '3 * x + 7 * y <= 10'}, b: {that: '7 * x + 3 * y <= 11'}}\n"
        "objective: {maximize: x + y}\n"
    )
    found = compare(load(text, text.replace("3 * x + 7 * y <= 10", "0.3 * x + 0.7 * y <= 1")))
    assert found.verdict == "unanimous" and found.groups[0].confirmed


def test_infeasible_and_unbounded_are_outcomes_too() -> None:
    impossible = GOOD.replace("constraints:", 'constraints:\n  no: {that: "bread >= 99"}')
    boundless = GOOD.replace('  oven:  {that: "bread / 2 + 3 * cake / 2 <= 10", from: r_oven}\n', "")
    found = compare(load(impossible, boundless, impossible))
    assert [group.representative.status for group in found.groups] == ["infeasible", "unbounded"]
    assert (found.verdict, found.choice) == ("majority", 0)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GOOD + 'parameters: {n: {ask: "How many?"}}\n', "it asks for n"),
        (GOOD.replace("cake <= 0.2", "cake[1] <= 0.2"), "error"),
    ],
)
def test_what_cannot_be_solved_counts_for_nothing(text: str, reason: str) -> None:
    found = compare(load(text, GOOD, GOOD))
    assert (found.verdict, found.choice) == ("unanimous", 1)
    assert [each.position for each in found.unsettled] == [0] and reason in found.unsettled[0].reason
    assert found.words.endswith("1 could not be solved.")


def test_without_time_nothing_agrees_or_disagrees() -> None:
    options = AgreementOptions(limits=Limits(time_limit_s=1e-9, check_limit_s=1.0))
    found = compare(load(GOOD, LOOSE), options)
    assert (found.verdict, found.choice, found.groups) == ("unsettled", None, ())

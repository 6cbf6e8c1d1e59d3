"""What is asked and what is not; a claim that a question is needless is held against all answers."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.solvers.explain import Limits
from certiplan.solvers.model import Model, NoSolution, Solved
from certiplan.solvers.questions import Inquiry, QuestionOptions, inquire, unknowns_of, with_answers

TRIP = """
certiplan: 1
sets: {Way: [rail, road, sea]}
parameters:
  budget: {ask: "What can you spend?", between: BUDGET}
  people: {ask: "How many of you travel?", between: [1, 4]}
  way:    {ask: "How do you want to go?", one_of: Way}
  fare:   {over: [Way], value: {rail: 30, road: 30, sea: 45}}
variables:
  nights: {type: integer, lower: 0, upper: 5}
constraints:
  money: {that: "fare[way] * people + 20 * nights <= budget"}
objective: {maximize: nights}
"""


def asked(text: str, options: QuestionOptions | None = None) -> Inquiry:
    return inquire(load_elements(text), options)


def effects(inquiry: Inquiry) -> list[tuple[str, str]]:
    return [(question.parameter, question.effect) for question in inquiry.questions]


def test_the_most_decisive_comes_first() -> None:
    inquiry = asked(TRIP.replace("BUDGET", "[40, 900]"))
    assert effects(inquiry) == [("budget", "feasibility"), ("people", "feasibility"), ("way", "feasibility")]
    assert inquiry.questions[0].words == "With 40 there is no plan, with 900 the best plan is worth 5."
    assert inquiry.sampled


def test_nothing_is_asked_where_one_plan_is_best_throughout() -> None:
    inquiry = asked(TRIP.replace("BUDGET", "[280, 900]"))
    assert inquiry.questions == ()
    assert {each.parameter for each in inquiry.harmless} == {"budget", "people", "way"}
    answer = Model(inquiry.document).solve()
    assert isinstance(answer, Solved) and answer.objectives == (5,)


def test_nothing_is_asked_where_there_is_no_plan_anyway() -> None:
    inquiry = asked(TRIP.replace("BUDGET", "[10, 20]"))
    assert inquiry.questions == ()
    assert {each.why for each in inquiry.harmless} == {"no answer permits a plan"}
    assert isinstance(Model(inquiry.document).solve(), NoSolution)


def test_what_nothing_reads_is_not_asked() -> None:
    text = TRIP.replace("BUDGET", "[280, 900]").replace("  fare:", '  tip: {ask: "Which tip?"}\n  fare:')
    inquiry = asked(text)
    assert inquiry.questions == ()
    assert ("tip", "no constraint and no objective reads it") in [
        (each.parameter, each.why) for each in inquiry.harmless
    ]


def test_without_a_range_it_is_asked_first_and_alone() -> None:
    inquiry = asked(TRIP.replace(", between: BUDGET", ""))
    assert effects(inquiry) == [("budget", "no range")]


def test_an_answer_can_make_another_question_needless() -> None:
    document = load_elements(TRIP.replace("BUDGET", "[40, 900]"))
    assert effects(inquire(with_answers(document, {"budget": 900}))) == []


def test_the_worth_counts_even_if_the_plan_stays() -> None:
    text = """
certiplan: 1
parameters: {fee: {ask: "What is the fee?", between: [5, 9]}}
variables: {x: {type: integer, lower: 2, upper: 4}}
objective: {minimize: "3 * x + fee"}
"""
    inquiry = asked(text)
    assert effects(inquiry) == [("fee", "worth")]
    assert inquiry.questions[0].change == Fraction(15 - 11, 15)


def test_the_plan_counts_even_if_the_worth_stays() -> None:
    text = """
certiplan: 1
sets: {Side: [left, right]}
parameters: {side: {ask: "Which side?", one_of: Side}}
variables: {door: {type: choice, of: Side}}
constraints: {there: {that: "door == side"}}
"""
    inquiry = asked(text)
    assert effects(inquiry) == [("side", "plan")]
    assert inquiry.questions[0].words == "With 'left' another plan is the best than with 'right'."


def test_a_constraint_may_bear_the_name_of_what_it_reads() -> None:
    text = """
certiplan: 1
sets: {Side: [left, right]}
parameters:
  side:  {ask: "Which side?", one_of: Side}
  price: {ask: "What does it cost?", between: [0, 1.5]}
variables: {door: {type: choice, of: Side}, x: {type: integer, lower: 0, upper: 3}}
constraints:
  side:  {that: "door == side"}
  price: {that: "x <= 3 - price"}
objective: {maximize: x}
"""
    document = load_elements(text)
    assert effects(inquire(document)) == [("price", "worth")]
    assert effects(inquire(with_answers(document, {"price": 0}))) == [("side", "plan")]


def test_a_number_that_is_shown_counts() -> None:
    text = """
certiplan: 1
parameters: {price: {ask: "What does one cost?", between: [5, 9]}}
variables: {x: {type: integer, lower: 2, upper: 4}}
define: {cost: {value: "price * x", show: true}}
objective: {minimize: x}
"""
    assert effects(asked(text)) == [("price", "not settled")]


def test_a_parameter_that_must_be_constant_is_tried_out() -> None:
    text = """
certiplan: 1
parameters: {n: {ask: "How many days?", between: [2, 4]}}
sets: {Day: "1..n"}
variables: {work: {over: [Day], type: binary}}
constraints: {enough: {that: "sum(work[d] for d in Day) >= NEED"}}
objective: {minimize: "sum(work[d] for d in Day)"}
"""
    assert effects(asked(text.replace("NEED", "3"))) == [("n", "feasibility")]
    assert asked(text.replace("NEED", "5")).questions == ()
    # The worth is the same, but a plan for three days is none for two.
    assert effects(asked(text.replace("NEED", "2"))) == [("n", "plan")]


def test_what_happens_only_between_the_ends_is_not_missed_by_a_claim() -> None:
    text = """
certiplan: 1
parameters: {p: {ask: "Where?", between: [0, 10]}}
variables: {x: {type: integer, lower: 0, upper: 5}}
constraints: {dip: {that: "x <= 5 or abs(p - 3) >= 1"}, dip2: {that: "x <= 4 or abs(p - 3) >= 1"}}
objective: {maximize: x}
"""
    inquiry = asked(text)
    assert effects(inquiry) == [("p", "not settled")]


def test_a_family_is_asked_about_as_it_is() -> None:
    text = """
certiplan: 1
sets: {Day: [sat, sun]}
parameters: {need: {over: [Day], ask: "How many guests each day?", between: [1, 3]}}
variables: {x: {over: [Day], type: integer, lower: 0}}
constraints: {c: {for: "d in Day", that: "x[d] >= need[d]"}}
objective: {minimize: "sum(x[d] for d in Day)"}
"""
    assert effects(asked(text)) == [("need", "no range")]


def test_nothing_is_claimed_when_the_time_is_over() -> None:
    options = QuestionOptions(limits=Limits(time_limit_s=1e-9, check_limit_s=1.0))
    inquiry = asked(TRIP.replace("BUDGET", "[280, 900]"), options)
    assert {effect for _, effect in effects(inquiry)} == {"not settled"}
    assert inquiry.harmless == ()


def test_without_unknown_parameters_nothing_is_solved() -> None:
    inquiry = asked(
        "certiplan: 1\nvariables: {x: {type: integer, lower: 0}}\nconstraints: {c: {that: x >= 1}}\n"
    )
    assert inquiry.questions == () and inquiry.harmless == () and inquiry.scenarios == 0


# ---------------------------------------------------------------- against all answers


def random_document(seed: int) -> LoadedDocument:
    chance = random.Random(seed)
    terms = ["x", "y", "2 * x", "x + y", "x - y", "a * x", "b + x", "a + b", "fee[c] + y", "b * y"]
    lines = []
    for k in range(chance.randint(1, 3)):
        left, right = chance.sample(terms, 2)
        lines.append(f'  c{k}: {{that: "{left} <= {right} + {chance.randint(-2, 6)}"}}')
    objective = chance.choice(["x + y", "x - 2 * y", "3 * x + y", "x + a", "2 * y + fee[c]"])
    sense = chance.choice(["minimize", "maximize"])
    return load_elements(
        "certiplan: 1\nsets: {C: [p, q]}\nparameters:\n"
        f'  a: {{ask: "How many a?", between: [0, {chance.randint(1, 3)}]}}\n'
        f'  b: {{ask: "How many b?", between: [1, {chance.randint(1, 3)}]}}\n'
        f"  c: {{ask: 'Which c?', one_of: C}}\n"
        f"  fee: {{over: [C], value: {{p: 1, q: {chance.randint(1, 3)}}}}}\n"
        "variables:\n  x: {type: integer, lower: 0, upper: 3}\n  y: {type: integer, lower: 0, upper: 3}\n"
        "constraints:\n" + "\n".join(lines) + f'\nobjective: {{{sense}: "{objective}"}}\n'
    )


@pytest.mark.parametrize("seed", range(16))
def test_needless_questions_are_needless_for_all_answers(seed: int) -> None:
    document = random_document(seed)
    inquiry = inquire(document)
    unknowns = unknowns_of(document)
    values = [unknown.every(9) for unknown in unknowns]
    names = [unknown.name for unknown in unknowns]
    worths = set()
    for row in product(*(each for each in values if each is not None)):
        answer = Model(with_answers(document, dict(zip(names, row, strict=True)))).solve()
        worths.add(answer.objectives if isinstance(answer, Solved) else None)
    if not inquiry.questions:
        assert len(worths) == 1
        settled = Model(inquiry.document).solve()
        assert worths == {settled.objectives if isinstance(settled, Solved) else None}
    else:
        assert len(worths) > 1 or {question.effect for question in inquiry.questions} <= {
            "plan",
            "not settled",
        }
        first = inquiry.questions[0]
        if first.outlooks:
            one, two = (
                Model(with_answers(inquiry.document, {**each.others, first.parameter: each.answer})).solve()
                for each in first.outlooks
            )
            same = isinstance(one, Solved) and isinstance(two, Solved) and one.objectives == two.objectives
            assert same == (first.effect == "plan")


def test_random_documents_are_of_both_kinds() -> None:
    needed = [bool(inquire(random_document(seed)).questions) for seed in range(16)]
    assert 3 <= sum(needed) <= 13

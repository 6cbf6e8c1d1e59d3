"""Formulas mean what their definition says, however they are written."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certiplan.agents.contract import Contract, Graph
from certiplan.agents.contract.parsing import parse_formula
from certiplan.agents.contract.progression import holds_at_end, obligations, progressed
from certiplan.errors import ContractError
from tests.agents.contract.definition import Tree, atom, holds, written

LETTERS = ("a", "b", "c")
ALL = Graph(first=LETTERS, following=dict.fromkeys(LETTERS, LETTERS), ends=frozenset(LETTERS))


def trees() -> st.SearchStrategy[Tree]:
    leaves: st.SearchStrategy[Tree] = st.sampled_from([*map(atom, LETTERS), ("true",), ("false",)])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(st.sampled_from(["not", "X", "WX", "F", "G"]), inner),
            st.tuples(st.sampled_from(["and", "or", "->", "<->", "U", "W", "R"]), inner, inner),
        ),
        max_leaves=6,
    )


def by_progression(text: str, trace: list[str]) -> bool:
    state = obligations(parse_formula(text, LETTERS))
    for letter in trace:
        state = progressed(state, frozenset({letter}))
    return holds_at_end(state)


@given(trees(), st.lists(st.sampled_from(LETTERS), max_size=6))
def test_progression_agrees_with_the_definition(tree: Tree, trace: list[str]) -> None:
    assert by_progression(written(tree), trace) == holds(tree, trace)


@given(trees())
def test_a_formula_that_no_run_keeps_is_refused(tree: Tree) -> None:
    short = [[letter] for letter in LETTERS] + [[x, y] for x in LETTERS for y in LETTERS]
    try:
        contract = Contract([written(tree)], ALL)
    except ContractError:
        assert not any(holds(tree, trace) for trace in short)
        return
    trace: list[str] = []
    draw = random.Random(1)
    # Whoever keeps to what is allowed never gets stuck.
    for _ in range(8):
        allowed = contract.allowed(trace)
        if not allowed:
            assert holds(tree, trace)
            break
        trace.append(draw.choice(allowed))


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("not a W b", "((not a) W b)"),
        ("a -> b -> c", "(a -> (b -> c))"),
        ("a U b U c", "(a U (b U c))"),
        ("a or b and c", "(a or (b and c))"),
        ("a and b U c", "(a and (b U c))"),
        ("G a -> X b or c", "((G a) -> ((X b) or c))"),
        ("G(a -> X(b or c))", "(G (a -> (X (b or c))))"),
        ("!a & b | c <-> a", "((((not a) and b) or c) <-> a)"),
        ("G not X a", "(G (not (X a)))"),
        ("'a'  or \"b\"", "(a or b)"),
    ],
)
def test_precedence(text: str, bracketed: str) -> None:
    assert parse_formula(text, LETTERS) == parse_formula(bracketed, LETTERS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "column 1: expected a step"),
        ("G(a", "column 4: expected '\\)'"),
        ("a b", "column 3: expected 'and', 'or'"),
        ("a and", "column 6: expected a step"),
        ("a + b", "column 3: '\\+' has no meaning"),
        ("G verifi", "column 3: there is no 'verifi'"),
        ("a U U b", "column 5: expected a step, not 'U'"),
        ("(" * 100 + "a" + ")" * 100, "nested up to 50 times"),
        ("not " * 100 + "a", "nested up to 50 times"),
        ("a or " * 1000 + "a", "at most 2,000 characters"),
    ],
)
def test_what_cannot_be_read(text: str, words: str) -> None:
    with pytest.raises(ContractError, match=words):
        parse_formula(text, LETTERS)


def test_the_nearest_step_is_named() -> None:
    with pytest.raises(ContractError, match="did you mean 'answer'"):
        parse_formula("G not anwser", ["answer", "verify"])


def test_formulas_that_explode_are_refused() -> None:
    letters = [f"s{k}" for k in range(20)]
    many = " and ".join(f"(F s{k} or G s{(k + 1) % 20} or X X s{(k + 2) % 20})" for k in range(20))
    with pytest.raises(ContractError, match="alternatives"):
        obligations(parse_formula(many, letters))

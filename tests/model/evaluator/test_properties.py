from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certiplan.model.diagnostics import ExpressionError
from certiplan.model.evaluator.arithmetic import irrational, power
from certiplan.model.evaluator.runtime import (
    Either,
    EvaluationError,
    Truth,
    all_of,
    any_of,
    negation,
    same_truth,
)
from certiplan.model.solution import IntervalValue, Solution
from certiplan.model.values import Rational, Value
from tests.model.evaluator.worlds import evaluator, value

WORLD = evaluator(
    """
certiplan: 1
sets:
  I: "1..4"
  J: "3..6"
  Node: "1..5"
variables:
  x: {over: [I], type: integer, lower: -9, upper: 9}
  r: {type: real, lower: 0, upper: 9}
  y: {over: [I], type: binary}
  after: {over: [Node], type: choice, of: Node}
  t: {over: [I], type: interval, start: [0, 20], end: [0, 40], length: [0, 20], optional: true}
"""
)

# ---------------------------------------------------------------- arithmetic against Python's own


Tree = tuple[str, "Fraction | None"]
OPERATORS: dict[str, Callable[[Fraction, Fraction], Rational]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}


def _leaf() -> st.SearchStrategy[Tree]:
    decimals = st.decimals(min_value=-50, max_value=50, places=2).map(lambda d: (f"({d})", Fraction(str(d))))
    return st.one_of(st.integers(-20, 20).map(lambda n: (f"({n})", Fraction(n))), decimals)


def _combined(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    def binary(symbol: str, left: Tree, right: Tree) -> Tree:
        text = f"({left[0]} {symbol} {right[0]})"
        if left[1] is None or right[1] is None or (symbol in "// %" and right[1] == 0):
            return text, None
        return text, Fraction(OPERATORS[symbol](left[1], right[1]))

    def choice(left: Tree, right: Tree, third: Tree) -> Tree:
        text = f"({left[0]} if {right[0]} < {third[0]} else {third[0]})"
        if right[1] is None or third[1] is None:
            return text, None
        return text, left[1] if right[1] < third[1] else third[1]

    def call(name: str, left: Tree, right: Tree) -> Tree:
        text = f"{name}({left[0]}, {right[0]})"
        if left[1] is None or right[1] is None:
            return text, None
        return text, min(left[1], right[1]) if name == "min" else max(left[1], right[1])

    def power_of(base: Tree, exponent: int) -> Tree:
        text = f"({base[0]} ** {exponent})"
        if base[1] is None or (base[1] == 0 and exponent < 0):
            return text, None
        return text, Fraction(base[1] ** exponent)

    return st.one_of(
        st.builds(binary, st.sampled_from(list(OPERATORS)), children, children),
        st.builds(choice, children, children, children),
        st.builds(call, st.sampled_from(["min", "max"]), children, children),
        st.builds(power_of, children, st.integers(-3, 3)),
    )


@settings(deadline=None)
@given(st.recursive(_leaf(), _combined, max_leaves=12))
def test_arithmetic_is_that_of_fractions(tree: Tree) -> None:
    text, expected = tree
    if expected is None:
        with pytest.raises(ExpressionError):
            value(WORLD, text)
    else:
        assert value(WORLD, text) == expected


@settings(deadline=None)
@given(st.lists(st.fractions(max_denominator=50), max_size=20))
def test_sums_do_not_depend_on_how_they_are_written(numbers: list[Fraction]) -> None:
    texts = [f"({n.numerator} / {n.denominator})" for n in numbers]
    listed = value(WORLD, f"sum([{', '.join(texts)}])" if texts else "sum(1 for i in range(0))")
    assert listed == sum(numbers)
    assert value(WORLD, " + ".join(texts) or "0") == sum(numbers)
    if texts:
        assert value(WORLD, f"max([{', '.join(texts)}])") == max(numbers)


@settings(deadline=None)
@given(st.fractions(min_value=0, max_value=1000), st.integers(2, 9))
def test_roots_of_powers_are_exact(number: Fraction, degree: int) -> None:
    def fail(message: str) -> EvaluationError:
        return EvaluationError(message, code="undefined")

    assert power(number**degree, Fraction(1, degree), fail) == number
    root = power(number, Fraction(1, degree), fail)
    difference = Fraction(root) ** degree - number
    assert abs(difference) <= Fraction(1, 10**44) * max(Fraction(1), number)


@settings(deadline=None)
@given(st.fractions(min_value=-20, max_value=20, max_denominator=1000))
def test_identities_of_irrational_functions(x: Fraction) -> None:
    def fail(message: str) -> EvaluationError:
        return EvaluationError(message, code="undefined")

    def at(name: str, argument: Rational) -> Fraction:
        return Fraction(irrational(name, argument, fail))

    tiny = Fraction(1, 10**45)
    assert abs(at("sin", x) ** 2 + at("cos", x) ** 2 - 1) < tiny
    assert abs(at("log", at("exp", x)) - x) < tiny
    assert abs(at("exp", x) * at("exp", -x) - 1) < tiny
    assert abs(at("tan", x) * at("cos", x) - at("sin", x)) < tiny


# ---------------------------------------------------------------- logic

SETTLED = {True: (True,), False: (False,), Either.LIKELY: (True, False), Either.UNLIKELY: (True, False)}
TRUTHS = st.sampled_from([True, False, Either.LIKELY, Either.UNLIKELY])


def _folded(outcomes: set[bool]) -> bool | None:
    """The one outcome, or None if there are two."""
    return outcomes.pop() if len(outcomes) == 1 else None


def _certain(truth: Truth) -> bool | None:
    return None if isinstance(truth, Either) else truth


@settings(deadline=None)
@given(st.lists(TRUTHS, max_size=5))
def test_logic_leaves_open_exactly_what_is_open(truths: list[Truth]) -> None:
    resolved = list(product(*(SETTLED[truth] for truth in truths)))
    assert _certain(all_of(truths)) == _folded({all(case) for case in resolved})
    assert _certain(any_of(truths)) == _folded({any(case) for case in resolved})
    assert bool(all_of(truths)) == all(map(bool, truths))
    assert bool(any_of(truths)) == any(map(bool, truths))


@settings(deadline=None)
@given(TRUTHS, TRUTHS)
def test_equivalence_and_negation(left: Truth, right: Truth) -> None:
    resolved = product(SETTLED[left], SETTLED[right])
    assert _certain(same_truth(left, right)) == _folded({a == b for a, b in resolved})
    assert negation(negation(left)) is left


LEAVES = {"r <= 5": None, "r > 5": None, "y[1]": True, "y[2]": False, "r <= 4": False}
Formula = tuple[str, "frozenset[bool]"]


def _formula_leaf() -> st.SearchStrategy[Formula]:
    return st.sampled_from(
        [
            (text, frozenset({True, False}) if truth is None else frozenset({truth}))
            for text, truth in LEAVES.items()
        ]
    )


def _formula(children: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    connectives: dict[str, Callable[[bool, bool], bool]] = {
        "({} and {})": lambda a, b: a and b,
        "({} or {})": lambda a, b: a or b,
        "implies({}, {})": lambda a, b: not a or b,
        "iff({}, {})": lambda a, b: a == b,
        "xor({}, {})": lambda a, b: a != b,
        "({0} if {1} else not {0})": lambda a, b: a == b,
        "(count([{}, {}]) == 1)": lambda a, b: a != b,
        "(sum([{}, {}]) >= 2)": lambda a, b: a and b,
        "(max({}, {}) == 1)": lambda a, b: a or b,
    }

    def joined(text: str, left: Formula, right: Formula) -> Formula:
        connective = connectives[text]
        outcomes = frozenset(connective(a, b) for a, b in product(left[1], right[1]))
        return text.format(left[0], right[0]), outcomes

    negated = children.map(lambda f: (f"(not {f[0]})", frozenset(not outcome for outcome in f[1])))
    return st.one_of(st.builds(joined, st.sampled_from(list(connectives)), children, children), negated)


@settings(deadline=None)
@given(st.recursive(_formula_leaf(), _formula, max_leaves=8))
def test_a_constraint_holds_if_some_reading_of_it_does(formula: Formula) -> None:
    text, outcomes = formula
    world = evaluator(
        f"""
certiplan: 1
sets: {{I: "1..4"}}
variables:
  r: {{type: real, lower: 0, upper: 9}}
  y: {{over: [I], type: binary}}
constraints: {{it: {{that: "{text}"}}}}
"""
    )
    plan: Solution = {"r": {(): 5}, "y": {(1,): 1, (2,): 0, (3,): 1, (4,): 0}}
    satisfied = world.judge(plan).satisfied
    assert satisfied is (True in outcomes)


# ---------------------------------------------------------------- global constraints


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=5, max_size=5))
def test_circuits_are_the_cyclic_orders(after: list[int]) -> None:
    plan: Solution = {"after": {(node,): successor for node, successor in enumerate(after, 1)}}

    def cycles(nodes: tuple[int, ...]) -> bool:
        """Whether the nodes, in some order, are visited one after another and back."""
        return any(
            all(after[a - 1] == b for a, b in zip(order, (*order[1:], order[0]), strict=True))
            for order in permutations(nodes)
        )

    everywhere = (1, 2, 3, 4, 5)
    visited = tuple(node for node in everywhere if after[node - 1] != node)
    assert value(WORLD, "circuit(after[i] for i in Node)", plan) is cycles(everywhere)
    assert value(WORLD, "subcircuit(after[i] for i in Node)", plan) is (not visited or cycles(visited))
    on_a_path = any(
        order[0] == 1
        and order[-1] == 5
        and after[4] == 5
        and all(after[a - 1] == b for a, b in pairwise(order))
        for order in permutations(everywhere)
    )
    assert value(WORLD, "path((after[i] for i in Node), start=1, end=5)", plan) is on_a_path


SPANS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=4, max_size=4
)


@settings(deadline=None)
@given(SPANS, st.integers(-1, 5))
def test_schedules_against_a_look_at_every_moment(
    spans: list[tuple[int, int, bool, int]], capacity: int
) -> None:
    times: dict[tuple[Value, ...], IntervalValue] = {}
    for k, (start, length, present, _) in enumerate(spans, 1):
        times[k,] = (
            IntervalValue(start=start, length=length, end=start + length)
            if present
            else IntervalValue(start=0, length=0, end=0, present=False)
        )
    plan: Solution = {"t": times}
    under_way = [
        [k for k, span in enumerate(times.values()) if span.present and span.start <= moment < span.end]
        for moment in range(-1, 15)
    ]
    apart = all(len(running) <= 1 for running in under_way)
    assert value(WORLD, "no_overlap(t[i] for i in I)", plan) is apart
    needs = ", ".join(f"(t[{k}], {need})" for k, (_, _, _, need) in enumerate(spans, 1))
    fits = all(sum(spans[k][3] for k in running) <= capacity for running in under_way)
    assert value(WORLD, f"cumulative([{needs}], capacity={capacity})", plan) is fits


@settings(deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_comparisons_of_lists(numbers: list[int]) -> None:
    plan: Solution = {"x": {(k,): number for k, number in enumerate(numbers, 1)}}
    assert value(WORLD, "all_different(x[i] for i in I)", plan) is (len(set(numbers)) == 4)
    assert value(WORLD, "lex_less([x[1], x[2]], [x[3], x[4]])", plan) is (numbers[:2] < numbers[2:])
    assert value(WORLD, "count(x[i] > 0 for i in I)", plan) == sum(n > 0 for n in numbers)


# ---------------------------------------------------------------- sets


@settings(deadline=None)
@given(st.data())
def test_set_operators_keep_order_and_drop_repeats(data: st.DataObject) -> None:
    members = st.lists(st.integers(0, 6), max_size=6)
    left, right = data.draw(members), data.draw(members)
    first = f"({left} | [{', '.join(map(str, right))}])"
    assert value(WORLD, first) == tuple(dict.fromkeys(left + right))
    assert value(WORLD, f"(range(0) | {left}) & {right}") == tuple(
        member for member in dict.fromkeys(left) if member in right
    )
    assert value(WORLD, f"(range(0) | {left}) - (range(0) | {right})") == tuple(
        member for member in dict.fromkeys(left) if member not in right
    )

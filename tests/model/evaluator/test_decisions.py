from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.model.diagnostics import ExpressionError
from certiplan.model.evaluator import Evaluator
from certiplan.model.evaluator.runtime import ExcludedError
from certiplan.model.solution import IntervalValue, Solution
from tests.model.evaluator.worlds import evaluator, value

DOCUMENT = """
certiplan: 1
data:
  hotels:
    columns: [name, city, price, stars]
    key: name
    rows: [[Ritz, Rome, 90, 5], [Inn, Oslo, 40, null], [Hut, Rome, null, 1]]
sets:
  Hotel: {table: hotels}
  Night: "1..3"
  City: [Rome, Oslo, Bonn]
  Node: [a, b, c, d]
  Task: [p, q, r]
  Arc: [[a, b], [b, c]]
  Near: {for: "c in City", values: "h for h in Hotel if h.city == c"}
parameters:
  cost: {over: [City], value: {Rome: 3, Oslo: 7, Bonn: 5}}
  road: {over: [City, City], value: {Rome: {Oslo: 20}, Oslo: {Rome: 21}}, sparse: 1}
  partial: {for: "c in City if c != 'Bonn'", value: "= 1"}
  gap: {over: [Task, Task], value: {p: {q: 2}, q: {r: 1}}, sparse: 0}
  need: {over: [Task], value: {p: 1, q: 2, r: 1}}
variables:
  make: {over: [City], type: integer, lower: 0, upper: 9}
  open: {over: [City], type: binary}
  town: {type: choice, of: City}
  other: {type: choice, of: City}
  maybe: {type: choice, of: City, optional: true}
  hotel: {over: [Night], type: choice, of: Hotel}
  spare: {type: choice, of: Hotel, optional: true}
  digit: {type: choice, of: Night}
  k: {type: integer, lower: 0, upper: 9}
  after: {over: [Node], type: choice, of: Node}
  t: {over: [Task], type: interval, start: [0, 20], end: [0, 30], length: [0, 9], optional: true}
  level: {type: real, lower: 0, upper: 10}
  flow: {over: [Arc], type: integer, lower: 0, upper: 9}
define:
  total: {value: "sum(make[c] for c in City)"}
  double: {for: "c in City", value: "2 * make[c]"}
  fourfold: {for: "c in City", value: "2 * double[c]"}
  favourite: {value: "town"}
"""


def interval(start: int, length: int) -> IntervalValue:
    return IntervalValue(start=start, length=length, end=start + length)


ABSENT = IntervalValue(start=0, length=0, end=0, present=False)


def plan(**changes: object) -> Solution:
    """A plan, with some scalars or families changed."""
    base: dict[str, object] = {
        "make": {"Rome": 1, "Oslo": 2, "Bonn": 4},
        "open": {"Rome": 1, "Oslo": 0, "Bonn": 1},
        "town": "Rome",
        "other": "Oslo",
        "maybe": None,
        "hotel": {1: "Ritz", 2: "Inn", 3: "Ritz"},
        "spare": None,
        "digit": 2,
        "k": 3,
        "after": {"a": "b", "b": "c", "c": "d", "d": "a"},
        "t": {"p": interval(0, 3), "q": interval(3, 2), "r": ABSENT},
        "level": Fraction(5, 2),
        "flow": {("a", "b"): 3, ("b", "c"): 4},
    }
    solution: dict[str, dict[tuple[object, ...], object]] = {}
    for name, given in {**base, **changes}.items():
        if isinstance(given, dict):
            solution[name] = {key if isinstance(key, tuple) else (key,): v for key, v in given.items()}
        else:
            solution[name] = {(): given}
    return solution  # type: ignore[return-value]


@pytest.fixture(scope="module")
def world() -> Evaluator:
    return evaluator(DOCUMENT)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("total", 7),
        ("sum(cost[c] * make[c] for c in City)", 37),
        ("double['Bonn'] + fourfold['Oslo']", 16),
        ("open['Rome'] and not open['Oslo']", True),
        ("count(open[c] for c in City) == 2", True),
        ("sum(open[c] for c in City)", 2),
        ("make['Rome'] if open['Oslo'] else make['Bonn']", 4),
        ("k // 2 + k % 2", 2),
        ("k ** 2 + 2 ** k", 17),
        ("abs(k - 5) + max(k, 1) + min(make[c] for c in City)", 6),
        ("piecewise(level, [(0, 0), (5, 10)])", 5),
        ("implies(open['Rome'], make['Rome'] >= 1)", True),
        ("iff(open['Oslo'], make['Oslo'] >= 3)", True),
        ("xor(open['Rome'], open['Bonn'])", False),
        ("flow['a', 'b'] + flow[('b', 'c')]", 7),
        ("sum(flow[x] for x in Arc)", 7),
        ("floor(level) + ceil(level) + round(level)", 7),
    ],
)
def test_numbers_and_truth_values(world: Evaluator, expression: str, expected: object) -> None:
    assert value(world, expression, plan()) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("town == 'Rome'", True),
        ("town != other", True),
        ("town in ('Rome', 'Bonn')", True),
        ("town not in ['Rome', 'Bonn']", False),
        ("town in City", True),
        ("cost[town] + cost[other]", 10),
        ("road[town, other]", 20),
        ("road[other, town]", 21),
        ("make[other]", 2),
        ("double[other]", 4),
        ("(town, other) in Arc", False),
        ("(after['a'], after['b']) in Arc", True),
        ("hotel[1].price + hotel[2].price", 130),
        ("hotel[1].city == town", True),
        ("hotel[1]['price']", 90),
        ("hotel[1] == 'Ritz'", True),
        ("hotel[1] == hotel[3]", True),
        ("hotel[1] in Near[town]", True),
        ("hotel[digit].city == 'Oslo'", True),
        ("cost[hotel[2].city]", 7),
        ("digit * 2 + 1", 5),
        ("digit < 3", True),
        ("hotel[k].price", 90),
        ("cost[favourite]", 3),
        ("next(City, town) == other", True),
        ("pos(City, other)", 2),
        ("City[digit] == 'Oslo'", True),
        ("count(hotel[n] == h for n in Night for h in Hotel)", 3),
        ("all_different(hotel[n] for n in Night)", False),
        ("all_different(town, other)", True),
        ("lex_less([pos(City, town)], [pos(City, other)])", True),
    ],
)
def test_choices(world: Evaluator, expression: str, expected: object) -> None:
    assert value(world, expression, plan()) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("maybe.present", False),
        ("maybe == 'Rome'", False),
        ("maybe != 'Rome'", False),
        ("not maybe == 'Rome'", True),
        ("maybe == maybe", False),
        ("maybe == town", False),
        ("maybe in City", False),
        ("maybe not in City", False),
        ("(town, maybe) in Arc", False),
        ("cost[maybe]", 0),
        ("cost[maybe] <= 0", True),
        ("road[town, maybe]", 0),
        ("make[maybe] + 1", 1),
        ("spare.price + 5", 5),
        ("spare.city == 'Rome'", False),
        ("spare.city != 'Rome'", False),
        ("cost[spare.city]", 0),
        ("spare in Near[maybe]", False),
        ("all_different(maybe, town, spare)", True),
    ],
)
def test_absent_choices(world: Evaluator, expression: str, expected: object) -> None:
    assert value(world, expression, plan()) == expected


def test_present_choices(world: Evaluator) -> None:
    there = plan(maybe="Oslo", spare="Ritz")
    assert value(world, "maybe.present and spare.present", there) is True
    assert value(world, "cost[maybe] + spare.price", there) == 97


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("t['p'].start + t['p'].length + t['q'].end", 8),
        ("t['p'].present and not t['r'].present", True),
        ("t['r'].end", 0),
        ("max(t[i].end for i in Task)", 5),
        ("precedes(t['p'], t['q'])", True),
        ("precedes(t['p'], t['q'], gap=1)", False),
        ("precedes(t['q'], t['p'])", False),
        ("precedes(t['q'], t['r'])", True),
        ("no_overlap(t[i] for i in Task)", True),
        ("no_overlap((t[i] for i in Task), setup=gap)", False),
        ("no_overlap((t[i] for i in Task), setup=0)", True),
        ("cumulative(((t[i], need[i]) for i in Task), capacity=2)", True),
        ("cumulative(((t[i], need[i]) for i in Task), capacity=1)", False),
        ("cumulative(((t[i], need[i]) for i in Task), capacity=k - 1)", True),
    ],
)
def test_intervals(world: Evaluator, expression: str, expected: object) -> None:
    assert value(world, expression, plan()) == expected


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ({"p": (0, 3), "q": (2, 2), "r": (9, 1)}, (False, False, False)),
        ({"p": (0, 3), "q": (5, 2), "r": (8, 1)}, (True, True, True)),
        ({"p": (0, 3), "q": (4, 2), "r": (9, 1)}, (True, False, True)),
        ({"p": (5, 3), "q": (3, 2), "r": (9, 1)}, (True, True, True)),
        ({"p": (0, 9), "q": (4, 0), "r": (9, 1)}, (True, False, True)),
        ({"p": (0, 3), "q": (9, 2), "r": (1, 1)}, (False, False, True)),
    ],
)
def test_tasks_on_one_machine(
    world: Evaluator, starts: dict[str, tuple[int, int]], expected: tuple[bool, bool, bool]
) -> None:
    solution = plan(t={name: interval(*part) for name, part in starts.items()})
    expressions = (
        "no_overlap(t[i] for i in Task)",
        "no_overlap((t[i] for i in Task), setup=gap)",
        "cumulative(((t[i], need[i]) for i in Task), capacity=2)",
    )
    assert tuple(value(world, text, solution) for text in expressions) == expected


@pytest.mark.parametrize(
    ("after", "circuit", "subcircuit", "path"),
    [
        ("bcda", True, True, False),
        ("badc", False, False, False),
        ("bcad", False, True, False),
        ("abcd", False, True, False),
        ("bcdd", False, False, True),
        ("cbdd", False, False, False),
        ("cdbd", False, False, True),
        ("bbda", False, False, False),
    ],
)
def test_tours(world: Evaluator, after: str, circuit: bool, subcircuit: bool, path: bool) -> None:
    solution = plan(after=dict(zip("abcd", after, strict=True)))
    assert value(world, "circuit(after[i] for i in Node)", solution) is circuit
    assert value(world, "subcircuit(after[i] for i in Node)", solution) is subcircuit
    assert value(world, "path((after[i] for i in Node), start='a', end='d')", solution) is path


@pytest.mark.parametrize(
    ("expression", "changes"),
    [
        ("partial[town] == 1", {"town": "Bonn"}),
        ("hotel[1].stars >= 1", {"hotel": {1: "Inn", 2: "Inn", 3: "Inn"}}),
        ("hotel[k].stars >= 1", {"k": 9}),
        ("next(City, town) == 'Rome'", {"town": "Bonn"}),
        ("k == 3 or partial[town] == 1", {"town": "Bonn"}),
        ("k == 4 and partial[town] == 1", {"town": "Bonn"}),
        ("implies(k == 4, partial[town] == 1)", {"town": "Bonn"}),
        ("(partial[town] if k == 4 else 1) == 1", {"town": "Bonn"}),
        ("any(k == 3 or partial[town] == 1 for n in Night)", {"town": "Bonn"}),
    ],
)
def test_a_look_up_that_finds_nothing_excludes_the_choice(
    world: Evaluator, expression: str, changes: dict[str, object]
) -> None:
    with pytest.raises(ExcludedError):
        value(world, expression, plan(**changes))


def test_what_a_constant_leaves_unread_excludes_nothing(world: Evaluator) -> None:
    assert value(world, "1 == 1 or partial[town] == 1", plan(town="Bonn")) is True
    assert value(world, "implies(1 == 2, partial[town] == 1)", plan(town="Bonn")) is True


def test_a_decision_without_a_value_is_an_error(world: Evaluator) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(world, "k + 1")
    assert caught.value.code == "missing-value"

from __future__ import annotations

from fractions import Fraction

import pytest

from certiplan.model.evaluator import judge
from certiplan.model.loading import load_elements
from certiplan.model.solution import Decision, IntervalValue, Solution
from certiplan.model.values import Value
from tests.model.evaluator.worlds import evaluator

BAKERY = """
certiplan: 1
requirements:
  r1: {assume: "the oven runs at most ten hours a day"}
  r2: {assume: "at least one cake on Saturday"}
sets:
  Product: [bread, cake]
  Day: [sat, sun]
parameters:
  profit: {over: [Product], value: {bread: 2, cake: 5}}
  hours:  {over: [Product], value: {bread: 0.5, cake: 1.5}}
  oven:   {value: 10, from: r1}
variables:
  make: {over: [Product, Day], type: integer, lower: 0}
define:
  hours_used: {for: "d in Day", value: "sum(hours[p] * make[p, d] for p in Product)", unit: hour, show: true}
constraints:
  oven_hours:    {for: "d in Day", that: "hours_used[d] <= oven", from: r1}
  saturday_cake: {that: "make['cake', 'sat'] >= 1", from: [r1, r2]}
  some_bread:    {for: "d in Day", that: "make['bread', d] >= 3", soft: 2}
  much_cake:     {for: "d in Day", that: "make['cake', d] >= 4", soft: {weight: 0.5, by: amount}}
objective:
  - {maximize: "sum(profit[p] * make[p, d] for p in Product for d in Day)", from: r2}
  - {minimize: "penalty"}
"""


def loaves(bread_sat: int, cake_sat: int, bread_sun: int, cake_sun: int) -> Solution:
    return {
        "make": {
            ("bread", "sat"): bread_sat,
            ("cake", "sat"): cake_sat,
            ("bread", "sun"): bread_sun,
            ("cake", "sun"): cake_sun,
        }
    }


def test_a_plan_that_satisfies_everything() -> None:
    verdict = evaluator(BAKERY).judge(loaves(17, 1, 20, 0))
    assert verdict.satisfied
    assert str(verdict) == "every constraint holds"
    assert [objective.value for objective in verdict.objectives] == [79, Fraction(7, 2)]
    assert verdict.penalty == Fraction(7, 2)
    assert [(value.indices, value.value, value.unit) for value in verdict.shown] == [
        (("sat",), 10, "hour"),
        (("sun",), 10, "hour"),
    ]
    assert [(violation.constraint, violation.indices, violation.amount) for violation in verdict.unmet] == [
        ("much_cake", ("sat",), 3),
        ("much_cake", ("sun",), 4),
    ]


def test_a_plan_that_violates() -> None:
    document = load_elements(BAKERY)
    verdict = judge(document.elements, document.tables, loaves(0, 0, 21, 0))
    assert not verdict.satisfied
    oven, cake = verdict.violations
    assert (oven.constraint, oven.indices, oven.requirements) == ("oven_hours", ("sun",), ("r1",))
    assert (oven.left, oven.relation, oven.right, oven.amount) == (Fraction(21, 2), "<=", 10, Fraction(1, 2))
    assert (cake.left, cake.relation, cake.right, cake.amount) == (0, ">=", 1, 1)
    assert cake.requirements == ("r1", "r2")
    assert str(verdict).splitlines() == [
        "oven_hours[sun]: 10.5 <= 10 does not hold",
        "saturday_cake: 0 >= 1 does not hold",
    ]
    assert verdict.penalty == 2 + Fraction(1, 2) * 8


def test_what_was_given_up_need_not_hold() -> None:
    world = evaluator(BAKERY)
    assert world.judge(loaves(0, 0, 21, 0), given_up=["r1"]).satisfied
    assert not world.judge(loaves(0, 0, 21, 0), given_up=["r2"]).satisfied


def test_plans_are_judged_one_after_another() -> None:
    world = evaluator(BAKERY)
    first = world.judge(loaves(17, 1, 20, 0))
    assert not world.judge(loaves(30, 1, 20, 0)).satisfied
    assert world.judge(loaves(17, 1, 20, 0)) == first


VARIABLES = """
certiplan: 1
data:
  hotels: {columns: [name, price], key: name, rows: [[Ritz, 90], [Inn, 40]]}
  walks: {columns: [km], rows: [[3], [4]]}
sets:
  Hotel: {table: hotels}
  Walk: {table: walks}
  I: "1..2"
variables:
  b: {type: binary}
  n: {over: [I], type: integer, lower: 1, upper: 5}
  x: {type: real, lower: 0, upper: 1}
  s: {type: integer, semicontinuous: true, lower: 3, upper: 5}
  h: {type: choice, of: Hotel}
  o: {type: choice, of: Walk, optional: true}
  m: {type: choice, of: I}
  t: {type: interval, length: [2, 4], start: [0, 9], end: [0, 9]}
  u: {type: interval, length: 3, optional: true}
"""
GOOD: Solution = {
    "b": {(): 1},
    "n": {(1,): 1, (2,): 5},
    "x": {(): Fraction(1, 3)},
    "s": {(): 0},
    "h": {(): "Ritz"},
    "o": {(): None},
    "m": {(): 2},
    "t": {(): IntervalValue(start=1, length=3, end=4)},
    "u": {(): IntervalValue(start=0, length=0, end=0, present=False)},
}


def changed(name: str, value: Decision) -> Solution:
    return {**GOOD, name: {(): value}}


def test_a_plan_within_all_domains() -> None:
    world = evaluator(VARIABLES)
    assert world.judge(GOOD).satisfied
    assert world.judge(changed("b", True)).satisfied
    assert world.judge(changed("s", 4)).satisfied
    assert world.judge(changed("u", IntervalValue(start=4, length=3, end=7))).satisfied


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("b", 2, "bound"),
        ("b", Fraction(1, 2), "type"),
        ("b", "yes", "type"),
        ("x", 2, "bound"),
        ("x", -1, "bound"),
        ("x", 0.5, "type"),
        ("x", None, "type"),
        ("s", 2, "bound"),
        ("s", 6, "bound"),
        ("h", "Hut", "member"),
        ("h", None, "absent"),
        ("h", 1, "member"),
        ("m", 3, "member"),
        ("t", 5, "type"),
        ("t", IntervalValue(start=0, length=0, end=0, present=False), "absent"),
        ("t", IntervalValue(start=1, length=3, end=5), "interval"),
        ("t", IntervalValue(start=1, length=5, end=6), "bound"),
        ("t", IntervalValue(start=7, length=3, end=10), "bound"),
        ("t", IntervalValue(start=-1, length=3, end=2), "bound"),
        ("t", IntervalValue(start=Fraction(1, 2), length=3, end=Fraction(7, 2)), "type"),
        ("u", IntervalValue(start=1, length=3, end=4, present=False), "interval"),
        ("u", IntervalValue(start=14, length=3, end=17), "bound"),
        ("q", 1, "extra"),
    ],
)
def test_values_outside_their_domains(name: str, value: object, code: str) -> None:
    verdict = evaluator(VARIABLES).judge(changed(name, value))  # type: ignore[arg-type]
    assert [(fault.variable, fault.code) for fault in verdict.domain_faults] == [(name, code)]
    assert not verdict.satisfied


def test_missing_and_extra_elements() -> None:
    verdict = evaluator(VARIABLES).judge({**GOOD, "n": {(1,): 1, (3,): 1}})
    assert [(f.variable, f.indices, f.code) for f in verdict.domain_faults] == [
        ("n", ("2",), "missing"),
        ("n", ("3",), "extra"),
    ]


def test_rows_are_taken_by_key_and_as_themselves() -> None:
    document = load_elements(VARIABLES)
    row = document.tables["hotels"].rows[0]
    walk = document.tables["walks"].rows[1]
    for change in (changed("h", row), changed("o", walk)):
        assert judge(document.elements, document.tables, change).satisfied


def test_tuples_of_a_set_are_one_index_or_several() -> None:
    world = evaluator(
        """
certiplan: 1
sets: {Arc: [[a, b], [b, c]]}
variables: {x: {over: [Arc], type: integer, lower: 0, upper: 3}}
constraints:
  c: {for: "(i, j) in Arc", that: "x[i, j] <= 2"}
  d: {for: "a in Arc", that: "x[a] <= 2"}
"""
    )
    for keys in (("a", "b"), ("b", "c")), ((("a", "b"),), (("b", "c"),)):
        assert world.judge({"x": dict.fromkeys(keys, 2)}).satisfied
        verdict = world.judge({"x": dict.fromkeys(keys, 3)})
        assert [(v.constraint, v.indices) for v in verdict.violations] == [
            ("c", ("a", "b")),
            ("c", ("b", "c")),
            ("d", ("a,b",)),
            ("d", ("b,c",)),
        ]


def one(that: str, **decisions: Decision) -> tuple[Fraction | int, str | None, bool]:
    """Amount, reason and satisfaction of one constraint over integers a, b and Boolean c."""
    verdict = evaluator(
        f"""
certiplan: 1
sets: {{S: "1..3"}}
variables:
  a: {{type: integer, lower: 0, upper: 9}}
  b: {{type: integer, lower: 0, upper: 9}}
  c: {{type: binary}}
constraints: {{it: {{that: "{that}", soft: {{weight: 1, by: amount}}}}}}
"""
    ).judge({name: {(): value} for name, value in {"a": 5, "b": 3, "c": 1, **decisions}.items()})
    reasons = [violation.reason for violation in verdict.violations]
    return verdict.penalty, reasons[0] if reasons else None, not verdict.unmet


@pytest.mark.parametrize(
    ("that", "amount"),
    [
        ("a <= b", 2),
        ("b >= a", 2),
        ("a == b", 2),
        ("b == a", 2),
        ("a < b", 3),
        ("b > a", 3),
        ("a / 2 < b / 2 + 0.25", Fraction(3, 4)),
        ("a != 5", 1),
        ("a <= 5", 0),
        ("a <= b <= 1", 4),
        ("a <= b and b <= 2", 3),
        ("a <= b or b <= 1", 1),
        ("a <= b or 1 == 2", 2),
        ("all(a <= i for i in S)", 9),
        ("any(a <= i for i in S)", 1),
        ("any(a <= i for i in S if i == 2)", 3),
        ("implies(c, a <= b)", 1),
        ("implies(1 == 1, a <= b)", 2),
        ("implies(not c, a <= b)", 0),
        ("a <= b if c else a <= 0", 1),
        ("a <= b if 1 == 1 else a <= 0", 2),
        ("not c", 1),
        ("all_different(a, b, 5)", 1),
    ],
)
def test_amounts_of_violation(that: str, amount: Fraction | int) -> None:
    assert one(that) == (amount, None, amount == 0)


def test_what_has_no_value_does_not_hold() -> None:
    world = evaluator(
        """
certiplan: 1
sets: {S: [p, q]}
parameters: {cost: {for: "i in S if i != 'q'", value: "= 1"}}
variables: {x: {type: choice, of: S}}
constraints: {it: {that: "cost[x] <= 5"}}
objective: {minimize: "cost[x]"}
"""
    )
    assert world.judge({"x": {(): "p"}}).satisfied
    verdict = world.judge({"x": {(): "q"}})
    assert [(v.constraint, v.reason) for v in verdict.violations] == [
        ("it", "cost[q] does not exist"),
        ("objective", "cost[q] does not exist"),
    ]
    assert verdict.objectives[0].value is None


def test_a_preference_that_excludes_is_no_preference() -> None:
    world = evaluator(
        """
certiplan: 1
sets: {S: [p, q]}
parameters: {cost: {for: "i in S if i != 'q'", value: "= 1"}}
variables: {x: {type: choice, of: S}}
constraints: {it: {that: "cost[x] <= 5", soft: 1}}
"""
    )
    assert world.judge({"x": {(): "p"}}).satisfied
    assert not world.judge({"x": {(): "q"}}).satisfied


def test_faults_of_the_document_are_findings() -> None:
    world = evaluator(
        """
certiplan: 1
sets: {S: "1..3"}
parameters:
  zero: {value: 0}
  bad: {for: "i in S", value: "= i / zero"}
variables:
  x: {over: [S], type: integer, lower: 0, upper: "9 / zero"}
  y: {over: [S], type: integer, lower: 0, upper: 5}
define:
  worse: {for: "i in S", value: "y[i] + bad[i]"}
constraints:
  outside: {for: "i in S", that: "y[i + 1] >= 0"}
  divided: {that: "1 / zero + y[1] >= 0"}
  through: {for: "i in S", that: "worse[i] >= 0"}
"""
    )
    values: dict[tuple[Value, ...], Decision] = {(i,): 1 for i in (1, 2, 3)}
    verdict = world.judge({"x": values, "y": values})
    assert [(d.element, d.column, d.code, d.line) for d in verdict.diagnostics] == [
        ("variables.x.upper", 1, "undefined", 8),
        ("constraints.outside.that", 1, "bad-index", 13),
        ("constraints.divided.that", 1, "undefined", 14),
        ("parameters.bad.value", 3, "undefined", 6),
    ]
    assert not verdict.satisfied


def chained(count: int, step: str) -> str:
    """A document with a chain of definitions, each made of the one before."""
    lines = ["certiplan: 1", "variables: {x: {type: integer, lower: 0, upper: 9}}", "define:"]
    lines.append('  d0: {value: "x"}')
    lines += [f'  d{k}: {{value: "{step.format(f"d{k - 1}")}"}}' for k in range(1, count + 1)]
    lines.append(f'constraints: {{it: {{that: "d{count} >= 0 or x > d{count}"}}}}')
    return "\n".join(lines)


def test_chains_of_definitions_are_evaluated_once() -> None:
    assert evaluator(chained(40, "{0} + {0} - {0}")).judge({"x": {(): 9}}).satisfied


@pytest.mark.parametrize("document", [chained(40, "{0} * {0} + 1"), chained(900, "{0} + 1")])
def test_chains_of_definitions_that_grow_too_far(document: str) -> None:
    verdict = evaluator(document).judge({"x": {(): 9}})
    assert [d.code for d in verdict.diagnostics] == ["too-large"]

"""What the type check accepts, and what it reports with which code and column."""

from __future__ import annotations

import pytest

from certiplan.model.grounding.grounder import check
from certiplan.model.loading import load_elements

DOCUMENT = """
certiplan: 1
sets:
  P: [bread, cake]
  D: "1..3"
  Arc: [[a, b], [b, c]]
  E: []
  F: {table: flights}
  Near: {for: "p in P", values: "d for d in D if d > 1"}
data:
  flights: {columns: [number, price, city], rows: [[f1, 10, Rome], [f2, null, Oslo]], key: number}
parameters:
  n: {value: 3}
  h: {over: [P], value: {bread: 0.5, cake: 1.5}}
variables:
  x: {over: [P, D], type: integer, lower: 0, upper: 9}
  y: {type: real, lower: 0}
  b: {over: [P], type: binary}
  c: {type: choice, of: P}
  f: {type: choice, of: F}
  o: {type: choice, of: P, optional: true}
  t: {over: [P], type: interval, length: 2}
  z: {over: [Arc], type: binary}
define:
  tot: {value: "sum(x[p,d] for p in P for d in D)"}
  part: {for: "p in P", value: "sum(x[p,d] for d in D)"}
constraints:
  k: {that: "%s"}
"""

ACCEPTED = [
    "x['bread', 1] >= 1",
    "x['bread',1] < 3",
    "h[c] * y <= 3",
    "f.price <= 10",
    "c == 'cake' and c != 'bread'",
    "o == 'cake' or not o.present",
    "no_overlap(t[p] for p in P)",
    "sum(b[p] for p in P) <= n",
    "max(x[p, 1] for p in P) <= 4",
    "all(b[p] for p in P)",
    "implies(b['bread'], x['bread', 1] >= 2)",
    "tot <= 10 and part['cake'] <= 3",
    "y / n <= 3",
    "y ** 2 + x['bread',1] * y <= 3",
    "z['a','b'] + z[('b','c')] <= 1",
    "sum(z[a] for a in Arc) <= 1",
    "sum(z[i,j] for (i,j) in Arc) <= 1",
    "first(D) + y <= 4",
    "x[c, 2] <= 3",
    "b[c] == 1",
    "sum(x['bread', d] for d in Near['cake']) <= 3",
    "piecewise(y, [(0,0),(10,5)]) <= 3",
    "all_different(x['bread', d] for d in D)",
    "'bread' in P",
    "y <= 3 <= x['bread',1]",
    "(c, x['bread', 1]) in [('bread', 2), ('cake', 3)]",
    "weekday(date('2026-03-16')) == 1 and y <= 2",
    "date('2026-03-16') + 2 == date('2026-03-18') and y <= 2",
    "days_between(date('2026-03-16'), date('2026-03-18')) == 2 and y <= 2",
    "y <= time('08:30')",
    "x['bread', x['cake', 1]] <= 2",
    "f == 'f1'",
    "(3 if y <= 2 else 4) <= x['bread',1]",
    "(x['bread', 7] if n > 4 else x['bread', 1]) >= 3",
    "n == 3 or x['bread', 7] >= 3",
    "contains('abc', 'b') and y <= 3",
    "sqrt(y) <= 3 and log(y+1) <= 2",
    "b['bread'] == True",
    "not c == 'bread'",
    "c in ('bread', 'cake')",
    "c in P",
    "(c == 'bread') == (b['bread'] == 1)",
    "abs(x['bread',1] - x['cake',1]) <= 1",
    "x['bread',1] % 2 == 1",
    "count(x[p,1] >= 1 for p in P) == 1",
    "lex_less([x['bread',1], x['bread',2]], [x['cake',1], x['cake',2]])",
    "penalty <= 3",
    "pi * y <= 4",
    "count(is_missing(r.price) for r in F) == 1 and y <= 1",
]

REFUSED = [
    ("P[c] == 'bread'", "bad-index", 3),
    ("t['bread'].start >= 3", "horizon", None),
    ("x['bread', 4] >= 1", "bad-index", 1),
    ("x['bread'] >= 1", "bad-index", 1),
    ("x[1, 'bread'] >= 1", "bad-index", 3),
    ("y < 3", "strict-comparison", 5),
    ("y != 3", "strict-comparison", 6),
    ("x + 1 >= 2", "bad-index", 1),
    ("h['bred'] * y <= 3", "bad-index", 1),
    ("f.prise <= 10", "unknown-field", 1),
    ("c == 3", "type-mismatch", 6),
    ("c < 'cake'", "type-mismatch", 1),
    ("t['bread'].strt >= 3", "unknown-field", 1),
    ("sum(x[p,d] for p in P for d in D if x[p,d] > 0) <= 3", "decision-in-filter", 37),
    ("sum(b) <= 3", "bad-index", 5),
    ("min(x[p, 1] for p in E) <= 4", "empty-extreme", 1),
    ("x['bread', 1] and b['bread']", "type-mismatch", 1),
    ("b['bread'] + 'text' <= 3", "type-mismatch", 14),
    ("part <= 3", "bad-index", 1),
    ("part['c'] <= 3", "bad-index", 1),
    ("y / 0 <= 3", "division-by-zero", 5),
    ("z['a','c'] <= 1", "bad-index", 1),
    ("sum(z[i,j] for (i,j,k) in Arc) <= 1", "type-mismatch", 16),
    ("next(D, 3) + y <= 4", "bad-index", 1),
    ("D[4] + y <= 2", "bad-index", 3),
    ("sum(x['bread', d] for d in Near[c]) <= 3", "decision-in-constant", 28),
    ("3", "type-mismatch", 1),
    ("y", "type-mismatch", 1),
    ("time('x') <= y", "type-mismatch", 1),
    ("F['f1'].price <= 3", "type-mismatch", 3),
    ("x['bread', 3] if n > 4 else x['bread', 1] >= 3", "type-mismatch", 1),
    ("sum(i for i in range(1, 1000000000)) <= y", "too-large", 16),
    ("sum(1 for i in range(1, 100000) for j in range(1,100000)) <= y", "too-large", 37),
    ("y % 2 == 1", "type-mismatch", 1),
    ("2 ** 100000000 <= y", "too-large", 1),
    ("tot + c <= 3", "type-mismatch", 7),
    ("is_missing(c)", "decision-in-constant", 12),
    ("sum(r.price for r in F) <= y", "missing-field", 5),
]


def findings(constraint: str) -> list[tuple[str, int | None]]:
    loaded = load_elements(DOCUMENT % constraint.replace('"', '\\"'))
    return [(found.code, found.column) for found in check(loaded.elements, loaded.tables)]


@pytest.mark.parametrize("constraint", ACCEPTED)
def test_accepted(constraint: str) -> None:
    assert findings(constraint) == []


@pytest.mark.parametrize(("constraint", "code", "column"), REFUSED)
def test_refused_where_the_fault_is(constraint: str, code: str, column: int) -> None:
    assert findings(constraint) == [(code, column)]


def test_every_fault_of_an_expression_is_reported() -> None:
    found = findings("x['bread'] + h['bread', 1] + 'text' >= f.prise")
    assert sorted(found) == [
        ("bad-index", 1),
        ("bad-index", 14),
        ("type-mismatch", 30),
        ("unknown-field", 40),
    ]


@pytest.mark.parametrize(
    ("that", "expected"),
    [
        ("all_different(v)", "`v[l]`, in a sum or the like with `for l in L`"),
        ("v[L] >= 1", "an index in place of the set: `l` with `for l in L`"),
    ],
)
def test_a_set_where_an_index_is_meant_is_explained(that: str, expected: str) -> None:
    text = f"""
certiplan: 1
sets: {{L: [a, b]}}
variables: {{v: {{over: [L], type: integer, lower: 0, upper: 3}}}}
constraints: {{c: {{that: "{that}"}}}}
"""
    loaded = load_elements(text)
    (found,) = check(loaded.elements, loaded.tables)
    assert found.code == "bad-index"
    assert found.expected == expected


@pytest.mark.parametrize("soft", ["1", "{weight: 1, by: amount}"])
def test_a_preference_between_reals_is_not_strict_either(soft: str) -> None:
    # The least penalty could be had at 2 itself, where the comparison may count either way.
    text = f"""
certiplan: 1
variables: {{x: {{type: real, lower: 0, upper: 9}}}}
constraints: {{big: {{that: "x > 2", soft: {soft}}}}}
objective: [{{minimize: penalty}}, {{minimize: x}}]
"""
    loaded = load_elements(text)
    assert [finding.code for finding in check(loaded.elements, loaded.tables)] == ["strict-comparison"]

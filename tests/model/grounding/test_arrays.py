"""The way as arrays comes to the same ground model as the way over single records."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from certiplan.errors import DocumentError
from certiplan.model import ir
from certiplan.model.chunked import Chunked
from certiplan.model.grounding import ground
from certiplan.model.loading import load_elements
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.evaluate_ir import Evaluation
from certiplan.solvers.highs import HighsBackend
from certiplan.solvers.lowering import lower
from certiplan.solvers.measures import measure
from certiplan.solvers.results import Optimal
from tests.battery.documents import documents
from tests.model.grounding.same_ground import assert_same, both, spelled_out

EXAMPLES = Path(__file__).parents[3] / "examples"
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

HEAD = """
certiplan: 1
requirements:
  r: {quote: "as it should be"}
data:
  arcs:
    columns: [id, tail, head, cost, cap]
    key: id
    rows: [[ab, a, b, 1.5, 3], [bc, b, c, 2, null], [ca, c, a, 0.25, 4], [cb, c, b, 3, 1]]
sets:
  I: [a, b, c]
  T: "1..4"
  A: {table: arcs}
  Pair: [[a, 1], [b, 2], [c, 4]]
  Later: {for: "t in T", values: "s for s in T if s > t"}
  Out: {for: "i in I", values: "a for a in A if a.tail == i"}
parameters:
  w: {over: [I], value: {a: 2, b: -0.5, c: 0}}
  d: {for: "i in I, t in T", value: "= (t * 3) % 4 / 2 + w[i]"}
  h: {for: "s in T", value: "= 10 // s"}
  flag: {over: [I], value: {a: true, b: false, c: true}}
  k: {value: 0.1}
variables:
  x: {over: [I, T], type: integer, lower: 0, upper: 5}
  y: {for: "t in T", lower: "= -t / 2", upper: "= h[t]"}
  z: {over: [Pair], type: binary}
  f: {for: "a in A if a.cost > 1", lower: 0}
  g: {for: "t in T, s in Later[t]", type: integer, lower: 0.5, upper: 3.5}
  b: {over: [I], type: binary}
  q: {type: integer, lower: -3, upper: 3}
define:
  total: {for: "t in T", value: "sum(x[i, t] for i in I) - 2"}
  net: {for: "i in I, t in T if t > 1", value: "x[i, t] - x[i, t - 1] + w[i] * q"}
constraints:
"""

INDICES: dict[str, str] = {
    "": "",
    "i": "i in I",
    "t": "t in T",
    "it": "i in I, t in T",
    "ti": "t in T, i in I if t != 2 and (flag[i] or t > 3)",
    "it2": "i in I, t in T if t > 1",
    "pair": "(i, t) in Pair",
    "ts": "t in T, s in Later[t]",
    "empty": "t in T if t > 9",
    "it3": "i in I, t in T if i in ('a', 'b')",
}

TERMS: dict[str, list[str]] = {
    "": [
        "q",
        "sum(x[i, t] for i in I for t in T)",
        "sum(d[i, t] * x[i, t] for i in I for t in T if (i, t) not in Pair)",
        "k * sum(y[t] for t in T)",
        "3",
        "sum(a.cost * f[a] for a in A if a.cost > 1)",
        "sum(a.cap * f[a] for a in A if a.cost > 1 and not is_missing(a.cap))",
        "sum(net[i, 2] for i in I)",
        "sum(1 for t in T)",
        "b['a']",
        "sum(z[p] for p in Pair)",
    ],
    "i": [
        "b[i]",
        "w[i] * q",
        "sum(x[i, t] for t in T)",
        "sum(h[t] * x[i, t] / 3 for t in T if t % 2 == 1)",
        "x[i, 1]",
        "sum(a.cost * f[a] for a in Out[i] if a.cost > 1)",
        "(q if flag[i] else 2)",
        "sum(x[j, 1] for j in I if j != i)",
        "sum(w[i] - y[t] for t in T)",
    ],
    "t": [
        "y[t]",
        "h[t] / 4",
        "total[t]",
        "sum(x[i, t] for i in I)",
        "(y[t - 1] if t > 1 else 2)",
        "sum(y[s] for s in Later[t])",
        "sum(g[t, s] for s in Later[t])",
        "sum(x[i, s] * t for i in I for s in T if s <= t and w[i] > -1)",
        "y[t] * (t - 2)",
    ],
    "it": ["x[i, t]", "d[i, t] * x[i, t]", "d[i, t]", "sum(x[i, s] for s in range(1, t))", "x[i, 5 - t]"],
    "it2": ["net[i, t]", "x[i, t - 1]"],
    "pair": ["z[i, t]", "z[(i, t)]", "2 * x[i, t] * k"],
    "ts": ["g[t, s]", "y[s]", "(s - t) * y[t]"],
}
NAMES = {
    "": "",
    "i": "i",
    "t": "t",
    "it": "it",
    "ti": "it",
    "it2": "it",
    "pair": "it",
    "ts": "ts",
    "it3": "it",
}


@st.composite
def _sums(draw: DrawFn, terms: list[str]) -> str:
    chosen = draw(st.lists(st.sampled_from(terms), min_size=1, max_size=3))
    signs = draw(st.lists(st.sampled_from([" + ", " - ", " - k * "]), min_size=3, max_size=3))
    return "0" + "".join(part for pair in zip(signs, chosen, strict=False) for part in pair)


@st.composite
def linear_families(draw: DrawFn) -> str:
    lines = [HEAD]
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(sorted(INDICES)))
        names = NAMES.get(kind, "t")
        terms = [*TERMS[""]]
        for group, needs in (("i", "i"), ("t", "t"), ("it", "it")):
            if set(needs) <= set(names):
                terms += TERMS[group]
        terms += TERMS[kind] if kind in ("it2", "pair", "ts") else []

        relation = draw(st.sampled_from(["<=", ">=", "==", "<", ">"]))
        that = f"{draw(_sums(terms))} {relation} {draw(_sums(terms))}"
        if draw(st.booleans()):
            that += draw(st.sampled_from([f" <= {draw(_sums(terms))}", f" and {draw(_sums(terms))} >= 1"]))
        index = f'for: "{INDICES[kind]}", ' if INDICES[kind] else ""
        lines.append(f'  c{number}: {{{index}that: "{that}", from: r}}')
    objective = draw(st.lists(st.sampled_from(TERMS[""]), min_size=1, max_size=3))
    lines.append(f'objective: {{minimize: "{" + ".join(objective)}"}}')
    return "\n".join(lines) + "\n"


def same_or_same_error(text: str) -> None:
    document = load_elements(text)
    try:
        ground(document.elements, document.tables, arrays_from=10**9)
    except DocumentError as error:
        with pytest.raises(DocumentError) as raised:
            ground(document.elements, document.tables, arrays_from=0)
        assert raised.value.diagnostics == error.diagnostics
    else:
        assert_same(document)


@seed(20260202)
@settings(max_examples=80, deadline=None, suppress_health_check=CHECKS, database=None)
@given(text=linear_families())
def test_linear_families_are_the_same_either_way(text: str) -> None:
    same_or_same_error(text)


@seed(20260203)
@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS, database=None)
@given(text=documents())
def test_all_kinds_of_documents_are_the_same_either_way(text: str) -> None:
    same_or_same_error(text)


@pytest.mark.slow
@settings(max_examples=5000, deadline=None, suppress_health_check=CHECKS, database=None)
@given(text=st.one_of(linear_families(), documents()))
def test_thousands_of_documents_are_the_same_either_way(text: str) -> None:
    same_or_same_error(text)


@pytest.mark.parametrize("name", sorted(p.stem for p in EXAMPLES.glob("*.yaml") if p.stem != "expected"))
def test_examples_are_the_same_either_way(name: str) -> None:
    assert_same(load_elements(EXAMPLES / f"{name}.yaml"))


@pytest.mark.parametrize(
    ("index", "that"),
    [
        ("i in I", "sum(x[i, t] for t in T) <= 3"),
        ("t in T", "2 <= sum(x[i, t] for i in I) <= 3 + h[t]"),
        ("t in T", "y[t] == (y[t - 1] if t > 1 else 2) + total[t]"),
        ("i in I, t in T if t > 1", "net[i, t] <= w[i] and x[i, t] >= x[i, t - 1]"),
        ("(i, t) in Pair", "x[i, t] <= 5 * z[i, t]"),
        ("t in T, s in Later[t]", "g[t, s] + y[s] >= d['a', t]"),
        ("i in I", "sum(a.cost * f[a] for a in Out[i] if a.cost > 1) <= q"),
        ("i in I", "sum(x[i, t] for t in T) > 2 * q"),
        ("i in I", "x[i, 1] / 3 * 3 < q"),
        ("i in I", "sum(x[i, s] for s in range(1, 3)) <= sum(x[j, 1] for j in I if j != i)"),
    ],
)
def test_these_families_are_arrays(index: str, that: str) -> None:
    document = load_elements(f'{HEAD}  c: {{for: "{index}", that: "{that}", from: r}}\n')
    found = assert_same(document).model
    assert isinstance(found.constraints, Chunked)
    assert isinstance(found.columns, Chunked)


LARGE = (
    HEAD
    + """
  rows: {for: "i in I", that: "sum(d[i, t] * x[i, t] for t in T) <= 7", from: r}
  links: {for: "t in T", that: "sum(x[i, t] for i in I) >= 1 + y[t] / 3", from: r}
  single: {for: "i in I", that: "b[i] >= w[i] - 1"}
objective: {maximize: "sum(d[i, t] * x[i, t] for i in I for t in T) + sum(b[i] for i in I)"}
"""
)


def test_programs_measures_and_values_are_the_same() -> None:
    one, two = (found.model for found in both(load_elements(LARGE)))
    assert measure(one) == measure(two)
    first, second = HighsBackend().solve(one, SolveOptions()), HighsBackend().solve(two, SolveOptions())
    assert isinstance(first, Optimal)
    assert isinstance(second, Optimal)
    assert first.objectives == second.objectives == first.bounds == second.bounds
    assert Evaluation(one, second.values).objectives() == second.objectives
    assert Evaluation(one, second.values).feasible()
    assert spelled_out(one.restricted(frozenset())) == spelled_out(two.restricted(frozenset()))


def test_the_lattice_of_an_objective_is_the_same() -> None:
    text = (
        HEAD
        + '  c: {that: "q <= 3"}\nobjective: {minimize: "sum(w[i] * x[i, t] for i in I for t in T) + 0.25"}\n'
    )
    lattices = [lower(found.model).stages[0].lattice for found in both(load_elements(text))]
    assert lattices[0] == lattices[1]
    assert lattices[0] is not None and lattices[0].step == Fraction(1, 2)


def test_reading_one_record_makes_its_chunk() -> None:
    model = both(load_elements(LARGE))[1].model
    assert isinstance(model.columns, Chunked)
    assert model.columns[-1] == ir.Column(name="q", kind="integer", lower=-3, upper=3)
    assert model.columns[2].name == "x[a,3]"
    assert [column.name for column in model.columns[0:2]] == ["x[a,1]", "x[a,2]"]


def test_coefficients_that_arrays_cannot_hold_exactly_take_the_other_way() -> None:
    text = f"""
certiplan: 1
sets: {{T: "1..3"}}
parameters:
  huge: {{over: [T], value: [{2**60}, 1, 1]}}
  fine: {{over: [T], value: [0.00000000000000000001, 1, 1]}}
variables:
  x: {{over: [T], lower: 0}}
constraints:
  c: {{for: "t in T", that: "huge[t] * x[t] <= sum(fine[s] * x[s] for s in T)"}}
"""
    found = assert_same(load_elements(text)).model
    assert not isinstance(found.constraints, Chunked)

"""A parameter's data in every form that a document may give it, and what missing and extra keys say."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certiplan.model import syntax as s
from certiplan.model.diagnostics import Diagnostic, ExpressionError
from certiplan.model.document import read_document
from certiplan.model.elements import GivenValue, Parameter
from certiplan.model.key_tree import Key
from certiplan.model.parameter_data import Compute, parameter_values
from certiplan.model.reading import read_elements
from certiplan.model.tables import table_from_rows
from certiplan.model.values import Table, Value
from certiplan.model.yaml_text import Data, parse_text

S: list[Key] = [("a",), ("b",)]
S_T: list[Key] = [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
ARCS: list[Key] = [("a", "b"), ("b", "c"), ("a", "c")]
PAIRS: list[Key] = [(arc,) for arc in ARCS]


def parameter_of(form: str) -> Parameter:
    parsed = parse_text(
        "certiplan: 1\ndata: {t: {columns: [x], rows: []}}\n"
        "sets: {S: [a, b], T: [1, 2], Arc: [[a, b], [b, c], [a, c]]}\n"
        f"parameters:\n  p: {form}\n"
    )
    document, faults = read_document(parsed.data, parsed.lines)
    assert document is not None, faults
    elements, findings = read_elements(document, parsed.lines)
    assert elements is not None, findings
    return elements.parameters["p"]


def read(
    form: str,
    keys: Sequence[Key],
    *,
    tables: Mapping[str, Table] | None = None,
    levels: Sequence[Sequence[Value] | None] = (),
    compute: Compute | None = None,
) -> tuple[list[Value], tuple[Diagnostic, ...]]:
    values, findings = parameter_values(
        parameter_of(form), keys, tables or {}, levels=levels, compute=compute
    )
    assert list(values) == [key for key in keys if key in values], "in the order of the keys"
    return list(values.values()), findings


def values_of(form: str, keys: Sequence[Key], *, tables: Mapping[str, Table] | None = None) -> list[Value]:
    values, findings = read(form, keys, tables=tables)
    assert findings == (), [str(finding) for finding in findings]
    return values


def codes_of(form: str, keys: Sequence[Key]) -> list[tuple[str, str]]:
    return [(f.code, f.element.removeprefix("parameters.p.")) for f in read(form, keys)[1]]


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("{value: 3}", 3),
        ("{value: 0.7}", Fraction(7, 10)),
        ("{value: Rome}", "Rome"),
        ("{value: 2026-03-16}", dt.date(2026, 3, 16)),
        ("{value: 08:30}", 510),
        ("{value: true}", True),
    ],
)
def test_scalars(form: str, value: Value) -> None:
    assert values_of(form, [()]) == [value]


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        ("{over: S, value: {b: 2, a: 1}}", S),
        ("{over: S, value: [1, 2]}", S),
        ("{over: S, rows: [[b, 2], [a, 1]]}", S),
        ("{over: T, value: {1: 1, 2: 2}}", [(1,), (2,)]),
        ("{over: T, value: {'01': 1, '2.0': 2}}", [(1,), (2,)]),
        ("{over: T, rows: [[1, 1], ['2', 2]]}", [(1,), (2,)]),
    ],
)
def test_one_level(form: str, keys: Sequence[Key]) -> None:
    assert values_of(form, keys) == [1, 2]


@pytest.mark.parametrize(
    "value",
    [
        "value: {a: {1: 1, 2: 2}, b: {1: 3, 2: 4}}",
        "value: [[1, 2], [3, 4]]",
        "value: {a: [1, 2], b: {2: 4, 1: 3}}",
        "value: [{1: 1, 2: 2}, [3, 4]]",
        'value: {"a,1": 1, "a, 2": 2, "(b, 1)": 3, "(b, 2)": 4}',
        'value: {"a,1": 1, "a,2": 2, b: [3, 4]}',
        "rows: [[a, 1, 1], [b, 1, 3], [a, 2, 2], [b, 2, 4]]",
        "rows: [[[a, 1], 1], ['a,2', 2], [b, '1', 3], [b, 2, 4]]",
    ],
)
def test_two_levels(value: str) -> None:
    assert values_of(f"{{over: [S, T], {value}}}", S_T) == [1, 2, 3, 4]
    assert values_of(f"{{for: 'i in S, j in T', {value}}}", S_T) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "value",
    [
        'value: {"a,b": 1, "b,c": 2, "a,c": 3}',
        'value: {"(a, b)": 1, "[b,c]": 2, a: {c: 3}}',
        "value: {a: {b: 1, c: 3}, b: {c: 2}}",
        "value: [1, 2, 3]",
        "rows: [[a, b, 1], [[a, c], 3], ['b,c', 2]]",
    ],
)
def test_members_that_are_tuples(value: str) -> None:
    assert values_of(f"{{over: Arc, {value}}}", PAIRS) == [1, 2, 3]
    assert values_of(f"{{for: '(i, j) in Arc', {value}}}", ARCS) == [1, 2, 3]
    assert values_of(f"{{for: '(i, j) in Arc', {value}}}", PAIRS) == [1, 2, 3]


def test_tuples_beside_other_ranges() -> None:
    keys: list[Key] = [(arc, t) for arc in ARCS for t in (1, 2)]
    flat: list[Key] = [(*arc, t) for arc in ARCS for t in (1, 2)]
    nested = '{"a,b": [1, 2], "b,c": {1: 3, 2: 4}, a: {c: [5, 6]}}'
    assert values_of(f"{{over: [Arc, T], value: {nested}}}", keys) == [1, 2, 3, 4, 5, 6]
    assert values_of(f"{{for: '(i, j) in Arc, t in T', value: {nested}}}", flat) == [1, 2, 3, 4, 5, 6]
    assert values_of("{for: '(i, j) in Arc, t in T', value: [[1, 2], [3, 4], [5, 6]]}", flat) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


def test_members_with_commas_and_dots() -> None:
    keys: list[Key] = [("New York, NY", "St. Louis")]
    assert values_of('{over: [S, T], value: {"New York, NY": {"St. Louis": 1}}}', keys) == [1]
    assert values_of('{over: [S, T], rows: [["New York, NY", St. Louis, 1]]}', keys) == [1]


def test_rows_are_found_by_their_key() -> None:
    keyed = table_from_rows("t", [{"name": "a"}, {"name": "b"}], "name")
    assert values_of("{over: S, value: {a: 1, b: 2}}", [(row,) for row in keyed.rows]) == [1, 2]
    plain = table_from_rows("t", [{"x": 1}, {"x": 1}])
    assert values_of('{over: S, value: {"t[1]": 1, "t[2]": 2}}', [(row,) for row in plain.rows]) == [1, 2]


def test_dates_truth_values_and_fractions_as_keys() -> None:
    keys: list[Key] = [(dt.date(2026, 3, 16),), (Fraction(1, 2),), (True,)]
    assert values_of("{over: S, value: {2026-03-16: 1, 0.50: 2, true: 3}}", keys) == [1, 2, 3]
    assert values_of("{over: S, rows: [[2026-03-16, 1], [0.5, 2], [true, 3]]}", keys) == [1, 2, 3]


# -- missing and extra keys --------------------------------------------------------------------------


def test_a_misspelled_key_is_told_once() -> None:
    values, (extra,) = read("{over: S, value: {bread: 1, caek: 2}}", [("bread",), ("cake",)])
    assert values == [1]
    assert (extra.code, extra.element, extra.did_you_mean) == ("extra-key", "parameters.p.value.caek", "cake")


@pytest.mark.parametrize(
    ("form", "codes"),
    [
        ("{over: S, value: {a: 1}}", [("missing-key", "value")]),
        ("{over: S, value: [1]}", [("missing-key", "value")]),
        ("{over: S, value: [1, 2, 3]}", [("extra-key", "value.3")]),
        ("{over: S, value: {a: 1, b: 2, c: 3}}", [("extra-key", "value.c")]),
        ("{over: S, rows: [[a, 1]]}", [("missing-key", "rows")]),
        ("{over: S, rows: [[a, 1], [b, 2], [c, 3]]}", [("extra-key", "rows.3")]),
        ("{over: S, rows: [[a, 1], [b, 2], [a, 3]]}", [("duplicate-key", "rows.3")]),
        ("{over: S, rows: [[a, 1], [b, 2], [a, 1]]}", []),
        ("{over: S, rows: [[a, 1], [b, 2], [a]]}", [("bad-row", "rows.3")]),
        ("{over: S, rows: [[a, 1], [b, 2], []]}", [("bad-row", "rows.3")]),
        ("{over: S, rows: [[a, 1], [b, 2], [a, b, 3]]}", [("bad-row", "rows.3")]),
        ("{over: S, value: 1}", [("type-mismatch", "value")]),
        ("{over: S, value: {a: 1, b: null}}", [("type-mismatch", "value.b")]),
        ("{over: S, value: {a: 1, b: {c: 2}}}", [("type-mismatch", "value.b")]),
        ("{over: S, value: {a: [1], b: 2}}", [("type-mismatch", "value.a")]),
        ("{over: S, rows: [[a, 1], [b, [2]]]}", [("type-mismatch", "rows.2")]),
        ("{over: S, value: {a: 1, b: '= 2 + 2'}}", [("type-mismatch", "value.b")]),
    ],
)
def test_keys_that_do_not_fit(form: str, codes: list[tuple[str, str]]) -> None:
    assert codes_of(form, S) == codes


def test_a_scalar_is_no_mapping() -> None:
    assert codes_of("{value: {a: 1}}", [()]) == [("type-mismatch", "value")]
    assert codes_of("{value: [1]}", [()]) == [("type-mismatch", "value")]


@pytest.mark.parametrize("value", ["value: {a: 1}", "value: [1]", "rows: [[a, 1]]"])
def test_sparse_fills_what_is_missing(value: str) -> None:
    assert values_of(f"{{over: S, {value}, sparse: 0}}", S) == [1, 0]
    assert values_of(f"{{over: S, {value}, sparse: '08:00'}}", S) == [1, 480]


def test_sparse_does_not_excuse_extra_keys() -> None:
    assert codes_of("{over: S, value: {c: 1}, sparse: 0}", S) == [("extra-key", "value.c")]


def test_many_findings_of_one_kind_are_summed_up() -> None:
    keys: list[Key] = [(f"m{k}",) for k in range(100)]
    _, findings = read("{over: S, value: {}}", keys)
    assert len(findings) == 5
    assert findings[-1].message.endswith("(and 95 more like this)")


def test_an_empty_index_takes_empty_data() -> None:
    assert values_of("{over: S, value: {}}", []) == []
    assert values_of("{over: S, value: []}", []) == []
    assert values_of("{over: S, rows: []}", []) == []
    assert codes_of("{over: S, value: {a: 1}}", []) == [("extra-key", "value.a")]


# -- conditions and dependent ranges -----------------------------------------------------------------


def test_a_condition_leaves_keys_out() -> None:
    keys = [key for key in S_T if key != ("a", 1)]
    form = "{for: 'i in S, t in T if i == 'b' or t == 2', value: {a: {2: 1}, b: [2, 3]}}".replace(
        "'b'", "''b''"
    )
    assert values_of(form, keys) == [1, 2, 3]
    extra = form.replace("{2: 1}", "{1: 0, 2: 1}")
    assert codes_of(extra, keys) == [("extra-key", "value.a.1")]


def test_a_list_covers_what_is_left_or_the_whole_set() -> None:
    keys = [key for key in S_T if key != ("a", 1)]
    whole = read("{over: [S, T], value: {a: [9, 1], b: [2, 3]}}", keys, levels=[["a", "b"], [1, 2]])
    assert whole == ([1, 2, 3], ())
    left = read("{over: [S, T], value: {a: [1], b: [2, 3]}}", keys, levels=[["a", "b"], [1, 2]])
    assert left == ([1, 2, 3], ())


def test_an_empty_branch_of_a_member_that_was_left_out() -> None:
    keys: list[Key] = [("b", 1)]
    assert read("{over: [S, T], value: {a: {}, b: [1]}}", keys, levels=[["a", "b"], [1]]) == ([1], ())
    _, (finding,) = read("{over: [S, T], value: {c: {}, b: [1]}}", keys, levels=[["a", "b"], [1]])
    assert finding.code == "extra-key"


def test_dependent_ranges() -> None:
    keys: list[Key] = [("a", "x"), ("b", "y"), ("b", "z")]
    assert values_of("{for: 'i in S, j in T', value: {a: {x: 1}, b: [2, 3]}}", keys) == [1, 2, 3]


# -- expressions inside data -------------------------------------------------------------------------


def test_texts_that_compute() -> None:
    def compute(expr: s.Expr, key: Key) -> Value:
        assert isinstance(expr, s.Sum)
        return len(expr.terms) * 100 + (key[1] if isinstance(key[1], int) else 0)

    form = "{for: 'i in S, t in T', value: {a: ['= t + 1', 2], b: [3, '= t + t + t']}}"
    assert read(form, S_T, compute=compute) == ([201, 2, 3, 302], ())
    rows = "{for: 'i in S, t in T', rows: [[a, 1, '= t + 1'], [a, 2, 2], [b, 1, 3], [b, 2, 4]]}"
    assert read(rows, S_T, compute=compute) == ([201, 2, 3, 4], ())


def test_a_fault_while_computing_names_its_key() -> None:
    def compute(expr: s.Expr, key: Key) -> Value:
        raise ExpressionError("no", code="bad-index", column=3)

    _, (finding,) = read("{over: S, value: {a: 1, b: '= 1 + 1'}}", S, compute=compute)
    assert (finding.code, finding.element, finding.column) == ("bad-index", "parameters.p.value.b", 3)


# -- tables ------------------------------------------------------------------------------------------

DEMAND = table_from_rows(
    "t",
    [{"city": "a", "week": 1, "n": 5}, {"city": "b", "week": 2, "n": 7}, {"city": "z", "week": 1, "n": 9}],
)


def test_a_column_keyed_by_others() -> None:
    form = "{over: [S, T], table: t, key: [city, week], column: n, sparse: 0}"
    assert values_of(form, S_T, tables={"t": DEMAND}) == [5, 0, 0, 7]


def test_missing_rows_and_fields_are_missing_keys() -> None:
    _, findings = read("{over: [S, T], table: t, key: [city, week], column: n}", S_T, tables={"t": DEMAND})
    assert [(f.code, f.element) for f in findings] == [("missing-key", "parameters.p.table")] * 2
    gap = table_from_rows("t", [{"k": "a", "n": 1}, {"k": "b"}])
    _, (finding,) = read("{over: S, table: t, key: k, column: n}", S, tables={"t": gap})
    assert "'b'" in finding.message


def test_two_rows_with_one_key() -> None:
    twice = table_from_rows("t", [{"k": "a", "n": 1}, {"k": "b", "n": 2}, {"k": "a", "n": 3}])
    _, (finding,) = read("{over: S, table: t, key: k, column: n}", S, tables={"t": twice})
    assert finding.code == "duplicate-key"


@pytest.mark.parametrize(
    ("form", "part", "hint"),
    [
        ("{over: [S, T], table: t, key: [city, weak], column: n}", "key", "week"),
        ("{over: [S, T], table: t, key: [city, week], column: cities}", "column", "city"),
        ("{over: [S, T], table: t, key: city, column: n}", "key", None),
    ],
)
def test_columns_that_are_not_there(form: str, part: str, hint: str | None) -> None:
    _, (finding,) = read(form, S_T, tables={"t": DEMAND})
    assert (finding.element, finding.did_you_mean) == (f"parameters.p.{part}", hint)


def test_a_table_that_was_not_loaded() -> None:
    _, (finding,) = read("{over: S, table: t, key: a, column: b}", S)
    assert finding.element == "parameters.p.table"


# -- against an oracle -------------------------------------------------------------------------------


@settings(deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_any_mixture_of_mappings_and_lists(sizes: list[int], random_: random.Random) -> None:
    levels: list[list[Value]] = [
        [f"{'pqr'[k]}{i}" if k % 2 else i for i in range(size)] for k, size in enumerate(sizes)
    ]
    keys: list[Key] = [tuple(key) for key in product(*levels)]
    wanted = {key: random_.randint(0, 99) for key in keys}

    def build(prefix: Key) -> Data:
        if len(prefix) == len(levels):
            return wanted[prefix]
        members = levels[len(prefix)]
        if random_.random() < 0.5:
            return [build((*prefix, member)) for member in members]
        shuffled = random_.sample(members, len(members))
        return {str(member): build((*prefix, member)) for member in shuffled}

    index = tuple(s.Range(f"#{k + 1}", s.Name(f"S{k}")) for k in range(len(levels)))
    parameter = Parameter(name="p", index=index, value=GivenValue(data=build(())))
    assert parameter_values(parameter, keys, {}) == (wanted, ())

"""The whole way from a file, a text or plain data, with bases, tables and values from outside."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as given_
from hypothesis import settings
from hypothesis import strategies as st

from certiplan.errors import DataError, DocumentError, UsageError
from certiplan.model import loading
from certiplan.model.elements import ComputedValue, GivenValue
from certiplan.model.loading import LoadedDocument, load_elements
from certiplan.model.values import Table
from certiplan.model.yaml_text import Data

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

TEXT = """
certiplan: 1
title: Flights
requirements: {r: {assume: The budget is a guess.}}
data:
  flights: {file: flights.csv, key: number}
sets:
  Flight: {table: flights}
parameters:
  budget: {value: 100, from: r}
  origin: {value: "10001"}
  people: {ask: How many?, between: [1, 8]}
  seats: {over: [Flight], value: {F1: 3}, sparse: 1}
variables: {fly: {over: [Flight], type: binary}}
constraints: {cheap: {that: "sum(f.price * fly[f] for f in Flight) <= budget"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "flights.csv").write_text("number,price\nF1,10\nF2,12.5\n", encoding="utf-8")
    return tmp_path


def given(loaded: LoadedDocument, name: str) -> object:
    value = loaded.elements.parameters[name].value
    assert isinstance(value, GivenValue)
    return value.data


def test_a_file_with_its_tables(folder: Path) -> None:
    loaded = load_elements(folder / "model.yaml")
    assert loaded.elements.title == "Flights"
    assert loaded.tables["flights"].columns["price"] == [10, Fraction(25, 2)]
    assert loaded.path == folder / "model.yaml"
    assert loaded.diagnostics == ()
    assert loaded.elements.lines["parameters", "budget"] == 10
    assert load_elements(str(folder / "model.yaml")).data == loaded.data


def test_a_file_may_begin_with_a_byte_order_mark(folder: Path) -> None:
    (folder / "model.yaml").write_text(TEXT, encoding="utf-8-sig")
    assert load_elements(folder / "model.yaml").elements.title == "Flights"


def test_a_text_and_plain_data_with_passed_tables() -> None:
    table = Table(
        "flights", {"number": ["F1"], "price": [1]}, {"number": "text", "price": "number"}, "number"
    )
    one = load_elements(TEXT, tables={"flights": table})
    two = load_elements(TEXT, tables={"flights": [{"number": "F1", "price": 1}]})
    assert one.tables["flights"] is table
    assert two.tables["flights"].columns == {"number": ["F1"], "price": [1]}
    assert isinstance(one.data, Mapping)
    assert load_elements(one.data, tables={"flights": table}).elements.parameters == one.elements.parameters


def test_python_data_is_exact() -> None:
    loaded = load_elements(
        {"certiplan": 1, "parameters": {"p": {"value": 0.1}, "q": {"value": 1e-7}}, "sets": {"S": (1, 2)}}
    )
    assert (given(loaded, "p"), given(loaded, "q")) == (Fraction(1, 10), Fraction(1, 10**7))


@pytest.mark.parametrize("value", [float("inf"), float("nan"), object(), {1, 2}])
def test_what_a_document_cannot_hold(value: object) -> None:
    with pytest.raises(UsageError):
        load_elements({"certiplan": 1, "parameters": {"p": {"value": value}}})


def test_json_text() -> None:
    loaded = load_elements('{"certiplan": 1, "parameters": {"p": {"value": 0.1}}}')
    assert given(loaded, "p") == Fraction(1, 10)


def test_the_shared_travel_model_loads() -> None:
    path = SHARED / "examples" / "travel_model.yaml"
    if not path.is_file():
        pytest.skip("needs ../shared/examples/travel_model.yaml")
    loaded = load_elements(path)
    assert loaded.diagnostics == ()
    assert len(loaded.tables) == 7
    again = load_elements(
        path, set_values={"budget": "1500.50"}, tables={"hotels": [{"name": "Ritz", "price": 9.5}]}
    )
    assert given(again, "budget") == Fraction(3001, 2)
    assert again.tables["hotels"].columns["price"] == [Fraction(19, 2)]


# -- files that cannot be used -----------------------------------------------------------------------


def test_a_missing_file_names_the_nearest(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"modle\.yaml; did you mean .*model\.yaml"):
        load_elements(folder / "modle.yaml")


def test_a_folder_is_no_document(folder: Path) -> None:
    with pytest.raises(UsageError, match="folder"):
        load_elements(folder)


def test_other_encodings_name_the_byte(folder: Path) -> None:
    (folder / "model.yaml").write_bytes(b"certiplan: 1\ntitle: Z\xfcrich\n")
    with pytest.raises(UsageError, match="byte 21"):
        load_elements(folder / "model.yaml")


def test_a_file_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_CHARACTERS", 10)
    with pytest.raises(UsageError, match="may have 10"):
        load_elements(folder / "model.yaml")


def test_a_path_with_a_null_character() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_elements("a\0b")


@pytest.mark.parametrize("text", ["a: [\nb", "certiplan: 1\nsets: {S: 3}\n", "- 1\n- 2\n", "{}", "\n"])
def test_what_is_no_document(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load_elements(text)
    assert caught.value.diagnostics


def test_every_finding_is_in_the_error(folder: Path) -> None:
    text = (
        TEXT.replace("<= budget", "<= budgte")
        .replace("key: number", "key: nummer")
        .replace("from: r", "from: q")
    )
    with pytest.raises(DocumentError) as caught:
        load_elements(text)
    assert {fault.element for fault in caught.value.diagnostics} >= {
        "constraints.cheap.that",
        "parameters.budget.from",
    }
    (folder / "model.yaml").write_text(TEXT.replace("key: number", "key: nummer"), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        load_elements(folder / "model.yaml")
    (fault,) = caught.value.diagnostics
    assert (fault.element, fault.line, fault.did_you_mean) == ("data.flights.key", 6, "number")


def test_faults_of_meaning_are_told_beside_those_of_reading() -> None:
    text = """
certiplan: 1
sets: {S: [a, b], T: [a, a]}
parameters: {n: {over: [S], value: {a: 1, c: 2}}, m: {value: "= 1 +"}, k: {ask: How much?}}
variables: {x: {over: [S]}, y: {over: [T]}}
constraints:
  c1: {that: "x['q'] <= 1"}
  c2: {that: "y['a'] + m + k + n['a'] <= x['zz']"}
  c3: {that: "x['a'] + nosuch <= 1"}
"""
    with pytest.raises(DocumentError) as caught:
        load_elements(text)
    assert {fault.element.split(".")[1] for fault in caught.value.diagnostics} == {"T", "n", "m", "c1", "c3"}


def test_a_broken_table_file_names_its_line(folder: Path) -> None:
    (folder / "flights.csv").write_text("number,price\nF1\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"flights\.csv, line 2"):
        load_elements(folder / "model.yaml")


def test_warnings_come_with_the_document() -> None:
    loaded = load_elements("certiplan: 1\nrequirements: {r: {assume: x}}\n", tables={"t": []})
    assert [finding.code for finding in loaded.diagnostics] == [
        "requirement-without-constraint",
        "unused-table",
    ]


# -- values from outside -----------------------------------------------------------------------------


def load_text(**values: str | int | float) -> LoadedDocument:
    return load_elements(TEXT, tables={"flights": [{"number": "F1", "price": 1}]}, set_values=values)


@pytest.mark.parametrize(
    ("name", "value", "data"),
    [
        ("budget", "12.50", Fraction(25, 2)),
        ("budget", 0.1, Fraction(1, 10)),
        ("budget", "2026-03-16", "2026-03-16"),
        ("budget", "Rome", "Rome"),
        ("budget", "true", True),
        ("origin", "20002", "20002"),
        ("people", "4", 4),
    ],
)
def test_values_that_are_set(name: str, value: str | float, data: object) -> None:
    assert given(load_text(**{name: value}), name) == data


def test_an_expression_can_be_set() -> None:
    assert isinstance(load_text(people="= budget / 10").elements.parameters["people"].value, ComputedValue)


def test_unknown_names_and_indexed_parameters_cannot_be_set() -> None:
    with pytest.raises(UsageError, match="did you mean 'budget'"):
        load_text(budgte=3)
    with pytest.raises(UsageError, match="indices"):
        load_text(seats=3)


# -- bases -------------------------------------------------------------------------------------------


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_on_a_base(folder: Path) -> None:
    write(folder, "cheaper.yaml", "certiplan: 1\nbase: model.yaml\nset: {parameters.budget.value: 50}\n")
    path = write(folder, "last.yaml", "base: cheaper.yaml\ntitle: Last\nremove: [constraints.cheap]\n")
    loaded = load_elements(path)
    assert loaded.elements.title == "Last"
    assert given(loaded, "budget") == 50
    assert loaded.elements.constraints == {}
    assert isinstance(loaded.data, Mapping) and "base" not in loaded.data


def test_tables_lie_beside_the_base_that_names_them(folder: Path) -> None:
    (folder / "below").mkdir()
    for name in ("model.yaml", "flights.csv"):
        (folder / name).rename(folder / "below" / name)
    path = write(folder, "top.yaml", "base: below/model.yaml\n")
    assert len(load_elements(path).tables["flights"]) == 2


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("base: nowhere.yaml\n", "base"),
        ("base: ../model.yaml\n", "base"),
        ("base: 3\n", "base"),
        ("base: again.yaml\n", "base"),
        ("base: model.yaml\nconstraints: {}\n", "constraints"),
        ("base: model.yaml\nset: {parameters.x.value: 1}\n", "set.parameters.x.value"),
        ("base: model.yaml\nset: {constraints.cheap.that: '1 +'}\n", "constraints.cheap.that"),
    ],
)
def test_bases_that_do_not_fit(folder: Path, text: str, element: str) -> None:
    path = write(folder, "again.yaml", text)
    with pytest.raises(DocumentError) as caught:
        load_elements(path)
    assert [fault.element for fault in caught.value.diagnostics] == [element]


def test_a_base_needs_a_folder() -> None:
    with pytest.raises(DocumentError, match="no folder"):
        load_elements({"base": "model.yaml"})


# -- anything else ends in an error of ours ----------------------------------------------------------

WHOLE: dict[str, Data] = {
    "certiplan": 1,
    "request": ["at most ten hours"],
    "requirements": {"r1": {"quote": "ten hours", "priority": 3}, "a1": {"assume": "whole loaves"}},
    "data": {"t": {"columns": ["k", "n", "d"], "rows": [["x", 1, "2026-03-16"], ["y", 2, None]], "key": "k"}},
    "sets": {
        "P": ["bread", "cake"],
        "D": "1..days",
        "R": {"table": "t", "where": "row.n > 0"},
        "V": {"for": "d in D", "values": "k for k in D if k <= d"},
    },
    "parameters": {
        "days": {"value": 2},
        "hours": {"over": ["P"], "value": {"bread": Fraction(1, 2), "cake": 2}, "unit": "hour"},
        "amount": {"over": ["R"], "table": "t", "key": ["k"], "column": "n"},
        "double": {"for": "d in D", "value": "= 2 * d"},
        "oven": {"value": 10, "from": "r1", "unit": "hour", "negotiable": {"direction": "up", "cost": 1}},
    },
    "variables": {
        "make": {"over": ["P", "D"], "type": "integer", "lower": 0, "upper": 9, "from": "a1"},
        "pick": {"for": "d in D", "type": "choice", "of": "R"},
        "bake": {"over": ["P"], "type": "interval", "length": 2, "end": [0, 9]},
    },
    "define": {"total": {"value": "sum(make[p, d] for p in P for d in D)", "show": True}},
    "constraints": {
        "c": {
            "for": "d in D if d > 1",
            "that": "sum(hours[p] * make[p, d] for p in P) <= oven",
            "from": "r1",
        },
        "d": {"that": "no_overlap(bake[p] for p in P)", "soft": {"weight": 2, "by": "count"}},
        "e": {"for": "d in D", "that": "amount[pick[d]] >= d"},
    },
    "objective": [{"maximize": "total", "slack": 0}, {"minimize": "penalty"}],
}
_ODD: list[Data] = [
    None,
    True,
    0,
    -1,
    Fraction(1, 3),
    "",
    "x",
    "= x",
    "P",
    "make",
    "1..2",
    "i in P",
    "P[1]",
    [],
    ["P"],
    {},
    {"a": 1},
]


def _places(data: Data, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts: list[tuple[str | int, Data]] = []
    if isinstance(data, dict):
        parts.extend(data.items())
    elif isinstance(data, list):
        parts.extend(enumerate(data))
    return [path, *(place for step, part in parts for place in _places(part, (*path, step)))]


def _changed(data: Data, path: tuple[str | int, ...], value: Data) -> Data:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, dict):
        return {key: _changed(part, rest, value) if key == step else part for key, part in data.items()}
    assert isinstance(data, list)
    return [_changed(part, rest, value) if place == step else part for place, part in enumerate(data)]


def test_the_document_to_be_broken_is_whole() -> None:
    assert load_elements(WHOLE).diagnostics == ()


@settings(deadline=None, derandomize=True, max_examples=150)
@given_(
    st.lists(st.tuples(st.sampled_from(_places(WHOLE)[1:]), st.sampled_from(_ODD)), min_size=1, max_size=2)
)
def test_a_broken_document_is_told_so(changes: list[tuple[tuple[str | int, ...], Data]]) -> None:
    data: Data = WHOLE
    for path, value in changes:
        if path in _places(data):
            data = _changed(data, path, value)
    assert isinstance(data, dict)
    try:
        load_elements(data)
    except DocumentError as error:
        assert any(finding.severity == "error" for finding in error.diagnostics)
        assert all(finding.message and finding.element for finding in error.diagnostics)

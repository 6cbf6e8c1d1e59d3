"""Tables from files, inline rows and applications: types, keys, missing fields, and what is refused."""

from __future__ import annotations

import builtins
import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certiplan.errors import DataError
from certiplan.model import table_files
from certiplan.model.columns import Column, column_of_texts
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.document import TableData
from certiplan.model.tables import load_tables, table_from_rows
from certiplan.model.values import MISSING, FieldType, FieldValue, Table
from certiplan.model.yaml_text import Data


def load(
    data: TableData,
    directory: Path | None = None,
    given: Table | Sequence[Mapping[str, object]] | None = None,
) -> tuple[Table | None, tuple[Diagnostic, ...]]:
    tables, findings = load_tables(
        {"t": data}, directory=directory, given={} if given is None else {"t": given}
    )
    return tables.get("t"), findings


def table_of(data: TableData, directory: Path | None = None) -> Table:
    table, findings = load(data, directory)
    assert findings == ()
    assert table is not None
    return table


def csv_table(tmp_path: Path, text: str, data: TableData | None = None) -> Table:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8", newline="")
    return table_of(data or TableData(file="t.csv"), tmp_path)


def fault_of(data: TableData, directory: Path | None = None) -> Diagnostic:
    table, findings = load(data, directory)
    assert table is None and len(findings) == 1, findings
    return findings[0]


# -- CSV ---------------------------------------------------------------------------------------------


def test_the_types_of_csv_columns(tmp_path: Path) -> None:
    table = csv_table(
        tmp_path,
        "\ufeffid,price,zip,when,dep,open,tags,empty\r\n"
        'F1,12.50,00501,2026-03-16,08:30,true,"[""a"",""b, c""]",\r\n'
        '"F,2",-3,10001,2026-03-17,23:05,False,[],\r\n'
        ",,,,,,,\r\n",
    )
    assert dict(table.types) == {
        "id": "text",
        "price": "number",
        "zip": "text",
        "when": "date",
        "dep": "time",
        "open": "bool",
        "tags": "list",
    }
    assert [row.field("id") for row in table.rows] == ["F1", "F,2", MISSING]
    assert table.columns["price"] == [Fraction(25, 2), -3, MISSING]
    assert table.columns["zip"] == ["00501", "10001", MISSING]
    assert table.columns["when"] == [dt.date(2026, 3, 16), dt.date(2026, 3, 17), MISSING]
    assert table.columns["dep"] == [510, 1385, MISSING]
    assert table.columns["open"] == [True, False, MISSING]
    assert table.columns["tags"] == [("a", "b, c"), (), MISSING]
    assert list(table.columns["empty"]) == [MISSING] * 3


@pytest.mark.parametrize(
    ("texts", "type_"),
    [
        (["1", "2.5", "1e3"], "number"),
        (["0", "0.5", "-0"], "number"),
        (["1", "x"], "text"),
        (["01", "2"], "text"),
        (["-01"], "text"),
        (["+1"], "text"),
        (["1_000"], "text"),
        (["١"], "text"),
        (["nan"], "text"),
        (["1e999"], "text"),
        (["9" * 5000], "text"),
        (["true", "FALSE"], "bool"),
        (["true", "yes"], "text"),
        (["2026-03-16", "2026-13-01"], "text"),
        (["08:30", "8:30", "24:00"], "time"),
        (["08:30", "25:00"], "text"),
        (['["a"]', "[1]"], "text"),
        (["[" * 100_000], "text"),
        (["a", " a"], "text"),
    ],
)
def test_a_column_has_the_first_type_that_all_fields_fit(texts: list[str], type_: FieldType) -> None:
    column = column_of_texts(texts, None)
    assert isinstance(column, Column) and column.type == type_


def test_line_breaks_and_quotation_marks_in_fields(tmp_path: Path) -> None:
    table = csv_table(tmp_path, 'a,b\n"x\ny","say ""hi"""\n\n1,2\n')
    assert table.columns == {"a": ["x\ny", "1"], "b": ['say "hi"', "2"]}


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    table = csv_table(tmp_path, "a,b\n")
    assert len(table) == 0 and list(table.columns) == ["a", "b"] and table.types == {}


def test_many_blank_lines_end_nothing(tmp_path: Path) -> None:
    assert len(csv_table(tmp_path, "a\n" + "\n" * 3000 + "1\n")) == 1


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a,b\n1,2\n1\n", 3, "1 fields"),
        ('a,b\n1,2\n"x\ny",3\n1,2,3\n', 5, "3 fields"),
        ("a,b,a\n", 1, "'a'"),
        ("", 1, "empty"),
        ("\n\n", 1, "empty"),
        ('a,b\n1,"x\n', 2, "CSV"),
        ('a,b\n1,"x"y\n', 2, "CSV"),
    ],
)
def test_csv_faults_name_path_and_line(tmp_path: Path, text: str, line: int, part: str) -> None:
    with pytest.raises(DataError) as caught:
        csv_table(tmp_path, text)
    assert caught.value.path == tmp_path / "t.csv"
    assert caught.value.line is not None and caught.value.line >= line
    assert part in str(caught.value)


def test_what_is_not_utf8_is_named_by_byte_and_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a\nx\n\xe4\n")
    with pytest.raises(DataError, match="byte 4") as caught:
        load(TableData(file="t.csv"), tmp_path)
    assert caught.value.line == 3


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "MAX_BYTES", 3)
    with pytest.raises(DataError, match="at most 3"):
        csv_table(tmp_path, "a\n1\n")


@settings(deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=6),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_csv_written_by_others_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["a", "b"], *rows])
    raw = table_files._read_csv(Path("t.csv"), text.getvalue())
    assert [list(fields) for fields in raw.columns.values()] == [[row[k] for row in rows] for k in (0, 1)]


# -- where files may lie -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    ["../t.csv", "a/../../t.csv", "/etc/passwd", "C:\\t.csv", "\\t.csv", "..\\t.csv", "", " ", "a\0b.csv"],
)
def test_files_stay_in_the_documents_folder(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    fault = fault_of(TableData(file=file), folder)
    assert (fault.code, fault.element) == ("bad-path", "data.t.file")


def test_a_link_does_not_lead_out_either(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    (folder / "t.csv").symlink_to(tmp_path / "t.csv")
    assert fault_of(TableData(file="t.csv"), folder).code == "bad-path"


def test_a_file_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "t.csv").write_text("a\n1\n", encoding="utf-8")
    assert len(table_of(TableData(file="data/t.csv"), tmp_path)) == 1


def test_a_file_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "flights.csv").write_text("a\n", encoding="utf-8")
    fault = fault_of(TableData(file="fligths.csv"), tmp_path)
    assert (fault.code, fault.did_you_mean) == ("file-not-found", "flights.csv")


def test_without_a_folder_there_are_no_files() -> None:
    assert fault_of(TableData(file="t.csv")).code == "bad-path"


def test_kinds_of_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "t.xls").write_text("a", encoding="utf-8")
    with pytest.raises(DataError, match=r"\.csv"):
        load(TableData(file="t.xls"), tmp_path)


# -- JSON lines and Parquet --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson", "t.json"])
def test_json_lines_have_their_own_types(tmp_path: Path, name: str) -> None:
    lines = ['{"a": 0.1, "b": "12", "d": "2026-03-16"}', "", '{"a": null, "c": ["x\u2028"], "b": "x"}']
    (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    table = table_of(TableData(file=name), tmp_path)
    assert {column: list(fields) for column, fields in table.columns.items()} == {
        "a": [Fraction(1, 10), MISSING],
        "b": ["12", "x"],
        "d": [dt.date(2026, 3, 16), MISSING],
        "c": [MISSING, ("x\u2028",)],
    }


def test_a_list_of_objects_is_json_too(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps([{"a": 1}, {"a": 2}], indent=1), encoding="utf-8")
    assert table_of(TableData(file="t.json"), tmp_path).columns["a"] == [1, 2]


@pytest.mark.parametrize(
    "text", ['{"a": 1}\n{"a": }', '{"a": 1}\n3', '{"a": 1}\n{"a": NaN}', '{"a": 1}\n{"a": 1e999}']
)
def test_json_faults_name_their_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load(TableData(file="t.jsonl"), tmp_path)
    assert caught.value.line == 2


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    columns = {
        "a": [0.1, None],
        "b": ["x", "y"],
        "c": [dt.datetime(2026, 3, 16), None],
        "d": [["p"], []],
        "e": [Decimal("1.10"), Decimal("2")],
        "f": [True, None],
    }
    pq.write_table(pa.table(columns), tmp_path / "t.parquet")
    table = table_of(TableData(file="t.parquet", key="b"), tmp_path)
    assert table.columns["a"] == [Fraction(1, 10), MISSING]
    assert table.columns["c"] == [dt.date(2026, 3, 16), MISSING]
    assert table.columns["d"] == [("p",), ()]
    assert table.columns["e"] == [Fraction(11, 10), 2]
    assert table.columns["f"] == [True, MISSING]


def test_what_is_not_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(DataError, match="Parquet"):
        load(TableData(file="t.parquet"), tmp_path)


def test_without_pyarrow_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return original(name, *rest)  # type: ignore[arg-type]

    (tmp_path / "t.parquet").write_bytes(b"")
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DataError, match=r"pip install 'certiplan\[parquet\]'"):
        load(TableData(file="t.parquet"), tmp_path)


# -- inline rows -------------------------------------------------------------------------------------


def inline(columns: list[str], rows: list[list[Data]], **more: object) -> TableData:
    return TableData.model_validate({"columns": columns, "rows": rows, **more})


def test_inline_rows() -> None:
    table = table_of(inline(["a", "b", "c"], [[1, "08:30", None], [Fraction(1, 2), "09:00", ["x"]]]))
    assert table.columns == {"a": [1, Fraction(1, 2)], "b": [510, 540], "c": [MISSING, ("x",)]}
    assert dict(table.types) == {"a": "number", "b": "time", "c": "list"}


def test_texts_in_inline_rows_are_no_numbers() -> None:
    assert table_of(inline(["a"], [["12"]])).columns["a"] == ["12"]


def test_rows_of_the_wrong_length_are_all_told() -> None:
    table, findings = load(inline(["a", "b"], [[1], [1, 2], [1, 2, 3]]))
    assert table is None
    assert [f.message[:5] for f in findings] == ["row 1", "row 3"]


def test_a_column_twice() -> None:
    assert fault_of(inline(["a", "a"], [])).code == "duplicate-name"


def test_fields_of_different_types() -> None:
    fault = fault_of(inline(["a"], [[1], ["x"]]))
    assert "row 2, column 'a': 'x' is not a number" in fault.message
    assert "types" in str(fault.expected)


# -- rename, types, key ------------------------------------------------------------------------------


def test_rename_types_and_key(tmp_path: Path) -> None:
    data = TableData(
        file="t.csv",
        rename={"cost": "Average Cost"},
        types={"cost": "text", "n": "text", "d": "time"},
        key="n",
    )
    table = csv_table(tmp_path, "n,Average Cost,d\n1,2.50,8:30\n2,3,\n", data)
    assert table.columns == {"n": ["1", "2"], "cost": ["2.50", "3"], "d": [510, MISSING]}
    assert table.key == "n" and table.rows[0] == "1"


@pytest.mark.parametrize(
    ("more", "part", "hint"),
    [
        ({"rename": {"x": "prize"}}, "rename", "price"),
        ({"types": {"Price": "text"}}, "types", "price"),
        ({"key": "prices"}, "key", "price"),
    ],
)
def test_unknown_columns_name_the_nearest(more: dict[str, object], part: str, hint: str) -> None:
    fault = fault_of(inline(["price", "zz"], [[1, 2]], **more))
    assert (fault.code, fault.element, fault.did_you_mean) == ("unknown-name", f"data.t.{part}", hint)


def test_two_columns_of_one_name() -> None:
    assert fault_of(inline(["a", "b"], [[1, 2]], rename={"a": "b"})).code == "duplicate-name"


def test_columns_may_change_names() -> None:
    table = table_of(inline(["a", "b"], [[1, 2]], rename={"a": "b", "b": "a"}))
    assert table.columns == {"b": [1], "a": [2]}


@pytest.mark.parametrize(
    ("type_", "field"),
    [
        ("number", "x"),
        ("bool", "yes"),
        ("date", "16.3.2026"),
        ("time", "25:99"),
        ("list", "a, b"),
        ("list", "[1]"),
    ],
)
def test_a_field_that_does_not_fit_is_named_by_row_and_column(tmp_path: Path, type_: str, field: str) -> None:
    (tmp_path / "t.csv").write_text(f'k,a\n1,\n2,"{field}"\n', encoding="utf-8")
    fault = fault_of(TableData.model_validate({"file": "t.csv", "types": {"a": type_}}), tmp_path)
    assert (fault.code, fault.element) == ("type-mismatch", "data.t.types.a")
    assert "row 2 of t.csv (line 3), column 'a'" in fault.message and field in fault.message


def test_a_key_is_distinct_and_complete() -> None:
    twice = fault_of(inline(["a"], [["x"], ["y"], ["x"]], key="a"))
    assert twice.code == "bad-key" and "row 3" in twice.message and "row 1" in twice.message
    assert "row 2" in fault_of(inline(["a", "b"], [[1, 1], [None, 2]], key="a")).message


# -- what an application passes in -------------------------------------------------------------------


@dataclass
class Flight:
    number: str
    price: float
    departs: dt.time | None = None


def test_rows_of_an_application() -> None:
    table = table_from_rows(
        "flights", [Flight("F1", 0.1, dt.time(8, 30)), Flight("F2", float("nan"))], key="number"
    )
    assert table.columns == {
        "number": ["F1", "F2"],
        "price": [Fraction(1, 10), MISSING],
        "departs": [510, MISSING],
    }
    assert table.rows[1] == "F2"
    assert table_from_rows("t", [{"a": 1}, {"b": Decimal("0.5")}]).columns == {
        "a": [1, MISSING],
        "b": [MISSING, Fraction(1, 2)],
    }


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([{"a": 1}, {"a": "x"}], None),
        ([{"a": object()}], None),
        ([{"a": float("inf")}], None),
        ([{"a": dt.datetime(2026, 1, 1, 12)}], None),
        ([{"a": [1]}], None),
        ([{"a": 1}, {"a": 1}], "a"),
        ([{"a": 1}], "b"),
    ],
)
def test_rows_that_no_table_can_hold(rows: list[dict[str, object]], key: str | None) -> None:
    with pytest.raises(DataError):
        table_from_rows("t", rows, key)


def test_a_passed_table_replaces_the_documents() -> None:
    passed = Table("mine", {"a": [1]}, {"a": "number"})
    table, findings = load(TableData(file="nowhere.csv"), None, passed)
    assert table is passed and findings == ()


def test_rename_types_and_key_apply_to_passed_tables() -> None:
    data = TableData(file="x.csv", rename={"cost": "Cost"}, types={"dep": "time"}, key="n")
    rows: list[dict[str, object]] = [{"n": "x", "Cost": 1.5, "dep": "8:30"}]
    one, _ = load(data, None, rows)
    passed = Table(
        "mine",
        {"n": ["x"], "cost": [Fraction(3, 2)], "dep": [510]},
        {"n": "text", "cost": "number", "dep": "time"},
    )
    two, findings = load(data, None, passed)
    assert findings == () and one is not None and two is not None
    assert one.columns == two.columns == {"n": ["x"], "cost": [Fraction(3, 2)], "dep": [510]}
    assert one.key == two.key == "n"


def test_an_empty_passed_table_keeps_the_declared_columns() -> None:
    table, findings = load(inline(["a", "b"], [[1, 2]], types={"a": "number"}), None, [])
    assert findings == () and table is not None
    assert list(table.columns) == ["a", "b"] and len(table) == 0 and dict(table.types) == {"a": "number"}


def test_a_table_that_the_document_does_not_have() -> None:
    tables, (finding,) = load_tables({"flights": inline(["a"], [])}, directory=None, given={"flight": []})
    assert set(tables) == {"flights"}
    assert (finding.severity, finding.code, finding.did_you_mean) == ("warning", "unused-table", "flights")


@settings(deadline=None, derandomize=True)
@given(st.lists(st.none() | st.decimals(-(10**20), 10**20, places=3)))
def test_decimals_are_exact(numbers: list[Decimal | None]) -> None:
    column = column_of_texts(["" if n is None else f"{n:f}" for n in numbers], "number")
    wanted: list[FieldValue] = [MISSING if n is None else Fraction(n) for n in numbers]
    assert isinstance(column, Column) and list(column.values) == wanted

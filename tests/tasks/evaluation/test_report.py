from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from certiplan.errors import DataError
from certiplan.tasks.evaluation import Record, Selection, Settings, run_suite
from certiplan.tasks.evaluation.records import Journal
from certiplan.tasks.evaluation.report import (
    Report,
    Table,
    case_page,
    comparison,
    csv_tables,
    html_report,
    load_run,
    markdown,
    terminal,
)
from tests.tasks.evaluation.tiny_suites import Sums

NAME = "tests.tasks.evaluation.tiny_suites:SUMS"
EVIL = "<script>alert('x')</script> | **bold** <img src=http://e.example/x.png> =1+1"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("runs")
    first, second = root / "first", root / "second"
    kinds = ("right", "wrong", "raises", "right", "costs")
    run_suite(Sums(kinds=kinds), Settings(), directory=first, name=NAME)
    better = ("right", "right", "right", "wrong", "right")
    run_suite(Sums(kinds=better), Settings(seed=2, solver="z3"), directory=second, name=NAME)
    return first, second


def table(report: Report, name: str) -> Table:
    return next(each for each in report.tables if each.name == name)


def rows(report: Report, name: str) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table(report, name).rows}


def test_the_report_on_a_run(runs: tuple[Path, Path]) -> None:
    report = load_run(runs[0]).report()
    assert report.title.startswith("first: ") and report.title.endswith("5 cases")
    assert rows(report, "metrics")["final pass"][:3] == ("60.0%", "23.1–88.2%", "3 of 5")
    assert rows(report, "outcomes") == {
        "plan": ("settled", "4", "3"),
        "error": ("not settled", "1", "0"),
    }
    assert rows(report, "by_parity")["odd"][:3] == ("2", "50.0%", "50.0%")
    assert rows(report, "checks")["odd"][2] == "1 of 2"
    effort = rows(report, "effort")
    assert effort["calls of language models"] == ("1",)
    assert effort["cost"] == ("$1.00",)
    assert rows(report, "not_passed") == {
        "sum/1": ("plan", "sum: expected 2, found 3"),
        "sum/2": ("error", "sum: expected 4, found None"),
    }


def test_two_runs_are_compared_case_by_case(runs: tuple[Path, Path]) -> None:
    report = comparison(load_run(runs[0]), load_run(runs[1]))
    assert rows(report, "paired")["final pass"] == (
        "60.0%",
        "80.0%",
        "+20.0",
        "-53.3 to +93.3",
        "2",
        "1",
        "1.000",
    )
    differing = rows(report, "differing")
    assert list(differing) == ["sum/1", "sum/2", "sum/3"]
    assert differing["sum/3"] == ("A", "plan, passed", "plan, not passed", "sum: expected 6, found 7")
    assert rows(report, "settings") == {"seed": ("0", "2"), "solver": ("auto", "z3")}


def test_runs_of_other_cases_are_compared_where_they_meet(runs: tuple[Path, Path], tmp_path: Path) -> None:
    run_suite(Sums(kinds=("right",) * 9), Settings(), directory=tmp_path / "more", name=NAME)
    report = comparison(load_run(runs[0]), load_run(tmp_path / "more"))
    assert report.remarks == ("5 cases are in both runs and compared; 0 are only in A, 4 only in B.",)


def test_epochs_in_a_report(tmp_path: Path) -> None:
    suite = Sums(kinds=("even", "right"))
    run_suite(suite, Settings(), directory=tmp_path, selection=Selection(epochs=2), name=NAME)
    report = load_run(tmp_path).report()
    assert rows(report, "metrics")["final pass"][2] == "3 of 4"
    assert "2 epochs" in table(report, "metrics").note
    assert list(rows(report, "not_passed")) == ["sum/0 #1"]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    run_suite(Sums(kinds=("right", "wrong")), Settings(), directory=tmp_path, name=NAME)
    record = Record(
        case=f"evil {EVIL}",
        outcome="conflict",
        passed=False,
        text=EVIL,
        request={EVIL: EVIL},
        metadata={"kind": EVIL},
        verdicts={"sum": False, EVIL: False},
        why={"sum": EVIL},
        document=EVIL,
        conflict={"words": EVIL},
        diagnostics=(EVIL,),
        message=EVIL,
        trace=EVIL,
        error=EVIL,
        events=({"kind": "noticed", "words": EVIL},),
    )
    with Journal(tmp_path / "records.jsonl") as journal:
        journal.append(record)
    return tmp_path


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def pages(directory: Path) -> Iterator[str]:
    run = load_run(directory)
    evil = next(record for record in run.records if record.case.startswith("evil"))
    yield html_report(run.report(), pages=run.records)
    yield html_report(comparison(run, run), pages=run.records, label=EVIL)
    yield case_page(evil, title=EVIL)


def test_html_is_one_file_that_loads_and_runs_nothing(hostile: Path) -> None:
    for page in pages(hostile):
        tags = parsed(page)
        assert not {tag for tag, _ in tags.found} & {"script", "img", "link", "iframe", "b", "object"}
        for _, attributes in tags.found:
            assert not {name for name in attributes if name.startswith("on") or name == "src"}
            href = attributes.get("href")
            assert href is None or re.fullmatch(r"#case-\d+", href)
        assert "default-src 'none'" in page
        assert EVIL in " ".join(tags.text)


def test_html_links_lead_to_the_pages_of_failed_cases(hostile: Path) -> None:
    run = load_run(hostile)
    failed = [record for record in run.records if not record.passed]
    tags = parsed(html_report(run.report(), pages=failed))
    ids = {attributes["id"] for _, attributes in tags.found if "id" in attributes}
    links = [attributes["href"] for tag, attributes in tags.found if tag == "a"]
    assert len(links) == 2
    assert {str(link).removeprefix("#") for link in links} <= ids


def test_a_page_shows_the_whole_case(runs: tuple[Path, Path]) -> None:
    record = next(record for record in load_run(runs[0]).records if record.case == "sum/2")
    text = " ".join(parsed(case_page(record, title="first: sum/2")).text)
    for shown in ("How much is 2 and 2?", "ArithmeticError", "tiny_suites.py", "step_ended", "expected 4"):
        assert shown in text
    passed = next(record for record in load_run(runs[0]).records if record.case == "sum/0")
    assert "certiplan: 1" in case_page(passed, title="first: sum/0")


def test_markdown_reads_nothing_in_what_it_quotes(hostile: Path) -> None:
    text = markdown(load_run(hostile).report())
    assert "<script>" not in text and "\\<script\\>" in text
    assert "\\*\\*bold\\*\\*" in text
    widths: dict[str, set[int]] = {}
    for block in text.split("\n\n"):
        if block.startswith("|"):
            for line in block.splitlines():
                widths.setdefault(block, set()).add(len(re.findall(r"(?<!\\)\|", line)))
    assert widths and all(len(width) == 1 for width in widths.values())


def test_csv_holds_the_tables_and_no_formulas(hostile: Path) -> None:
    with Journal(hostile / "records.jsonl") as journal:
        journal.append(Record(case="=1+1", outcome="error", passed=False, message='a, "b"\nc'))
    report = load_run(hostile).report()
    tables = csv_tables(report)
    assert set(tables) == {each.name for each in report.tables}
    read = list(csv.reader(io.StringIO(tables["not_passed"])))
    assert read[0] == ["case", "outcome", "why"]
    assert ["'=1+1", "error", 'a, "b" c'] in read


def test_the_terminal_shows_what_it_quotes_as_it_stands(hostile: Path) -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(terminal(load_run(hostile).report()))
    text = console.export_text()
    assert "final pass" in text
    assert "<script>alert('x')" in text


def test_long_tables_are_cut_in_the_terminal_only(tmp_path: Path) -> None:
    run_suite(Sums(kinds=("wrong",) * 40), Settings(), directory=tmp_path, name=NAME)
    report = load_run(tmp_path).report()
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(terminal(report))
    text = console.export_text()
    assert "sum/29" in text and "sum/31" not in text and "and 10 more" in text
    assert "sum/39" in markdown(report)


def test_a_run_whose_suite_is_not_here_is_still_reported(tmp_path: Path) -> None:
    run_suite(Sums(), Settings(), directory=tmp_path, name="nowhere.to.be:FOUND")
    report = load_run(tmp_path).report()
    assert "not installed" in report.remarks[0]
    assert rows(report, "metrics")["sum"][0] == "66.7%"


def test_what_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no run here"):
        load_run(tmp_path)
    run_suite(Sums(), Settings(), directory=tmp_path)
    (tmp_path / "records.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="no case of this run is done yet"):
        load_run(tmp_path)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="suite: Field required"):
        load_run(tmp_path)

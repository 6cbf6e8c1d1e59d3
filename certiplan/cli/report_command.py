"""`certiplan report RUN [RUN]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from certiplan.cli.output import print_json
from certiplan.errors import UsageError
from certiplan.model.diagnostics import nearest
from certiplan.tasks.evaluation.manifest import write_whole
from certiplan.tasks.evaluation.records import Record
from certiplan.tasks.evaluation.report import (
    LoadedRun,
    Report,
    case_page,
    comparison,
    csv_tables,
    html_report,
    load_run,
    markdown,
    terminal,
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="the directory of a run, or of two")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the report as Markdown; - prints it"
    )
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write one HTML file, with a page for each failed case"
    )
    parser.add_argument("--csv", type=Path, metavar="DIR", help="write each table as a CSV file")
    parser.add_argument("--case", metavar="ID", help="show one case: with --html as a page, else as JSON")
    parser.add_argument("--all-cases", action="store_true", help="with --html: a page for passed cases too")
    parser.add_argument("--json", action="store_true", help="print the report's tables as one JSON document")


def run(options: argparse.Namespace) -> int:
    """Report on one run, or compare two."""
    if len(options.runs) > 2:
        raise UsageError("a report is on one run, or on two that are compared")
    runs = [load_run(directory) for directory in options.runs]
    if options.case is not None:
        return _show_case(runs, options)
    report = runs[0].report() if len(runs) == 1 else comparison(*runs)
    written = _write(report, runs, options)
    if options.json:
        print_json(
            {
                "title": report.title,
                "remarks": list(report.remarks),
                "tables": {
                    table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
                    for table in report.tables
                },
            }
        )
    elif not written:
        Console().print(terminal(report))
    return 0


def _write(report: Report, runs: Sequence[LoadedRun], options: argparse.Namespace) -> bool:
    """Write the files that are asked for; whether there were any."""
    if options.markdown is not None:
        _text(options.markdown, markdown(report))
    if options.html is not None:
        pages = runs[-1].records
        if not options.all_cases:
            shown = {row[0] for table in report.tables if table.cases for row in table.rows}
            pages = tuple(r for r in pages if not r.passed or (len(runs) == 2 and r.case in shown))
        label = runs[-1].label if len(runs) == 2 else ""
        _text(options.html, html_report(report, pages=pages, label=label))
    if options.csv is not None:
        for name, text in csv_tables(report).items():
            write_whole(options.csv / f"{name}.csv", text)
    return any(target is not None for target in (options.markdown, options.html, options.csv))


def _text(path: Path, text: str) -> None:
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        write_whole(path, text)


def _show_case(runs: Sequence[LoadedRun], options: argparse.Namespace) -> int:
    if len(runs) != 1:
        raise UsageError("--case shows a case of one run")
    found = _records(runs[0], options.case)
    if options.html is not None:
        _text(options.html, case_page(found[0], title=f"{runs[0].label}: {options.case}"))
    else:
        print_json([record.model_dump(mode="json") for record in found])
    return 0


def _records(run: LoadedRun, case: str) -> list[Record]:
    """The records of a case, one for each epoch.

    Raises:
        UsageError: the run has none.
    """
    found = [record for record in run.records if record.case == case]
    if not found:
        hint = nearest(case, {record.case for record in run.records})
        raise UsageError(f"the run has no case {case!r}" + (f"; did you mean {hint!r}?" if hint else ""))
    return found

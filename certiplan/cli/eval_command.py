"""`certiplan eval SUITE`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from certiplan.cli.model_options import add_json, add_solver
from certiplan.cli.output import print_json
from certiplan.errors import UsageError
from certiplan.tasks.travel.benchmark import BenchmarkPlanner
from certiplan.tasks.travel.scoring import Summary
from certiplan.tasks.travel.suite import CaseResult, SuiteSummary, run_suite
from certiplan.tasks.travel.travelplanner import load_database, load_split

SUITES = ("travelplanner",)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("suite", choices=SUITES, help="which suite")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="where the suite's data lies")
    parser.add_argument(
        "--split", default="train_45", metavar="STEM", help="the cases: STEM.jsonl in the data"
    )
    parser.add_argument(
        "--oracle", action="store_true", help="plan from the structured fields instead of the text"
    )
    parser.add_argument(
        "--setting",
        choices=("reference", "database"),
        default="reference",
        help="plan from each query's reference information (default) or from the whole database",
    )
    parser.add_argument("--limit", type=_count, default=None, metavar="N", help="only the first N cases")
    parser.add_argument("--records", type=Path, metavar="FILE", help="write one line of JSON for each case")
    add_solver(parser)
    add_json(parser)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Run the suite, print its summary; 0 once every case has been tried."""
    cases = load_split(options.data, options.split)[: options.limit]
    if not cases:
        raise UsageError(f"{options.split}.jsonl holds no cases")
    database = load_database(options.data)
    planner = BenchmarkPlanner(
        database=database,
        setting=options.setting,
        oracle=options.oracle,
        solver=options.solver,
        time_limit_s=options.time_limit_s,
    )
    progress = None if options.json else _report
    summary = run_suite(cases, planner, database=database, records_path=options.records, on_case=progress)
    if options.json:
        print_json(summary)
    else:
        _print_summary(summary)
    return 0


def _report(result: CaseResult) -> None:
    """One line for a case that did not pass, as soon as it is known."""
    if not result.passes:
        attempt = result.attempt
        print(f"{result.case.id}: {attempt.outcome} {attempt.message}".rstrip(), file=sys.stderr)


def _print_summary(summary: SuiteSummary) -> None:
    console = Console()
    table = Table(title=f"{summary['cases']} cases", title_justify="left")
    table.add_column("")
    columns: list[tuple[str, Summary | None]] = [("all", summary)]
    rates = [name for name in summary if name.endswith("_rate")]
    for name, _ in columns:
        table.add_column(name, justify="right")
    groups = {
        f"{kind} {key}": part for kind in ("by_level", "by_days") for key, part in summary[kind].items()
    }  # type: ignore[literal-required]
    for name in groups:
        table.add_column(
            name.removeprefix("by_level ").replace("by_days ", "") + ("" if "level" in name else " days"),
            justify="right",
        )
    for rate in rates:
        parts = [summary, *groups.values()]
        table.add_row(
            rate.removesuffix("_rate").replace("_", " "),
            *("–" if part.get(rate) is None else f"{100 * part[rate]:.1f}%" for part in parts),
        )
    console.print(table)
    console.print(
        f"Proved cheapest: {summary['proved_optimal']} of {summary['cases']}. "
        f"Seconds a case: median {summary['seconds_median']:.3f}, longest {summary['seconds_max']:.3f}. "
        f"Plain reading of the rules: final pass {100 * (summary['plain']['final_pass_rate'] or 0):.1f}%."
    )

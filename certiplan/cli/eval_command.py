"""`certiplan eval SUITE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from certiplan.cli.model_options import add_json, add_solver
from certiplan.cli.output import print_json
from certiplan.errors import UsageError
from certiplan.tasks.travel.benchmark import BenchmarkPlanner
from certiplan.tasks.travel.scoring import Rates
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
    groups: dict[str, Mapping[str, object]] = {"": summary_rates(summary)}
    groups |= {level: summary_rates(part) for level, part in summary["by_level"].items()}
    groups |= {f"{days} days": summary_rates(part) for days, part in summary["by_days"].items()}
    table.add_column("")
    for name in groups:
        table.add_column(name or "all", justify="right")
    for rate in groups[""]:
        cells = [_percent(part.get(rate)) for part in groups.values()]
        table.add_row(rate.removesuffix("_rate").replace("_", " "), *cells)
    console.print(table)
    console.print(
        f"Proved cheapest: {summary['proved_optimal']} of {summary['cases']}. "
        f"Seconds a case: median {summary['seconds_median']:.3f}, longest {summary['seconds_max']:.3f}. "
        f"Plain reading of the rules: final pass {_percent(summary['plain']['final_pass_rate'])}."
    )


def summary_rates(part: Rates) -> dict[str, object]:
    """The rates among the numbers of a summary."""
    return {name: value for name, value in part.items() if name.endswith("_rate")}


def _percent(rate: object) -> str:
    return f"{100 * rate:.1f}%" if isinstance(rate, float | int) else "–"

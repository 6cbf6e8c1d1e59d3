"""`certiplan eval SUITE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from certiplan.cli.model_options import add_json, add_solver
from certiplan.cli.output import print_json
from certiplan.errors import UsageError
from certiplan.tasks.travel.benchmark import BenchmarkPlanner
from certiplan.tasks.travel.infeasible import (
    InfeasibleCase,
    InfeasibleSummary,
    Judgement,
    embedded_cases,
    run_infeasible,
    train_cases,
)
from certiplan.tasks.travel.scoring import Rates
from certiplan.tasks.travel.suite import CaseResult, SuiteSummary, run_suite
from certiplan.tasks.travel.travelplanner import load_database, load_split

SUITES = ("travelplanner", "infeasible-travel")
_EMBEDDED_CASES = 60


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("suite", choices=SUITES, help="which suite")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="where the suite's data lies; infeasible-travel without it has only cases on the embedded world",
    )
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
    if options.suite == "infeasible-travel":
        return _run_infeasible(options)
    if options.data is None:
        raise UsageError("--data DIR is needed: where the files of the benchmark are")
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


def _run_infeasible(options: argparse.Namespace) -> int:
    summary = run_infeasible(
        islice(_infeasible_cases(options), options.limit),
        solver=options.solver,
        time_limit_s=options.time_limit_s,
        records_path=options.records,
        on_case=None if options.json else _report_infeasible,
    )
    if options.json:
        print_json(summary)
    else:
        _print_infeasible(summary)
    return 0


def _infeasible_cases(options: argparse.Namespace) -> Iterator[InfeasibleCase]:
    """The cases of both worlds in turn, so that the first few are of both."""
    embedded = embedded_cases(_EMBEDDED_CASES)
    if options.data is None:
        yield from embedded
        return
    for case in train_cases(load_split(options.data, options.split)):
        yield case
        yield from islice(embedded, 1)
    yield from embedded


def _report_infeasible(judgement: Judgement) -> None:
    """One line for a case in which something is not as it should be, as soon as it is known."""
    if not judgement.passes:
        problems = "; ".join(user.problem for user in judgement.users if user.problem)
        verdicts = (
            f"detected {judgement.detected}, minimal {judgement.minimal}, complete {judgement.complete}"
        )
        offers = ", ".join(f"{user.user}: {user.found_usd} of {user.truth_usd}" for user in judgement.users)
        print(f"{judgement.case.id}: {verdicts}, {offers} {problems}".rstrip(), file=sys.stderr)


def _print_infeasible(summary: InfeasibleSummary) -> None:
    console = Console()
    table = Table(title=f"{summary['cases']} requests that cannot be met", title_justify="left")
    table.add_column("")
    table.add_column("all", justify="right")
    for words, rate in (
        ("conflict found", summary["detected_rate"]),
        ("conflict minimal", summary["minimal_rate"]),
        ("all minimal conflicts found", summary["complete_rate"]),
        (f"repaired, of {summary['repairable']} that have a repair", summary["repaired_rate"]),
        ("repaired at the least cost", summary["least_rate"]),
        ("nothing offered where nothing helps", summary["none_rate"]),
    ):
        table.add_row(words, _percent(rate))
    console.print(table)
    for words, by_days in (
        ("One minimal conflict", summary["seconds_median"]),
        ("All minimal conflicts", summary["seconds_all_median"]),
        ("Ways out", summary["seconds_ways_median"]),
    ):
        shown = ", ".join(f"{days} days {seconds:.2f}" for days, seconds in by_days.items())
        console.print(f"{words}, median seconds: {shown}.")


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

"""`certiplan eval SUITE`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from certiplan.cli.eval_progress import Listener, Progress, Quiet
from certiplan.cli.model_options import add_json, add_solver, positive_seconds
from certiplan.cli.output import print_json
from certiplan.errors import UsageError
from certiplan.model.diagnostics import nearest
from certiplan.tasks.evaluation import (
    DeliveredSuite,
    Outcome,
    Reader,
    Run,
    Selection,
    Settings,
    Submissions,
    Suite,
    find_suite,
    open_executor,
    rescore,
    run_suite,
    suite_places,
)
from certiplan.tasks.evaluation.manifest import Manifest, settings_from, write_whole
from certiplan.tasks.evaluation.report import run_report, terminal

_UNFINISHED: tuple[Outcome, ...] = ("timeout", "limit", "error", "crash")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("suite", nargs="?", help="which suite, by name or as MODULE:OBJECT")
    parser.add_argument("--list", action="store_true", help="list the suites")
    what = parser.add_argument_group("what is run")
    what.add_argument("--data", type=Path, metavar="DIR", help="where the suite's data lies")
    what.add_argument("--split", metavar="STEM", help="which part of the data: STEM.jsonl")
    what.add_argument("--offset", type=_count, default=0, metavar="N", help="without the first N cases")
    what.add_argument("--limit", type=_count, metavar="N", help="only the first N cases (after --offset)")
    what.add_argument(
        "--sample-id", action="append", default=[], metavar="ID", help="only this case; repeatable"
    )
    what.add_argument("--epochs", type=_count, default=1, metavar="N", help="run each case N times")
    what.add_argument("--seed", type=int, default=0, metavar="N", help="epoch k uses the seed N + k")
    what.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of the suite's own (--list shows them); repeatable",
    )
    what.add_argument("--setting", help="short for --option setting=…")
    how = parser.add_argument_group("how requests are read and solved")
    how.add_argument(
        "--reader", choices=get_args(Reader), help="how requests are read (default: the suite's)"
    )
    how.add_argument("--oracle", action="store_true", help="start from the typed requests: --reader oracle")
    how.add_argument("--model", metavar="NAME", help="a language model reads, such as openai:gpt-5")
    how.add_argument("--base-url", metavar="URL", help="where the model's provider is reached")
    how.add_argument("--samples", type=_count, default=1, metavar="N", help="compare N readings of a model")
    how.add_argument(
        "--cache", type=Path, metavar="FILE", help="keep the model's answers there and use them again"
    )
    how.add_argument(
        "--log", type=Path, metavar="FILE", help="append every call of the model, raw, as JSON lines"
    )
    add_solver(how)
    limits = parser.add_argument_group("limits")
    limits.add_argument(
        "--case-limit-s", type=positive_seconds, metavar="S", help="kill a case after so many seconds"
    )
    limits.add_argument("--token-limit", type=_count, metavar="N", help="tokens of language models, a case")
    limits.add_argument(
        "--cost-limit", type=_dollars, metavar="USD", help="begin no case once the run has cost so much"
    )
    where = parser.add_argument_group("where it runs, and what is kept")
    where.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="how many processes (default: 1)"
    )
    where.add_argument(
        "--executor",
        default="processes",
        metavar="WHERE",
        help="processes (default), or dask://HOST:PORT for a Dask cluster",
    )
    where.add_argument("--out", type=Path, metavar="DIR", help="keep records, manifest and summary here")
    where.add_argument("--resume", action="store_true", help="go on with the run in --out")
    where.add_argument(
        "--retry",
        action="append",
        choices=_UNFINISHED,
        default=[],
        metavar="OUTCOME",
        help=f"with --resume: run cases again that ended in {', '.join(_UNFINISHED)}; repeatable",
    )
    where.add_argument(
        "--rescore", action="store_true", help="judge the run in --out again, without running anything"
    )
    plans = parser.add_argument_group("plans as files, for suites that exchange them")
    plans.add_argument(
        "--export", type=Path, metavar="FILE", help="write the plans in the suite's submission format"
    )
    plans.add_argument(
        "--score-plans", type=Path, metavar="FILE", help="score the plans in this file instead of planning"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Run the suite, print its summary; 0 once every case has been tried."""
    if options.list:
        return _list(options)
    if options.suite is None:
        raise UsageError("name a suite; certiplan eval --list shows them")
    suite = find_suite(options.suite)
    done = _rescored(suite, options) if options.rescore else _run(suite, options)
    if options.export is not None:
        if not isinstance(suite, Submissions):
            raise UsageError(f"{suite.name} has no format for plans as files")
        write_whole(options.export, suite.submission(done.records))
    if options.json:
        print_json(done.summary)
    else:
        _print(suite, done)
    if done.stopped:
        print(f"certiplan: the run is not complete: {done.stopped}", file=sys.stderr)
    return 5 if done.stopped else 0


def _run(suite: Suite, options: argparse.Namespace) -> Run:
    if options.resume and options.out is None:
        raise UsageError("--resume goes on with the run in a directory: name it with --out DIR")
    settings = _settings(suite, options)
    selection = _selection(options)
    if options.score_plans is not None:
        suite = _delivered(suite, settings, options.score_plans)
        settings = replace(settings, options={**settings.options, "plans": options.score_plans.name})
    executor = open_executor(options.executor, workers=options.workers, case_limit_s=settings.case_limit_s)
    with executor as opened, _progress(suite, settings, selection, options) as progress:
        done = run_suite(
            suite,
            settings,
            executor=opened,
            selection=selection,
            directory=options.out,
            resume=options.resume,
            retry=options.retry,
            name=options.suite,
            on_record=progress.record,
            on_notice=progress.notice,
        )
    if not done.records:
        raise UsageError("there are no cases to run")
    return done


def _delivered(suite: Suite, settings: Settings, path: Path) -> Suite:
    if not isinstance(suite, Submissions):
        raise UsageError(f"{suite.name} has no format for plans as files")
    attempts, oddities = suite.delivered(path, suite.cases(settings))
    for oddity in oddities:
        print(f"certiplan: {oddity}", file=sys.stderr)
    return DeliveredSuite(suite, attempts, source=path)


def _rescored(suite: Suite, options: argparse.Namespace) -> Run:
    if options.out is None:
        raise UsageError("--rescore judges the run in a directory again: name it with --out DIR")
    kept = settings_from(Manifest.load(options.out).settings)
    settings = kept if options.data is None else replace(kept, data=options.data)
    return rescore(suite, settings, options.out)


def _settings(suite: Suite, options: argparse.Namespace) -> Settings:
    reader: Reader = suite.readers[0]
    if options.model is not None:
        reader = "model"
    if options.reader is not None:
        reader = options.reader
    if options.oracle:
        reader = "oracle"
    if reader not in suite.readers:
        raise UsageError(f"{suite.name} cannot be run with --reader {reader}: {', '.join(suite.readers)} can")
    if reader == "model" and options.model is None:
        raise UsageError("--reader model needs --model NAME, such as --model openai:gpt-5")
    if reader != "model" and options.model is not None:
        raise UsageError(f"--model is for --reader model, not for {reader}")
    if suite.needs_data and options.data is None:
        raise UsageError(f"--data DIR is needed: where the data of {suite.name} lies")
    return Settings(
        reader=reader,
        model=options.model,
        base_url=options.base_url,
        data=options.data,
        split=options.split,
        options=_suite_options(suite, options),
        seed=options.seed,
        samples=options.samples,
        solver=options.solver,
        time_limit_s=options.time_limit_s,
        case_limit_s=options.case_limit_s,
        token_limit=options.token_limit,
        cost_limit_usd=options.cost_limit,
        cache=options.cache,
        log=options.log,
    )


def _suite_options(suite: Suite, options: argparse.Namespace) -> dict[str, str]:
    given = list(options.option)
    if options.setting is not None:
        given.append(f"setting={options.setting}")
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--option {text}: expected NAME=VALUE")
        if name not in suite.options:
            hint = nearest(name, suite.options)
            known = ", ".join(suite.options) or "it has none"
            raise UsageError(
                f"{suite.name} has no option {name!r}"
                + (f"; did you mean {hint!r}?" if hint else f" (known: {known})")
            )
        found[name] = value
    return found


def _selection(options: argparse.Namespace) -> Selection:
    return Selection(
        offset=options.offset,
        limit=options.limit,
        ids=tuple(options.sample_id),
        epochs=options.epochs,
    )


@contextmanager
def _progress(
    suite: Suite, settings: Settings, selection: Selection, options: argparse.Namespace
) -> Iterator[Listener]:
    """A bar with running scores where someone watches; else a line for each case that does not pass."""
    if options.json or not sys.stderr.isatty():
        with nullcontext(Quiet(tell=not options.json)) as quiet:
            yield quiet
        return
    count = suite.case_count(settings)
    with Progress(suite.name, None if count is None else selection.count(count)) as progress:
        yield progress


def _list(options: argparse.Namespace) -> int:
    suites = {name: find_suite(name) for name in suite_places()}
    found: list[dict[str, object]] = []
    for name, suite in suites.items():
        found.append(
            {
                "suite": name,
                "description": suite.description,
                "cases": _case_count(suite, options),
                "licence": suite.licence,
                "metrics": dict(suite.metrics),
                "readers": list(suite.readers),
                "needs_data": suite.needs_data,
                "options": dict(suite.options),
            }
        )
    if options.json:
        print_json({"suites": found})
        return 0
    console = Console()
    for row in found:
        console.print(Text(f"{row['suite']}", style="bold"), Text(_cases_words(row)))
        lines = [
            str(row["description"]),
            f"data: {row['licence']}",
            f"readers: {', '.join(suites[str(row['suite'])].readers)}",
            *(f"metric {name}: {words}" for name, words in suites[str(row["suite"])].metrics.items()),
            *(f"option {name}: {words}" for name, words in suites[str(row["suite"])].options.items()),
        ]
        for line in lines:
            console.print(Padding(Text(line), (0, 0, 0, 2)))
    return 0


def _cases_words(row: Mapping[str, object]) -> str:
    if row["cases"] is not None:
        return f"{row['cases']:,} cases"
    return "needs --data" if row["needs_data"] else "cases are drawn as they are needed"


def _case_count(suite: Suite, options: argparse.Namespace) -> int | None:
    if suite.needs_data and options.data is None:
        return None
    try:
        return suite.case_count(Settings(data=options.data, split=options.split))
    except UsageError:  # the data is that of other suites
        return None


def _print(suite: Suite, done: Run) -> None:
    report = run_report(
        f"{suite.name}: {done.summary['cases']} cases",
        done.records,
        metrics=suite.metrics,
        summary=done.summary,
    )
    Console().print(terminal(report))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)


def _dollars(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount of dollars")
    return value

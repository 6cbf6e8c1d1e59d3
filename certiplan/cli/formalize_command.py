"""`certiplan formalize "…" --model provider:name`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from certiplan.cli.language_model_options import add_language_model, client_from
from certiplan.cli.model_options import add_json, add_solver
from certiplan.cli.output import print_findings, print_json, say
from certiplan.cli.solve_command import exit_code, print_answer
from certiplan.errors import FormalizationError, UsageError
from certiplan.formalizers.language_model import (
    Formalization,
    LanguageModelReader,
    Listeners,
    Spent,
    formalize,
    read_back,
)
from certiplan.model.solution_text import Json
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain import Blame, blame_to_json
from certiplan.solvers.model import NoSolution
from certiplan.solvers.shapes import answer_to_json, questions_to_json

_SOLVE_TIME_LIMIT_S = 60.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("request", help="what is wanted, in any words; - reads it from standard input")
    add_language_model(parser, required=True)
    parser.add_argument(
        "--table",
        dest="tables",
        action="append",
        default=[],
        metavar="[NAME=]FILE",
        help="a CSV, JSON lines or Parquet file that belongs to the request; may be repeated",
    )
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="repairs at most (default 2)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the document there")
    parser.add_argument("--no-solve", action="store_true", help="only write and check the document")
    add_solver(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Write, check and solve the document; print what it says and comes to; return the exit code."""
    request = sys.stdin.read() if options.request == "-" else options.request
    tables = _tables(options.tables, beside=options.out)
    listeners = Listeners(notice=lambda words: say(words, error=True))
    client = client_from(options, listeners)
    reader = LanguageModelReader(client, rounds=options.rounds)
    limit = options.time_limit_s or _SOLVE_TIME_LIMIT_S
    try:
        if options.no_solve:
            reading = reader.read(request, tables=tables)
            result = Formalization(reading=reading, answer=None, second_look=False)
        else:
            result = formalize(
                reader,
                request,
                tables=tables,
                solver=options.solver,
                solve_options=SolveOptions(time_limit_s=limit),
            )
    except FormalizationError as error:
        if options.out is not None:
            _write(options.out, error.document)
        if not options.json:
            raise
        print_json(
            {
                "status": "not formalized",
                "document": error.document,
                "diagnostics": [finding.to_json() for finding in error.diagnostics],
                "spent": _spent(client.spent),
            }
        )
        return error.exit_code
    if options.out is not None:
        _write(options.out, result.reading.document)
    blamed = None
    if isinstance(result.answer, NoSolution):
        blamed = result.reading.model.blame(result.answer, solver=options.solver, time_limit_s=limit)
    if options.json:
        print_json(_json(result, client.spent, blamed))
    else:
        _print(result, blamed, with_document=options.out is None)
    if result.answer is None:
        return 4 if result.reading.questions else 0
    return exit_code(result.answer)


def _json(result: Formalization, spent: Spent, blamed: Blame | None) -> dict[str, Json]:
    reading = result.reading
    if result.answer is not None:
        shape = answer_to_json(result.answer)
        if blamed is not None:
            shape |= blame_to_json(blamed)
    elif reading.questions:
        shape = questions_to_json(reading.questions)
    else:
        shape = {"status": "formalized"}
    return {
        **shape,
        "document": reading.document,
        "words": read_back(reading.model),
        "diagnostics": [dict(finding.to_json()) for finding in reading.findings],
        "rounds": reading.rounds,
        "calls": reading.calls,
        "second_look": result.second_look,
        "spent": _spent(spent),
    }


def _spent(spent: Spent) -> dict[str, Json]:
    return {
        "calls": spent.calls,
        "cached_calls": spent.cached_calls,
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
        "cost_usd": spent.cost_usd,
    }


def _print(result: Formalization, blamed: Blame | None, *, with_document: bool) -> None:
    reading = result.reading
    print_findings(finding for finding in reading.findings if finding.severity == "warning")
    if with_document:
        say(reading.document)
    say(read_back(reading.model))
    say()
    if result.answer is not None:
        print_answer(reading.model, result.answer, blamed)
        return
    for name, question in reading.questions:
        say(f"{question} (answer with --set {name}=… of certiplan solve)")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: the document cannot be written: {error.strerror}") from error


def _tables(given: list[str], *, beside: Path | None) -> dict[str, Path]:
    """Files by table name, as seen from the folder that the document is written to."""
    tables: dict[str, Path] = {}
    for text in given:
        name, equals, file = text.partition("=")
        path = Path(file if equals else text)
        name = name if equals else path.stem
        if not name.isidentifier():
            raise UsageError(f"--table {text}: {name!r} cannot name a table; write --table NAME={path}")
        if beside is not None:
            path = Path(os.path.relpath(path, beside.parent))
        tables[name] = path
    return tables

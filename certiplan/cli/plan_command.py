"""`certiplan plan "…"`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import assert_never

from rich.console import Console

from certiplan.agents import Conflict, Outcome, Plan, PlanSettings, Question, Unknown, find_task
from certiplan.cli.model_options import add_json, positive_seconds
from certiplan.cli.output import add_pictures, print_json, write_calendar, write_page
from certiplan.errors import UsageError
from certiplan.solvers.backend import SolveOptions


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("request", help="the request in plain words; - reads it from standard input")
    parser.add_argument(
        "--reply", action="append", default=[], metavar="TEXT", help="answer a question; may be repeated"
    )
    parser.add_argument("--task", default="travel", help="the planning domain (default: travel)")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="plan on the data in this directory, not on the embedded world",
    )
    parser.add_argument(
        "--budget-s",
        type=positive_seconds,
        metavar="S",
        help="stop after so many seconds, all together, with the best so far",
    )
    parser.add_argument(
        "--accept",
        action="append",
        type=_number,
        default=[],
        metavar="N",
        help="where the request cannot be met: take way out N; may be repeated for the conflicts that follow",
    )
    parser.add_argument(
        "--yes-cheapest", action="store_true", help="take the cheapest way out until a plan stands"
    )
    parser.add_argument(
        "--never",
        action="append",
        default=[],
        metavar="KIND",
        help="what no way out may change, such as budget or dates; may be repeated",
    )
    parser.add_argument("--solver", default="auto", help="auto (default), highs, z3, …")
    add_pictures(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Plan the request, print the outcome, return the exit code."""
    task = find_task(options.task)
    settings = PlanSettings(
        today=dt.datetime.now().astimezone().date(),
        data=options.data,
        solver=options.solver,
        options=SolveOptions(time_limit_s=options.budget_s),
        accept=tuple(options.accept),
        accept_cheapest=options.yes_cheapest,
        never=tuple(options.never),
    )
    outcome = task.plan(_request(options.request), settings)
    for reply in options.reply:
        if not isinstance(outcome, Question):
            raise UsageError(f"--reply {reply!r}: no question was asked")
        outcome = task.plan(reply, settings, previous=outcome)
    if options.json:
        print_json(task.to_json(outcome))
    else:
        Console().print(task.show(outcome))
    if options.html is not None:
        write_page(options.html, task.page(outcome))
    if options.ics is not None:
        write_calendar(options.ics, task.calendar(outcome), name=task.page(outcome).title)
    return exit_code(outcome)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a way out")
    return int(text)


def _request(given: str) -> str:
    if given != "-":
        return given
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"standard input is not UTF-8 (byte {error.start})") from error


def exit_code(outcome: Outcome) -> int:
    """The exit code that an outcome stands for."""
    match outcome:
        case Plan():
            return 0
        case Conflict():
            return 3
        case Question():
            return 4
        case Unknown():
            return 5
        case _:
            assert_never(outcome)

"""`certiplan plan "…"`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import assert_never

from rich.console import Console

from certiplan.agents import Conflict, Outcome, Plan, PlanSettings, Question, Unknown
from certiplan.agents.events import Event, Noticed
from certiplan.agents.planner import Planner
from certiplan.cli.model_options import add_json, positive_seconds
from certiplan.cli.output import add_pictures, print_json, say, write_calendar, write_page
from certiplan.errors import UsageError
from certiplan.solvers.backend import SolveOptions


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("request", help="the request in plain words; - reads it from standard input")
    parser.add_argument(
        "--reply", action="append", default=[], metavar="TEXT", help="answer a question; may be repeated"
    )
    parser.add_argument(
        "--task",
        metavar="NAME",
        help="the planning domain (default: travel for a trip, else general, which needs --model)",
    )
    parser.add_argument(
        "--model",
        metavar="PROVIDER:NAME",
        help="a model that reads: openai:NAME, anthropic:NAME, …",
    )
    parser.add_argument("--base-url", metavar="URL", help="the address of an OpenAI-compatible server")
    parser.add_argument(
        "--samples",
        type=_number,
        default=1,
        metavar="K",
        help="have the language model read the request K times, and compare what comes out by solving",
    )
    parser.add_argument(
        "--session",
        type=Path,
        metavar="FILE",
        help="keep every step in this new file (chat goes on with it)",
    )
    parser.add_argument(
        "--contract",
        action="append",
        default=[],
        metavar="FORMULA",
        help="a formula that every step keeps to, such as 'G not relax'; may be repeated (docs/contract.md)",
    )
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
    settings = PlanSettings(
        today=dt.datetime.now().astimezone().date(),
        data=options.data,
        solver=options.solver,
        options=SolveOptions(time_limit_s=options.budget_s),
        never=tuple(options.never),
        contract=tuple(options.contract),
        model=options.model,
        base_url=options.base_url,
        samples=options.samples,
    )
    planner = Planner(task=options.task, settings=settings, session=options.session)
    outcome = planner.plan(_request(options.request), on_event=_told)
    for reply in options.reply:
        if not isinstance(outcome, Question):
            raise UsageError(f"--reply {reply!r}: no question was asked")
        outcome = planner.reply(reply, on_event=_told)
    outcome = _relaxed(planner, outcome, options)
    task = planner.conversation.task
    if options.json:
        print_json(task.to_json(outcome))
    else:
        Console().print(task.show(outcome))
        if isinstance(outcome, Conflict) and outcome.ways_out:
            say("Take one with --accept N, or the first with --yes-cheapest.")
    if options.html is not None:
        write_page(options.html, task.page(outcome))
    if options.ics is not None:
        write_calendar(options.ics, task.calendar(outcome), name=task.page(outcome).title)
    return exit_code(outcome)


def _relaxed(planner: Planner, outcome: Outcome, options: argparse.Namespace) -> Outcome:
    """The outcome after the ways out that were accepted."""
    for number in options.accept:
        if not isinstance(outcome, Conflict):
            raise UsageError(f"way out {number} was accepted, but there is no conflict: leave it out")
        outcome = planner.accept(number, on_event=_told)
    while options.yes_cheapest and isinstance(outcome, Conflict) and outcome.ways_out:
        outcome = planner.accept(outcome.ways_out[0].number, on_event=_told)
    return outcome


def _told(event: Event) -> None:
    """What is worth saying while the work goes on."""
    if isinstance(event, Noticed):
        say(event.words, error=True)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a way out")
    return int(text)


def _request(given: str) -> str:
    text = given if given != "-" else _standard_input()
    if not text.strip():
        raise UsageError("the request is empty: say in plain words what you want planned")
    return text


def _standard_input() -> str:
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

"""`certiplan solve model.yaml`."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, assert_never

from certiplan.cli.model_options import add_json, add_model, add_solver, set_values
from certiplan.cli.output import add_pictures, print_findings, print_json, say, write_calendar, write_page
from certiplan.cli.plan_lines import plan_lines
from certiplan.errors import UsageError
from certiplan.model.solution_text import Json
from certiplan.model.values import show
from certiplan.solvers.backend import SolveOptions
from certiplan.solvers.explain.clock import Limits
from certiplan.solvers.model import Answer, Model, NoSolution, Solved
from certiplan.solvers.questions import (
    Harmless,
    Inquiry,
    QuestionOptions,
    inquire,
    inquiry_to_json,
    not_asked_to_json,
)
from certiplan.solvers.results import Failed, Unbounded, Unknown
from certiplan.solvers.router import route
from certiplan.solvers.shapes import answer_to_json

if TYPE_CHECKING:
    from certiplan.solvers.explain import Blame

_NAMED_LOOSE = 5
"""So many decisions that run away are named."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    add_solver(parser)
    parser.add_argument(
        "--why-solver", action="store_true", help="say on standard error which solver was chosen, and why"
    )
    add_pictures(parser)
    parser.add_argument(
        "--ics-start", type=_moment, metavar="MOMENT", help="when time 0 of a schedule is: 2027-03-01T08:00"
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Solve the document, print the answer, return the exit code."""
    model = Model.load(options.model, set_values=set_values(options.values))
    beside: dict[str, Json] = {}
    if model.questions():
        inquiry = _inquiry(model, options)
        if inquiry.questions:
            return _ask(inquiry, as_json=options.json)
        for harmless in inquiry.harmless:
            say(f"not asked: {_needless(harmless)}", error=True)
        beside["not_asked"] = not_asked_to_json(inquiry)
        model = Model(inquiry.document)
    print_findings(d for d in model.document.diagnostics if d.severity == "warning")
    print_findings(d for d in model.ground.diagnostics if d.severity == "warning")
    if options.why_solver:
        say(route(model.ground.model).why(), error=True)
    answer = model.solve(solver=options.solver, options=SolveOptions(time_limit_s=options.time_limit_s))
    if isinstance(answer, Solved) and answer.notice is not None:
        say(f"warning: two solvers disagree: {answer.notice}", error=True)
    blamed = None
    if isinstance(answer, NoSolution):
        from certiplan.solvers.explain import blame_to_json

        blamed = model.blame(answer, solver=options.solver, time_limit_s=options.time_limit_s)
        beside |= blame_to_json(blamed)
    if options.json:
        print_json({**answer_to_json(answer), **beside})
    else:
        print_answer(model, answer, blamed)
    if isinstance(answer, Solved) and (options.html or options.ics):
        _write_pictures(options, model, answer)
    return exit_code(answer)


def _write_pictures(options: argparse.Namespace, model: Model, answer: Solved) -> None:
    from certiplan.agents.model_page import model_calendar, model_page

    page = model_page(model, answer)
    if options.html is not None:
        write_page(options.html, page)
    if options.ics is not None:
        if options.ics_start is None:
            raise UsageError("--ics needs --ics-start: when time 0 of the schedule is (2027-03-01T08:00)")
        entries = model_calendar(model, answer, start=options.ics_start)
        write_calendar(options.ics, entries, name=page.title)


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment such as 2027-03-01T08:00") from error


def _inquiry(model: Model, options: argparse.Namespace) -> Inquiry:
    limit = 60.0 if options.time_limit_s is None else options.time_limit_s
    limits = Limits(time_limit_s=limit, check_limit_s=min(5.0, limit))
    return inquire(model.document, QuestionOptions(limits=limits, solver=options.solver))


def _needless(harmless: Harmless) -> str:
    return f"{harmless.parameter} ({harmless.why}); taken as {show(harmless.value)}"


def _ask(inquiry: Inquiry, *, as_json: bool) -> int:
    """Ask what matters, the most decisive first."""
    if as_json:
        print_json(inquiry_to_json(inquiry))
    else:
        for question in inquiry.questions:
            say(f"{question.question} (answer with --set {question.parameter}=…)")
            say(f"  {question.words}")
    return 4


def exit_code(answer: Answer) -> int:
    """The exit code that an answer stands for."""
    match answer:
        case Solved():
            return 0
        case NoSolution():
            return 3
        case Unknown():
            return 5
        case Unbounded():
            return 2
        case Failed():
            return 1
        case _:
            assert_never(answer)


def print_answer(model: Model, answer: Answer, blamed: Blame | None) -> None:
    """The answer for people.

    Args:
        blamed: who takes part in the clash, where there is no solution.
    """
    match answer:
        case Solved():
            _print_solved(model, answer)
        case NoSolution():
            say(f"infeasible: proved by {answer.solver}")
            if blamed is not None:
                _print_blame(model, blamed)
        case Unbounded():
            loose = _loose(model, answer)
            say(f"unbounded: the objective can be improved without limit; {loose}", error=True)
        case Unknown():
            say(f"unknown: {answer.reason}{': ' if answer.detail else ''}{answer.detail}")
        case Failed():
            say(f"failed: {answer.error}", error=True)
        case _:
            assert_never(answer)


def _print_blame(model: Model, blamed: Blame) -> None:
    """Accuse nobody of whom it was not proved."""
    if blamed.structure is not None:
        say(blamed.structure.words)
    elif blamed.structural:
        say("Nothing that could be given up is part of the clash: the model itself has no solution.")
    elif blamed.minimal:
        say("These cannot all hold:")
    elif blamed.requirements:
        say("These take part in what clashes, with others that were not settled in the time:")
    else:
        say("What clashes was not settled in the time.")
    for name in blamed.requirements:
        requirement = model.elements.requirements[name]
        words = f'"{requirement.quote}"' if requirement.quote else requirement.assume
        say(f"  {name}: {words}")
    if not blamed.structural:
        more = "the numbers that meet and the ways out" if blamed.minimal else "the smallest conflict"
        say(f"`certiplan explain` tells {more}.")


def _loose(model: Model, answer: Unbounded) -> str:
    """Which decisions run away: those that the solver names, or else those that the document leaves open."""
    columns = model.ground.model.columns
    moving = [columns[column].name for column, _ in answer.ray if column < len(columns)]
    names = moving or [column.name for column in columns if column.lower is None or column.upper is None]
    if not names:
        return "a bound is missing"
    more = ", …" if len(names) > _NAMED_LOOSE else ""
    return f"a bound is missing, of {', '.join(names[:_NAMED_LOOSE])}{more}"


def _print_solved(model: Model, answer: Solved) -> None:
    status = "optimal" if answer.optimal else f"feasible ({answer.reason})"
    say(f"{status}, found by {answer.solver}, rechecked exactly")
    for line in plan_lines(model, answer):
        say(f"  {line}")

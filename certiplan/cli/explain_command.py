"""`certiplan explain model.yaml`."""

from __future__ import annotations

import argparse

from certiplan.cli.model_options import add_json, add_model, add_solver, set_values
from certiplan.cli.output import print_findings, print_json, say
from certiplan.solvers.explain import Explainer, ExplainOptions, Explanation, Limits, explanation_to_json
from certiplan.solvers.explain.words import figure
from certiplan.solvers.model import Model

_EXIT_CODES = {"feasible": 0, "conflict": 3, "unknown": 5}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    parser.add_argument("--all", action="store_true", help="every minimal conflict and every way out")
    parser.add_argument(
        "--max-conflicts",
        type=_count,
        metavar="N",
        default=1,
        help="at most so many conflicts (default 1; --all looks for all of them)",
    )
    add_solver(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Explain the document, print what clashes and the ways out, return the exit code."""
    model = Model.load(options.model, set_values=set_values(options.values))
    print_findings(d for d in model.document.diagnostics if d.severity == "warning")
    print_findings(d for d in model.ground.diagnostics if d.severity == "warning")
    explain_options = ExplainOptions(
        limits=Limits(time_limit_s=options.time_limit_s),
        solver=options.solver,
        max_conflicts=None if options.all else options.max_conflicts,
        max_drops=None if options.all else ExplainOptions.max_drops,
    )
    explainer = Explainer(model.document, grounded=model.ground, options=explain_options)
    explanation = explainer.explain()
    if options.json:
        print_json(explanation_to_json(explanation))
    else:
        _print(explanation)
    return _EXIT_CODES[explanation.status]


def _print(explanation: Explanation) -> None:
    match explanation.status:
        case "feasible":
            say("There is a plan: nothing clashes. `certiplan solve` finds the best one.")
        case "unknown":
            say(f"unknown: whether there is a plan was not settled ({explanation.reason})")
        case "conflict":
            _print_conflict(explanation)


def _print_conflict(explanation: Explanation) -> None:
    for number, conflict in enumerate(explanation.conflicts, 1):
        say(conflict.words if len(explanation.conflicts) == 1 else f"Conflict {number}: {conflict.words}")
    if explanation.further_conflicts:
        say("There are further conflicts, which the ways out settle too; `--all` tells them.")
    say()
    ways = explanation.ways_out.ways
    say("Ways out:" if ways else "No way out was found.")
    for number, way in enumerate(ways, 1):
        least = "" if way.proved_least else "; perhaps less would do"
        say(f"  {number}. {way.words} It weighs {figure(way.cost)}{least}.")
    for open_question in explanation.ways_out.unsettled:
        say(f"Not settled: {open_question}.")


def _count(text: str) -> int:
    """A whole number from 1.

    Raises:
        argparse.ArgumentTypeError: for anything else.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)

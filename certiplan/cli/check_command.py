"""`certiplan check model.yaml [solution.json]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from certiplan.cli.model_options import add_json, add_model, set_values
from certiplan.cli.output import print_findings, print_json, say
from certiplan.errors import DocumentError, UsageError
from certiplan.model.diagnostics import has_errors
from certiplan.model.evaluator import Verdict
from certiplan.model.loading import read_document_file
from certiplan.model.solution_text import Json, number_to_json, solution_from_json
from certiplan.model.values import show_number
from certiplan.model.yaml_text import TextError, parse_text
from certiplan.solvers.model import Model


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    parser.add_argument("solution", type=Path, nargs="?", help="a solution as `solve --json` prints it")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Check the document, and the solution if there is one; return the exit code."""
    try:
        model = Model.load(options.model, set_values=set_values(options.values))
        diagnostics = model.diagnostics()
    except DocumentError as error:
        model, diagnostics = None, error.diagnostics
    verdict = None
    if model is not None and not has_errors(diagnostics) and options.solution is not None:
        verdict = _judge(model, options.solution)
    faulty = has_errors(diagnostics)
    if options.json:
        shape: dict[str, Json] = {
            "diagnostics": [dict(diagnostic.to_json()) for diagnostic in diagnostics],
            "verified": None if verdict is None else verdict.satisfied,
        }
        if verdict is not None:
            shape["faults"] = _faults(verdict)
            shape["objective"] = [
                None if stage.value is None else number_to_json(stage.value) for stage in verdict.objectives
            ]
        print_json(shape)
    else:
        print_findings(diagnostics)
        _print_summary(verdict, count=len(diagnostics), faulty=faulty)
    if faulty:
        return 2
    return 0 if verdict is None or verdict.satisfied else 3


def _judge(model: Model, path: Path) -> Verdict:
    try:
        data = parse_text(read_document_file(path)).data
    except TextError as error:
        raise UsageError(f"{path}: {error.diagnostic}") from error
    return model.judge(solution_from_json(data, model.ground))


def _print_summary(verdict: Verdict | None, *, count: int, faulty: bool) -> None:
    if faulty:
        return
    if verdict is None:
        say("The document is sound." if not count else "The document is sound; see the remarks.")
    elif verdict.satisfied:
        objectives = ", ".join(
            show_number(stage.value) for stage in verdict.objectives if stage.value is not None
        )
        say("The solution satisfies every constraint." + (f" Objective: {objectives}." if objectives else ""))
    else:
        say("The solution does not hold:")
        for fault in _faults(verdict):
            say(f"  {fault}")


def _faults(verdict: Verdict) -> list[Json]:
    return [str(fault) for fault in (*verdict.domain_faults, *verdict.violations, *verdict.diagnostics)]

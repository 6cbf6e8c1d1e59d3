"""`certiplan emit model.yaml --to FORMAT`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from certiplan.cli.model_options import add_model, set_values
from certiplan.cli.output import print_findings, say
from certiplan.errors import UsageError
from certiplan.formalizers.emit import TARGETS, emit
from certiplan.solvers.model import Model


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    parser.add_argument("--to", required=True, choices=TARGETS, help="the format")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write to a file instead of standard output"
    )


def run(options: argparse.Namespace) -> int:
    """Write the model as code, return the exit code."""
    model = Model.load(options.model, set_values=set_values(options.values))
    questions = model.questions()
    if questions:
        for name, question in questions:
            say(f"{question} (answer with --set {name}=…)", error=True)
        return 4
    print_findings(d for d in model.document.diagnostics if d.severity == "warning")
    print_findings(d for d in model.ground.diagnostics if d.severity == "warning")
    text = emit(model, to=options.to)
    if options.output is None:
        sys.stdout.write(text)
        return 0
    try:
        options.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{options.output} cannot be written: {error.strerror}") from error
    return 0

"""The command line: `certiplan COMMAND`.

Commands are imported when they are called, so that `certiplan --help` loads nothing.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence

from certiplan import __version__
from certiplan.errors import CertiplanError

__all__ = ["main"]

COMMANDS: dict[str, str] = {
    "chat": "talk about a plan in the terminal: requests, conflicts, ways out, edits",
    "plan": "plan a trip from a request in plain words",
    "formalize": "write a request as a model document with a language model; check and solve it",
    "solve": "solve a model document",
    "check": "check a model document, or a solution of it",
    "explain": "say what clashes in a model document, and the cheapest ways out",
    "emit": "write a model document as SMT-LIB, Z3Py, Pyomo, LP or MPS that runs by itself",
    "eval": "evaluate the planner on a suite of cases",
    "report": "report on an evaluation, or compare two of them case by case",
    "doctor": "say what is installed, and what would help",
    "mcp": "serve the same verbs to clients of the Model Context Protocol",
}
EXIT_CODES = "exit codes: 0 plan, 3 conflict, 4 question, 5 unknown (limit reached), 2 bad input, 1 failure"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Never shows a traceback unless CERTIPLAN_DEBUG is set."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="certiplan",
        description="Plans from plain language that are proved and rechecked.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"certiplan {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    name = next((word for word in given if not word.startswith("-")), None)
    run: Callable[[argparse.Namespace], int] | None = None
    for command, summary in COMMANDS.items():
        sub = commands.add_parser(command, help=summary, description=summary, epilog=EXIT_CODES)
        if command == name:
            module = importlib.import_module(f"certiplan.cli.{command}_command")
            module.add_options(sub)
            run = module.run
    options = parser.parse_args(given)
    assert run is not None
    return _guarded(run, options)


def _guarded(run: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Run a command; every failure becomes one message on standard error and an exit code."""
    try:
        return run(options)
    except CertiplanError as error:
        print(f"certiplan: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("certiplan: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123  # the reader is gone; nothing can be flushed to it
        return 1
    except Exception as error:
        if os.environ.get("CERTIPLAN_DEBUG"):
            raise
        kind = type(error).__name__
        print(
            f"certiplan: internal failure ({kind}: {error}); CERTIPLAN_DEBUG=1 shows where; please report it",
            file=sys.stderr,
        )
        return 1

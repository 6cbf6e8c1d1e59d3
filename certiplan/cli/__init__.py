"""The command line: `certiplan COMMAND`.

Commands are imported when they are called, so that `certiplan --help` loads nothing. Even what reads
arguments is imported inside the guard, so that Ctrl-C ends the program quietly from the beginning.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

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

INTERRUPTED = 130
"""As a shell counts it: 128 and the number of the signal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Never shows a traceback unless CERTIPLAN_DEBUG is set."""
    try:
        return _guarded(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        print("certiplan: interrupted", file=sys.stderr)
        return INTERRUPTED


def _guarded(given: list[str]) -> int:
    """Run a command; every failure becomes one message on standard error and an exit code."""
    import os

    from certiplan.errors import CertiplanError
    from certiplan.printable import printable

    try:
        return _called(given)
    except CertiplanError as error:
        print(printable(f"certiplan: {error}"), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123  # the reader is gone; nothing can be flushed to it
        return 1
    except Exception as error:
        if _is_interrupt(error):
            raise KeyboardInterrupt from error
        if os.environ.get("CERTIPLAN_DEBUG"):
            raise
        kind = type(error).__name__
        print(
            f"certiplan: internal failure ({kind}: {error}); CERTIPLAN_DEBUG=1 shows where; please report it",
            file=sys.stderr,
        )
        return 1


def _called(given: list[str]) -> int:
    import argparse
    import importlib

    from certiplan import __version__

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
    return run(options)


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether it came from Ctrl-C, which a class in the making, or a library, makes its own error of."""
    return error is not None and (isinstance(error, KeyboardInterrupt) or _is_interrupt(error.__cause__))

"""Options and arguments that several commands on model documents share."""

from __future__ import annotations

import argparse
from pathlib import Path

from certiplan.errors import UsageError


def add_model(parser: argparse.ArgumentParser) -> None:
    """The document and new values for its parameters."""
    parser.add_argument("model", type=Path, help="a model document (YAML or JSON)")
    parser.add_argument(
        "--set",
        dest="values",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give a scalar parameter another value; may be repeated",
    )


def add_solver(parser: argparse._ActionsContainer) -> None:
    """The solver and its limits."""
    parser.add_argument(
        "--solver", default="auto", help="auto (default), highs, z3, …, portfolio:highs+cpsat"
    )
    parser.add_argument(
        "--time-limit-s", type=positive_seconds, default=None, metavar="S", help="stop after so many seconds"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Machine-readable output."""
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def positive_seconds(text: str) -> float:
    """A positive number of seconds.

    Raises:
        argparse.ArgumentTypeError: for anything else.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number of seconds")
    return seconds


def set_values(given: list[str]) -> dict[str, str]:
    """The mapping that `--set NAME=VALUE` options give.

    Raises:
        UsageError: for a text without `=`.
    """
    values: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--set {text}: expected NAME=VALUE")
        values[name.strip()] = value
    return values

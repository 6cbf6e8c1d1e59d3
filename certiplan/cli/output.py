"""What commands print: JSON or text on standard output, findings on standard error."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from certiplan.errors import UsageError
from certiplan.model.diagnostics import Diagnostic
from certiplan.printable import printable

if TYPE_CHECKING:
    from certiplan.pictures import CalendarEntry, Page


def say(text: object = "", *, error: bool = False) -> None:
    """Print a text, on standard error if it is no result; names in it may come from anywhere."""
    print(printable(str(text)), file=sys.stderr if error else sys.stdout)


def print_json(data: object) -> None:
    """The one JSON document of a command."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write("\n")


def print_findings(diagnostics: Iterable[Diagnostic]) -> None:
    """Findings about a document, one a line, on standard error."""
    for diagnostic in diagnostics:
        say(diagnostic, error=True)


def add_pictures(parser: argparse.ArgumentParser) -> None:
    """Files for people beside what is printed."""
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write what came out as one self-contained page"
    )
    parser.add_argument("--ics", type=Path, metavar="FILE", help="write a plan with times as a calendar file")


def write_page(path: Path, page: Page) -> None:
    """Write a page.

    Raises:
        UsageError: the file cannot be written.
    """
    from certiplan.pictures import to_page

    _write(path, to_page(page).encode())


def write_calendar(path: Path, entries: Iterable[CalendarEntry], *, name: str) -> None:
    """Write a calendar file.

    Raises:
        UsageError: the file cannot be written, or nothing has a time.
    """
    from certiplan.pictures import to_calendar

    listed = tuple(entries)
    if not listed:
        raise UsageError(f"{path}: not written, since nothing that came out has a date; leave --ics out")
    _write(path, to_calendar(listed, name=name, stamp=dt.datetime.now(dt.UTC)))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error

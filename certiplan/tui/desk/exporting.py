"""Writing what there is to a file: which form, says the file's ending."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import cast

from rich.console import Console, RenderableType

from certiplan.agents.outcomes import Outcome
from certiplan.agents.task import Task
from certiplan.errors import UsageError
from certiplan.tui.desk.coding import code_of

NOTHING = "there is no {} to write yet: say what you want planned first"
WIDTH = 100
_CODE = {
    ".smt2": "smtlib",
    ".z3.py": "z3py",
    ".pyomo.py": "pyomo",
    ".py": "pyomo",
    ".lp": "lp",
    ".mps": "mps",
}
_ENDINGS = (".txt", ".md", ".json", ".html", ".ics", ".yaml", *_CODE)


def export(
    path: Path, *, task: Task, outcome: Outcome | None, document: str | None, transcript: Callable[[], str]
) -> str:
    """Write a file; returns what was written, in words.

    Args:
        path: its ending says what: .txt the outcome as it is drawn, .md the conversation, .json the outcome
            as data, .html and .ics the plan as a page and as a calendar, .yaml the model, .smt2 .py .lp .mps
            its code.
        task: the domain.
        outcome: what the request came to.
        document: the model document.
        transcript: the conversation as Markdown.

    Raises:
        UsageError: for an ending that is not known, where there is nothing to write yet, and for a file that
            cannot be written.
    """
    content, what = _content(path, task, outcome, document, transcript)
    try:
        path.write_bytes(content.encode())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error
    return what


def _content(
    path: Path, task: Task, outcome: Outcome | None, document: str | None, transcript: Callable[[], str]
) -> tuple[str, str]:
    name = path.name.lower()
    code = next((target for ending, target in _CODE.items() if name.endswith(ending)), None)
    if code is not None:
        return code_of(_stated(document), code), f"the model as {code}"
    match path.suffix.lower():
        case ".md":
            return transcript(), "the conversation"
        case ".yaml" | ".yml":
            return _stated(document), "the model"
        case ".json":
            data = task.to_json(_settled(outcome))
            return json.dumps(
                data, ensure_ascii=False, indent=2, allow_nan=False
            ) + "\n", "the outcome as data"
        case ".html":
            from certiplan.pictures import to_page

            return to_page(task.page(_settled(outcome))), "the outcome as a page"
        case ".ics":
            return _calendar(path, task, _settled(outcome)), "the plan as a calendar"
        case ".txt":
            return _drawn(task.show(_settled(outcome))), "the outcome"
        case _:
            raise UsageError(
                f"{path.name}: the ending says what to write, and {path.suffix or 'none'} says nothing; "
                f"use one of {', '.join(_ENDINGS)}"
            )


def _calendar(path: Path, task: Task, outcome: Outcome) -> str:
    from certiplan.pictures import to_calendar

    entries = task.calendar(outcome)
    if not entries:
        raise UsageError(f"{path} is not written, since nothing that came out has a date")
    stamp = dt.datetime.now(dt.UTC)
    return to_calendar(entries, name=task.page(outcome).title, stamp=stamp).decode()


def _stated(document: str | None) -> str:
    if document is None:
        raise UsageError(NOTHING.format("model"))
    return document


def _settled(outcome: Outcome | None) -> Outcome:
    if outcome is None:
        raise UsageError(NOTHING.format("outcome"))
    return outcome


def _drawn(drawing: object) -> str:
    console = Console(file=StringIO(), width=WIDTH, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(cast(RenderableType, drawing))
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())

"""Plans in the benchmark's submission format: a line of JSON for each query with "idx", "query" and "plan".

Files of other systems differ in small things, which are read for what they mean: a JSON list instead of
lines, a plan as the text of JSON or of a Python literal, no plan as null, "" or []. A line belongs to the
query whose words it repeats, else to the one with its number, else to the one at its place.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import JsonValue

from certiplan.errors import DataError
from certiplan.tasks.evaluation import Attempt, Case, Record, plain

_NO_PLAN = "no plan was delivered"


def submission_text(records: Sequence[Record]) -> str:
    """The plans of a run as a submission; a query without a plan has null.

    The numbers are those of the queries in their split: a case "validation/7" is number 7.
    """
    lines = []
    for record in records:
        number = record.case.split("/")[1] if "/" in record.case else record.case
        line = {
            "idx": int(number) if number.isdecimal() else number,
            "query": record.text,
            "plan": record.answer if record.answer else None,
        }
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    return "".join(lines)


def read_submission(path: Path, cases: Iterable[Case]) -> tuple[dict[str, Attempt], tuple[str, ...]]:
    """The plans in a file, by case, and what is odd about it, a sentence each.

    Raises:
        DataError: the file cannot be read, a line is no JSON, or two lines are of one query.
    """
    known = list(cases)
    by_words: dict[str, list[str]] = {}
    for case in known:
        by_words.setdefault(_folded(case.text), []).append(case.id)
    by_number = {case.id.rpartition("/")[2]: case.id for case in known}
    found: dict[str, Attempt] = {}
    strangers = 0
    for line, entry in _entries(path):
        words, number = entry.get("query"), entry.get("idx")
        numbered = None if number is None else by_number.get(str(number))
        name: str | None
        if isinstance(words, str) and words.strip():
            same = by_words.get(_folded(words), [])
            open_ones = [each for each in same if each not in found]
            name = numbered if numbered in same else next(iter(open_ones or same), None)
        elif number is not None:
            name = numbered
        else:
            name = known[line - 1].id if line <= len(known) else None
        if name is None:
            strangers += 1
            continue
        if name in found:
            raise DataError(f"a second plan for {name}: one is expected for each query", path=path, line=line)
        found[name] = _attempt(entry.get("plan"), path, line)
    oddities = []
    if strangers:
        oddities.append(f"{strangers} plans are for queries that are not among the cases; they are left out.")
    missing = len(known) - len(found)
    if missing:
        oddities.append(f"{missing} queries have no line in {path.name}; they count as not delivered.")
    return found, tuple(oddities)


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()


def _entries(path: Path) -> list[tuple[int, Mapping[str, object]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"the plans cannot be read: {error}", path=path) from error
    if text.lstrip().startswith("["):
        try:
            whole = json.loads(text)
        except ValueError as error:
            raise DataError(f"expected a JSON list of plans: {error}", path=path) from error
        numbered = list(enumerate(whole, start=1))
    else:
        numbered = []
        for line, part in enumerate(text.split("\n"), start=1):
            if part.strip():
                try:
                    numbered.append((line, json.loads(part)))
                except (ValueError, RecursionError) as error:
                    raise DataError(f"expected a JSON object: {error}", path=path, line=line) from error
    for line, entry in numbered:
        if not isinstance(entry, dict):
            raise DataError('expected an object with "idx", "query" and "plan"', path=path, line=line)
    return numbered


def _attempt(plan: object, path: Path, line: int) -> Attempt:
    """A plan as an attempt. What is in it is the judge's affair; that it is a list of days is not."""
    if isinstance(plan, str) and plan.strip():
        plan = _from_text(plan)
        if plan is None:
            return Attempt(outcome="error", message="the plan is a text that is no list of days")
    if not plan:
        return Attempt(outcome="unknown", message=_NO_PLAN)
    if not isinstance(plan, list):
        raise DataError('"plan": expected a list of days or null', path=path, line=line)
    # The benchmark pads plans with empty days, which are none.
    days: list[JsonValue] = [plain(day) for day in plan]
    while days and days[-1] in ({}, None):
        days.pop()
    return Attempt(outcome="plan", answer=days) if days else Attempt(outcome="unknown", message=_NO_PLAN)


def _from_text(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None

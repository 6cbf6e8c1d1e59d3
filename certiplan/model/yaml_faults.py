"""What the YAML parser stumbles over, told in the author's terms and where it most likely went wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

_QUOTES = 'quotation marks around the whole text, as in `that: "x[1] <= 3"`; within them the other kind'


@dataclass(frozen=True, kw_only=True, slots=True)
class YamlFault:
    """A fault of a text that is not YAML; line and column count from 1."""

    message: str
    expected: str
    line: int | None = None
    column: int | None = None


def explained(error: yaml.MarkedYAMLError, text: str) -> YamlFault:
    """The fault that most likely made the parser give up.

    Args:
        text: what it read.
    """
    problem, mark = error.problem or "this is not YAML", error.problem_mark
    if mark is None:
        return YamlFault(message=problem, expected="YAML 1.2 or JSON")
    lines = text.splitlines()
    row = lines[mark.line] if mark.line < len(lines) else ""
    before, character = row[: mark.column], row[mark.column : mark.column + 1]
    opened = error.context_mark
    line, column = mark.line + 1, mark.column + 1
    if "expected ','" in problem and opened is not None:
        bracket = lines[opened.line][opened.column : opened.column + 1] if opened.line < len(lines) else "{"
        if mark.line > opened.line and re.fullmatch(r"\s*(- *)?[\w.\"']*\s*", before):
            # The line before lacks its end; the parser only sees it at the next one.
            above = max((k for k in range(mark.line) if lines[k].strip()), default=opened.line)
            return YamlFault(
                message=f"`{bracket}` of line {opened.line + 1} is not closed",
                expected="`}`, `]` or a comma at the end of this line",
                line=above + 1,
                column=len(lines[above]),
            )
        return YamlFault(
            message=f"`{character}` does not fit here", expected=_QUOTES, line=line, column=column
        )
    if "unexpected end of stream" in problem and opened is not None:
        return YamlFault(
            message="a quotation mark is not closed",
            expected="a closing quotation mark",
            line=opened.line + 1,
            column=opened.column + 1,
        )
    message, expected = _said(problem, before, character)
    return YamlFault(message=message, expected=expected, line=line, column=column)


def _said(problem: str, before: str, character: str) -> tuple[str, str]:
    """What is wrong at a place, and what was expected."""
    if "did not find expected key" in problem:
        if before.strip():
            return f"the value goes on with `{character}` after its end", _QUOTES
        return "the indentation fits nothing above", "as many blanks as the neighbours have"
    if "mapping values are not allowed" in problem:
        return "a second `:` in one entry", f"{_QUOTES}; or the indentation of the neighbours"
    if "cannot start any token" in problem:
        if character == "\t":
            return "a tab in the indentation", "blanks"
        return f"a text cannot begin with `{character}`", "quotation marks around it"
    if "unknown escape" in problem:
        return "a backslash in double quotation marks", "single quotation marks, or `\\\\` for a backslash"
    if "comment or line break" in problem:
        return "text after `|` or `>`", "quotation marks around the text, or the text on the next lines"
    if "'-'" in problem:
        return "an entry without `-` in a list", "`- ` before every entry, or a name for each"
    return problem, "YAML 1.2 or JSON"

"""The table of docs/lints.md, the catalogue and what lints yield say the same; the page's example is run."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from pathlib import Path

from certiplan.formalizers import lints
from certiplan.formalizers.lints import CODES
from certiplan.model import quotes

PAGE = (Path(__file__).parents[3] / "docs" / "lints.md").read_text(encoding="utf-8")
SOURCES = Path(lints.__file__).parent


def test_the_table_is_the_catalogue() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    expected = [
        (code, ", ".join(entry.severities), entry.found_by, entry.says) for code, entry in CODES.items()
    ]
    assert rows == expected


def test_every_code_that_a_lint_yields_is_in_the_catalogue() -> None:
    written = {
        keyword.value.value
        for path in (*SOURCES.glob("*.py"), Path(quotes.__file__))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }
    assert written == set(CODES)


def test_the_example_of_the_page_prints_what_it_says() -> None:
    code, printed = re.findall(r"```(?:python|text)\n(.*?)```", PAGE, re.DOTALL)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "docs/lints.md", "exec"), {})
    assert output.getvalue() == printed

"""Documents with planted mistakes: each is told, at its line, and nothing else is.

A line of a document under `mistakes/` that holds mistakes ends in `#! code code`. What only follows from a
mistake must not be told, nor anything twice.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from certiplan.errors import DocumentError
from certiplan.model.diagnostics import Diagnostic
from certiplan.model.grounding import check
from certiplan.model.loading import load_elements

DOCUMENTS = sorted(Path(__file__).with_name("mistakes").glob("*.yaml"))


def told_about(path: Path) -> tuple[Diagnostic, ...]:
    try:
        loaded = load_elements(path.read_text(encoding="utf-8"))
    except DocumentError as error:
        return error.diagnostics
    return (*loaded.diagnostics, *check(loaded.elements, loaded.tables))


def planted_in(path: Path) -> Counter[tuple[int | None, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return Counter(
        (number, code) for number, line in enumerate(lines, 1) for code in line.partition("#! ")[2].split()
    )


def test_there_are_many() -> None:
    assert len(DOCUMENTS) >= 40
    assert sum(planted_in(path).total() for path in DOCUMENTS) >= 160


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_mistake_is_told_at_its_line_and_nothing_else(path: Path) -> None:
    told = [finding for finding in told_about(path) if finding.severity != "note"]
    assert Counter((finding.line, finding.code) for finding in told) == planted_in(path), "\n".join(
        map(str, told)
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_error_says_what_would_be_right(path: Path) -> None:
    for finding in told_about(path):
        assert finding.message and "None" not in finding.message
        assert finding.code != "syntax" or "Python" not in str(finding)

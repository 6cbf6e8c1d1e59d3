"""The examples are good documents: without their request nothing is suspicious about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from certiplan.formalizers.lints import lint
from certiplan.model.loading import load_elements

EXAMPLES = sorted(
    path for path in (Path(__file__).parents[3] / "examples").glob("*.yaml") if path.stem != "expected"
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_example_is_suspicious(path: Path) -> None:
    document = load_elements(path)
    assert [
        str(finding) for finding in lint(document, document.elements.request) if _matters(finding.code)
    ] == []


def _matters(code: str) -> bool:
    # Several examples have a request that leaves the data to tables, as people do.
    return code not in ("unquoted-constant", "unused-number")

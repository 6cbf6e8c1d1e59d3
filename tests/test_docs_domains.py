"""The examples of the pages on routing, scheduling, packing and supply are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
_PYTHON = re.compile(r"```python\n(?P<code>.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", ["routing", "scheduling", "packing", "supply"])
def test_the_examples_of_a_page_run(page: str) -> None:
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    blocks = [found["code"] for found in _PYTHON.finditer(text)]
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, f"docs/{page}.md", "exec"), names)

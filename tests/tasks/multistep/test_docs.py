"""The examples of the page on planning run as they stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "multistep-planning.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS)
def test_an_example_prints_what_it_says(code: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PAGE.parents[1]
    )
    expected = re.findall(r"^print\(.*\)\s+# (.*)$", code, re.MULTILINE)
    printed = [line for line in done.stdout.splitlines() if line and not line.startswith(";")]
    assert printed == expected

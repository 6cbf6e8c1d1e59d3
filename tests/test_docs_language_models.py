"""The example of docs/language-models.md runs; docs/prompts.md knows the prompts as they are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from certiplan.formalizers.language_model import PROMPT_VERSION, prompt_fingerprint

DOCS = Path(__file__).parent.parent / "docs"


def test_the_example_runs(tmp_path: Path) -> None:
    page = (DOCS / "language-models.md").read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert program is not None
    path = tmp_path / "example.py"
    path.write_text(program[1], encoding="utf-8")

    run = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False)

    assert run.stderr == ""
    assert run.stdout.startswith("(20,) 1\nUnderstood:\n")


def test_the_page_of_prompts_knows_the_present_version() -> None:
    page = (DOCS / "prompts.md").read_text(encoding="utf-8")

    assert f"\n| {PROMPT_VERSION} | " in page
    assert f"\n| {PROMPT_VERSION + 1} | " not in page


def test_the_fingerprint_is_short_and_the_same_every_time() -> None:
    assert re.fullmatch("[0-9a-f]{8}", prompt_fingerprint())
    prompt_fingerprint.cache_clear()
    assert prompt_fingerprint() == prompt_fingerprint()

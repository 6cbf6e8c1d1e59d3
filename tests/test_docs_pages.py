"""The pages that the documentation shows are made by a script that works, and say what they should."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[1] / "docs"
EXPECTED = {
    "trip": ("Proved and rechecked", "Day 1", "What you asked for"),
    "conflict": ("Cannot be met as asked", "Raise the budget from $700 to $897", "three meals on full days"),
    "schedule": ("Proved and rechecked", "objective: 55"),
    "routes": ("Proved and rechecked", "van 3", "331.57"),
}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pages", DOCS / "make_pages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_of_the_documentation(script: ModuleType, tmp_path: Path) -> None:
    written = script.write_pages(tmp_path)
    assert {path.stem for path in written} == set(EXPECTED)
    for name, texts in EXPECTED.items():
        made, kept = ((folder / f"{name}.html").read_text() for folder in (tmp_path, DOCS / "pages"))
        for text in texts:
            assert text in made and text in kept, f"{name}: {text}"


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine")
def test_their_pictures(script: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "conflict.html"
    page.write_bytes((DOCS / "pages" / page.name).read_bytes())
    script.take_pictures([page])
    assert page.with_suffix(".png").stat().st_size > 10_000
    assert {path.stem for path in (DOCS / "pages").glob("*.png")} == set(EXPECTED)

"""Pictures: those of the documentation are made by a script that works, and two are held fast."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from textual.pilot import Pilot

from certiplan.tui.app import ChatApp
from certiplan.tui.desk.settings import ChatSettings
from tests.tui.driving import Driven
from tests.tui.talks import CONFLICT, ScriptedTalk, answering, scripted

DOCS = Path(__file__).parents[2] / "docs"
EXPECTED = {
    "conflict": "Ways&#160;out",
    "requirements": "in&#160;conflict",
    "model": "total_cost",
    "code": "SMT-LIB&#160;script",
    "run": "explain",
    "plan": "Day&#160;1",
}


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_screens", DOCS / "make_screens.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.asyncio
async def test_the_screens_of_the_documentation_are_made_by_their_script(tmp_path: Path) -> None:
    written = await _script().draw(tmp_path)
    assert {path.stem for path in written} == set(EXPECTED)
    for name, words in EXPECTED.items():
        made, kept = (folder / f"{name}.svg" for folder in (tmp_path, DOCS / "screens"))
        assert words in made.read_text(), name
        assert words in kept.read_text(), f"{kept}: make it anew with python docs/make_screens.py"
        # Nothing is fetched by who looks at it.
        assert "http" not in kept.read_text().replace("http://www.w3.org", "")
        assert "http" not in made.read_text().replace("http://www.w3.org", "")


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
def test_a_conflict_looks_as_it_did(
    snap_compare: Callable[..., bool], tmp_path: Path, size: tuple[int, int]
) -> None:
    app = ChatApp(ChatSettings(sessions=tmp_path), opening=scripted(ScriptedTalk(answering(CONFLICT))))

    async def before(pilot: Pilot[None]) -> None:
        test = Driven(app, pilot)
        await pilot.pause()
        await test.settle()
        test.composer.cursor_blink = False
        await test.say("A weekend of baking: ten hours of oven, and a cake")
        await test.press("f5")

    assert snap_compare(app, terminal_size=size, run_before=before)

"""Draw the screens of `certiplan chat` that the documentation shows: `python docs/make_screens.py`.

Everything on them is real: a conversation about an infeasible trip on the embedded world, driven by keys.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from certiplan.tui.app import ChatApp
from certiplan.tui.desk.settings import ChatSettings
from certiplan.tui.widgets.composer import Composer

REQUEST = (
    "4 days from Denver in Oregon, 2 cities, May 3 to 6, 2027, for 3 people, $400, no flights, private room"
)
SIZE = (140, 46)


async def draw(folder: Path) -> list[Path]:
    """Write a picture of every pane into a folder; returns their paths."""
    with tempfile.TemporaryDirectory() as sessions:
        app = ChatApp(ChatSettings(sessions=Path(sessions)))
        async with app.run_test(size=SIZE) as pilot:
            await _rest(app, pilot)
            composer = app.screen.query_one(Composer)
            composer.cursor_blink = False
            composer.put(REQUEST)
            await _press(app, pilot, "enter")
            pictures = []
            for name, keys in (
                ("conflict", ("f5",)),
                ("requirements", ("f2", "down", "down", "down", "down", "down")),
                ("model", ("f3",)),
                ("code", ("f6", "tab")),
                ("run", ("f7",)),
                ("plan", ("f5", "enter")),
            ):
                await _press(app, pilot, *keys)
                pictures.append(_picture(app, folder, name))
    return pictures


async def _press(app: ChatApp, pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await _rest(app, pilot)


async def _rest(app: ChatApp, pilot: Pilot[None]) -> None:
    """Until nothing is being worked on any more."""
    await pilot.pause()
    while True:
        await app.workers.wait_for_complete()
        await pilot.pause()
        if not app.busy and all(worker.is_finished for worker in app.workers):
            await pilot.pause()
            return


def _picture(app: ChatApp, folder: Path, name: str) -> Path:
    """One picture; it names fonts that readers may have, and loads none."""
    drawn = app.export_screenshot(title="certiplan chat")
    svg = re.sub(r"@font-face \{.*?\}|<!--.*?-->", "", drawn, flags=re.DOTALL)
    path = folder / f"{name}.svg"
    path.write_text("\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n")
    return path


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "screens"
    target.mkdir(exist_ok=True)
    for written in asyncio.run(draw(target)):
        print(written)

"""Write the pages that the documentation shows: `python docs/make_pages.py`. Everything on them is real.

With Chromium on the machine, `--png` takes a picture of each beside it.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
from pathlib import Path

from certiplan.cli import main

ROOT = Path(__file__).parents[1]
TRIP = "5 days from Denver through 2 cities in Oregon, May 3 to 7, 2027, for 3 people, "
DELIVERIES = {
    "places": [
        {"name": "bakery", "x": 40, "y": 40},
        *(
            {"name": name, "x": x, "y": y, "demand": demand}
            for name, x, y, demand in (
                ("school", 12, 50, 3),
                ("clinic", 22, 70, 2),
                ("harbour", 60, 78, 4),
                ("market", 74, 60, 3),
                ("castle", 80, 30, 2),
                ("station", 58, 16, 4),
                ("museum", 30, 14, 3),
                ("park", 14, 28, 2),
            )
        ),
    ],
    "vehicles": [{"name": f"van {number}", "start": "bakery", "capacity": 9} for number in (1, 2, 3)],
    "decimals": 2,
}
COMMANDS = {
    "trip": ["plan", f"{TRIP}$1,400", "--ics"],
    "conflict": ["plan", f"{TRIP}$700, no flights, entire homes"],
    "schedule": ["solve", str(ROOT / "examples" / "jobshop_ft06.yaml")],
    "routes": ["plan", "--task", "routing", json.dumps(DELIVERIES)],
}


def write_pages(folder: Path) -> list[Path]:
    """Write every page into a folder, and the trip as a calendar; returns the paths of the pages."""
    pages = []
    for name, command in COMMANDS.items():
        page = folder / f"{name}.html"
        calendar = [str(folder / f"{name}.ics")] if command[-1] == "--ics" else []
        with contextlib.redirect_stdout(io.StringIO()):
            code = main([*command, *calendar, "--html", str(page)])
        if code not in (0, 3):
            raise SystemExit(f"{name}: exit code {code}")
        pages.append(page)
    return pages


def take_pictures(pages: list[Path]) -> None:
    """A picture of each page as a browser shows it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for page in pages:
            tab = browser.new_page(viewport={"width": 960, "height": 720})
            tab.goto(page.resolve().as_uri())
            tab.screenshot(path=page.with_suffix(".png"))
        browser.close()


if __name__ == "__main__":
    target = Path(__file__).parent / "pages"
    target.mkdir(exist_ok=True)
    written = write_pages(target)
    if "--png" in sys.argv:
        take_pictures(written)
    for path in written:
        print(path)

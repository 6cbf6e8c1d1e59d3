"""Every example of docs/offline-reader.md."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from certiplan.tasks.travel.reader import Read

DOCUMENT = Path(__file__).parents[4] / "docs" / "offline-reader.md"
TRIP = "Trip from Boston to Denver"
TEXTS = {
    "Places": "{}, March 13-17, 2022, 2 people, $1,900",
    "Dates and length": TRIP + ", {}, 2 people, $1,900",
    "People": TRIP + ", March 13-15, 2022, $1,900. {}.",
    "Budget": TRIP + ", March 13-15, 2022, 2 people. {}.",
    "Rooms": TRIP + ", March 13-15, 2022, 4 people, $1,900. {}.",
    "House rules": TRIP + ", March 13-15, 2022, 4 people, $1,900. {}.",
    "Transport": TRIP + ", March 13-15, 2022, 4 people, $1,900. {}.",
    "Complete days": TRIP + ", March 13-15, 2022, 4 people, $1,900. {}.",
    "Cuisines": TRIP + ", March 13-15, 2022, 4 people, $1,900. {}.",
}


def examples() -> Iterator[tuple[str, str, str]]:
    section = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        match = re.fullmatch(r"\| `(.+)` \| (.+) \|", line)
        if match is not None:
            yield section, match[1], match[2]


def shown(section: str, result: Read) -> str:
    request = result.request
    if section == "Places":
        return (
            f"{request.origin} > {'the state ' if request.destination_is_state else ''}{request.destination}"
        )
    values = {
        "Dates and length": f"{request.start.isoformat()}, {request.day_count} days",
        "People": str(request.people),
        "Budget": str(request.budget_usd),
        "Rooms": request.room,
        "House rules": ", ".join(request.house_rules),
        "Transport": ", ".join(request.transport),
        "Complete days": "complete days" if request.complete_days else "",
        "Cuisines": ", ".join(request.cuisines),
    }
    return values[section] or "nothing"


@pytest.mark.parametrize(("section", "words", "expected"), list(examples()))
def test_an_example_is_read_as_documented(
    section: str, words: str, expected: str, read: Callable[[str], Read]
) -> None:
    assert shown(section, read(TEXTS[section].format(words))) == expected


def test_every_section_has_examples() -> None:
    assert {section for section, _, _ in examples()} == set(TEXTS)


def test_the_program_prints_what_is_shown() -> None:
    program, output = re.findall(
        r"```(?:python|text)\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == output

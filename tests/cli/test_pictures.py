"""`--html` and `--ics` of `plan` and `solve`."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from certiplan.cli import main

TRIP = "3 days from Denver to Chicago for two people, April 10 to 12, 2027, "
FT06 = Path(__file__).parents[2] / "examples" / "jobshop_ft06.yaml"


def test_a_trip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, calendar = tmp_path / "trip.html", tmp_path / "trip.ics"
    assert main(["plan", f"{TRIP}$1,500", "--html", str(page), "--ics", str(calendar)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "Denver → Chicago → Denver" in text and "Proved and rechecked" in text and "The way" in text
    events = Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    assert {event.decoded("DTSTART").day for event in events} == {10, 11, 12}
    assert any("Chicago" in str(event.get("LOCATION", "")) for event in events)
    capsys.readouterr()


def test_a_conflict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, calendar = tmp_path / "trip.html", tmp_path / "trip.ics"
    assert main(["plan", f"{TRIP}$90", "--html", str(page)]) == 3
    text = page.read_text(encoding="utf-8")
    assert "Cannot be met as asked" in text and "Ways out" in text and "budget $90" in text
    assert main(["plan", f"{TRIP}$90", "--ics", str(calendar)]) == 2
    assert "leave --ics out" in capsys.readouterr().err
    assert not calendar.exists()


def test_a_schedule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "ft06.html"
    assert main(["solve", str(FT06), "--html", str(page)]) == 0
    assert page.read_text(encoding="utf-8").count("<rect") == 36
    assert main(["solve", str(FT06), "--ics", str(tmp_path / "x.ics")]) == 2
    assert "--ics-start" in capsys.readouterr().err


def test_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(FT06), "--html", str(tmp_path / "no" / "x.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err

"""Calendar files, read back by the library that others read them with."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar

from certiplan.pictures import CalendarEntry, to_calendar

STAMP = dt.datetime(2027, 1, 2, tzinfo=dt.UTC)
FLIGHT = CalendarEntry(
    title="Flight F1: Denver to Boise; 2 people",
    start=dt.datetime(2027, 5, 3, 23, 10),
    end=dt.datetime(2027, 5, 4, 1, 5),
    place="Denver",
)
DAY = CalendarEntry(
    title="See: the Müller & Co. museum, " + "long " * 30,
    start=dt.date(2027, 5, 3),
    end=dt.date(2027, 5, 4),
    note="first line\nsecond line",
)


def test_round_trip() -> None:
    content = to_calendar([FLIGHT, DAY], name="A trip", stamp=STAMP)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == [FLIGHT.title, DAY.title]
    assert events[0].decoded("DTSTART") == FLIGHT.start
    assert events[1].decoded("DTEND") == DAY.end
    assert str(events[1]["DESCRIPTION"]) == DAY.note
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_an_entry_keeps_its_identity() -> None:
    once = to_calendar([FLIGHT], name="A trip", stamp=STAMP)
    again = to_calendar([DAY, FLIGHT], name="Another", stamp=STAMP + dt.timedelta(days=1))
    uid = Calendar.from_ical(once).walk("VEVENT")[0]["UID"]
    assert uid in {event["UID"] for event in Calendar.from_ical(again).walk("VEVENT")}

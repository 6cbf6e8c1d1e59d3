"""Plans as calendar files (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """Something with a time.

    Attributes:
        start: a date for a whole day, or a moment; without a zone it is local time wherever it is read.
        end: not included, of the kind of `start`.
    """

    title: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime
    place: str = ""
    note: str = ""


def to_calendar(entries: Iterable[CalendarEntry], *, name: str, stamp: dt.datetime) -> bytes:
    """The entries as the bytes of an .ics file.

    Args:
        entries: in any order.
        name: of the calendar.
        stamp: when the file is made, with a zone.
    """
    from icalendar import Calendar, Event  # only who writes calendars loads it

    calendar = Calendar()
    calendar.add("prodid", "-//Certiplan//certiplan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", _uid(entry))
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.start)
        event.add("dtend", entry.end)
        event.add("summary", entry.title)
        if entry.place:
            event.add("location", entry.place)
        if entry.note:
            event.add("description", entry.note)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _uid(entry: CalendarEntry) -> str:
    """The same entry keeps its identity, so that a file that is read again changes what is there."""
    said = f"{entry.title}|{entry.start.isoformat()}|{entry.place}"
    return f"{hashlib.sha256(said.encode()).hexdigest()[:24]}@certiplan"

"""Trips of the embedded world that the tests of agents talk about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from certiplan.agents import Conversation, PlanSettings
from certiplan.agents.events import Event

TODAY = dt.date(2027, 3, 1)
SETTINGS = PlanSettings(today=TODAY)
TRIP = "From Houston to Nashville for 3 days from April 5 2027, 2 people, budget 1500 dollars"
CLASH = (
    "From Houston to Nashville for 3 days from April 5 2027, 2 people, budget 900 dollars, no flights, "
    "want French and Indian food, private room"
)
OPEN = "From Houston to Nashville for 3 days, 2 people, budget 1500 dollars"


def start() -> Conversation:
    """A conversation about trips, without a session."""
    return Conversation.start(task="travel", settings=SETTINGS)


def heard_by(events: list[Event]) -> Callable[[Event], None]:
    """A listener that keeps what it is told."""
    return events.append

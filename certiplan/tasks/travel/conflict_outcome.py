"""The conflicts and ways out of a trip as an outcome, in the person's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil
from typing import Final

from certiplan.agents import Change, Conflict, Heard, Numbers, Part, WayOut, Wish
from certiplan.model.values import Rational
from certiplan.solvers.explain.meetings import Meeting
from certiplan.tasks.travel.planning import TripModel
from certiplan.tasks.travel.request import TravelRequest
from certiplan.tasks.travel.trip_changes import TripChange, change_words
from certiplan.tasks.travel.trip_conflict import TripConflict, TripWay
from certiplan.tasks.travel.trip_record import record_of
from certiplan.tasks.travel.words import conflict_words, dollars, phrases

_COSTS: Final[Mapping[str, str]] = {
    "transport_cost": "transport",
    "hotel_cost": "accommodation",
    "meal_cost": "meals",
}
_ROUNDING: Final = Fraction(1, 10_000)


def conflict_outcome(
    task: str, heard: Heard, trip: TripModel, found: TripConflict, *, seconds: float
) -> Conflict:
    """A trip's conflict as an outcome.

    Args:
        task: the domain's name.
        heard: how the request was understood.
        trip: the trip that cannot be had, as it is stated.
        found: the conflict and the ways out.
        seconds: what all of it took.
    """
    request = trip.request
    return Conflict(
        task=task,
        heard=heard,
        wishes=wishes_of(request, found.requirements),
        minimal=found.minimal,
        words=conflict_words(request, found.requirements),
        numbers=() if found.budget is None else (_numbers(found.budget),),
        ways_out=tuple(_way(way, number, request) for number, way in enumerate(found.ways, start=1)),
        unsettled=found.unsettled,
        solver=found.proved_by,
        confirmed_by=found.confirmed_by,
        seconds=seconds,
    )


def wishes_of(request: TravelRequest, names: Iterable[str]) -> tuple[Wish, ...]:
    """Requirements of the model document as a person's wishes, by name."""
    known = phrases(request)
    return tuple(
        Wish(name=name, words=str(known[name]), quote=known[name].quote) for name in names if name in known
    )


def changes_of(changes: Iterable[TripChange], request: TravelRequest) -> tuple[Change, ...]:
    """Changes of a trip for any reader.

    Args:
        changes: what is changed.
        request: the request before.
    """
    return tuple(
        Change(
            kind=change.kind,
            words=change_words(change, request),
            cost=change.cost_usd,
            requirement=change.requirement,
            before=_plain(change.before),
            after=_plain(change.after),
        )
        for change in changes
    )


def _plain(value: int | dt.date | None) -> str | int | None:
    return value.isoformat() if isinstance(value, dt.date) else value


def _way(way: TripWay, number: int, request: TravelRequest) -> WayOut:
    changes = changes_of(way.changes, request)
    said = " and ".join(change.words for change in changes)
    return WayOut(
        number=number,
        changes=changes,
        cost=way.cost_usd,
        words=f"{said[:1].upper()}{said[1:]}.",
        value=way.total_usd,
        optimal=way.optimal,
        proved_least=way.proved_least,
        plan=record_of(way.trip, way.changes),
    )


def _numbers(meeting: Meeting) -> Numbers:
    parts = tuple(
        Part(words=_COSTS[part.name], least=_whole(part.extreme))
        for part in meeting.parts
        if part.name is not None and part.name in _COSTS
    )
    together, limit = _whole(meeting.together), meeting.limit
    sum_of_parts = sum(part.least for part in parts)
    said = " + ".join(f"{part.words} at least {_dollars(part.least)}" for part in parts if part.least)
    beyond = f"> budget {_dollars(limit)}"
    if not parts or sum_of_parts <= limit:
        lead = f"{said}; " if said else ""
        said = f"{lead}all together at least {_dollars(together)}"
    return Numbers(
        parts=parts,
        together=together,
        limit=limit,
        unit="USD",
        exact=meeting.exact,
        words=f"{said} {beyond}",
    )


def _whole(amount: Rational) -> int:
    """A least cost: costs are whole dollars, so that a proved bound may be rounded up."""
    return ceil(Fraction(amount) - _ROUNDING)


def _dollars(amount: Rational) -> str:
    return dollars(int(amount))

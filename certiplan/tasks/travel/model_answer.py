"""What a language model is asked to say of a request for a trip: fields with quotes, and further wishes.

It is data that a schema holds to its types; what it means is settled in `model_reading`.
"""

from __future__ import annotations

import datetime as dt
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule

T = TypeVar("T")
_MOST_WISHES = 20


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Said(_Strict, Generic[T]):
    """A value with the exact words that say it."""

    value: T
    quote: str


class StatedConstraint(_Strict):
    """A constraint, and what it ranges over."""

    over: str | None = Field(default=None, alias="for", max_length=500)
    that: str = Field(min_length=1, max_length=2000)


class StatedWish(_Strict):
    """A wish as constraints."""

    quote: str
    constraints: list[StatedConstraint] = Field(min_length=1, max_length=10)


class Remark(_Strict):
    """What is to be said of a wish."""

    quote: str
    why: str = Field(max_length=500)


class TripAnswer(_Strict):
    """What a request for a trip says."""

    origin: Said[str] | None = None
    destination: Said[str] | None = None
    destination_is_state: bool = False
    start: Said[dt.date] | None = None
    end: Said[dt.date] | None = None
    day_count: Said[int] | None = None
    city_count: Said[int] | None = None
    people: Said[int] | None = None
    several_people: bool = False
    budget_usd: Said[int] | None = None
    budget_per_person: bool = False
    budget_per_day: bool = False
    cuisines: list[Said[str]] = Field(default_factory=list)
    room: Said[RoomWish] | None = None
    house_rules: list[Said[HouseRule]] = Field(default_factory=list)
    transport: list[Said[TransportRule]] = Field(default_factory=list)
    complete_days: Said[bool] | None = None
    extra: list[StatedWish] = Field(default_factory=list, max_length=_MOST_WISHES)
    holds_anyway: list[Remark] = Field(default_factory=list, max_length=_MOST_WISHES)
    not_possible: list[Remark] = Field(default_factory=list, max_length=_MOST_WISHES)

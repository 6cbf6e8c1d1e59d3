"""What a traveller asks for, typed: the meeting point of readers, the model and the checker."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

RoomWish = Literal["shared room", "not shared room", "private room", "entire room"]
HouseRule = Literal["smoking", "parties", "children under 10", "visitors", "pets"]
TransportRule = Literal["no flight", "no self-driving", "no taxi"]
Wish = Literal[
    "origin",
    "destination",
    "dates",
    "cities",
    "people",
    "budget",
    "cuisines",
    "room",
    "house_rules",
    "transport",
    "complete_days",
    "extra",
]


class ExtraConstraint(BaseModel):
    """A constraint over what the travel model decides, in the language of model documents.

    `over` is what it ranges over, such as "c in City"; empty for one constraint.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    that: str = Field(min_length=1, max_length=2000)
    over: str = Field(default="", max_length=500)


class ExtraWish(BaseModel):
    """A wish that no field of a request holds, as constraints.

    `name` tells it apart from the others of a request: small letters, digits and underscores. `quote` is a
    substring of the request's text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)
    quote: str = Field(min_length=1)
    constraints: tuple[ExtraConstraint, ...] = Field(min_length=1)


class TravelRequest(BaseModel):
    """A request for a round trip.

    `destination` names a city, or a state in which `city_count` cities are to be chosen. The trip takes
    `day_count` days from `start`, the first and the last of which are travel days. `budget_usd` is for
    all people together; None means that none was given. `house_rules` lists what must be allowed.
    `complete_days` asks for dinner on the day of arrival in a city and for breakfast before leaving it.

    `extras` are wishes beyond these, as constraints: they can take plans away and add none.

    `quotes` holds, for each wish that the traveller put into words, the exact words (a substring of
    `text`); a wish without a quote was supplied by the reader. Where wishes of one kind were put into words
    apart from each other, `item_quotes` holds them by their requirement, such as "cuisines_french".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""
    origin: str
    destination: str
    destination_is_state: bool
    start: dt.date
    day_count: int = Field(ge=2, le=30)
    city_count: int = Field(ge=1, le=10)
    people: int = Field(ge=1, le=100)
    budget_usd: int | None = Field(default=None, gt=0)
    cuisines: tuple[str, ...] = ()
    room: RoomWish | None = None
    house_rules: tuple[HouseRule, ...] = ()
    transport: tuple[TransportRule, ...] = ()
    complete_days: bool = False
    extras: tuple[ExtraWish, ...] = ()
    quotes: dict[Wish, str] = Field(default_factory=dict)
    item_quotes: dict[str, str] = Field(default_factory=dict)

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The date of each day of the trip."""
        return tuple(self.start + dt.timedelta(days=k) for k in range(self.day_count))

    @property
    def end(self) -> dt.date:
        """The date of the last day."""
        return self.start + dt.timedelta(days=self.day_count - 1)

    @model_validator(mode="after")
    def _fits(self) -> TravelRequest:
        if not self.destination_is_state and self.city_count != 1:
            raise ValueError(
                f"one destination city, {self.destination}, but {self.city_count} cities to visit"
            )
        if self.city_count > self.day_count - 1:
            raise ValueError(
                f"{self.city_count} cities need at least {self.city_count + 1} days, not {self.day_count}"
            )
        return self

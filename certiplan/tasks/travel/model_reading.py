"""A travel request read by a language model into typed fields; everything after that is the same as offline.

What the model writes is data that a schema holds to its types; places are looked up and the plan is judged as
if a person had filled in the fields.
"""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from certiplan.errors import RequestError
from certiplan.tasks.travel.request import HouseRule, RoomWish, TransportRule, TravelRequest

if TYPE_CHECKING:
    from certiplan.formalizers.language_model import ChatClient

_PROMPT = "prompts/request.md"


class HeardTrip(BaseModel):
    """What a request says; None for what it does not say."""

    model_config = ConfigDict(extra="forbid")

    origin: str | None
    destination: str | None
    destination_is_state: bool | None
    start: dt.date | None
    day_count: int | None
    city_count: int | None
    people: int | None
    budget_usd: int | None
    cuisines: list[str] = Field(default_factory=list)
    room: RoomWish | None
    house_rules: list[HouseRule] = Field(default_factory=list)
    transport: list[TransportRule] = Field(default_factory=list)

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields without which there is no trip."""
        needed = ("origin", "destination", "destination_is_state", "start", "day_count")
        return tuple(name for name in needed if getattr(self, name) is None)

    def request(self, text: str) -> TravelRequest:
        """The request; one traveller and one city where nothing else is said.

        Raises:
            RequestError: the fields contradict each other.
        """
        assert not self.missing
        fields = self.model_dump()
        fields["people"] = 1 if self.people is None else self.people
        fields["city_count"] = 1 if self.city_count is None else self.city_count
        try:
            return TravelRequest(text=text, **fields)
        except ValidationError as error:
            raise RequestError(f"the model's reading is no trip: {error.errors()[0]['msg']}") from error


def hear_with_model(text: str, client: ChatClient, *, today: dt.date) -> HeardTrip:
    """What a language model takes a request to say; one call where its answer fits.

    Args:
        text: the request.
        client: what asks.
        today: what dates without a year are after.

    Raises:
        LanguageModelError, LanguageModelUnavailableError, BudgetSpentError: from asking.
    """
    from certiplan.formalizers.language_model import Message
    from certiplan.formalizers.language_model.structured import ask_for

    prompt = files("certiplan.tasks.travel").joinpath(_PROMPT).read_text(encoding="utf-8")
    messages = [
        Message(role="system", content=prompt.format(today=today.isoformat())),
        Message(role="user", content=text),
    ]
    return ask_for(client, messages, HeardTrip)

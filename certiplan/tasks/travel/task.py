"""Travel as a planning domain: from a request in plain words to an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from certiplan.agents import Outcome, PlanSettings, Question
from certiplan.agents.settling import settle_request
from certiplan.pictures import CalendarEntry, Page, to_terminal
from certiplan.tasks.travel.facts import travel_facts
from certiplan.tasks.travel.outcome_json import outcome_to_json
from certiplan.tasks.travel.outcome_page import outcome_calendar, outcome_page
from certiplan.tasks.travel.steps import TravelSteps
from certiplan.tasks.travel.understanding import TASK_NAME, speaks_of_a_trip


@dataclass(frozen=True)
class TravelTask:
    """Round trips, on the embedded world or on a TravelPlanner database.

    Attributes:
        chat_model: a LangChain chat model that reads requests; None for that of the settings.
    """

    name: str = TASK_NAME
    chat_model: object | None = field(default=None, repr=False)

    def with_chat_model(self, chat_model: object) -> TravelTask:
        """The same with a LangChain chat model that reads requests."""
        return replace(self, chat_model=chat_model)

    def steps(self, settings: PlanSettings) -> TravelSteps:
        """Travel's part of the agents' loop."""
        return TravelSteps(travel_facts(settings.data), settings, chat_model=self.chat_model)

    def recognizes(self, text: str, settings: PlanSettings) -> bool:
        """Whether a text speaks of a trip: of its places and its time, or of a trip and one of them."""
        return speaks_of_a_trip(text, travel_facts(settings.data), today=settings.today)

    def plan(self, text: str, settings: PlanSettings, *, previous: Question | None = None) -> Outcome:
        """Plan a trip; see `certiplan.agents.task.Task.plan`."""
        return settle_request(self.steps(settings), text, settings, previous=previous)

    def to_json(self, outcome: Outcome) -> Mapping[str, object]:
        """The outcome as JSON data."""
        return outcome_to_json(outcome)

    def show(self, outcome: Outcome) -> object:
        """The outcome as Rich prints it."""
        return to_terminal(self.page(outcome))

    def page(self, outcome: Outcome) -> Page:
        """The outcome as a page."""
        return outcome_page(outcome)

    def calendar(self, outcome: Outcome) -> tuple[CalendarEntry, ...]:
        """The days of a trip."""
        return outcome_calendar(outcome)
